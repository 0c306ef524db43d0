"""Why a figure is what it is: place, number and colour, a sentence, and the tree of it down to each check."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTreeView

from cityassess.scoring.assessment import FigureResult, GroupRanking, Listed, ListResult, Standing, Trace
from cityassess.ui.delegates import TraceDelegate
from cityassess.ui.desk import Desk
from cityassess.ui.models.reasons import reason_sentence
from cityassess.ui.models.traces import TraceModel, as_text
from cityassess.ui.widgets.parts import Card, ElidedLabel, button, label
from cityassess.ui.widgets.tag import ColourTag
from cityassess.wording import place_text


class TraceTree(QTreeView):
    """A tree of steps; → and ← open and close, Enter does either, and nothing opens all of it at once.

    Steps are shared by those that read them, so that all of it, opened, could be of any size.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Asterisk:
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            here = self.currentIndex()
            self.setExpanded(here, not self.isExpanded(here))
            return
        super().keyPressEvent(event)


class Explanation(Card):
    """One figure of one object, at first the score that it is ranked by."""

    back_wanted = Signal()

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
        self.score = ElidedLabel("", "figure")
        self.back = button("回到得分", "link", tip="说明得分怎么来的（Esc）")
        self.back.clicked.connect(self.back_wanted)
        self.copy = desk.buttons.put(
            button("复制说明", tip="复制这句话和整个计算过程（Ctrl+Shift+C）"), "copy"
        )
        self.copy.clicked.connect(self.copy_all)
        middle = QHBoxLayout()
        middle.addWidget(self.score, 1)
        middle.addWidget(self.back)
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
        self.heading = ElidedLabel("", "section")
        self.inside.addLayout(head)
        self.inside.addLayout(middle)
        for each in (self.sentence, self.reasons, self.heading):
            self.inside.addWidget(each)
        self.inside.addWidget(self.tree, 1)
        self.inside.addWidget(self.step)

    def show_standing(self, group: GroupRanking, standing: Standing) -> None:
        """Show what the table already knows of a score; the tree follows."""
        rating = standing.rating
        named = rating.name if rating is not None and rating.tint else ""
        many = f" / {len(group.ranked)}" if standing.rank is not None else ""
        self._head(standing.name, f"{place_text(standing)}{many}")
        self.tag.show_colour(rating.tint if rating is not None and rating.tint else "", named)
        unit = group.score.unit or "分"
        self.score.setText(_with_unit(standing.score, unit))
        self.sentence.setText(reason_sentence(group, standing))
        why = "；".join(rating.reasons) if rating is not None else ""
        self.reasons.setText(f"督办依据：{why}" if why else "")
        self.reasons.setVisible(bool(why))
        self.heading.setText("得分怎么来的")
        self.back.hide()

    def show_figure(self, name: str, title: str, figure: FigureResult | None, unit: str) -> None:
        """Show another figure of an object; the tree follows."""
        text = _with_unit(figure, unit) if figure is not None else ""
        self._head(name, "")
        self.tag.show_colour("", "")
        self.score.setText(text)
        self.sentence.setText(f"{name}的{title}：{text}。" if text else f"{name}的{title}。")
        self.reasons.hide()
        self.heading.setText(f"{title}怎么来的")
        self.back.show()

    def show_listed(self, item: ListResult, listed: Listed | None) -> None:
        """Show why an object stands on a list (the tree follows), or that nobody does."""
        self._head(*((listed.name, listed.group) if listed is not None else (item.name, "")))
        self.tag.show_colour("", "")
        self.score.setText(item.name)
        clause = f"〔{item.clause}〕" if item.clause else ""
        if listed is None:
            self.sentence.setText(f"本期没有列入“{item.name}”的对象{clause}。")
            self.model.explain(None)
            self.step.clear()
        else:
            by = f"，{item.ordered_by}{listed.text}" if listed.text else ""
            self.sentence.setText(f"{listed.name}列入“{item.name}”{by}{clause}。")
        self.reasons.hide()
        self.heading.setText("为什么列入" if listed is not None else "")
        self.back.hide()

    def _head(self, name: str, place: str) -> None:
        self.name.setText(name)
        self.place.setText(place)

    def show_trace(self, trace: Trace) -> None:
        """Show the tree of a figure, its first two levels open."""
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
        if node is None:
            self.step.clear()
            return
        clause = f"〔{node.clause}〕" if node.clause else ""
        self.step.setText("　".join(filter(None, (node.sentence, clause))) or f"{node.title} {node.number}")


def _with_unit(figure: FigureResult, unit: str) -> str:
    return f"{figure.text} {unit}".rstrip() if figure.published is not None else figure.text


def _tree(model: TraceModel) -> TraceTree:
    tree = TraceTree()
    tree.setModel(model)
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    tree.setIndentation(16)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    tree.setAccessibleName("计算过程")
    return tree
