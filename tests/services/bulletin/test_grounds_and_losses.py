"""Lost points that agree with the score, places that are counted as such, and reasons with their figures."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cityassess.errors import Refused
from cityassess.resource_files import resource
from cityassess.scoring.numbers import fraction_text, rounded
from cityassess.services.bulletin.copies import by_template
from cityassess.services.bulletin.grounds import rating_reasons
from cityassess.services.bulletin.losses import losses_of, lost_by
from cityassess.services.bulletin.reconciling import reconciling_notes
from cityassess.services.bulletin.scene import Scene
from cityassess.services.office import Office
from tests.services.bulletin.written import LOUXING, example, passages, periods_of, rows, table, written


def test_who_stands_outside_the_ranking_loses_no_points_there() -> None:
    document = written(example("month-quarter-year-rewards", "2026-Q2")).document
    lost = table(document, "2026年第2季度各乡镇主要失分项目")
    assert [row[0] for row in rows(lost)] == ["周庄镇", "铁路办事处", "杨庄镇", "城关镇"]
    assert "注：不参与排名的不计入失分。" in lost.notes
    recorded = table(document, "2026年第2季度乡镇扣分问题情况")
    assert "注：不参与排名的不计入扣分问题。" in recorded.notes


def test_places_are_counted_as_places_and_records_with_several_of_them_so() -> None:
    source = example("hygiene-city-review", "2026-W22")
    told = passages(written(source).document)
    (words,) = [words for place, words in told.items() if place.endswith("/records/社区/words")]
    assert words.startswith("本周社区共有扣分问题102处，最多的是黑臭水体和雨污分流（10处）")
    recorded = table(written(source).document, "2026年第22周社区扣分问题情况")
    assert recorded.columns[1].title == "扣分问题\n（处）"
    assert all("条" not in cell for row in rows(recorded) for cell in row)
    assert "列出最多的20项；占比以" in recorded.notes[0]


def test_a_bonus_is_not_set_against_lost_points_and_the_table_says_so() -> None:
    document = written(example("fine-management", "2026-03")).document
    lost = table(document, "2026年3月各乡镇办主要失分项目")
    assert "注：加分不抵扣失分，失分比满分减得分多：杨庄镇0.50分。" in lost.notes


@pytest.mark.parametrize("name", [LOUXING, "digital-cases", "month-quarter-year-rewards", "road-grades"])
def test_lost_points_agree_with_the_score_or_the_table_says_by_how_much(name: str) -> None:
    for period in periods_of(name):
        scene = Scene(example(name, period))
        for ladder in scene.ladders:
            losses = losses_of(scene, ladder)
            if not losses:
                continue
            lost = {
                item.object: sum(
                    (lost_by(loss.item, scene.material.now, item.object) or Fraction(0) for loss in losses),
                    Fraction(0),
                )
                for item in ladder.scored
            }
            notes = "".join(reconciling_notes(scene, ladder, lost))
            for item in ladder.scored:
                full, score = scene.scheme.fulls[ladder.group.score.id], item.score.published
                assert full is not None
                assert score is not None
                off = rounded(lost[item.object], ladder.decimals) - (full - rounded(score, ladder.decimals))
                told = f"{item.name}{'' if off > Fraction(1, 10) else '多' if off > 0 else '少'}"
                size = fraction_text(abs(off), ladder.decimals)
                assert (f"{told}{size}分" in notes) == bool(off), (period, item.name, notes)


# ---- grounds


def test_reasons_tell_the_figures_behind_a_condition_with_its_clause() -> None:
    document = written(example("hygiene-city-review", "2026-05")).document
    told = {row[1]: row[-1] for row in rows(table(document, "2026年5月督办依据"))}
    assert told["示例三社区"] == "月得分3月86.81、4月85.93、5月86.90，连续3个月低于90.00（五（三））"
    assert told["示例四社区"].startswith("月得分74.02，低于80.00；月得分3月86.01、4月82.09、5月74.02，连续")
    assert told["计生办"] == "站所月得分87.02，低于90.00（五（三））"


@pytest.mark.parametrize("name", sorted(path.name for path in resource("examples").iterdir()))
def test_no_reason_only_names_its_condition(name: str) -> None:
    for period in periods_of(name):
        scene = Scene(example(name, period, history=0))
        for ladder in scene.ladders:
            for item in ladder.group.standings:
                assert not any("成立" in reason for reason in rating_reasons(scene, item)), item.name


def test_a_list_gives_the_reason_of_each_in_few_words() -> None:
    told = passages(written(example("hygiene-city-review", "2026-05")).document)
    assert told["lists/comm_blame_list"] == (
        "责任追究的社区（2个）：示例四社区（月得分74.02，低于80.00）、示例三社区（月得分连续3个月低于90.00）。"
    )
    long = passages(written(example("digital-cases", "2021-10")).document)["lists/accountable"]
    assert "丙区城管局（示例）（连续4个月“列入督办”）" in long


# ---- corrections


def test_what_was_never_published_has_no_correction(office: Office) -> None:
    draft = office.drafting.open("2017-05")
    with pytest.raises(Refused, match="2017年5月通报没有发布过，没有可更正的"):
        by_template(office.drafting, draft, "correction")
    assert by_template(office.drafting, draft, "monthly").number == 1
