"""Scheme files (YAML) as a plain tree of text, composed without ever constructing a Python value.

Anchors, aliases, merge keys, tags and directives are refused as they pass by: 488 bytes of merge keys can
cost ``yaml.safe_load`` 39 s and 800 MiB, and a scheme needs none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cityassess.errors import Problem, Refused
from cityassess.reports.intake.text import size_text
from cityassess.scoring.tree import Items, Mapping, Node, Scalar

TEXT_LIMIT = 2**20
DEPTH_LIMIT = 20
NODE_LIMIT = 20_000
_PROBLEM_LIMIT = 100

# Beside what YAML forbids: the marks that one parser counts as line breaks or skips and another does not.
_INVISIBLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_LINE_BREAK = re.compile(r"\r\n|\r|\n")

# The parser's own words (English, of PyYAML's scanner and parser) and what to tell the officer.
_SYNTAX = (
    ("while scanning a quoted scalar", "引号没有成对。补上缺少的引号。"),
    ("unknown escape character", "双引号里的反斜杠“\\”写法不对。改用单引号，或写成“\\\\”。"),
    ("escape sequence", "双引号里的反斜杠“\\”写法不对。改用单引号，或写成“\\\\”。"),
    (
        "mapping values are not allowed",
        "这里多了一个冒号，或上一行缺少冒号、缩进不齐。值里有冒号时用引号括起来。",
    ),
    ("could not find expected ':'", "这一行缺少冒号。名称后写半角冒号“:”，再空一格写内容。"),
    ("',' or ']'", "方括号没有配对，或各项之间缺少逗号。补上“]”或半角逗号。"),
    ("',' or '}'", "花括号没有配对，或各项之间缺少逗号。补上“}”或半角逗号。"),
    ("that cannot start any token", "值以特殊符号开头。用引号把整个值括起来。"),
    ("expected <block end>", "缩进与前面的行不齐。同一级的各行左边对齐。"),
    ("sequence entries are not allowed", "这里不能开始新的列表。“-”另起一行，并与同级对齐。"),
    ("expected the node content", "这里缺少内容，或多了一个符号。补上内容，或删去多余的符号。"),
    ("directive", "以“%”开头的行不能使用。删去这一行。"),
)
_SYNTAX_OTHERWISE = "写法不符合YAML规则。检查这一行和上一行的缩进、冒号和引号。"


class _Stop(Exception):
    """A limit was met: the rest of the file is not looked at."""


def read_scheme_tree(text: str, file: str) -> Node:
    """Return the tree of a scheme file's text; ``file`` is its name for the messages.

    Raises ``Refused`` with every fault found, each with its line: a text over 1 MB, deeper than 20 levels or of more
    than 20,000 nodes, an anchor, alias, merge key, tag, directive, second document, name given twice, invisible
    character or YAML error.
    """
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", errors="replace")) > TEXT_LIMIT:
        raise Refused(Problem(f"方案文件超过{size_text(TEXT_LIMIT)}。确认选中的是方案文件。", file=file))
    problems = _character_problems(text, file)
    if problems:
        raise Refused(problems)
    composer = _Composer(file)
    root = composer.compose(text)
    if composer.problems or root is None:
        raise Refused(composer.problems)
    return root


def _character_problems(text: str, file: str) -> list[Problem]:
    problems = []
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        odd = _INVISIBLE.search(line)
        if odd:
            message = (
                f"有看不见的字符（U+{ord(odd.group()):04X}，第{odd.start() + 1}个字）。删去后重新输入这一行。"
            )
            problems.append(Problem(message, file=file, line=number))
        elif "\t" in line:
            problems.append(Problem("有制表符（Tab）。改用空格。", file=file, line=number))
        if len(problems) >= _PROBLEM_LIMIT:
            break
    return problems


class _Composer:
    """Builds the tree from the parser's events and keeps the faults met on the way."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._nodes = 0

    def compose(self, text: str) -> Node | None:
        import yaml

        # The C parser would be ten times faster, but reads some texts that this one refuses ("[a? b]", ">#"):
        # one parser, one answer on every machine. A scheme of 10 kB takes about 50 ms.
        try:
            return self._compose(yaml.parse(text, Loader=yaml.SafeLoader))
        except yaml.YAMLError as error:
            self.problems.append(_syntax_problem(error, self._file))
            return None

    def _compose(self, events: Iterator[object]) -> Node | None:
        try:
            return self._document(events)
        except _Stop:
            return None

    def _document(self, events: Iterator[object]) -> Node | None:
        import yaml

        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(
                        event, "文件里有第二份文档（“---”分隔）。一个文件只写一个方案，删去多余的“---”。"
                    )
                if event.version or event.tags:
                    self._fault(event, "以“%”开头的行不能使用。删去这一行。")
            elif isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
                root = self._node(event, events, 0)
        if root is None:
            self.problems.append(Problem("文件里没有内容。确认选中的是方案文件。", file=self._file))
        return root

    def _node(self, event: object, events: Iterator[object], depth: int) -> Node:
        import yaml

        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            self._stop(event, f"内容超过{NODE_LIMIT:,}项。确认选中的是方案文件。")
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            self._fault(event, f"引用“*{event.anchor}”不能使用。把内容直接写在这里。")
            return Scalar("", line)
        self._check_plain(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, line, quoted=bool(event.style))
        if depth >= DEPTH_LIMIT:
            self._stop(event, f"层次超过{DEPTH_LIMIT}级。检查缩进和括号。")
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(events, depth + 1)), line)
        return Mapping(tuple(self._entries(events, depth + 1)), line)

    def _check_plain(self, event: object) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._fault(event, f"锚点“&{anchor}”不能使用。删去它。")
        if getattr(event, "tag", None) is not None:
            self._fault(event, "以“!”开头的类型标记不能使用。删去它，或用引号把值括起来。")

    def _items(self, events: Iterator[object], depth: int) -> Iterator[Node]:
        import yaml

        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth)

    def _entries(self, events: Iterator[object], depth: int) -> Iterator[tuple[Scalar, Node]]:
        import yaml

        first_lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            name = self._node(event, events, depth)
            if not isinstance(name, Scalar):
                self._fault(event, "名称不能是列表或分项。名称写成一个词。")
                name = Scalar("", name.line)
            elif name.text == "<<" and not name.quoted:
                self._fault(event, "合并写法“<<”不能使用。把内容直接写在这里。")
            elif name.text in first_lines:
                self._fault(event, f"“{name.text}”写了两次，前一次在第{first_lines[name.text]}行。删去一处。")
            first_lines.setdefault(name.text, name.line)
            yield name, self._node(next(events), events, depth)

    def _fault(self, event: object, message: str) -> None:
        self.problems.append(Problem(message, file=self._file, line=_line(event)))
        if len(self.problems) >= _PROBLEM_LIMIT:
            raise _Stop

    def _stop(self, event: object, message: str) -> None:
        self._fault(event, message)
        raise _Stop


def _line(event: object) -> int:
    mark = getattr(event, "start_mark", None)
    return mark.line + 1 if mark is not None else 1


def _syntax_problem(error: Exception, file: str) -> Problem:
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    message = next((chinese for english, chinese in _SYNTAX if english in words), _SYNTAX_OTHERWISE)
    unclosed = "quoted scalar" in words and "end of stream" in words
    mark = getattr(error, "context_mark" if unclosed else "problem_mark", None)
    return Problem(message, file=file, line=mark.line + 1 if mark is not None else None)
