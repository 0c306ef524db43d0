"""What tables, charts and photos of a bulletin are called where they are named rather than shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cityassess.reports.blocks import Block, Chart, Picture, Pictures, Table
from cityassess.services.bulletin.document import Document, Exhibit


def kind_word(blocks: Sequence[Block]) -> str:
    """What an exhibit is: 表, 图, 照片; empty where it is none of them."""
    kinds = ((Table, "表"), (Chart, "图"), (Pictures, "照片"))
    return next((word for kind, word in kinds if any(isinstance(block, kind) for block in blocks)), "")


def blocks_words(blocks: Sequence[Block]) -> str:
    """How much there is, in words: 12行, 图2幅, 照片2张; empty where there is nothing to count."""
    rows = sum(len(block.rows) for block in blocks if isinstance(block, Table))
    charts = sum(isinstance(block, Chart) for block in blocks)
    photos = sum(len(block.pictures) for block in blocks if isinstance(block, Pictures))
    told = (
        f"{rows}行" if rows else "",
        f"图{charts}幅" if charts > 1 else "",
        f"照片{photos}张" if photos else "",
    )
    return "，".join(filter(None, told))


def pictures_of(document: Document) -> Mapping[str, tuple[Picture, ...]]:
    """The photos of each exhibit that has some, by the exhibit's id."""
    found: dict[str, tuple[Picture, ...]] = {}
    for section in document.sections:
        for part in section.parts:
            if isinstance(part, Exhibit):
                shown = [
                    picture
                    for block in part.blocks
                    if isinstance(block, Pictures)
                    for picture in block.pictures
                ]
                if shown:
                    found[part.id] = tuple(shown)
    return found
