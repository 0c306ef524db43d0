"""Fonts, palette and style sheet of the window, from the tokens of the system's colour scheme."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from cityassess.resource_files import resource
from cityassess.ui.tokens import BODY, DARK, LIGHT, Tokens

SHIPPED_FAMILY = "Noto Sans SC"
MIDDLE_GREY = 128
_WINDOWS_FAMILY = "Microsoft YaHei UI"


class Theme(QObject):
    """The tokens in force; ``changed`` tells painted widgets when the system turns dark or light."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.tokens = LIGHT
        self.family = load_fonts()
        app.setFont(font(BODY, family=self.family))
        self.follow_system()
        app.styleHints().colorSchemeChanged.connect(self.follow_system)

    def follow_system(self) -> None:
        """Apply the colours of the system's scheme."""
        # Fusion's own palette follows the system's scheme; asking for the scheme by name would load the 100 enums of
        # the namespace Qt, a fifth of the time to the first picture.
        ground = self._app.style().standardPalette().color(QPalette.ColorRole.Window)
        self.apply(DARK if ground.lightness() < MIDDLE_GREY else LIGHT)

    def apply(self, tokens: Tokens) -> None:
        """Put the tokens into the palette and the style sheet of the application."""
        self.tokens = tokens
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(style_sheet(tokens))
        self.changed.emit()


def load_fonts() -> str:
    """Load the shipped faces and return the family for the screen: the system's on Windows, else the shipped one."""
    for face in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{face}")))
    if sys.platform == "win32" and _WINDOWS_FAMILY in QFontDatabase.families():
        return _WINDOWS_FAMILY
    return SHIPPED_FAMILY


def font(size: int, *, bold: bool = False, family: str = "") -> QFont:
    """The window's font at a size in logical pixels."""
    made = QFont(family) if family else QApplication.font()
    made.setPixelSize(size)
    made.setBold(bold)
    return made


def palette(tokens: Tokens) -> QPalette:
    """The palette that Fusion paints with."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.card,
        role.AlternateBase: tokens.zebra,
        role.Text: tokens.text,
        role.Button: tokens.card,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.red,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.text,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.faint,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Light: tokens.card,
        role.Midlight: tokens.line2,
        role.Mid: tokens.line,
        role.Dark: tokens.sub,
    }
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.faint))
    return made


def style_sheet(t: Tokens) -> str:
    """The style sheet; its few pictures are named with forward slashes, which Qt wants on Windows too."""
    down = resource("icons/chevron-down-grey.svg").as_posix()
    return f"""
* {{ outline: 0; }}
QToolTip {{ background: {t.card}; color: {t.text}; border: 1px solid {t.line}; padding: 4px 8px; }}
QFrame#nav {{ background: {t.card}; border: 0; border-right: 1px solid {t.line}; }}
QFrame#header {{ background: {t.card}; border: 0; border-bottom: 1px solid {t.line}; }}
QFrame#card {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 8px; }}
QFrame#status {{ background: {t.card}; border: 0; border-top: 1px solid {t.line}; }}
QLabel#sub, QFrame#status QLabel {{ color: {t.sub}; font-size: 12px; }}
QLabel#empty {{ color: {t.sub}; font-size: 14px; }}
QLabel#title {{ font-size: 20px; font-weight: bold; }}
QLabel#section {{ font-size: 14px; font-weight: bold; }}
QLabel#figure {{ font-size: 22px; font-weight: bold; }}
QPushButton {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 6px; padding: 0 12px;
  min-height: 30px; }}
QPushButton:hover {{ background: {t.line2}; }}
QPushButton:pressed {{ background: {t.selection}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 11px; min-height: 28px; }}
QPushButton:disabled {{ color: {t.faint}; background: {t.bg}; }}
QPushButton#primary {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; font-weight: bold; }}
QPushButton#primary:focus {{ border: 2px solid {t.text}; }}
QPushButton#primary:disabled {{ background: {t.line}; border-color: {t.line}; color: {t.faint}; }}
QPushButton#link {{ border: 0; background: transparent; color: {t.accent}; padding: 0 2px; min-height: 20px;
  text-align: left; }}
