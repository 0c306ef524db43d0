"""Frozen inputs come back as they went in, whatever form they take; what was published by the first version holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

import pytest

from cityassess.errors import Unavailable
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.periods import Cycle, Period, parse_period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import AssessedObject, Check, Classification, roster
from cityassess.services.frozen import Inputs, freeze, inputs_of, thaw
from cityassess.services.office import open_office
from cityassess.services.scheme_files import read_scheme_file
from cityassess.store import publications
from tests.services.issued_tables import ranked, rankings
from tests.services.louxing import SCHEME

PERIOD = parse_period("2017-05")


@pytest.fixture(scope="module")
def scheme() -> tuple[Scheme, str]:
    return read_scheme_file(SCHEME)


STREET = AssessedObject(1, "乐坪", "街道", since=date(2016, 1, 1))
CHECK = Check("2017-05", 1, "company", 34_000)


def inputs(item: AssessedObject = STREET, check: Check = CHECK, **more: Any) -> Inputs:
    return replace(Inputs("s", "方案", PERIOD, roster([item]), (check,)), **more)


CAMPAIGN = Period(Cycle.CAMPAIGN, date(2017, 3, 1), date(2017, 6, 8), "bairi", "大干一百天")
LATER = [
    inputs(replace(STREET, reclassified=(Classification(date(2017, 1, 1), "乙组", "二类"),))),
    inputs(replace(STREET, lead=7)),
    inputs(replace(STREET, responsible=(8, 9))),
    inputs(check=replace(CHECK, severity="严重")),
    inputs(check=replace(CHECK, repeated=True)),
    inputs(
        check=replace(CHECK, found=datetime.fromisoformat("2017-05-03T08:30"), rectified="2017-05-04T09:00")
    ),
    inputs(checks=(replace(CHECK, period="2017-04"), CHECK)),
    inputs(editions=(("旧方案", date(2015, 1, 1)), ("更旧的方案", date(2014, 1, 1)))),
    inputs(period=Period(Cycle.MONTH, date(2017, 4, 26), date(2017, 5, 25), "2017-05")),
    inputs(period=CAMPAIGN, check=replace(CHECK, period="bairi")),
]


def frozen(given: Inputs) -> bytes:
    """The bytes with a result of no meaning."""
    return freeze(given, cast(Assessment, ("结果",)))


@pytest.mark.parametrize("given", [inputs(), *LATER])
def test_inputs_come_back_as_they_went_in(given: Inputs) -> None:
    thawed = thaw(frozen(given))
    assert thawed.inputs == given
    assert thawed.inputs.period.name == given.period.name
    assert thawed.inputs.digest() == given.digest()
    assert thawed.result == '["结果"]'


def test_only_what_the_first_form_cannot_hold_takes_the_second() -> None:
    assert json.loads(frozen(inputs()))["format"] == 1
    assert [json.loads(frozen(given))["format"] for given in LATER] == [2] * len(LATER)
    digests = {given.digest() for given in (inputs(), *LATER)}
    assert len(digests) == 1 + len(LATER)


@pytest.mark.parametrize("given", [inputs(), LATER[0]])
def test_a_newer_form_is_refused(given: Inputs) -> None:
    tree = json.loads(frozen(given))
    with pytest.raises(Unavailable, match="更新版本的程序"):
        thaw(json.dumps({**tree, "format": 3}).encode())
    with pytest.raises(Unavailable, match="可能已损坏"):
        thaw(json.dumps({**tree, "objects": [[1]]}).encode())


def test_what_decides_nothing_in_the_period_stays_out(scheme: tuple[Scheme, str]) -> None:
    known, text = scheme
    moving = replace(
        STREET, reclassified=(Classification(date(2017, 5, 31), "乙组"), Classification(date(2017, 6, 1)))
    )
    gone = AssessedObject(2, "花山", "街道", until=date(2017, 4, 30))
    others = [
        replace(CHECK, period="2017-04"),
        replace(CHECK, criterion="unknown"),
        replace(CHECK, object=2),
        CHECK,
    ]
    found = inputs_of(known, text, PERIOD, roster([moving, gone]), others)
    assert found.roster.objects == (replace(moving, reclassified=moving.reclassified[:1]),)
    assert found.checks == (CHECK,)


def test_a_result_that_looks_back_takes_earlier_periods_and_editions_with_it(
    scheme: tuple[Scheme, str],
) -> None:
    known, text = scheme
    old = replace(known, in_force_from=date(2010, 1, 1), figures=known.figures[:1])
    gone = AssessedObject(2, "花山", "街道", until=date(2017, 4, 30))
    before = [replace(CHECK, period="2017-04", object=2), replace(CHECK, period="2017-03")]
    found = inputs_of(
        known,
        text,
        PERIOD,
        roster([STREET, gone]),
        [*before, CHECK],
        earlier=[parse_period("2017-04")],
        editions=[(old, "旧方案")],
    )
    assert found.roster.objects == (STREET, gone)
    assert found.checks == (before[0], CHECK)
    assert found.editions == (("旧方案", date(2010, 1, 1)),)
    assert thaw(frozen(found)).inputs == found


def test_what_the_first_version_published_holds(former_url: str) -> None:
    with open_office(former_url, actor="李强") as office:
        report = office.upkeep.check()
        assert report.ok, report.problems
        assert report.publications == 1
        state = office.publishing.state("2026-10")
        assert (state.published, state.number, state.changed_since) == (True, 1, False)
        with office.database.reading() as session:
            latest = publications.latest(session, "streets", "2026-10")
            assert latest is not None
            thawed = thaw(publications.payload(session, latest.id))
        assert thawed.inputs.digest() == latest.digest == state.digest
        table = rankings(office.publishing.document("2026-10"))[0]
        assert ranked(table) == [("1", "河西", "98.25"), ("2", "河东", "93.25")]
