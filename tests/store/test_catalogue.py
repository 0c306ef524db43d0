"""Scheme editions, publications, settings and periods."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from cityassess.errors import Refused
from cityassess.scoring.calendars import Calendar, Campaign
from cityassess.scoring.values import Check
from cityassess.store import periods, publications, schemes, settings
from cityassess.store.database import Database
from cityassess.store.publications import Publication, PublicationDraft
from cityassess.store.schemes import EditionDraft, StoredEdition
from tests.store.office import PERIOD, SCHEME, make_objects, put, verified

DRAFT = EditionDraft(SCHEME, date(2016, 9, 1), None, "娄星区考核方案", "娄星城管〔2016〕1号", "满分: 100\n")


def save(database: Database, draft: EditionDraft = DRAFT) -> StoredEdition:
    with database.writing() as session:
        return schemes.save_edition(session, draft)


def test_an_edition_comes_back(database: Database) -> None:
    stored = save(database)
    assert (stored.version, stored.text, stored.in_force_from) == (1, DRAFT.text, DRAFT.in_force_from)
    assert stored.digest == hashlib.sha256(DRAFT.text.encode("utf-8")).hexdigest()
    assert (stored.name, stored.circular, stored.in_force_to, stored.who) == (
        DRAFT.name,
        DRAFT.circular,
        None,
        "张敏",
    )
    with database.reading() as session:
        assert schemes.editions(session) == (stored,)


def test_the_same_text_is_the_same_version_and_another_the_next(database: Database) -> None:
    first = save(database)
    assert save(database) == first
    second = save(database, replace(DRAFT, text="满分: 110\n"))
    assert (second.version, second.id > first.id) == (2, True)
    later = save(database, replace(DRAFT, in_force_from=date(2017, 5, 1)))
    other = save(database, replace(DRAFT, scheme_id="别的方案"))
    with database.reading() as session:
        assert set(schemes.editions(session)) == {second, later, other}
        assert schemes.edition(session, first.id) == first
        assert schemes.revision(session) == 4
        with pytest.raises(LookupError):
            schemes.edition(session, 10**6)
    assert verified(database).ok


def test_publications_are_numbered_and_kept(database: Database) -> None:
    put(database, Check(PERIOD, make_objects(database)["乐坪"], "路面", 95_000))
    edition = save(database)
    draft = PublicationDraft(PERIOD, SCHEME, edition.id, b'{"rank":[1,2]}', "ab12")
    with database.writing("首次发布") as session:
        first = publications.freeze(session, draft)
    put(database, Check(PERIOD, 1, "路面", 90_000))
    with database.writing("更正") as session:
        second = publications.freeze(session, replace(draft, payload="更正".encode()))
    other_scheme = replace(draft, scheme_id="别的方案")
    with database.writing() as session:
        third: Publication = publications.freeze(session, other_scheme)
    assert [item.number for item in (first, second, third)] == [1, 2, 1]
    assert (first.period, first.scheme_id, first.edition_id, first.digest) == (
        PERIOD,
        SCHEME,
        edition.id,
        "ab12",
    )
    assert second.revision == first.revision + 1
    with database.reading() as session:
        assert publications.latest(session, SCHEME, PERIOD) == second
        assert publications.latest(session, SCHEME, "2017-06") is None
        assert publications.every(session) == (first, second, third)
        assert publications.payload(session, first.id) == draft.payload
        assert periods.revision(session, PERIOD) == second.revision
        with pytest.raises(LookupError):
            publications.payload(session, 10**6)
    assert verified(database).ok


def test_settings_keep_the_last_text(database: Database) -> None:
    with database.writing() as session:
        assert settings.get(session, "机关") == ""
        assert settings.get(session, "机关", "未填") == "未填"
        assert settings.put(session, "机关", "娄底市娄星区城市管理局")
        assert not settings.put(session, "机关", "娄底市娄星区城市管理局")
    with database.writing() as session:
        assert settings.put(session, "机关", "")
        assert settings.get(session, "机关", "未填") == ""
    assert verified(database).ok


def test_periods_come_in_order_of_time(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    codes = ["2017", "2016-12", "2017-Q1", "2017-W02", "2017-03", "2017-01"]
    put(database, *(Check(code, key, "路面", 1) for code in codes))
    with database.reading() as session:
        assert periods.known(session, SCHEME) == (
            "2016-12",
            "2017-W02",
            "2017-01",
            "2017-Q1",
            "2017-03",
            "2017",
        )
        assert periods.revision(session, "2018") == 0


def test_campaigns_are_periods_too_and_stand_where_a_calendar_puts_them(database: Database) -> None:
    key = make_objects(database)["乐坪"]
    longest = "c" * 64
    codes = ["2017-03", "2016-2020", "bairi-2017", longest]
    put(database, *(Check(code, key, "路面", 1) for code in codes))
    campaign = Campaign("bairi-2017", "大干一百天", date(2017, 2, 1), date(2017, 3, 20))
    with database.reading() as session:
        assert periods.known(session, SCHEME) == ("bairi-2017", longest, "2017-03", "2016-2020")
        dated = Calendar(campaigns=(campaign,)).parse
        assert periods.known(session, SCHEME, dated) == (longest, "bairi-2017", "2017-03", "2016-2020")
    assert verified(database).problems == ()


@pytest.mark.parametrize("code", ["", "c" * 65, "大干一百天", "2017-13", "1c", "a b"])
def test_what_is_no_periods_code_is_refused(database: Database, code: str) -> None:
    key = make_objects(database)["乐坪"]
    with pytest.raises(Refused, match="不是考核周期"):
        put(database, Check(code, key, "路面", 1))
