"""What the members of a weighted mean weigh: by grade, by another figure of theirs, or by their order."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields, number
from cityassess.scoring.forms import (
    SAME,
    Before,
    Parts,
    WeightByFigure,
    WeightByGrade,
    WeightByOrder,
    Weights,
    Window,
)
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.periods import Cycle
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries, Items, Mapping, Node, Scalar

_MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12, Cycle.FIVE_YEAR: 60}


def read_weights(fields: Fields, window: Window) -> Weights | None:
    """Read ``weights`` and ``divide``."""
    node = fields.node("weights")
    divide = fields.boolean("divide", True)
    weights = None if node is None else _read(fields, node, divide)
    if fields.has("divide") and not isinstance(weights, WeightByOrder):
        fields.faults.add(fields.line_of("divide"), f"{fields.what}的“divide”只和按顺序写的权重一起用")
    if weights is not None and window == SAME:
        fields.faults.add(
            fields.line_of("weights"), f"{fields.what}给几项加权应写 rule: weighted，把权重写在各项后面"
        )
        return None
    if isinstance(weights, WeightByOrder) and isinstance(window, Parts):
        fields.faults.add(
            fields.line_of("weights"),
            f"{fields.what}的各下级没有先后，不能按顺序写权重。应写 grade（等级）或 figure（考核项）",
        )
        return None
    return weights


def _read(fields: Fields, node: Node, divide: bool) -> Weights | None:
    if isinstance(node, Items):
        numbers = fields.each("weights", partial(_number, fields), required=True)
        if len(numbers) < len(node.nodes):
            return None
        if numbers and sum(numbers, Fraction(0)) == 0:
            fields.faults.add(node.line, f"{fields.what}的权重合计为0")
        return WeightByOrder(numbers, divide)
    entry = Fields(node, fields.faults, f"{fields.what}的权重")
    if entry.faulty:
        return None
    if entry.has("grade") == entry.has("figure"):
        fields.faults.add(
            entry.line, f"{fields.what}的权重要写 grade（按等级）或 figure（按考核项）之一，或按顺序的列表"
        )
        entry.leave_unread()
        return None
    if entry.has("figure"):
        weights: Weights = WeightByFigure(entry.text("figure", required=True))
    else:
        weights = WeightByGrade(_read_grades(fields, entry))
    entry.finish()
    return weights


def _read_grades(fields: Fields, entry: Fields) -> tuple[tuple[str, Fraction], ...]:
    node = entry.node("grade")
    if not isinstance(node, Mapping) or not node.entries:
        entry.faults.add(
            entry.line_of("grade"), f"{entry.what}应写成“等级: 权重”，如 grade: {{一级: 2, 二级: 1}}"
        )
        return ()
    weights = []
    for key, value in node.entries:
        weight = _number(fields, value)
        if weight is not None:
            weights.append((key.text.strip(), weight))
    return tuple(weights)


def _number(fields: Fields, node: Node) -> Fraction | None:
    weight = number(node) if isinstance(node, Scalar) else None
    if weight is None or weight < 0:
        written = node.text if isinstance(node, Scalar) else "列表"
        fields.faults.add(node.line, f"{fields.what}的权重应是不小于0的数字或百分数，现为“{written}”")
        return None
    return weight


def check_weights(weights: Weights, window: Window, figure: Figure, member: Figure, fields: Fields) -> None:
    """Weights by order are as many as the window's members, which must be the same number every time."""
    if not isinstance(weights, WeightByOrder):
        return
    members = _members(window, figure.every, member.every)
    line = fields.line_of("weights")
    if members is None:
        fields.faults.add(line, f"{fields.what}期内的期数不固定，不能按顺序写权重")
    elif members and len(weights.weights) != members:
        fields.faults.add(
            line, f"{fields.what}按顺序写了{len(weights.weights)}个权重，而要汇总的有{members}期，个数应相同"
        )


def _members(window: Window, every: Cycle, shorter: Cycle) -> int | None:
    """How many members a window always has; 0 where only the calendar of campaigns tells, None where it varies."""
    if isinstance(window, Before):
        return window.last - window.first + 1
    if Cycle.CAMPAIGN in (every, shorter):
        return 0
    if every in _MONTHS and shorter in _MONTHS:
        return _MONTHS[every] // _MONTHS[shorter]
    return 7 if (every, shorter) == (Cycle.WEEK, Cycle.DAY) else None


def write_weights(weights: Weights) -> Entries:
    """The entries that :func:`read_weights` reads."""
    match weights:
        case WeightByGrade(weights=grades):
            return {"weights": {"grade": {grade: plain_text(weight) for grade, weight in grades}}}
        case WeightByFigure(figure=figure):
            return {"weights": {"figure": figure}}
        case WeightByOrder(weights=numbers, divide=divide):
            written: Entries = {"weights": [plain_text(weight) for weight in numbers]}
            return written if divide else {**written, "divide": "false"}
