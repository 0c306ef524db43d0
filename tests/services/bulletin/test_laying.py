"""Changes laid over a written bulletin: words stay, figures follow the data, and what moved is told."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cityassess.reports.blocks import Form, Picture, Pictures
from cityassess.services.bulletin.document import (
    Annex,
    Bound,
    Close,
    Document,
    Exhibit,
    Head,
    Passage,
    Piece,
    Section,
)
from cityassess.services.bulletin.edits import Case, Edits
from cityassess.services.bulletin.freezing import edits_of, edits_text
from cityassess.services.bulletin.laying import FieldState, accepted, lay, noted

FIRST = Bound("score/东", "88.50")
LAST = Bound("score/西", "70.00")
BEST = Passage("best", ("东街道得", FIRST, "分，列第1名。"))
WORST = Passage("worst", ("西街道得", LAST, "分。"))
WRITTEN = Document(
    "monthly",
    Head("考核办", "关于5月考核情况的通报", number="考核办〔2026〕3号", mark="征求意见稿"),
    (
        Section("overall", "总体情况", (BEST, WORST)),
        Section("ranking", "得分及排名", (Exhibit("table", "得分表", ()),)),
    ),
    (Annex("scores", "得分明细", ()),),
    Close("考核办", "2026年6月1日"),
)
FACTS = {"score/东": "88.50", "score/西": "70.00"}


def words(document: Document) -> list[str]:
    return [passage.text for passage in document.passages()]


def test_without_changes_the_bulletin_is_the_written_one() -> None:
    laid = lay(WRITTEN, FACTS, Edits())
    assert laid.document == WRITTEN
    assert [field.state for field in laid.fields] == [FieldState.CURRENT, FieldState.CURRENT]
    assert not laid.rewritten


def test_a_changed_sentence_keeps_its_figure_bound() -> None:
    edits = Edits(passages={"best": ("本月东街道以", FIRST, "分居首。")})
    laid = lay(WRITTEN, {**FACTS, "score/东": "87.00"}, edits)
    assert words(laid.document) == ["本月东街道以87.00分居首。", "西街道得70.00分。"]


def test_what_moved_since_it_was_accepted_is_told_until_it_is_accepted_again() -> None:
    edits = noted(Edits(), lay(WRITTEN, FACTS, Edits()))
    laid = lay(WRITTEN, {**FACTS, "score/东": "87.00"}, edits)
    (moved,) = laid.unsettled
    assert (moved.passage, moved.was, moved.now, moved.state) == ("best", "88.50", "87.00", FieldState.MOVED)
    assert not lay(WRITTEN, {**FACTS, "score/东": "87.00"}, accepted(edits, laid)).unsettled


def test_a_figure_that_is_gone_shows_what_was_last_seen_and_cannot_be_accepted_away() -> None:
    edits = replace(Edits(accepted=FACTS), passages={"best": BEST.pieces})
    laid = lay(WRITTEN, {"score/西": "70.00"}, edits)
    assert words(laid.document)[0] == "东街道得88.50分，列第1名。"
    assert [field.state for field in laid.unsettled] == [FieldState.GONE]
    assert [field.fact for field in lay(WRITTEN, {"score/西": "70.00"}, accepted(edits, laid)).unsettled] == [
        "score/东"
    ]


def test_a_figure_bound_by_hand_is_noted_when_it_is_first_seen() -> None:
    edits = replace(
        noted(Edits(), lay(WRITTEN, FACTS, Edits())),
        passages={"worst": ("共扣", Bound("lost", "12"), "分。")},
    )
    facts = {**FACTS, "lost": "12"}
    kept = noted(edits, lay(WRITTEN, facts, edits))
    assert [field.fact for field in lay(WRITTEN, {**facts, "lost": "13"}, kept).unsettled] == ["lost"]


def test_numbers_typed_by_hand_and_figures_taken_out_are_told() -> None:
    laid = lay(WRITTEN, FACTS, Edits(passages={"best": ("东街道得88.50分，列第1名，升3位。",)}))
    (told,) = laid.rewritten
    assert told.typed == ("88.50", "3")  # the 1 stood there before
    assert told.dropped == (FIRST,)


def test_what_was_typed_into_a_sentence_that_is_no_longer_written_is_kept_and_told() -> None:
    laid = lay(WRITTEN, FACTS, Edits(passages={"red/西": ("西街道被红牌督办。",)}))
    assert laid.document == WRITTEN
    assert [(each.passage, each.kept) for each in laid.rewritten] == [("red/西", "西街道被红牌督办。")]


def test_sections_sentences_and_annexes_are_left_out_and_renamed() -> None:
    edits = Edits(hidden=frozenset({"ranking", "worst", "scores"}), headings={"overall": "基本情况"})
    document = lay(WRITTEN, FACTS, edits).document
    assert [section.heading for section in document.sections] == ["基本情况"]
    assert words(document) == [BEST.text]
    assert document.annexes == ()


def test_head_and_close_say_what_people_put_there() -> None:
    said = {
        "title": "关于考核的通报",
        "signers": "甲、乙",
        "form": "信函",
        "sealed": "no",
        "remark": "此件公开发布",
    }
    document = lay(WRITTEN, FACTS, Edits(words={**said, "unknown": "x"})).document
    assert (document.head.title, document.head.signers, document.head.form) == (
        "关于考核的通报",
        ("甲", "乙"),
        Form.LETTER,
    )
    assert (document.close.sealed, document.close.remark) == (False, "此件公开发布")


def test_the_mark_of_a_draft_is_never_taken_away_and_an_issued_bulletin_gets_none() -> None:
    assert lay(WRITTEN, FACTS, Edits(words={"mark": " "})).document.head.mark == "征求意见稿"
    assert lay(WRITTEN, FACTS, Edits(words={"mark": "送审稿"})).document.head.mark == "送审稿"
    issued = replace(WRITTEN, head=replace(WRITTEN.head, mark=""))
    assert lay(issued, FACTS, Edits(words={"mark": "送审稿"})).document.head.mark == ""


def test_cases_come_with_their_photos_and_captions() -> None:
    photo = Picture(b"jpeg", 800, 600)
    case = Case("case/1", 7, ("东街道路面破损，扣", FIRST, "分。"), (("d1", "整改前"), ("lost", "整改后")))
    document = lay(WRITTEN, FACTS, Edits(cases=(case,)), {"d1": photo}).document
    assert document.sections[-1].heading == "典型案例"
    passage, exhibit = document.sections[-1].parts
    assert isinstance(passage, Passage)
    assert passage.text == "东街道路面破损，扣88.50分。"
    assert isinstance(exhibit, Exhibit)
    assert exhibit.blocks == (Pictures((replace(photo, caption="整改前"),)),)


def test_half_a_character_is_shown_as_one_that_cannot_be_read() -> None:
    broken = "通\ud83d报"
    edits = Edits(
        passages={"best": (broken,)}, words={"title": broken, "remark": broken}, headings={"overall": broken}
    )
    document = lay(WRITTEN, FACTS, edits).document
    assert words(document)[0] == document.head.title == document.close.remark == "通�报"
    assert document.sections[0].heading == "通�报"
    assert edits_of(edits_text(edits)).words["title"] == "通�报"
    assert lay(WRITTEN, FACTS, Edits(words={"title": "😀"})).document.head.title == "😀"


pieces = st.lists(
    st.one_of(st.text(max_size=8), st.builds(Bound, st.sampled_from(["a", "b", "c"]), st.text(max_size=4))),
    max_size=5,
).map(tuple)


@given(pieces, st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=4)))
def test_words_are_printed_as_typed_and_figures_as_the_data_say(
    typed: tuple[Piece, ...], facts: dict[str, str]
) -> None:
    written = replace(WRITTEN, sections=(Section("s", "", (Passage("p", ("x",)),)),))
    laid = lay(written, facts, Edits(passages={"p": typed}))
    (shown,) = laid.document.passages()
    for before, after in zip(typed, shown.pieces, strict=True):
        if isinstance(before, str):
            assert after == before
        else:
            assert isinstance(after, Bound)
            assert after.text == facts.get(before.fact, before.text)
