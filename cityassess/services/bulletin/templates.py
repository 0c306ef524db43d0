"""What a bulletin is made of: its sections and annexes, read from template files by the strict reader of schemes.

A part is a word of the closed vocabulary (:mod:`cityassess.services.bulletin.parts`), or a paragraph of fixed words
with placeholders. Every fault of a file is told at once, each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cityassess.errors import Problem, Refused
from cityassess.reports.blocks import Form
from cityassess.resource_files import resource
from cityassess.scoring.fields import Faults, Fields, check_unique, near_name
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tree import Mapping, Node, Scalar
from cityassess.services.bulletin.material import Need
from cityassess.services.bulletin.parts import ANNEXES, PARTS
from cityassess.services.bulletin.scene import PLACEHOLDERS

_FOLDER = "bulletins"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of fixed words with placeholders such as ``{period}``."""

    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A part that is written from the data, by its word in the closed vocabulary."""

    word: str


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section of a template: its id, its heading (empty: none) and what it is made of."""

    id: str
    heading: str
    parts: tuple[Words | Word, ...]

    @property
    def stays(self) -> bool:
        """Whether it is kept without content: typical cases are laid into it."""
        return Word("cases") in self.parts


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of bulletin: for which cycles it is offered, in which form it is printed, and of what it consists.

    ``usual`` is whether it is what a period of its cycles gets unasked; ``title`` is empty where the scheme's stands.
    """

    id: str
    name: str
    about: str
    cycles: tuple[Cycle, ...]
    usual: bool
    form: Form
    title: str
    sections: tuple[SectionPlan, ...]
    annexes: tuple[str, ...] = ()

    @property
    def corrects(self) -> bool:
        """Whether it is about what an issued bulletin said, so that there must be one."""
        return any(
            isinstance(part, Word) and part.word == "corrections"
            for plan in self.sections
            for part in plan.parts
        )

    @property
    def needs(self) -> frozenset[Need]:
        """What its parts look at besides the period itself."""
        words = {part.word for plan in self.sections for part in plan.parts if isinstance(part, Word)}
        found: set[Need] = set()
        for word in words:
            found |= PARTS[word].needs
        for word in self.annexes:
            found |= ANNEXES[word].needs
        return frozenset(found)


def templates() -> tuple[Template, ...]:
    """The templates that the program ships, by their ids."""
    return tuple(map(_shipped, _ids()))


def template(template_id: str) -> Template:
    """A template by its id; raises ``Refused`` with near ids for an unknown one."""
    ids = _ids()
    if template_id in ids:
        return _shipped(template_id)
    near = near_name(template_id, ids)
    raise Refused(f"没有通报模板“{template_id}”{near}。可用的有：{'、'.join(ids)}。")


def template_for(scheme: Scheme, period: Period) -> Template:
    """The template of a period: the first that the scheme names for its cycle, else the usual one of the cycle."""
    for name in scheme.bulletin.template:
        named = template(name)
        if period.cycle in named.cycles:
            return named
    return next(found for found in templates() if found.usual and period.cycle in found.cycles)


def offered(period: Period) -> tuple[Template, ...]:
    """The templates that a period's bulletin may go by."""
    return tuple(found for found in templates() if period.cycle in found.cycles)


def form_of(scheme: Scheme, chosen: Template) -> Form:
    """The format of a scheme's bulletins by a template: a brief stays one, else the scheme's word counts."""
    if chosen.form is Form.BRIEF or not scheme.bulletin.form:
        return chosen.form
    return Form(scheme.bulletin.form)


def number_pattern(scheme: Scheme, chosen: Template) -> str:
    """The pattern of a bulletin's number: of the issue for a brief, of the 发文字号 for the others; empty without one.

    A brief of an office that counts no issues has its 发文字号; other papers never bear an issue.
    """
    words = scheme.bulletin
    if form_of(scheme, chosen) is Form.BRIEF:
        return words.issue or words.number
    return words.number


