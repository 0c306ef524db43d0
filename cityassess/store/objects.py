"""The assessed objects (考核对象), in the office's official order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, insert, select, update

from cityassess.errors import Problem, Refused
from cityassess.scoring.values import AssessedObject, Classification, Roster
from cityassess.store import classifications
from cityassess.store.canonical import clean_text
from cityassess.store.session import Session, plain_row
from cityassess.store.tables import ObjectRow

_TABLE = cast(Table, ObjectRow.__table__)


@dataclass(frozen=True, slots=True)
class ObjectDraft:
    """An object to save. ``parent`` is the full name of what it belongs to (``双江/农新``), None for a topmost one.

    An object with the same parent, name and first day is the same object. With ``key`` the draft changes that very
    object, its name and parent too. ``position`` is its place in the official order; None keeps it, new ones go last.
    ``reclassified`` are all its later groups and grades; ``lead`` (empty: none) and ``responsible`` are the full names
    of the units in charge, which may be new ones.
    """

    name: str
    kind: str
    parent: str | None = None
    group: str = ""
    grade: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None
    position: int | None = None
    key: int = 0
    reclassified: tuple[Classification, ...] = ()
    lead: str = ""
    responsible: tuple[str, ...] = ()
    leader: str = ""


@dataclass(frozen=True, slots=True)
class SavedObjects:
    """What became of the drafts: how many were created, changed, unchanged, and their keys in the drafts' order."""

    created: int
    changed: int
    unchanged: int
    keys: tuple[int, ...]


def load_roster(session: Session) -> Roster:
    """All objects in official order."""
    later = classifications.load(session)
    query = select(_TABLE).order_by(_TABLE.c.position, _TABLE.c.id)
    return Roster(tuple(_object(row, later.get(row.id, ())) for row in session.connection.execute(query)))


def revision(session: Session) -> int:
    """Grows with every object that is created or changed, its later groups and grades among that."""
    total = select(func.count() + func.coalesce(func.sum(_TABLE.c.version), 0)).select_from(_TABLE)
    return int(session.connection.execute(total).scalar_one())


def changed_after(session: Session, moment: str) -> dict[int, str]:
    """When each object that was created or changed after a moment (UTC, ISO 8601) was changed last, by key."""
    rows = session.connection.execute(
        select(_TABLE.c.id, _TABLE.c.changed_at).where(_TABLE.c.changed_at > moment)
    )
    return {row.id: row.changed_at for row in rows}


def save_objects(session: Session, drafts: Sequence[ObjectDraft]) -> SavedObjects:
    """Create or change objects, parents first wherever they stand; all or nothing.

    Raises Refused with one problem for each draft that has no name, an unknown or ambiguous parent or unit in charge,
    names an object twice, or would make an object its own ancestor.
    """
    saving = _Saving(session)
    order = saving.resolve(drafts)
    for draft, key in zip(drafts, order, strict=True):
        if key:
            saving.complete(draft, key)
    saving.refuse_cycles()
    if saving.problems:
        raise Refused(saving.problems)
    saving.write()
    return SavedObjects(
        len(saving.created),
        len(saving.changed),
        len(drafts) - len(saving.created) - len(saving.changed),
        tuple(order),
    )


