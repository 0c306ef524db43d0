"""Bulletins of offices of random making: whatever the rules and the data, they are written, and hold together."""

from __future__ import annotations

import random
from datetime import date

import pytest

from cityassess.scoring.periods import Period
from cityassess.services.assessing import evaluate_checks
from cityassess.services.bulletin.explain_sheets import sheet_blocks
from cityassess.services.bulletin.material import LastIssue, Material, Term, term_of
from cityassess.services.bulletin.templates import offered
from cityassess.services.bulletin.writing import write
from tests.scoring.strategies import World, random_world
from tests.services.bulletin.written import ids, tables

OFFICES = 30
DAY = date(2026, 11, 22)


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
