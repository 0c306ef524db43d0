"""The states of an entered figure's cells, by how many checks each holds."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, States
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tally import Tally


def entered_states(figure: Figure, tally: Tally, *, unchecked: int = NO_DATA) -> States:
    """The state of each cell.

    Not applicable where all checks say so; no data where they contradict each other or one means nothing, and
    ``unchecked`` where nothing is on record. No cell is touched that needs nothing: a city has two million.
    """
    _, checked, not_applicable = tally.block(figure)
    states = np.full(checked.shape, VALUE, dtype=np.uint8)
    if unchecked != VALUE:
        states[checked == 0] = unchecked
    if not_applicable.any():
        absent, empty = not_applicable > 0, checked == 0
        states[absent & empty] = NOT_APPLICABLE
        states[absent & ~empty] = NO_DATA
    misfits = tally.misfits_of(figure)
    if misfits.any():
        states[misfits > 0] = NO_DATA
    return states
