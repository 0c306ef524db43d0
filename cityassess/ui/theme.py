"""The colours of the window, as two sets of tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, each a ``#rrggbb`` string that ``QColor`` takes.

    ``line`` borders cards and ``line2`` the grid; ``sub`` and ``faint`` are secondary text and hints. Yellow, red and
    white mean supervision and nothing else.
    """

    bg: str
    card: str
    line: str
    line2: str
    text: str
    sub: str
    faint: str
    accent: str
    accent_soft: str
    selection: str
    yellow: str
    yellow_ground: str
    yellow_text: str
    red: str
    red_ground: str
    red_text: str
    white: str
    white_outline: str
    white_text: str
    good: str
    head: str
    zebra: str


LIGHT = Theme(
    bg="#f4f6fa",
    card="#ffffff",
    line="#e4e8ef",
    line2="#eef1f6",
    text="#1b2537",
    sub="#5f6b7f",
    faint="#94a0b3",
    accent="#1d5bd6",
    accent_soft="#e8effd",
    selection="#dfe9fc",
    yellow="#f5b301",
    yellow_ground="#fff4d1",
    yellow_text="#8a5a00",
    red="#d92d20",
    red_ground="#fde7e5",
    red_text="#b42318",
    white="#ffffff",
    white_outline="#aab4c4",
    white_text="#3b475b",
    good="#12805c",
    head="#f8fafc",
    zebra="#fbfcfe",
)

DARK = Theme(
    bg="#12161d",
    card="#1a2029",
    line="#2b3442",
    line2="#232b37",
    text="#e6ebf3",
    sub="#a0acbd",
    faint="#6d7a8d",
    accent="#5b8def",
    accent_soft="#1f2e4d",
    selection="#27406e",
    yellow="#e0a81f",
    yellow_ground="#3a2f10",
    yellow_text="#f3cf73",
    red="#e5534b",
    red_ground="#44201f",
    red_text="#ffa49c",
    white="#2b3442",
    white_outline="#6d7a8d",
    white_text="#d7dee8",
    good="#3fb68b",
    head="#1e2530",
    zebra="#1c222c",
)
