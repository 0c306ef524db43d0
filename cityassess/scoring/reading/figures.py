"""Figures: what all have in common, and whether each can read what it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from cityassess.scoring.fields import Faults, Fields, near_name
from cityassess.scoring.forms import (
    Above,
    Bonus,
    Choice,
    Deduct,
    Mark,
    Parts,
    Read,
    Role,
    RuleForm,
    Several,
    TimeLimit,
    Wants,
    Window,
    Within,
)
from cityassess.scoring.periods import Cycle
from cityassess.scoring.rules import RULES, rule_kind
from cityassess.scoring.rules.context import Known, Orderings
from cityassess.scoring.scheme import Figure, Rounding, RoundingMode
from cityassess.scoring.tree import Node

ReadFigure = tuple[Figure, Fields]
"""A figure with the entries it was read from, so that faults found later name their lines."""


def read_figures(top: Fields, decimals: int, orderings: Orderings) -> list[ReadFigure]:
    """Every figure of a file, with the entries it was read from."""
    read: list[ReadFigure] = []

    def read_one(node: Node) -> None:
        figure = _read_figure(node, top.faults, decimals, orderings)
        if figure is not None:
            read.append(figure)

    top.each("figures", read_one, required=True)
    return read


def _read_figure(node: Node, faults: Faults, decimals: int, orderings: Orderings) -> ReadFigure | None:
    fields = Fields(node, faults, "考核项")
    figure_id = fields.identifier("id")
    name = fields.text("name", required=True)
    fields.what = f"考核项“{name or figure_id}”"
    of = fields.text("of", required=True)
    every = fields.choice("every", Cycle.MONTH) if fields.node("every", required=True) else Cycle.MONTH
    clause = fields.text("clause")
    rounding = _read_rounding(fields)
    printed = fields.integer("print", rounding.decimals if rounding else decimals, 0, 6)
    if rounding is not None and printed < rounding.decimals:
        fields.faults.add(
            fields.line_of("print"),
            f"{fields.what}取整到{rounding.decimals}位小数，只打印{printed}位会看不出差别。改小“round”或改大“print”",
        )
    during = fields.words("during")
    rule = _read_rule(fields, orderings)
    entry = fields.integer("entry_decimals", _usual_entry_decimals(rule), 0, 4)
    unit = "" if isinstance(rule, TimeLimit) else fields.text("unit")  # what a time limit counts is its own
    fields.finish()
    if not figure_id:
        return None
    figure = Figure(
        figure_id, name, of, every, rule, clause, rounding, printed, entry, fields.line, unit, during
    )
    return figure, fields


def _usual_entry_decimals(rule: RuleForm) -> int:
    """Two, but none where what is entered is how many or which."""
    match rule:
        case Deduct(pricing=pricing) | Bonus(pricing=pricing):
            return 0 if pricing.rates else 2
        case Choice():
            return 0
        case _:
            return 2


def _read_rounding(fields: Fields) -> Rounding | None:
    mode = fields.choice("rounding", RoundingMode.HALF_UP)
    if not fields.has("round"):
        return None
    return Rounding(fields.integer("round", 2, 0, 6), mode)


def _read_rule(fields: Fields, orderings: Orderings) -> RuleForm:
    """The figure's rule; a mark stands in for one that is not known, so that its readers aren't blamed for it."""
    word = fields.text("rule", required=True)
    if word in RULES:
        rule: RuleForm = RULES[word].read(fields, orderings)
        return rule
    if word:
        words = "、".join(RULES)
        fields.faults.add(
            fields.line_of("rule"),
            f"{fields.what}的规则“{word}”不认识{near_name(word, RULES)}。可用：{words}",
        )
    fields.leave_unread()
    return Mark(Fraction(1), Several.ONE)


def check_figure(figure: Figure, fields: Fields, known: Known, campaigns: Collection[str]) -> None:
    """Note what is wrong with a figure once all are known: what it is of, what it reads, and its rule's own matter."""
    kinds = known.kinds
    if figure.of and figure.of not in kinds:
        fields.faults.add(
            fields.line_of("of"), f"{fields.what}的对象类型“{figure.of}”没有定义{near_name(figure.of, kinds)}"
        )
    for campaign in figure.during:
        if campaign not in campaigns:
            fields.faults.add(
                fields.line_of("during"),
                f"{fields.what}的“during”：专项行动“{campaign}”没有定义{near_name(campaign, campaigns)}",
            )
    check_reads(figure.rule.reads, figure.of, figure.every, fields, known)
    rule_kind(figure.rule).check(figure.rule, figure, known, fields)


def check_reads(reads: Iterable[Read], of: str, every: Cycle, fields: Fields, known: Known) -> None:
    """Note each figure that cannot be read so: unknown, of another kind or cycle, or another sort of value."""
    for read in dict.fromkeys(read for read in reads if read.figure):
        source = known.figures.get(read.figure)
        line = fields.line_naming(read.figure)
        if source is None:
            near = near_name(read.figure, known.figures)
            fields.faults.add(line, f"{fields.what}引用的“{read.figure}”没有定义{near}")
            continue
        reason = _wrong_sort(source, read.wants) or _out_of_sight(source, read.window, of, every, known)
        if reason:
            fields.faults.add(line, f"{fields.what}引用的“{source.name}”{reason}")


def _wrong_sort(source: Figure, wants: Wants) -> str:
    if wants is Wants.NUMBER and source.is_band:
        return "是颜色或等级，不是数值"
    if wants is Wants.BAND and not source.is_band:
        return "不是颜色或等级（bands），不能用 is"
    if wants is Wants.FLAG and not source.is_flag:
        return "不是条件（condition），没有是否成立"
    return ""


def _out_of_sight(source: Figure, window: Window, of: str, every: Cycle, known: Known) -> str:
    if isinstance(window, Within):
        if source.of != of:
            return f"属于“{source.of}”，不是“{of}”"
        cycles = list(Cycle)  # whether a campaign is the shorter one only its days tell
        shorter = cycles.index(source.every) < cycles.index(every) or Cycle.CAMPAIGN in (every, source.every)
        return "" if shorter else "的周期不比这一项短，不能逐期汇总"
    if source.every is not every:
        return "周期不同"
    if isinstance(window, Parts):
        part = known.kinds.get(source.of)
        if window.role is Role.PART and part is not None and part.part_of != of:
            return f"属于“{source.of}”，不是“{of}”的下级"
        return ""
    if isinstance(window, Above):
        own = known.kinds.get(of)
        if own is not None and own.part_of != source.of:
            return f"属于“{source.of}”，不是“{of}”的上级"
        return ""
    return "" if source.of == of else f"属于“{source.of}”，不是“{of}”"
