"""The example office's files, its published figures, and how they are read out of what the program answers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from cityassess.resource_files import resource
from cityassess.scoring.assessment import Assessment
from cityassess.services.office import Office

PERIODS = ("2016-09", "2017-04", "2017-05")
SCHEME = resource("schemes/louxing-2016.yaml")
OBJECTS = resource("demo/objects.csv")
MARKS = {period: resource(f"demo/marks-{period}.csv") for period in PERIODS}
_CASES = Path(__file__).resolve().parents[1] / "cases"


@dataclass(frozen=True)
class Published:
    """One line of a ranking as the district printed it."""

    kind: str
    object: str
    score: str
    rank: int


def published(period: str) -> list[Published]:
    """The rankings of a month as the district printed them."""
    with (_CASES / "louxing_published.csv").open(encoding="utf-8", newline="") as file:
        return [
            Published(row["kind"], row["object"], row["score"], int(row["rank"]))
            for row in csv.DictReader(file)
            if row["period"] == period
        ]


def published_components(period: str) -> dict[str, dict[str, str]]:
    """The streets' partial scores of a month as printed, by street and figure."""
    with (_CASES / "louxing_components.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == period]
    names = ("company", "community", "sanitation", "chengguan")
    return {row["object"]: {name: row[name] for name in names} for row in rows}


def ranked(assessment: Assessment) -> list[Published]:
    """The rankings of an assessment in the same form."""
    return [
        Published(group.name, standing.name, standing.score.text, standing.rank)
        for group in assessment.groups
        for standing in group.ranked
        if standing.rank is not None
    ]


def import_all(office: Office) -> None:
    """Import the example office's files."""
    office.importing.run([SCHEME, OBJECTS, *MARKS.values()])


def key_of(office: Office, period: str, name: str) -> int:
    """An object's key by its name."""
    return office.standings.find(period, name).key
