"""What polars can do of the city that scores by every form of rule, in floating point, reading through connectorx.

All that is entered, the sums, the weekly means, the ratio and what is made of it, the weighted total, its rounding,
places within groups, colours, district means. It leaves out accounts and runs from period to period, schedules of
points by place, pools split to the last yuan, what each group has best, quarters and departments.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks import every_form_city as city
from benchmarks.measuring import peak_megabytes

_DETAILS = "source, severity, mode, rectified, repeated, place, inspector, day"


def measure(path: Path) -> dict[str, float]:
    """Read, add up, weight, round and rank."""
    import polars as pl

    month_codes = dict(zip(city.MONTHS, range(len(city.MONTHS)), strict=True))
    of_week = {week.code: month_codes[month.code] for month in city.months() for week in city.weeks_of(month)}
    uri = f"sqlite://{path}"
    started = time.perf_counter()

    def read(sql: str) -> Any:
        return pl.read_database_uri(sql, uri, engine="connectorx")

    criteria = read("SELECT id AS criterion_id, code AS criterion FROM criterion")
    looked_at = criteria.filter(pl.col("criterion").str.contains(r"^([ra]\d+|latest|sides)$"))["criterion_id"]
    own = ", ".join(map(str, looked_at))
    checks = read("SELECT period_id, object_id, criterion_id, value, count FROM spot_check")
    details = read(
        f"SELECT period_id, object_id, criterion_id, value, count, {_DETAILS} FROM spot_check"
        f" WHERE criterion_id IN ({own})"
    )
    periods = read("SELECT id AS period_id, code FROM period")
    units = read(
        "SELECT id AS object_id, parent_id, group_name AS team FROM assessed_object WHERE parent_id IS NOT NULL"
    )
    read_at = time.perf_counter()
    month = pl.col("code").replace_strict({**month_codes, **of_week}, return_dtype=pl.Int64)
    periods = periods.with_columns(
        month.alias("month"), (pl.col("code").str.len_chars() == 8).alias("weekly")
    )
    entries = checks.join(periods, on="period_id").join(criteria, on="criterion_id")
    singles = details.join(periods, on="period_id").join(criteria, on="criterion_id")
    total = _total(pl, entries, singles, units)
    ended = time.perf_counter()
    return {
        "seconds": ended - started,
        "reading": read_at - started,
        "peak MB": peak_megabytes(),
        "published": float(total["total"].sum()),
    }


def _total(pl: Any, entries: Any, singles: Any, units: Any) -> Any:
    cells = pl.DataFrame({"month": range(len(city.MONTHS))}).join(units, how="cross")
    for part in (
        _categories(pl, entries, cells),
        _events(pl, entries, singles, cells),
        _weeks(pl, entries, cells),
        _marks(pl, entries, singles),
        _handling(pl, entries),
    ):
        cells = cells.join(part, on=("month", "object_id"), how="left")
    weights = {name: float(weight) for name, weight in city.rules().weights.items()}
    exact = pl.lit(5.0) + pl.col("bonus") + pl.col("reward")
    for name, weight in weights.items():
        exact = exact + pl.col(name) * weight
    total = cells.with_columns(((exact * 100 + 0.5).floor() / 100).alias("total")).sort("month", "object_id")
    better = pl.struct(-pl.col("total"), -pl.col("index"))
    total = total.with_columns(
        better.rank("min").over("month", "team").alias("place"),
        pl.when(pl.col("total") < city.RED)
        .then(pl.lit("red"))
        .when(pl.col("total") < city.YELLOW)
        .then(pl.lit("yellow"))
        .alias("colour"),
        (pl.col("total") - pl.col("total").shift(1).over("object_id")).alias("progress"),
    )
    districts = total.group_by("month", "parent_id").agg(pl.col("total").mean().alias("mean"))
    districts.with_columns(
        ((pl.col("mean") * 100 + 0.5).floor() / 100).rank("min", descending=True).over("month").alias("place")
    )
    return total


def _categories(pl: Any, entries: Any, cells: Any) -> Any:
    rules = city.rules()
    plain = pl.DataFrame(
        {
            "criterion": [f"d{number}" for number in range(city.PLAIN)],
            "full": [float(full) for full in rules.full],
            "category": [f"c{number}" for number in rules.category_of],
        }
    )
    sums = (
        entries.join(plain, on="criterion", how="semi")
        .group_by("month", "object_id", "criterion")
        .agg((pl.col("value") * pl.col("count")).sum().alias("off"))
    )
    return (
        cells.select("month", "object_id")
        .join(plain, how="cross")
        .join(sums, on=("month", "object_id", "criterion"), how="left")
        .with_columns(
            (pl.col("full") - pl.col("off").fill_null(0) / 10_000).clip(lower_bound=0).alias("score")
        )
        .group_by("month", "object_id", "category")
        .agg(pl.col("score").sum())
        .pivot("category", index=("month", "object_id"), values="score")
    )


def _left(pl: Any, cells: Any, names: list[str], full: float, off: Any) -> Any:
    """Full marks less points off of several criteria, added up for each cell."""
    return (
        cells.select("month", "object_id")
        .join(pl.DataFrame({"criterion": names}), how="cross")
        .join(off, on=("month", "object_id", "criterion"), how="left")
        .group_by("month", "object_id")
        .agg((full - pl.col("off").fill_null(0)).clip(lower_bound=0).sum().alias("score"))
    )


def _events(pl: Any, entries: Any, singles: Any, cells: Any) -> Any:
    times = pl.col("value") * pl.col("count") / 10_000
    by = ("month", "object_id", "criterion")
    points = (
        pl.when((pl.col("source") == city.SOURCES[0]) & (pl.col("severity") == city.SEVERITIES[2]))
        .then(2.0)
        .when(pl.col("rectified").is_in(["", "否"]) & pl.col("severity").is_in(city.SEVERITIES[1:]))
        .then(1.5)
        .when(pl.col("mode") == city.MODES[1])
        .then(1.0)
        .otherwise(0.5)
    )
    rated = singles.filter(pl.col("criterion").str.starts_with("r")).group_by(by)
    again = singles.filter(pl.col("criterion").str.contains(r"^a\d"))
    seen = again.select(*by, "place").unique()
    for back in (1, 2):
        earlier = seen.with_columns(pl.col("month") + back, pl.lit(True).alias(f"seen{back}"))
        again = again.join(earlier, on=(*by, "place"), how="left")
    repeated = (pl.col("repeated") == 1) | pl.col("seen1").fill_null(False) | pl.col("seen2").fill_null(False)
    each = pl.when(repeated).then(1.0).otherwise(0.5)
    over = pl.col("value") / 10_000 - city.LIMIT
    late = pl.when(over > 0).then((over / city.STRETCH).ceil() * float(city.LATE)).otherwise(0.0)
    timed = entries.filter(pl.col("criterion").str.contains(r"^t\d")).group_by(by)
    bonus = entries.filter(pl.col("criterion") == "bonus").group_by("month", "object_id")
    found = cells.select("month", "object_id")
    for name, size, full, off in (
        ("r", city.RATED, 10.0, rated.agg((times * points).sum().alias("off"))),
        ("a", city.AGAIN, 5.0, again.group_by(by).agg((times * each).sum().alias("off"))),
        ("t", city.TIMED, 5.0, timed.agg((late * pl.col("count")).sum().alias("off"))),
    ):
        part = _left(pl, cells, [f"{name}{number}" for number in range(size)], full, off)
        found = found.join(part.rename({"score": name}), on=("month", "object_id"))
    won = bonus.agg((times.sum() * 0.5).clip(upper_bound=2.0).alias("bonus"))
    return found.join(won, on=("month", "object_id"), how="left").select(
        "month",
        "object_id",
        (pl.col("r") + pl.col("a") + pl.col("t")).alias("events"),
        pl.col("bonus").fill_null(0.0),
    )


def _weeks(pl: Any, entries: Any, cells: Any) -> Any:
    codes = [(week.code, place) for place, month in enumerate(city.months()) for week in city.weeks_of(month)]
    weeks = pl.DataFrame({"code": [code for code, _ in codes], "month": [place for _, place in codes]})
    off = (
        entries.filter(pl.col("weekly"))
        .group_by("code", "object_id", "criterion")
        .agg((pl.col("value") * pl.col("count")).sum().alias("off") / 10_000)
    )
    return (
        cells.select("month", "object_id")
        .join(weeks, on="month")
        .join(pl.DataFrame({"criterion": [f"w{number}" for number in range(city.WEEKLY)]}), how="cross")
        .join(off, on=("code", "object_id", "criterion"), how="left")
        .group_by("month", "object_id", "code")
        .agg((10.0 - pl.col("off").fill_null(0)).clip(lower_bound=0).sum().alias("week"))
        .group_by("month", "object_id")
        .agg(pl.col("week").mean().alias("weeks"))
    )


def _marks(pl: Any, entries: Any, singles: Any) -> Any:
    value = pl.col("value") / 10_000
    cell = ("month", "object_id")

    def of(rows: Any, name: str) -> Any:
        return rows.filter(pl.col("criterion") == name).with_columns(value.alias("mark"))

    trimmed = (
        of(entries, "trimmed")
        .group_by(cell)
        .agg(
            ((pl.col("mark").sum() - pl.col("mark").max() - pl.col("mark").min()) / (pl.len() - 2)).alias(
                "trimmed"
            )
        )
    )
    found = of(entries, "m0").group_by(cell).agg(pl.col("mark").mean().alias("m0")).join(trimmed, on=cell)
    for name in ("m1", "m2", "highest"):
        found = found.join(of(entries, name).group_by(cell).agg(pl.col("mark").max().alias(name)), on=cell)
    latest = of(singles, "latest").sort("day").group_by(cell).agg(pl.col("mark").last().alias("latest"))
    sides = of(singles, "sides").group_by(*cell, "inspector").agg(pl.col("mark").mean())
    found = found.join(latest, on=cell).join(
        sides.group_by(cell).agg(pl.col("mark").mean().alias("sides")), on=cell
    )
    options = {number * 10_000: float(points) for number, points in enumerate(city.OPTIONS, 1)}
    standing = of(entries, "standing").select(
        *cell, pl.col("value").replace_strict(options).alias("standing")
    )
    must = of(entries, "must").select(
        *cell, pl.col("value").replace_strict({10_000: 5.0, 20_000: 0.0}).alias("must")
    )
    marks = pl.sum_horizontal("m0", "m1", "m2", "trimmed", "latest", "sides", "highest")
    return (
        found.join(standing, on=cell)
        .join(must, on=cell)
        .select(
            *cell,
            marks.alias("marks"),
            (pl.col("standing") + pl.col("must")).alias("answers"),
            ((marks >= 45) & (pl.col("must") > 0)).cast(pl.Float64).alias("reward"),
        )
    )


def _handling(pl: Any, entries: Any) -> Any:
    cell = ("month", "object_id")

    def of(name: str) -> Any:
        value = (pl.col("value") / 10_000).alias(name)
        return entries.filter(pl.col("criterion") == name).select(*cell, value)

    index = pl.col("index")
    rate = pl.when(pl.col("due") > 0).then((pl.col("closed") / pl.col("due") * 100).clip(upper_bound=100.0))
    heard = (
        pl.when(index < 60)
        .then(0.0)
        .when(index < 85)
        .then((index - 60) * 4 / 25)
        .when(index < 95)
        .then(4 + (index - 85) / 10)
        .otherwise(5.0)
    )
    level = (
        pl.when(pl.col("rate") >= 95)
        .then(10.0)
        .when(pl.col("rate") >= 85)
        .then(8.0)
        .when(pl.col("rate") >= 70)
        .then(5.0)
        .otherwise(0.0)
    )
    kept = (10 - (95 - pl.col("rate")).clip(lower_bound=0) / 5).clip(lower_bound=0)
    handling = pl.when(pl.col("rate").is_null()).then(heard * 5).otherwise(kept + heard + level)
    found = of("due").join(of("closed"), on=cell).join(of("index"), on=cell)
    return found.with_columns(rate.alias("rate")).select(*cell, "index", handling.alias("handling"))
