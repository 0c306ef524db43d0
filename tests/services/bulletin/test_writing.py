"""What holds for every bulletin: figures are facts, ids are stable, sentences whole, what people typed is literal."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cityassess.reports.blocks import Chart
from cityassess.resource_files import resource
from cityassess.scoring.scheme import Colour
from cityassess.scoring.values import AssessedObject, Check, roster
from cityassess.services.bulletin.document import Bound, Exhibit
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.templates import offered, templates
from cityassess.services.bulletin.writing import Written, write
from cityassess.services.demo import examples
from tests.services.bulletin.written import (
    LOUXING,
    example,
    files,
    ids,
    material,
    office,
    passages,
    periods_of,
    tables,
    written,
)

SCHEMES = sorted(path.stem for path in resource("schemes").glob("*.yaml"))
BAD = re.compile(r"。。|、、|，，|；；|。；|；。|：。|，。|、。|（）|[{}]|None|Fraction|(?<!\d)分分|个个")


@cache
def every_bulletin(name: str) -> list[tuple[Material, Written]]:
    """The bulletins of an example by every template that fits, of its last period of each cycle."""
    found = []
    for period in periods_of(name):
        source = example(name, period)
        if not any(group.ranked for group in source.assessment.groups):
            continue  # nothing is published of such a period
        found += [(source, write(source, one)) for one in offered(source.period)]
    return found


def test_every_shipped_scheme_has_examples() -> None:
    assert sorted([LOUXING, *(one.id for one in examples())]) == SCHEMES


@pytest.mark.parametrize("name", SCHEMES)
def test_a_bulletin_of_every_scheme(name: str) -> None:
    bulletins = every_bulletin(name)
    assert bulletins
    for source, one in bulletins:
        told = passages(one.document)
        for words in told.values():
            assert words
            assert words.strip() == words
            assert not BAD.search(words), words
        own = ids(one.document)
        assert len(own) == len(set(own))
        for bound in (bound for passage in one.document.passages() for bound in passage.bound):
            assert bound.text == one.facts[bound.fact].text
        for table in tables(one.document):
            assert table.rows
            assert all(cell.text for row in table.rows for cell in row)
        assert one.document.head.title == one.document.head.title.strip() != ""
        ranked = {item.object for group in source.assessment.groups for item in group.ranked}
        assert ranked <= {fact.object for fact in one.facts.values()}


@pytest.mark.parametrize("name", SCHEMES)
def test_every_fact_has_words_and_a_name(name: str) -> None:
    for source, one in every_bulletin(name):
        for key, fact in one.facts.items():
            assert key == fact.key
            assert fact.text
            assert fact.name
            assert not fact.figure or fact.figure in source.scheme.by_id
        by_name: dict[str, set[str]] = {}
        for fact in one.facts.values():
            if fact.object:
                by_name.setdefault(fact.name, set()).add(f"{fact.key.split('/')[0]} {fact.object}")
        homonyms = {item.name for item in source.roster if len(source.roster.named(item.name)) > 1}
        assert all(len(keys) == 1 for told, keys in by_name.items() if not told.startswith(tuple(homonyms)))


@pytest.mark.parametrize("name", SCHEMES)
def test_charts_say_what_they_show(name: str) -> None:
    for _, one in every_bulletin(name):
        parts = [part for section in one.document.sections for part in section.parts]
        for part in parts:
            for block in part.blocks if isinstance(part, Exhibit) else ():
                if isinstance(block, Chart):
                    assert block.caption
                    assert block.alt.startswith(block.caption)
                    assert block.alt.endswith("。")


# ---- one mark changes


def streets() -> list[Check]:
    return [check for check in files(LOUXING).checks if check.period == "2017-05"]


@settings(max_examples=12)
@given(st.data())
def test_one_changed_mark_moves_the_facts_that_rest_on_it_and_no_others(data: st.DataObject) -> None:
    example_files = files(LOUXING)
    scheme, checks = example_files.editions[0], list(example_files.checks)
    places = [place for place, check in enumerate(checks) if check.period == "2017-05" and check.value]
    place = data.draw(st.sampled_from(places))
    check = checks[place]
    less = data.draw(st.integers(1, min(check.value or 1, 40_000)))
    checks[place] = replace(check, value=(check.value or 0) - less)
    before = written(example(LOUXING, "2017-05", history=1))
    after = written(material(scheme, example_files.roster, checks, "2017-05", history=1))
    kind = example_files.roster.by_key[check.object].kind
    ranking = "streets" if kind == "街道" else "townships"
    common = before.facts.keys() & after.facts.keys()
    moved = {key for key in common if before.facts[key] != after.facts[key]}
    gone = before.facts.keys() ^ after.facts.keys()
    assert all(f"/{ranking}/" in key or key.startswith("colour-") for key in moved | gone), moved | gone
    told, now = passages(before.document), passages(after.document)
    for passage in after.document.passages():
        if passage.id in told and told[passage.id] != now[passage.id]:
            keys = {bound.fact for bound in passage.bound}
            assert keys & (moved | gone)


def test_the_same_material_gives_the_same_bulletin() -> None:
    source = example(LOUXING, "2017-05")
    for one in templates():
        assert write(source, one) == write(source, one)


def test_a_changed_mark_keeps_the_ids_of_what_is_still_said() -> None:
    example_files = files(LOUXING)
    checks = [
        replace(check, value=80_000)
        if check.criterion == "community" and check.period == "2017-05"
        else check
        for check in example_files.checks
    ]
    scheme = example_files.editions[0]
    after = written(material(scheme, example_files.roster, checks, "2017-05", history=1))
    before = written(example(LOUXING, "2017-05", history=1))
    assert {place for place in ids(before.document) if "townships" in place} <= set(ids(after.document))
    assert "rankings/streets/街道/table" in ids(after.document)


# ---- small offices

SCHEME = """
scheme: small
name: 小考核
circular: 示例
in_force_from: 2026-01-01
kinds: [{name: 街道}]
figures:
  - {id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}
  - id: colour
    name: 督办
    of: 街道
    every: month
    rule: bands
    input: score
    colours: true
    bands: [{id: red, below: 60}, {id: none, name: 正常}]
