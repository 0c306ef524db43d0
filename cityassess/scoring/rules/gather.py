"""``total``, ``worst``, ``best``, ``count``, ``latest`` and ``mean``: figures gathered over a window.

The window is ``parts`` (other objects), ``within`` (shorter periods), ``before`` (earlier periods) or ``inputs``
(figures of the same object and period); a plain mean over parts is a form of its own, see ``mean``.
"""

from __future__ import annotations

from functools import partial

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import (
    SAME,
    Before,
    Gather,
    Missing,
    Parts,
    Role,
    Take,
    WeightByFigure,
    Window,
    Within,
    reads_of,
)
from cityassess.scoring.rules.conditions import read_tests, write_tests
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.looking_back import MOST_PERIODS, check_since, read_since, write_since
from cityassess.scoring.rules.weights import check_weights, read_weights, write_weights
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries

WINDOWS = ("parts", "within", "before", "inputs")
_OF_BEFORE = ("periods", "and_this", "since")
_STANDS_IN = (Missing.ZERO, Missing.FULL)


def read(fields: Fields, orderings: Orderings, *, take: Take) -> Gather:
    """Read the window and what is done with its members; see the reference for which entries go together."""
    figures, window = _read_window(fields)
    if not figures:
        return Gather(take, figures, window, Missing.SKIP)
    where = read_tests(fields, "where")
    if where and window == SAME:
        fields.faults.add(fields.line_of("where"), f"{fields.what}取的是同一对象的几项，不能用“where”筛选")
    missing = fields.choice("missing", Missing.SKIP)
    at_least = fields.integer("at_least", 1, 1, 100_000)
    if take is Take.COUNT:
        if missing in _STANDS_IN:
            fields.faults.add(
                fields.line_of("missing"), f"{fields.what}数的是有数据的个数，“missing”只能是 skip 或 no_data"
            )
        if fields.has("at_least"):
            fields.faults.add(fields.line_of("at_least"), f"{fields.what}是计数，没有时为0，不用写“at_least”")
    if take is Take.LATEST and isinstance(window, Parts):
        fields.faults.add(
            fields.line_of("parts"), f"{fields.what}取最近一期，各下级之间没有先后。应写 within 或 before"
        )
    weights = read_weights(fields, window) if take is Take.MEAN else None
    _refuse(fields, take is not Take.MEAN, ("weights", "divide"), "只有求平均（mean）才能加权")
    high = fields.word("better", ("high", "low")) == "high"
    _refuse(fields, take not in (Take.WORST, Take.BEST), ("better",), "只有取最好、最差时才写")
    return Gather(
        take, figures, window, missing, at_least, where, weights, high, _read_shared(fields, take, window)
    )


def _refuse(fields: Fields, wrong: bool, keys: tuple[str, ...], why: str) -> None:
    for key in keys if wrong else ():
        if fields.has(key):
            fields.node(key)
            fields.faults.add(fields.line_of(key), f"{fields.what}不能写“{key}”：{why}")


def _read_window(fields: Fields) -> tuple[tuple[str, ...], Window]:
    written = [key for key in WINDOWS if fields.has(key)]
    if len(written) != 1:
        fields.faults.add(
            fields.line_of(written[1]) if written else fields.line,
            f"{fields.what}要写明对哪些数计算，只写一种：parts（下级）、within（期内各期）、before（以前各期）、"
            "inputs（同一对象的几项）",
        )
        fields.leave_unread()
        return (), SAME
    key = written[0]
    _refuse(fields, key != "before", _OF_BEFORE, "只有“before”才用")
    _refuse(fields, key != "parts", ("by", "shared"), "只有“parts”才用")
    if key == "inputs":
        figures = fields.words("inputs", required=True)
        for figure in dict.fromkeys(figures):
            if figures.count(figure) > 1:
                fields.faults.add(fields.line_of("inputs"), f"{fields.what}重复引用了“{figure}”")
        return figures, SAME
    figure = fields.text(key, required=True)
    if key == "parts":
        return (figure,), Parts(fields.choice("by", Role.PART))
    return (figure,), Within() if key == "within" else _read_before(fields)


