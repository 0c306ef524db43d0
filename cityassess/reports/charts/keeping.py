"""Charts drawn before, kept for as long as they are the same: who types beside a chart does not have it drawn again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from cityassess.reports.chart_values import ChartValue
from cityassess.reports.fonts import FontSet, Met
from cityassess.reports.page import Mark

MOST = 48
"""More than the charts of two bulletins; some hundred marks each."""

Drawn = tuple[float, tuple[Mark, ...]]
_Key = tuple[ChartValue, float, float]


@dataclass(slots=True)
class Kept:
    """Drawings by what is drawn and its room, and by which registered face showed each of its characters.

    Any thread may ask; nobody waits while a chart is drawn, so that two at once may draw the same one.
    """

    most: int = MOST
    _drawings: OrderedDict[_Key, tuple[Met, Drawn]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def drawn(
        self,
        fonts: FontSet,
        value: ChartValue,
        width: float,
        height: float,
        draw: Callable[[FontSet, ChartValue, float, float], Drawn],
    ) -> Drawn:
        """The drawing kept, where the faces of ``fonts`` are those that it was made in, else the one that is made now.

        Either way ``fonts`` has met each character of the chart, and so tells who stands in and what is missing.
        """
        key = value, width, height
        with self._lock:
            found = self._drawings.get(key)
            if found is not None:
                self._drawings.move_to_end(key)
        if found is not None and fonts.meet(found[0]):
            return found[1]
        own = FontSet(
            shipped_only=fonts.shipped_only
        )  # of this chart alone, so that it knows what the chart asks for
        made = draw(own, value, width, height)
        met = own.met
        if not fonts.meet(met):
            return draw(fonts, value, width, height)
        with self._lock:
            self._drawings[key] = met, made
            self._drawings.move_to_end(key)
            while len(self._drawings) > self.most:
                self._drawings.popitem(last=False)
        return made

    def __len__(self) -> int:
        """How many drawings are kept."""
        return len(self._drawings)
