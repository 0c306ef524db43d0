"""The closed list of rule forms, each read and checked by a module here and evaluated by one in ``evaluating``."""

from __future__ import annotations

from typing import Any

from cityassess.scoring.forms import Choice, Gather, RuleForm, Sum
from cityassess.scoring.rules.above import ABOVE
from cityassess.scoring.rules.balance import BALANCE
from cityassess.scoring.rules.bands import BANDS
from cityassess.scoring.rules.bonus import BONUS
from cityassess.scoring.rules.by_rank import BY_RANK
from cityassess.scoring.rules.choice import CHOICE, YES_NO
from cityassess.scoring.rules.choose import CHOOSE
from cityassess.scoring.rules.condition import CONDITION
from cityassess.scoring.rules.constant import CONSTANT
from cityassess.scoring.rules.context import RuleKind
from cityassess.scoring.rules.deduct import DEDUCT
from cityassess.scoring.rules.earlier import EARLIER
from cityassess.scoring.rules.gather import BEST, COUNT, LATEST, TOTAL, WORST
from cityassess.scoring.rules.linear import LINEAR
from cityassess.scoring.rules.mark import MARK
from cityassess.scoring.rules.mean import MEAN
from cityassess.scoring.rules.measure import MEASURE
from cityassess.scoring.rules.peer import PEER
from cityassess.scoring.rules.product import PRODUCT
from cityassess.scoring.rules.rank import RANK
from cityassess.scoring.rules.ratio import RATIO
from cityassess.scoring.rules.running import RUNNING
from cityassess.scoring.rules.split import SPLIT
from cityassess.scoring.rules.steps import STEPS
from cityassess.scoring.rules.table import TABLE
from cityassess.scoring.rules.time_limit import TIME_LIMIT
from cityassess.scoring.rules.total import SUM, WEIGHTED

RULES: dict[str, RuleKind[Any]] = {
    kind.word: kind
    for kind in (
        DEDUCT,
        BONUS,
        MARK,
        CHOICE,
        YES_NO,
        MEASURE,
        TIME_LIMIT,
        SUM,
        WEIGHTED,
        MEAN,
        TOTAL,
        WORST,
        BEST,
        LATEST,
        COUNT,
        RANK,
        BY_RANK,
        RUNNING,
        EARLIER,
        ABOVE,
        BALANCE,
        PEER,
        SPLIT,
        BANDS,
        STEPS,
        TABLE,
        CONDITION,
        CHOOSE,
        RATIO,
        LINEAR,
        PRODUCT,
        CONSTANT,
    )
}
"""Rule forms by the word that a scheme file writes after ``rule:``."""


def rule_kind(form: RuleForm) -> RuleKind[Any]:
    """How a rule of a scheme is checked and written; several words may stand for one dataclass."""
    return RULES[rule_word(form)]


def rule_word(form: RuleForm) -> str:
    """The word after ``rule:`` that a rule is written with."""
    match form:
        case Sum(weighted=weighted):
            return "weighted" if weighted else "sum"
        case Choice(yes_no=yes_no):
            return "yes_no" if yes_no else "choice"
        case Gather(take=take):
            return take.value
        case _:
            return _WORDS[type(form)]


_WORDS: dict[type, str] = {kind.form: kind.word for kind in RULES.values()}

__all__ = ["RULES", "RuleKind", "rule_kind", "rule_word"]
