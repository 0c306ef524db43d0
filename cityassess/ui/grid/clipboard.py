"""The text forms in which spreadsheets hand cells over: tab-separated text with quotes, and an HTML table."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence

Table = list[list[str]]


def read_cells(text: str) -> Table:
    """Read what a spreadsheet put on the clipboard; rows come out equally long.

    A field that opens with a quotation mark and closes with one before a tab or line end may hold line breaks and
    doubled marks; any other mark stands for itself (``5"``). The last line break adds no row.
    """
    rows: Table = [[]]
    at, end = 0, len(text)
    while True:
        field, at = _field(text, at)
        rows[-1].append(field)
        if at >= end:
            break
        if text[at] == "\t":
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= end:
            break
        rows.append([])
    width = max(map(len, rows))
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _field(text: str, at: int) -> tuple[str, int]:
    if text.startswith('"', at):
        quoted = _quoted(text, at)
        if quoted is not None:
            return quoted
    stop = at
    while stop < len(text) and text[stop] not in "\t\r\n":
        stop += 1
    return text[at:stop], stop


def _quoted(text: str, at: int) -> tuple[str, int] | None:
    parts: list[str] = []
    start = at + 1
    while True:
        mark = text.find('"', start)
        if mark < 0:
            return None
        parts.append(text[start:mark])
        after = mark + 1
        if text.startswith('"', after):
            parts.append('"')
            start = after + 1
        elif after >= len(text) or text[after] in "\t\r\n":
            return "".join(parts), after
        else:
            return None


def write_cells(table: Sequence[Sequence[str]]) -> str:
    """Tab-separated text that spreadsheets read back cell for cell, each row ended by a line break."""
    return "".join("\t".join(map(_written, row)) + "\r\n" for row in table)


def _written(field: str) -> str:
    if field.startswith('"') or any(mark in field for mark in "\t\r\n"):
        return '"' + field.replace('"', '""') + '"'
    return field


def write_html(table: Sequence[Sequence[str]], *, heading_rows: int = 0, heading_columns: int = 0) -> str:
    """An HTML table, which lands as a table in a word processor."""
    lines = []
    for number, row in enumerate(table):
        cells = (
            f"<th>{_escaped(field)}</th>"
            if number < heading_rows or place < heading_columns
            else f"<td>{_escaped(field)}</td>"
            for place, field in enumerate(row)
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0">{"".join(lines)}</table>'


def _escaped(field: str) -> str:
    return html.escape(field).replace("\n", "<br>")


def folded(text: str) -> str:
    """Text for comparing: full and half width alike, no case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
