"""Every shipped scheme reads without fault and scores its example; some figures against ones worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from cityassess.errors import Refused
from cityassess.progress import Silent
from cityassess.resource_files import resource
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment, FigureResult, State
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.forms import Bands, ByRank, Split
from cityassess.scoring.history import evaluate_in_force
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.results import band_of, figure_result
from cityassess.scoring.rules.bands import is_colourless
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.tally import tally_checks
from cityassess.scoring.values import Roster, roster
from cityassess.services.import_files import read_sheets, told
from cityassess.services.import_headings import SheetKind
from cityassess.services.import_marks import read_marks
from cityassess.services.import_names import Names
from cityassess.services.import_objects import merged, read_objects
from cityassess.services.office import open_office
from cityassess.services.scheme_files import read_scheme_file

SCHEMES = sorted(path.stem for path in resource("schemes").glob("*.yaml"))
WITH_EXAMPLE = [name for name in SCHEMES if name != "louxing-2016"]  # that one's data are the demo's


@dataclass(frozen=True)
class Shipped:
    """A shipped scheme with its example, evaluated in every period of it."""

    scheme: Scheme
    roster: Roster
    periods: tuple[Period, ...]
    evaluation: Evaluation

    def assess(self, period: Period) -> Assessment:
        """What is published of a period."""
        return assess(self.evaluation, period)

    def results(self, figure: Figure) -> Iterator[tuple[Period, int, int, FigureResult]]:
        """A figure's results with period, row and column, of every object that there is in the period."""
        frame = self.evaluation.frame
        for period in self.periods:
            if period.cycle is not figure.every:
                continue
            row = frame.row_of(period)
            for column in range(len(frame.objects[figure.of])):
                if frame.exists[figure.every, figure.of][row, column]:
                    yield period, row, column, figure_result(self.evaluation, figure, row, column)

    def text(self, period_code: str, figure_id: str, name: str) -> str:
        """One figure of one object as it is printed."""
        figure = self.scheme.by_id[figure_id]
        objects = self.evaluation.frame.objects[figure.of]
        (found,) = [
            result.text
            for period, _, column, result in self.results(figure)
            if period.code == period_code and objects[column].name == name
        ]
        return found


@cache
def shipped(name: str) -> Shipped:
    """A shipped scheme by its file's name; raises ``Refused`` with every fault of its files."""
    scheme, _ = read_scheme_file(resource(f"schemes/{name}.yaml"))
    folder = resource(f"examples/{name}")
    read = read_sheets([folder / "objects.csv", folder / "marks.csv"], Silent())
    sheets = {sheet.kind: sheet for sheet in read.sheets}
    objects = read_objects([sheets[SheetKind.OBJECTS]], roster(()), (scheme,))
    assessed = merged(roster(()), objects.objects)
    marks = read_marks([sheets[SheetKind.MARKS]], Names((scheme,), assessed), Silent())
    if problems := (*read.problems, *objects.problems, *marks.problems):
        raise Refused(told(problems))
    checks = marks.checks[scheme.id]
    periods = _periods(scheme, {check.period for check in checks})
    evaluation = evaluate_in_force(
        scheme, (scheme,), periods, lambda edition, wanted: tally_checks(edition, assessed, wanted, checks)
    )
    return Shipped(scheme, assessed, periods, evaluation)


def _periods(scheme: Scheme, codes: set[str]) -> tuple[Period, ...]:
    """The periods that checks were made in, and the longer ones of the scheme that these end in."""
    entered = {scheme.calendar.parse(code) for code in codes}
    cycles = [cycle for cycle in Cycle if cycle in scheme.cycles and cycle is not Cycle.CAMPAIGN]
    found = entered | {scheme.calendar.holding(cycle, period.end) for period in entered for cycle in cycles}
    found |= {
        campaign.period
        for campaign in scheme.calendar.campaigns
        if any(campaign.period.holds(period.end) for period in entered)
    }
    return tuple(sorted(found, key=lambda period: (period.end, period.start, period.code)))


@pytest.fixture(params=WITH_EXAMPLE)
def example(request: pytest.FixtureRequest) -> Shipped:
    """Each shipped scheme with its example in turn."""
    return shipped(request.param)


