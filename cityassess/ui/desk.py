"""What every page works with, made once when the program starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from cityassess.ui.hub import Hub
from cityassess.ui.jobs import Jobs
from cityassess.ui.settings import WindowSettings
from cityassess.ui.theme import Theme
from cityassess.ui.widgets.parts import IconButtons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cityassess.scoring.periods import Period
    from cityassess.services.standings import PeriodEntry


class Choice(NamedTuple):
    """One entry of the period selector; ``mark`` is what stands beside it: 已发布, 草稿 or 未开始.

    ``entered`` is false for a period that only sums up others: it is not where a start begins.
    """

    code: str
    scheme: str
    title: str
    mark: str
    entered: bool = True

    @property
    def text(self) -> str:
        """What the selector shows."""
        return f"{self.title}　{self.mark}"


class PeriodChoice(QObject):
    """The period that all pages show; there is one selector for all of them."""

    chosen = Signal()
    """The period shown is another one now."""
    listed = Signal()
    """The list of periods, or what stands beside one of them, is another one now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices: tuple[Choice, ...] = ()
        self.current: Choice | None = None
        self._wanted: frozenset[str] = frozenset()

    def list_periods(self, entries: Sequence[PeriodEntry], fallback: tuple[str, str] | None = None) -> None:
        """Show periods newest first, and above them the one that may be started next.

        ``fallback`` is the scheme and period to start with where nothing has been entered yet.
        """
        choices, shown = choices_of(entries, fallback), self.current
        if choices != self.choices:
            self.choices = choices
            self.current = self._kept(shown)
            self.listed.emit()
        if self._wanted and (self.current is None or self.current.code not in self._wanted):
            self.current = next((c for c in choices if c.code in self._wanted), self.current)
        self._wanted = frozenset()
        if (shown and (shown.code, shown.scheme)) != (
            self.current and (self.current.code, self.current.scheme)
        ):
            self.chosen.emit()

    def prefer(self, codes: frozenset[str]) -> None:
        """Turn to the newest of these periods, unless one of them is shown, when the periods are listed next."""
        self._wanted = codes

    def _kept(self, shown: Choice | None) -> Choice | None:
        same = (c for c in self.choices if shown and (c.code, c.scheme) == (shown.code, shown.scheme))
        begun = [c for c in self.choices if c.mark != NOT_BEGUN]
        entered = (c for c in begun if c.entered)
        return next(same, None) or next(entered, None) or next(iter([*begun, *self.choices]), None)

    def choose(self, index: int) -> None:
        """Show another period on all pages."""
        choice = self.choices[index]
        if choice != self.current:
            self.current = choice
            self.chosen.emit()


NOT_BEGUN = "未开始"


def choices_of(entries: Sequence[PeriodEntry], fallback: tuple[str, str] | None) -> tuple[Choice, ...]:
    """The selector's entries, newest first, each scheme's next period above its newest one."""
    from cityassess.scoring.periods import parse_period
    from cityassess.wording import period_title

    several = len({entry.scheme_id for entry in entries}) > 1
    choices: list[Choice] = []
    newest = {(entry.scheme_id, entry.period.cycle): entry for entry in entries}
    for (scheme, _), entry in newest.items():
        following = entry.following
        if following is not None:
            choices.append(Choice(following.code, scheme, _title(following, entry, several), NOT_BEGUN))
    for entry in reversed(entries):
        mark = "草稿" if not entry.published else "已发布·有变动" if entry.changed_since else "已发布"
        title = f"{entry.title} {entry.scheme_name}" if several else entry.title
        choices.append(Choice(entry.code, entry.scheme_id, title, mark, entry.entered))
    if not choices and fallback is not None:
        scheme, code = fallback
        choices.append(Choice(code, scheme, period_title(parse_period(code)), NOT_BEGUN))
    return tuple(choices)


def _title(period: Period, entry: PeriodEntry, several: bool) -> str:
    from cityassess.wording import period_title

    title = period_title(period)
    return f"{title} {entry.scheme_name}" if several else title


class Status(QObject):
    """What the status bar says; pages tell it, the window shows it."""

    mode = Signal(str)
    message = Signal(str)
    statistics = Signal(str)
    saved = Signal(str)

    def say(self, text: str) -> None:
        """Show a message until the next one."""
        self.message.emit(text)

    def note_saved(self) -> None:
        """Say when the last write was stored."""
        from datetime import datetime

        self.saved.emit(f"已保存 {datetime.now().astimezone():%H:%M:%S}")


class Desk(NamedTuple):
    """The hub, the worker, the settings and the rest that pages share."""

    theme: Theme
    hub: Hub
    jobs: Jobs
    settings: WindowSettings
    status: Status
    periods: PeriodChoice
    buttons: IconButtons
    documents: Path
    """Where files are offered to be saved."""
