"""Drafts: what people type is kept with its figures bound, nobody's words are dropped, what moved is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cityassess.errors import Refused
from cityassess.reports.blocks import Heading, Pictures
from cityassess.services.bulletin.composing import compose
from cityassess.services.bulletin.document import Bound, Exhibit
from cityassess.services.bulletin.drafting import Conflict, Draft
from cityassess.services.bulletin.edits import Case, Edits
from cityassess.services.bulletin.laying import FieldState, accepted
from cityassess.services.office import Office, open_office
from tests.services.bulletin_desk import (
    PERIOD,
    enter,
    facts_of,
    number_bulletins,
    photo,
    reworded,
)

HIGHEST = "highest/"


@pytest.fixture
def desk(example_file: Path, tmp_path: Path, own_memory: Path) -> Iterator[Office]:
    """A copy of the example office on a file of this machine."""
    shutil.copyfile(example_file, tmp_path / "office.db")
    with open_office(tmp_path / "office.db", actor="张敏") as opened:
        yield opened


def first_bound(draft: Draft) -> tuple[str, Bound]:
    """A passage that shows a score, and the figure."""
    for passage in draft.laid.document.passages():
        for bound in facts_of(passage):
            if bound.text in {"乐坪（85.84分）", "85.84分"}:
                return passage.id, bound
    raise AssertionError("no such figure")


def words_of(draft: Draft, place: str) -> str:
    """What a passage says."""
    return next(one.text for one in draft.laid.document.passages() if one.id == place)


def with_words(draft: Draft, place: str, words: str) -> Edits:
    """Words put before a passage."""
    passage = next(one for one in draft.laid.document.passages() if one.id == place)
    return reworded(draft.edits, passage, words)


def test_a_draft_opens_as_the_data_write_it(office: Office) -> None:
    draft = office.drafting.open(PERIOD)
    assert (draft.version, draft.number, draft.edits, draft.issued) == (0, 1, Edits(), None)
    assert (draft.title, draft.template.id if draft.template else "") == ("2017年5月", "monthly")
    assert draft.laid.document.head.mark == "征求意见稿"
    assert draft.laid.unsettled == ()
    assert draft.numbering is None
    offered = {each.id for each in draft.templates}
    assert "monthly" in offered
    assert "correction" not in offered  # nothing was issued that could be corrected
    proof = office.drafting.proof(draft)
    assert proof.draft
    assert proof.pdf.startswith(b"%PDF")


def test_what_is_typed_is_kept_and_comes_back(office: Office) -> None:
    draft = office.drafting.open(PERIOD)
    place, bound = first_bound(draft)
    edits = replace(with_words(draft, place, "经初步统计，"), headings={"overview": "基本情况"})
    saved = office.drafting.save(draft, edits)
    assert (saved.version, saved.saved_by) == (1, "张敏")
    again = office.drafting.open(PERIOD)
    assert words_of(again, place).startswith("经初步统计，")
    assert again.laid.fields == saved.laid.fields
    assert replace(again.laid.document, foot=saved.foot) == saved.laid.document
    assert again.foot != saved.foot  # the log went on: saving is logged too
    assert again.edits == saved.edits
    assert again.edits.accepted[bound.fact] == bound.text
    assert "基本情况" in {section.heading for section in again.laid.document.sections}
    assert office.upkeep.check().ok


def test_an_edited_sentence_keeps_its_figures_and_tells_what_moved(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    place, bound = first_bound(draft)
    saved = desk.drafting.save(draft, with_words(draft, place, "经初步统计，"))
    enter(desk, "乐坪", "29")
    moved = desk.drafting.open(PERIOD)
    field = next(one for one in moved.laid.unsettled if one.fact == bound.fact and one.passage == place)
    assert (field.state, field.was) == (FieldState.MOVED, bound.text)
    assert field.now in words_of(moved, place)
    assert bound.text not in words_of(moved, place)
    problem = next(one for one in desk.drafting.release_problems(moved) if one.fact == bound.fact)
    assert problem.hard
    assert f"“{bound.text}”变为“{field.now}”" in problem.message
    with pytest.raises(Refused, match="正文还没有认可") as refused:
        desk.publishing.publish(PERIOD)
    assert str(refused.value.problems[-1]) == "变动的数据在窗口“通报”页逐处核对后按F9认可。"
    settled = desk.drafting.save(moved, accepted(moved.edits, moved.laid))
    assert settled.laid.unsettled == ()
    assert settled.version == saved.version + 1
    desk.publishing.publish(PERIOD)


def test_a_figure_that_is_gone_stands_in_the_way(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    place, _ = first_bound(draft)
    passage = next(one for one in draft.laid.document.passages() if one.id == place)
    gone = replace(draft.edits, passages={place: (*passage.pieces, Bound("score/no-such/9", "77.00分"))})
    desk.drafting.save(draft, gone)
    with pytest.raises(Refused, match=r"“77\.00分”已没有对应的数据"):
        desk.publishing.publish(PERIOD)
    assert not desk.publishing.state(PERIOD).published


def test_all_that_stands_in_the_way_is_told_at_once(desk: Office, tmp_path: Path) -> None:
    number_bulletins(desk, tmp_path)
    draft = desk.drafting.open(PERIOD)
    place, _ = first_bound(draft)
    passage = next(one for one in draft.laid.document.passages() if one.id == place)
    edits = replace(
        draft.edits,
        words={"number": "娄城管〔2017〕甲号"},
        passages={place: ("\U0001f9f9", *passage.pieces, Bound("score/no-such/9", "77.00分"))},
    )
    desk.drafting.save(draft, edits)
    with pytest.raises(Refused) as caught:
        desk.publishing.publish(PERIOD)
    told = "\n".join(problem.message for problem in caught.value.problems)
    assert "已没有对应的数据" in told
    assert "U+1F9F9" in told
    assert "编号“娄城管〔2017〕甲号”不合方案规定的写法" in told


def test_what_is_better_looked_at_does_not_stand_in_the_way(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    place, bound = first_bound(draft)
    edits = replace(
        draft.edits,
        words={"addressee": "", "signature": " "},
        passages={place: ("全区平均99.99分。",), "no/such": ("这一句已经没有了",)},
    )
    found = desk.drafting.release_problems(desk.drafting.relay(draft, edits))
    told = "\n".join(problem.message for problem in found)
    assert not [problem for problem in found if problem.hard]
    for words in ("主送机关是空的", "发文机关署名是空的", "手写了数字99.99", f"“{bound.text}”", "没有印出"):
        assert words in told
    desk.drafting.save(draft, edits)
    assert desk.publishing.publish(PERIOD).publications


@pytest.mark.parametrize("title", ["", " 　\n", "\u200b"])
def test_no_bulletin_goes_out_without_a_title(desk: Office, title: str) -> None:
    draft = desk.drafting.open(PERIOD)
    saved = desk.drafting.save(draft, replace(draft.edits, words={"title": title}))
    (problem,) = (one for one in desk.drafting.release_problems(saved) if one.hard)
    assert (problem.passage, problem.message[:6]) == ("head", "标题是空的，")
    with pytest.raises(Refused, match="没有标题的通报不能发布") as refused:
        desk.publishing.publish(PERIOD)
    assert len(refused.value.problems) == 1, "no figure moved, so nothing is said of accepting one"
    desk.drafting.save(saved, replace(saved.edits, words={}))
    assert desk.publishing.publish(PERIOD).publications


def test_a_case_without_words_prints_its_photos_alone(desk: Office) -> None:
    kept = desk.drafting.add_photo(photo())
    cases = (Case("case/1", 0, (" ",), ((kept.digest, "整改前"),)), Case("case/2", 0, ()))
    draft = desk.drafting.open(PERIOD)
    edits = replace(draft.edits, cases=cases)
    told = [one for one in desk.drafting.release_problems(desk.drafting.relay(draft, edits)) if one.passage]
    assert [(one.hard, one.passage, one.message[:18]) for one in told] == [
        (False, "case/1", "第1个典型案例没有文字，只印照片。写"),
        (False, "case/2", "第2个典型案例没有文字，没有印出。写"),
    ]
    saved = desk.drafting.save(draft, edits)
    blocks = compose(saved.laid.document)
    here = blocks.index(next(one for one in blocks if isinstance(one, Heading) and "典型案例" in one.text))
    assert isinstance(blocks[here + 1], Pictures), "no number and no words stand before the photos"
    assert desk.drafting.open(PERIOD).edits.cases[1].pieces == ()
    without = desk.drafting.relay(draft, replace(edits, cases=cases[1:]))
    assert not any(
        "典型案例" in one.text for one in compose(without.laid.document) if isinstance(one, Heading)
    )


def test_a_number_of_another_year_is_told_and_taken(desk: Office, tmp_path: Path) -> None:
    number_bulletins(desk, tmp_path)
    draft = desk.drafting.open(PERIOD)
    assert draft.numbering is not None
    year = draft.numbering.year
    typed = draft.numbering.words.replace(str(year), str(year - 1))
    draft = desk.drafting.save(draft, replace(draft.edits, words={"number": typed}))
    (told,) = [one for one in desk.drafting.release_problems(draft) if "编号" in one.message]
    assert not told.hard
    assert told.message == f"编号“{typed}”是{year - 1}年的，通报在{year}年发布。核对编号的年份。"
    desk.publishing.publish(PERIOD)
    assert desk.publishing.document(PERIOD).head.number == typed


def test_the_second_to_save_keeps_both_texts(office: Office) -> None:
    first = second = office.drafting.open(PERIOD)
    place, _ = first_bound(first)
    theirs = office.drafting.save(first, with_words(first, place, "甲说，"))
    mine = with_words(second, place, "乙说，")
    with pytest.raises(Conflict, match=r"张敏在.*保存过这份通报稿，您的改动还没有保存") as caught:
        office.drafting.save(second, mine)
    conflict = caught.value
    assert conflict.theirs == theirs.edits
    assert (conflict.who, conflict.version) == ("张敏", 1)
    assert words_of(office.drafting.open(PERIOD), place).startswith("甲说，")
    over = office.drafting.save(second, mine, over=True)
    assert words_of(office.drafting.open(PERIOD), place).startswith("乙说，")
    again = office.drafting.save(replace(over, version=over.version), with_words(over, place, "丙说，"))
    assert again.version == 3


def test_a_draft_is_discarded_and_not_by_mistake(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    assert desk.drafting.discard(draft).edits == Edits()
    first = desk.drafting.save(draft, replace(draft.edits, headings={"overview": "甲"}))
    desk.drafting.save(first, replace(first.edits, headings={"overview": "乙"}))
    with pytest.raises(Conflict):
        desk.drafting.discard(first)
    opened = desk.drafting.open(PERIOD)
    assert opened.edits.headings == {"overview": "乙"}
    gone = desk.drafting.discard(opened)
    assert (gone.edits, gone.version) == (Edits(), 3)
    assert desk.drafting.save(gone, replace(gone.edits, headings={"overview": "丙"})).version == 4


def test_laying_changes_and_setting_them_touches_no_database(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = desk.drafting.open(PERIOD)

    def refused(*_: object, **__: object) -> object:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(type(desk.database), "reading", refused)
    monkeypatch.setattr(type(desk.database), "writing", refused)
    laid = desk.drafting.relay(draft, replace(draft.edits, headings={"overview": "基本情况"}))
    other = desk.drafting.relay(laid, replace(laid.edits, template="correction"))
    assert other.template is not None
    assert other.template.id == other.laid.document.template == "correction"
    assert desk.drafting.proof(laid).pdf != desk.drafting.proof(draft).pdf
    assert desk.drafting.release_problems(laid)
    assert desk.drafting.candidates(laid) == desk.drafting.candidates(draft)


def test_a_case_is_made_of_a_check_with_its_photos(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "现场.png"
    path.write_bytes(photo())
    before, after = (
        office.drafting.add_photo(path),
        office.drafting.add_photo(photo("green", 50, 70), "后.png"),
    )
    assert office.drafting.add_photo(photo()) == before
    assert (after.width, after.height) == (50, 70)
    draft = office.drafting.open(PERIOD)
    case = Case("case/1", 0, ("乐坪东门积尘。",), ((before.digest, "整改前"), (after.digest, "整改后")))
    saved = office.drafting.save(draft, replace(draft.edits, cases=(case,)))

    def shown(drawn: Draft) -> list[tuple[str, int]]:
        (section,) = (one for one in drawn.laid.document.sections if one.id == "cases")
        return [
            (picture.caption, picture.width)
            for part in section.parts
            if isinstance(part, Exhibit)
            for block in part.blocks
            if isinstance(block, Pictures)
            for picture in block.pictures
        ]

    assert shown(saved) == [("整改前", 60), ("整改后", 50)]
    office.publishing.publish(PERIOD)
    office.drafting._photos.clear()  # as after a restart
    assert shown(office.drafting.open(PERIOD)) == shown(saved)
    assert office.upkeep.check().ok


def test_a_photo_that_is_not_there_stands_in_the_way(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    case = Case("case/1", 0, ("东门积尘。",), (("0" * 64, "整改前"), ("1" * 64, "整改后")))
    desk.drafting.save(draft, replace(draft.edits, cases=(case,)))
    with pytest.raises(Refused, match="一个典型案例有2张照片找不到"):
        desk.publishing.publish(PERIOD)


def test_checks_that_say_what_was_found_are_offered_as_cases_the_worst_first(
    empty_office: Office, tmp_path: Path
) -> None:
    scheme = """
