"""What a changed thing of a draft is called where two texts of it are set side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cityassess.ui.bulletin.forms import CLOSE_FIELDS, HEAD_FIELDS

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft

_WORDS = {field.name: field.title for field in (*HEAD_FIELDS, *CLOSE_FIELDS)} | {"sealed": "盖章"}


def name_of(key: tuple[str, str], draft: Draft | None) -> str:
    """The place of a change in words: 标题, 总体情况第2段, 案例."""
    what, place = key
    match what:
        case "template":
            return "模板"
        case "word":
            return _WORDS.get(place, "文头文尾")
        case "case":
            return "典型案例"
    if draft is not None:
        for section in draft.written.document.sections:
            parts = [part.id for part in section.parts]
            if place == section.id:
                return f"标题“{section.heading}”"
            if place in parts:
                return f"{section.heading or '开头'}第{parts.index(place) + 1}段"
        for annex in draft.written.document.annexes:
            if place == annex.id:
                return f"附件“{annex.title}”"
    return "正文"
