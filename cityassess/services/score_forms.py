"""An assessment as text for people and scripts: aligned tables, JSON in the stable form, rows for CSV, a trace."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from cityassess import wording
from cityassess.scoring.assessment import FULL, Assessment, FigureResult, GroupRanking, Standing, Trace

_WIDE = frozenset("WF")
_GAP = "  "


def as_json(assessment: Assessment) -> str:
    """The assessment in the JSON form that scripts may rely on."""
    tree = {
        "scheme": assessment.scheme,
        "period": assessment.period.code,
        "problems": list(assessment.problems),
        "groups": [
            {
                "name": group.name,
                "ranking": [_ranked(standing) for standing in group.ranked],
                "not_ranked": [_not_ranked(standing) for standing in group.not_ranked],
            }
            for group in assessment.groups
        ],
        "lists": [
            {
                "id": item.id,
                "name": item.name,
                "clause": item.clause,
                "objects": [
                    {"object": listed.name, "group": listed.group, "value": listed.text}
                    for listed in item.listed
                ],
            }
            for item in assessment.lists
        ],
        "balances": [
            {
                "name": balance.name,
                "total": wording.exact_text(balance.total),
                "equals": wording.exact_text(balance.equals),
                "off": wording.exact_text(balance.off),
            }
            for balance in assessment.balances
        ],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1)


def _ranked(standing: Standing) -> dict[str, Any]:
    rating = standing.rating
    return {
        "rank": standing.rank,
        "object": standing.name,
        "score": standing.score.text,
        "exact": _exact(standing.score),
        "rating": rating.colour if rating is not None else None,
        "rating_name": wording.rating_name(rating),
        "reasons": list(rating.reasons) if rating is not None else [],
        **_details(standing),
    }


def _not_ranked(standing: Standing) -> dict[str, Any]:
    return {
        "object": standing.name,
        "reason": standing.reason,
        "score": standing.score.text,
        "exact": _exact(standing.score),
        **_details(standing),
    }


def _details(standing: Standing) -> dict[str, Any]:
    shown = {standing.score.id, *(component.id for component in standing.components)}
    return {
        "components": [
            {"id": part.id, "name": part.name, "score": part.text} for part in standing.components
        ],
        "figures": {figure.id: figure.text for figure in standing.figures if figure.id not in shown},
        "changes": [
            {
                "against": change.against.value,
                "period": change.period,
                "rank": change.rank,
                "rose": change.rose,
            }
            for change in standing.changes
        ],
    }


def _exact(figure: FigureResult) -> str | None:
    return None if figure.exact is None else wording.exact_text(figure.exact)


def as_rows(assessment: Assessment) -> list[list[str]]:
    """The assessment as one table, header first: each standing a row, each component of any group a column."""
    components = {
        heading.id: f"{heading.name}（{heading.id}）"
        for group in assessment.groups
        for heading in group.components
    }
    header = ["考核周期", "分组", "名次", "考核对象", "得分", "精确值", "督办", "督办理由", "未排名原因"]
    rows = [[*header, *components.values()]]
    for group in assessment.groups:
        for standing in group.standings:
            texts = {part.id: part.text for part in standing.components}
            rating = standing.rating
            rows.append(
                [
                    assessment.period.code,
                    group.name,
                    "" if standing.rank is None else str(standing.rank),
                    standing.name,
                    standing.score.text,
                    _exact(standing.score) or "",
                    wording.rating_name(rating),
                    "；".join(rating.reasons) if rating is not None else "",
                    standing.reason,
                    *(texts.get(component, "") for component in components),
                ]
            )
    return rows


def as_csv(assessment: Assessment) -> str:
    """The assessment as CSV text."""
    from cityassess.reports.tables import csv_lines

    return csv_lines(as_rows(assessment)).rstrip("\n")


def as_table(assessment: Assessment) -> str:
    """The assessment as aligned tables, one for each group, with the problems below."""
    title = f"{assessment.scheme_name}  {wording.period_title(assessment.period)}"
    lines = [title]
    for group in assessment.groups:
        lines += ["", group.name, *aligned(_group_rows(group))]
        lines += [f"{standing.name}：{standing.reason}" for standing in group.not_ranked]
    for item in assessment.lists:
        lines += ["", f"{item.name}：{wording.listed_text(item)}"]
    off = [wording.balance_text(balance) for balance in assessment.balances if balance.off]
    lines += ["", *off] if off else []
    if assessment.problems:
        lines += ["", "需要核对：", *assessment.problems]
    return "\n".join(lines)


def _group_rows(group: GroupRanking) -> list[list[str]]:
    changes = [change.against for change in group.ranked[0].changes] if group.ranked else []
    headings = [*group.components, group.score, *group.also]
    rated = any(standing.rating is not None for standing in group.ranked)
    header = ["名次", "对象", *(heading.name for heading in headings), *(["督办"] if rated else [])]
    return [
        [*header, *(wording.AGAINST_NAMES[against] for against in changes)],
        *(
            [
                wording.rank_cell(standing.rank),
                standing.name,
                *(part.text for part in standing.components),
                standing.score.text,
                *(figure.text for figure in standing.also),
                *([wording.rating_text(standing.rating)] if rated else []),
                *(wording.change_text(change.rank, standing.rank) for change in standing.changes),
            ]
            for standing in group.ranked
        ),
    ]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table whose columns stand one under the other, Chinese characters counting as two.

    Columns that hold only numbers below the header are set to the right.
    """
    widths = [max(text_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    right = [
        len(rows) > 1 and all(_is_number(row[place]) for row in rows[1:]) for place in range(len(rows[0]))
    ]
    lines = []
    for row in rows:
        cells = [
            " " * (width - text_width(text)) + text if to_right else text + " " * (width - text_width(text))
            for text, width, to_right in zip(row, widths, right, strict=True)
        ]
        lines.append(_GAP.join(cells).rstrip())
    return lines


FORMS = {"table": as_table, "json": as_json, "csv": as_csv}
"""Every form by the word that asks for it."""


def text_width(text: str) -> int:
    """How many columns a terminal gives a text: two to a wide character, none to a combining one."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
        for letter in text
    )


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() or text in ("", wording.NO_RANK)


def trace_lines(trace: Trace) -> Iterable[str]:
    """A trace as an indented tree of sentences, down to each check; what was told once is only named again."""
    return _trace_lines(trace, trace.period, 0, set())


def _trace_lines(trace: Trace, above: str, depth: int, told: set[tuple[str, int, str]]) -> Iterable[str]:
    indent = "  " * depth
    weight = f"（权重{trace.weight}）" if trace.weight else ""
    when = f"{wording.traced_period_title(trace)} " if trace.period != above else ""
    named = f"{indent}{when}{trace.object_name} {trace.figure.name}{weight}"
    place = trace.figure.id, trace.object, trace.period
    if place in told and (trace.inputs or trace.checks):
        yield f"{named}：{trace.figure.text}（见前）"
        return
    told.add(place)
    clause = f"（{trace.clause}）" if trace.clause else ""
    yield f"{named}：{trace.sentence}{clause}"
    full = [addend for addend in trace.addends if addend.name == FULL]
    yield from (f"{indent}  {wording.addend_text(addend)}" for addend in full)
    for check in trace.checks:
        words = "，".join(part for part in (check.why, wording.check_details(check)) if part)
        yield f"{indent}  检查记录 {check.text}" + (f"：{words}" if words else "")
    rest = (addend for addend in trace.addends if addend not in full)
    yield from (f"{indent}  {wording.addend_text(addend)}" for addend in rest)
    for part in trace.inputs:
        yield from _trace_lines(part, trace.period, depth + 1, told)
