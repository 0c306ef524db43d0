"""Every worked example of the manual, scored from files as an office would; the answers there were found by hand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from cityassess.reports.scheme_text import scheme_text
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, Trace
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.numbers import rounded
from cityassess.scoring.periods import Period
from cityassess.scoring.reading.writing import write_scheme
from cityassess.scoring.results import figure_result
from cityassess.scoring.rules import RULES
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.trace import explain
from cityassess.scoring.values import Check
from cityassess.services.file_scoring import FromFiles, read_files
from cityassess.services.scheme_files import scheme_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "manual" / "examples"
WHOLE = "全部"
"""Stands for the object where a balance is asked for."""
_BLOCK = re.compile(
    r"^```(yaml scheme|csv objects|csv marks|csv expected)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_OPENING = re.compile(r"^```.+$", re.MULTILINE)
_RULE = re.compile(r"\brule: ([a-z_]+)")


@dataclass(frozen=True)
class Example:
    """One example of a page: its place there, its heading, its blocks by what they hold, the words around them."""

    page: str
    number: int
    heading: str
    schemes: tuple[str, ...]
    objects: str | None
    marks: str
    expected: tuple[dict[str, str], ...]
    words: str

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods whose answers are told, each once."""
        return tuple(dict.fromkeys(row["考核周期"] for row in self.expected))


@cache
def examples() -> tuple[Example, ...]:
    """Every example of every page."""
    return tuple(
        example
        for page in sorted(FOLDER.glob("*.md"))
        if page.name != "README.md"
        for example in _of_page(page.name, page.read_text(encoding="utf-8"))
    )


def _of_page(page: str, text: str) -> Iterator[Example]:
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    assert parts, f"{page} has no example"
    for number, part in enumerate(parts, start=1):
        heading = part.partition("\n")[0].strip()
        blocks = [(found[1], found[2]) for found in _BLOCK.finditer(part)]
        assert len(blocks) == len(_OPENING.findall(part)), f"{page}, {heading}: a block of another form"
        schemes = tuple(body for form, body in blocks if form == "yaml scheme")
        objects = [body for form, body in blocks if form == "csv objects"]
        (marks,) = [body for form, body in blocks if form == "csv marks"]
        (expected,) = [body for form, body in blocks if form == "csv expected"]
        words = _BLOCK.sub("", part)
        yield Example(
            page, number, heading, schemes, objects[0] if objects else None, marks, _rows(expected), words
        )


def _rows(text: str) -> tuple[dict[str, str], ...]:
    rows = tuple(csv.DictReader(io.StringIO(text)))
    assert rows
    assert all(list(row) == ["考核周期", "考核对象", "项目", "结果"] and all(row.values()) for row in rows)
    return rows


