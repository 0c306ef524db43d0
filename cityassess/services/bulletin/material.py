"""What a bulletin is written from: a period's result and checks, what it is set against, and how it is issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from cityassess.scoring.assessment import Assessment, GroupRanking, Standing
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import Check, Roster


class Need(Enum):
    """What a part of a bulletin looks at besides the period itself, so that nothing else has to be worked out."""

    BEFORE = "before"
    YEAR_BEFORE = "year_before"
    HISTORY = "history"
    LAST_ISSUE = "last_issue"


@dataclass(frozen=True, slots=True)
class Term:
    """A period as a bulletin sees it: its result, and what that was worked out from.

    ``checks`` are all that the result rests on, those of periods that it looks back on among them; ``evaluation``
    is None where only the result is known, and then nothing is said of single criteria.
    """

    assessment: Assessment
    evaluation: Evaluation | None = None
    checks: tuple[Check, ...] = ()

    @property
    def period(self) -> Period:
        """The period, with its days."""
        return self.assessment.period


@dataclass(frozen=True, slots=True)
class LastIssue:
    """The issue before in the same series: its number in words (第2期), its result, and the day it was issued on."""

    number: str
    assessment: Assessment
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """The issue that a correction takes the place of: its number in words, its title, its day, and what it said."""

    number: str
    title: str
    day: date
    assessment: Assessment


@dataclass(frozen=True)
class Material:
    """All that a bulletin is written from.

    ``before`` and ``year_before`` are the last period and the same one of the year before, as published if they were;
    ``history`` the results of up to eleven earlier periods, oldest first. ``number`` is the 发文字号 or issue in words,
    ``mark`` that of what is not final (征求意见稿).
    """

    scheme: Scheme
    roster: Roster
    now: Term
    day: date
    before: Term | None = None
    year_before: Assessment | None = None
    history: tuple[Assessment, ...] = ()
    last_issue: LastIssue | None = None
    corrects: Corrected | None = None
    number: str = ""
    mark: str = ""

    @property
    def assessment(self) -> Assessment:
        """The result of the period."""
        return self.now.assessment

    @property
    def period(self) -> Period:
        """The period, with its days."""
        return self.now.assessment.period

    @cached_property
    def places(self) -> dict[int, list[tuple[GroupRanking, Standing]]]:
        """Where each object stands, ranking by ranking, by its key."""
        found: dict[int, list[tuple[GroupRanking, Standing]]] = {}
        for group in self.assessment.groups:
            for standing in group.standings:
                found.setdefault(standing.object, []).append((group, standing))
        return found

    @cached_property
    def _checks_by_cell(self) -> dict[tuple[str, int, str], list[Check]]:
        found: dict[tuple[str, int, str], list[Check]] = {}
        for check in self.now.checks:
            found.setdefault((check.period, check.object, check.criterion), []).append(check)
        return found

    def checks_of(self, period: str, object_key: int, criterion: str) -> Sequence[Check]:
        """The checks of a period's code, an object and a criterion, as a trace asks for them."""
        return self._checks_by_cell.get((period, object_key, criterion), ())
