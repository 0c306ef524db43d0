"""From a scheme file's tree to a scheme: every fault at once, each with its line and a sentence."""

from __future__ import annotations

from cityassess.errors import Problem
from cityassess.scoring.fields import Faults, Fields, check_unique
from cityassess.scoring.reading.bulletin import read_bulletin
from cityassess.scoring.reading.calendar import read_calendar
from cityassess.scoring.reading.figures import check_figure, read_figures
from cityassess.scoring.reading.kinds import read_colours, read_kinds
from cityassess.scoring.reading.lists import read_balances, read_lists
from cityassess.scoring.reading.order import in_order
from cityassess.scoring.reading.rankings import finish_ranking, read_orderings
from cityassess.scoring.reading.reach import check_reach
from cityassess.scoring.rules.context import Known
from cityassess.scoring.scheme import Scheme, full_marks
from cityassess.scoring.tree import Node


def read_scheme(tree: Node, file: str) -> tuple[Scheme | None, tuple[Problem, ...]]:
    """Read a scheme; the scheme is None whenever there is a fault, and every fault is reported."""
    faults = Faults(file)
    top = Fields(tree, faults, "方案")
    if faults.in_order():  # another kind of file: what a scheme needs would only bury the reason
        return None, faults.in_order()
    scheme_id = top.identifier("scheme")
    name = top.text("name", required=True)
    circular = top.text("circular", required=True)
    start, end = top.day("in_force_from", required=True), top.day("in_force_to")
    if start and end and end < start:
        faults.add(top.line_of("in_force_to"), "方案的失效日期早于生效日期")
    decimals = top.integer("decimals", 2, 0, 6)
    calendar = read_calendar(top)
    kinds = read_kinds(top)
    colours = read_colours(top)
    orderings = read_orderings(top)
    read = read_figures(top, decimals, {item.id: item.ordering for item in orderings})
    figures = {figure.id: figure for figure, _ in reversed(read)}
    check_unique(faults, "考核项", ((figure.id, figure.line) for figure, _ in read))
    ordered = in_order(list(figures.values()), faults)
    fulls = full_marks(ordered)
    with_full = frozenset(name for name, full in fulls.items() if full is not None)
    known = Known(figures, with_full, kinds, frozenset(colour.id for colour in colours))
    for figure, fields in read:
        check_figure(figure, fields, known, [campaign.id for campaign in calendar.campaigns])
    check_reach(ordered, calendar, faults)
    rankings = tuple(finish_ranking(item, known) for item in orderings)
    lists, balances = read_lists(top, known), read_balances(top, known)
    bulletin = read_bulletin(top)
    top.finish()
    problems = faults.in_order()
    if problems or start is None:
        return None, problems
    scheme = Scheme(
        scheme_id,
        name,
        circular,
        start,
        end,
        tuple(kinds.values()),
        ordered,
        rankings,
        colours,
        bulletin,
        calendar,
        lists,
        balances,
    )
    return scheme, ()
