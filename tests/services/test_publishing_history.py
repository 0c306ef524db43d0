"""A publication that looks back: whatever happens to its months and editions later, it stays and can be worked out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cityassess.services.office import Office
from tests.services.issued_tables import ranked, rankings

QUARTER = "2026-Q1"
MARKS = "考核周期,考核对象,指标,数值"


def scheme(start: str, weight: str) -> str:
    """An edition: a month is worth a share of its mark, a quarter is the mean of its months."""
    return f"""
scheme: look-back
name: 季度考核
circular: 示例
in_force_from: {start}
kinds: [{{name: 街道}}]
figures:
  - {{id: mark, name: 打分, of: 街道, every: month, rule: mark, full: 100}}
  - {{id: score, name: 月得分, of: 街道, every: month, rule: weighted, inputs: [mark: {weight}]}}
  - {{id: quarter, name: 季得分, of: 街道, every: quarter, rule: mean, within: score, round: 2}}
rankings: [{{id: quarters, name: 季, score: quarter}}]
bulletin: {{authority: 示例局, title: "{{period}}通报", addressee: 各街道, signature: 示例局}}
"""


@pytest.fixture
def published(empty_office: Office, sheet: Callable[..., Path]) -> Office:
    """A published quarter whose first two months go by an edition that its last month no longer goes by."""
    rows = [
        f"2026-0{month},{name},打分,{mark}"
        for month, pair in enumerate((("80", "70"), ("80", "70"), ("80", "90")), 1)
        for name, mark in zip(("甲街", "乙街"), pair, strict=True)
    ]
    empty_office.importing.run(
        [
            sheet(scheme("2026-01-01", "50%"), name="旧.yaml"),
            sheet(scheme("2026-03-01", "100%"), name="新.yaml"),
            sheet("名称,类型", "甲街,街道", "乙街,街道", name="对象.csv"),
            sheet(MARKS, *rows),
        ]
    )
    empty_office.publishing.publish(QUARTER)
    return empty_office


def printed(office: Office) -> list[tuple[str, str]]:
    (table,) = rankings(office.publishing.document(QUARTER))
    return [(name, score) for _, name, score in ranked(table)]


def test_each_month_went_by_the_edition_in_force_then(published: Office) -> None:
    # 甲街 (40 + 40 + 80) ÷ 3, 乙街 (35 + 35 + 90) ÷ 3: both 53.33 as published
    assert printed(published) == [("甲街", "53.33"), ("乙街", "53.33")]
    assert published.upkeep.check().ok


def test_a_month_that_moves_leaves_the_published_quarter_as_it_was(
    published: Office, sheet: Callable[..., Path]
) -> None:
    before = published.publishing.proof(QUARTER).pdf
    published.importing.run([sheet(MARKS, "2026-01,乙街,打分,100", name="更正.csv")])
    assert published.publishing.state(QUARTER).changed_since
    (group,) = published.standings.assess(QUARTER).groups
    assert [(line.name, line.score.text) for line in group.ranked] == [("乙街", "58.33"), ("甲街", "53.33")]
    assert published.publishing.proof(QUARTER).pdf == before
    assert published.upkeep.check().ok


def test_an_edition_that_is_corrected_leaves_the_published_quarter_as_it_was(
    published: Office, sheet: Callable[..., Path]
) -> None:
    before = published.publishing.proof(QUARTER).pdf
    published.importing.run([sheet(scheme("2026-01-01", "90%"), name="旧.yaml")])
    assert published.publishing.state(QUARTER).changed_since
    (group,) = published.standings.assess(QUARTER).groups
    assert [line.score.text for line in group.ranked] == ["74.67", "72.00"]
    assert published.publishing.proof(QUARTER).pdf == before
    published.publishing.publish(QUARTER)
    report = published.upkeep.check()
    assert report.ok
    assert report.publications == 2
