"""What the random offices hold, so that the agreement with the oracle is not an agreement about nothing."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

from cityassess.scoring.forms import (
    Absent,
    AverageBy,
    CountSteps,
    Gap,
    Missing,
    NotApplicable,
    Role,
    TakePeers,
    TiedGet,
    Ties,
    WhenZero,
)
from cityassess.scoring.periods import Cycle
from cityassess.scoring.rules import RULES
from cityassess.scoring.scheme import Against, RoundingMode
from tests.scoring.census import STATES, take_census
from tests.scoring.strategies import random_world
from tests.scoring.test_against_oracle import oracle_of

OFTEN = 4
WANTED = (
    *(f"form {word}" for word in RULES),
    *(f"cycle {cycle.value}" for cycle in Cycle),
    *(f"state {state}" for state in STATES.values()),
    *(f"half {mode.value}" for mode in RoundingMode),
    "over 64 bits", "over 76 bits", "contradiction", "outside its campaigns", "read under another edition",
    "months that end on another day", "moved", "listed", "balance",
    # entered
    *(f"{word} {way}" for word, way in product(("deduct", "bonus"), ("typed", "each", "range", "rates value"))),
    "deduct rates no data", "repeated within", "floor reached", "most reached", "late",
    *(f"rate by {name}" for name in ("sources", "severities", "modes", "grades", "rectified", "repeated")),
    "deduct unchecked full", "deduct unchecked no_data", "bonus unchecked zero", "bonus unchecked no_data",
    "time_limit unchecked full", "time_limit unchecked no_data",
    *(f"mark several {word}" for word in ("mean", "highest", "lowest", "latest", "trimmed")),
    *(f"measure several {word}" for word in ("mean", "sum", "highest", "lowest", "latest")),
    "choice several mean", "yes_no several mean",
    *(f"mark by {by.value}" for by in AverageBy),
    # combined
    *(f"sum missing {missing.value}" for missing in Missing),
    *(f"sum not_applicable {policy.value}" for policy in NotApplicable),
    "sum held", "linear between", "linear flat", "table", "choose nothing",
    *(f"ratio when_zero {policy.value}" for policy in WhenZero),
    *(f"steps {side} {count.value}" for side, count in product(("short", "beyond"), CountSteps)),
    "condition 0", "condition 1", "condition unknown", "case holds", "case none holds", "case unknown",
    *(f"{test} {truth}" for test, truth in product(("ValueTest", "BandTest", "FlagTest"), (True, False, None))),
    *(f"{test} {truth}" for test, truth in product(("StateTest", "AttributeTest"), (True, False))),
    "bands by tests value", "bands by tests no data", "bands by limits value", "bands by limits not applicable",
    # gathered
    *(f"{take} over {window}" for take, window in product(
        ("mean", "total", "worst", "best", "count"),
        ("parts", "units in charge", "within", "before", "before since", "same"),
    )),
    *(f"by {role.value}" for role in Role), "latest over within", "latest over before",
    *(f"gather missing {missing.value} value" for missing in Missing),
    "where value", "where no data", "shared value",
    *(f"{weights} value" for weights in ("WeightByGrade", "WeightByFigure", "WeightByOrder")),
    "WeightByOrder no data", "WeightByFigure no data",
    *(f"mean of parts missing {missing.value}" for missing in Missing),
    "above value", "above no data",
    *(f"earlier {back} missing {absent.value}" for back, absent in product(("periods", "last year"), Absent)),
    *(f"running {gap.value}" for gap in Gap),
    "balance held", "reset True", "reset False", "reset None",
    # peers
    *(f"peer {take.value} value" for take in TakePeers), "peer best no data", "peer best not applicable",
    *(f"tied get {get.value} {ties.value}" for get, ties in product(TiedGet, Ties)),
    "by_rank schedules 1", "by_rank schedules 2", "rank from first", "rank from last",
    *(f"split {way}{how} value" for way, how in product(("in proportion", "kept", "shared"), ("", " rounded"))),
    "qualifies True", "qualifies False", "qualifies None",
    *(f"ties {ties.value}" for ties in Ties),
    "takes part True", "takes part False", "takes part None", "coloured", "parted by the chain",
    "ranked by published", "ranked by exact", "ranked in group", "ranked in grade", "ranked in parent",
    *(f"moved against {against.value}" for against in Against),
)  # fmt: skip


def test_the_random_offices_reach_every_form_window_policy_and_turn() -> None:
    counts: Counter[str] = Counter()
    for number in range(800):
        data = random.Random(number).randbytes(1200)
        world = random_world(data, ("mixed", "mixed", "ties", "vast")[number % 4])
        for period in world.periods:
            take_census(oracle_of(world, period), counts)
    assert [f"{what}: {counts[what]}" for what in WANTED if counts[what] < OFTEN] == []
