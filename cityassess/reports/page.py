"""The page of an official paper by GB/T 9704-2012: its measures, and how composed items fall onto pages.

All lengths are points. An item's own coordinates start at its top left corner, y downwards; a page's start at the top
left corner of its type area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Geometry:
    """The measures of GB/T 9704-2012, 5: A4, type area 156 × 225 mm, 22 lines of 28 characters of 16 points.

    ``left`` is the binding side's margin (订口, 5.2.1). A sheet printed on both sides (9.2) is bound at the left of its
    odd page, which is the right of the even one: ``mirrored`` pages have the margin there; others have it always left.
    """

    width: float = 210 * MM
    height: float = 297 * MM
    left: float = 28 * MM
    top: float = 37 * MM
    text_width: float = 156 * MM
    text_height: float = 225 * MM
    lines: int = 22
    characters: int = 28
    body_size: float = 16.0
    mirrored: bool = True

    def left_of(self, number: int) -> float:
        """From the paper's left edge to the type area of the page with this number: 28 mm, on even pages 26 mm."""
        return self.width - self.left - self.text_width if self.mirrored and number % 2 == 0 else self.left

    @property
    def line_pitch(self) -> float:
        """From one line to the next: 28.99 points."""
        return self.text_height / self.lines

    @property
    def character_pitch(self) -> float:
        """From one character to the next: 15.79 points, so characters of 16 points stand 0.21 closer than set solid."""
        return self.text_width / self.characters


A4 = Geometry()
MOST_MOVED = (
    1 / 3
)  # of a page: more text than this does not go over to the page of what stands on its bottom edge
FREE_ABOVE_FOOT = 4 * MM  # between the text and what stands on the bottom edge, lest they read as one


@dataclass(frozen=True, slots=True)
class TextMark:
    """Characters of one registered face at a baseline; ``spacing`` is added after each, ``stretch`` is horizontal.

    ``turn`` turns them about ``x``, ``y`` by degrees, against the clock.
    """

    x: float
    y: float
    font: str
    size: float
    text: str
    spacing: float = 0.0
    colour: str = "000000"
    stretch: float = 1.0
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class RuleMark:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    colour: str = "000000"


@dataclass(frozen=True, slots=True)
class FillMark:
    """A filled rectangle, its top left corner first."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class PathMark:
    """A path filled and stroked (an empty colour: not), moved by ``x``, ``y`` from the strip's top left corner.

    ``steps`` are ``("M", x, y)``, ``("L", x, y)``, ``("C", x1, y1, x2, y2, x, y)`` and ``("Z",)``; ``clip`` is the
    rectangle (left, top, width, height) that it is not drawn beyond; ``dash`` gives lengths drawn and left out.
    """

    x: float
    y: float
    steps: tuple[tuple[str | float, ...], ...]
    fill: str = ""
    stroke: str = ""
    thickness: float = 0.5
    dash: tuple[float, ...] = ()
    clip: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class ImageMark:
    """A JPEG in a rectangle, its top left corner first."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Mark = TextMark | RuleMark | FillMark | PathMark | ImageMark


@dataclass(slots=True)
class Item:
    """A strip of the page that is never divided.

    ``keep_next`` holds it on the page of the next item; ``heading`` is repeated above it where it starts a page;
    ``closing`` is drawn with it where it ends one. ``gap`` items vanish at the top of a page; ``on_grid`` items start
    on a line of the grid. ``new_page`` starts a page, ``right_hand`` an odd one, after a blank page if need be.
    ``heads`` marks what stands above other text and turns with it where that goes on a landscape page; if it is
    ``centred``, it stays so. ``outline`` is its level and words in the reader's outline.
    """

    height: float
    marks: Sequence[Mark] = ()
    keep_next: bool = False
    heading: Item | None = None
    closing: Sequence[Mark] = ()
    gap: bool = False
    on_grid: bool = False
    new_page: bool = False
    right_hand: bool = False
    landscape: bool = False
    heads: bool = False
    centred: bool = False
    outline: tuple[int, str] | None = None


@dataclass(slots=True)
class Page:
    """Items with the distance of each from the top of the type area; a landscape page is read turned.

    ``numbered`` is false where no page number is printed: 7.5 of the standard says so of blank pages before the
    imprint's and of that one, 10.1 of a letter's first page.
    """

    landscape: bool = False
    placed: list[tuple[float, Item]] = field(default_factory=list)
    filled: float = 0.0
    numbered: bool = True


def paginate(items: Sequence[Item], geometry: Geometry) -> list[Page]:
    """Let items fall onto pages in order; an empty sequence gives one empty page."""
    _turn_heads(items, geometry)
    pages = [Page(items[0].landscape if items else False)]
    for index, item in enumerate(items):
        page = pages[-1]
        if page.placed and (item.new_page or item.right_hand or item.landscape != page.landscape):
            page = _turn(pages, item.landscape)
        elif not page.placed:
            page.landscape = item.landscape
        if item.right_hand and not page.placed and len(pages) % 2 == 0:
            page.numbered = False
            page = _turn(pages, item.landscape)
        room = geometry.text_width if page.landscape else geometry.text_height
        if page.placed and not _fits(items, index, page, room, geometry):
            page = _turn(pages, item.landscape)
        if item.gap and not page.placed:
            continue
        if item.heading is not None and not page.placed:
            _place(page, item.heading, geometry)
        _place(page, item, geometry)
    while len(pages) > 1 and not pages[-1].placed:
        pages.pop()
    return pages


