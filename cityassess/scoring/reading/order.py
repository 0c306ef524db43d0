"""The order in which figures are evaluated."""

from __future__ import annotations

from cityassess.scoring.fields import Faults
from cityassess.scoring.scheme import Figure

_DEEPEST = 50


def in_order(figures: list[Figure], faults: Faults) -> tuple[Figure, ...]:
    """Each figure after all that it reads; a figure that reads itself round about is a fault at its line."""
    by_id = {figure.id: figure for figure in figures}
    waiting = {figure.id: {name for name in figure.inputs if name in by_id} for figure in figures}
    ordered: list[Figure] = []
    for figure in sorted(figures, key=lambda item: item.line):
        _place(figure, by_id, waiting, ordered, (), faults)
    return tuple(ordered)


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
    if len(above) > _DEEPEST:
        faults.add(figure.line, f"考核项层层引用超过{_DEEPEST}层，应减少层次")
        return
    for name in sorted(waiting[figure.id], key=lambda item: by_id[item].line):
        _place(by_id[name], by_id, waiting, ordered, (*above, figure.id), faults)
    if waiting.pop(figure.id, None) is not None:
        ordered.append(figure)
