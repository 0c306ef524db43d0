"""From objects sheets, and from the names in marks sheets, to the objects that they describe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from cityassess.errors import Problem
from cityassess.scoring.scheme import Kind, Scheme
from cityassess.scoring.values import AssessedObject, Roster, roster
from cityassess.services.import_headings import Row, Sheet
from cityassess.services.import_names import Names, choices, near_names, read_date, read_period


@dataclass(frozen=True, slots=True)
class DescribedObject:
    """One object as a file describes it.

    ``path`` is its full name from the topmost parent down; ``key`` is the key of the known object that it is, or a
    negative number for a new one.
    """

    path: str
    kind: str
    key: int
    group: str = ""
    grade: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def name(self) -> str:
        """The last part of the full name."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def parent(self) -> str:
        """The full name of what it belongs to, or an empty string."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class ReadObjects:
    """The objects of some sheets, parents before their parts, and all that is wrong."""

    objects: tuple[DescribedObject, ...]
    problems: tuple[Problem, ...]


@dataclass
class _Entry:
    sheet: Sheet
    row: Row
    name: str
    parent: str
    kind: str


@dataclass
class _Reader:
    known: Roster
    kinds: dict[str, Kind]
    problems: list[Problem] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    described: dict[str, DescribedObject] = field(default_factory=dict)
    places: dict[str, _Entry] = field(default_factory=dict)

    def refuse(self, entry: _Entry, column: str, message: str) -> None:
        self.problems.append(entry.sheet.problem(f"{message}。", entry.row, column))

    def enter(self, sheet: Sheet, row: Row) -> None:
        """Take in one row; what belongs to nothing is described at once, the rest when its parent is."""
        entry = _Entry(sheet, row, row.text("name"), row.text("parent").strip("/"), row.text("kind"))
        if not entry.name:
            self.refuse(entry, "name", "没有填名称")
        elif "/" in entry.name:
            self.refuse(entry, "name", f"名称“{entry.name}”里不能有“/”，上级写在“上级”列")
        elif entry.kind and self.kinds and entry.kind not in self.kinds:
            near = near_names(entry.kind, self.kinds) or f"可用的类型：{choices(list(self.kinds))}。"
            self.refuse(entry, "kind", f"方案里没有类型“{entry.kind}”。{near}".removesuffix("。"))
        else:
            self.entries.append(entry)

    def settle(self) -> None:
        """Describe every entry: parents first, round after round, until nothing more finds its parent."""
        waiting = self.entries
        while waiting:
            later: list[_Entry] = []
            for entry in waiting:
                parents = self.parents(entry)
                if not entry.parent:
                    self.describe(entry, "", None)
                elif len(parents) == 1:
                    self.describe(entry, *parents[0])
                else:
                    later.append(entry)
            if len(later) == len(waiting):
                waiting_for = {entry.name for entry in later}
                for entry in later:
                    self.refuse_parent(entry, waiting_for)
                return
            waiting = later

    def parents(self, entry: _Entry) -> list[tuple[str, str | None]]:
        """The full names and kinds of what the entry's parent may mean; a wished kind narrows them."""
        if not entry.parent:
            return []
        found = {
            path: item.kind
            for path, item in self.described.items()
            if entry.parent in (path, item.name, item.code or path)
        }
        for item in self.known.named(entry.parent):
            found.setdefault(self.known.path(item.key), item.kind)
        if entry.parent in found:
            return [(entry.parent, found[entry.parent])]
        kind = self.kinds.get(entry.kind)
        if kind is not None and kind.part_of is not None:
            fitting = {path: above for path, above in found.items() if above == kind.part_of}
            found = fitting or found
        return list(found.items())

    def refuse_parent(self, entry: _Entry, unsettled: AbstractSet[str]) -> None:
        paths = [path for path, _ in self.parents(entry)]
        if len(paths) > 1:
            self.refuse(entry, "parent", f"上级“{entry.parent}”有{len(paths)}个：{choices(paths)}。写出全名")
            return
        if entry.parent.rsplit("/", 1)[-1] in unsettled:
            self.refuse(entry, "parent", f"上级“{entry.parent}”也没有着落，或两者互为上级。改正上级")
            return
        names = [*self.described, *(self.known.path(item.key) for item in self.known)]
        near = near_names(entry.parent, names) or "先加上这个对象。"
        self.refuse(entry, "parent", f"没有上级“{entry.parent}”。{near}".removesuffix("。"))

    def describe(self, entry: _Entry, parent: str, parent_kind: str | None) -> None:
        path = f"{parent}/{entry.name}" if parent else entry.name
        if path in self.places:
            first = self.places[path]
            where = f"第{first.row.number}行"
            if (first.sheet.file, first.sheet.name) != (entry.sheet.file, entry.sheet.name):
                where = Problem("", first.sheet.file, first.sheet.name, first.row.number).place()
            self.refuse(entry, "name", f"“{path}”与{where}是同一个对象，只能有一行。删去其中一行")
            return
        self.places[path] = entry
        kind = self.kind(entry, path, parent_kind)
        since, until = self.day(entry, "from"), self.day(entry, "to")
        if since is not None and until is not None and until < since:
            self.refuse(entry, "to", f"至（{until.isoformat()}）早于自（{since.isoformat()}）")
        before = self.before(path)
        self.described[path] = DescribedObject(
            path,
            kind,
            before.key if before is not None else -len(self.places),
            self.text(entry, "group", before),
            self.text(entry, "grade", before),
            self.text(entry, "code", before),
            since if before is None or "from" in entry.sheet.columns else before.since,
            until if before is None or "to" in entry.sheet.columns else before.until,
        )

    def before(self, path: str) -> AssessedObject | None:
        """The known object of a full name; of several that bore it one after the other, the latest."""
        found = [item for item in self.known.named(path) if self.known.path(item.key) == path]
        return max(found, key=lambda item: (item.until or date.max, item.key), default=None)

    def text(self, entry: _Entry, name: str, before: AssessedObject | None) -> str:
        """A text column; what the sheet has no column for stays as it was."""
        if before is not None and name not in entry.sheet.columns:
            return str(getattr(before, name))
        return entry.row.text(name)

    def kind(self, entry: _Entry, path: str, parent_kind: str | None) -> str:
        """The kind of an entry: as written, as known before, or the only one that it can be."""
        above = self.kinds.get(entry.kind)
        if (
            above is not None
            and above.part_of is not None
            and parent_kind is not None
            and above.part_of != parent_kind
        ):
            self.refuse(
                entry, "parent", f"{entry.kind}的上级应是{above.part_of}，“{entry.parent}”是{parent_kind}"
            )
        if entry.kind:
            return entry.kind
        before = self.before(path)
        if before is not None:
            return before.kind
        fitting = [kind.name for kind in self.kinds.values() if kind.part_of == parent_kind]
        if len(fitting) == 1:
            return fitting[0]
        if self.kinds:
            self.refuse(entry, "kind", f"没有填“{path}”的类型。可用的类型：{choices(list(self.kinds))}")
        return ""

    def day(self, entry: _Entry, column: str) -> date | None:
        try:
            return read_date(entry.row.cells.get(column))
        except ValueError as fault:
            self.refuse(entry, column, str(fault))
            return None