def place_at_foot(pages: list[Page], item: Item, geometry: Geometry, *, even_page: bool = False) -> None:
    """Put an item on the bottom edge of the last page's type area; on a fresh page where there is no room for it.

    The last lines of the text go over to the fresh page with it, lest it stand there alone, except where that page
    were odd and ``even_page`` wants the back of a sheet, so that the item lies outside when the paper is folded shut.
    """
    y = geometry.text_height - item.height
    if pages[-1].landscape or (pages[-1].placed and pages[-1].filled > y - FREE_ABOVE_FOOT):
        if even_page and len(pages) % 2 == 0:
            pages.append(Page())
        else:
            _turn_with_last_lines(
                pages, min(y - FREE_ABOVE_FOOT, MOST_MOVED * geometry.text_height), geometry
            )
    if even_page and len(pages) % 2:
        blank = not pages[-1].placed
        pages.append(Page(numbered=not blank))
        pages[-2].numbered = not blank
    pages[-1].placed.append((y, item))
    pages[-1].filled = geometry.text_height


def _turn_with_last_lines(pages: list[Page], room: float, geometry: Geometry) -> None:
    """Start a page with the last lines of the one before, without any where they need more than ``room``."""
    page, fresh = pages[-1], Page()
    start = None if page.landscape else _last_lines(page.placed, geometry)
    moved_items = [] if start is None else [item for _, item in page.placed[start:]]
    if moved_items and moved_items[0].heading is not None:
        _place(fresh, moved_items[0].heading, geometry)
    for item in moved_items:
        _place(fresh, item, geometry)
    if start is None or fresh.filled > room:
        pages.append(Page())
        return
    del page.placed[start:]
    page.filled = page.placed[-1][0] + page.placed[-1][1].height
    _turn(pages, landscape=False)
    pages[-1] = fresh


def _last_lines(placed: Sequence[tuple[float, Item]], geometry: Geometry) -> int | None:
    """Where the fewest strips begin, two lines or more, that may be parted from those before, two lines at least."""
    least = 2 * geometry.line_pitch - 0.01
    height = 0.0
    for at in range(len(placed) - 1, 0, -1):
        item, before = placed[at][1], placed[at - 1][1]
        height += 0.0 if item.gap else item.height
        if height >= least and not item.gap and not before.keep_next:
            staying = sum(each.height for _, each in placed[:at] if not each.gap)
            return at if staying >= least else None
    return None


def _turn_heads(items: Sequence[Item], geometry: Geometry) -> None:
    """Turn headings that stand right above a landscape item with it, lest they be the last of an upright page."""
    shift = (geometry.text_height - geometry.text_width) / 2
    landscape = False
    for item in reversed(items):
        if landscape and not item.landscape and (item.heads or (item.gap and item.keep_next)):
            item.landscape = True
            if item.centred:
                item.marks = [moved(mark, shift, 0.0) for mark in item.marks]
        landscape = item.landscape


def moved(mark: Mark, right: float, down: float) -> Mark:
    """Return a mark that stands further to the right and further down; a path's clip moves with it."""
    if isinstance(mark, RuleMark):
        return replace(mark, x1=mark.x1 + right, y1=mark.y1 + down, x2=mark.x2 + right, y2=mark.y2 + down)
    if isinstance(mark, PathMark) and mark.clip is not None:
        left, top, width, height = mark.clip
        mark = replace(mark, clip=(left + right, top + down, width, height))
    return replace(mark, x=mark.x + right, y=mark.y + down)


def _fits(items: Sequence[Item], index: int, page: Page, room: float, geometry: Geometry) -> bool:
    """Whether the item and all that it is kept with go on the page; a group taller than a page counts alone."""
    start = filled = _start(page.filled, items[index], geometry)
    for item in items[index:]:
        if item.landscape != items[index].landscape:  # a turned page begins anew whatever came before
            break
        filled = _start(filled, item, geometry) + item.height
        if filled - start > room:
            return start + items[index].height <= room + 0.01
        if not item.keep_next:
            break
    return filled <= room + 0.01


def _start(filled: float, item: Item, geometry: Geometry) -> float:
    if not item.on_grid:
        return filled
    pitch = geometry.line_pitch
    lines = filled / pitch
    whole = round(lines)
    return pitch * (whole if abs(lines - whole) < 0.01 else int(lines) + 1)


def _place(page: Page, item: Item, geometry: Geometry) -> None:
    y = _start(page.filled, item, geometry)
    page.placed.append((y, item))
    page.filled = y + item.height


def _turn(pages: list[Page], landscape: bool) -> Page:
    page = pages[-1]
    while page.placed and page.placed[-1][1].gap:
        page.placed.pop()
    if page.placed and page.placed[-1][1].closing:
        y, item = page.placed[-1]
        page.placed[-1] = (y, Item(item.height, (*item.marks, *item.closing), outline=item.outline))
    pages.append(Page(landscape))
    return pages[-1]
