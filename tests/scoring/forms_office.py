"""Offices for worked examples of single rule forms: a scheme of a few figures, cells by name, and its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from cityassess.reports.intake.scheme_tree import read_scheme_tree
from cityassess.scoring.assessment import State, Trace
from cityassess.scoring.engine import Evaluation, evaluate
from cityassess.scoring.forms import RuleForm
from cityassess.scoring.numbers import parse_value
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.rules import rule_kind, rule_word
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.trace import explain
from cityassess.scoring.tree import Items, Node, Scalar, Written
from cityassess.scoring.tree import Mapping as Tree
from cityassess.scoring.values import AssessedObject, Check, Classification, Roster, roster
from tests.scoring.offices import BULLETIN, read_text, scheme_of

HEAD = """\
scheme: forms
name: 考核
circular: 试〔2026〕1号
in_force_from: {start}
{top}
kinds: [{{name: 街道}}, {{name: 村, part_of: 街道}}, {{name: 科室}}]
"""
SCORE = "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}\n"
MONTH = "2026-02"
RANKING = "  - {id: order, name: 排名, score: score}\n"


def scheme_text(figures: str, *, rankings: str = RANKING, top: str = "", start: str = "2020-01-01") -> str:
    """A scheme of some figures, one a line."""
    lines = "\n".join(f"  - {line.strip()}" for line in figures.strip().splitlines())
    head = HEAD.format(start=start, top=top.strip())
    return f"{head}figures:\n{lines}\nrankings:\n{rankings}{BULLETIN}".replace("\n\n", "\n")


def faults_of(figures: str, *, rankings: str = RANKING, top: str = "") -> list[str]:
    """What is wrong with a scheme of some figures: each fault with the line among the figures that it names."""
    text = scheme_text(figures, rankings=rankings, top=top)
    first = text.splitlines().index("figures:") + 2
    scheme, problems = read_text(text)
    assert scheme is None, "no fault was found"
    assert not any("。。" in problem.message for problem in problems)
    return [f"{(problem.line or 0) - first + 1}: {problem.message}" for problem in problems]


@dataclass
class Forms:
    """A scheme, objects by name, and what was entered."""

    scheme: Scheme
    objects: dict[str, AssessedObject] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    @classmethod
    def of(cls, figures: str, *, rankings: str = RANKING, top: str = "", start: str = "2020-01-01") -> Forms:
        """An office whose scheme has these figures."""
        return cls(scheme_of(scheme_text(figures, rankings=rankings, top=top, start=start)))

    def add(
        self,
        names: str,
        kind: str = "街道",
        *,
        parent: str = "",
        lead: str = "",
        responsible: str = "",
        group: str = "",
        grade: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        """Add objects, several names apart by spaces; what is above and who is in charge are names, too."""
        for name in names.split():
            self.objects[name] = AssessedObject(
                len(self.objects) + 1,
                name,
                kind,
                self.objects[parent].key if parent else None,
                group,
                grade,
                since=since,
                until=until,
                lead=self.objects[lead].key if lead else None,
                responsible=tuple(self.objects[unit].key for unit in responsible.split()),
            )

    def reclassify(self, name: str, since: str, *, group: str = "", grade: str = "") -> None:
        """From a day on an object is in another group or grade."""
        item = self.objects[name]
        later = Classification(date.fromisoformat(since), group, grade)
        self.objects[name] = replace(item, reclassified=(*item.reclassified, later))

    def enter(self, period: str, values: Mapping[str, object] | str, criterion: str = "score") -> None:
        """Enter one check for each object: ``甲 90 乙 85.5 丙 /``."""
        words = (
            values.split() if isinstance(values, str) else [str(w) for pair in values.items() for w in pair]
        )
        for name, value in zip(words[::2], words[1::2], strict=True):
            number = None if value == "/" else parse_value(value, 4)
            key = len(self.checks) + 1
            self.checks.append(Check(period, self.objects[name].key, criterion, number, key=key))

    @property
    def roster(self) -> Roster:
        """The objects in the order in which they were added."""
        return roster(self.objects.values())

    def evaluate(self, *periods: str, others: Mapping[str, Evaluation] | None = None) -> Evaluation:
        """The engine's evaluation of some periods."""
        asked = [self.scheme.calendar.parse(code) for code in periods]
        return evaluate(self.scheme, tally_checks(self.scheme, self.roster, asked, self.checks), others)

    def value(
        self, figure: str, name: str, period: str, evaluation: Evaluation | None = None
    ) -> Fraction | State:
        """One cell as it is published: a number, or why there is none."""
        evaluation = evaluation or self.evaluate(period)
        row = evaluation.frame.row_of(self.scheme.calendar.parse(period))
        column = evaluation.frame.column_of[self.objects[name].key]
        published = evaluation.columns[figure].value
        number = published.fraction(row, column)
        return State(int(published.states[row, column])) if number is None else number

    def values(self, figure: str, period: str) -> dict[str, Fraction | State]:
        """The cells of all objects of the figure's kind."""
        evaluation = self.evaluate(period)
        of = self.scheme.by_id[figure].of
        return {
            name: self.value(figure, name, period, evaluation)
            for name, item in self.objects.items()
            if item.kind == of and item.exists_in(self.scheme.calendar.parse(period))
        }

    def explain(self, figure: str, name: str, period: str) -> Trace:
        """How a cell came about."""
        asked = self.scheme.calendar.parse(period)
        return explain(self.evaluate(period), figure, self.objects[name].key, asked, self.checks)

    def sentence(self, figure: str, name: str, period: str) -> str:
        """The sentence of a cell."""
        return self.explain(figure, name, period).sentence


