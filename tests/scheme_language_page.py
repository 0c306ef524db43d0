"""The reference of the scheme language read from its page, and trees of schemes taken apart by where entries stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cityassess.errors import Problem
from cityassess.reports.intake import read_scheme_tree
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.rules import RULES
from cityassess.scoring.tree import Items, Mapping, Node, Scalar

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "scheme-language.md"

Where = tuple[str, ...]
"""Where entries stand: ``("figures",)``, ``("deduct", "rates")``, ``("test",)`` …; the scheme's own stand at ``()``."""
FIGURES: Where = ("figures",)
TEST: Where = ("test",)
GATHERED = frozenset({"mean", "total", "worst", "best", "latest", "count"})
"""Rules that share a section of the reference; what each of them takes of it, the section says."""
CODE = re.compile(r"`([^`]+)`")
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TESTED = frozenset({"when", "where", "who", "only", "all", "any"})


# ---- the reference


@dataclass(frozen=True)
class Row:
    """One entry of the language as the reference tells it."""

    section: str
    default: str
    told: str

    @property
    def words(self) -> set[str]:
        """Every word in code type beside the key."""
        return set(CODE.findall(f"{self.default} {self.told}"))


@dataclass
class Reference:
    """The reference: entries by where they stand, the words that sections are headed by, examples by section."""

    rows: dict[tuple[Where, str], Row] = field(default_factory=dict)
    headed: list[str] = field(default_factory=list)
    examples: list[tuple[str, str]] = field(default_factory=list)
    base: str = ""


@cache
def reference() -> Reference:
    """The reference, read from its page."""
    found = Reference()
    text = REFERENCE.read_text(encoding="utf-8")
    for part in re.split(r"^(?=#{2,3} )", text, flags=re.MULTILINE)[1:]:
        heading = part.partition("\n")[0].lstrip("# ").strip()
        words = CODE.findall(heading)
        if part.startswith("### ") and set(words) & set(RULES):
            found.headed += words
        for block in BLOCK.findall(part):
            if not found.base:
                found.base = block
            else:
                found.examples.append((heading, block))
        _read_tables(found, heading, words, part)
    return found


def _read_tables(found: Reference, heading: str, words: list[str], part: str) -> None:
    below: str | None = None
    for line in part.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            below = None
        elif cells[0].endswith("项") and cells[1] == "默认":
            below = "".join(CODE.findall(cells[0])[:1])
        elif below is not None and not set(cells[0]) <= {"-"}:
            row = Row(heading, cells[1], "".join(cells[2:]))
            for place in _places(words, below):
                for key in CODE.findall(cells[0]):
                    assert (place, key) not in found.rows, f"{heading}: {key} is told twice"
                    found.rows[place, key] = row


def _places(words: list[str], below: str) -> list[Where]:
    """Where the entries of a table stand, by the words of its section and of its head."""
    if below == "when":
        return [TEST]
    top = list(dict.fromkeys(top_of(word) for word in words))
    return [(*place, below) if below else place for place in top]


def top_of(word: str) -> Where:
    if word == "scheme":
        return ()
    return ("gathered",) if word in GATHERED else (word,)


# ---- trees


def tree_of(text: str) -> Mapping:
    """The tree of a scheme's text."""
    tree = read_scheme_tree(text, "例子")
    assert isinstance(tree, Mapping)
    return tree


def joined(base: Mapping, added: Mapping) -> Mapping:
    """A scheme with more entries: lists grow, all else is replaced."""
    entries = {key.text: (key, value) for key, value in base.entries}
    for key, value in added.entries:
        there = entries.get(key.text)
        if there is not None and isinstance(there[1], Items) and isinstance(value, Items):
            value = Items((*there[1].nodes, *value.nodes), value.line)
        entries[key.text] = (key, value)
    return Mapping(tuple(entries.values()), base.line)


def example_tree(block: str) -> Mapping:
    """An example of figures or of other entries, put into the reference's scheme."""
    if block.startswith("- "):
        block = "figures:\n" + block
    return joined(base_tree(), tree_of(block))


@cache
def base_tree() -> Mapping:
    return tree_of(reference().base)


def placed(node: Node, place: Where = ()) -> Iterator[tuple[Where, Mapping]]:
    """Every mapping of a tree with where it stands."""
    if isinstance(node, Items):
        for member in node.nodes:
            yield from placed(member, place)
    if not isinstance(node, Mapping):
        return
    inside = place
    if place == FIGURES:
        inside = top_of(rule_of(node))
    yield place, node
    for key, value in node.entries:
        yield from placed(value, _below(inside, key.text))


def rule_of(node: Node) -> str:
    """The word after ``rule:`` of a figure."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return next(
        (value.text for key, value in entries if key.text == "rule" and isinstance(value, Scalar)), ""
    )


def _below(place: Where, key: str) -> Where:
    """Where an entry's own entries stand; stretches of places are told once."""
    if key in _TESTED:
        return TEST
    return (place[0], key) if place[1:] == ("schedules",) else (*place, key)


def faults(tree: Mapping) -> tuple[Problem, ...]:
    """What is wrong with a scheme."""
    return read_scheme(tree, "例子")[1]


def changed(tree: Mapping, target: Mapping, key: str, text: str | None) -> Mapping:
    """The tree with one entry of one mapping taken away (None) or written otherwise."""

    def copied(node: Node) -> Node:
        if isinstance(node, Items):
            return Items(tuple(map(copied, node.nodes)), node.line)
        if not isinstance(node, Mapping):
            return node
        entries = tuple((name, copied(value)) for name, value in node.entries)
        if node is target:
            entries = tuple(entry for entry in entries if entry[0].text != key)
            if text is not None:
                entries = (*entries, (Scalar(key, node.line), Scalar(text, node.line)))
        return Mapping(entries, node.line)

    done = copied(tree)
    assert isinstance(done, Mapping)
    return done
