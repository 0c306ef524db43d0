"""The states of an entered figure's cells, by how many checks each holds."""

from __future__ import annotations

import numpy as np

from cityassess.scoring.column import NO_DATA, NOT_APPLICABLE, VALUE, Flags, States
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tally import Tally


def entered_states(figure: Figure, tally: Tally, *, unchecked: int = NO_DATA) -> tuple[States, Flags]:
    """The state of each cell, and where it holds no check that counts.

    Not applicable where all checks say so; no data where they contradict each other or one means nothing, and
    ``unchecked`` where nothing is on record.
    """
    _, checked, not_applicable = tally.block(figure)
    states = np.full(checked.shape, VALUE, dtype=np.uint8)
    empty: Flags = checked == 0
    states[empty] = unchecked
    absent = not_applicable > 0
    if absent.any():
        states[absent & empty] = NOT_APPLICABLE
        states[absent & ~empty] = NO_DATA
    misfits = tally.misfits_of(figure) > 0
    if misfits.any():
        states[misfits] = NO_DATA
    return states, empty
