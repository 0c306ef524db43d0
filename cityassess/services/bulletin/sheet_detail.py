"""How much an explain sheet says, and in which order it says less until it fits its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

Spot = tuple[str, int, str]
"""A figure of an object in a period, each by its id, key and code."""

_FEWEST = (24, 16, 12, 8, 5, 3, 2, 1)
MORE_TOLD = 3
"""Checks that are told of a row for which there was room left."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What a sheet tells; None is all.

    ``depth`` levels below the score are printed; ``checks`` of one item are told, the worst; ``told`` checks are told
    of a row whose levels below are not printed; ``members`` of what a figure gathers from periods or parts are named,
    lines each of their own where ``apart``. ``gathered`` items in full marks share a line; no more than ``items`` below
    one row have their own. ``words`` is the most of a rule's sentence or a check. ``whole`` sentences above the tables
    say on what a colour rests. Rows of the figures in ``opened`` are taken apart all the same, and those in ``more``
    tell of ``MORE_TOLD`` checks.
    """

    depth: int | None = None
    checks: int | None = None
    told: int = 0
    members: int | None = None
    apart: bool = True
    gathered: bool = False
    items: int | None = None
    words: int | None = None
    whole: bool = True
    opened: frozenset[Spot] = frozenset()
    more: frozenset[Spot] = frozenset()

    @property
    def full(self) -> bool:
        """Whether nothing is left out."""
        return self == FULL


FULL = Detail()


def fewer(deepest: int) -> Iterator[Detail]:
    """From all that there is to the least, for a tree of so many levels below its score."""
    yield FULL
    detail = Detail(gathered=True)
    yield detail
    detail = replace(detail, checks=3)
    yield detail
    detail = replace(detail, apart=False, told=1)
    yield detail
    for depth in range(deepest - 1, 0, -1):
        detail = replace(detail, depth=depth)
        yield detail
    yield (detail := replace(detail, told=0, checks=1, members=12))
    yield (detail := replace(detail, words=60, members=8))
    yield (detail := replace(detail, told=0, checks=0, members=3))
    for whole in (True, False):
        for items in _FEWEST if not whole else _FEWEST[:3]:
            detail = replace(detail, items=items, words=40, whole=whole)
            yield detail
    yield replace(detail, depth=0, words=20)
