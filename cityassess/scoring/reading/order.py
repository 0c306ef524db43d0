"""The order in which figures are evaluated."""

from __future__ import annotations

from cityassess.scoring.fields import Faults
from cityassess.scoring.scheme import Figure

_DEEPEST = 50
"""How many figures may read each other in a row: explanations go down as far."""


def in_order(figures: list[Figure], faults: Faults) -> tuple[Figure, ...]:
    """Each figure after all that it reads; one that reads itself round about or too deep is a fault at its line."""
    by_id = {figure.id: figure for figure in figures}
    waiting = {figure.id: {name for name in figure.inputs if name in by_id} for figure in figures}
    ordered: list[Figure] = []
    for figure in sorted(figures, key=lambda item: item.line):
        _place(figure, by_id, waiting, ordered, (), faults)
    _check_depth(ordered, faults)
    return tuple(ordered)


def _check_depth(ordered: list[Figure], faults: Faults) -> None:
    """Note the first figure of a chain that is too deep, in whatever order the file has them."""
    depth: dict[str, int] = {}
    for figure in ordered:
        depth[figure.id] = 1 + max((depth.get(name, 0) for name in figure.inputs), default=0)
        if depth[figure.id] > _DEEPEST:
            faults.add(figure.line, f"考核项层层引用超过{_DEEPEST}层，应减少层次")
            return


def _place(
    figure: Figure,
    by_id: dict[str, Figure],
    waiting: dict[str, set[str]],
    ordered: list[Figure],
    above: tuple[str, ...],
    faults: Faults,
) -> None:
    if figure.id in above:
        ring = [by_id[name].name for name in (*above[above.index(figure.id) :], figure.id)]
        line = min(by_id[name].line for name in above[above.index(figure.id) :])
        faults.add(line, f"考核项互相引用成环：{' → '.join(ring)}。改掉其中一项的引用")
        return
    if figure.id not in waiting:
        return
    if len(above) > _DEEPEST:  # those above are enough to be told as too many
        return
    for name in sorted(waiting[figure.id], key=lambda item: by_id[item].line):
        _place(by_id[name], by_id, waiting, ordered, (*above, figure.id), faults)
    if waiting.pop(figure.id, None) is not None:
        ordered.append(figure)