@dataclass
class _Saving:
    """The rows as they are and as they will be, while drafts are resolved."""

    session: Session
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    drawn: set[int] = field(default_factory=set)
    reclassified: dict[int, tuple[Classification, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for found in self.session.connection.execute(select(_TABLE)).mappings():
            self.rows[found["id"]] = dict(found)
        self.by_place = {row["place"]: key for key, row in self.rows.items()}
        self.named: dict[tuple[int | None, str], list[int]] = {}
        for key, row in self.rows.items():
            self.named.setdefault((row["parent_id"], row["name"]), []).append(key)
        self.last_position = max((row["position"] for row in self.rows.values()), default=0)
        self.later = classifications.load(self.session)

    def resolve(self, drafts: Sequence[ObjectDraft]) -> list[int]:
        """Place every draft, parents before their parts; returns their keys in the drafts' order."""
        keys: dict[int, int] = {}
        new_keys = iter(self.session.next_keys(_TABLE, len(drafts)))
        waiting = list(range(len(drafts)))
        while waiting:
            left: list[int] = []
            for number in waiting:
                found = self._parent(drafts[number])
                if isinstance(found, _Later):
                    left.append(number)
                else:
                    keys[number] = self._place(drafts[number], found, new_keys)
            if len(left) == len(waiting):
                for number in left:
                    draft = drafts[number]
                    self.problems.append(Problem(f"“{draft.name}”的上级“{draft.parent}”不存在，先登记上级。"))
                break
            waiting = left
        return [keys.get(number, 0) for number in range(len(drafts))]

    def _parent(self, draft: ObjectDraft) -> int | _Later | None:
        return self._of_path(draft.parent) if draft.parent else None

    def _of_path(self, path: str) -> int | _Later:
        """The object of a full name that is not empty."""
        key: int | None = None
        for name in clean_text(path).split("/"):
            found = self.named.get((key, name.strip()), [])
            if not found:
                return _LATER
            # Of several that bore the name one after the other, the one that exists longest is meant.
            key = max(found, key=lambda item: (self.rows[item]["until"] or date.max, item))
        return _LATER if key is None else key

    def complete(self, draft: ObjectDraft, key: int) -> None:
        """Add to a placed object what names other objects, all of which are placed by now, and what is dated."""
        responsible = dict.fromkeys(self._unit(draft, path) for path in draft.responsible)
        wanted = {
            "lead_id": self._unit(draft, draft.lead) if draft.lead else None,
            "responsible": " ".join(str(unit) for unit in responsible),
        }
        row = self.rows[key]
        before = self.later.get(key, ())
        later = tuple(sorted(draft.reclassified, key=lambda item: item.since))
        if len({item.since for item in later}) < len(later):
            self.problems.append(Problem(f"“{draft.name}”在同一天有两个分组或等级，删去一处。"))
        if later != before:
            self.reclassified[key] = later
        if key in self.created or key in self.changed:
            row.update(wanted)
        elif later != before or any(row[name] != value for name, value in wanted.items()):
            self._amend(key, wanted)

    def _unit(self, draft: ObjectDraft, path: str) -> int:
        found = self._of_path(path)
        if isinstance(found, int):
            return found
        self.problems.append(Problem(f"“{draft.name}”的牵头或责任单位“{path}”不存在，先登记这个单位。"))
        return 0

    def _place(self, draft: ObjectDraft, parent: int | None, new_keys: Iterator[int]) -> int:
        values: dict[str, Any] = {
            "parent_id": parent,
            "kind": clean_text(draft.kind),
            "name": clean_text(draft.name).strip(),
            "group_name": clean_text(draft.group),
            "grade": clean_text(draft.grade),
            "code": clean_text(draft.code),
            "since": draft.since,
            "until": draft.until,
            "leader": clean_text(draft.leader),
        }
        values["place"] = f"{parent or 0}|{draft.since or ''}|{values['name']}"
        if not values["name"] or "/" in values["name"]:
            self.problems.append(Problem(f"“{draft.name}”不能作名称：名称不能为空，也不能含“/”。"))
            return 0
        key = draft.key or self.by_place.get(values["place"], 0)
        if draft.key and draft.key not in self.rows:
            self.problems.append(Problem(f"“{draft.name}”要改的对象（编号{draft.key}）不存在。"))
            return 0
        if self.by_place.get(values["place"], key) != key:
            self.problems.append(Problem(f"同一上级下已有“{values['name']}”，换一个名称。"))
            return 0
        if key in self.drawn:
            self.problems.append(Problem(f"“{values['name']}”出现了两次，删去一处。"))
            return key
        return (
            self._change(key, values, draft.position) if key else self._create(next(new_keys), values, draft)
        )

    def _create(self, key: int, values: dict[str, Any], draft: ObjectDraft) -> int:
        self.last_position += 1
        position = self.last_position if draft.position is None else draft.position
        row = {"id": key, **values, "position": position, "version": 1, **self.session.signature()}
        self._keep(key, {**row, "lead_id": None, "responsible": ""})
        self.created.append(key)
        self.drawn.add(key)
        return key

    def _change(self, key: int, values: dict[str, Any], position: int | None) -> int:
        row = self.rows[key]
        self.drawn.add(key)
        wanted = {**values, "position": row["position"] if position is None else position}
        if any(row[name] != value for name, value in wanted.items()):
            self._amend(key, wanted)
        return key

    def _amend(self, key: int, wanted: dict[str, Any]) -> None:
        row = self.rows[key]
        self.before[key] = row
        self.changed.append(key)
        self.by_place.pop(row["place"], None)
        self.named[row["parent_id"], row["name"]].remove(key)
        self._keep(key, {**row, **wanted, "version": row["version"] + 1, **self.session.signature()})

    def _keep(self, key: int, row: dict[str, Any]) -> None:
        self.rows[key] = row
        self.by_place[row["place"]] = key
        self.named.setdefault((row["parent_id"], row["name"]), []).append(key)

    def refuse_cycles(self) -> None:
        """Note a problem for each changed object that would belong to itself."""
        for key in self.changed:
            above, steps = self.rows[key]["parent_id"], 0
            while above is not None and above != key and steps <= len(self.rows):
                above, steps = self.rows[above]["parent_id"], steps + 1
            if above is not None:
                self.problems.append(Problem(f"“{self.rows[key]['name']}”不能归属于自己的下级，另选上级。"))

    def write(self) -> None:
        """Write the rows and their events."""
        connection, name = self.session.connection, _TABLE.name
        if self.created:
            rows = [self.rows[key] for key in self.created]
            # Who is in charge may be made after what it is in charge of.
            connection.execute(insert(_TABLE), [{**row, "lead_id": None} for row in rows])
            leads = [{"key_of_row": row["id"], "new_lead": row["lead_id"]} for row in rows if row["lead_id"]]
            if leads:
                lead = update(_TABLE).where(_TABLE.c.id == bindparam("key_of_row"))
                connection.execute(lead.values(lead_id=bindparam("new_lead")), leads)
            self.session.record_rows("create", name, None, [plain_row(name, row) for row in rows])
        if self.changed:
            rows = [self.rows[key] for key in self.changed]
            columns = [column.name for column in _TABLE.c if column.name != "id"]
            statement = update(_TABLE).where(_TABLE.c.id == bindparam("key_of_row"))
            statement = statement.values({column: bindparam(f"new_{column}") for column in columns})
            connection.execute(
                statement,
                [
                    {"key_of_row": row["id"], **{f"new_{column}": row[column] for column in columns}}
                    for row in rows
                ],
            )
            befores = [plain_row(name, self.before[key]) for key in self.changed]
            self.session.record_rows("change", name, befores, [plain_row(name, row) for row in rows])
        classifications.save(self.session, self.reclassified)


class _Later:
    """Says that an object is not there, or not yet."""


_LATER = _Later()


def _object(row: Row[Any], reclassified: tuple[Classification, ...]) -> AssessedObject:
    return AssessedObject(
        key=row.id,
        name=row.name,
        kind=row.kind,
        parent=row.parent_id,
        group=row.group_name,
        grade=row.grade,
        code=row.code,
        since=row.since,
        until=row.until,
        reclassified=reclassified,
        lead=row.lead_id,
        responsible=tuple(int(key) for key in row.responsible.split()),
        leader=row.leader,
    )
