"""A period under an edited scheme: who moves, in which order, and what is refused; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cityassess.errors import Refused
from cityassess.resource_files import resource
from cityassess.services.office import Office, open_office
from cityassess.services.what_if import what_if_lines
from cityassess.store import events

SCHEME = resource("schemes/louxing-2016.yaml")
PERIOD = "2017-05"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with published marks of three months."""
    with open_office(tmp_path / "office.db", actor="张敏") as made:
        made.importing.run([SCHEME, *sorted(resource("demo").glob("*.csv"))])
        yield made


def text(*changes: tuple[str, str]) -> str:
    """The scheme's text with some texts replaced."""
    changed = SCHEME.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in changed
        changed = changed.replace(before, after)
    return changed


def head(office: Office) -> events.Head:
    """Where the log ends."""
    with office.database.reading() as session:
        return events.head(session)


def test_who_moves_stands_first_and_nothing_is_written(office: Office) -> None:
    before = head(office)
    found = office.trial.what_if(PERIOD, text(("inputs: [sanitation, chengguan]", "inputs: [sanitation]")))
    assert [(mover.name, mover.rose) for mover in found.moved] == [
        ("长青", 1),
        ("黄泥塘", -1),
        ("乐坪", 0),
        ("花山", 0),
        ("大科", 0),
    ]
    assert head(office) == before
    assert office.standings.assess(PERIOD).groups[0].ranked[0].score.text == "85.84"


def test_an_unchanged_scheme_moves_nobody(office: Office) -> None:
    found = office.trial.what_if(PERIOD, text())
    assert found.moved == ()
    assert len(found.movers) == 11
    assert [*what_if_lines(found)] == ["2017年5月按修改后的方案试算，没有变化。"]


def test_who_leaves_a_ladder_stands_before_who_moves_in_it(office: Office) -> None:
    change = ("score: street_total,", "score: street_total, not_ranked: [长青],")
    found = office.trial.what_if(PERIOD, text(change))
    assert [(mover.name, mover.rose) for mover in found.moved] == [("长青", None), ("花山", 1), ("大科", 1)]
    assert found.moved[0].texts[2:5] == ("3", "—", "")


def test_a_text_of_another_time_is_tried_only_when_asked(office: Office) -> None:
    later = text(("in_force_from: 2016-01-01", "in_force_from: 2018-01-01"), ("below: 85.20", "below: 85.30"))
    with pytest.raises(Refused, match="2017年5月不生效"):
        office.trial.what_if(PERIOD, later)
    found = office.trial.what_if(PERIOD, later, in_place=True)
    assert found.in_place
    assert [mover.name for mover in found.moved] == ["花山"]
    assert not office.trial.what_if(PERIOD, text(), in_place=True).in_place


def test_an_edition_of_the_office_is_tried_in_place_of_the_one_in_force(
    office: Office, tmp_path: Path
) -> None:
    newer = tmp_path / "新.yaml"
    newer.write_text(
        text(("in_force_from: 2016-01-01", "in_force_from: 2017-06-01"), ("below: 85.20", "below: 85.30")),
        encoding="utf-8",
    )
    office.importing.run([newer])
    newest, first = office.schemes.history()
    assert (newest.in_force_from.isoformat(), first.in_force_from.isoformat()) == ("2017-06-01", "2016-01-01")
    assert (newest.who, newest.replaced, first.replaced) == ("张敏", False, False)
    found = office.trial.what_if(PERIOD, office.schemes.text_of(newest), in_place=True)
    assert found.in_place
    assert [mover.name for mover in found.moved] == ["花山"]


def test_another_scheme_and_faults_are_refused(office: Office) -> None:
    with pytest.raises(Refused, match="没有编号为“other”的考核方案"):
        office.trial.what_if(PERIOD, text(("scheme: louxing-2016", "scheme: other")))
    with pytest.raises(Refused) as refused:
        office.trial.what_if(PERIOD, text(("[company, community]", "[company, comunity]")))
    assert [problem.line for problem in refused.value.problems] == [20]
