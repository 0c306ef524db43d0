"""``bands``: the colour or grade of the range that a published value falls into."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import pairwise

from cityassess.scoring.fields import Fields, near_name
from cityassess.scoring.marks import plain_text
from cityassess.scoring.rules.context import Known, RuleKind
from cityassess.scoring.scheme import Band, Bands, Comparison, Figure, Limit
from cityassess.scoring.tree import Node

_COLOURLESS = "none"


def read(fields: Fields) -> Bands:
    """Read ``input``, ``colours`` (whether they are supervision colours) and ``bands``: the first that holds wins."""
    figure = fields.text("input", required=True)
    colours = fields.boolean("colours", False)
    bands = fields.each("bands", partial(_band, fields), required=True)
    seen: set[str] = set()
    for band in bands:
        if band.id in seen:
            fields.faults.add(fields.line_of("bands"), f"{fields.what}中“{band.id}”出现了两次")
        seen.add(band.id)
    _check_reachable(fields, bands)
    return Bands(figure, bands, colours)


def _band(fields: Fields, node: Node) -> Band | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一档")
    band_id = entry.identifier("id")
    name = entry.text("name", band_id)
    limits = [
        Limit(comparison, value)
        for comparison in Comparison
        if (value := entry.fraction(comparison.value)) is not None
    ]
    clause = entry.text("clause")
    entry.finish()
    return Band(band_id, name, tuple(limits), clause) if band_id else None


def _check_reachable(fields: Fields, bands: tuple[Band, ...]) -> None:
    """Every band must hold some value that no earlier band takes, and no value may be left out."""
    points = _sample_points(bands)
    left = list(points)
    for band in bands:
        taken = [point for point in left if holds(band, point)]
        if not taken:
            fields.faults.add(
                fields.line_of("bands"), f"{fields.what}中“{band.name}”永远不会出现：前面各档已包括它的范围"
            )
        left = [point for point in left if point not in taken]
    if left and bands:
        example = left[0]
        shown = plain_text(example)
        fields.faults.add(
            fields.line_of("bands"),
            f"{fields.what}有空档：如{shown}分不属于任何一档。可在最后加一档不写界限的",
        )


def _sample_points(bands: tuple[Band, ...]) -> list[Fraction]:
    """Each limit, a point between neighbours, and a point beyond either end: enough to tell all ranges apart."""
    limits = sorted({limit.value for band in bands for limit in band.limits})
    if not limits:
        return [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(limits)]
    return sorted([limits[0] - 1, *limits, *between, limits[-1] + 1])


def holds(band: Band, value: Fraction) -> bool:
    """Whether a value meets every limit of a band."""
    return all(stands(value, limit.comparison, limit.value) for limit in band.limits)


def stands(value: Fraction, comparison: Comparison, limit: Fraction) -> bool:
    """Whether a value stands so to a limit."""
    match comparison:
        case Comparison.BELOW:
            return value < limit
        case Comparison.AT_MOST:
            return value <= limit
        case Comparison.ABOVE:
            return value > limit
        case Comparison.AT_LEAST:
            return value >= limit


def check(rule: Bands, figure: Figure, known: Known, fields: Fields) -> None:
    """The input must be of the same kind of object and cycle, and supervision colours must be the scheme's."""
    source = known.figures.get(rule.figure)
    if source is not None and (source.of != figure.of or source.every is not figure.every):
        fields.faults.add(fields.line_of("input"), f"{fields.what}与“{source.name}”不是同一类对象、同一周期")
    for band in rule.bands if rule.colours else ():
        if not is_colourless(band) and band.id not in known.colours:
            fields.faults.add(
                fields.line_of("bands"),
                f"{fields.what}用到的颜色“{band.id}”没有定义{near_name(band.id, known.colours)}",
            )


def is_colourless(band: Band) -> bool:
    """Whether a band stands for having no colour at all."""
    return band.id == _COLOURLESS


BANDS = RuleKind("bands", Bands, read, check)
