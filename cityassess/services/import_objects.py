"""From objects sheets to the objects that they describe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from cityassess.errors import Problem
from cityassess.scoring.scheme import Kind, Scheme
from cityassess.scoring.values import AssessedObject, Classification, Roster, roster
from cityassess.services.import_cells import read_date
from cityassess.services.import_classes import DatedRow, in_order, last_day, reclassified, states_today
from cityassess.services.import_headings import Row, Sheet
from cityassess.services.import_names import choices, near_names

_BETWEEN = re.compile(r"[、;；,，\n]")


@dataclass(frozen=True, slots=True)
class DescribedObject:
    """One object as a file describes it.

    ``path`` is its full name from the topmost parent down; ``key`` is the key of the known object that it is, or a
    negative number for a new one. ``lead`` and ``responsible`` are full names of the units in charge.
    """

    path: str
    kind: str
    key: int
    group: str = ""
    grade: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None
    reclassified: tuple[Classification, ...] = ()
    lead: str = ""
    responsible: tuple[str, ...] = ()
    leader: str = ""

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
    places: dict[str, list[_Entry]] = field(default_factory=dict)

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

    def complete(self) -> None:
        """Describe every object with all its rows, and find the units in charge of it."""
        self.settle()
        for path, entries in self.places.items():
            self.described[path] = self.dated(path, entries)
        for path, entries in self.places.items():
            self.described[path] = self.in_charge(path, entries)

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
        found = self.bearing(entry.parent)
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
        """Give an entry its full name and kind; more rows of the same object join the first."""
        path = f"{parent}/{entry.name}" if parent else entry.name
        if path in self.places:
            self.places[path].append(entry)
            known = self.described[path].kind
            if entry.kind and known and entry.kind != known:
                self.refuse(entry, "kind", f"“{path}”在{self.where(entry, path)}是{known}，只能有一种类型")
            return
        self.places[path] = [entry]
        kind = self.kind(entry, path, parent_kind)
        before = self.before(path)
        key = before.key if before is not None else -len(self.places)
        self.described[path] = DescribedObject(path, kind, key)

    def where(self, entry: _Entry, path: str, other: int = 0) -> str:
        """The place of an object's first row (or another) as seen from one of its rows."""
        first = self.places[path][other]
        if (first.sheet.file, first.sheet.name) != (entry.sheet.file, entry.sheet.name):
            return Problem("", first.sheet.file, first.sheet.name, first.row.number).place()
        return f"第{first.row.number}行"

    def dated(self, path: str, entries: list[_Entry]) -> DescribedObject:
        """An object with its days, and the groups and grades of all its rows."""
        before = self.before(path)
        rows = self.dated_rows(path, entries)
        if not rows:
            return self.described[path]
        order = in_order(rows, before)
        base = self.begun(path, entries, order.base, before)
        known = before.reclassified if before is not None else ()
        every = [*([order.base] if order.base is not None else []), *order.changes]
        until, contradiction = last_day(every)
        if contradiction is not None:
            self.refuse(
                entries[contradiction.place],
                "to",
                f"“{path}”另有一行从{every[every.index(contradiction) + 1].start.isoformat()}起，"
                "这一行的“至”应留空或是那天的前一天",
            )
        if before is not None and ((until is None and order.base is None) or not self.has(entries, "to")):
            until = before.until
        for row in order.changes:
            if until is not None and row.start > until:
                self.refuse(
                    entries[row.place], "from", f"自（{row.start.isoformat()}）晚于至（{until.isoformat()}）"
                )
        later = reclassified((base.group, base.grade), base.since, known, order.changes)
        code = self.single(path, entries, "code", base.code)
        return replace(base, until=until, reclassified=later, code=code)

    def dated_rows(self, path: str, entries: list[_Entry]) -> list[DatedRow]:
        """What the rows of an object say of days, groups and grades; one for each first day."""
        rows: list[DatedRow] = []
        for place, entry in enumerate(entries):
            since, until = self.day(entry, "from"), self.day(entry, "to")
            same = next((row for row in rows if row.since == since), None)
            if same is not None:
                where = self.where(entry, path, same.place)
                message = f"“{path}”与{where}是同一个对象，只能有一行。删去其中一行"
                self.refuse(entry, "name", message)
                continue
            if since is not None and until is not None and until < since:
                self.refuse(entry, "to", f"至（{until.isoformat()}）早于自（{since.isoformat()}）")
            rows.append(DatedRow(place, since, until, entry.row.text("group"), entry.row.text("grade")))
        return rows

    def begun(
        self, path: str, entries: list[_Entry], base: DatedRow | None, before: AssessedObject | None
    ) -> DescribedObject:
        """An object as it began: as its first row says, as it was known where that has no column for it."""
        described = self.described[path]
        if before is not None and (base is None or (len(entries) == 1 and states_today(base, before))):
            return replace(
                described, group=before.group, grade=before.grade, code=before.code, since=before.since
            )
        if base is None:  # only changes of what is known have no beginning
            return described
        entry = entries[base.place]
        return replace(
            described,
            group=self.text(entry, "group", before),
            grade=self.text(entry, "grade", before),
            code=before.code if before is not None else "",
            since=base.since if before is None or "from" in entry.sheet.columns else before.since,
        )

    def has(self, entries: list[_Entry], column: str) -> bool:
        """Whether any sheet that an object stands in has a column."""
        return any(column in entry.sheet.columns for entry in entries)

    def single(self, path: str, entries: list[_Entry], column: str, before: str) -> str:
        """What an object's rows say in a column that does not change by date; as it was where no sheet has it."""
        if not self.has(entries, column):
            return before
        written = [(entry, entry.row.text(column)) for entry in entries if entry.row.text(column)]
        for entry, text in written[1:]:
            if text != written[0][1]:
                where = self.where(entry, path, entries.index(written[0][0]))
                heading = entry.sheet.columns[column]
                self.refuse(entry, column, f"“{path}”的“{heading}”与{where}不同。改成一样的")
        return written[0][1] if written else ""

    def in_charge(self, path: str, entries: list[_Entry]) -> DescribedObject:
        """An object with the full names of the units in charge of it, and the names of its leaders."""
        described, before = self.described[path], self.before(path)
        lead = [before.lead] if before is not None and before.lead is not None else []
        responsible = list(before.responsible) if before is not None else []
        return replace(
            described,
            lead=next(iter(self.units(path, entries, "lead", lead)), ""),
            responsible=tuple(dict.fromkeys(self.units(path, entries, "responsible", responsible))),
            leader=self.single(path, entries, "leader", before.leader if before is not None else ""),
        )

    def units(self, path: str, entries: list[_Entry], column: str, before: list[int]) -> list[str]:
        """The full names of the units that a column names; those known before where no sheet has it."""
        if not self.has(entries, column):
            return [self.known.path(key) for key in before]
        text = self.single(path, entries, column, "")
        names = [name.strip() for name in _BETWEEN.split(text) if name.strip()]
        entry = next((entry for entry in entries if entry.row.text(column)), entries[0])
        if column == "lead" and len(names) > 1:
            self.refuse(entry, column, f"牵头单位只能有一个，现有{len(names)}个。其余的写在“责任单位”列")
            return []
        return [unit for name in names if (unit := self.unit(entry, column, name))]

    def unit(self, entry: _Entry, column: str, name: str) -> str:
        """The full name of a unit; empty after a fault."""
        found = list(self.bearing(name))
        if name in found or len(found) == 1:
            return name if name in found else found[0]
        if found:
            self.refuse(entry, column, f"“{name}”有{len(found)}个：{choices(found)}。写出全名")
            return ""
        names = [*self.described, *(self.known.path(item.key) for item in self.known)]
        near = near_names(name, names) or "先在对象表中加上这个单位。"
        self.refuse(entry, column, f"没有单位“{name}”。{near}".removesuffix("。"))
        return ""

    def bearing(self, name: str) -> dict[str, str]:
        """The kinds of the objects that bear a name, full name or code, by their full names."""
        found = {
            path: item.kind
            for path, item in self.described.items()
            if name in (path, item.name, item.code or path)
        }
        for item in self.known.named(name):
            found.setdefault(self.known.path(item.key), item.kind)
        return found

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


