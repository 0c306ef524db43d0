"""Publications worked out again from their own inputs, and remembered: what is published never changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.errors import Unavailable
from cityassess.scoring.assess import assess
from cityassess.scoring.assessment import Assessment
from cityassess.scoring.engine import Evaluation
from cityassess.scoring.scheme import Scheme
from cityassess.services.assessing import evaluate_checks
from cityassess.services.frozen import Inputs, Thawed, same_result, thaw
from cityassess.services.scheme_files import kept_scheme
from cityassess.store import publications

if TYPE_CHECKING:
    from cityassess.store.session import Session

_REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A publication worked out again: what it was made of, the scheme as it was then, every figure, the result."""

    inputs: Inputs
    scheme: Scheme
    evaluation: Evaluation
    assessment: Assessment


def recomputed(thawed: Thawed) -> Recomputed:
    """The result of a publication worked out again from its own inputs.

    Raises ``Unavailable`` where it is not the result that was frozen.
    """
    inputs = thawed.inputs
    scheme = kept_scheme(inputs.scheme_id, inputs.scheme_text)
    evaluation = evaluate_checks(scheme, inputs.roster, inputs.period, inputs.checks, other_editions(inputs))
    assessment = assess(evaluation, inputs.period)
    if not same_result(thawed.result, assessment):
        title = wording.period_title(inputs.period)
        raise Unavailable(f"{title}通报重新计算的结果与发布时不一致，没有打印。用“核对数据”查明原因。")
    return Recomputed(inputs, scheme, evaluation, assessment)


def other_editions(inputs: Inputs) -> list[Scheme]:
    """The editions of the scheme that govern periods which a publication looks back on."""
    return [kept_scheme(inputs.scheme_id, text) for text, _ in inputs.editions]


class Publications:
    """The publications of one database as they were worked out last, by their numbers in the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[int, Recomputed] = OrderedDict()

    def of(self, session: Session, publication_id: int) -> Recomputed:
        """A publication; raises ``Unavailable`` where its bytes or its result are not what they were."""
        with self._lock:
            found = self._known.get(publication_id)
        if found is None:
            found = recomputed(thaw(publications.payload(session, publication_id)))
        with self._lock:
            self._known[publication_id] = found
            self._known.move_to_end(publication_id)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found