def _read_before(fields: Fields) -> Before:
    fields.node("periods", required=True)
    periods = fields.integer("periods", 1, 1, MOST_PERIODS)
    and_this = fields.boolean("and_this", False)
    return Before(0 if and_this else 1, periods, read_since(fields))


def _read_shared(fields: Fields, take: Take, window: Window) -> bool:
    shared = fields.boolean("shared", False)
    if shared and take is not Take.TOTAL:
        fields.faults.add(
            fields.line_of("shared"), f"{fields.what}不能写“shared”：只有求合计（total）才能分摊"
        )
        return False
    if shared and window == Parts():
        fields.faults.add(
            fields.line_of("shared"),
            f"{fields.what}不能写“shared”：一个下级只有一个上级，不用分摊。要分摊给牵头、责任单位应写明“by”",
        )
        return False
    return shared


def check(rule: Gather, figure: Figure, known: Known, fields: Fields) -> None:
    """Members, their tests and weights go together; full marks are known where they stand in; weights match."""
    if isinstance(rule.window, Before):
        check_since(rule.window.since, figure, fields)
    members = [known.figures[name] for name in rule.figures if name in known.figures]
    for source in members:
        if rule.missing is Missing.FULL and source.id not in known.with_full:
            fields.faults.add(
                fields.line_naming(source.id), f"“{source.name}”没有满分，{fields.what}不能按满分计"
            )
    if len(members) != 1:
        return
    member = members[0]
    beside = [read.figure for read in reads_of(rule.where, rule.window)]
    if isinstance(rule.weights, WeightByFigure):
        beside.append(rule.weights.figure)
    for name in beside:
        other = known.figures.get(name)
        if other is not None and _elsewhere(other, member, rule.window, known):
            fields.faults.add(
                fields.line_naming(name),
                f"{fields.what}的“{other.name}”与“{member.name}”不是同一类对象、同一周期",
            )
    if rule.weights is not None:
        check_weights(rule.weights, rule.window, figure, member, fields)


def _elsewhere(other: Figure, member: Figure, window: Window, known: Known) -> bool:
    """Whether a figure that the window sees, too, is nevertheless not one of the same members."""
    if isinstance(window, Within):
        return other.of == member.of and other.every is not member.every
    if not isinstance(window, Parts) or other.of == member.of:
        return False
    kinds = [known.kinds.get(figure.of) for figure in (other, member)]
    return window.role is not Role.PART or len({kind.part_of for kind in kinds if kind is not None}) == 1


def write(rule: Gather) -> Entries:
    """The entries that :func:`read` reads."""
    entries = _write_window(rule)
    if rule.where:
        entries["where"] = write_tests(rule.where)
    entries["missing"] = rule.missing.value
    if rule.take is not Take.COUNT:
        entries["at_least"] = str(rule.at_least)
    if rule.weights is not None:
        entries.update(write_weights(rule.weights))
    if rule.take in (Take.WORST, Take.BEST):
        entries["better"] = "high" if rule.high_is_better else "low"
    if rule.shared:
        entries["shared"] = "true"
    return entries


def _write_window(rule: Gather) -> Entries:
    match rule.window:
        case Parts(role=role):
            return {"parts": rule.figures[0], "by": role.value}
        case Within():
            return {"within": rule.figures[0]}
        case Before(first=first, last=last, since=since):
            entries: Entries = {"before": rule.figures[0], "periods": str(last)}
            if first == 0:
                entries["and_this"] = "true"
            return {**entries, **write_since(since)}
        case _:
            return {"inputs": list(rule.figures)}


def _kind(take: Take) -> RuleKind[Gather]:
    return RuleKind(take.value, Gather, partial(read, take=take), check, write)


TOTAL, WORST, BEST, LATEST, COUNT = map(_kind, (Take.TOTAL, Take.WORST, Take.BEST, Take.LATEST, Take.COUNT))
