"""The reference of the scheme language against the code: its keys, defaults, words and examples.

What the code asks for is recorded while every worked example, every shipped scheme and the reference's own examples
are read; what is required and which words are allowed is found by taking an entry away or writing another word.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cityassess.errors import Problem
from cityassess.scoring.fields import Fields
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.rules import RULES
from cityassess.scoring.tree import Mapping, Node
from tests.scheme_language_page import (
    BLOCK,
    CODE,
    FIGURES,
    REFERENCE,
    ROOT,
    Where,
    base_tree,
    changed,
    example_tree,
    faults,
    placed,
    reference,
    rule_of,
    top_of,
    tree_of,
)

INTRODUCTION = ROOT / "docs" / "manual" / "scheme-file.md"
READERS = ROOT / "cityassess" / "scoring"
_WORD = re.compile(r"[a-z][a-z_]*")
_NEEDED = "必填"


# ---- what the code asks for


@dataclass
class Asked:
    """What is asked of one entry: its defaults where it is not written, and the words it is chosen from."""

    defaults: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


class Recorder:
    """Notes what the accessors of :class:`Fields` are asked while schemes are read."""

    def __init__(self) -> None:
        self.asked: dict[tuple[Where, str], Asked] = {}
        self._places: dict[int, tuple[Where, Node]] = {}

    def read(self, tree: Mapping) -> tuple[Problem, ...]:
        """Read a scheme and note what is asked; its faults."""
        self._places = {id(node): (place, node) for place, node in placed(tree)}
        return faults(tree)

    def note(self, fields: Any, key: str, default: object = None, words: tuple[str, ...] = ()) -> None:
        """One question."""
        place = fields.place
        own = top_of(fields.rule_word)
        if place == FIGURES and ((own, key) in reference().rows or (place, key) not in reference().rows):
            place = own
        asked = self.asked.setdefault((place, key), Asked())
        asked.words.update(words)
        if default is not None and not fields.has(key):
            asked.defaults.add(_default_text(default))

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Stand in for the accessors."""
        begin, node, each_or_one = Fields.__init__, Fields.node, Fields.each_or_one
        recorder = self

        def begun(fields: Any, read: Node, *rest: Any) -> None:
            begin(fields, read, *rest)
            fields.place, _ = recorder._places.get(id(read), ((), read))
            fields.rule_word = rule_of(read)

        def noded(fields: Any, key: str, **rest: Any) -> Any:
            recorder.note(fields, key)
            return node(fields, key, **rest)

        def each_or_oned(fields: Any, key: str, *rest: Any, **more: Any) -> Any:
            recorder.note(fields, key)
            return each_or_one(fields, key, *rest, **more)

        patch.setattr(Fields, "__init__", begun)
        patch.setattr(Fields, "node", noded)
        patch.setattr(Fields, "each_or_one", each_or_oned)
        for name in ("choice", "word", "boolean", "integer", "fraction"):
            patch.setattr(Fields, name, self._watched(name))

    def _watched(self, name: str) -> Any:
        accessor = getattr(Fields, name)

        def watched(fields: Any, key: str, *rest: Any, **more: Any) -> Any:
            default: Any = rest[0] if rest else None
            words: tuple[str, ...] = ()
            if name == "choice":
                words = tuple(str(member.value) for member in type(default))
            elif name == "word":
                words, default = default, default[0]
            self.note(fields, key, default, words)
            return accessor(fields, key, *rest, **more)

        return watched


def _default_text(default: object) -> str:
    match default:
        case Enum():
            return str(default.value)
        case bool():
            return "true" if default else "false"
        case int() | Fraction():
            return plain_text(Fraction(default))
        case _:
            return str(default)


@cache
def examples() -> tuple[tuple[str, Mapping], ...]:
    """The reference's own schemes by the heading that they stand under."""
    found = [(heading, example_tree(block)) for heading, block in reference().examples]
    return ("base", base_tree()), *found


@cache
def recorded() -> dict[tuple[Where, str], Asked]:
    """Everything that is asked of faultless schemes."""
    recorder = Recorder()
    with pytest.MonkeyPatch.context() as patch:
        recorder.watch(patch)
        for name, tree in corpus():
            assert recorder.read(tree) == (), name
    return recorder.asked


