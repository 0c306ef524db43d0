"""The lines of an explain sheet: a figure's trace from the score down, with as much detail as a page has room for.

Where less is said, lines are gathered and say how many they stand for and what these come to: the lines below a figure
still add up to it as printed, with the 尾差 that its own line names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cityassess import wording
from cityassess.reports.blocks import Cell
from cityassess.scoring.assessment import CheckLine, Trace
from cityassess.scoring.numbers import fraction_text, plain_text, rounded
from cityassess.scoring.scheme import Figure, Scheme
from cityassess.scoring.trace import ROUNDING_REST
from cityassess.services.bulletin.sheet_detail import MORE_TOLD, Detail, Spot

INDENT = "　"
_YEAR = re.compile(r"\d{4}年(?=[^ ])")
Row = tuple[Cell, ...]
Found = list[tuple[CheckLine, Trace]]


class SheetLines:
    """Writes the lines of one sheet in one degree of detail, each figure once.

    ``closed`` are the figures with further levels that were not printed, in the order in which more should be said of
    them: what is high up first, and there what lost most. ``known`` keeps what one degree of detail looked up for the
    next one of the same sheet.
    """

    def __init__(self, scheme: Scheme, detail: Detail, known: dict[Spot, Found] | None = None) -> None:
        self._scheme = scheme
        self._known = {} if known is None else known
        self._detail = detail
        self._seen: set[Spot] = set()
        self._closed: dict[Spot, tuple[int, Fraction]] = {}

    @property
    def closed(self) -> list[Spot]:
        """The figures of which less was said than there is."""
        return sorted(self._closed, key=lambda spot: (self._closed[spot][0], -self._closed[spot][1]))

    def rows(self, top: Trace) -> Iterator[Row]:
        """A row for each figure on the way down from a score, none where the sheet has told of it."""
        if _spot(top) not in self._seen:
            yield from self._tree(top, top, 0, open_=True)

    def _tree(self, trace: Trace, above: Trace, depth: int, *, open_: bool) -> Iterator[Row]:
        if _spot(trace) in self._seen:
            if trace.share is not None:
                yield self._row(trace, above, depth, "见上")
            return
        self._seen.add(_spot(trace))
        limit = self._detail.depth
        whole = open_ and (limit is None or depth < limit)
        open_ = whole or _spot(trace) in self._detail.opened
        told = [_clipped(_sentence(trace), self._detail.words), self._checks(trace.checks, _unit(trace))]
        if open_:
            told.append(self._rest(trace))
        elif trace.inputs:
            self._closed[_spot(trace)] = depth, self._lost_by(trace)
            told.append(self._beneath(trace.inputs, trace, _spot(trace)))
        yield self._row(trace, above, depth, "。".join(filter(None, told)))
        if open_:
            yield from self._below(trace, depth + 1, whole=whole)

    def _below(self, trace: Trace, depth: int, *, whole: bool) -> Iterator[Row]:
        """The lines of what a figure is made of: those that lost, what periods and parts gave, and the rest.

        Further levels follow only below a ``whole`` one.
        """
        clean = [below for below in trace.inputs if self._detail.gathered and self._is_clean(below)]
        if len(clean) < 2:
            clean = []
        hidden = {id(below) for below in clean}
        others = [below for below in trace.inputs if id(below) not in hidden]
        parties = self._parties(others, trace)
        kept, rest = self._kept(parties)
        for party in kept:
            if len(party) > 1:
                yield self._party(party, trace, depth)
            else:
                away = not self._detail.apart and _is_elsewhere(party[0], trace)
                yield from self._tree(party[0], trace, depth, open_=whole and not away)
        many = [below for party in rest for below in party]
        if many:
            yield self._gathered(many, trace, depth, "", first=False)
        if clean:
            idle = any(self._full(below) is None for below in clean)
            word = "未扣分、未加分" if idle else "未扣分"
            yield self._gathered(clean, trace, depth, word, first=not others)

    def _parties(self, inputs: Sequence[Trace], trace: Trace) -> list[list[Trace]]:
        """Inputs one by one, but those of one figure from several periods or parts together."""
        found: dict[object, list[Trace]] = {}
        for below in inputs:
            together = not self._detail.apart and _is_elsewhere(below, trace)
            together = together and _party_spot(below, trace) not in self._detail.opened
            found.setdefault(below.figure.id if together else id(below), []).append(below)
        return list(found.values())

    def _kept(self, parties: list[list[Trace]]) -> tuple[list[list[Trace]], list[list[Trace]]]:
        """The parties that have lines of their own, in their order, and those that share one: who lost least."""
        most = self._detail.items
        if most is None or len(parties) <= most + 1:
            return parties, []
        worst = sorted(range(len(parties)), key=lambda place: (-self._lost(parties[place]), place))
        chosen = set(worst[:most])
        kept = [party for place, party in enumerate(parties) if place in chosen]
        return kept, [party for place, party in enumerate(parties) if place not in chosen]

    def _lost(self, party: Iterable[Trace]) -> Fraction:
        return sum((self._lost_by(trace) for trace in party), Fraction(0))

    def _lost_by(self, trace: Trace) -> Fraction:
        full, got = self._full(trace), trace.figure.published
        if full is not None and got is not None:
            return full - got
        return max(Fraction(0), -(trace.share or Fraction(0)))

    # ---- rows

    def _row(self, trace: Trace, above: Trace, depth: int, reason: str) -> Row:
        full = self._full(trace)
        return (
            Cell(f"{INDENT * depth}{_name(trace, above)}"),
            Cell(plain_text(full), full) if full else Cell("—"),
            Cell(trace.figure.text, trace.figure.published, bold=depth == 0),
            Cell(reason),
        )

    def _party(self, party: Sequence[Trace], trace: Trace, depth: int) -> Row:
        """One line for what one figure came to in several periods or parts."""
        first = party[0]
        periods = len({below.period for below in party}) > 1
        count = f"{len(party)}期" if periods else f"{len(party)}个"
        told, most = list(party), self._detail.members
        cut = most is not None and len(party) > most
        if cut:
            by_value = sorted(party, key=lambda each: each.figure.published or Fraction(0))
            told = by_value[:most]
        words = "，".join(_with_year_once(f"{_origin(below, trace)}{below.figure.text}" for below in told))
        if cut:
            words = f"最低的是{words}，另有{len(party) - len(told)}{count[-1]}"
        shared = self._shared(party, trace)
        total = "" if shared is None else f"，共{shared}{_unit(trace)}"
        spot = _party_spot(first, trace)
        self._closed[spot] = depth, self._lost(party) / len(party)
        more = self._beneath(party, trace, spot)
        return (
            Cell(f"{INDENT * depth}{first.figure.name}（{count}）"),
            Cell("—"),
            Cell(shared or "—"),
            Cell("。".join(filter(None, (words + total, more)))),
        )

    def _gathered(self, many: Sequence[Trace], trace: Trace, depth: int, word: str, *, first: bool) -> Row:
        """One line for items that are not told of one by one, with what they come to."""
        fulls = [self._full(below) for below in many if below.share is not None]
        marks = [each for each in fulls if each is not None]
        full = sum(marks, Fraction(0)) if marks and len(marks) == len(many) else None
        got, shared = self._together(many), self._shared(many, trace)
        name = f"{'' if first else '其余'}{len(many)}项"
        words = f"{name}{'均' if first and word else ''}{word}"
        if shared is not None and got in (None, shared):
            got = shared
            words += f"，共{shared}{_unit(trace)}"
        elif shared is not None:  # weighted
            words += f"，共{got}，计入{shared}{_unit(trace)}"
        return (
            Cell(f"{INDENT * depth}{name}"),
            Cell(plain_text(full), full) if full is not None else Cell("—"),
            Cell(got or "—"),
            Cell(words),
        )

    def _together(self, many: Iterable[Trace]) -> str | None:
        """What several inputs come to as printed, None where they are not all numbers of one kind."""
        total, decimals, units = Fraction(0), 0, set()
        for below in many:
            figure = self._figure(below)
            if figure is None or below.figure.published is None:
                return None
            decimals = max(decimals, figure.decimals)
            total += rounded(below.figure.published, figure.decimals)
            units.add(below.figure.unit)
        return fraction_text(total, decimals) if len(units) == 1 else None

    def _shared(self, many: Iterable[Trace], trace: Trace) -> str | None:
        """What several inputs add to a figure as printed, None where they do not add up to it."""
        shares = [below.share for below in many if below.share is not None]
        figure = self._figure(trace)
        if not shares or figure is None:
            return None
        printed = (rounded(share, figure.decimals) for share in shares)
        return fraction_text(sum(printed, Fraction(0)), figure.decimals)

    # ---- words

    def _checks(self, checks: Sequence[CheckLine], unit: str) -> str:
        """Each check with what it took off; where only some are told, the worst, and what the rest took off."""
        most = self._detail.checks
        if most is None or len(checks) <= most:
            return "；".join(self._check(check, number, unit) for number, check in enumerate(checks, 1))
        ordered = sorted(checks, key=_severity)
        told = [self._check(check, number, unit) for number, check in enumerate(ordered[:most], 1)]
        rest = ordered[most:]
        told.append(f"{'另有' if told else ''}{len(rest)}处{_taken(rest, unit)}")
        return "；".join(told)

    def _check(self, check: CheckLine, number: int, unit: str) -> str:
        parts = (check.text, wording.check_details(check), check.why)
        told = "，".join(part for part in parts if part)
        return f"（{number}）{_clipped_check(told, self._detail.words)}{_share(check.share, unit)}"

    def _beneath(self, traces: Iterable[Trace], row: Trace, spot: Spot) -> str:
        """The worst checks of levels that are not printed, and how many took something off."""
        found = self._known.get(spot)
        if found is None:
            every = ((check, trace) for trace, check in _checks_below(traces))
            found = [each for each in every if each[0].share is not None and each[0].share < 0]
            found.sort(key=lambda each: _severity(each[0]))
            self._known[spot] = found
        if not found:
            return ""
        most = MORE_TOLD if spot in self._detail.more else self._detail.told
        told = []
        for check, trace in found[:most]:
            note = check.note or check.place
            words = f"{_name(trace, row)}{f'，{note}' if note else ''}"
            told.append(f"{_clipped_check(words, self._detail.words)}{_share(check.share, _unit(trace))}")
        if not told:
            return f"以下各级扣分{len(found)}处"
        return f"以下各级扣分{len(found)}处{'，最多的' if len(told) < len(found) else ''}：{'；'.join(told)}"

    def _rest(self, trace: Trace) -> str:
        """What is between a figure and the lines below it as printed."""
        rest = sum((each.share for each in trace.addends if each.name == ROUNDING_REST), Fraction(0))
        if not rest or not trace.inputs:
            return ""
        return f"{ROUNDING_REST}{'+' if rest > 0 else '−'}{plain_text(abs(rest))}{_unit(trace)}"

    # ---- what the scheme says

    def _figure(self, trace: Trace) -> Figure | None:
        return self._scheme.by_id.get(trace.figure.id)

    def _full(self, trace: Trace) -> Fraction | None:
        """A figure's full marks, None where it has none or is measured in something else."""
        figure = self._figure(trace)
        return self._scheme.fulls.get(figure.id) if figure is not None and not figure.unit else None

    def _is_clean(self, trace: Trace) -> bool:
        """Whether an item was in full marks, or had nothing added, and no check of its own says more."""
        got, full = trace.figure.published, self._full(trace)
        if trace.checks or trace.share is None or got is None:
            return False
        return got == full if full else full is None and not trace.inputs and got == trace.share == 0