def kinds_of(editions: Iterable[Scheme]) -> dict[str, Kind]:
    """The kinds of all schemes by name."""
    return {kind.name: kind for scheme in editions for kind in scheme.kinds}


def read_objects(sheets: Iterable[Sheet], known: Roster, editions: Iterable[Scheme]) -> ReadObjects:
    """Read every row of some objects sheets; a parent may stand anywhere in them or be known already."""
    reader = _Reader(known, kinds_of(editions))
    for sheet in sheets:
        for row in sheet.rows:
            reader.enter(sheet, row)
    reader.settle()
    return ReadObjects(tuple(reader.described.values()), tuple(reader.problems))


def merged(known: Roster, described: Iterable[DescribedObject]) -> Roster:
    """The roster as it will be once the described objects are saved; new ones keep their negative keys."""
    items = {item.key: item for item in known}
    keys = {known.path(item.key): item.key for item in known}
    for one in described:
        keys[one.path] = one.key
        parent = keys[one.parent] if one.parent else None
        items[one.key] = AssessedObject(
            one.key, one.name, one.kind, parent, one.group, one.grade, one.code, one.since, one.until
        )
    return roster(items.values())


def named_in_marks(sheets: Iterable[Sheet], editions: tuple[Scheme, ...]) -> Roster:
    """A roster of the objects that marks sheets name, in their order, where no objects sheet is given.

    An object is of the kind that its criterion assesses; ``上级/名称`` makes the parent too. What cannot be understood
    is left out here and refused when the marks are read.
    """
    names = Names(editions, roster(()))
    kinds = kinds_of(editions)
    found: dict[tuple[str, str], None] = {}
    for sheet in sheets:
        for row in sheet.rows:
            try:
                period = read_period(row.cells.get("period"), names.cycles)
                figures = names.figures(period, row.text("criterion"))
            except ValueError:
                continue
            for path, kind in _with_parents(row.text("object"), figures[0][1].of, kinds):
                found.setdefault((path, kind))
    named = enumerate(_one_kind_each(found), start=1)
    return merged(roster(()), (DescribedObject(path, kind, -number) for number, (path, kind) in named))


def _with_parents(path: str, kind: str, kinds: Mapping[str, Kind]) -> list[tuple[str, str]]:
    """A full name with those of all that it belongs to, topmost first, each with its kind."""
    parts = [part.strip() for part in path.split("/")]
    if not all(parts):
        return []
    chain: list[str] = []
    above: str | None = kind
    while above is not None and len(chain) < len(parts):
        chain.append(above)
        above = kinds[above].part_of
    if len(chain) < len(parts):
        return []
    return [("/".join(parts[: place + 1]), chain[len(parts) - 1 - place]) for place in range(len(parts))]


def _one_kind_each(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    for path, kind in found:
        first.setdefault(path, kind)
    return list(first.items())
