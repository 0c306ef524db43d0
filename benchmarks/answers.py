"""What a clerk waits for: a period assessed, one object explained, a what-if, the list of periods.

On the shipped schemes with the most figures and the longest look back, with their example data, in an office that was
just opened; the list of periods also for an office with a hundred of them. Milliseconds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from benchmarks import city
from benchmarks.measuring import Measured
from cityassess.resource_files import resource
from cityassess.scoring.periods import parse_period
from cityassess.scoring.values import Check
from cityassess.services.office import Office, open_office
from cityassess.store import checks, schemes
from cityassess.store.database import open_database
from cityassess.store.objects import ObjectDraft, save_objects

Answer = TypeVar("Answer")

SCHEMES = ("hygiene-city-review", "road-grades", "fine-management")
REPEATS = 5
PERIODS = 100


def measure(folder: Path) -> list[Measured]:
    """Medians over offices opened anew."""
    return [_office(name, folder) for name in SCHEMES] + [_hundred(folder)]


def _office(name: str, folder: Path) -> Measured:
    base = folder / name
    base.mkdir(exist_ok=True)
    path = base / "office.db"
    if not path.exists():
        files = [resource(f"schemes/{name}.yaml"), *sorted(resource(f"examples/{name}").glob("*.csv"))]
        with open_office(path, actor="benchmark") as office:
            office.importing.run(files)
    found: dict[str, list[float]] = {}
    for _ in range(REPEATS):
        with open_office(path, actor="benchmark", create=False) as office:
            for what, milliseconds in _answers(office).items():
                found.setdefault(what, []).append(milliseconds)
    return Measured(name, {what: statistics.median(times) for what, times in found.items()})


def _timed(act: Callable[[], Answer]) -> tuple[float, Answer]:
    started = time.perf_counter()
    answer = act()
    return (time.perf_counter() - started) * 1000, answer


def _answers(office: Office) -> dict[str, float]:
    """The list of periods, and of all its periods the slowest answer to each question asked for the first time."""
    listed, entries = _timed(office.standings.periods)
    slowest = {"periods ms": listed, "assess ms": 0.0, "explain ms": 0.0, "what-if ms": 0.0}
    for entry in entries:
        took, assessment = _timed(partial(office.standings.assess, entry.code, entry.scheme_id))
        slowest["assess ms"] = max(slowest["assess ms"], took)
        for group in assessment.groups:
            for standing in group.standings[:1]:
                ask = partial(office.standings.explain, entry.code, standing.object, None, entry.scheme_id)
                slowest["explain ms"] = max(slowest["explain ms"], _timed(ask)[0])
        text = office.schemes.text_of(office.schemes.governing(entry.code, entry.scheme_id))
        took, _ = _timed(partial(office.trial.what_if, entry.code, text))
        slowest["what-if ms"] = max(slowest["what-if ms"], took)
    return slowest


def _hundred(folder: Path) -> Measured:
    """An office of the large city's scheme with one check in each of a hundred months."""
    path = folder / "hundred.db"
    if not path.exists():
        _build_hundred(path)
    times = []
    for _ in range(REPEATS):
        with open_office(path, actor="benchmark", create=False) as office:
            took, entries = _timed(office.standings.periods)
            if len(entries) < PERIODS:
                raise RuntimeError(f"{len(entries)} periods instead of {PERIODS}")
            times.append(took)
    return Measured(f"{PERIODS} periods", {"periods ms": statistics.median(times)})


def _build_hundred(path: Path) -> None:
    text = city.scheme_text()
    edition = schemes.EditionDraft(city.SCHEME_ID, date(2010, 1, 1), None, "城市管理考核", "示例", text)
    drafts = [ObjectDraft(name="区", kind="区"), ObjectDraft(name="单位", kind="单位", parent="区")]
    with open_database(path, actor="benchmark", anchor_folder=path.parent) as database:
        with database.writing() as session:
            schemes.save_edition(session, edition)
            key = save_objects(session, drafts).keys[-1]
        month = parse_period("2017-01")
        for _ in range(PERIODS):
            with database.writing() as session:
                checks.put(session, city.SCHEME_ID, [checks.CheckDraft(Check(month.code, key, "i0", 10_000))])
            month = month.next()
