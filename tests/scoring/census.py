"""What random offices hold, by name: every form, window, policy and turn that an agreement should be about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cityassess.scoring.assessment import State
from cityassess.scoring.forms import (
    Balance,
    Bands,
    Before,
    Bonus,
    ByRank,
    Choice,
    Choose,
    Condition,
    Deduct,
    Earlier,
    Gather,
    Linear,
    Mark,
    MeanOfParts,
    Measure,
    OfAbove,
    Parts,
    Peer,
    Rank,
    Ratio,
    Role,
    Running,
    Split,
    Steps,
    Sum,
    Table,
    Test,
    Tests,
    TimeLimit,
)
from cityassess.scoring.periods import Period
from cityassess.scoring.rules import rule_word
from cityassess.scoring.scheme import Figure, Ranking
from cityassess.scoring.values import AssessedObject
from tests.scoring.oracle import Answer, Oracle, Reader
from tests.scoring.oracle.asking import all_asked, asked
from tests.scoring.oracle.dates import spanned
from tests.scoring.oracle.peers import ladder_of, takes_part

STATES = {State.VALUE: "value", State.NO_DATA: "no data", State.NOT_APPLICABLE: "not applicable"}


def take_census(oracle: Oracle, counts: Counter[str]) -> None:
    """Count what one period of one office holds."""
    reader, period = oracle.reader, oracle.period
    for (figure_id, key), answer in oracle.answers.items():
        figure, item = oracle.figures[figure_id], reader.items[key]
        counts[f"state {STATES[answer.state]}"] += 1
        if not reader.applies(figure, period):
            counts["outside its campaigns"] += 1
            continue
        if answer.state is State.VALUE:
            counts[f"form {rule_word(figure.rule)}"] += 1
            counts[f"cycle {figure.every.value}"] += 1
        counts.update(_of_numbers(figure, answer))
        counts.update(_of_form(reader, figure, item, period, answer))
    for ranking in oracle.scheme.rankings:
        counts.update(_of_ranking(oracle, ranking))
    for listed in oracle.scheme.lists:
        counts["listed"] += len(oracle.listed(listed)) if oracle.assesses(listed.figure) else 0
    counts["balance"] += sum(oracle.assesses(check.figures[0]) for check in oracle.scheme.balances)
    counts["contradiction"] += len(oracle.contradictions)
    counts.update("read under another edition" for other in reader._others.values() if other._known)
    if oracle.scheme.calendar.month_ends_on is not None:
        counts["months that end on another day"] += 1
    counts.update(
        "moved" for item in oracle.objects if any(each.since <= period.end for each in item.reclassified)
    )


def _of_numbers(figure: Figure, answer: Answer) -> Iterator[str]:
    if answer.exact is None:
        return
    if figure.rounding is not None and (answer.exact * 10**figure.rounding.decimals * 2) % 2 == 1:
        yield f"half {figure.rounding.mode.value}"
    if answer.exact.numerator.bit_length() > 64:
        yield "over 64 bits"
    if answer.exact.denominator.bit_length() > 76:
        yield "over 76 bits"


def _of_form(
    reader: Reader, figure: Figure, item: AssessedObject, period: Period, answer: Answer
) -> Iterator[str]:
    match figure.rule:
        case Deduct() | Bonus() | Mark() | Choice() | Measure() | TimeLimit():
            yield from _of_entered(reader, figure, item, period, answer)
        case Gather() | MeanOfParts() | OfAbove() | Earlier() | Running() | Balance():
            yield from _of_gathered(reader, figure, item, period, answer)
        case Rank() | ByRank() | Peer() | Split():
            yield from _of_peers(reader, figure, item, period, answer)
        case _:
            yield from _of_combined(reader, figure, item, period, answer)


def _of_entered(
    reader: Reader, figure: Figure, item: AssessedObject, period: Period, answer: Answer
) -> Iterator[str]:
    rule, checks = figure.rule, reader.checks_of(figure, item, period)
    if not checks and isinstance(rule, Deduct | Bonus | TimeLimit):
        yield f"{rule_word(rule)} unchecked {rule.unchecked.value}"
    if isinstance(rule, Mark | Choice | Measure) and len(checks) > 1 and answer.state is State.VALUE:
        yield f"{rule_word(rule)} several {rule.several.value}"
        if isinstance(rule, Mark) and rule.average_by is not None:
            yield f"mark by {rule.average_by.value}"
    if isinstance(rule, Deduct | Bonus) and checks:
        yield from _of_pricing(rule, answer)
    if isinstance(rule, TimeLimit) and answer.value is not None:
        yield "late" if rule.floor < answer.value < rule.full else "in time, or nothing left"


def _of_pricing(rule: Deduct | Bonus, answer: Answer) -> Iterator[str]:
    word = rule_word(rule)
    if rule.pricing.by_circumstances:
        yield f"{word} rates {STATES[answer.state]}"
        if rule.pricing.repeated_within:
            yield "repeated within"
        for rate in rule.pricing.rates:
            asks = rate.circumstances
            for name in ("sources", "severities", "modes", "grades", "rectified", "repeated"):
                if getattr(asks, name) not in ((), None):
                    yield f"rate by {name}"
    else:
        way = "range" if rule.pricing.range is not None else "each" if rule.pricing.rates else "typed"
        yield f"{word} {way}"
    if isinstance(rule, Deduct) and answer.value == rule.floor:
        yield "floor reached"
    if isinstance(rule, Bonus) and rule.most is not None and answer.value == rule.most:
        yield "most reached"


# ---- combined


def _of_combined(
    reader: Reader, figure: Figure, item: AssessedObject, period: Period, answer: Answer
) -> Iterator[str]:
    rule = figure.rule
    inputs = [reader.here(read.figure, item, period) for read in rule.reads]
    states = {each.state for each in inputs}
    match rule:
        case Sum():
            if State.NO_DATA in states:
                yield f"sum missing {rule.missing.value}"
            elif {State.VALUE, State.NOT_APPLICABLE} <= states:
                yield f"sum not_applicable {rule.not_applicable.value}"
            if answer.value is not None and answer.exact in (rule.floor, rule.cap):
                yield "sum held"
        case Ratio() if states == {State.VALUE}:
            parts = zip(rule.under, inputs[len(rule.over) :], strict=True)
            if sum(term.weight * each.number for term, each in parts) == 0:
                yield f"ratio when_zero {rule.when_zero.value}"
        case Steps() if answer.exact is not None:
            above = (inputs[0].number > rule.target) is rule.high_is_better
            side = "beyond" if above else "short"
            yield f"steps {side} {rule.count_steps.value}"
        case Linear() if answer.exact is not None:
            ends = rule.knots[0].at, rule.knots[-1].at
            yield "linear between" if ends[0] < inputs[0].number < ends[1] else "linear flat"
        case Table() if answer.exact is not None:
            yield "table"
        case Condition():
            yield "condition unknown" if answer.state is State.NO_DATA else f"condition {answer.value}"
            yield from _of_tests(reader, (*rule.every, *rule.some), item, period)
        case Choose():
            holds = [all_asked(reader, case.when, item, period) for case in rule.cases]
            yield f"case {'unknown' if None in holds else 'holds' if True in holds else 'none holds'}"
            if rule.otherwise is None and not any(holds) and None not in holds:
                yield "choose nothing"
        case Bands():
            kind = "tests" if any(band.when for band in rule.bands) else "limits"
            yield f"bands by {kind} {STATES[answer.state]}"


def _of_tests(reader: Reader, tests: Tests, item: AssessedObject, period: Period) -> Iterator[str]:
    for test in tests:
        yield f"{_test_word(test)} {asked(reader, test, item, period)}"


def _test_word(test: Test) -> str:
    return type(test).__name__


# ---- gathered


def _of_gathered(
    reader: Reader, figure: Figure, item: AssessedObject, period: Period, answer: Answer
) -> Iterator[str]:
    match figure.rule:
        case Gather() as rule:
            if answer.state is State.VALUE:
                yield f"{rule.take.value} over {_window_word(rule)}"
            yield f"gather missing {rule.missing.value} {STATES[answer.state]}"
            if isinstance(rule.window, Parts) and answer.state is State.VALUE:
                yield f"by {rule.window.role.value}"
            if rule.where:
                yield f"where {STATES[answer.state]}"
            if rule.weights is not None:
                yield f"{type(rule.weights).__name__} {STATES[answer.state]}"
            if rule.shared:
                yield f"shared {STATES[answer.state]}"
        case MeanOfParts() as rule:
            yield f"mean of parts missing {rule.missing.value}"
        case OfAbove():
            yield f"above {STATES[answer.state]}"
        case Earlier() as rule:
            back = "last year" if rule.periods is None else "periods"
            yield f"earlier {back} missing {rule.missing.value}"
        case Running() as rule:
            if answer.number > 0:
                yield f"running {rule.missing.value}"
        case Balance() as rule:
            if answer.exact in (rule.floor, rule.cap):
                yield "balance held"
            slots = spanned(reader.calendar, period, 1, rule.periods - 1, rule.since)
            there = [slot for slot in slots if slot is not None and item.exists_in(slot)]
            if rule.reset is not None:
                for slot in there:
                    yield f"reset {all_asked(reader, rule.reset.when, item, slot)}"


def _window_word(rule: Gather) -> str:
    match rule.window:
        case Parts(role=role):
            return "parts" if role is Role.PART else "units in charge"
        case Before(since=since):
            return "before" if since is None else "before since"
        case window:
            return type(window).__name__.lower()


# ---- peers


def _of_peers(
    reader: Reader, figure: Figure, item: AssessedObject, period: Period, answer: Answer
) -> Iterator[str]:
    rule = figure.rule
    if isinstance(rule, Peer):
        yield f"peer {rule.take.value} {STATES[answer.state]}"
        return
    assert isinstance(rule, Rank | ByRank | Split)
    ladder = ladder_of(reader, rule.ordering, item, period)
    tied = item.key in ladder.rungs and ladder.tied(item.key) > 1
    if isinstance(rule, ByRank):
        yield f"by_rank schedules {len(rule.schedules)}"
        if tied:
            yield f"tied get {rule.ties.value} {rule.ordering.ties.value}"
    elif isinstance(rule, Split):
        way = "in proportion" if rule.in_proportion_to is not None else rule.unclaimed.value
        yield f"split {way}{' rounded' if figure.rounding is not None else ''} {STATES[answer.state]}"
        if item.key in ladder.rungs:
            yield f"qualifies {all_asked(reader, rule.who, item, period)}"
    elif answer.state is State.VALUE:
        yield f"rank from {'last' if rule.from_last else 'first'}"


def _of_ranking(oracle: Oracle, ranking: Ranking) -> Iterator[str]:
    reader, ordering = oracle.reader, ranking.ordering
    for places in oracle.ranking(ranking).values():
        ranks = [place.rank for place in places if place.rank is not None]
        if len(set(ranks)) < len(ranks):
            yield f"ties {ordering.ties.value}"
        for place in places:
            item = reader.items[place.object]
            yield f"takes part {takes_part(reader, ordering, item, oracle.period)}"
            if place.colour is not None:
                yield "coloured"
            if place.rank is None:
                continue
            yield f"ranked by {'published' if ordering.by_published else 'exact'}"
            if ordering.by_group:
                yield f"ranked in {ordering.parted_by.value}"
            rungs = ladder_of(reader, ordering, item, oracle.period).rungs
            if ordering.then and [key[0] for key in rungs.values()].count(rungs[item.key][0]) > ranks.count(
                place.rank
            ):
                yield "parted by the chain"
            for against in ranking.change:
                change = oracle.change(ranking, item.key, against)
                if change is not None and change[1] is not None:
                    yield f"moved against {against.value}"