def read_objects(sheets: Sequence[Sheet], known: Roster, editions: Iterable[Scheme]) -> ReadObjects:
    """Read every row of some objects sheets; a parent may stand anywhere in them or be known already."""
    reader = _Reader(known, kinds_of(editions))
    for sheet in sheets:
        for row in sheet.rows:
            reader.enter(sheet, row)
    reader.complete()
    order = {(sheet.file, sheet.name): place for place, sheet in enumerate(sheets)}
    problems = sorted(reader.problems, key=lambda one: (order[one.file, one.sheet], one.row or 0))
    return ReadObjects(tuple(reader.described.values()), tuple(problems))


def merged(known: Roster, described: Iterable[DescribedObject]) -> Roster:
    """The roster as it will be once the described objects are saved; new ones keep their negative keys."""
    items = {item.key: item for item in known}
    # Of several that bore a name one after the other, the one that exists longest is meant.
    last = sorted(known, key=lambda item: (item.until or date.max, item.key))
    keys = {known.path(item.key): item.key for item in last}
    described = tuple(described)
    keys.update((one.path, one.key) for one in described)
    for one in described:
        items[one.key] = AssessedObject(
            one.key,
            one.name,
            one.kind,
            keys[one.parent] if one.parent else None,
            one.group,
            one.grade,
            one.code,
            one.since,
            one.until,
            one.reclassified,
            keys[one.lead] if one.lead else None,
            tuple(keys[unit] for unit in one.responsible),
            one.leader,
        )
    return roster(items.values())
