"""``steps``: full marks at a target, points off for each step short of it, a reward for each step beyond."""

from __future__ import annotations

from fractions import Fraction

from cityassess.scoring.fields import Fields
from cityassess.scoring.forms import CountSteps, Steps
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.combining import read_number
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.tree import Entries

_ZERO = Fraction(0)


def read(fields: Fields, orderings: Orderings) -> Steps:
    """Read ``input``, ``target``, ``full``, ``step`` and ``points`` (required), and what else may be said."""
    figure = fields.text("input", required=True)
    target = read_number(fields, "target", _ZERO, required=True)
    high_is_better = fields.word("better", ("high", "low")) == "high"
    full = read_number(fields, "full", Fraction(1), required=True, least=_ZERO)
    step = read_number(fields, "step", Fraction(1), required=True)
    if step <= 0:
        fields.faults.add(fields.line_of("step"), f"{fields.what}的“step”应大于0，现为{plain_text(step)}")
        step = Fraction(1)
    points = read_number(fields, "points", _ZERO, required=True, least=_ZERO)
    count_steps = fields.choice("count_steps", CountSteps.WHOLE)
    floor = read_number(fields, "floor", _ZERO)
    reward = read_number(fields, "reward", _ZERO, least=_ZERO)
    cap = fields.fraction("cap")
    rule = Steps(figure, target, high_is_better, full, step, points, count_steps, floor, reward, cap)
    _check_limits(rule, fields)
    return rule


def _check_limits(rule: Steps, fields: Fields) -> None:
    if rule.floor > rule.full:
        fields.faults.add(
            fields.line_of("floor"),
            f"{fields.what}的下限floor（{plain_text(rule.floor)}）高于满分（{plain_text(rule.full)}）",
        )
    if rule.cap is not None and rule.cap < rule.full:
        fields.faults.add(
            fields.line_of("cap"),
            f"{fields.what}的上限cap（{plain_text(rule.cap)}）低于满分（{plain_text(rule.full)}）",
        )
    falls = rule.points > 0 and rule.floor < rule.full
    rises = rule.reward > 0 and (rule.cap is None or rule.cap > rule.full)
    if not falls and not rises:
        fields.faults.add(
            fields.line_of("points"),
            f"{fields.what}不论多少都得{plain_text(rule.full)}分，应改正 points、reward、floor 或 cap",
        )


def write(rule: Steps) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {
        "input": rule.figure,
        "target": plain_text(rule.target),
        "better": "high" if rule.high_is_better else "low",
        "full": plain_text(rule.full),
        "step": plain_text(rule.step),
        "points": plain_text(rule.points),
        "count_steps": rule.count_steps.value,
        "floor": plain_text(rule.floor),
    }
    if rule.reward:
        entries["reward"] = plain_text(rule.reward)
    if rule.cap is not None:
        entries["cap"] = plain_text(rule.cap)
    return entries


STEPS = RuleKind("steps", Steps, read, unchecked, write)
