"""The explain sheet of one object: what it scored and why, from the score down to each check, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cityassess import wording
from cityassess.reports.blocks import Align, Block, Cell, Column, Table, text
from cityassess.scoring.assessment import CheckLine, GroupRanking, Standing, Trace
from cityassess.scoring.numbers import plain_text
from cityassess.scoring.scheme import Scheme
from cityassess.scoring.trace import explain
from cityassess.services.bulletin.material import Material

_COLUMNS = (
    Column("指标", Align.LEFT, 9.0),
    Column("满分", Align.NUMBER),
    Column("得分", Align.NUMBER),
    Column("得分、扣分原因", Align.LEFT),
)
_INDENT = "　"


def sheet_blocks(material: Material, object_key: int) -> tuple[Block, ...]:
    """What an object's sheet says: a paragraph and a table for each ranking it stands in; nothing where in none.

    The sheet has no title of its own: an annex or the page of a book gives it one.
    """
    return tuple(_blocks(material, object_key))


def _blocks(material: Material, object_key: int) -> Iterator[Block]:
    evaluation = material.now.evaluation
    seen: set[tuple[str, int, str]] = set()
    for group, standing in material.places.get(object_key, ()):
        yield text(_sentence(group, standing), leads=True)
        if evaluation is None:
            continue
        trace = explain(evaluation, group.score.id, object_key, material.period, material.checks_of)
        rows = tuple(_rows(trace, evaluation.scheme, trace, seen, 0))
        if rows:
            yield Table(_COLUMNS, rows, key_columns=1)


def _sentence(group: GroupRanking, standing: Standing) -> str:
    """Place, score, colour and reasons in a sentence."""
    words = f"{standing.name}在{group.name}排名中"
    if standing.rank is None and not standing.outside:
        words += f"没有名次（{standing.reason}）"
    else:
        words += f"{wording.place_text(standing)}，{group.score.name}{wording.score_text(standing.score)}"
    if standing.rating is not None:
        reasons = "；".join(reason.rstrip("。；") for reason in standing.rating.reasons)
        words += f"，列入{wording.rating_text(standing.rating)}。依据：{reasons}"
    return f"{words}。"


def _rows(
    trace: Trace, scheme: Scheme, top: Trace, seen: set[tuple[str, int, str]], depth: int
) -> Iterator[tuple[Cell, ...]]:
    """A row for each figure on the way down, each once on a sheet."""
    place = (trace.figure.id, trace.object, trace.period)
    if place in seen:
        return
    seen.add(place)
    figure = scheme.by_id.get(trace.figure.id)
    full = scheme.fulls.get(trace.figure.id) if figure is not None and not figure.unit else None
    yield (
        Cell(f"{_INDENT * depth}{_name(trace, top)}"),
        Cell(plain_text(full), full) if full else Cell("—"),
        Cell(trace.figure.text, trace.figure.published, bold=depth == 0),
        Cell(_reason(trace)),
    )
    for below in trace.inputs:
        yield from _rows(below, scheme, top, seen, depth + 1)


def _name(trace: Trace, top: Trace) -> str:
    """The figure's name, with the object or the period in front where these are others than the sheet's."""
    period = wording.traced_period_title(trace) if trace.period != top.period else ""
    return f"{period}{trace.object_name if trace.object != top.object else ''}{trace.figure.name}"


def _reason(trace: Trace) -> str:
    """The rule with its numbers put in; below it each check with what it took off."""
    checks = "；".join(_check(check, number) for number, check in enumerate(trace.checks, 1))
    return f"{trace.sentence.rstrip('。')}。{checks}" if checks else trace.sentence


def _check(check: CheckLine, number: int) -> str:
    told = "，".join(part for part in (check.text, wording.check_details(check), check.why) if part)
    return f"（{number}）{told}{_share(check.share)}"


def _share(share: Fraction | None) -> str:
    if share is None:
        return ""
    return f"（{'+' if share > 0 else '−' if share < 0 else ''}{plain_text(abs(share))}分）"