colours: [{id: red, name: 红, tint: red, meaning: "<b>限期</b>&整改{甲}"}]
rankings: [{id: r, name: 街道, score: score, rating: colour%s}]
bulletin:
  authority: 甲办
  title: 关于{period}考核的通报
  addressee: 各街道
  basis: 依据{甲}<b>&amp;办法。
  requirements: ["按{period}要求&整改"]
  signature: 甲办
"""
MARKS = st.lists(st.integers(0, 100), min_size=1, max_size=8)


def small(marks: list[int], before: list[int] | None = None, extra: str = "", names: str = "") -> Material:
    """An office of some streets with whole marks; without a mark where it is -1."""
    objects = roster(
        AssessedObject(key, names or f"街{key}" if key == 1 else f"街{key}", "街道")
        for key in range(1, max(len(marks), len(before or ())) + 1)
    )
    checks = [Check("2026-05", key, "score", mark * 10_000) for key, mark in enumerate(marks, 1) if mark >= 0]
    checks += [Check("2026-04", key, "score", mark * 10_000) for key, mark in enumerate(before or (), 1)]
    return office(SCHEME % extra, objects, checks, "2026-05")


def overview(source: Material) -> list[str]:
    """The sentences of the first section."""
    return [
        words for place, words in passages(written(source).document).items() if place.startswith("overview/")
    ]


def test_one_object_is_not_compared_with_itself() -> None:
    assert overview(small([88])) == [
        "2026年5月共考核街道1个。",
        "街道参加排名的只有街1，得分88.00分。",
        "本月没有列入督办（红牌）的对象。",
    ]
    assert overview(small([88], [87]))[1] == "街道参加排名的只有街1，得分88.00分，比上月提高1.00分。"


def test_all_alike_and_ties_at_the_end() -> None:
    assert overview(small([70, 70, 70]))[1] == "街道得分均为70.00分。"
    assert overview(small([90, 90, 50, 50]))[1] == (
        "街道平均得分70.00分；得分最高的是街1、街2（90.00分），最低的是街3、街4（50.00分），相差40.00分。"
    )
    lead = passages(written(small([99, 98, 98, 97, 96, 95, 94])).document)["rankings/r/街道/lead"]
    assert lead == ("街道排名前3位的是街1、街2和街3（并列第2名），后3位的是街5、街6、街7。得分及排名如下。")


def test_a_crowd_of_first_places_is_counted() -> None:
    assert "得分最高的是街1、街2、街3、街4、街5等7个（90.00分）" in overview(small([90] * 7 + [80]))[1]


def test_who_lacks_data_is_counted_apart() -> None:
    source = small([90, 80, -1])
    assert overview(source)[0] == "2026年5月共考核街道3个，其中缺数据、没有名次的1个。"
    assert "缺数据、没有名次的有：街3（无数据）。" in passages(written(source).document).values()


def test_nothing_is_said_of_a_period_before_that_there_is_not() -> None:
    for words in passages(written(small([90, 80, 70])).document).values():
        assert not re.search("上月|同期|首次|环比", words)


def test_where_less_is_better_nobody_has_the_highest_score() -> None:
    words = overview(small([3, 9], extra=", better: low"))[1]
    assert words == "街道平均得分6.00分；排在首位的是街1（3.00分），排在末位的是街2（9.00分）。"


def test_colours_that_fell_to_none_are_told_with_the_fall() -> None:
    assert overview(small([90, 80], [50, 80]))[2] == "本月没有列入督办的对象（上月红牌1个）。"
    assert overview(small([50, 80], [50, 80]))[2] == "本月列入督办的：红牌1个（与上月持平）。"


@settings(max_examples=30)
@given(MARKS, st.one_of(st.none(), MARKS))
def test_sentences_are_whole_whatever_the_marks(marks: list[int], before: list[int] | None) -> None:
    one = written(small(marks, before))
    for words in passages(one.document).values():
        assert not BAD.search(words.replace("{甲}", "")), words
    for passage in one.document.passages():
        assert all(one.facts[bound.fact].text == bound.text for bound in passage.bound)


@given(
    st.text(st.characters(exclude_characters="/", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
)
@settings(max_examples=40)
def test_what_people_typed_stands_as_they_typed_it(name: str) -> None:
    source = small([50, 90], names=name.strip() or "<b>&{period}")
    told = "".join(passages(written(source).document).values())
    assert source.roster.by_key[1].name in told
    assert "依据{甲}<b>&amp;办法。" in told
    assert "督办要求：“<b>限期</b>&整改{甲}”。" in told
    assert "按2026年5月要求&整改" in told


def test_leaders_are_printed_only_where_the_office_says_so() -> None:
    source = small([50, 90])
    named = replace(
        source, roster=roster(replace(item, leader=f"{item.name}某") for item in source.roster.objects)
    )
    silent = tables(written(named).document)[0]
    assert [column.title for column in silent.columns][-1] == "督办"
    wants = replace(source.scheme, bulletin=replace(source.scheme.bulletin, leaders=True))
    told = tables(written(replace(named, scheme=wants)).document)[0]
    assert [column.title for column in told.columns][-1] == "主管领导"
    assert [row[-1].text for row in told.rows] == ["街2某", "街1某"]
    none = tables(written(replace(source, scheme=wants)).document)[0]
    assert [column.title for column in none.columns][-1] == "督办"


def test_head_and_close_say_what_the_scheme_says() -> None:
    source = small([90, 80])
    words = replace(
        source.scheme.bulletin,
        copied_to="市委办",
        printed_by="甲办",
        remark="此件公开发布",
        urgency="特急",
        secrecy="秘密★1年",
        sealed=False,
        form="信函",
        edited_by="乙科",
    )
    one = written(
        replace(source, scheme=replace(source.scheme, bulletin=words), number="甲〔2026〕1号", mark="稿")
    )
    head, close = one.document.head, one.document.close
    assert (head.form.value, head.number, head.mark) == ("信函", "甲〔2026〕1号", "稿")
    assert (head.urgency, head.secrecy, head.edited_by) == ("特急", "秘密★1年", "")
    assert (close.copied_to, close.printed_by, close.printed_on) == ("市委办", "甲办", "2026年11月22日")
    assert (close.remark, close.sealed) == ("此件公开发布", False)


def test_a_brief_stays_one_and_names_its_editors() -> None:
    source = small([90, 80])
    words = replace(source.scheme.bulletin, form="文件", edited_by="乙科")
    one = written(replace(source, scheme=replace(source.scheme, bulletin=words)), "weekly")
    assert (one.document.head.form.value, one.document.head.edited_by) == ("简报", "乙科")


def test_a_colour_that_has_no_meaning_is_told_without_one() -> None:
    source = small([50, 90])
    bare = replace(source, scheme=replace(source.scheme, colours=(Colour("red", "红", "red"),)))
    assert passages(written(bare).document)["supervision/red"] == "红牌（1个）：街1。"


def test_pieces_and_facts_of_a_sentence() -> None:
    passage = next(one for one in written(small([90, 80])).document.passages() if one.id == "overview/r/街道")
    assert [piece.fact for piece in passage.pieces if isinstance(piece, Bound)] == [
        "mean/r/街道",
        "best/r/街道",
        "best-score/r/街道",
        "last/r/街道",
        "last-score/r/街道",
        "spread/r/街道",
    ]


def test_groups_of_one_name_in_two_rankings_are_told_apart() -> None:
    text = (SCHEME % "").replace(
        "rankings: [{id: r, name: 街道, score: score, rating: colour}]",
        "rankings: [{id: r, name: 得分排名, score: score}, {id: q, name: 整改排名, score: score}]",
    )
    objects = roster(AssessedObject(key, f"街{key}", "街道", group="甲组") for key in (1, 2))
    checks = [Check("2026-05", key, "score", key * 100_000) for key in (1, 2)]
    told = passages(written(office(text, objects, checks, "2026-05")).document)
    assert told["overview/r/甲组"].startswith("得分排名（甲组）平均得分15.00分；")
    assert told["overview/q/甲组"].startswith("整改排名（甲组）平均得分15.00分；")
    assert told["rankings/q/甲组/heading"] == "整改排名（甲组）"