scheme: cases
name: 案例
circular: 示例
in_force_from: 2026-01-01
kinds: [{name: 街道}]
figures:
  - {id: dirt, name: 环境卫生, of: 街道, every: month, rule: deduct, full: 100}
rankings: [{id: all, name: 街道, score: dirt}]
bulletin: {authority: 示例局, title: "{period}通报", addressee: 各街道, signature: 示例局}
"""
    marks = """考核周期,考核对象,指标,数值,日期,地点,说明,整改
2026-03,甲街,环境卫生,2,2026-03-05,东门,积尘,是
2026-03,甲街,环境卫生,1,,,,
2026-03,乙街,环境卫生,5,2026-03-06,西门,垃圾外溢。,
2026-02,乙街,环境卫生,9,2026-02-06,西门,上月的事,
"""
    objects = "名称,类型\n甲街,街道\n乙街,街道\n"
    paths = [tmp_path / name for name in ("案例.yaml", "对象.csv", "得分.csv")]
    for path, content in zip(paths, (scheme, objects, marks), strict=True):
        path.write_text(content, encoding="utf-8")
    empty_office.importing.run(paths)
    draft = empty_office.drafting.open("2026-03")
    found = empty_office.drafting.candidates(draft)
    assert [(one.name, str(one.points), one.words) for one in found] == [
        ("乙街", "5", "2026年3月6日检查发现，乙街西门垃圾外溢。"),
        ("甲街", "2", "2026年3月5日检查发现，甲街东门积尘。已整改。"),
    ]
    assert all(one.check > 0 for one in found)


def test_a_published_period_is_read_only_until_a_correction_is_begun(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    edits = replace(draft.edits, headings={"overview": "基本情况"})
    stale = desk.drafting.save(draft, edits)
    desk.publishing.publish(PERIOD)
    issued = desk.drafting.open(PERIOD)
    assert issued.issued is not None
    assert (issued.issued.edition, issued.issued.who, issued.issued.kept) == (1, "张敏", True)
    assert issued.paper == desk.drafting.proof(issued)
    assert issued.paper is not None
    assert issued.paper.pdf == desk.publishing.proof(PERIOD).pdf
    assert issued.laid.document.head.mark == ""
    assert desk.drafting.relay(issued, Edits()) is issued
    assert desk.drafting.release_problems(issued) == ()
    for seen in (issued, stale):
        with pytest.raises(Refused, match="2017年5月通报已发布，不能再改动"):
            desk.drafting.save(seen, replace(edits, headings={"overview": "别的"}))
    begun = desk.drafting.begin_correction(issued)
    assert "correction" in {each.id for each in begun.templates}
    assert (begun.number, begun.issued, begun.edits.headings) == (2, None, {"overview": "基本情况"})
    assert desk.drafting.begin_correction(issued).version == begun.version
    with pytest.raises(Refused, match="之后数据没有变动"):
        desk.publishing.publish(PERIOD)
    back = desk.drafting.discard(begun)
    assert back.issued == issued.issued


def test_words_alone_can_be_corrected(desk: Office) -> None:
    desk.publishing.publish(PERIOD)
    begun = desk.drafting.begin_correction(desk.drafting.open(PERIOD))
    desk.drafting.save(begun, replace(begun.edits, words={"addressee": "各街道"}))
    desk.publishing.publish(PERIOD)
    assert desk.publishing.state(PERIOD).number == 2
    assert desk.publishing.document(PERIOD).head.addressee == "各街道"
    assert desk.upkeep.check().ok


def test_a_correction_has_its_own_number_title_and_date(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    typed = {
        "title": "手写的标题",
        "date": "2017年6月1日",
        "printed_on": "2017年6月2日",
        "addressee": "各街道",
    }
    desk.drafting.save(draft, replace(draft.edits, words=typed))
    desk.publishing.publish(PERIOD)
    assert desk.publishing.document(PERIOD).head.title == "手写的标题"
    issued = desk.drafting.open(PERIOD)
    assert issued.edits.words == typed
    begun = desk.drafting.begin_correction(issued)
    assert begun.edits.words == {"addressee": "各街道"}
    assert begun.laid.document.head.title == "关于更正《手写的标题》的通报"
    with pytest.raises(Refused, match="之后数据没有变动"):
        desk.publishing.publish(PERIOD)


def test_a_correction_that_was_begun_and_not_changed_is_none(desk: Office) -> None:
    desk.publishing.publish(PERIOD)
    desk.drafting.begin_correction(desk.drafting.open(PERIOD))
    with pytest.raises(Refused, match="之后数据没有变动"):
        desk.publishing.publish(PERIOD)


def test_words_outlive_corrections_that_nobody_drafted(desk: Office) -> None:
    draft = desk.drafting.open(PERIOD)
    desk.drafting.save(draft, replace(draft.edits, headings={"overview": "基本情况"}))
    desk.publishing.publish(PERIOD)
    for value in ("30", "29", "28"):
        enter(desk, "大科", value)
        desk.publishing.publish(PERIOD)
        assert "基本情况" in [section.heading for section in desk.publishing.document(PERIOD).sections]
        assert desk.drafting.open(PERIOD).edits.headings == {"overview": "基本情况"}
    assert desk.publishing.state(PERIOD).number == 4
    assert desk.upkeep.check().ok


def test_a_period_without_scores_has_no_draft(desk: Office) -> None:
    with pytest.raises(Refused, match="2017年6月还没有可以排名的得分"):
        desk.drafting.open("2017-06")
