"""Cells that random offices reached and hand-worked examples had not, each worked by hand."""

from __future__ import annotations

from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import State
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.periods import Period
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.tally import Tally, tally_checks
from cityassess.scoring.trace import explain
from tests.scoring.forms_office import Forms

NOT_APPLICABLE = State.NOT_APPLICABLE
MARK = "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100}\n"


def test_nothing_is_rescaled_where_everything_applies() -> None:
    """A bonus has no full marks of its own, and points off alone have none: they still add up."""
    office = Forms.of(
        MARK
        + "{id: won, name: 加分, of: 街道, every: month, rule: bonus}\n"
        + "{id: extra, name: 奖励, of: 街道, every: month, rule: sum, inputs: [won], not_applicable: rescale}\n"
        + "{id: off, name: 失分, of: 街道, every: month, rule: weighted, inputs: [score: -1], "
        "not_applicable: rescale}"
    )
    office.add("甲 乙")
    office.enter("2026-02", "甲 3 乙 /", "won")
    office.enter("2026-02", "甲 40 乙 /")
    assert office.values("extra", "2026-02") == {"甲": 3, "乙": NOT_APPLICABLE}
    assert office.values("off", "2026-02") == {"甲": -40, "乙": NOT_APPLICABLE}


def test_what_never_applies_is_not_nothing_even_where_missing_months_are() -> None:
    office = Forms.of(
        MARK + "{id: made, name: 季, of: 街道, every: quarter, rule: total, within: score, missing: zero}"
    )
    office.add("甲 乙")
    for month in ("2026-01", "2026-02", "2026-03"):
        office.enter(month, "甲 /")
    assert office.values("made", "2026-Q1") == {"甲": NOT_APPLICABLE, "乙": 0}


def test_a_product_that_is_nothing_for_all_has_no_wide_denominator() -> None:
    weights = ", ".join(
        f"{name}: {weight}" for name, weight in (("score", "1/999983"), ("other", "1/999979"))
    )
    office = Forms.of(
        MARK
        + "{id: other, name: 其他, of: 街道, every: month, rule: mark, full: 100}\n"
        + f"{{id: tiny, name: 微, of: 街道, every: month, rule: weighted, inputs: [{weights}]}}\n"
        + "{id: less, name: 更微, of: 街道, every: month, rule: weighted, inputs: [tiny: 1/999961]}\n"
        + "{id: made, name: 积, of: 街道, every: month, rule: product, inputs: [less, tiny]}"
    )
    office.add("甲")
    office.enter("2026-02", "甲 0")
    office.enter("2026-02", "甲 0", "other")
    assert office.value("made", "甲", "2026-02") == 0


CAMPAIGN = "calendar: {campaigns: [{id: clean, name: 大清扫, from: 2026-02-01, to: 2026-03-31}]}"


def test_a_month_inside_a_campaign_is_explained_and_one_outside_is_no_problem() -> None:
    office = Forms.of(
        "{id: score, name: 得分, of: 街道, every: month, rule: mark, full: 100, during: [clean]}",
        top=CAMPAIGN,
    )
    office.add("甲")
    for month in ("2026-03", "2026-04"):
        office.enter(month, "甲 80")
    assert office.sentence("score", "甲", "2026-03") == "直接打分80.00"
    assert office.sentence("score", "甲", "2026-04") == "只在大清扫期间适用，不适用"
    office.enter("2026-03", "甲 90")
    office.enter("2026-04", "甲 90")
    told = [
        assess(office.evaluate(month), office.scheme.calendar.parse(month)).problems
        for month in ("2026-03", "2026-04")
    ]
    assert told == [("甲的“得分”有2个分数，只能有1个，不能计分",), ()]


def test_what_another_edition_asked_of_other_objects_is_nothing_of_these() -> None:
    """January ranked villages under the same names: no place then, no value then, and nothing to explain."""
    name = "{{id: score, name: 得分, of: {of}, every: month, rule: mark, full: 100}}\n"
    last = "{id: last, name: 上月, of: 街道, every: month, rule: earlier, input: score, missing: zero}"
    office = Forms.of(
        name.format(of="街道") + last,
        rankings="  - {id: order, name: 排名, score: score, change: [last]}\n",
        start="2026-02-01",
    )
    before = Forms.of(name.format(of="村"))
    office.add("甲 乙 丙")
    office.add("子", "村", parent="甲")
    office.enter("2026-01", "子 50 甲 1 乙 2 丙 3")
    office.enter("2026-02", "甲 90 乙 80 丙 70")
    february = office.scheme.calendar.parse("2026-02")

    def tallied(scheme: Scheme, periods: tuple[Period, ...]) -> Tally:
        return tally_checks(scheme, office.roster, periods, office.checks)

    evaluation = evaluate_in_force(office.scheme, (before.scheme, office.scheme), [february], tallied)
    (group,) = assess(evaluation, february).groups
    assert [[(change.period, change.rank) for change in line.changes] for line in group.ranked] == [
        [("2026-01", None)]
    ] * 3
    for name in "甲乙丙":
        assert office.value("last", name, "2026-02", evaluation) == 0
        trace = explain(evaluation, "last", office.objects[name].key, february, office.checks)
        assert [line.object_name for line in trace.inputs] in ([], [name])


def test_an_object_above_of_another_kind_has_no_value_for_what_is_asked_of_streets() -> None:
    office = Forms.of(MARK + "{id: made, name: 街道得分, of: 村, every: month, rule: above, figure: score}")
    office.add("甲")
    office.add("科", "科室")
    office.add("子", "村", parent="甲")
    office.add("丑", "村", parent="科")
    office.enter("2026-02", "甲 90")
    assert office.values("made", "2026-02") == {"子": 90, "丑": State.NO_DATA}
    assert office.sentence("made", "丑", "2026-02") == "没有上级街道，无数据"
