"""What stands on paper, composed once and rendered by each writer: plain frozen blocks without a format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cityassess.reports.chart_values import ChartValue


class Align(StrEnum):
    """How a table column stands: ``number`` lines figures up by their last digit and centres them as a block."""

    LEFT = "left"
    CENTRE = "centre"
    NUMBER = "number"


class Face(StrEnum):
    """The type faces of an official paper, by the names that the standard gives them."""

    SMALL_TITLE_SONG = "小标宋"
    FANGSONG = "仿宋"
    HEI = "黑体"
    KAI = "楷体"
    SONG = "宋体"


@dataclass(frozen=True, slots=True)
class Tint:
    """A rating colour on paper: fill as RRGGBB (empty: none) and a mark that survives grey printing."""

    fill: str
    mark: str


# Colour ids of a scheme. Fills are light enough that black text on them copies well; the marks tell them apart in grey.
TINTS: dict[str, Tint] = {
    "red": Tint("F8CFCB", "■"),
    "orange": Tint("FBDDBF", "◆"),
    "yellow": Tint("FDF0B4", "▲"),
    "white": Tint("", "○"),
    "green": Tint("D5EBD3", "●"),
    "blue": Tint("D3E3F4", "□"),
    "black": Tint("D0D0D0", "★"),
}
OTHER_TINT = Tint("EBEBEB", "◇")


def tint(colour: str) -> Tint:
    """Return the tint of a colour id; an empty id has none, an unknown one is grey."""
    return Tint("", "") if not colour else TINTS.get(colour, OTHER_TINT)


class Form(StrEnum):
    """The formats of an official paper that differ in head and page: GB/T 9704-2012, 7 and 10.1, 10.3; and the 简报."""

    DOCUMENT = "文件"
    LETTER = "信函"
    MINUTES = "纪要"
    BRIEF = "简报"


@dataclass(frozen=True, slots=True)
class RedHead:
    """The red head: the issuing authority's mark and, below it, the document number or issue; then the red rule.

    ``mark`` is printed above the type area of every page of what is not final (征求意见稿). ``copy_number`` has six
    digits (份号), ``secrecy`` its term behind a ★ (秘密★1年), ``signers`` are named only on papers to a superior.
    ``edited_by`` and ``dated`` stand left and right below the issue of a brief.
    """

    authority: str
    number_or_issue: str = ""
    mark: str = ""
    form: Form = Form.DOCUMENT
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()
    edited_by: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The paper's title; a line feed in it forces a line, otherwise lines are balanced."""

    text: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom the paper goes (主送), without the colon."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number: level 1 一、黑体, 2 (一)楷体, 3 1. and 4 (1) in the body's face."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face."""

    text: str
    face: Face = Face.FANGSONG


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A body paragraph, indented by two characters unless said otherwise; ``leads`` keeps it with what follows."""

    runs: tuple[Run, ...]
    indent: bool = True
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; ``width`` in characters is a hint (0: fitted to the content)."""

    title: str
    align: Align = Align.CENTRE
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: the text printed, the exact number behind it for the workbook, and a colour id for its tint."""

    text: str
    number: Fraction | None = None
    tint: str = ""
    bold: bool = False


def shown(cell: Cell) -> str:
    """The text of a cell as printed: a rating's word has its colour's mark before it, a figure stands alone."""
    return f"{tint(cell.tint).mark}{cell.text}" if cell.text and cell.number is None else cell.text


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header repeats on each page; the first ``key_columns`` repeat when it must be cut by columns.

    ``compact`` sets it no larger than 小五, so that a sheet with many lines stays on its page. One that was reckoned to
    fill its page has its own ``size`` and ``widths`` of the columns, in points; others are fitted to their content.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    key_columns: int = 2
    compact: bool = False
    size: float = 0.0
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError(f"{len(self.widths)} widths for {len(self.columns)} columns")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo: its JPEG bytes, its size in pixels, and what it shows."""

    data: bytes
    width: int
    height: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photos side by side, such as before and after (整改前、整改后); more than two go on in further rows."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as wide as the type area; ``alt`` says in a sentence what it shows, for those who cannot see it."""

    value: ChartValue
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs and on which day, set to the right; ``sealed`` leaves room for the seal over both."""

    name: str
    date: str
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Annexes:
    """The list of annexes below the body (附件说明)."""

    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnexHead:
    """The head of an annex: its label (附件1) and title; it starts a new page."""

    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Remark:
    """附注, such as 此件公开发布: below the date, in brackets that the setting adds."""

    text: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """The 版记 on the last page: to whom copies go (抄送, without its label and full stop), who printed, on which day.

    ``even_page`` puts it on an even page, so that it lies outside when the paper is folded shut.
    """

    copied_to: str = ""
    printed_by: str = ""
    printed_on: str = ""
    even_page: bool = False


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows starts a new page; ``right_hand`` on an odd one, as sheets that are handed out one by one."""

    right_hand: bool = False


@dataclass(frozen=True, slots=True)
class FootNote:
    """A line in the bottom margin of the last page, such as the one that ties the paper to the log.

    ``code`` is what a QR code beside it says, nothing where it is empty.
    """

    text: str
    code: str = ""


Block = (
    RedHead
    | Title
    | Addressee
    | Heading
    | Paragraph
    | Table
    | Pictures
    | Chart
    | Signature
    | Remark
    | Annexes
    | AnnexHead
    | Imprint
    | NewPage
    | FootNote
)


def text(words: str, *, leads: bool = False) -> Paragraph:
    """A body paragraph in one face; one that ``leads`` stays on the page of what follows, such as its table."""
    return Paragraph((Run(words),), leads=leads)
