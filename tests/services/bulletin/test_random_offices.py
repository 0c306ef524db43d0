"""Bulletins of offices of random making: whatever the rules and the data, they are written, and hold together."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cityassess.scoring.periods import Period
from cityassess.services.assessing import evaluate_checks
from cityassess.services.bulletin.explain_sheets import sheet_blocks
from cityassess.services.bulletin.facts import Fact
from cityassess.services.bulletin.material import LastIssue, Material, Term
from cityassess.services.bulletin.templates import offered
from cityassess.services.bulletin.writing import write
from tests.scoring.strategies import World, random_world
from tests.services.bulletin.written import ids, tables, term_of

OFFICES = 30
DAY = date(2026, 11, 22)
NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")


def term(world: World, period: Period | None) -> Term | None:
    """A period of an office, where its scheme governs it."""
    if period is None or not world.scheme.governs(period):
        return None
    checks = world.checks
    return term_of(
        evaluate_checks(world.scheme, world.roster, period, checks, world.editions), period, checks
    )


def material(world: World, now: Term) -> Material:
    """A period with what it may be set against."""
    calendar = world.scheme.calendar
    before = term(world, calendar.earlier(calendar.dated(now.period), 1))
    if before is None:
        return Material(world.scheme, world.roster, now, DAY)
    last = LastIssue("第1期", before.assessment)
    year = before.assessment
    return Material(world.scheme, world.roster, now, DAY, before, year, (before.assessment,), last)


@pytest.mark.parametrize("seed", range(5))
def test_every_bulletin_holds_together(seed: int) -> None:
    chance = random.Random(seed)
    written = sentences = 0
    for _ in range(OFFICES):
        world = random_world(chance.randbytes(1_200), "mixed")
        for period in world.periods:
            now = term(world, period)
            if now is None or not any(group.ranked for group in now.assessment.groups):
                continue
            source = material(world, now)
            for template in offered(now.period):
                one = write(source, template)
                own = ids(one.document)
                assert len(own) == len(set(own))
                for passage in one.document.passages():
                    assert passage.text.strip()
                    assert "{" not in passage.text
                    assert all(one.facts[bound.fact].text == bound.text for bound in passage.bound)
                    sentences += 1
                assert all(table.rows for table in tables(one.document))
                written += 1
            for key in list(source.places)[:2]:
                assert sheet_blocks(source, key)
    assert written > OFFICES
    assert sentences > 3 * written


def number(fact: Fact) -> Fraction:
    """The only number that a fact tells."""
    (found,) = NUMBER.findall(fact.text.removesuffix("百分点"))
    return Fraction(found.replace("−", "-").replace(",", ""))


def moved(fact: Fact) -> Fraction:
    """By how much a fact says that something moved."""
    if "持平" in fact.text:
        return Fraction(0)
    size = number(fact)
    return size if re.search("提高|增加", fact.text) else -size


def differences(facts: Mapping[str, Fact], former: Mapping[str, Fact]) -> int:
    """Hold every difference told to the figures that a bulletin and the one before print; how many there are."""
    told = 0
    for key, fact in facts.items():
        kind, _, place = key.partition("/")
        if kind == "spread":
            told += 1
            assert number(fact) == number(facts[f"best-score/{place}"]) - number(facts[f"last-score/{place}"])
        compared = {
            "mean-change": f"mean/{place.removesuffix('/last')}",
            "lost-change": f"lost/{place}",
            "colour-change": f"colour-count/{place}",
        }.get(kind, "")
        if compared in facts and compared in former and "都有名次" not in fact.text:
            told += 1
            assert moved(fact) == number(facts[compared]) - number(former[compared]), (key, fact.text)
    return told


@pytest.mark.parametrize("seed", range(20, 23))
def test_differences_are_those_of_the_figures_that_two_bulletins_print(seed: int) -> None:
    chance = random.Random(seed)
    told = 0
    for _ in range(OFFICES):
        world = random_world(chance.randbytes(1_200), "mixed")
        for period in world.periods:
            now = term(world, period)
            if now is None or not any(group.ranked for group in now.assessment.groups):
                continue
            source = replace(material(world, now), year_before=None)
            usual = next(one for one in offered(now.period) if one.usual)
            before = source.before
            known = before is not None and any(group.ranked for group in before.assessment.groups)
            former = (
                Material(world.scheme, world.roster, before, DAY) if before is not None and known else None
            )
            told += differences(
                write(source, usual).facts, {} if former is None else write(former, usual).facts
            )
    assert told > OFFICES