def corpus() -> Iterator[tuple[str, Mapping]]:
    """Every scheme there is: the reference's, the manual's worked examples, the shipped ones."""
    yield from examples()
    for page in sorted((ROOT / "docs" / "manual" / "examples").glob("*.md")):
        for block in re.findall(
            r"^```yaml scheme\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            yield page.name, tree_of(block)
    for path in sorted((ROOT / "resources" / "schemes").glob("*.yaml")):
        yield path.name, tree_of(path.read_text(encoding="utf-8"))


@cache
def written(key: tuple[Where, str]) -> tuple[Mapping, Mapping]:
    """A tree of the reference in which an entry is written, and the mapping that it stands in."""
    place, name = key
    for _, tree in examples():
        for where, mapping in placed(tree):
            own = where == place or (where == FIGURES and place == top_of(rule_of(mapping)))
            if own and any(entry.text == name for entry, _ in mapping.entries):
                return tree, mapping
    raise AssertionError(f"no example of the reference writes {name} of {'.'.join(place) or 'the scheme'}")


# ---- the tests


def test_every_rule_has_a_section_and_every_section_a_rule() -> None:
    assert sorted(reference().headed) == sorted(RULES)


def test_every_entry_the_code_asks_for_is_told_and_no_other() -> None:
    asked, told = set(recorded()), set(reference().rows)
    assert sorted(asked - told) == [], "not in the reference"
    assert sorted(told - asked) == [], "not in the language"


def test_every_key_in_the_readers_is_told_somewhere() -> None:
    """A guarded entry that no scheme writes is not asked for; it stands in the readers' code all the same."""
    told = {key for _, key in reference().rows}
    assert sorted(_keys_in_code() - told) == []


def _keys_in_code() -> set[str]:
    found: set[str] = set()
    for folder in ("rules", "reading"):
        for path in sorted((READERS / folder).glob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call):
                    found.update(_keys_of_call(call))
    return found


_ASKING = frozenset(
    ("node", "scalar", "text", "identifier", "fraction", "integer", "boolean", "day", "choice", "each")
) | {"each_or_one", "word", "words", "has"}


def _keys_of_call(call: ast.Call) -> Iterator[str]:
    """What a call of an accessor asks for, or of a function that is handed the fields and a key."""
    of_fields = isinstance(call.func, ast.Attribute) and call.func.attr in _ASKING
    handed = call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in ("fields", "entry")
    place = 0 if of_fields else 1 if handed else None
    if place is not None and len(call.args) > place:
        key = call.args[place]
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and _WORD.fullmatch(key.value):
            yield key.value


def test_what_must_be_written_is_told_so() -> None:
    wrong = []
    for (place, key), row in reference().rows.items():
        tree, mapping = written((place, key))
        lacking = f"缺少“{key}”"
        needed = any(lacking in fault.message for fault in faults(changed(tree, mapping, key, None)))
        if needed is not (_NEEDED in row.default):
            wrong.append((place, key, row.default))
    assert wrong == []


def test_defaults_are_those_of_the_code() -> None:
    """Where one thing is done without an entry; what depends on others is told in words."""
    wrong = []
    for key, asked in recorded().items():
        row = reference().rows[key]
        told = set(CODE.findall(row.default))
        if len(asked.defaults) == 1 and _NEEDED not in row.default and told != asked.defaults:
            wrong.append((key, row.default, asked.defaults))
    assert wrong == []


def test_words_are_those_that_may_be_written() -> None:
    wrong = []
    for key, asked in recorded().items():
        if not asked.words:
            continue
        tree, mapping = written(key)
        row = reference().rows[key]
        for word in sorted(asked.words):
            found = faults(changed(tree, mapping, key[1], word))
            refused = any(
                f"“{key[1]}”" in fault.message and re.search("应是|只能是", fault.message) for fault in found
            )
            if refused is (word in row.words):
                wrong.append((key, word, "refused" if refused else "not told"))
    assert wrong == []


@pytest.mark.parametrize("page", [REFERENCE, INTRODUCTION], ids=lambda page: page.stem)
def test_every_rule_has_an_example_and_every_example_reads(page: Path) -> None:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    shown = {word for block in blocks for word in re.findall(r"\brule: ([a-z_]+)", block)}
    assert sorted(set(RULES) - shown) == []
    wrong = []
    for block in blocks:
        whole = block.startswith("scheme:")
        wrong += [(block, str(fault)) for fault in faults(tree_of(block) if whole else example_tree(block))]
    assert wrong == []


def test_links_of_the_manual_lead_somewhere() -> None:
    pages = [REFERENCE, *sorted((ROOT / "docs" / "manual").rglob("*.md"))]
    broken = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
            name, _, anchor = target.partition("#")
            linked = (page.parent / name).resolve() if name else page
            if not linked.exists() or (anchor and anchor not in _anchors(linked)):
                broken.append((page.name, target))
    assert broken == []


def _anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get where it is shown: small letters, blanks as dashes, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        "".join(sign for sign in heading.lower().replace(" ", "-") if sign.isalnum() or sign in "-_")
        for heading in headings
    }
