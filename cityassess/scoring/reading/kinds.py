"""Kinds of objects and supervision colours."""

from __future__ import annotations

from cityassess.scoring.fields import Fields, check_unique, near_name
from cityassess.scoring.scheme import Colour, Kind
from cityassess.scoring.tree import Node

_TINTS = ("white", "yellow", "red", "blue", "green", "orange", "black")


def read_kinds(top: Fields) -> dict[str, Kind]:
    lines: list[tuple[Kind, Fields]] = []

    def read(node: Node) -> Kind | None:
        fields = Fields(node, top.faults, "对象类型")
        name, above = fields.text("name", required=True), fields.text("part_of")
        fields.finish()
        kind = Kind(name, above or None)
        lines.append((kind, fields))
        return kind if name else None

    kinds = top.each("kinds", read, required=True)
    check_unique(top.faults, "对象类型", ((kind.name, fields.line) for kind, fields in lines))
    found = {kind.name: kind for kind in kinds}
    for kind, fields in lines:
        if kind.part_of is not None and kind.part_of not in found:
            top.faults.add(
                fields.line_of("part_of"), f"对象类型“{kind.part_of}”没有定义{near_name(kind.part_of, found)}"
            )
        elif _is_part_of_itself(kind, found):
            top.faults.add(fields.line_of("part_of"), f"对象类型“{kind.name}”绕了一圈又属于自己")
    return found


def _is_part_of_itself(kind: Kind, found: dict[str, Kind]) -> bool:
    seen = {kind.name}
    above = kind.part_of
    while above is not None and above in found:
        if above in seen:
            return above == kind.name
        seen.add(above)
        above = found[above].part_of
    return False


def read_colours(top: Fields) -> tuple[Colour, ...]:
    ids: list[tuple[str, int]] = []

    def read(node: Node) -> Colour | None:
        fields = Fields(node, top.faults, "颜色")
        colour_id = fields.identifier("id")
        name = fields.text("name", required=True)
        tint = fields.text("tint", colour_id)
        if tint not in _TINTS:
            top.faults.add(fields.line_of("tint"), f"颜色的“tint”应是 {'、'.join(_TINTS)} 之一，现为“{tint}”")
        meaning = fields.text("meaning")
        fields.finish()
        ids.append((colour_id, fields.line))
        return Colour(colour_id, name, tint, meaning) if colour_id else None

    colours = top.each("colours", read)
    check_unique(top.faults, "颜色", ids)
    return colours