def test_each_scheme_but_the_demo_s_has_an_example_that_says_so() -> None:
    folders = sorted(path.name for path in resource("examples").iterdir())
    assert folders == WITH_EXAMPLE
    for name in folders:
        assert "示例" in resource(f"examples/{name}/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCHEMES)
def test_a_shipped_scheme_reads_without_fault(name: str) -> None:
    scheme, _ = read_scheme_file(resource(f"schemes/{name}.yaml"))
    assert scheme.id == name


def test_what_is_entered_names_its_clause(example: Shipped) -> None:
    assert [figure.id for figure in example.scheme.criteria if not figure.clause] == []


def test_the_example_scores_in_every_period(example: Shipped) -> None:
    ranked: set[str] = set()
    for period in example.periods:
        assessment = example.assess(period)
        assert assessment.problems == ()
        ranked |= {group.ranking for group in assessment.groups if group.ranked}
    assert ranked == {ranking.id for ranking in example.scheme.rankings}


def test_every_figure_has_a_value_somewhere(example: Shipped) -> None:
    without = [
        figure.id
        for figure in example.scheme.figures
        if all(result.state is not State.VALUE for *_, result in example.results(figure))
    ]
    assert without == []


def test_no_data_and_not_applicable_occur(example: Shipped) -> None:
    states = {result.state for figure in example.scheme.figures for *_, result in example.results(figure)}
    assert states == set(State)


def test_colours_come_and_stay_away(example: Shipped) -> None:
    for figure in example.scheme.figures:
        if not isinstance(figure.rule, Bands) or not figure.rule.colours:
            continue
        bands = {
            band_of(example.evaluation, figure, row, column)[0].id
            for _, row, column, result in example.results(figure)
            if result.state is State.VALUE
        }
        colourless = {band.id for band in figure.rule.bands if is_colourless(band)}
        assert bands & colourless, figure.id
        assert bands - colourless, figure.id


def test_lists_name_some_and_not_all(example: Shipped) -> None:
    for one in example.scheme.lists:
        texts = {result.text for *_, result in example.results(example.scheme.by_id[one.figure])}
        assert {"是", "否"} <= texts, one.id


def test_money_and_points_by_rank_differ(example: Shipped) -> None:
    for figure in example.scheme.figures:
        if isinstance(figure.rule, ByRank | Split):
            given = {result.exact for *_, result in example.results(figure) if result.state is State.VALUE}
            assert len(given) > 1, figure.id


BY_HAND = [
    # ---- week 10: six places seen openly, 0.5 each
    ("hygiene-city-review", "2026-W10", "week_total", "示例一社区", "97.00"),
    ("hygiene-city-review", "2026-W16", "week_total", "示例二社区", "无数据"),
    # one place, the same as in week 11: 2 - 1
    ("hygiene-city-review", "2026-W13", "posters", "示例四社区", "1.00"),
    # sewage 84 of 85: 9.5; the four others 10: 49.5 * 10/5
    ("hygiene-city-review", "2026-Q2", "data_1", "示例街道", "99.00"),
    # 60 dB are not below 60: 5; (10 + 10 + 5) * 10/3
    ("hygiene-city-review", "2026-Q2", "data_2", "示例街道", "83.33"),
    # 98.5, 100 and 97 of 100, 95 of 95: (9.25 + 10 + 8.5 + 10) * 10/4 = 94.375
    ("hygiene-city-review", "2026-Q2", "data_4", "示例街道", "94.38"),
    ("hygiene-city-review", "2026-Q2", "graded", "示例街道", "91.54"),  # 238 / (268 - 8)
    ("hygiene-city-review", "2026-Q2", "task_data", "加强食品及生活饮用水监管", "不适用"),
    # 50 by one tester; 48 and 51, so 49.5, by the other: 49.75 + 34.5
    ("hygiene-city-review", "2026-Q1", "comm_test", "示例三社区", "84.25"),
    # 17 + 16 + 17 + 16.5 of 80, a market there is not: 83.125
    ("hygiene-city-review", "dabiao-2026", "stage_2", "示例三社区", "83.13"),
    ("hygiene-city-review", "2026", "comm_stages", "示例一社区", "97.00"),  # 10 + 37 + 30 + 20
    ("hygiene-city-review", "2026-03", "comm_colour", "示例三社区", "白"),
    ("hygiene-city-review", "2026-04", "comm_colour", "示例三社区", "黄"),
    ("hygiene-city-review", "2026-05", "comm_colour", "示例三社区", "红"),
    # ---- 9 of 12 less 2 put off are trained: 90.0, two steps short; 6 of 9 passed: 66.7, three steps; half mended
    ("language-standard", "shishi-2026", "trained_score", "示例直属中心", "2.0"),
    ("language-standard", "shishi-2026", "carried_out", "示例直属中心", "6.0"),
    ("language-standard", "shishi-2026", "trained_rate", "示例三司法所", "不适用"),
    # ten of ten items and no error: 35 of 35; a wall paper missing: 50 + 10 + 8 + 10 + 6 + 14
    ("language-standard", "pinggu-2026", "official_writing", "示例一司法所", "50.0"),
    ("language-standard", "pinggu-2026", "official_total", "示例一司法所", "98.0"),
    # six of ten items, five errors: 20.5 of 35 = 29.2857 of 50; 29.3 + 10 + 8 + 3 + 4 + 0
    ("language-standard", "pinggu-2026", "official_total", "示例三司法所", "54.3"),
    ("language-standard", "pinggu-2026", "failed_items", "示例三司法所", "4"),
    ("language-standard", "pinggu-2026", "veto", "示例三司法所", "是"),
    ("language-standard", "pinggu-2026", "gap", "政治处", "无数据"),
    ("language-standard", "pinggu-2026", "colour", "示例三司法所", "红"),
    # ---- 0.42 on the line from 0 to 0.5; six steps short of 1.5; 3 on the line from 1 to 4: (16 + 40 + 33.3) / 3
    ("city-checkup", "2025", "safety", "示例三区", "29.8"),
    ("city-checkup", "2025", "safety_level", "示例三区", "严重"),
    ("city-checkup", "2025", "survey", "示例三区", "75.3"),  # (72.5 on line + 78 in person) / 2 = 75.25
    ("city-checkup", "2025", "public", "示例三区", "72.8"),  # (75.25 + 70.4) / 2
    ("city-checkup", "2023", "year_colour", "示例三区", "黄"),
    ("city-checkup", "2024", "year_colour", "示例三区", "红"),
    ("city-checkup", "2025-04", "info", "示例三区", "50.0"),  # five days late
    ("city-checkup", "2021-2025", "five_severe", "示例三区", "3"),
    ("city-checkup", "2021-2025", "five_mean", "示例新区", "无数据"),  # two years of three
    # ---- bins 2.5, sewage 0.5, corners 2.5, cleaning 1.5, litter 3, rubbish 1.5: 10.5 of 22 left, of 25
    ("street-chief", "2026-06", "env", "示例四路", "11.93"),
    ("street-chief", "2026-06", "closing", "示例四路", "66.83"),  # 17 / (26 - 2) less 4
    # 26, 49 and 60 hours: 2, 2 + 2, 2 + 2 off 50; five working days: 5 off 50
    ("street-chief", "2026-06", "handling", "示例四路", "85.00"),
    ("street-chief", "2026-06", "on_spot_rate", "示例三路", "不适用"),
    ("street-chief", "2026-06", "closing_rate", "示例三路", "100.00"),
    # 16 + 15 + 17 + 18 of 80 = 82.5; 26 of 30 days: 0.8 * 82.5 + 0.2 * 86.67
    ("street-chief", "2026-06", "lane_total", "示例二巷", "83.33"),
    ("street-chief", "2026-06", "shop_total", "示例庚店", "68.00"),  # eight at 2, four again at 4
    ("street-chief", "2026-04", "shop_total", "示例己店", "60.00"),  # nothing signed
    ("street-chief", "2026-W15", "area_patrolled", "示例二片区", "否"),  # once, not twice
    ("street-chief", "2026-04", "road_colour", "示例二路", "白"),
    ("street-chief", "2026-05", "road_colour", "示例二路", "黄"),
    ("street-chief", "2026-06", "road_colour", "示例二路", "红"),
    # ---- two at 0.5 and one left from last month at 1.5: 6 - 2.5
    ("civilized-city", "2026-03", "ten_messes", "示例三社区", "3.50"),
    # 0.6 * 89 + 0.2 * 86.36 (19/22) + 0.1 * 88 (17 and 22 days: 5 and 5 + 2 off) + 0.1 * 75
    ("civilized-city", "2026-03", "month_total", "示例三社区", "86.97"),
    ("civilized-city", "2026-Q1", "field_test", "示例一社区", "94.25"),  # (95.5 + 93) / 2
    ("civilized-city", "2026-Q1", "papers_test", "示例一社区", "95.50"),  # 90 and 97 left out
    ("civilized-city", "2026-Q1", "noise_score", "示例街道", "90.00"),  # 28/40, one step short of 75
    ("civilized-city", "2026-Q1", "firm_rate", "示例物业甲公司", "95.38"),  # (78 + 46) / (80 + 50)
    ("civilized-city", "2026-Q1", "estate_score", "示例书香小区", "94.67"),  # 71 of 75
    ("civilized-city", "2026-Q1", "firm_total", "示例物业甲公司", "98.36"),  # (95.38 + 95.34) / 2 + 3
    ("civilized-city", "2026-Q2", "firm_black", "示例物业戊公司", "是"),  # an accident
    ("civilized-city", "2026-Q1", "firm_out", "示例物业丁公司", "否"),
    ("civilized-city", "2026-Q2", "firm_out", "示例物业丁公司", "是"),
    # ---- 2*1 + 3*0.5 + 1 + 0.5 + 0.5 + 0.5 off
    ("month-quarter-year-rewards", "2026-01", "comm_month", "示例七社区", "94.00"),
    ("month-quarter-year-rewards", "2026-06", "models", "城关镇", "2.00"),  # three, two count
    ("month-quarter-year-rewards", "2026-Q2", "town_expose", "周庄镇", "是"),
    ("month-quarter-year-rewards", "2026-Q1", "town_last_run", "周庄镇", "1"),
    ("month-quarter-year-rewards", "2026-Q2", "town_last_run", "周庄镇", "2"),
    ("month-quarter-year-rewards", "2026-Q2", "comm_quarter", "示例八社区", "无数据"),
    ("month-quarter-year-rewards", "2026-01", "town_colour", "周庄镇", "白"),
    ("month-quarter-year-rewards", "2026-02", "town_colour", "周庄镇", "黄"),
    ("month-quarter-year-rewards", "2026-03", "town_colour", "周庄镇", "红"),
]


@pytest.mark.parametrize(("name", "period", "figure", "object_name", "text"), BY_HAND)
def test_figures_are_those_worked_by_hand(
    name: str, period: str, figure: str, object_name: str, text: str
) -> None:
    assert shipped(name).text(period, figure, object_name) == text


def test_rewards_balance_or_say_by_how_much_they_do_not() -> None:
    rewards = shipped("month-quarter-year-rewards")
    first, second = (
        next(period for period in rewards.periods if period.code == code) for code in ("2026-Q1", "2026-Q2")
    )
    money = {
        name: [rewards.text(quarter.code, "town_money", name) for quarter in (first, second)]
        for name in ("城关镇", "铁路办事处", "杨庄镇", "周庄镇", "示例林站")
    }
    assert money == {
        "城关镇": ["10.00", "10.00"],
        "铁路办事处": ["5.00", "-5.00"],
        "杨庄镇": ["-5.00", "5.00"],
        "周庄镇": ["-10.00", "-10.00"],
        "示例林站": ["不适用", "不适用"],
    }
    off = [[balance.off for balance in rewards.assess(quarter).balances] for quarter in (first, second)]
    assert off == [[0, 0], [0, -20_000]]  # only two are good enough in the second quarter: 20 % stay


def test_a_stage_shows_only_its_own_rankings_and_lists() -> None:
    language = shipped("language-standard")
    shown = {
        period.code: ([group.ranking for group in assessment.groups], [one.id for one in assessment.lists])
        for period in language.periods
        for assessment in (language.assess(period),)
    }
    assert shown == {
        "dongyuan-2026": (["step_rank"], []),
        "shishi-2026": (["step_rank"], []),
        "zicha-2026": (["self_rank"] * 3 + ["step_rank"], []),
        "pinggu-2026": (["official_rank"] * 3 + ["step_rank"], ["met_list", "unmet_list"]),
    }


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_an_office_gets_the_same_and_prints_it(name: str, tmp_path: Path) -> None:
    folder, files = resource(f"examples/{name}"), shipped(name)
    newest = {
        period.cycle: period
        for period in files.periods
        if any(group.ranked for group in files.assess(period).groups)
    }
    period = newest.get(Cycle.MONTH) or newest[Cycle.CAMPAIGN]
    lines = _lines(files.assess(period))
    with open_office(tmp_path / "office.db", actor="示例") as office:
        office.importing.run([resource(f"schemes/{name}.yaml"), folder / "objects.csv", folder / "marks.csv"])
        assert _lines(office.standings.assess(period.code)) == lines
        office.publishing.publish(period.code)
        printed = set(_words(office.publishing.proof(period.code).pdf))
    scores = {score for _, _, rank, _, score in lines if rank is not None}
    assert scores
    assert scores <= printed


def _lines(assessment: Assessment) -> list[tuple[str, str, int | None, str, str]]:
    """Every line of every ranking: ranking, group, place, object, score."""
    return [
        (group.ranking, group.name, line.rank, line.name, line.score.text)
        for group in assessment.groups
        for line in group.standings
    ]


def _words(pdf: bytes) -> Iterator[str]:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            text = page.get_textpage()
            yield from text.get_text_range().split()
            text.close()
            page.close()
    finally:
        document.close()
