"""The closed list of rule forms, each read and checked by a module here and evaluated by one in ``evaluating``."""

from __future__ import annotations

from typing import Any

from cityassess.scoring.rules.bands import BANDS
from cityassess.scoring.rules.context import RuleKind
from cityassess.scoring.rules.deduct import DEDUCT
from cityassess.scoring.rules.mark import MARK
from cityassess.scoring.rules.mean import MEAN
from cityassess.scoring.rules.total import SUM, WEIGHTED
from cityassess.scoring.scheme import RuleForm

RULES: dict[str, RuleKind[Any]] = {kind.word: kind for kind in (DEDUCT, MARK, SUM, WEIGHTED, MEAN, BANDS)}
"""Rule forms by the word that a scheme file writes after ``rule:``."""

# A plain and a weighted sum differ in how they are read alone, so that either may stand for both.
_BY_FORM: dict[type, RuleKind[Any]] = {kind.form: kind for kind in RULES.values()}


def rule_kind(form: RuleForm) -> RuleKind[Any]:
    """How a rule of a scheme is checked."""
    return _BY_FORM[type(form)]


__all__ = ["RULES", "RuleKind", "rule_kind"]
