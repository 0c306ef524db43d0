"""Issuing: numbers run without gap or double, the paper is set once and printed for ever, the check proves it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cityassess.errors import Refused, Unavailable
from cityassess.reports import fonts
from cityassess.resource_files import resource
from cityassess.services import publishing
from cityassess.services.bulletin import composing, freezing, issuing, printing
from cityassess.services.bulletin.writing import write
from cityassess.services.office import Office, open_office
from cityassess.services.upkeep import restore
from cityassess.store import issued, papers, publications
from cityassess.store.database import Database
from tests.services.bulletin_desk import PATTERN, PERIOD, SCHEME_ID, enter, number_bulletins, photo
from tests.services.issued_tables import ranked, rankings

EARLIER = "2017-04"
YEAR = datetime.now().astimezone().year


@pytest.fixture
def numbered(office: Office, tmp_path: Path) -> Office:
    """The example office with numbered bulletins, on either kind of database."""
    number_bulletins(office, tmp_path)
    return office


@pytest.fixture
def desk(example_file: Path, tmp_path: Path, own_memory: Path) -> Iterator[Office]:
    """The same on a file of this machine."""
    shutil.copyfile(example_file, tmp_path / "office.db")
    with open_office(tmp_path / "office.db", actor="张敏") as opened:
        number_bulletins(opened, tmp_path)
        yield opened


def words(number: int) -> str:
    """A number as it is printed."""
    return PATTERN.replace("{year}", str(YEAR)).replace("{number}", str(number))


def all_issued(office: Office) -> list[tuple[str, int, int | None, str]]:
    """What was issued: period, edition, number and words."""
    with office.database.reading() as session:
        return [
            (one.period, one.edition, one.number, one.number_words)
            for one in issued.of_scheme(session, SCHEME_ID)
        ]


def newest(office: Office, period: str = PERIOD) -> publications.Publication:
    """The newest publication of a period."""
    with office.database.reading() as session:
        found = publications.latest(session, SCHEME_ID, period)
    assert found is not None
    return found


def test_numbers_run_from_one(numbered: Office) -> None:
    draft = numbered.drafting.open(PERIOD)
    assert draft.numbering is not None
    assert draft.numbering.words == draft.laid.document.head.number == words(1)
    numbered.publishing.publish(EARLIER)
    numbered.publishing.publish(PERIOD)
    assert all_issued(numbered) == [(EARLIER, 1, 1, words(1)), (PERIOD, 1, 2, words(2))]
    assert numbered.publishing.document(PERIOD).head.number == words(2)
    assert numbered.publishing.state(PERIOD).words == words(2)
    assert numbered.upkeep.check().ok


def test_a_number_that_was_given_is_taken_and_none_is_used_twice(numbered: Office) -> None:
    numbered.publishing.publish(EARLIER, number=15)
    message = rf"编号“{words(15)}”已用于2017年4月通报第1版《.*》.*改用16号".replace("〔", r"\〔")
    with pytest.raises(Refused, match=message):
        numbered.publishing.publish(PERIOD, number=15)
    assert not numbered.publishing.state(PERIOD).published
    for wrong in (0, -3, 100_000):
        with pytest.raises(Refused, match="编号应是1到99999的整数"):
            numbered.publishing.publish(PERIOD, number=wrong)
    numbered.publishing.publish(PERIOD)
    assert [number for *_, number, _ in all_issued(numbered)] == [15, 16]


def test_a_number_typed_into_the_bulletin_is_the_one_it_gets(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    typed = f"娄城管办〔{YEAR}〕 007号"
    desk.drafting.save(draft, replace(draft.edits, words={"number": typed}))
    desk.publishing.publish(PERIOD)
    assert all_issued(desk) == [(PERIOD, 1, 7, words(7))]
    again = desk.drafting.open(EARLIER)
    desk.drafting.save(again, replace(again.edits, words={"number": words(7)}))
    with pytest.raises(Refused, match="已用于2017年5月通报"):
        desk.publishing.publish(EARLIER)


def test_a_number_in_the_way_of_other_papers_is_not_passed_over(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    desk.drafting.save(draft, replace(draft.edits, words={"number": "第5期"}))
    with pytest.raises(Refused, match="编号“第5期”不合方案规定的写法"):
        desk.publishing.publish(PERIOD)
    assert all_issued(desk) == []


def test_a_restore_names_the_numbers_that_papers_bear_already(desk: Office, tmp_path: Path) -> None:
    desk.publishing.publish(EARLIER)
    desk.upkeep.backup(tmp_path / "备份.db")
    desk.publishing.publish(PERIOD)
    place = desk.database.path
    assert place is not None
    desk.close()
    told: list[str] = []
    restore(tmp_path / "备份.db", place, tell=told.append)
    assert f"（其中已发布的编号：{words(2)}，恢复后不要重编这些号）" in told[0]
    with open_office(place, actor="张敏") as again:
        assert all_issued(again) == [(EARLIER, 1, 1, words(1))]
        again.publishing.publish(PERIOD, number=3)
        assert again.upkeep.check().ok


def test_a_scheme_that_numbers_nothing_takes_no_number(office: Office) -> None:
    with pytest.raises(Refused, match="没有规定通报编号的写法，不能指定编号"):
        office.publishing.publish(PERIOD, number=3)
    office.publishing.publish(PERIOD)
    assert all_issued(office) == [(PERIOD, 1, None, "")]


def test_a_correction_gets_the_next_number_and_names_the_corrected_issue(numbered: Office) -> None:
    numbered.publishing.publish(PERIOD)
    first = numbered.publishing.document(PERIOD)
    enter(numbered, "大科", "30")
    numbered.publishing.publish(PERIOD)
    second = numbered.publishing.document(PERIOD)
    assert second.head.number == words(2)
    assert "更正" in second.head.title
    said = "".join(passage.text for passage in second.passages())
    assert words(1) in said
    assert first.head.title in said
    assert ranked(rankings(second)[0])[0] == ("1", "大科", "87.44")
    with numbered.database.reading() as session:
        (one, two) = issued.of_scheme(session, SCHEME_ID)
    assert (one.corrects, two.corrects) == (None, one.publication_id)
    opened = numbered.drafting.open(PERIOD)
    assert opened.issued is not None
    assert opened.issued.corrects == words(1)
    report = numbered.upkeep.check()
    assert report.ok, report.problems


def at_once(*work: Callable[[], object]) -> None:
    """Run all at the same time and raise what any of them raises."""
    with ThreadPoolExecutor(len(work)) as pool:
        for future in [pool.submit(one) for one in work]:
            future.result()


def test_two_desks_publishing_at_once_never_get_one_number(
    request: pytest.FixtureRequest, numbered: Office
) -> None:
    if numbered.database.path is not None:  # a file is open to one program: two of its threads
        other = numbered
    else:
        other = open_office(numbered.database.engine.url.render_as_string(hide_password=False), actor="李强")
        request.addfinalizer(other.close)
    at_once(
        lambda: numbered.publishing.publish(PERIOD),
        lambda: other.publishing.publish(EARLIER),
        lambda: numbered.publishing.publish("2016-09"),
    )
    assert sorted(number or 0 for *_, number, _ in all_issued(numbered)) == [1, 2, 3]
    assert sorted(said for *_, said in all_issued(numbered)) == [words(number) for number in (1, 2, 3)]
    report = numbered.upkeep.check()
    assert report.ok, report.problems


def test_one_period_published_at_two_desks_is_published_once(desk: Office) -> None:
    def publish() -> str:
        try:
            desk.publishing.publish(PERIOD)
        except Refused as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(future.result() for future in [pool.submit(publish) for _ in range(2)])
    assert told[0] == ""
    assert "之后数据没有变动" in told[1]
    assert len(all_issued(desk)) == 1


def another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other faces, and a later program that lays everything out in another way."""
    compose = composing.compose

    def later(document: Any) -> Any:
        return compose(document)[:3]

    monkeypatch.setattr(printing, "compose", later)
    machine = fonts.FontSet.__init__

    def bare(self: Any, *args: Any, **settings: Any) -> None:
        machine(self, *args, **{**settings, "shipped_only": True})

    monkeypatch.setattr(fonts.FontSet, "__init__", bare)