class Answers:
    """What the program publishes of one period, asked the way an example asks."""

    def __init__(self, evaluation: Evaluation, period: Period) -> None:
        self.evaluation, self.period = evaluation, evaluation.scheme.calendar.dated(period)
        self.assessment: Assessment = assess(evaluation, self.period)

    @property
    def scheme(self) -> Scheme:
        """The edition in force."""
        return self.evaluation.scheme

    def text(self, item: str, name: str) -> str:
        """The printed answer to an item (a figure, a ranking, a list or a balance) about an object."""
        if item == WHOLE:
            (off,) = [one.off for one in self.assessment.balances if one.name == name]
            return _plain(off)
        if name in {ranking.id for ranking in self.scheme.rankings}:
            return self._place(item, name)
        for listed in self.assessment.lists:
            if listed.id == name:
                return "在列" if item in {line.name for line in listed.listed} else "不在列"
        return self._figure(item, name)

    def _place(self, item: str, ranking: str) -> str:
        for group in self.assessment.groups:
            for line in group.standings:
                if group.ranking == ranking and line.name == item:
                    return f"第{line.rank}名" if line.rank is not None else "不参与排名"
        return "不考核"

    def _figure(self, item: str, name: str) -> str:
        found = [figure for figure in self.scheme.figures if name in (figure.id, figure.name)]
        told = [
            figure_result(self.evaluation, figure, self.evaluation.frame.row_of(self.period), column).text
            for figure in found
            if figure.every is self.period.cycle and (column := self._column(figure, item)) is not None
        ]
        assert len(told) == 1, f"{item} has {len(told)} figures “{name}” in {self.period.code}"
        return told[0]

    def _column(self, figure: Figure, item: str) -> int | None:
        names = [one.name for one in self.evaluation.frame.objects[figure.of]]
        return names.index(item) if item in names else None


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def _read(example: Example, folder: Path) -> FromFiles:
    files = []
    for number, text in enumerate(example.schemes):
        files.append(folder / f"方案{number}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    marks = folder / "得分.csv"
    marks.write_text(example.marks, encoding="utf-8")
    objects = folder / "对象.csv" if example.objects is not None else None
    if objects is not None and example.objects is not None:
        objects.write_text(example.objects, encoding="utf-8")
    return read_files(files[0], [marks], objects, other_editions=files[1:])


def _told(example: Example, answers: dict[str, Answers]) -> list[tuple[str, str, str, str]]:
    told = []
    for row in example.expected:
        period, item, name = row["考核周期"], row["考核对象"], row["项目"]
        told.append((period, item, name, answers[period].text(item, name)))
    return told


@pytest.mark.parametrize("example", examples(), ids=lambda one: f"{one.page}-{one.number}")
def test_what_was_found_by_hand_is_what_the_program_prints(example: Example, tmp_path: Path) -> None:
    expected = [(row["考核周期"], row["考核对象"], row["项目"], row["结果"]) for row in example.expected]
    read = _read(example, tmp_path)
    answers = {code: Answers(*read.evaluate(code)) for code in example.periods}
    assert _told(example, answers) == expected
    assert "怎么算的" in example.words
    for answer in answers.values():
        _check_traces(answer.evaluation, answer.period, read.checks)
    for scheme in read.editions:
        entries = write_scheme(scheme)
        again = scheme_of(scheme_text(entries), "方案.yaml")
        assert _without_lines(again) == _without_lines(scheme)


def _check_traces(evaluation: Evaluation, period: Period, checks: tuple[Check, ...]) -> None:
    """Every figure can be explained, and wherever printed lines add up to it, they come to what is printed."""
    for figure in evaluation.scheme.figures:
        if figure.every is period.cycle:
            exists = evaluation.frame.exists[figure.every, figure.of][evaluation.frame.row_of(period)]
            for item, there in zip(evaluation.frame.objects[figure.of], exists, strict=True):
                if there:
                    trace = explain(evaluation, figure.id, item.key, period, checks)
                    assert trace.sentence
                    _check_sum(trace, figure)


def _check_sum(trace: Trace, figure: Figure) -> None:
    shares = [line.share for line in trace.inputs] + [check.share for check in trace.checks]
    shares += [addend.share for addend in trace.addends]
    known = [rounded(share, figure.decimals) for share in shares if share is not None]
    if known and trace.figure.published is not None:
        assert sum(known, Fraction(0)) == Fraction(trace.figure.text), (
            f"{trace.object_name}，{trace.sentence}"
        )


def _without_lines(scheme: Scheme) -> Scheme:
    return replace(
        scheme,
        figures=tuple(replace(figure, line=0) for figure in scheme.figures),
        rankings=tuple(replace(ranking, line=0) for ranking in scheme.rankings),
    )


def test_every_rule_form_stands_in_an_example() -> None:
    used = {word for example in examples() for text in example.schemes for word in _RULE.findall(text)}
    assert used == set(RULES)


def test_the_index_names_every_page() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in FOLDER.glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\]\(([a-z0-9-]+\.md)\)", index))
