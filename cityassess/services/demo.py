"""Example offices: real published figures of one district, or a shipped scheme with its example data.

Either is imported and published like any office's own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from cityassess.errors import Refused, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.resource_files import resource

DATABASE, BULLETIN, WORKBOOK = "cityassess.db", "bulletin.pdf", "ranking.xlsx"
PERIODS = ("2016-09", "2017-04", "2017-05")
_MARK = "example_office"
_SCHEME = "schemes/louxing-2016.yaml"
_SHEETS = ("demo/objects.csv", *(f"demo/marks-{period}.csv" for period in PERIODS))
_EXAMPLES = "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """A shipped scheme that example data come with: its id and its name."""

    id: str
    name: str


def examples() -> tuple[Example, ...]:
    """The shipped schemes that come with example data, by id."""
    from cityassess.services.scheme_files import read_scheme_file

    folders = sorted(path for path in resource(_EXAMPLES).iterdir() if path.is_dir())
    return tuple(
        Example(folder.name, read_scheme_file(_scheme_of(folder.name))[0].name) for folder in folders
    )


def _scheme_of(example: str) -> Path:
    return resource(f"schemes/{example}.yaml")


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Where the example office's files are, and its newest period."""

    folder: Path
    database: Path
    bulletin: Path
    workbook: Path
    period: str

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files."""
        return self.bulletin, self.workbook, self.database


def build(folder: str | Path, progress: Progress | None = None, example: str | None = None) -> DemoResult:
    """Build an example office in a folder, over an earlier one if there is one.

    Without ``example`` it is the one of published figures, else that of a shipped scheme. Everything is made aside and
    moved into place at the end. Raises ``Refused`` for an unknown example, or where the folder holds a database that is
    no example, ``Unavailable`` where the folder cannot be written or the example is open elsewhere.
    """
    progress = progress or Silent()
    sources = _sources(example)
    folder = Path(folder).expanduser().absolute()
    result = DemoResult(folder, folder / DATABASE, folder / BULLETIN, folder / WORKBOOK, "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if result.database.exists():
            _refuse_stranger(result.database)
        aside = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder))
    except OSError as fault:
        raise Unavailable(f"“{folder}”不能写入，示例没有建成。换一个可写的文件夹。") from fault
    try:
        newest = _build_in(aside, sources, progress)
        for path in result.paths:
            _move(aside / path.name, path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(result, period=newest)


def _sources(example: str | None) -> tuple[Path, ...]:
    """The scheme and the sheets of an example."""
    if example is None:
        return resource(_SCHEME), *map(resource, _SHEETS)
    known = sorted(path.name for path in resource(_EXAMPLES).iterdir() if path.is_dir())
    if example not in known:
        near = get_close_matches(example, known, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(known)}。"
        raise Refused(f"没有示例“{example}”。{hint}")
    return _scheme_of(example), *sorted(resource(f"{_EXAMPLES}/{example}").glob("*.csv"))


def _build_in(folder: Path, sources: tuple[Path, ...], progress: Progress) -> str:
    """Import, publish every period that can be ranked, and print the newest, whose code is returned."""
    from cityassess.services.office import open_office
    from cityassess.store import settings

    with open_office(folder / DATABASE, actor="示例") as office:
        with office.database.writing(reason="建立示例") as session:
            settings.put(session, _MARK, "1")
        progress.step(1, 0, "导入示例数据")
        office.importing.run(list(sources))
        periods = [entry.code for entry in office.standings.periods()]
        steps, newest = len(periods) + 1, ""
        for done, period in enumerate(periods):
            progress.step(done, steps, "发布示例通报")
            try:
                office.publishing.publish(period)
            except Refused:  # not yet inspected in full: it stays a draft
                continue
            newest = period
        progress.step(steps - 1, steps, "生成通报和排名表")
        office.publishing.pdf(newest, folder / BULLETIN)
        office.publishing.workbook(newest, folder / WORKBOOK)
    progress.step(steps, steps)
    return newest


def _refuse_stranger(path: Path) -> None:
    """Raise where a database is not one that this module made; one that is open elsewhere is left alone too."""
    from cityassess.store import settings
    from cityassess.store.database import open_database

    try:
        with open_database(path, actor="示例", create=False) as database, database.reading() as session:
            is_example = settings.get(session, _MARK) == "1"
    except Unavailable as fault:
        raise Unavailable(f"{fault}\n示例没有重建。换一个文件夹，或移走“{path.name}”。") from fault
    if not is_example:
        raise Refused(f"“{path}”不是示例数据库，不能覆盖。换一个文件夹，或移走“{path.name}”。")


def _move(source: Path, target: Path) -> None:
    from cityassess.store.engine import SIDE_FILES

    if target.name == DATABASE:
        for ending in SIDE_FILES:
            with suppress(FileNotFoundError):
                target.with_name(target.name + ending).unlink()
    try:
        os.replace(source, target)
    except OSError as fault:
        raise Unavailable(f"“{target}”不能改写，可能正在其他程序中打开。关闭后再试。") from fault