def read_template(text: str, file: str) -> Template:
    """Read a template; raises ``Refused`` with every fault, each with its line in the file."""
    from cityassess.reports.intake import read_scheme_tree

    faults = Faults(file)
    fields = Fields(read_scheme_tree(text, file), faults, "通报模板")
    if faults.in_order():
        raise Refused(faults.in_order())
    found = Template(
        fields.identifier("template"),
        fields.text("name", required=True),
        fields.text("about"),
        _cycles(fields),
        fields.boolean("usual", False),
        fields.choice("form", Form.DOCUMENT),
        _placed(fields, "title"),
        fields.each("sections", lambda node: _section(node, faults), required=True),
        _annexes(fields),
    )
    check_unique(faults, "部分", _lines_of_ids(fields))
    fields.finish()
    if faults.in_order():
        raise Refused(faults.in_order())
    return found


@cache
def _ids() -> tuple[str, ...]:
    """The ids of the shipped templates, which are the names of their files."""
    return tuple(sorted(path.stem for path in resource(_FOLDER).glob("*.yaml")))


@cache
def _shipped(template_id: str) -> Template:
    path = resource(f"{_FOLDER}/{template_id}.yaml")
    return read_template(path.read_text(encoding="utf-8"), path.name)


def _cycles(fields: Fields) -> tuple[Cycle, ...]:
    known = {cycle.value: cycle for cycle in Cycle}
    found = []
    for word in fields.words("cycles", required=True):
        if word in known:
            found.append(known[word])
        else:
            near = near_name(word, known)
            fields.faults.add(
                fields.line_of("cycles"), f"没有周期“{word}”{near}，可用的有：{'、'.join(known)}"
            )
    return tuple(found)


def _placed(fields: Fields, key: str) -> str:
    text = fields.text(key)
    _check_placeholders(text, fields.line_of(key), fields.faults)
    return text


def _check_placeholders(text: str, line: int, faults: Faults) -> None:
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = "、".join(f"{{{each}}}" for each in PLACEHOLDERS)
            faults.add(line, f"不认得“{{{name}}}”{near_name(name, PLACEHOLDERS)}，可用的有：{known}")


def _section(node: Node, faults: Faults) -> SectionPlan:
    fields = Fields(node, faults, "部分")
    plan = SectionPlan(
        fields.identifier("id"),
        fields.text("heading"),
        fields.each("parts", lambda part: _part(part, faults), required=True),
    )
    fields.finish()
    return plan


def _part(node: Node, faults: Faults) -> Words | Word | None:
    if isinstance(node, Scalar):
        if node.text in PARTS:
            return Word(node.text)
        faults.add(node.line, f"没有内容“{node.text}”{_known(node.text, PARTS)}")
        return None
    fields = Fields(node, faults, "内容")
    if fields.faulty:
        return None
    text = fields.text("text", required=True)
    _check_placeholders(text, fields.line_of("text"), faults)
    fields.finish()
    return Words(text)


def _annexes(fields: Fields) -> tuple[str, ...]:
    def read(node: Node) -> str | None:
        word = node.text if isinstance(node, Scalar) else ""
        if word in ANNEXES:
            return word
        fields.faults.add(node.line, f"没有附件“{word}”{_known(word, ANNEXES)}")
        return None

    return fields.each("annexes", read)


def _known(word: str, words: Iterable[str]) -> str:
    names = list(words)
    return near_name(word, names) or f"，可用的有：{'、'.join(names)}"


def _lines_of_ids(fields: Fields) -> list[tuple[str, int]]:
    """The id of every section with its line."""
    node = fields.node("sections")
    found = []
    for member in getattr(node, "nodes", ()):
        if isinstance(member, Mapping):
            found += [
                (value.text, value.line)
                for key, value in member.entries
                if key.text == "id" and isinstance(value, Scalar)
            ]
    return found


def template_problems(scheme: Scheme, text: str = "", file: str = "") -> tuple[Problem, ...]:
    """What a scheme says of templates that there are none of; with the text of its file, each with its line."""
    ids = _ids() if scheme.bulletin.template else ()
    return tuple(
        Problem(
            f"没有通报模板“{name}”{near_name(name, ids)}。可用的有：{'、'.join(ids)}。",
            file,
            line=_line_saying(name, text),
        )
        for name in scheme.bulletin.template
        if name not in ids
    )


def _line_saying(name: str, text: str) -> int | None:
    """The first line behind ``bulletin:`` that says a name."""
    lines = text.split("\n")
    begins = next((place for place, line in enumerate(lines) if line.startswith("bulletin:")), len(lines))
    named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return next((place + 1 for place in range(begins, len(lines)) if named.search(lines[place])), None)