def depth_of(top: Trace) -> int:
    """How many levels there are below a figure."""
    known: dict[Spot, int] = {}

    def levels(trace: Trace) -> int:
        spot = _spot(trace)
        if spot not in known:
            known[spot] = 0  # a figure never reads itself
            known[spot] = max((levels(below) + 1 for below in trace.inputs), default=0)
        return known[spot]

    return levels(top)


def _spot(trace: Trace) -> Spot:
    return trace.figure.id, trace.object, trace.period


def _party_spot(below: Trace, trace: Trace) -> Spot:
    """What stands for all that a figure reads of another one."""
    return below.figure.id, trace.object, f"{trace.figure.id}/{trace.period}"


def _is_elsewhere(below: Trace, trace: Trace) -> bool:
    """Whether an input is of another period or object than the figure that reads it."""
    return below.period != trace.period or below.object != trace.object


def _name(trace: Trace, above: Trace) -> str:
    """The figure's name, with the object or the period in front where these are others than those of the row above."""
    period = wording.traced_period_title(trace) if trace.period != above.period else ""
    return f"{period}{trace.object_name if trace.object != above.object else ''}{trace.figure.name}"


def _origin(below: Trace, trace: Trace) -> str:
    """The period or the part that an input is from."""
    period = wording.traced_period_title(below) if below.period != trace.period else ""
    return f"{period}{below.object_name if below.object != trace.object else ''} "


