"""Whatever is put, changed, moved, withdrawn and undone: the tables are what a plain dictionary says."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from cityassess.errors import Refused
from cityassess.scoring.values import Check
from cityassess.store import checks, leaves, periods
from cityassess.store.checks import CheckDraft, Conflict
from cityassess.store.database import Database
from tests.store.office import SCHEME, make_objects, verified

PERIODS = ("2017-04", "2017-05")
STEPS = 120


class Ledger:
    """The office as a dictionary from key to (check, version), driven by random acts."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.rng = random.Random(seed)
        self.objects = sorted(make_objects(database).values())
        self.held: dict[int, tuple[Check, int]] = {}
        self.used: set[int] = set()
        self.revisions: Counter[str] = Counter()

    def random_check(self, key: int = 0) -> Check:
        rng = self.rng
        return Check(
            rng.choice(PERIODS),
            rng.choice(self.objects),
            rng.choice("甲乙"),
            rng.choice([None, 0, 5_000, 10_000, 2**24, -3]),
            rng.choice([1, 1, 2, 520]),
            place=rng.choice(["", "", "一号点"]),
            key=key,
        )

    def by_nature(self, check: Check) -> int | None:
        return next(
            (key for key, (held, _) in self.held.items() if held.natural_key == check.natural_key), None
        )

    def put(self) -> None:
        drafts: dict[object, CheckDraft] = {}
        for _ in range(self.rng.randint(1, 4)):
            check = self.random_check()
            here = self.by_nature(check)
            base = self.rng.choice([None, self.held[here][1] if here else 0])
            drafts[check.natural_key] = CheckDraft(check, base)
        with self.database.writing() as session:
            result = checks.put(session, SCHEME, list(drafts.values()))
        touched = set()
        for draft, key in zip(drafts.values(), result.keys, strict=True):
            before = self.held.get(key)
            assert (before is None) == (self.by_nature(draft.check) is None)
            assert before is not None or key not in self.used
            if before is None or before[0] != draft.check:
                self.held[key] = (draft.check, before[1] + 1 if before else 1)
                touched.add(draft.check.period)
            self.used.add(key)
        assert result.periods == touched
        self.revisions.update(touched)

    def change_by_key(self) -> None:
        if not self.held:
            return
        key = self.rng.choice(sorted(self.held))
        check = self.random_check(key)
        old, version = self.held[key]
        taken = self.by_nature(check) not in (None, key)
        try:
            with self.database.writing() as session:
                checks.put(session, SCHEME, [CheckDraft(check, version)])
        except Refused:
            assert taken
            return
        assert not taken
        if check != old:
            self.held[key] = (check, version + 1)
            self.revisions.update({check.period, old.period})

    def withdraw(self) -> None:
        if not self.held:
            return
        key = self.rng.choice(sorted(self.held))
        check, version = self.held.pop(key)
        with self.database.writing("撤回") as session:
            assert checks.withdraw(session, key, version, "录错").check == check
        self.revisions[check.period] += 1

    def put_stale(self) -> None:
        if not self.held:
            return
        key = self.rng.choice(sorted(self.held))
        check, version = self.held[key]
        new = Check(check.period, check.object, "丙", 1)
        with pytest.raises(Conflict), self.database.writing() as session:
            checks.put(
                session, SCHEME, [CheckDraft(new), CheckDraft(check, version + self.rng.choice([-1, 1]) or 9)]
            )

    def compare(self) -> None:
        with self.database.reading() as session:
            stored = [item for code in PERIODS for item in checks.of_period(session, SCHEME, code)]
            rows = leaves.read(session, SCHEME, PERIODS)
            assert periods.revisions(session) == dict(self.revisions)
        assert {item.check.key: (item.check, item.version) for item in stored} == self.held
        assert len(rows) == len(self.held)
        assert int(rows.amount.sum()) == sum(
            (check.value or 0) * check.count for check, _ in self.held.values()
        )


@pytest.mark.parametrize("seed", range(3))
def test_random_histories_leave_what_a_dictionary_holds(database: Database, seed: int) -> None:
    ledger = Ledger(database, seed)
    for step in range(STEPS):
        act = ledger.rng.choice(
            [ledger.put, ledger.put, ledger.put, ledger.change_by_key, ledger.withdraw, ledger.put_stale]
        )
        act()
        if step % 10 == 0:
            ledger.compare()
    ledger.compare()
    found = verified(database)
    assert found.ok
    assert found.problems == ()
