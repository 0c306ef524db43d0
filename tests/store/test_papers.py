"""Drafts, photos, what was issued and its papers: kept, numbered, logged, copied, and never changed in silence."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import pysqlite3
import pytest
from sqlalchemy.exc import IntegrityError

from cityassess.errors import Refused, Unavailable
from cityassess.progress import Silent
from cityassess.store import backup, drafts, issued, papers, photos, publications, restore, schemes
from cityassess.store.database import Database, open_database
from cityassess.store.issued import IssueDraft
from cityassess.store.session import Session
from tests.store import verify_log
from tests.store.office import PERIOD, SCHEME, verified

SERIES = "娄城管办〔{year}〕{number}号"


def published(session: Session, period: str = PERIOD) -> int:
    """Publish a period; returns the publication's number in the database."""
    edition = schemes.save_edition(
        session, schemes.EditionDraft(SCHEME, date(2016, 9, 1), None, "方案", "1号", "满分: 100\n")
    )
    draft = publications.PublicationDraft(period, SCHEME, edition.id, period.encode(), "d")
    return publications.freeze(session, draft).id


def issue(publication: int, number: int | None = 1, year: int | None = 2017) -> IssueDraft:
    """What is issued with a publication."""
    return IssueDraft(
        publication,
        "monthly",
        SERIES,
        year,
        number,
        f"娄城管办〔{year}〕{number}号",
        "通报",
        date(2017, 6, 2),
        "正文".encode(),
    )


def test_a_draft_is_saved_read_back_and_saved_again(database: Database) -> None:
    with database.reading() as session:
        assert drafts.get(session, SCHEME, PERIOD, 1) is None
    with database.writing() as session:
        first = drafts.put(session, SCHEME, PERIOD, 1, "一", 0)
    with database.writing() as session:
        second = drafts.put(session, SCHEME, PERIOD, 1, "二", first.version)
        other = drafts.put(session, SCHEME, PERIOD, 2, "更正", 0)
    assert (first.version, second.version, other.version) == (1, 2, 1)
    with database.reading() as session:
        assert drafts.get(session, SCHEME, PERIOD, 1) == second
        assert drafts.get(session, SCHEME, PERIOD, 2) == other
        assert drafts.get(session, SCHEME, "2017-06", 1) is None
    assert (second.who, second.content) == ("张敏", "二")
    assert verified(database).ok


def test_the_second_to_save_is_told_whose_draft_is_there(database: Database) -> None:
    with database.writing() as session:
        base = drafts.put(session, SCHEME, PERIOD, 1, "起", 0).version
        theirs = drafts.put(session, SCHEME, PERIOD, 1, "他们的", base)
    with pytest.raises(drafts.Stale) as caught, database.writing() as session:
        drafts.put(session, SCHEME, PERIOD, 1, "我的", base)
    assert caught.value.theirs == theirs
    with pytest.raises(drafts.Stale), database.writing() as session:
        drafts.put(session, SCHEME, PERIOD, 1, "我的", 0)
    with database.writing() as session:
        assert drafts.put(session, SCHEME, PERIOD, 1, "他们的", base) == theirs  # both typed the same
        mine = drafts.put(session, SCHEME, PERIOD, 1, "我的", None)
    assert (mine.version, mine.content) == (3, "我的")
    assert verified(database).ok


def test_a_discarded_draft_is_not_taken_for_the_next_one(database: Database) -> None:
    with database.writing() as session:
        first = drafts.put(session, SCHEME, PERIOD, 1, "一", 0)
        gone = drafts.put(session, SCHEME, PERIOD, 1, "", first.version)
        drafts.put(session, SCHEME, PERIOD, 1, "新", gone.version)
    with pytest.raises(drafts.Stale), database.writing() as session:
        drafts.put(session, SCHEME, PERIOD, 1, "旧", first.version)
    with database.reading() as session:
        rows = session.connection.exec_driver_sql("SELECT body FROM event ORDER BY seq").scalars()
        assert sum('"op":"discard"' in body for body in rows) == 1


def test_a_draft_that_no_database_can_keep_is_refused(database: Database) -> None:
    with pytest.raises(Refused, match="无法保存的字符"), database.writing() as session:
        drafts.put(session, SCHEME, PERIOD, 1, "甲\0乙", 0)


def test_saving_what_twelve_pages_hold_is_quick(database: Database) -> None:
    text = "本期督查发现的主要问题如下，" * 2_000
    version, slowest = 0, 0.0
    for number in range(20):
        began = time.perf_counter()
        with database.writing() as session:
            version = drafts.put(session, SCHEME, PERIOD, 1, f"{text}{number}", version).version
        slowest = max(slowest, time.perf_counter() - began) if number else 0.0
    with database.reading() as session:
        longest = session.connection.exec_driver_sql("SELECT max(length(body)) FROM event").scalar_one()
    assert longest < 2_000  # the log keeps digests, not the text
    assert slowest < 2  # 0.02 is the aim; a busy machine is not to fail the test


def test_a_photo_is_kept_once(database: Database) -> None:
    with database.writing() as session:
        first = photos.put(session, b"\xff\xd8one", 1600, 1200)
        assert photos.put(session, b"\xff\xd8one", 1600, 1200) == first
        second = photos.put(session, b"\xff\xd8two", 900, 1600)
    with database.reading() as session:
        found = photos.load(session, [second.digest, first.digest, "0" * 64])
        count = session.connection.exec_driver_sql("SELECT count(*) FROM photo").scalar_one()
    assert found == {first.digest: first, second.digest: second}
    assert count == 2
    assert verified(database).ok


