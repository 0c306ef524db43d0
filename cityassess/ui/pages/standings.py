"""排名: each ladder's table and the lists of the period, and beside them why each figure is what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QWidget

from cityassess.progress import Progress
from cityassess.scoring.assessment import Assessment, GroupRanking, Standing, Trace
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.models.reasons import reason_sentence
from cityassess.ui.models.standings import Column, StandingsModel
from cityassess.ui.pages.explanation import Explanation
from cityassess.ui.pages.page import Page
from cityassess.ui.pages.rolls import Entry, Rolls
from cityassess.ui.tables.ranking_table import RankingTable
from cityassess.ui.widgets.parts import Card, EmptyState

if TYPE_CHECKING:
    from cityassess.services.office import Office

Seen = tuple[Assessment, Assessment | None]
TRACE_DELAY_MS = 80
"""How long the choice must rest before its trace is read, so that a held arrow key does not read each row."""
LISTS = "名单"


class _Asked(NamedTuple):
    """What the pane explains: a figure of an object, and whether it is the score of its line."""

    object: int
    figure: str
    is_score: bool


class StandingsPage(Page):
    """Ladders and lists as tabs, a table, and the explanation of what is chosen in it."""

    title = "排名"
    hints = "↑↓ 选对象　Alt+Enter 说明所在列　Enter 到计算过程　Esc 返回　Ctrl+PgDn 下一组"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._assessment: Assessment | None = None
        self._before: Assessment | None = None
        self._wanted: tuple[str, object] | None = None
        self._figure = ""
        self._asked: _Asked | None = None
        self.tabs = QTabBar()
        self.tabs.setObjectName("groups")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName("分组和名单")
        self.tabs.currentChanged.connect(self._show_tab)
        self.model = StandingsModel(self)
        self.table = RankingTable(self.model, desk.theme)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.asked.connect(self._ask)
        self.rolls = Rolls(desk)
        self.rolls.chosen.connect(self._choose_entry)
        self.rolls.table.activated.connect(self._walk)
        self.front = QStackedWidget()
        self.front.addWidget(self.table)
        self.front.addWidget(self.rolls)
        card = Card(padding=1, spacing=0)
        card.inside.addWidget(self.tabs)
        card.inside.addWidget(self.front, 1)
        self.detail = Explanation(desk)
        self.detail.back_wanted.connect(self._back)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(card)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([740, 372])
        self.begin = self.entry_button()
        self.empty = EmptyState("本期还没有可排名的得分。录入或导入得分后，这里按分组列出名次。", self.begin)
        self.stack = QStackedWidget()
        for each in (QWidget(), self.empty, self.splitter):
            self.stack.addWidget(each)
        self.column.addWidget(self.stack, 1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(TRACE_DELAY_MS)
        self._rest.timeout.connect(self._explain)
        self._shortcut("Ctrl+PgDown", partial(self._turn, 1))
        self._shortcut("Ctrl+PgUp", partial(self._turn, -1))
        self._shortcut("Ctrl+Shift+C", self.detail.copy_all)
        self._shortcut("Esc", self._back)

    def _shortcut(self, keys: str, doing: Callable[[], None]) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(doing)

    # ---- reading

    def load(self, period: Choice) -> None:
        self.read(partial(_read, self.office, period), self.show_standings, "计算排名")

    def unload(self) -> None:
        self.tell("还没有考核方案")
        self.stack.setCurrentWidget(self.empty)

    def show_standings(self, seen: Seen) -> None:
        """Show an assessment, keeping the tab and the object that were chosen."""
        chosen, tab = self.chosen, self.tabs.tabData(self.tabs.currentIndex())
        self._assessment, self._before = seen
        self.notice.dismiss()
        period = self.desk.periods.current
        self.tell(f"{period.title if period else ''}　{seen[0].scheme_name}")
        if not any(group.ranked for group in seen[0].groups) and not any(
            item.listed for item in seen[0].lists
        ):
            self.stack.setCurrentWidget(self.empty)
            return
        self.rolls.show_lists(seen[0])
        self._show_tabs(seen[0], tab)
        self._show_tab(self.tabs.currentIndex())
        self.stack.setCurrentWidget(self.splitter)
        if chosen is not None:
            self._select(chosen.object)
        if self._wanted is not None:
            self.arrive(self._wanted)
        if seen[0].problems:
            self.notice.say("\n".join(seen[0].problems), "warning")

    def _show_tabs(self, assessment: Assessment, kept: object) -> None:
        same = Counter(group.name for group in assessment.groups)
        names = [
            f"{group.name}·{group.score.name}" if same[group.name] > 1 else group.name
            for group in assessment.groups
        ]
        places: list[object] = [(group.ranking, group.name) for group in assessment.groups]
        if assessment.lists or assessment.balances:
            names.append(LISTS)
            places.append(LISTS)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name, place in zip(names, places, strict=True):
            number = self.tabs.addTab(name)
            self.tabs.setTabData(number, place)
            self.tabs.setTabToolTip(number, name)
        self.tabs.setCurrentIndex(places.index(kept) if kept in places else 0)
        self.tabs.blockSignals(False)

    @property
    def group(self) -> GroupRanking | None:
        """The group in front; None where the lists are."""
        if self._assessment is None or not 0 <= self.tabs.currentIndex() < len(self._assessment.groups):
            return None
        return self._assessment.groups[self.tabs.currentIndex()]

    @property
    def chosen(self) -> Standing | None:
        """The object chosen in the table."""
        row = self.table.currentIndex().row()
        return self.model.lines[row].standing if 0 <= row < len(self.model.lines) else None

    @Slot(int)
    def _show_tab(self, _number: int) -> None:
        group, self._figure = self.group, ""
        if group is None:
            self.front.setCurrentWidget(self.rolls)
            self.rolls.choose_first()
            return
        self.front.setCurrentWidget(self.table)
        earlier = self._before.groups if self._before is not None else ()
        same = (group.ranking, group.name)
        before = next((each for each in earlier if (each.ranking, each.name) == same), None)
        self.model.show_group(group, before)
        self.table.horizontalScrollBar().setValue(0)
        self.table.fit_columns()
        self._select(self.model.lines[0].standing.object if self.model.lines else -1)

    def _turn(self, by: int) -> None:
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
            self.panes()[0].setFocus()

    def arrive(self, wanted: object) -> None:
        """Show a group by name, an object by key, a figure of one, or the first object with a colour."""
        if not (isinstance(wanted, tuple) and len(wanted) == 2):
            return
        self._wanted = wanted
        if self._assessment is None:
            return
        what, which = wanted
        for number, group in enumerate(self._assessment.groups):
            if what == "group" and group.name == which:
                self.tabs.setCurrentIndex(number)
                break
            found = next((line for line in group.standings if _meets(line, what, which)), None)
            if found is not None:
                self.tabs.setCurrentIndex(number)
                self._select(found.object)
                if what == "figure":
                    self._explain_figure(str(_figure_of(which)))
                break
        self._wanted = None

    def _explain_figure(self, figure: str) -> None:
        """Explain a figure of the object chosen, where the table has a column of it."""
        if any(column.figure == figure for column in self.model.columns):
            self._figure = figure
            self._choose(QModelIndex(), QModelIndex())
            self.table.setFocus()

    def _select(self, key: int) -> None:
        row = self.model.row_of(key)
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

    # ---- the explanation

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        standing, group = self.chosen, self.group
        if standing is None or group is None:
            return
        column = self._column()
        if column is None or column.figure == standing.score.id:
            self.detail.show_standing(group, standing)
            self._asked = _Asked(standing.object, standing.score.id, is_score=True)
        else:
            line = self.model.lines[self.table.currentIndex().row()]
            rated = standing.rating if column.figure == _rating_figure(standing) else None
            result = line.result(column.figure)
            self.detail.show_figure(standing.name, column.title, result, column.unit)
            if rated is not None:
                self.detail.tag.show_colour(rated.tint, rated.name)
            self._asked = _Asked(standing.object, column.figure, is_score=False)
        self._rest.start()

    def _column(self) -> Column | None:
        """The column whose figure is explained rather than the score."""
        columns = self.model.columns if self._figure else ()
        return next((column for column in columns if column.figure == self._figure), None)

    @Slot(QModelIndex, bool)
    def _ask(self, index: QModelIndex, walk: bool) -> None:
        """Explain the figure of a cell; with ``walk`` the keyboard goes to its steps."""
        self._figure = self.model.columns[index.column()].figure
        self._choose(index, index)
        if walk:
            self.detail.tree.setFocus()

    @Slot()
    def _walk(self) -> None:
        self.detail.tree.setFocus()

    @Slot()
    def _back(self) -> None:
        """Return from the steps to the table, and from there to the score."""
        if self.detail.tree.hasFocus():
            self.panes()[0].setFocus()
        elif self._figure:
            self._figure = ""
            self._choose(QModelIndex(), QModelIndex())
            self.panes()[0].setFocus()

    @Slot(object)
    def _choose_entry(self, entry: Entry) -> None:
        if self.front.currentWidget() is not self.rolls:
            return
        self.detail.show_listed(entry.list, entry.listed)
        self._asked = None
        if entry.listed is not None:
            self._asked = _Asked(entry.listed.object, entry.list.figure, is_score=False)
            self._rest.start()

    @Slot()
    def _explain(self) -> None:
        asked, period = self._asked, self.desk.periods.current
        if asked is None or period is None:
            return
        work = partial(_explain, self.office, period, asked)
        done = partial(self._show_trace, asked)
        self.desk.jobs.run(work, done, self._no_trace, title="查找计算过程", key="explain")

    def _show_trace(self, asked: _Asked, trace: Trace) -> None:
        if asked != self._asked:
            return
        self.detail.show_trace(trace)
        standing, group = self.chosen, self.group
        if not asked.is_score or standing is None or group is None:
            return
        if not any(each.weight for each in trace.inputs):
            inputs = frozenset(each.figure.id for each in trace.inputs)
            self.detail.sentence.setText(reason_sentence(group, standing, inputs))

    def _no_trace(self, failure: Failure) -> None:
        if not failure.cancelled:
            self.detail.show_failure(failure.sentence)

    def panes(self) -> tuple[QWidget, ...]:
        if self.stack.currentWidget() is self.empty:
            return (self.begin,)
        front = self.rolls.table if self.front.currentWidget() is self.rolls else self.table
        return front, self.detail.tree


def _rating_figure(standing: Standing) -> str:
    return standing.rating.figure if standing.rating is not None else ""


def _figure_of(which: object) -> object:
    return which[1] if isinstance(which, tuple) else ""


def _meets(standing: Standing, what: str, which: object) -> bool:
    if what == "object":
        return standing.object == which
    if what == "figure":
        return isinstance(which, tuple) and standing.object == which[0]
    return what == "colour" and standing.rating is not None and standing.rating.colour == which


def _read(office: Office, period: Choice, _progress: Progress) -> Seen:
    assessment = office.standings.assess(period.code, period.scheme)
    return assessment, office.standings.previous(period.code, period.scheme)


def _explain(office: Office, period: Choice, asked: _Asked, _progress: Progress) -> Trace:
    return office.standings.explain(period.code, asked.object, asked.figure, period.scheme)