def test_a_paper_is_the_same_bytes_whatever_comes(
    example_file: Path, tmp_path: Path, own_memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.db"
    shutil.copyfile(example_file, path)
    with open_office(path, actor="张敏") as office:
        number_bulletins(office, tmp_path)
        office.publishing.publish(PERIOD)
        paper = office.publishing.proof(PERIOD).pdf
        enter(office, "大科", "30")
        enter(office, "乐坪", "10", EARLIER)
        assert office.publishing.proof(PERIOD).pdf == paper
    another_machine(monkeypatch)
    with open_office(path, actor="李强") as office:
        assert office.publishing.proof(PERIOD).pdf == paper
        written = office.publishing.pdf(PERIOD, tmp_path / "通报.pdf")
        assert (tmp_path / "通报.pdf").read_bytes() == paper
        assert (written.draft, written.pages) == (False, office.publishing.proof(PERIOD).pages)
        assert office.publishing.proof(PERIOD, live=True).pdf != paper
        assert office.drafting.proof(office.drafting.open(PERIOD)).pdf == paper
        assert office.upkeep.check().ok


def test_every_version_stays_at_hand_as_it_was_issued(desk: Office, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="2017年5月还没有发布，没有第1版"):
        desk.publishing.proof(PERIOD, version=1)
    assert desk.publishing.editions(PERIOD) == ()
    desk.publishing.publish(PERIOD)
    first = desk.publishing.proof(PERIOD).pdf
    desk.publishing.word(PERIOD, tmp_path / "当时.docx")
    enter(desk, "大科", "30")
    desk.publishing.publish(PERIOD)
    second = desk.publishing.proof(PERIOD).pdf
    assert second != first
    assert desk.publishing.proof(PERIOD, version=1).pdf == first
    assert desk.publishing.proof(PERIOD, version=2).pdf == second
    desk.publishing.pdf(PERIOD, tmp_path / "第1版.pdf", version=1)
    assert (tmp_path / "第1版.pdf").read_bytes() == first
    assert desk.publishing.word(PERIOD, tmp_path / "第1版.docx", version=1) is False
    assert (tmp_path / "第1版.docx").read_bytes() == (tmp_path / "当时.docx").read_bytes()
    known = desk.publishing.editions(PERIOD)
    assert [(one.edition, one.number, one.corrects) for one in known] == [
        (2, words(2), words(1)),
        (1, words(1), ""),
    ]
    with pytest.raises(Refused, match="2017年5月没有第3版，已发布的有第1版、第2版。"):
        desk.publishing.proof(PERIOD, version=3)
    with pytest.raises(Refused, match="没有第0版"):
        desk.publishing.pdf(PERIOD, tmp_path / "无.pdf", version=0)
    assert not (tmp_path / "无.pdf").exists()


def test_the_first_print_sets_a_paper_that_was_not_set(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def died(*_: object, **__: object) -> None:
        raise Unavailable("磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "set_paper", died)
        assert desk.publishing.publish(PERIOD).publications
    publication = newest(desk)
    with desk.database.reading() as session:
        assert papers.get(session, publication.id) is None
    assert desk.upkeep.check().ok
    first = desk.publishing.proof(PERIOD).pdf
    with desk.database.reading() as session:
        assert papers.get(session, publication.id) == first
    another_machine(monkeypatch)
    assert desk.publishing.proof(PERIOD).pdf == first


def test_nobody_waits_while_a_paper_is_set(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = {"now": False}
    opened = Database.writing

    class Watched:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def __enter__(self) -> Any:
            writing["now"] = True
            return self.inner.__enter__()

        def __exit__(self, *fault: object) -> Any:
            writing["now"] = False
            return self.inner.__exit__(*fault)

    def watched(self: Database, reason: str = "") -> Any:
        return Watched(opened(self, reason))

    set_in: list[bool] = []
    proof_of = printing.proof_of

    def noted(*args: Any, **settings: Any) -> Any:
        set_in.append(writing["now"])
        return proof_of(*args, **settings)

    monkeypatch.setattr(Database, "writing", watched)
    monkeypatch.setattr(issuing, "proof_of", noted)
    monkeypatch.setattr("cityassess.services.bulletin.drafting.proof_of", noted)
    desk.publishing.publish(PERIOD)
    assert set_in == [False, False]


def test_what_comes_while_a_bulletin_is_written_is_in_it(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, once = freezing.document_bytes, iter([True])

    def disturbed(document: Any) -> bytes:
        if next(once, False):
            draft = desk.drafting.open(PERIOD)
            desk.drafting.save(draft, replace(draft.edits, words={"addressee": "各街道"}))
        return function(document)

    monkeypatch.setattr(publishing, "document_bytes", disturbed)
    desk.publishing.publish(PERIOD)
    assert desk.publishing.document(PERIOD).head.addressee == "各街道"


def altered(office: Office, statement: str, **values: object) -> None:
    """Change the database behind the program's back."""
    with office.database.engine.connect() as connection, connection.begin():
        connection.execute(text(statement), values)


def test_the_check_names_the_paper_that_is_off(office: Office) -> None:
    office.publishing.publish(EARLIER)
    office.publishing.publish(PERIOD)
    publication = newest(office)
    paper = office.publishing.proof(PERIOD).pdf
    forged = paper.replace(b"/Type", b"/Typf", 1)
    statement = "UPDATE paper SET content = :content WHERE publication_id = :id"
    altered(office, statement, content=forged, id=publication.id)
    told = [str(problem) for problem in office.upkeep.check().problems]
    title = office.publishing.document(PERIOD).head.title
    assert f"2017年5月通报第1版：《{title}》的印发件（PDF）与印发时的摘要不符，已被改动。" in told
    assert not any("2017年4月" in one for one in told)
    with pytest.raises(Unavailable, match="印发件与发布时不一致，没有打印"):
        office.publishing.proof(PERIOD)


def test_the_check_finds_a_figure_that_the_data_do_not_give(desk: Office) -> None:
    desk.publishing.publish(PERIOD)
    publication = newest(desk)
    with desk.database.reading() as session:
        document = issued.document(session, publication.id)
    told = str(desk.publishing.document(PERIOD))
    assert "85.84分" in told
    forged = document.replace("85.84分".encode(), "85.94分".encode())
    change = "UPDATE issued SET document = :document, document_digest = :digest WHERE publication_id = :id"
    digest = hashlib.sha256(forged).hexdigest()
    altered(desk, change, document=forged, digest=digest, id=publication.id)
    problems = [str(problem) for problem in desk.upkeep.check().problems]
    assert any("正文里的“85.94分”与重新计算的“85.84分”不一致" in one for one in problems)
    altered(desk, change, document=forged, digest="0" * 64, id=publication.id)
    problems = [str(problem) for problem in desk.upkeep.check().problems]
    assert any("的正文与发布时的摘要不符，已被改动" in one for one in problems)


@pytest.mark.parametrize("example", ["civilized-city", "doorstep-four", "month-quarter-year-rewards"])
def test_the_check_blames_no_bulletin_for_what_other_periods_are(
    tmp_path: Path, own_memory: Path, example: str
) -> None:
    """What follows from a period alone reads the same in a bulletin that is set against others."""
    with open_office(tmp_path / "office.db", actor="张敏") as office:
        folder = resource(f"examples/{example}")
        office.importing.run([resource(f"schemes/{example}.yaml"), *sorted(folder.glob("*.csv"))])
        told = 0
        for entry in office.standings.periods():
            draft = office.drafting.open(entry.code)
            assert draft.material is not None
            bare = replace(draft.material, before=None, year_before=None, history=(), last_issue=None)
            for each in draft.templates:
                alone, full = write(bare, each).facts, write(draft.material, each).facts
                shared = alone.keys() & full.keys()
                assert {key: alone[key].text for key in shared} == {key: full[key].text for key in shared}
                told += len(shared)
        assert told


def test_a_photo_that_is_gone_is_told(desk: Office) -> None:
    from cityassess.services.bulletin.edits import Case

    kept = desk.drafting.add_photo(photo())
    draft = desk.drafting.open(PERIOD)
    case = Case("case/1", 0, ("东门积尘。",), ((kept.digest, "现场"),))
    desk.drafting.save(draft, replace(draft.edits, cases=(case,)))
    desk.publishing.publish(PERIOD)
    assert desk.upkeep.check().ok
    paper = desk.publishing.proof(PERIOD).pdf
    altered(desk, "DELETE FROM photo")
    assert any("正文读不出来" in str(problem) for problem in desk.upkeep.check().problems)
    assert desk.publishing.proof(PERIOD).pdf == paper


def test_what_a_former_version_published_prints_as_its_inputs_say(former_url: str) -> None:
    with open_office(former_url, actor="李强") as office:
        draft = office.drafting.open("2026-10")
        assert draft.issued is not None
        assert (draft.issued.kept, draft.issued.edition, draft.paper) == (False, 1, None)
        first = office.publishing.proof("2026-10")
        assert not first.draft
        assert office.publishing.proof("2026-10").pdf == first.pdf == office.drafting.proof(draft).pdf
        with office.database.reading() as session:
            assert papers.kinds(session, draft.issued.publication_id) == {}


def test_the_workbook_of_a_published_period_is_as_published(desk: Office, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    desk.publishing.publish(PERIOD)
    enter(desk, "大科", "30")
    desk.publishing.workbook(PERIOD, tmp_path / "排名.xlsx")
    book = load_workbook(tmp_path / "排名.xlsx")
    cells = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert "大科" in cells
    assert 85.19 in {round(value, 2) for value in cells if isinstance(value, float)}