def test_numbers_run_by_series_and_year(database: Database) -> None:
    with database.writing() as session:
        first = issued.put(session, issue(published(session)))
        again = published(session)
        assert issued.next_number(session, SERIES, 2017) == 2
        assert issued.next_number(session, SERIES, 2018) == 1
        assert issued.next_number(session, "另一个", 2017) == 1
        second = issued.put(session, replace(issue(again, 7), corrects=first.publication_id))
        other = issued.put(session, issue(published(session, "2017-06"), None, None))
        bare = issued.put(session, issue(published(session, "2017-07"), None, None))
        assert issued.next_number(session, SERIES, 2017) == 8
    with database.reading() as session:
        assert issued.numbered(session, SERIES, 2017, 7) == second
        assert issued.numbered(session, SERIES, 2017, 2) is None
        assert issued.of_publication(session, again) == second
        assert issued.of_scheme(session, SCHEME) == (first, second, other, bare)
        assert issued.document(session, again) == "正文".encode()
        with pytest.raises(LookupError):
            issued.document(session, 10**6)
    assert (second.edition, second.corrects, second.period, second.day) == (
        2,
        first.publication_id,
        PERIOD,
        date(2017, 6, 2),
    )
    assert verified(database).ok


def test_the_database_itself_refuses_a_number_twice(database: Database) -> None:
    with database.writing() as session:
        issued.put(session, issue(published(session)))
    with pytest.raises(IntegrityError), database.writing() as session:
        issued.put(session, issue(published(session)))


def test_two_desks_never_draw_one_number_twice(database_url: str, own_memory: Path) -> None:
    database = open_database(database_url, actor="张敏")
    # A file is open to one program, whose threads stand for the desks; a server is open to many.
    desks = [database] * 2 if database.path else [database, open_database(database_url, actor="李强")]
    barrier, drawn = Barrier(2), []

    def publish(desk: Database, periods: list[str]) -> None:
        barrier.wait()
        for period in periods:
            with desk.writing() as session:
                number = issued.next_number(session, SERIES, 2017)
                drawn.append(issued.put(session, issue(published(session, period), number)).number)

    work = [Thread(target=publish, args=(desk, ["2017-05", "2017-06"] * 5)) for desk in desks]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert sorted(drawn, key=lambda number: number or 0) == list(range(1, 21))
    assert verified(database).ok
    for desk in desks:
        desk.close()


def test_a_paper_is_set_once(database: Database) -> None:
    with database.writing() as session:
        publication = published(session)
        assert papers.get(session, publication) is None
        assert papers.put(session, publication, papers.PDF, b"first") == b"first"
        assert papers.put(session, publication, papers.PDF, b"second") == b"first"
        assert papers.put(session, publication, "pdfa", b"third") == b"third"
    with database.reading() as session:
        assert papers.get(session, publication) == b"first"
        assert list(papers.kinds(session, publication)) == ["pdf", "pdfa"]
        assert papers.kinds(session, 10**6) == {}
    assert verified(database).ok


def filled(path: Path) -> None:
    """A database with one of each."""
    with open_database(path, actor="张敏") as database, database.writing() as session:
        publication = published(session)
        issued.put(session, issue(publication))
        papers.put(session, publication, papers.PDF, b"%PDF")
        photos.put(session, b"\xff\xd8", 4, 3)
        drafts.put(session, SCHEME, PERIOD, 2, "改过的话", 0)


def test_backups_carry_all_of_it(sqlite_path: Path, tmp_path: Path) -> None:
    filled(sqlite_path)
    copy, target = tmp_path / "备份.db", tmp_path / "另一处.db"
    with open_database(sqlite_path, actor="张敏") as database:
        manifest = backup.backup(database, copy, Silent())
    names = ("bulletin_draft", "photo", "issued", "paper")
    assert [manifest.rows[name] for name in names] == [1, 1, 1, 1]
    restore.restore(copy, target, Silent(), actor="李强")
    with open_database(target, actor="李强") as database, database.reading() as session:
        draft = drafts.get(session, SCHEME, PERIOD, 2)
        assert draft is not None
        assert draft.content == "改过的话"
        assert papers.get(session, 1) == b"%PDF"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE paper SET content = x'00'", "印发件（编号1）的内容与操作记录不符"),
        ("UPDATE photo SET content = x'00'", "照片（编号1）的内容与操作记录不符"),
        ("UPDATE issued SET document = x'00'", "发文（编号1）的内容与操作记录不符"),
        ("UPDATE issued SET number = 9", "发文（编号1）与操作记录不符"),
        ("UPDATE bulletin_draft SET content = '别的话'", "通报稿（编号1）的内容与操作记录不符"),
        ("DELETE FROM paper", "印发件（编号1）有操作记录，数据里却没有"),
    ],
)
def test_what_is_changed_behind_the_programs_back_is_named(
    sqlite_path: Path, tmp_path: Path, change: str, told: str
) -> None:
    filled(sqlite_path)
    base = pysqlite3.connect(str(sqlite_path))
    base.execute(change)
    base.commit()
    base.close()
    with open_database(sqlite_path, actor="李强") as database:
        assert [problem.message for problem in verified(database).problems] == [told]
        with pytest.raises(Unavailable, match="没有通过核对"):
            backup.backup(database, tmp_path / "备份.db", Silent())
    assert len(verify_log.verify(sqlite_path)) == 1
