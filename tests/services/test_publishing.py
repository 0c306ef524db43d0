"""Publishing: what was published stays as it was, moved data is told, and every publication can be worked out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from cityassess.errors import Refused, Unavailable
from cityassess.progress import Silent
from cityassess.reports.blocks import Table
from cityassess.services.entry import CellEdit
from cityassess.services.frozen import Inputs, freeze, inputs_of, thaw
from cityassess.services.office import Office, open_office
from cityassess.services.publication_state import live_inputs
from cityassess.services.recomputing import recomputed
from cityassess.services.upkeep import restore
from cityassess.store import logged, publications, schemes
from tests.services.issued_tables import column, ranked, rankings
from tests.services.louxing import SCHEME

PERIOD = "2017-05"


def enter(office: Office, name: str, column: str, value: str | None, period: str = PERIOD) -> None:
    """Type one mark over what is there."""
    sheet = office.entry.sheets(period)[0]
    row = next(row.key for row in sheet.rows if row.title == name)
    cell = sheet.cells.get((row, column))
    office.entry.apply(sheet.key, [CellEdit(row, column, value, cell.version if cell else 0)])


def paper(office: Office, period: str = PERIOD) -> str:
    """The first group's ranking as the bulletin says it."""
    return "；".join("".join(row) for row in ranked(rankings(office.publishing.document(period))[0]))


def listed_as_changed(office: Office) -> list[str]:
    """The codes of the periods that stand in the list as changed since they were published."""
    return [entry.code for entry in office.standings.periods() if entry.changed_since]


def test_a_draft_says_so_and_a_publication_has_its_number(office: Office) -> None:
    assert office.publishing.document(PERIOD).head.mark == "征求意见稿"
    assert office.publishing.state(PERIOD).number == 0
    assert office.publishing.publish(PERIOD).publications
    assert office.publishing.document(PERIOD).head.mark == ""
    state = office.publishing.state(PERIOD)
    assert (state.published, state.number, state.who, state.changed_since) == (True, 1, "张敏", False)


def test_the_paper_names_the_event_that_published_it(office: Office) -> None:
    office.publishing.publish(PERIOD)
    paper = office.publishing.document(PERIOD)
    with office.database.reading() as session:
        latest = publications.latest(session, "louxing-2016", PERIOD)
        assert latest is not None
        event = logged.publication(session, latest.id)
        body = session.connection.execute(text("SELECT body FROM event WHERE seq = :seq"), {"seq": event.seq})
        assert '"op":"publish"' in body.scalar_one()
        with pytest.raises(LookupError):
            logged.publication(session, latest.id + 1)
    groups = " ".join(event.hash[start : start + 5] for start in range(0, 20, 5))
    assert paper.foot == f"日志号 {event.log_id[:8]}　序号 {event.seq}　摘要 {groups}"
    said = f"cityassess:1 {event.log_id} {event.seq} {event.hash} {latest.payload_digest} {PERIOD}"
    assert paper.code == said.upper()


def test_a_published_period_prints_what_was_published(office: Office) -> None:
    office.publishing.publish(PERIOD)
    before, words = office.publishing.proof(PERIOD).pdf, paper(office)
    enter(office, "大科", "chengguan", "30")
    assert office.standings.assess(PERIOD).groups[0].ranked[0].name == "大科"
    state = office.publishing.state(PERIOD)
    assert state.changed_since
    assert [entry.changed_since for entry in office.standings.periods()] == [False, False, True]
    assert paper(office) == words
    assert office.publishing.proof(PERIOD).pdf == before
    live = office.publishing.proof(PERIOD, live=True)
    assert live.draft
    assert live.pdf != before
    office.publishing.publish(PERIOD)
    assert office.publishing.state(PERIOD).number == 2
    assert paper(office).startswith("1大科87.44")


def test_a_change_that_was_taken_back_is_no_change(office: Office) -> None:
    office.publishing.publish(PERIOD)
    enter(office, "大科", "chengguan", "30")
    enter(office, "大科", "chengguan", "27.75")
    assert listed_as_changed(office) == [PERIOD]  # the list only counts writes, until the data was compared
    assert not office.publishing.state(PERIOD).changed_since
    assert listed_as_changed(office) == []
    with pytest.raises(Refused, match="2017年5月已发布，之后数据没有变动"):
        office.publishing.publish(PERIOD)


def test_a_corrected_scheme_or_roster_is_a_change_too(office: Office, tmp_path: Path) -> None:
    office.publishing.publish(PERIOD)
    objects = tmp_path / "对象.csv"
    objects.write_text("名称,编号\n花山,S04\n", encoding="utf-8")
    office.importing.run([objects])
    assert listed_as_changed(office) == [PERIOD]
    assert office.publishing.state(PERIOD).changed_since
    office.publishing.publish(PERIOD)
    assert listed_as_changed(office) == []
    scheme = tmp_path / "更正.yaml"
    scheme.write_text(
        SCHEME.read_text(encoding="utf-8").replace("below: 85.20", "below: 85.30"), encoding="utf-8"
    )
    office.importing.run([scheme])
    assert listed_as_changed(office) == [PERIOD]
    assert office.publishing.state(PERIOD).changed_since
    office.publishing.publish(PERIOD)
    assert office.upkeep.check().publications == 3


