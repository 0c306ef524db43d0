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
from cityassess.reports.intake import read_scheme_tree
from cityassess.scoring.fields import Fields
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.rules import RULES
from cityassess.scoring.tree import Items, Mapping, Node, Scalar

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "scheme-language.md"
INTRODUCTION = ROOT / "docs" / "manual" / "scheme-file.md"
READERS = ROOT / "cityassess" / "scoring"

Path_ = tuple[str, ...]
"""Where entries stand: ``("figures",)``, ``("deduct", "rates")``, ``("test",)`` …; the scheme's own stand at ``()``."""
FIGURES: Path_ = ("figures",)
TEST: Path_ = ("test",)
GATHERED = frozenset({"mean", "total", "worst", "best", "latest", "count"})
"""Rules that share a section of the reference; what each of them takes of it, the section says."""
_TESTED = frozenset({"when", "where", "who", "only", "all", "any"})
_CODE = re.compile(r"`([^`]+)`")
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WORD = re.compile(r"[a-z][a-z_]*")
_NEEDED = "必填"


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
        return set(_CODE.findall(f"{self.default} {self.told}"))


@dataclass
class Reference:
    """The reference: entries by where they stand, the words that sections are headed by, examples by section."""

    rows: dict[tuple[Path_, str], Row] = field(default_factory=dict)
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
        words = _CODE.findall(heading)
        if part.startswith("### ") and set(words) & set(RULES):
            found.headed += words
        for block in _BLOCK.findall(part):
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
            below = "".join(_CODE.findall(cells[0])[:1])
        elif below is not None and not set(cells[0]) <= {"-"}:
            row = Row(heading, cells[1], "".join(cells[2:]))
            for place in _places(words, below):
                for key in _CODE.findall(cells[0]):
                    assert (place, key) not in found.rows, f"{heading}: {key} is told twice"
                    found.rows[place, key] = row


def _places(words: list[str], below: str) -> list[Path_]:
    """Where the entries of a table stand, by the words of its section and of its head."""
    if below == "when":
        return [TEST]
    top = list(dict.fromkeys(_top(word) for word in words))
    return [(*place, below) if below else place for place in top]


def _top(word: str) -> Path_:
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
    return joined(_base(), tree_of(block))


@cache
def _base() -> Mapping:
    return tree_of(reference().base)


def placed(node: Node, place: Path_ = ()) -> Iterator[tuple[Path_, Mapping]]:
    """Every mapping of a tree with where it stands."""
    if isinstance(node, Items):
        for member in node.nodes:
            yield from placed(member, place)
    if not isinstance(node, Mapping):
        return
    inside = place
    if place == FIGURES:
        inside = _top(_rule_of(node))
    yield place, node
    for key, value in node.entries:
        yield from placed(value, _below(inside, key.text))


def _rule_of(node: Node) -> str:
    """The word after ``rule:`` of a figure."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return next(
        (value.text for key, value in entries if key.text == "rule" and isinstance(value, Scalar)), ""
    )


def _below(place: Path_, key: str) -> Path_:
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


# ---- what the code asks for


@dataclass
class Asked:
    """What is asked of one entry: its defaults where it is not written, and the words it is chosen from."""

    defaults: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


class Recorder:
    """Notes what the accessors of :class:`Fields` are asked while schemes are read."""

    def __init__(self) -> None:
        self.asked: dict[tuple[Path_, str], Asked] = {}
        self._places: dict[int, tuple[Path_, Node]] = {}

    def read(self, tree: Mapping) -> tuple[Problem, ...]:
        """Read a scheme and note what is asked; its faults."""
        self._places = {id(node): (place, node) for place, node in placed(tree)}
        return faults(tree)

    def note(self, fields: Any, key: str, default: object = None, words: tuple[str, ...] = ()) -> None:
        """One question."""
        place = fields.place
        own = _top(fields.rule_word)
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
            fields.rule_word = _rule_of(read)

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
    return ("base", _base()), *found


@cache
def recorded() -> dict[tuple[Path_, str], Asked]:
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
def written(key: tuple[Path_, str]) -> tuple[Mapping, Mapping]:
    """A tree of the reference in which an entry is written, and the mapping that it stands in."""
    place, name = key
    for _, tree in examples():
        for where, mapping in placed(tree):
            own = where == place or (where == FIGURES and place == _top(_rule_of(mapping)))
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
        told = set(_CODE.findall(row.default))
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
    blocks = _BLOCK.findall(page.read_text(encoding="utf-8"))
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
