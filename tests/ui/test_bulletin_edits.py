"""Changes to a draft as values: made, undone, and brought together with another person's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cityassess.services.bulletin.document import Bound, Close, Document, Head, Passage, Section
from cityassess.services.bulletin.edits import Case, Edits
from cityassess.ui.bulletin import changing
from cityassess.ui.bulletin.history import RUN_SECONDS, History, Place, Step
from cityassess.ui.bulletin.lines import Kind, lines_of
from cityassess.ui.bulletin.merging import clashes, merged

SCORE = Bound("score/1", "85.84")
DOCUMENT = Document(
    "monthly",
    Head("办公室", "通报", signers=("张敏", "李强")),
    (
        Section("basis", "", (Passage("basis/1", ("按照办法。",)),)),
        Section("overall", "总体情况", (Passage("overall/1", ("乐坪", SCORE, "分。")),)),
        Section("cases", "典型案例", ()),
        Section("next", "下一步", (Passage("next/1", ("整改。",)),)),
    ),
    close=Close("办公室", "2017年5月31日"),
)


def test_the_written_words_again_are_no_change() -> None:
    changed = changing.with_passage(Edits(), DOCUMENT, "overall/1", ("x", SCORE))
    assert changed.passages == {"overall/1": ("x", SCORE)}
    moved = Bound("score/1", "86.00")
    assert changing.with_passage(changed, DOCUMENT, "overall/1", ("乐坪", moved, "分。")) == Edits()
    assert changing.with_passage(Edits(), DOCUMENT, "overall/1", ("乐坪85.84分。",)).passages, (
        "typed, not bound"
    )
    assert changing.with_heading(Edits(), DOCUMENT, "overall", "总体情况 ") == Edits()
    assert changing.with_word(Edits(), DOCUMENT, "signers", "张敏、李强") == Edits()
    assert changing.with_word(Edits(), DOCUMENT, "sealed", changing.NOT_SEALED).words == {"sealed": "no"}


def test_cases_get_ids_of_their_own_and_move_within_their_bounds() -> None:
    edits, first = changing.with_case(Edits(), 7, ("甲",))
    edits, second = changing.with_case(edits, 0, ("乙",))
    edits = changing.without_case(edits, first)
    edits, third = changing.with_case(edits, 0, ("丙",))
    assert len({second, third}) == 2
    assert changing.moved_case(edits, second, -1) == edits
    assert [case.id for case in changing.moved_case(edits, second, 1).cases] == [third, second]
    typed = changing.with_passage(edits, DOCUMENT, second, ("乙乙",))
    assert typed.cases[0].pieces == ("乙乙",)
    assert typed.passages == {}


def test_lines_are_numbered_past_what_is_left_out() -> None:
    edits, _ = changing.with_case(Edits(hidden=frozenset({"overall"})), 0, ("占道。",))
    lines = lines_of(DOCUMENT, edits)
    shown = [
        (line.kind, line.number, line.text) for line in lines if line.kind is Kind.HEADING and not line.hidden
    ]
    assert shown == [(Kind.HEADING, "一、", "典型案例"), (Kind.HEADING, "二、", "下一步")]
    assert [line.id for line in lines if line.hidden] == ["overall", "overall/1"]
    without = lines_of(DOCUMENT, Edits())
    assert "cases" not in [line.id for line in without], "a section without cases is not printed"


def test_lines_read_as_the_data_say_now() -> None:
    lines = lines_of(DOCUMENT, Edits(), {"score/1": "86.00"})
    assert [line.text for line in lines if line.id == "overall/1"] == ["乐坪86.00分。"]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def step(name: str, before: int, after: int) -> Step:
    """A step between two states that a word tells apart."""
    return Step(
        name, Edits(template=str(before)), Edits(template=str(after)), Place("p", before), Place("p", after)
    )


def test_typing_without_a_rest_is_one_step() -> None:
    clock = Clock()
    history = History(clock=clock)
    for number in range(5):
        clock.now += 0.2
        history.push(step("键入", number, number + 1), "typing p")
    clock.now += RUN_SECONDS
    history.push(step("键入", 5, 6), "typing p")
    history.push(step("略去", 6, 7))
    history.push(step("键入", 7, 8), "typing p")
    taken = []
    while (back := history.back()) is not None:
        taken.append((back.before.template, back.after.template))
    assert taken == [("7", "8"), ("6", "7"), ("5", "6"), ("0", "5")]
    forth = history.forth()
    assert forth is not None
    assert (forth.before.template, forth.after.template) == ("0", "5")
    history.push(step("键入", 5, 9), "typing p")
    assert history.forth() is None, "what was undone is gone once something else is done"


BASE = Edits(
    passages={"a": ("甲",), "b": ("乙",)},
    headings={"s": "标题"},
    hidden=frozenset({"x", "y"}),
    cases=(Case("case/1", 0, ("一",)), Case("case/2", 0, ("二",))),
)


def test_what_one_side_changed_is_taken_without_asking() -> None:
    mine = replace(BASE, passages={"a": ("甲甲",), "b": ("乙",)}, hidden=frozenset({"y"}))
    theirs = replace(BASE, passages={"a": ("甲",)}, words={"title": "题"}, hidden=frozenset({"x", "y", "z"}))
    assert clashes(BASE, mine, theirs) == ()
    both = merged(BASE, mine, theirs, ())
    assert both.passages == {"a": ("甲甲",)}
    assert both.words == {"title": "题"}
    assert both.hidden == {"y", "z"}


@pytest.mark.parametrize("keep", [True, False])
def test_what_both_changed_is_asked(keep: bool) -> None:
    mine = replace(BASE, passages={"a": ("我",), "b": ("乙",)}, headings={})
    theirs = replace(BASE, passages={"b": ("乙",)}, headings={"s": "他"})
    found = clashes(BASE, mine, theirs)
    assert [(clash.key, clash.mine, clash.theirs) for clash in found] == [
        (("passage", "a"), "我", ""),
        (("heading", "s"), "", "他"),
    ]
    both = merged(BASE, mine, theirs, {clash.key for clash in found} if keep else ())
    chosen = mine if keep else theirs
    assert (both.passages, both.headings) == (chosen.passages, chosen.headings)


def test_the_same_change_of_both_is_no_clash() -> None:
    same = replace(BASE, passages={"a": ("同",), "b": ("乙",)})
    assert clashes(BASE, same, same) == ()
    assert merged(BASE, same, same, ()) == same


def test_cases_of_both_are_kept_in_the_order_of_who_moved_them() -> None:
    mine = changing.moved_case(BASE, "case/2", -1)
    theirs = changing.without_case(changing.with_case(BASE, 0, ("三",))[0], "case/1")
    both = merged(BASE, mine, theirs, ())
    assert [case.id for case in both.cases] == ["case/2", "case/3"]
