"""Whether a period is published, and whether what was published still is what the database says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cityassess import wording
from cityassess.scoring.periods import Period
from cityassess.services.frozen import Inputs, inputs_of
from cityassess.services.records import Records, governing
from cityassess.store import checks, objects, periods, publications

if TYPE_CHECKING:
    from cityassess.store.session import Session


@dataclass(frozen=True, slots=True)
class PublishingState:
    """The newest publication of a period: its number (0 none, 2 and later corrections), who published it and when.

    ``when`` is local time as tables write it (2025-11-03 10:32), ``digest`` that of the inputs. ``changed_since``
    says that checks, objects or scheme are no longer those that were published.
    """

    published: bool = False
    number: int = 0
    who: str = ""
    when: str = ""
    digest: str = ""
    changed_since: bool = False


@dataclass
class PublicationStates:
    """Publication states by period; comparing is remembered until a revision grows."""

    records: Records
    _compared: dict[tuple[int, int, int, int], bool] = field(default_factory=dict)

    def of(self, session: Session, scheme_id: str, period: Period) -> PublishingState:
        """The state of a period."""
        latest = publications.latest(session, scheme_id, period.code)
        if latest is None:
            return PublishingState()
        found = governing(self.records.editions(session), period, scheme_id)
        edition_id = found[0].id if found else 0
        key = (
            latest.id,
            edition_id,
            objects.revision(session),
            periods.revision(session, period.code),
        )
        if key not in self._compared:
            live = live_inputs(session, self.records, scheme_id, period) if found else None
            self._compared[key] = live is None or live.digest() != latest.digest
        when = wording.moment_text(datetime.fromisoformat(latest.when).astimezone())
        return PublishingState(True, latest.number, latest.who, when, latest.digest, self._compared[key])


def live_inputs(session: Session, records: Records, scheme_id: str | None, period: Period) -> Inputs:
    """All that decides the result of a period, as the database holds it now."""
    edition = records.governing(session, period, scheme_id)
    found = [stored.check for stored in checks.of_period(session, edition.scheme.id, period.code)]
    return inputs_of(edition.scheme, edition.text, period, records.roster(session), found)
