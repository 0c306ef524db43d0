"""A scheme in words as rows: a section for each kind and cycle, then rankings, lists and what must come out even."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cityassess.services.scheme_description import FigureDescription, SchemeDescription, Sentence

HEAD = ("名称", "来源", "怎么计", "满分", "出处")
NAME, WORDS, CLAUSE = 0, 2, 4


class Rows(NamedTuple):
    """Rows, the numbers of those that head a section, and how many figures and sentences are among them."""

    rows: tuple[tuple[str, ...], ...]
    sections: tuple[int, ...]
    found: int


def rows_of(description: SchemeDescription, wanted: str = "") -> Rows:
    """A description as rows; ``wanted`` keeps those in whose name, id, words or clause it occurs."""
    sections: dict[str, list[tuple[str, ...]]] = {}
    for figure in description.figures:
        if _meets(wanted, figure.name, figure.id, figure.words, figure.clause):
            title = f"{figure.of} · 每{_CYCLES.get(figure.cycle, figure.cycle)}"
            sections.setdefault(title, []).append(_row(figure))
    for title, sentences in (
        ("排名", description.rankings),
        ("名单", description.lists),
        ("收支平衡", description.balances),
    ):
        told = [*_sentences(sentences, wanted)]
        if told:
            sections[title] = told
    rows: list[tuple[str, ...]] = []
    heads: list[int] = []
    for title, members in sections.items():
        heads.append(len(rows))
        rows += [(f"{title}（{len(members)}项）", "", "", "", ""), *members]
    return Rows(tuple(rows), tuple(heads), len(rows) - len(heads))


_CYCLES = {"季": "季度", "专项行动": "个专项行动"}


def _row(figure: FigureDescription) -> tuple[str, ...]:
    name = f"{figure.name}（{figure.unit}）" if figure.unit else figure.name
    return name, "录入" if figure.entered else "计算", figure.words, figure.full, figure.clause


def _sentences(sentences: Iterable[Sentence], wanted: str) -> Iterable[tuple[str, ...]]:
    for sentence in sentences:
        if _meets(wanted, sentence.name, sentence.words, sentence.clause):
            yield sentence.name, "", sentence.words, "", sentence.clause


def _meets(wanted: str, *texts: str) -> bool:
    sought = wanted.strip().casefold()
    return not sought or any(sought in text.casefold() for text in texts)
