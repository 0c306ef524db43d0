"""概览: how far entry has come, who got which colour, first and last, and the ranking of each group as bars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cityassess.progress import Progress
from cityassess.scoring.assessment import Assessment, GroupRanking
from cityassess.ui.desk import Choice, Desk
from cityassess.ui.pages.page import Page
from cityassess.ui.widgets.bars import RankingBars
from cityassess.ui.widgets.parts import Card, ElidedLabel, EmptyState, button, label
from cityassess.ui.widgets.tag import ColourTag
from cityassess.wording import colour_text, count_text, names_text, place_text, score_text

if TYPE_CHECKING:
    from cityassess.services.office import Office
    from cityassess.services.standings import Overview

Seen = tuple["Overview", Assessment]


class OverviewPage(Page):
    """The newest period at a glance; each number leads to the rows behind it."""

    title = "概览"
    hints = "Tab 下一项　Enter 打开　Alt+2 录入"

    def __init__(self, desk: Desk, office: Office) -> None:
        super().__init__(desk, office)
        self.begin = self.entry_button()
        self.empty = EmptyState("本期还没有录入得分。从Excel导入，或到录入页逐格填写。", self.begin)
        self._make_cards()
        self._groups = QHBoxLayout()
        self._groups.setSpacing(12)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self._full())
        self.column.addWidget(self.stack, 1)
        self.bars: list[RankingBars] = []

    def _make_cards(self) -> None:
        self.progress_card = _NumberCard("录入进度")
        self.progress_card.link.clicked.connect(self._to_blank)
        self.colours = Card(spacing=6)
        self._colour_lines = QGridLayout()
        self._colour_lines.setHorizontalSpacing(8)
        self._colour_lines.setVerticalSpacing(4)
        self._colour_lines.setColumnStretch(2, 1)
        self.colours.inside.addWidget(label("督办", "sub"))
        self.colours.inside.addLayout(self._colour_lines)
        self.colours.inside.addStretch(1)
        self.ends = Card(spacing=6)
        self._end_lines = QGridLayout()
        self._end_lines.setHorizontalSpacing(12)
        self._end_lines.setVerticalSpacing(4)
        self.ends.inside.addWidget(label("首位和末位", "sub"))
        self.ends.inside.addLayout(self._end_lines)
        self.ends.inside.addStretch(1)

    def _full(self) -> QWidget:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.progress_card, 3)
        top.addWidget(self.colours, 5)
        top.addWidget(self.ends, 5)
        inside = QWidget()
        inside.setObjectName("plain")
        inside.setLayout(self._groups)
        self._groups.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(area, 1)
        return full

    # ---- reading

    def load(self, period: Choice) -> None:
        self.read(partial(_read, self.office, period), self.show_overview, "读取概览")

    def unload(self) -> None:
        self.stack.setCurrentWidget(self.empty)
        self.tell("还没有考核方案")
        self.empty.sentence.setText("还没有方案和数据。到录入页从Excel导入方案文件、对象表和得分表。")

    def show_overview(self, seen: Seen) -> None:
        """Show what was read."""
        overview, assessment = seen
        self.notice.dismiss()
        self.tell(f"{overview.title}　{assessment.scheme_name}")
        if not overview.entered:
            self.stack.setCurrentWidget(self.empty)
            return
        self._show_progress(overview)
        self._show_colours(overview)
        self._show_ends(assessment)
        self._show_groups(assessment)
        self.stack.setCurrentIndex(2)
        if assessment.problems:
            self.notice.say("；".join(assessment.problems[:3]), "warning")

    def _show_progress(self, overview: Overview) -> None:
        entered, expected = overview.entered, overview.expected
        self.progress_card.figure.setText(f"{count_text(entered)} / {count_text(expected)}")
        left = max(0, expected - entered)
        share = f"{entered * 1000 // expected / 10:.1f}%" if expected else ""
        self.progress_card.said.setText(f"已录格数／应录格数，{share}" if share else "已录格数")
        self.progress_card.link.setText(f"还差{count_text(left)}格，去填写" if left else "已录齐，去查看")
        self.progress_card.bar.setRange(0, max(1, expected))
        self.progress_card.bar.setValue(min(entered, expected))

    def _show_colours(self, overview: Overview) -> None:
        _clear(self._colour_lines)
        for row, (colour, count, names) in enumerate(overview.colour_counts):
            tag = ColourTag(self.desk.theme)
            link = button(f"{count}个", "link", tip=f"在排名页看{colour_text(colour.name)}")
            link.setAccessibleName(f"{colour_text(colour.name)}{count}个")
            link.setEnabled(count > 0)
            link.clicked.connect(partial(self.asked.emit, "排名", ("colour", colour.id)))
            self._colour_lines.addWidget(tag, row, 0)
            tag.show_colour(colour.tint, colour.name)  # not before it has a parent, or it would be a window
            self._colour_lines.addWidget(link, row, 1)
            self._colour_lines.addWidget(ElidedLabel(names_text(names) or "没有", "sub"), row, 2)
        if not overview.colour_counts:
            self._colour_lines.addWidget(label("本方案不评督办颜色", "sub"), 0, 0)

    def _show_ends(self, assessment: Assessment) -> None:
        _clear(self._end_lines)
        for row, group in enumerate(group for group in assessment.groups if group.ranked):
            self._end_lines.addWidget(label(group.name, "sub"), row, 0)
            for column, standing in ((1, group.ranked[0]), (2, group.ranked[-1])):
                words = (place_text(standing), standing.name, score_text(standing.score))
                link = button("　".join(words), "link")
                link.clicked.connect(partial(self.asked.emit, "排名", ("object", standing.object)))
                self._end_lines.addWidget(link, row, column)
        self._end_lines.setColumnStretch(3, 1)

    def _show_groups(self, assessment: Assessment) -> None:
        shown = [bars.accessibleName() for bars in self.bars]
        if shown != [group.name for group in assessment.groups]:
            _clear(self._groups)
            self.bars = [self._group_card(group) for group in assessment.groups]
        for bars, group in zip(self.bars, assessment.groups, strict=True):
            bars.show_ranking(group)

    def _group_card(self, group: GroupRanking) -> RankingBars:
        card = Card(spacing=8)
        card.setMinimumWidth(400)
        head = QHBoxLayout()
        head.addWidget(label(group.name, "section"))
        full = f"，满分{group.score.full}" if group.score.full else ""
        head.addWidget(label(f"{group.score.name}（分{full}）", "sub"), 1)
        more = button("看明细", "link", tip="在排名页看这一组")
        more.clicked.connect(partial(self.asked.emit, "排名", ("group", group.name)))
        head.addWidget(more)
        bars = RankingBars(self.desk.theme)
        bars.chosen.connect(self._to_object)
        card.inside.addLayout(head)
        card.inside.addWidget(bars, 1)
        self._groups.addWidget(card, 1)
        return bars

    # ---- the lists behind the numbers

    @Slot()
    def _to_blank(self) -> None:
        self.asked.emit("录入", "unmarked")

    @Slot(int)
    def _to_object(self, key: int) -> None:
        self.asked.emit("排名", ("object", key))

    def panes(self) -> tuple[QWidget, ...]:
        if self.stack.currentWidget() is self.empty:
            return (self.begin,)
        return (self.progress_card.link, *self.bars)


class _NumberCard(Card):
    """A card with one large figure, what it counts, and the link to its rows."""

    def __init__(self, title: str) -> None:
        super().__init__(spacing=4)
        self.inside.addWidget(label(title, "sub"))
        self.figure = label("", "figure")
        self.inside.addWidget(self.figure)
        self.said: QLabel = ElidedLabel("", "sub")
        self.inside.addWidget(self.said)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.inside.addWidget(self.bar)
        self.link = button("", "link")
        self.inside.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self.inside.addStretch(1)


def _read(office: Office, period: Choice, _progress: Progress) -> Seen:
    overview = office.standings.overview(period.code, period.scheme)
    return overview, office.standings.assess(period.code, period.scheme)


def _clear(layout: QGridLayout | QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
