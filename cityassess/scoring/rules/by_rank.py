"""``by_rank``: points or money by place, from the first schedule that fits the group."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cityassess.scoring.fields import Fields, number
from cityassess.scoring.forms import ByRank, Schedule, Stretch, TiedGet
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules.context import Orderings, RuleKind, unchecked
from cityassess.scoring.rules.ranked import read_ranking
from cityassess.scoring.tree import Entries, Node, Scalar, Written

_MOST_PLACES = 100_000
_GIVES = ("first", "last", "places", "otherwise")


def read(fields: Fields, orderings: Orderings) -> ByRank:
    """Read ``ranking``, one schedule or ``schedules``, ``ties`` and ``full``."""
    ranking, ordering = read_ranking(fields, orderings)
    if fields.has("schedules"):
        for key in _GIVES:
            if fields.has(key):
                fields.node(key)
                fields.faults.add(
                    fields.line_of(key), f"{fields.what}已写“schedules”，“{key}”应写进其中各种办法里"
                )
        schedules = fields.each("schedules", partial(_read_one_of, fields), required=True)
        _check_reached(fields, schedules)
    else:
        schedules = (_read_schedule(fields),)
    return ByRank(ranking, ordering, schedules, fields.choice("ties", TiedGet.EACH), fields.fraction("full"))


def _read_one_of(fields: Fields, node: Node) -> Schedule | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一种办法")
    if entry.faulty:
        return None
    groups = entry.words("group")
    least = entry.integer("size_at_least", 1, 1, _MOST_PLACES) if entry.has("size_at_least") else None
    most = entry.integer("size_at_most", 1, 1, _MOST_PLACES) if entry.has("size_at_most") else None
    if least is not None and most is not None and least > most:
        entry.faults.add(entry.line_of("size_at_least"), f"{entry.what}的“size_at_least”大于“size_at_most”")
    schedule = _read_schedule(entry, groups, least, most)
    entry.finish()
    return schedule


def _check_reached(fields: Fields, schedules: tuple[Schedule, ...]) -> None:
    for before, schedule in enumerate(schedules[:-1]):
        if not schedule.groups and schedule.size_at_least is None and schedule.size_at_most is None:
            fields.faults.add(
                fields.line_of("schedules"),
                f"{fields.what}的第{before + 1}种办法没有限定分组和个数，后面的永远用不上",
            )
            return


def _read_schedule(
    entry: Fields, groups: tuple[str, ...] = (), least: int | None = None, most: int | None = None
) -> Schedule:
    otherwise = entry.fraction("otherwise", Fraction(0)) or Fraction(0)
    listed = [key for key in ("first", "last") if entry.has(key)]
    if entry.has("places"):
        for key in listed:
            entry.node(key)
            entry.faults.add(entry.line_of(key), f"{entry.what}的“{key}”和“places”只能写一种")
        stretches = entry.each("places", partial(_read_stretch, entry), required=True)
        stretches = tuple(sorted(stretches, key=lambda stretch: stretch.from_last))
        _check_stretches(entry, stretches)
        return Schedule(stretches, otherwise, groups, least, most)
    if not listed:
        entry.faults.add(
            entry.line,
            f"{entry.what}要写明各名次得多少：first（从第一名起）、last（从末名起），或 places（按名次段）",
        )
    stretches = tuple(
        Stretch(place, place, gives, key == "last")
        for key in listed
        for place, gives in enumerate(entry.each(key, partial(_read_number, entry), required=True), 1)
    )
    return Schedule(stretches, otherwise, groups, least, most)


def _read_number(entry: Fields, node: Node) -> Fraction | None:
    value = number(node) if isinstance(node, Scalar) else None
    if value is None:
        written = node.text if isinstance(node, Scalar) else "列表"
        entry.faults.add(node.line, f"{entry.what}的各名次应写数字，现为“{written}”")
    return value


def _read_stretch(fields: Fields, node: Node) -> Stretch | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一个名次段")
    if entry.faulty:
        return None
    gives = entry.fraction("gives", required=True) or Fraction(0)
    if entry.has("last"):
        stretch = Stretch(1, entry.integer("last", 1, 1, _MOST_PLACES), gives, from_last=True)
    else:
        entry.node("from", required=True)
        first = entry.integer("from", 1, 1, _MOST_PLACES)
        stretch = Stretch(first, entry.integer("to", first, 1, _MOST_PLACES), gives)
        if stretch.last < stretch.first:
            entry.faults.add(entry.line_of("to"), f"{entry.what}的“to”不能小于“from”")
    entry.finish()
    return stretch


def _check_stretches(entry: Fields, stretches: tuple[Stretch, ...]) -> None:
    """Each stretch must hold a place that no earlier one from the same end does."""
    for index, stretch in enumerate(stretches):
        before = [other for other in stretches[:index] if other.from_last is stretch.from_last]
        ends = sorted({stretch.first, *(other.last + 1 for other in before if other.last < stretch.last)})
        if all(
            any(other.first <= place <= other.last for other in before)
            for place in ends
            if place >= stretch.first
        ):
            entry.faults.add(
                entry.line_of("places"),
                f"{entry.what}的“{stretch_text(stretch)}”永远用不上：前面各段已包括它的名次",
            )


def stretch_text(stretch: Stretch) -> str:
    """The places of a stretch in words: 第1至10名, 末3名."""
    if stretch.from_last:
        if stretch.first == stretch.last:
            return f"倒数第{stretch.first}名"
        return f"末{stretch.last}名" if stretch.first == 1 else f"倒数第{stretch.first}至{stretch.last}名"
    return f"第{stretch.first}名" if stretch.first == stretch.last else f"第{stretch.first}至{stretch.last}名"


def write(rule: ByRank) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {"ranking": rule.ranking}
    only = rule.schedules[0]
    if (
        len(rule.schedules) == 1
        and not only.groups
        and only.size_at_least is None
        and only.size_at_most is None
    ):
        entries.update(_write_schedule(only))
    else:
        entries["schedules"] = [_write_one_of(schedule) for schedule in rule.schedules]
    entries["ties"] = rule.ties.value
    if rule.full is not None:
        entries["full"] = plain_text(rule.full)
    return entries


def _write_one_of(schedule: Schedule) -> Written:
    entries: Entries = {"group": list(schedule.groups)} if schedule.groups else {}
    for key, size in (("size_at_least", schedule.size_at_least), ("size_at_most", schedule.size_at_most)):
        if size is not None:
            entries[key] = str(size)
    return {**entries, **_write_schedule(schedule)}


def _write_schedule(schedule: Schedule) -> Entries:
    entries: Entries = {}
    for key, from_last in (("first", False), ("last", True)):
        own = [stretch for stretch in schedule.stretches if stretch.from_last is from_last]
        if any((stretch.first, stretch.last) != (place, place) for place, stretch in enumerate(own, 1)):
            entries = {"places": [_write_stretch(stretch) for stretch in schedule.stretches]}
            break
        if own:
            entries[key] = [plain_text(stretch.gives) for stretch in own]
    return {**entries, "otherwise": plain_text(schedule.otherwise)}


def _write_stretch(stretch: Stretch) -> Written:
    gives = plain_text(stretch.gives)
    if stretch.from_last:
        return {"last": str(stretch.last), "gives": gives}
    return {"from": str(stretch.first), "to": str(stretch.last), "gives": gives}


BY_RANK = RuleKind("by_rank", ByRank, read, unchecked, write)
