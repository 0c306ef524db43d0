"""Everything computed again out of SQLite: our engine against polars with connectorx on the same file.

The peer does the same work the way its users would, in binary floating point: sums, floors, categories, weighted
total, district means, rounding, places within groups, colours. That its published digits agree is printed, not assumed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import city
from benchmarks.measuring import Measured, in_processes, peak_megabytes

REPEATS = 5


def ours(path: Path) -> dict[str, float]:
    """Read, evaluate, rank and colour all 36 months through the store and the engine."""
    from cityassess.scoring.engine import evaluate
    from cityassess.services.tallying import tally_rows
    from cityassess.store import leaves, objects
    from cityassess.store.database import open_database

    scheme, months = city.scheme(), city.periods()
    with open_database(path, actor="benchmark", create=False, anchor_folder=path.parent) as database:
        started = time.perf_counter()
        with database.reading() as session:
            roster = objects.load_roster(session)
            rows = leaves.by_period(session, city.SCHEME_ID, city.MONTHS)
            tally = tally_rows(scheme, roster, months, rows)
        read = time.perf_counter()
        evaluation = evaluate(scheme, tally)
        ended = time.perf_counter()
    total = evaluation.columns["total"].value
    return {
        "seconds": ended - started,
        "reading": read - started,
        "peak MB": peak_megabytes(),
        "published": float(int(total.numerators.sum())) / total.denominator,
    }


def theirs(path: Path) -> dict[str, float]:
    """The same by polars, reading through connectorx."""
    import polars as pl

    rules = city.rules()
    criteria = pl.DataFrame(
        {
            "code": [f"i{number}" for number in range(city.CRITERIA)],
            "full": [full * 10_000 for full in rules.full],
            "category": list(rules.category_of),
        }
    )
    uri = f"sqlite://{path}"
    started = time.perf_counter()
    sql = "SELECT period_id, object_id, criterion_id, value * count AS amount FROM spot_check"
    checks = pl.read_database_uri(sql, uri, engine="connectorx")
    codes = pl.read_database_uri("SELECT id AS criterion_id, code FROM criterion", uri, engine="connectorx")
    roster = pl.read_database_uri(
        "SELECT id AS object_id, parent_id, group_name AS team FROM assessed_object", uri, engine="connectorx"
    )
    read = time.perf_counter()
    total = _polars_total(pl, checks, codes.join(criteria, on="code"), roster, rules)
    ended = time.perf_counter()
    return {
        "seconds": ended - started,
        "reading": read - started,
        "peak MB": peak_megabytes(),
        "published": float(total["total"].sum()),
    }


def _polars_total(pl: Any, checks: Any, criteria: Any, roster: Any, rules: city.Rules) -> Any:
    units = roster.filter(pl.col("parent_id").is_not_null())
    months = checks.select("period_id").unique()
    sums = checks.group_by("period_id", "object_id", "criterion_id").agg(pl.col("amount").sum())
    cells = (
        months.join(units.select("object_id"), how="cross")
        .join(criteria.select("criterion_id", "full", "category"), how="cross")
        .join(sums, on=["period_id", "object_id", "criterion_id"], how="left")
        .with_columns((pl.col("full") - pl.col("amount").fill_null(0)).clip(lower_bound=0).alias("score"))
    )
    weights = pl.DataFrame(
        {"category": list(range(city.CATEGORIES)), "weight": [float(weight) for weight in rules.weights]}
    )
    total = (
        cells.group_by("period_id", "object_id", "category")
        .agg(pl.col("score").sum())
        .join(weights, on="category")
        .group_by("period_id", "object_id")
        .agg((pl.col("score") * pl.col("weight")).sum().alias("exact"))
        .with_columns(((pl.col("exact") / 100 + 0.5).floor() / 100).alias("total"))
        .join(units, on="object_id")
        .with_columns(
            pl.col("total").rank("min", descending=True).over("period_id", "team").alias("place"),
            pl.when(pl.col("total") < city.RED)
            .then(pl.lit("red"))
            .when(pl.col("total") < city.YELLOW)
            .then(pl.lit("yellow"))
            .alias("colour"),
        )
    )
    districts = total.group_by("period_id", "parent_id").agg(pl.col("total").mean().alias("mean"))
    districts.with_columns(
        ((pl.col("mean") * 100 + 0.5).floor() / 100)
        .rank("min", descending=True)
        .over("period_id")
        .alias("place")
    )
    return total


def measure(path: Path) -> list[Measured]:
    """Both in processes of their own, turn about, median of several."""
    return in_processes("benchmarks.recompute", ("ours", "theirs"), [str(path)], REPEATS)


WORKS: dict[str, Callable[[Path], dict[str, float]]] = {"ours": ours, "theirs": theirs}

if __name__ == "__main__":
    from benchmarks.measuring import answer

    answer(WORKS[sys.argv[1]](Path(sys.argv[2])))
