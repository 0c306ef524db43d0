"""A city of a million checks: 15 districts, 600 units, 120 criteria in 16 categories, 36 months."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from cityassess.reports.intake import read_scheme_tree
from cityassess.scoring.periods import Period, parse_period
from cityassess.scoring.reading.scheme_file import read_scheme
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.values import Check
from cityassess.store import checks, objects, schemes
from cityassess.store.database import open_database

SCHEME_ID = "city"
CHECKS = 1_000_000
DISTRICTS, UNITS, CRITERIA, CATEGORIES = 15, 600, 120, 16
MONTHS = tuple(f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13))
RED, YELLOW = 70, 80
_SEED = 20230101


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the city in plain numbers, so that a peer can work them out without a scheme."""

    full: tuple[int, ...]
    category_of: tuple[int, ...]
    weights: tuple[Fraction, ...]


def rules() -> Rules:
    """Full marks of each criterion, its category, and each category's weight per point of its own full marks."""
    draw = random.Random(_SEED)
    full = tuple(draw.choice((5, 8, 10, 12)) for _ in range(CRITERIA))
    category_of = tuple(number % CATEGORIES for number in range(CRITERIA))
    shares = [
        Fraction(share, 10) for share in (70, 50, 60, 80, 40, 65, 55, 70, 60, 60, 60, 70, 50, 80, 65, 65)
    ]
    in_category = [
        sum(f for f, place in zip(full, category_of, strict=True) if place == number)
        for number in range(CATEGORIES)
    ]
    return Rules(
        full, category_of, tuple(share / total for share, total in zip(shares, in_category, strict=True))
    )


def scheme_text() -> str:
    """The city's scheme file."""
    city = rules()
    lines = [
        f"scheme: {SCHEME_ID}\nname: 城市管理考核\ncircular: 示例\nin_force_from: 2020-01-01",
        "kinds:\n  - {name: 区}\n  - {name: 单位, part_of: 区}",
        "figures:",
    ]
    for number, full in enumerate(city.full):
        lines.append(
            f"  - {{id: i{number}, name: 指标{number}, of: 单位, every: month, rule: deduct, full: {full},"
            " unchecked: full}"
        )
    for category in range(CATEGORIES):
        inputs = ", ".join(f"i{number}" for number, place in enumerate(city.category_of) if place == category)
        lines.append(
            f"  - {{id: c{category}, name: 类别{category}, of: 单位, every: month, rule: sum, inputs: [{inputs}]}}"
        )
    lines.append(
        "  - id: total\n    name: 总分\n    of: 单位\n    every: month\n    rule: weighted\n    inputs:"
    )
    lines += [f"      - c{number}: {weight}" for number, weight in enumerate(city.weights)]
    lines.append("    round: 2")
    lines.append("  - {id: district, name: 区得分, of: 区, every: month, rule: mean, parts: total, round: 2}")
    lines.append(
        "  - {id: rating, name: 督办, of: 单位, every: month, rule: bands, input: total, colours: true, bands:"
        f" [{{id: red, below: {RED}}}, {{id: yellow, below: {YELLOW}}}, {{id: none, name: 正常}}]}}"
    )
    lines.append("colours:\n  - {id: red, name: 红}\n  - {id: yellow, name: 黄}")
    lines.append("rankings:\n  - {id: units, name: 单位, score: total, rating: rating}")
    lines.append("  - {id: districts, name: 区, score: district}")
    lines.append(
        "bulletin: {authority: 示例市城市管理局, title: 通报, addressee: 各区, signature: 示例市城市管理局}"
    )
    return "\n".join(lines)


def scheme() -> Scheme:
    """The city's scheme; raises ``ValueError`` when its file has a fault."""
    read, problems = read_scheme(read_scheme_tree(scheme_text(), "city.yaml"), "city.yaml")
    if read is None:
        raise ValueError("\n".join(map(str, problems)))
    return read


def periods() -> tuple[Period, ...]:
    """The 36 months."""
    return tuple(parse_period(code) for code in MONTHS)


def build(path: Path) -> None:
    """Write the city's database through the store, month by month, as imports would."""
    draw = random.Random(_SEED)
    with open_database(path, actor="benchmark", anchor_folder=path.parent) as database:
        with database.writing() as session:
            edition = schemes.EditionDraft(
                SCHEME_ID, date(2020, 1, 1), None, "城市管理考核", "示例", scheme_text()
            )
            schemes.save_edition(session, edition)
            drafts = [objects.ObjectDraft(name=f"区{number}", kind="区") for number in range(DISTRICTS)]
            drafts += [
                objects.ObjectDraft(
                    name=f"单位{number}",
                    kind="单位",
                    parent=f"区{number % DISTRICTS}",
                    group=f"第{number % 4 + 1}组",
                )
                for number in range(UNITS)
            ]
            objects.save_objects(session, drafts)
        with database.reading() as session:
            keys = [item.key for item in objects.load_roster(session) if item.kind == "单位"]
        each = CHECKS // len(MONTHS)
        for place, code in enumerate(MONTHS):
            count = CHECKS - each * (len(MONTHS) - 1) if place == len(MONTHS) - 1 else each
            with database.writing() as session:
                checks.put(session, SCHEME_ID, [_draft(draw, code, keys, number) for number in range(count)])


def _draft(draw: random.Random, code: str, keys: list[int], number: int) -> checks.CheckDraft:
    check = Check(
        code,
        draw.choice(keys),
        f"i{draw.randrange(CRITERIA)}",
        draw.randrange(1, 300) * 100,
        place=f"点位{number}",
        mode=draw.choice(("明查", "暗访")),
    )
    return checks.CheckDraft(check)
