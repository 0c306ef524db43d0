"""The window as a program: the only place that builds its objects and hands them to each other."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QStandardPaths, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from cityassess.progress import Progress
from cityassess.ui.desk import Desk, PeriodChoice, Status
from cityassess.ui.garbage import Collector
from cityassess.ui.hub import Hub
from cityassess.ui.jobs import Failure, Job, Jobs
from cityassess.ui.settings import WindowSettings
from cityassess.ui.theme import Theme
from cityassess.ui.widgets.parts import IconButtons
from cityassess.ui.window import MainWindow, PageMaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cityassess.services.changes import Changes
    from cityassess.services.office import Office
    from cityassess.services.standings import PeriodEntry
    from cityassess.ui.crash import CrashReports
    from cityassess.ui.data_menu import DataMenu
    from cityassess.ui.pages.start import StartPage

ENTRY_PAGE = 1
Listed = tuple["Sequence[PeriodEntry]", "tuple[str, str] | None"]


class Program(QObject):
    """Opens and closes data files, and shows the pages of the one that is open."""

    def __init__(self, desk: Desk, window: MainWindow, actor: str) -> None:
        super().__init__(window)
        self.desk = desk
        self.window = window
        self.office: Office | None = None
        self._actor = actor
        self._asked_for = ""
        self._start: StartPage | None = None
        self._menu: DataMenu | None = None
        self._reports: CrashReports | None = None
        self._to_import: tuple[Path, ...] = ()
        self._entries: Sequence[PeriodEntry] = ()
        self._fallback: tuple[str, str] | None = None
        self._listing: Job | None = None
        self._unlisted: Changes | None = None
        desk.hub.changed.connect(self._list_again)
        window.data_wanted.connect(self._show_menu)
        window.closing.connect(self.close)

    def catch_faults(self) -> None:
        """Log and show what nobody else catches, from now on."""
        from cityassess.services import places
        from cityassess.ui.crash import CrashReports

        self._reports = CrashReports(places.fault_log(), self.window)
        self._reports.install()

    def stop_catching(self) -> None:
        """Give Python's hooks back."""
        if self._reports is not None:
            self._reports.remove()

    # ---- opening

    def begin(self, where: str | None) -> None:
        """Open a data file: the one named, else the one that was open last, else ask how to begin."""
        from cityassess.services import places

        self._asked_for = where or ""
        last = places.default_database()
        if where is not None:
            self.open(where)
        elif "://" in last or Path(last).exists():
            self.open(last)
        else:
            self.ask()

    def open(self, where: str | Path) -> None:
        """Open a data file on the worker; SQLAlchemy is imported there, after the first picture."""
        self.desk.jobs.run(
            partial(_open, str(where), self._actor),
            self._opened,
            self._not_opened,
            title="打开数据库",
            key="open",
        )

    def _opened(self, opened: tuple[str, Office, Listed]) -> None:
        from cityassess.services import places

        where, office, listed = opened
        self.close()
        self.office = office
        self._start = None
        if where != self._asked_for:
            places.remember_database(where)  # what a command names is opened once; what is chosen here stays
        self._show_periods(listed)
        self.window.show_file(office.where if "://" in office.where else Path(office.where))
        self.window.warn(office.warning)
        first = ENTRY_PAGE if self._to_import else self.desk.settings.number("page", 0)
        self.window.open_pages(self._makers(office), first)
        if self._to_import:
            self.window.show_page(ENTRY_PAGE, self._to_import)
            self._to_import = ()

    def _not_opened(self, failure: Failure) -> None:
        self._to_import = ()  # files chosen for a data file that did not open are not meant for the next one
        if self.office is None:
            self.ask().notice.say(failure.sentence, "" if failure.cancelled else "error")
        else:
            self.window.warn(failure.sentence)

    def _makers(self, office: Office) -> tuple[PageMaker, ...]:
        from cityassess.ui.pages.bulletin import BulletinPage
        from cityassess.ui.pages.entry import EntryPage
        from cityassess.ui.pages.overview import OverviewPage
        from cityassess.ui.pages.schemes import SchemesPage
        from cityassess.ui.pages.standings import StandingsPage

        return tuple(
            partial(page, self.desk, office)
            for page in (OverviewPage, EntryPage, StandingsPage, BulletinPage, SchemesPage)
        )

    # ---- the first start

    def ask(self) -> StartPage:
        """Ask how to begin."""
        from cityassess.ui.pages.start import StartPage

        self._start = StartPage(self.desk)
        self._start.open_wanted.connect(self.ask_file)
        self._start.demo_wanted.connect(self.build_demo)
        self._start.examples_wanted.connect(self.ask_example)
        self._start.import_wanted.connect(self.ask_import)
        self.window.show_file(None)
        self.window.show_start(self._start)
        self._start.import_excel.setFocus()
        return self._start

    @Slot()
    def ask_file(self) -> None:
        """Ask for an existing data file and open it."""
        from cityassess.ui import files

        files.ask_open(
            self.window, "打开数据库", self.desk.documents, files.DATA, self._open_first, many=False
        )

    def _open_first(self, paths: tuple[Path, ...]) -> None:
        self.open(paths[0])

    @Slot()
    def ask_import(self) -> None:
        """Ask for the office's own files, make its data file and show what the files hold."""
        from cityassess.ui import files

        files.ask_open(
            self.window,
            "从Excel导入",
            self.desk.documents,
            files.IMPORTABLE,
            self._import_into_new,
            many=True,
        )

    def _import_into_new(self, paths: tuple[Path, ...]) -> None:
        self._to_import = paths
        from cityassess.services import places

        self.open(places.default_database())

    @Slot()
    def build_demo(self) -> None:
        """Build the example office and open it."""
        self._build_example(None)

    @Slot()
    def ask_example(self) -> None:
        """Ask which of the shipped examples to build and open."""
        from cityassess.services.demo import examples
        from cityassess.ui.widgets.examples import ExamplesDialog

        ExamplesDialog(self.window, examples(), self._build_example).open()

    def _build_example(self, example: str | None) -> None:
        if self._start is not None:
            self._start.allow(False)
        folder = self.desk.documents / "城市管理考核" / "示例"
        if example is not None:
            folder /= example
        work = partial(_build_demo, folder, example)
        self.desk.jobs.run(work, self.open, self._not_opened, title="准备示例", key="open")

    # ---- while it is open

    @Slot(object, object)
    def _list_again(self, changes: Changes, _initiator: object) -> None:
        self._unlisted = changes if self._unlisted is None else self._unlisted | changes
        if self._listing is None:  # else it goes on with what has changed meanwhile once it is done
            self._list_unlisted()

    def _list_unlisted(self) -> None:
        changes, self._unlisted = self._unlisted, None
        if self.office is None or changes is None:
            return
        if changes.objects or changes.schemes or changes.publications:
            work = partial(_list, self.office)
        else:
            work = partial(_list_some, self.office, (self._entries, self._fallback), changes.periods)
        failed = partial(self._not_listed, changes)
        self._listing = self.desk.jobs.run(work, self._listed, failed, title="读取期次")

    def _listed(self, listed: Listed) -> None:
        self._listing = None
        if self._unlisted is None:
            self._show_periods(listed)
        else:
            self._entries, self._fallback = listed
            self._list_unlisted()

    def _not_listed(self, changes: Changes, failure: Failure) -> None:
        self._listing = None
        self._unlisted = changes if self._unlisted is None else self._unlisted | changes
        self.window.warn(failure.sentence)

    def _show_periods(self, listed: Listed) -> None:
        self._entries, self._fallback = listed
        self.desk.periods.list_periods(*listed)

    @Slot()
    def _show_menu(self) -> None:
        from cityassess.ui.data_menu import DataMenu

        if self._menu is not None:
            self._menu.menu.deleteLater()
        self._menu = DataMenu(self.desk, self.window, self.office)
        self._menu.open_wanted.connect(self.ask_file)
        self._menu.demo_wanted.connect(self.build_demo)
        self._menu.examples_wanted.connect(self.ask_example)
        self._menu.show_at(self.window.navigation.data)

    @Slot()
    def close(self) -> None:
        """Close the data file that is open."""
        if self.office is not None:
            if self._listing is not None:
                self._listing.forget()
            self._listing = self._unlisted = None
            self.window.close_pages()
            self.office.close()
            self.office = None