def test_contradicting_checks_are_not_published(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "得分.csv"
    path.write_text("考核周期,考核对象,指标,数值,检查人\n2017-05,花山,城管,20,王芳\n", encoding="utf-8")
    office.importing.run([path])
    with pytest.raises(Refused, match="花山的“城管”有2个分数，只能有1个，不能计分"):
        office.publishing.publish(PERIOD)
    assert office.publishing.state(PERIOD).number == 0


def test_a_period_without_marks_is_not_published(office: Office) -> None:
    with pytest.raises(Refused, match="2017年6月还没有可以排名的得分"):
        office.publishing.publish("2017-06")


def test_changes_of_places_are_told_against_the_period_just_before(office: Office) -> None:
    streets = rankings(office.publishing.document(PERIOD))[0]
    assert column(streets, "与上月相比") == [
        "上升3名",
        "上升1名",
        "上升2名",
        "下降3名",
        "下降3名",
    ]
    before = rankings(office.publishing.document("2017-04"))[0]
    assert "与上月\n相比" not in [one.title for one in before.columns]


def test_the_annex_lists_every_sampled_village(office: Office) -> None:
    (annex,) = (one for one in office.publishing.document(PERIOD).annexes if "村得分明细" in one.title)
    assert annex.title == "2017年5月乡镇村得分明细"
    (table,) = annex.blocks
    assert isinstance(table, Table)
    rows = {row[0].text: row for row in table.rows}
    assert [len(row[1].text.split("、")) for row in rows.values()] == [9, 9, 9, 9, 9]
    assert rows["双江"][1].text.startswith("农新（87.40）、天壶（87.90）")
    assert rows["双江"][2].text == "87.28"


def frozen_inputs(office: Office) -> Inputs:
    """The inputs of a period as publishing freezes them."""
    from cityassess.scoring.periods import parse_period

    with office.database.reading() as session:
        basis, period = office._records.basis(session), parse_period(PERIOD)
        return live_inputs(session, basis, basis.governing(period), period)


def test_frozen_bytes_come_back_as_they_went_in(office: Office) -> None:
    inputs = frozen_inputs(office)
    payload = freeze(inputs, office.standings.assess(PERIOD))
    thawed = thaw(payload)
    assert thawed.inputs == inputs
    again = recomputed(thawed)
    assert again.assessment == office.standings.assess(PERIOD)
    scheme = again.scheme
    assert scheme.id == "louxing-2016"
    assert len(inputs.checks) == 60
    turned = inputs_of(scheme, inputs.scheme_text, inputs.period, inputs.roster, reversed(inputs.checks))
    assert turned.digest() == inputs.digest()


def test_bytes_that_are_no_publication_are_told(office: Office) -> None:
    payload = freeze(frozen_inputs(office), office.standings.assess(PERIOD))
    with pytest.raises(Unavailable, match="读不出来，可能已损坏"):
        thaw(payload[:-20])
    with pytest.raises(Unavailable, match="更新版本的程序"):
        thaw(payload.replace(b'"format":1', b'"format":3'))
    with pytest.raises(Unavailable, match="重新计算的结果与发布时不一致"):
        recomputed(thaw(payload.replace(b'"text":"85.84"', b'"text":"85.94"')))


def test_a_check_finds_everything_sound(office: Office) -> None:
    for period in ("2016-09", "2017-04", "2017-05"):
        office.publishing.publish(period)
    report = office.upkeep.check()
    assert report.ok, report.problems
    assert report.publications == 3
    assert report.sentences()[1] == "3份已发布的通报都能原样重算。"


def test_a_check_finds_a_publication_that_was_tampered_with(office: Office) -> None:
    office.publishing.publish(PERIOD)
    with office.database.reading() as session:
        latest = publications.latest(session, "louxing-2016", PERIOD)
        assert latest is not None
        payload = publications.payload(session, latest.id)
    forged = payload.replace("乐坪".encode(), "甲乙".encode())
    with office.database.engine.connect() as connection, connection.begin():
        connection.execute(
            text("UPDATE publication SET payload = :payload WHERE id = :id"),
            {"payload": forged, "id": latest.id},
        )
    report = office.upkeep.check()
    assert not report.ok
    assert any("2017年5月通报第1版的存档与发布时的摘要不符" in str(problem) for problem in report.problems)


def test_a_backup_comes_back_whole(tmp_path: Path) -> None:
    from tests.services.louxing import import_all

    database, copy = tmp_path / "office.db", tmp_path / "备份.db"
    with open_office(database, actor="张敏") as office:
        import_all(office)
        office.publishing.publish(PERIOD)
        office.upkeep.backup(copy, Silent())
        enter(office, "大科", "chengguan", "30")
        with pytest.raises(Unavailable, match="同时只能由一个程序使用"):
            restore(copy, database)
    done = restore(copy, database)
    assert any("另存为" in sentence for sentence in done)
    with open_office(database, actor="张敏") as office:
        assert office.upkeep.check().ok
        assert not office.publishing.state(PERIOD).changed_since
        with office.database.reading() as session:
            assert len(schemes.editions(session)) == 1


def test_a_server_is_not_restored_from_a_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="服务器上的数据库不能这样恢复"):
        restore(tmp_path / "备份.db", "postgresql://office@server/office")
