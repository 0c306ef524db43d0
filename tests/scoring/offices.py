"""Small offices for tests: schemes read from their text, objects and marks given by name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cityassess.errors import Problem
from cityassess.reports.intake.scheme_tree import read_scheme_tree
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, Standing
from cityassess.scoring.engine import Evaluation, evaluate
from cityassess.scoring.numbers import parse_value
from cityassess.scoring.periods import parse_period
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.values import AssessedObject, Check, Roster, roster
from tests.scoring.oracle import Oracle

CASES = Path(__file__).parents[1] / "cases"

BULLETIN = """
bulletin: {authority: 考核办, title: "关于{period}考核情况的通报", addressee: 各单位：, signature: 考核办}
"""


def table(name: str) -> list[dict[str, str]]:
    """The rows of a published table."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_text(text: str) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """Read a scheme's text, with whatever is wrong with it."""
    return read_scheme(read_scheme_tree(text, "方案.yaml"), "方案.yaml")


def scheme_of(text: str) -> Scheme:
    """Read a scheme's text that has no fault."""
    scheme, problems = read_text(text)
    assert not problems, "\n".join(map(str, problems))
    assert scheme is not None
    return scheme


@dataclass
class Office:
    """A scheme with objects and checks that are named as people name them."""

    scheme: Scheme
    objects: list[AssessedObject] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def add(self, name: str, kind: str, *, parent: str = "", group: str = "") -> AssessedObject:
        """Add an object below another of a given name."""
        above = next(item.key for item in self.objects if item.name == parent) if parent else None
        item = AssessedObject(len(self.objects) + 1, name, kind, parent=above, group=group)
        self.objects.append(item)
        return item

    def mark(self, period: str, item: AssessedObject, criterion: str, value: str, count: int = 1) -> None:
        """Record one check, ``/`` for 不适用."""
        number = None if value == "/" else parse_value(value, 4)
        key = len(self.checks) + 1
        self.checks.append(Check(period, item.key, criterion, number, count, note=f"第{key}处", key=key))

    @property
    def roster(self) -> Roster:
        """The objects in the order in which they were added."""
        return roster(self.objects)

    def evaluation(self, period: str) -> Evaluation:
        """The engine's evaluation of one period."""
        return evaluated(self.scheme, self.roster, [period], self.checks)

    def assess(self, period: str) -> Assessment:
        """The engine's assessment of one period."""
        return assess(self.evaluation(period), parse_period(period))

    def standings(self, period: str) -> dict[str, Standing]:
        """The lines of all rankings by the object's name."""
        lines = (line for group in self.assess(period).groups for line in (*group.ranked, *group.not_ranked))
        return {line.name: line for line in lines}

    def oracle(self, period: str) -> Oracle:
        """The second opinion."""
        return Oracle(self.scheme, self.roster, parse_period(period), self.checks)


def evaluated(scheme: Scheme, objects: Roster, periods: Iterable[str], checks: Iterable[Check]) -> Evaluation:
    """Evaluate periods given by their codes."""
    named = [parse_period(code) for code in periods]
    return evaluate(scheme, tally_checks(scheme, objects, named, checks))


def texts(standing: Standing) -> Mapping[str, str]:
    """What is published of one object, by figure."""
    shown = (standing.score, *standing.components, *standing.figures)
    return {figure.id: figure.text for figure in shown}