def shares_add_up(trace: Trace) -> bool:
    """Whether the exact shares of a cell that is added up come to it."""
    shares = [line.share for line in trace.inputs] + [addend.share for addend in trace.addends]
    assert None not in shares
    assert trace.figure.published is not None
    printed = sum((share for share in shares if share is not None), Fraction(0))
    return printed == trace.figure.published


def node_of(written: Written) -> Node:
    """A written tree as if it had been read from a file."""
    if isinstance(written, dict):
        return Tree(tuple((Scalar(key, 1), node_of(value)) for key, value in written.items()), 1)
    if isinstance(written, list):
        return Items(tuple(map(node_of, written)), 1)
    return Scalar(written, 1)


def read_again(scheme: Scheme, text: str) -> dict[str, RuleForm]:
    """Every rule of a scheme after it was written and read again in the place of the text's figures."""
    tree = read_scheme_tree(text, "方案.yaml")
    assert isinstance(tree, Tree)
    figures = [
        {
            "id": figure.id,
            "name": figure.name,
            "of": figure.of,
            "every": figure.every.value,
            "rule": rule_word(figure.rule),
            **rule_kind(figure.rule).write(figure.rule),
        }
        for figure in scheme.figures
    ]
    entries = tuple(
        (key, node_of(list(figures)) if key.text == "figures" else value) for key, value in tree.entries
    )
    again, problems = read_scheme(Tree(entries, 1), "方案.yaml")
    assert not problems, "\n".join(map(str, problems))
    assert again is not None
    return {figure.id: figure.rule for figure in again.figures}


def office_of(figure: str, scores: str, *, ranking: str = "", more: str = "") -> Forms:
    """Streets with marks in one month, ``甲 90 乙 85``; a street marked ``-`` is there without a mark."""
    office = Forms.of(
        f"{SCORE}{more}{{id: made, name: 奖惩, of: 街道, every: month, {figure}}}",
        rankings=f"  - {{id: order, name: 排名, score: score{ranking}}}\n",
    )
    words = scores.split()
    office.add(" ".join(words[::2]))
    marked = [(name, mark) for name, mark in zip(words[::2], words[1::2], strict=True) if mark != "-"]
    office.enter(MONTH, " ".join(f"{name} {mark}" for name, mark in marked))
    return office


def made(office: Forms) -> list[object]:
    """What the figure that is tried comes to for each street, in their order."""
    return list(office.values("made", MONTH).values())
