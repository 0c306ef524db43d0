"""``bands``: the colour or grade of the range that a published value falls into."""

from __future__ import annotations

from functools import partial

from cityassess.scoring.fields import Fields, near_name
from cityassess.scoring.forms import Band, Bands
from cityassess.scoring.rules.conditions import read_limits, read_tests, write_limits, write_tests
from cityassess.scoring.rules.context import Known, Orderings, RuleKind
from cityassess.scoring.rules.ranges import Range, check_ranges
from cityassess.scoring.scheme import Figure
from cityassess.scoring.tree import Entries, Node

_COLOURLESS = "none"


def read(fields: Fields, orderings: Orderings) -> Bands:
    """Read ``input``, ``colours`` (whether they are supervision colours) and ``bands``: the first that holds wins."""
    bands = fields.each("bands", partial(_band, fields), required=True)
    by_value = any(band.limits for band in bands) or not any(band.when for band in bands)
    figure = fields.text("input", required=by_value) or None
    colours = fields.boolean("colours", False)
    seen: set[str] = set()
    for band in bands:
        if band.id in seen and not band.when:
            fields.faults.add(fields.line_of("bands"), f"{fields.what}中“{band.id}”出现了两次")
        seen.add(band.id)
    check_ranges(fields, "bands", [Range(band.name, band.limits, bool(band.when)) for band in bands])
    return Bands(figure, bands, colours)


def _band(fields: Fields, node: Node) -> Band | None:
    entry = Fields(node, fields.faults, f"{fields.what}的一档")
    band_id = entry.identifier("id")
    name = entry.text("name", band_id)
    limits = read_limits(entry)
    when = read_tests(entry, "when")
    clause = entry.text("clause")
    entry.finish()
    return Band(band_id, name, limits, clause, when) if band_id else None


def check(rule: Bands, figure: Figure, known: Known, fields: Fields) -> None:
    """Supervision colours must be the scheme's."""
    for band in rule.bands if rule.colours else ():
        if not is_colourless(band) and band.id not in known.colours:
            fields.faults.add(
                fields.line_of("bands"),
                f"{fields.what}用到的颜色“{band.id}”没有定义{near_name(band.id, known.colours)}",
            )


def write(rule: Bands) -> Entries:
    """The entries that :func:`read` reads."""
    entries: Entries = {} if rule.figure is None else {"input": rule.figure}
    return {
        **entries,
        "colours": "true" if rule.colours else "false",
        "bands": list(map(_write_band, rule.bands)),
    }


def _write_band(band: Band) -> Entries:
    entries: Entries = {"id": band.id, "name": band.name, **write_limits(band.limits)}
    if band.when:
        entries["when"] = write_tests(band.when)
    if band.clause:
        entries["clause"] = band.clause
    return entries


def is_colourless(band: Band) -> bool:
    """Whether a band stands for having no colour at all."""
    return band.id == _COLOURLESS


BANDS = RuleKind("bands", Bands, read, check, write)
