"""Facts: what a bulletin's figures and names say, each under a key that stays the same while its value moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cityassess.services.bulletin.document import Bound


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a name that sentences show: its key, its text as printed, and what it is called (乐坪得分).

    ``figure`` and ``object`` lead to its trace: the id of the figure (empty: none) and the key of the object (0: none).
    """

    key: str
    text: str
    name: str
    figure: str = ""
    object: int = 0


class Facts:
    """The facts of one bulletin as they are gathered; a key has one text."""

    def __init__(self) -> None:
        self._known: dict[str, Fact] = {}

    def add(self, key: str, text: str, name: str, *, figure: str = "", item: int = 0) -> Bound:
        """Note a fact and return the stretch of a sentence that shows it.

        Raises ``ValueError`` where the key says something else already: two things would share one name.
        """
        known = self._known.get(key)
        if known is None:
            self._known[key] = Fact(key, text, name, figure, item)
        elif known.text != text:
            raise ValueError(f"{key} is {known.text!r} and {text!r}")
        return Bound(key, text)

    def bound(self, key: str) -> Bound | None:
        """The stretch that shows a fact, or None where there is no such."""
        fact = self._known.get(key)
        return None if fact is None else Bound(key, fact.text)

    def all(self) -> Mapping[str, Fact]:
        """Every fact by its key, in the order in which they were noted."""
        return MappingProxyType(dict(self._known))
