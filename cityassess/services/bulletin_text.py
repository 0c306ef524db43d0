"""What a bulletin says of an assessment, in the words and figures that are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cityassess import wording
from cityassess.reports.bulletin import (
    Annex,
    BulletinContent,
    Figure,
    LogAnchor,
    RankedRow,
    RankingGroup,
    Rating,
    RatingList,
    SampledRow,
    UnrankedRow,
    sampled_table,
)
from cityassess.scoring.assessment import Assessment, FigureResult, GroupRanking, Heading, Standing
from cityassess.scoring.forms import Bands, MeanOfParts
from cityassess.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Issue:
    """How a bulletin is issued: its date, the log's anchor, and whether it is still a draft."""

    day: date
    anchor: LogAnchor | None
    draft: bool


def bulletin_content(
    assessment: Assessment, scheme: Scheme, before: Assessment | None, issue: Issue
) -> BulletinContent:
    """The bulletin of an assessment; ``before`` is that of the period before, for the change of places."""
    title = wording.period_title(assessment.period)
    words = scheme.bulletin

    def filled(text: str) -> str:
        return text.replace("{period}", title)

    return BulletinContent(
        authority=words.authority,
        title=filled(words.title),
        period=title,
        addressee=filled(words.addressee),
        basis=filled(words.basis),
        overview=(_overview(assessment),),
        groups=tuple(_group(group, scheme, before) for group in assessment.groups),
        rating_lists=tuple(_rating_lists(assessment, scheme)),
        supervision=tuple(_supervision(assessment, scheme)),
        lists=tuple(
            f"{item.name}：{wording.listed_text(item)}。" for item in assessment.lists if item.listed
        ),
        requirements=tuple(
            f"（{wording.numeral(number)}）{filled(text)}"
            for number, text in enumerate(words.requirements, 1)
        ),
        annexes=tuple(_annexes(assessment, scheme)),
        signature=words.signature,
        date=wording.date_text(issue.day),
        anchor=issue.anchor,
        draft=issue.draft,
    )


def _overview(assessment: Assessment) -> str:
    ranked = "、".join(f"{group.name}{len(group.ranked)}个" for group in assessment.groups if group.ranked)
    outside = sum(standing.outside for group in assessment.groups for standing in group.not_ranked)
    lacking = sum(not standing.outside for group in assessment.groups for standing in group.not_ranked)
    words = (
        f"{wording.period_title(assessment.period)}参加考核排名的有{ranked}"
        if ranked
        else "本期没有参加排名的对象"
    )
    words += f"，不参与排名的{outside}个" if outside else ""
    words += f"，缺数据、没有名次的{lacking}个" if lacking else ""
    return f"{words}。"


def _group(group: GroupRanking, scheme: Scheme, before: Assessment | None) -> RankingGroup:
    places = _places(before, group)
    return RankingGroup(
        name=group.name,
        components=tuple(_heading(heading) for heading in group.components),
        rows=tuple(_row(standing, places) for standing in group.ranked),
        not_ranked=tuple(
            UnrankedRow(standing.name, standing.reason, standing.outside) for standing in group.not_ranked
        ),
        summary=_summary(group),
        total_heading=_heading(group.score),
        name_heading=scheme.by_id[group.score.id].of,
        also=tuple(_heading(heading) for heading in group.also),
    )


def _heading(heading: Heading) -> str:
    """A column's title with its full marks, or the unit where it counts something else than points."""
    below = f"{heading.full}分" if heading.full else heading.unit
    return f"{heading.name}\n（{below}）" if below else heading.name


def _places(before: Assessment | None, group: GroupRanking) -> dict[int, int | None] | None:
    """The places of the period before by object, None where that group was not ranked then."""
    for earlier in before.groups if before is not None else ():
        if (earlier.ranking, earlier.name) == (group.ranking, group.name) and earlier.ranked:
            return {standing.object: standing.rank for standing in earlier.ranked}
    return None


def _row(standing: Standing, places: dict[int, int | None] | None) -> RankedRow:
    change = "" if places is None else wording.change_text(places.get(standing.object), standing.rank)
    rating = standing.rating
    return RankedRow(
        rank=Figure(wording.rank_cell(standing.rank), Fraction(standing.rank or 0)),
        name=standing.name,
        components=tuple(_figure(part) for part in standing.components),
        total=_figure(standing.score),
        change=change,
        rating=None if rating is None else Rating(wording.rating_text(rating), rating.tint),
        reasons=rating.reasons if rating is not None else (),
        also=tuple(_figure(figure) for figure in standing.also),
    )


def _figure(result: FigureResult) -> Figure:
    return Figure(result.text, result.published)


def _summary(group: GroupRanking) -> str:
    if not group.ranked:
        return ""
    first = [standing for standing in group.ranked if standing.rank == group.ranked[0].rank]
    last = [standing for standing in group.ranked if standing.rank == group.ranked[-1].rank]
    words = f"第{group.ranked[0].rank}名：{_named(first)}"
    if last[0].rank != first[0].rank:
        words += f"；末位：{_named(last)}"
    return f"{words}。"


_MOST_NAMED = 5


def _named(standings: Sequence[Standing]) -> str:
    names = wording.names_text(standing.name for standing in standings[:_MOST_NAMED])
    names += f"等{len(standings)}个" if len(standings) > _MOST_NAMED else ""
    return f"{names}，{wording.score_text(standings[0].score)}"


def _rating_lists(assessment: Assessment, scheme: Scheme) -> Iterable[RatingList]:
    """Who got which colour, of the colours that the rankings of the period give; nothing where they give none."""
    given = _colours_given(assessment, scheme)
    for colour in scheme.colours:
        if colour.id in given:
            names = assessment.names_rated(colour.id)
            yield RatingList(Rating(wording.colour_text(colour.name), colour.tint), str(len(names)), names)


def _colours_given(assessment: Assessment, scheme: Scheme) -> set[str]:
    """The ids of the bands of all colours that a ranking of the period is printed with."""
    shown = {group.ranking for group in assessment.groups}
    ratings = {ranking.rating for ranking in scheme.rankings if ranking.id in shown}
    rules = [scheme.by_id[rating].rule for rating in ratings if rating is not None]
    return {band.id for rule in rules if isinstance(rule, Bands) for band in rule.bands}


def _supervision(assessment: Assessment, scheme: Scheme) -> Iterable[str]:
    """What each colour that was given asks for."""
    told = [
        f"{wording.colour_text(colour.name)}——{colour.meaning.rstrip('。')}"
        for colour in scheme.colours
        if colour.meaning and assessment.names_rated(colour.id)
    ]
    if told:
        yield f"督办要求：{'；'.join(told)}。"


def _annexes(assessment: Assessment, scheme: Scheme) -> Iterable[Annex]:
    """The sampled parts behind each mean, such as a township's villages."""
    for group in assessment.groups:
        rule = scheme.by_id[group.score.id].rule
        if not isinstance(rule, MeanOfParts) or not any(standing.parts for standing in group.ranked):
            continue
        part = scheme.by_id[rule.figure]
        rows = [
            SampledRow(
                standing.name,
                tuple((one.name, Figure(one.text, one.published)) for one in standing.parts),
                _figure(standing.score),
            )
            for standing in group.ranked
        ]
        table = sampled_table(
            rows,
            name_heading=scheme.by_id[group.score.id].of,
            parts_heading=f"{part.of}（{part.name}）",
            total_heading=group.score.name,
        )
        yield Annex(f"{wording.period_title(assessment.period)}{group.name}{part.of}得分明细", (table,))
