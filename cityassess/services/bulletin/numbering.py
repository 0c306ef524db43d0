"""The numbers of bulletins, 发文字号 (娄城管办〔2026〕15号) and issues (第3期): they run in their series each year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Refused
from cityassess.scoring.scheme import Scheme
from cityassess.services.bulletin.templates import Template, number_pattern
from cityassess.services.records import period_of
from cityassess.store import issued

if TYPE_CHECKING:
    from cityassess.store.session import Session

_YEAR, _NUMBER = "{year}", "{number}"
MOST = 99_999
"""No office issues more papers in a year."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number that a paper gets: its series, year and number, and the words that are printed."""

    series: str
    pattern: str
    year: int
    number: int

    @property
    def words(self) -> str:
        """The number as it is printed."""
        return self.pattern.replace(_YEAR, str(self.year)).replace(_NUMBER, str(self.number))


def next_numbering(session: Session, scheme: Scheme, template: Template, day: date) -> Numbering | None:
    """The next number of a scheme's bulletins by a template; None where the scheme numbers none."""
    pattern = number_pattern(scheme, template)
    if not pattern:
        return None
    series = series_of(scheme, pattern)
    return Numbering(series, pattern, day.year, issued.next_number(session, series, day.year))


def series_of(scheme: Scheme, pattern: str) -> str:
    """What numbers of a pattern run in: 发文字号 through the office's papers of all schemes, issues in each scheme."""
    return pattern if pattern == scheme.bulletin.number else f"{scheme.id}/{pattern}"


def numbered_as(found: Numbering, typed: str) -> Numbering | None:
    """The number that words typed by hand mean, as far as they follow the pattern; None where they do not."""
    parts = re.split(r"(\{year\}|\{number\})", found.pattern)
    groups = {_YEAR: r"(?P<year>\d{4})", _NUMBER: r"0*(?P<number>[1-9]\d{0,4})"}
    pattern = "".join(groups.get(part, re.escape(part)) for part in parts)
    match = re.fullmatch(pattern, re.sub(r"\s", "", typed))
    if match is None:
        return None
    year = int(match["year"]) if _YEAR in found.pattern else found.year
    return Numbering(found.series, found.pattern, year, int(match["number"]))


def refuse_used(session: Session, wanted: Numbering) -> None:
    """Raise ``Refused`` with the bulletin that bears a number already."""
    holder = issued.numbered(session, wanted.series, wanted.year, wanted.number)
    if holder is not None:
        title = wording.period_title(period_of(holder.period))
        free = issued.next_number(session, wanted.series, wanted.year)
        raise Refused(
            f"编号“{wanted.words}”已用于{title}通报第{holder.edition}版《{holder.title}》"
            f"（{wording.date_text(holder.day)}）。改用{free}号，或另写一个没有用过的号。"
        )