def _open(where: str, actor: str, progress: Progress) -> tuple[str, Office, Listed]:
    from cityassess.services.office import open_office

    place = where if "://" in where else Path(where)
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True)
    office = open_office(place, actor=actor)
    return where, office, _list(office, progress)


def _list(office: Office, _progress: Progress) -> Listed:
    return office.standings.periods(), office.standings.first_period()


def _list_some(office: Office, known: Listed, codes: frozenset[str], _progress: Progress) -> Listed:
    entries, fallback = known
    return office.standings.periods_again(entries, codes), fallback


def _build_demo(folder: Path, example: str | None, progress: Progress) -> Path:
    from cityassess.services import demo

    return demo.build(folder, progress, example).database


def _translate(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def run(
    where: str | None = None,
    *,
    actor: str = "",
    settings: Path | None = None,
    documents: Path | None = None,
    shown: Callable[[MainWindow, Program], None] | None = None,
) -> int:
    """Show the window on a data file (a path or a database URL) until it is closed; returns the exit status.

    ``settings`` is the file of the window's state and ``documents`` the folder that file dialogs begin in, both the
    user's own unless given. ``shown`` is called once, after the first picture and before the data file is opened.
    """
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("cityassess")
    # Closing the window quits; a second order would outlive the loop it ends.
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")
    _translate(app)
    theme = Theme(app)
    desk = Desk(
        theme=theme,
        hub=Hub(theme),
        jobs=Jobs(theme),
        settings=WindowSettings(settings),
        status=Status(theme),
        periods=PeriodChoice(theme),
        buttons=IconButtons(theme),
        documents=documents or _documents(),
    )
    window = MainWindow(desk)
    program = Program(desk, window, actor)
    collector = Collector(theme)
    collector.start()
    window.painted.connect(partial(_after_first_picture, window, program, where, shown))
    window.closing.connect(app.quit)  # whatever else still shows, such as a dialog
    window.show()
    status = app.exec()
    desk.jobs.close()
    program.close()
    program.stop_catching()
    collector.stop()
    window.deleteLater()
    theme.deleteLater()
    return status


def _after_first_picture(
    window: MainWindow,
    program: Program,
    where: str | None,
    shown: Callable[[MainWindow, Program], None] | None,
) -> None:
    program.catch_faults()
    if shown is not None:
        shown(window, program)
    program.begin(where)


def _documents() -> Path:
    return Path(
        QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home()
    )
