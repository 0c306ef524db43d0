"""排名: each group's table, and beside it why the chosen object stands where it stands, down to each check."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from cityassess.progress import Progress
from cityassess.scoring.assessment import Assessment, GroupRanking, Standing, Trace
from cityassess.ui.delegates import StandingsDelegate, TraceDelegate
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.jobs import Failure
from cityassess.ui.models.reasons import reason_sentence
from cityassess.ui.models.standings import Shows, StandingsModel
from cityassess.ui.models.traces import TraceModel, as_text
from cityassess.ui.pages.page import Page
from cityassess.ui.tokens import HEADER_HEIGHT, ROW_HEIGHT
from cityassess.ui.widgets.parts import Card, ElidedLabel, EmptyState, button, label
from cityassess.ui.widgets.tag import ColourTag
from cityassess.wording import rank_text

if TYPE_CHECKING:
    from cityassess.services.office import Office

Seen = tuple[Assessment, Assessment | None]
TRACE_DELAY_MS = 80
"""How long the choice must rest before its trace is read, so that a held arrow key does not read each row."""


class StandingsPage(Page):
    """Groups as tabs, a table, and the explanation of the chosen row."""

    title = "排名"
    hints = "↑↓ 选对象　→ 展开　Ctrl+PgDn 下一组　Ctrl+Shift+C 复制说明"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self._assessment: Assessment | None = None
        self._before: Assessment | None = None
        self._wanted: tuple[str, object] | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.currentChanged.connect(self._show_group)
        self.model = StandingsModel(self)
        self.table = _table(self.model)
        self.table.horizontalHeader().geometriesChanged.connect(self.fit_columns)
        self.table.setItemDelegate(StandingsDelegate(self.table, self.model, desk.theme))
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        desk.theme.changed.connect(self.table.viewport().update)
        card = Card(padding=0, spacing=0)
        card.inside.addWidget(self.tabs)
        card.inside.addWidget(self.table, 1)
        self.detail = Explanation(desk)
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

    def _shortcut(self, keys: str, doing: object) -> None:
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
        """Show an assessment, keeping the group and the object that were chosen."""
        chosen, group = self.chosen, self.tabs.tabText(self.tabs.currentIndex())
        self._assessment, self._before = seen
        self.notice.dismiss()
        self.tell(
            f"{self.desk.periods.current.title if self.desk.periods.current else ''}　{seen[0].scheme_name}"
        )
        groups = [each for each in seen[0].groups if each.ranked or each.not_ranked]
        if not any(each.ranked for each in groups):
            self.stack.setCurrentWidget(self.empty)
            return
        names = [each.name for each in seen[0].groups]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(names.index(group) if group in names else 0)
        self.tabs.blockSignals(False)
        self._show_group(self.tabs.currentIndex())
        self.stack.setCurrentWidget(self.splitter)
        if chosen is not None:
            self._select(chosen.object)
        if self._wanted is not None:
            self.arrive(self._wanted)
        if seen[0].problems:
            self.notice.say("；".join(seen[0].problems[:3]), "warning")

    @property
    def group(self) -> GroupRanking | None:
        """The group in front."""
        if self._assessment is None or not 0 <= self.tabs.currentIndex() < len(self._assessment.groups):
            return None
        return self._assessment.groups[self.tabs.currentIndex()]

    @property
    def chosen(self) -> Standing | None:
        """The object chosen in the table."""
        row = self.table.currentIndex().row()
        return self.model.lines[row].standing if 0 <= row < len(self.model.lines) else None

    @Slot(int)
    def _show_group(self, _number: int) -> None:
        group = self.group
        if group is None:
            return
        earlier = self._before.groups if self._before is not None else ()
        same = (group.ranking, group.name)
        before = next((each for each in earlier if (each.ranking, each.name) == same), None)
        self.model.show_group(group, before)
        self.fit_columns()
        self._select(self.model.lines[0].standing.object if self.model.lines else -1)

    @Slot()
    def fit_columns(self) -> None:
        """Give names the room that the numbers leave."""
        spare = self.table.viewport().width() - sum(column.width for column in self.model.columns)
        for place, column in enumerate(self.model.columns):
            more = max(0, min(spare, 160)) if column.shows is Shows.NAME else 0
            self.table.setColumnWidth(place, column.width + more)

    def _turn(self, by: int) -> None:
        if self.tabs.count():
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def arrive(self, wanted: object) -> None:
        """Show a group by name, an object by key, or the first object with a colour."""
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
                break
        self._wanted = None

    def _select(self, key: int) -> None:
        row = self.model.row_of(key)
        if row >= 0:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))

    # ---- the explanation

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        standing, group = self.chosen, self.group
        if standing is not None and group is not None:
            self.detail.show_standing(group, standing)
            self._rest.start()

    @Slot()
    def _explain(self) -> None:
        standing, period = self.chosen, self.desk.periods.current
        if standing is None or period is None:
            return
        work = partial(_explain, self.office, period, standing)
        self.desk.jobs.run(work, self._show_trace, self._no_trace, title="查找计算过程", key="explain")

    def _show_trace(self, trace: Trace) -> None:
        standing = self.chosen
        if standing is not None and trace.object == standing.object:
            self.detail.show_trace(trace)
            group = self.group
            if group is not None and not any(each.weight for each in trace.inputs):
                inputs = frozenset(each.figure.id for each in trace.inputs)
                self.detail.sentence.setText(reason_sentence(group, standing, inputs))

    def _no_trace(self, failure: Failure) -> None:
        if not failure.cancelled:
            self.detail.show_failure(failure.sentence)

    def panes(self) -> tuple[QWidget, ...]:
        return (self.begin,) if self.stack.currentWidget() is self.empty else (self.table, self.detail.tree)


class Explanation(Card):
    """One object: place, score and colour, a sentence, and the tree of its score."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(padding=16, spacing=8)
        self.setMinimumWidth(340)
        self._desk = desk
        self.name = ElidedLabel("", "section")
        self.tag = ColourTag(desk.theme)
        self.place = label("", "sub")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        head.addWidget(self.tag)
        head.addWidget(self.place)
        self.score = label("", "figure")
        self.copy = desk.buttons.put(
            button("复制说明", tip="复制这句话和整个计算过程（Ctrl+Shift+C）"), "copy"
        )
        self.copy.clicked.connect(self.copy_all)
        middle = QHBoxLayout()
        middle.addWidget(self.score, 1)
        middle.addWidget(self.copy)
        self.sentence = label("", wrap=True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reasons = label("", "sub", wrap=True)
        self.model = TraceModel(self)
        self.tree = _tree(self.model)
        self.tree.setItemDelegate(TraceDelegate(self.tree, self.model, desk.theme))
        self.tree.selectionModel().currentChanged.connect(self._say_step)
        desk.theme.changed.connect(self.tree.viewport().update)
        self.step = label("", "sub", wrap=True)
        self.step.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.step.setMinimumHeight(52)
        self.step.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.inside.addLayout(head)
        self.inside.addLayout(middle)
        for each in (self.sentence, self.reasons, label("得分怎么来的", "section")):
            self.inside.addWidget(each)
        self.inside.addWidget(self.tree, 1)
        self.inside.addWidget(self.step)

    def show_standing(self, group: GroupRanking, standing: Standing) -> None:
        """Show what the table already knows; the tree follows."""
        self.name.setText(standing.name)
        rating = standing.rating
        self.tag.show_colour(rating.tint if rating is not None and rating.tint else "", _named(standing))
        many = f" / {len(group.ranked)}" if standing.rank is not None else ""
        self.place.setText(f"{rank_text(standing.rank)}{many}")
        self.score.setText(
            f"{standing.score.text} 分" if standing.score.published is not None else standing.score.text
        )
        self.sentence.setText(reason_sentence(group, standing))
        why = "；".join(rating.reasons) if rating is not None else ""
        self.reasons.setText(f"督办依据：{why}" if why else "")
        self.reasons.setVisible(bool(why))

    def show_trace(self, trace: Trace) -> None:
        """Show the tree of a score, its first two levels open."""
        self.model.explain(trace)
        self.tree.expandToDepth(1)
        self.tree.setCurrentIndex(self.model.index(0, 0))

    def show_failure(self, sentence: str) -> None:
        """Say in place why there is no tree."""
        self.model.explain(None)
        self.step.setText(sentence)

    @Slot()
    def copy_all(self) -> None:
        """Put the sentence and the whole tree on the clipboard."""
        root = self.model.root
        lines = [self.sentence.text(), *([as_text(root)] if root is not None else [])]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._desk.status.say("已复制说明和计算过程。")

    @Slot(QModelIndex, QModelIndex)
    def _say_step(self, current: QModelIndex, _previous: QModelIndex) -> None:
        node = self.model.node(current)
        self.step.setText("　".join(filter(None, (node.sentence, node.clause))) if node is not None else "")


def _named(standing: Standing) -> str:
    return standing.rating.name if standing.rating is not None and standing.rating.tint else ""


def _meets(standing: Standing, what: str, which: object) -> bool:
    if what == "object":
        return standing.object == which
    return what == "colour" and standing.rating is not None and standing.rating.colour == which


def _table(model: StandingsModel) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(ROW_HEIGHT)
    columns = table.horizontalHeader()
    columns.setFixedHeight(HEADER_HEIGHT)
    columns.setHighlightSections(False)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
    table.setAccessibleName("排名表")
    return table


def _tree(model: TraceModel) -> QTreeView:
    tree = QTreeView()
    tree.setModel(model)
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    tree.setIndentation(16)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    tree.setAccessibleName("计算过程")
    return tree


def _read(office: Office, period: Choice, _progress: Progress) -> Seen:
    assessment = office.standings.assess(period.code, period.scheme)
    return assessment, office.standings.previous(period.code, period.scheme)


def _explain(office: Office, period: Choice, standing: Standing, _progress: Progress) -> Trace:
    return office.standings.explain(period.code, standing.object, standing.score.id, period.scheme)
