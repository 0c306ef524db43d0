"""The look as two sets of colours, light and dark, and the sizes that both share."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """The colours of one scheme, ``#rrggbb``; yellow, red and white are supervision colours and nothing else."""

    dark: bool
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
    on_accent: str
    yellow: str
    yellow_ground: str
    yellow_text: str
    on_yellow: str
    red: str
    red_ground: str
    red_text: str
    on_red: str
    white: str
    white_outline: str
    white_text: str
    good: str
    head: str
    zebra: str


LIGHT = Tokens(
    dark=False,
    bg="#f4f6fa",
    card="#ffffff",
    line="#e4e8ef",
    line2="#eef1f6",
    text="#1b2537",
    sub="#5f6b7f",
    faint="#6b7280",
    accent="#1d5bd6",
    accent_soft="#e8effd",
    selection="#dfe9fc",
    on_accent="#ffffff",
    yellow="#f5b301",
    yellow_ground="#fff4d1",
    yellow_text="#8a5a00",
    on_yellow="#1f2937",
    red="#d92d20",
    red_ground="#fde7e5",
    red_text="#b42318",
    on_red="#ffffff",
    white="#ffffff",
    white_outline="#667085",
    white_text="#3b475b",
    good="#12805c",
    head="#f8fafc",
    zebra="#fbfcfe",
)

DARK = Tokens(
    dark=True,
    bg="#12161d",
    card="#1a2029",
    line="#2b3442",
    line2="#232b37",
    text="#e6ebf3",
    sub="#a0acbd",
    faint="#8794a8",
    accent="#5b8def",
    accent_soft="#1f2e4d",
    selection="#27406e",
    on_accent="#0d1420",
    yellow="#e0a81f",
    yellow_ground="#3a2f10",
    yellow_text="#f3cf73",
    on_yellow="#1f2937",
    red="#e5534b",
    red_ground="#44201f",
    red_text="#ffa49c",
    on_red="#1a0f0e",
    white="#2b3442",
    white_outline="#8794a8",
    white_text="#d7dee8",
    good="#3fb68b",
    head="#1e2530",
    zebra="#1c222c",
)

ROW_HEIGHT = 32
HEADER_HEIGHT = 44
BODY, SMALL, SECTION, TITLE, FIGURE = 13, 12, 14, 20, 22
"""Sizes of type in logical pixels."""