def _with_year_once(told: Iterable[str]) -> Iterator[str]:
    """Words that begin with a year, without it where those before them have the same."""
    year = ""
    for words in told:
        found = _YEAR.match(words)
        if found is None:
            yield words
            continue
        yield words[found.end() :] if found[0] == year else words
        year = found[0]


def _checks_below(traces: Iterable[Trace]) -> Iterator[tuple[Trace, CheckLine]]:
    """Every check at or below some figures, once."""
    seen: set[Spot] = set()
    waiting = list(traces)
    while waiting:
        trace = waiting.pop()
        if _spot(trace) in seen:
            continue
        seen.add(_spot(trace))
        yield from ((trace, check) for check in trace.checks)
        waiting += trace.inputs


def _sentence(trace: Trace) -> str:
    return trace.sentence.rstrip("。")


def _clipped(sentence: str, most: int | None) -> str:
    """A rule's sentence; of a long sum only its ends, of another long one where it is."""
    if most is None or len(sentence) <= most:
        return sentence
    first, *others = sentence.split(" + ")
    if len(others) > 2 and len(first) + len(others[-1]) < most:
        return f"{first} + …… + {others[-1]}"
    return "见计算过程"


def _clipped_check(words: str, most: int | None) -> str:
    return words if most is None or len(words) <= most else f"{words[:most]}……"


def _severity(check: CheckLine) -> tuple[Fraction, int]:
    return check.share or Fraction(0), check.key


def _share(share: Fraction | None, unit: str) -> str:
    return "" if share is None else f"（{_signed(share)}{unit}）"


def _signed(share: Fraction) -> str:
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{plain_text(abs(share))}"


def _taken(checks: Iterable[CheckLine], unit: str) -> str:
    """What checks took off and added, nothing where they do not add up to their item."""
    shares = [check.share for check in checks if check.share is not None]
    off = -sum((share for share in shares if share < 0), Fraction(0))
    on = sum((share for share in shares if share > 0), Fraction(0))
    return (f"，扣{_points(off)}{unit}" if off else "") + (f"，加{_points(on)}{unit}" if on else "")


def _points(value: Fraction) -> str:
    """With two decimals as scores are written, with more where it has more."""
    return fraction_text(value, 2) if 100 % value.denominator == 0 else plain_text(value)


def _unit(trace: Trace) -> str:
    return trace.figure.unit or "分"