QPushButton#link:hover {{ text-decoration: underline; }}
QPushButton#link:focus {{ border: 2px solid {t.accent}; padding: 0; border-radius: 4px; min-height: 16px; }}
QPushButton#nav {{ border: 2px solid transparent; background: transparent; text-align: left; padding: 0 14px;
  min-height: 38px; font-size: 14px; border-radius: 6px; }}
QPushButton#nav[narrow="true"] {{ padding: 0; text-align: center; }}
QPushButton#nav:hover {{ background: {t.line2}; }}
QPushButton#nav:checked {{ background: {t.accent_soft}; color: {t.accent}; font-weight: bold; }}
QPushButton#nav:focus {{ border-color: {t.accent}; }}
QPushButton#nav:disabled {{ color: {t.faint}; background: transparent; }}
QPushButton#choice {{ text-align: left; padding: 0 16px; min-height: 42px; font-size: 14px; }}
QComboBox, QLineEdit, QSpinBox {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 6px; padding: 0 10px;
  min-height: 30px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QComboBox:focus, QLineEdit:focus, QSpinBox:focus {{ border: 2px solid {t.accent}; padding: 0 9px; min-height: 28px; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: 0; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: 0; padding: 0; min-height: 0; background: transparent; }}
QComboBox::drop-down {{ border: 0; width: 26px; }}
QComboBox::down-arrow {{ image: url({down}); width: 14px; height: 14px; }}
QComboBox QAbstractItemView {{ background: {t.card}; border: 1px solid {t.line}; selection-background-color:
  {t.selection}; selection-color: {t.text}; padding: 4px; }}
QPushButton#choice:focus {{ padding: 0 15px; min-height: 40px; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{ background: transparent; color: {t.sub}; padding: 8px 14px; border: 2px solid transparent;
  border-bottom: 2px solid transparent; }}
QTabBar#groups::tab {{ max-width: 190px; }}
QTabBar::tab:selected {{ color: {t.accent}; font-weight: bold; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover:!selected {{ color: {t.text}; }}
QTabBar::tab:selected:focus {{ border: 2px solid {t.accent}; border-radius: 6px; }}
QTableView, QTreeView, QListView, QAbstractScrollArea#paper {{ background: {t.card}; border: 0;
  selection-background-color: {t.selection}; selection-color: {t.text}; gridline-color: {t.line2}; }}
QListView#entries::item {{ padding: 4px 8px; border-radius: 6px; color: {t.text}; }}
QListView#entries::item:selected {{ background: {t.selection}; }}
QListView#entries {{ border: 2px solid transparent; border-radius: 6px; }}
QListView#entries:focus {{ border-color: {t.accent}; }}
QTableView#framed, QTreeView#framed {{ border: 1px solid {t.line}; border-radius: 8px; }}
QHeaderView {{ background: {t.head}; border: 0; }}
QHeaderView::section {{ background: {t.head}; color: {t.sub}; border: 0; border-bottom: 1px solid {t.line};
  padding: 0 8px; font-size: 12px; }}
QTableCornerButton::section {{ background: {t.head}; border: 0; }}
QPlainTextEdit, QTextEdit {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 6px; padding: 6px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {t.accent}; padding: 5px; }}
QScrollArea, QScrollArea > QWidget > QWidget#plain {{ background: transparent; border: 0; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {t.line}; border-radius: 5px; min-height: 32px; min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.white_outline}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ width: 0; height: 0;
  background: transparent; }}
QProgressBar {{ background: {t.line2}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QProgressBar#thin {{ background: transparent; border-radius: 0; max-height: 3px; min-height: 3px; }}
QFrame#notice {{ border-radius: 6px; background: {t.accent_soft}; border: 1px solid {t.line}; }}
QFrame#notice[tone="error"] {{ background: {t.red_ground}; border-color: {t.red_text}; }}
QFrame#notice[tone="warning"] {{ background: {t.yellow_ground}; border-color: {t.yellow_text}; }}
QFrame#notice QLabel {{ background: transparent; }}
QFrame#notice[tone="error"] QLabel {{ color: {t.red_text}; }}
QFrame#notice[tone="warning"] QLabel {{ color: {t.yellow_text}; }}
"""
