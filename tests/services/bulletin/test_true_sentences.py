"""Sentences that must not mislead: what moved is told of like and like, and as the difference of what is printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cityassess.reports.blocks import Chart
from cityassess.reports.chart_values import HeatMap
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.forms import Bands
from cityassess.scoring.values import AssessedObject, Check, roster
from cityassess.services.bulletin.document import Exhibit
from cityassess.services.bulletin.material import Corrected, LastIssue, Material
from cityassess.services.bulletin.parts.corrections import corrected_title
from tests.services.bulletin.written import example, ids, office, passages, rows, table, written

SCHEME = """
scheme: two
name: 两项考核
circular: 示例
in_force_from: 2026-01-01
kinds: [{name: 街道}]
figures:
  - {id: first, name: 保洁, of: 街道, every: month, rule: mark, full: 60%(first)s}
  - {id: second, name: 绿化, of: 街道, every: month, rule: mark, full: 40%(second)s}
  - {id: score, name: 得分, of: 街道, every: month, rule: %(rule)s}
rankings: [{id: r, name: 街道, score: score, columns: [first, second]%(ranking)s}]
bulletin: {authority: 甲办, title: "{period}通报", addressee: 各街道, basis: 依据, requirements: [], signature: 甲办}
"""
USUAL = {"first": "", "second": "", "rule": "sum, inputs: [first, second]", "ranking": ""}
Marks = Mapping[int, tuple[str | None, str | None]]


def streets(now: Marks, before: Marks | None = None, **more: str) -> Material:
    """May 2026 of an office of streets with two items each, set against April; a mark that is None was not given."""
    checks = [
        Check(period, key, criterion, int(Fraction(mark) * 10_000))
        for period, marks in (("2026-05", now), ("2026-04", before or {}))
        for key, pair in marks.items()
        for criterion, mark in zip(("first", "second"), pair, strict=True)
        if mark is not None
    ]
    keys = sorted({*now, *(before or ())})
    objects = roster(AssessedObject(key, f"街{key}", "街道") for key in keys)
    return office(SCHEME % {**USUAL, **more}, objects, checks, "2026-05")


def said(source: Material, place: str, template: str = "") -> str:
    """The words of the passage whose id ends so."""
    (words,) = [
        text for key, text in passages(written(source, template).document).items() if key.endswith(place)
    ]
    return words


# ---- points lost


def test_an_item_that_loses_nothing_now_counts_in_what_was_lost_before() -> None:
    source = streets({1: ("55", "40"), 2: ("60", "40")}, {1: ("55", "30"), 2: ("60", "40")})
    assert said(source, "/types") == "本月街道失分合计5.00分，比上月减少10.00分，全部在保洁。"


def test_points_of_other_objects_are_not_set_against_each_other() -> None:
    source = streets({1: ("55", "40"), 2: ("60", "39")}, {1: ("55", "30"), 2: ("60", "40"), 3: ("50", "40")})
    words = said(source, "/types")
    assert words.startswith("本月街道失分合计6.00分，按本月和上月都有名次的2个街道比，减少9.00分。")
    lost = table(written(source).document, "2026年5月街道失分情况")
    assert [row[-1] for row in rows(lost)] == ["持平", "减少9.00分"]
    assert lost.notes[-1] == "注：“与上月相比”一列，按本月和上月都有名次的2个街道比。"
    assert "平均得分97.00分，按本月和上月都有名次的2个街道比，平均提高4.50分；" in said(
        source, "overview/r/街道"
    )


def test_nothing_is_compared_where_nobody_has_a_place_in_both_periods() -> None:
    source = streets({1: ("55", "40"), 2: ("60", "39"), 3: (None, None)}, {3: ("50", "40")})
    assert "上月" not in said(source, "overview/r/街道")
    assert "上月" not in said(source, "/types")


def test_those_in_both_periods_whose_mean_stays_say_so() -> None:
    source = streets({1: ("55", "40"), 2: ("60", "39")}, {1: ("55", "40")})
    assert "，按本月和上月都有名次的1个街道比，平均得分持平；" in said(source, "overview/r/街道")


def test_a_difference_is_that_of_the_figures_as_printed() -> None:
    rule = "weighted, inputs: [first: 33.3%, second: 50%], round: 1"
    source = streets({1: ("50", "30"), 2: ("51", "31")}, {1: ("50.4", "30.1"), 2: ("51", "31")}, rule=rule)
    then = streets({1: ("50.4", "30.1"), 2: ("51", "31")}, rule=rule)
    now, before = (re.findall(r"合计([\d.]+)分", said(one, "/types"))[0] for one in (source, then))
    moved = Fraction(now) - Fraction(before)
    assert moved
    assert f"比上月增加{float(moved):.1f}分" in said(source, "/types")
    caption = "2026年5月街道失分情况"
    shown, former = (
        {row[0]: row for row in rows(table(written(one).document, caption))} for one in (source, then)
    )
    for item, row in shown.items():
        moved = Fraction(row[1]) - Fraction(former[item][1])
        assert row[-1] == (f"增加{float(moved):.1f}分" if moved else "持平")


def test_a_score_set_against_the_last_period_has_no_points_to_lose_there() -> None:
    told = passages(written(example("road-grades", "2026-Q2")).document)
    assert not any("失分合计" in words for words in told.values())


def test_the_heat_map_shows_the_marks_where_the_rest_is_scaled_up() -> None:
    text = SCHEME % {
        **USUAL,
        "rule": "sum, inputs: [first, second, third], not_applicable: rescale",
    }
    text = text.replace(
        "  - {id: score,",
        "  - {id: third, name: 市容, of: 街道, every: month, rule: mark, full: 20}\n  - {id: score,",
    )
    text = text.replace("columns: [first, second]", "columns: [first, second, third]")
    objects = roster(AssessedObject(key, f"街{key}", "街道") for key in (1, 2, 3))
    checks = [
        Check("2026-05", key, criterion, None if key == 1 and criterion == "second" else mark * 10_000)
        for key in (1, 2, 3)
        for criterion, mark in (("first", 6), ("second", 4), ("third", 2))
    ]
    source = office(text, objects, checks, "2026-05")
    parts = [part for one in written(source, "yearly").document.sections for part in one.parts]
    (heat,) = [
        block.value
        for part in parts
        if isinstance(part, Exhibit)
        for block in part.blocks
        if isinstance(block, Chart) and isinstance(block.value, HeatMap)
    ]
    by_street = dict(zip(heat.rows, heat.cells, strict=True))
    assert [cell.text for cell in by_street["街1"]] == ["6.00", "—", "2.00"]
    assert [cell.text for cell in by_street["街2"]] == ["6.00", "4.00", "2.00"]


# ---- means and places


def test_the_only_one_that_is_ranked_is_not_set_against_the_mean_of_several() -> None:
    source = streets({1: ("55", "40"), 2: (None, None)}, {1: ("50", "40"), 2: ("30", "20")})
    assert said(source, "overview/r/街道") == "街道参加排名的只有街1，得分95.00分。"


def test_where_all_are_alike_it_is_their_mean_that_moved() -> None:
    source = streets({1: ("50", "40"), 2: ("50", "40")}, {1: ("60", "40"), 2: ("30", "40")})
    assert said(source, "overview/r/街道") == "街道得分均为90.00分，平均得分比上月提高5.00分。"


def test_less_that_is_better_does_not_go_up() -> None:
    source = streets({1: ("5", "4"), 2: ("5", "3")}, {1: ("4", "4"), 2: ("4", "3")}, ranking=", better: low")
    assert "平均得分8.50分，比上月增加1.00分；" in said(source, "overview/r/街道")


def test_nobody_is_among_the_first_and_the_last_at_once() -> None:
    marks = [("60", "40"), ("60", "39"), ("60", "38"), ("60", "38"), ("60", "37"), ("60", "36")]
    source = streets(dict(enumerate(marks, 1)))
    assert said(source, "/lead") == "街道得分及排名如下。"


def test_campaigns_are_not_set_against_each_other() -> None:
    source = example("language-standard", "zicha-2026")
    assert source.before is not None
    one = written(source)
    assert not any("上期" in words for words in passages(one.document).values())
    assert not any(key.startswith(("mean-change/", "change/")) for key in one.facts)


# ---- colours, lists, money


def test_one_that_got_a_colour_in_two_rankings_is_counted_once() -> None:
    source = example("louxing-2016", "2017-05")
    groups = source.assessment.groups
    twice = replace(source.assessment, groups=(*groups, replace(groups[0], ranking="again")))
    assert twice.names_rated("white") == source.assessment.names_rated("white")


def test_a_fine_is_no_reward() -> None:
    source = example("month-quarter-year-rewards", "2026-Q2")
    place = "rewards/money/town_quarter_rank/乡镇（季奖惩）/town_money"

    def named(name: str) -> str:
        figures = tuple(
            replace(figure, name=name) if figure.id == "town_money" else figure
            for figure in source.scheme.figures
        )
        return said(replace(source, scheme=replace(source.scheme, figures=figures)), place)

    assert named("乡镇奖惩资金").startswith("乡镇奖惩资金：奖励城关镇10.00万元、")
    assert named("乡镇补助资金").startswith("乡镇补助资金：补助城关镇10.00万元、")
    assert (
        named("乡镇罚款") == "乡镇罚款合计0.00万元。"
    )  # of both signs: the name does not tell which is paid


def test_what_does_not_apply_is_no_grade() -> None:
    told = passages(written(example("language-standard", "zicha-2026")).document)
    assert not any("不适用" in words for words in told.values())


# ---- corrections and follow-up


def corrects(assessment: Assessment, title: str = "关于2026年5月的通报") -> Corrected:
    return Corrected("第5期", title, date(2026, 6, 5), assessment)


def test_a_correction_of_words_alone_does_not_speak_of_data() -> None:
    source = streets({1: ("50", "40"), 2: ("55", "40")})
    same = replace(source, corrects=corrects(source.assessment))
    assert said(same, "corrected/corrected", "correction") == (
        "2026年6月5日发布的《关于2026年5月的通报》（第5期）的内容有更正，现重新通报，以本通报为准。"
    )


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("关于五月的通报", "关于更正《关于五月的通报》的通报"),
        ("关于更正《五月》的通报", "关于更正《关于更正〈五月〉的通报》的通报"),
        (
            "关于更正《关于更正〈五月〉的通报》的通报",
            "关于更正《关于更正〈关于更正《五月》的通报〉的通报》的通报",
        ),
        ("》落单〈的《号", None),
    ],
)
def test_titles_inside_titles_have_other_marks(title: str, told: str | None) -> None:
    source = streets({1: ("50", "40")})
    found = corrected_title(corrects(source.assessment, title))
    assert told is None or found == told
    assert len(found) == len(title) + len("关于更正《》的通报")


def test_one_that_is_ranked_elsewhere_now_did_not_leave_the_assessment() -> None:
    source = example("louxing-2016", "2017-05", history=1)
    assert source.before is not None
    last = LastIssue("第2期", source.before.assessment)
    groups = source.assessment.groups
    moved = [replace(group, ranking=f"{group.ranking}-new") for group in groups]
    now = replace(source.now, assessment=replace(source.assessment, groups=tuple(moved)))
    rankings = [
        replace(one, id=f"{one.id}-new") if one.id in {group.ranking for group in groups} else one
        for one in source.scheme.rankings
    ]
    scheme = replace(source.scheme, rankings=tuple(rankings))
    words = said(replace(source, scheme=scheme, now=now, last_issue=last), "follow-up/words", "weekly")
    assert words.startswith("第2期通报（2017年4月）督办的3个对象本月全部不参加原排名：")


def test_a_single_one_is_not_told_as_all_of_them() -> None:
    source = example("hundred-days", "2022-W36", history=1)
    assert source.before is not None
    followed = replace(source, last_issue=LastIssue("第7期", source.before.assessment))
    assert said(followed, "follow-up/words") == (
        "第7期通报（2022年第35周）督办的1个对象本周仍列入督办：省市民生工程（仍为红牌）。"
    )


def test_a_colour_may_be_called_as_a_part_is() -> None:
    source = example("louxing-2016", "2017-05")
    scheme = source.scheme
    named = tuple(
        replace(colour, id="reasons") if colour.id == "red" else colour for colour in scheme.colours
    )
    groups = tuple(
        replace(
            group,
            ranked=tuple(
                replace(item, rating=replace(item.rating, colour="reasons"))
                if item.rating is not None and item.rating.colour == "red"
                else item
                for item in group.ranked
            ),
        )
        for group in source.assessment.groups
    )
    figures = tuple(
        replace(
            figure,
            rule=replace(
                figure.rule,
                bands=tuple(
                    replace(band, id="reasons") if band.id == "red" else band for band in figure.rule.bands
                ),
            ),
        )
        if isinstance(figure.rule, Bands)
        else figure
        for figure in scheme.figures
    )
    now = replace(source.now, assessment=replace(source.assessment, groups=groups))
    changed = replace(source, scheme=replace(scheme, colours=named, figures=figures), now=now)
    own = ids(written(changed).document)
    assert "supervision/reasons" in own
    assert len(own) == len(set(own))
