"""The tree of a scheme file as it was written: text with line numbers, nothing interpreted yet.

Scalars stay text, so that a number is read exactly by whoever knows what it means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as text; ``line`` counts from 1, ``quoted`` tells ``"5"`` (and block text) from a plain ``5``."""

    text: str
    line: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of nodes in the order of the file; ``line`` is where it begins, counted from 1."""

    nodes: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named nodes in the order of the file, each name once; ``line`` is where it begins, counted from 1."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int


Node: TypeAlias = "Scalar | Items | Mapping"

Written: TypeAlias = "str | list[Written] | dict[str, Written]"
"""What a scheme is written as: the same tree without lines, in plain values that every format can hold."""
Entries: TypeAlias = "dict[str, Written]"
"""The named entries of one mapping, in the order in which they are to stand."""
