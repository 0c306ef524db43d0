"""The example office: real published figures of one district, imported and published like any office's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cityassess.errors import Refused, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.resource_files import resource

DATABASE, BULLETIN, WORKBOOK = "cityassess.db", "bulletin.pdf", "ranking.xlsx"
PERIODS = ("2016-09", "2017-04", "2017-05")
_MARK = "example_office"
_SCHEME = "schemes/louxing-2016.yaml"
_SHEETS = ("demo/objects.csv", *(f"demo/marks-{period}.csv" for period in PERIODS))


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


def build(folder: str | Path, progress: Progress | None = None) -> DemoResult:
    """Build the example office in a folder, over an earlier one if there is one.

    Everything is made aside and moved into place at the end. Raises ``Refused`` where the folder holds a database
    that is no example, ``Unavailable`` where the folder cannot be written or the example is open elsewhere.
    """
    progress = progress or Silent()
    folder = Path(folder).expanduser().absolute()
    result = DemoResult(folder, folder / DATABASE, folder / BULLETIN, folder / WORKBOOK, PERIODS[-1])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if result.database.exists():
            _refuse_stranger(result.database)
        aside = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder))
    except OSError as fault:
        raise Unavailable(f"“{folder}”不能写入，示例没有建成。换一个可写的文件夹。") from fault
    try:
        _build_in(aside, progress)
        for path in result.paths:
            _move(aside / path.name, path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return result


def _build_in(folder: Path, progress: Progress) -> None:
    from cityassess.services.office import open_office
    from cityassess.store import settings

    steps = len(PERIODS) + 3
    with open_office(folder / DATABASE, actor="示例") as office:
        with office.database.writing(reason="建立示例") as session:
            settings.put(session, _MARK, "1")
        progress.step(1, steps, "导入示例数据")
        office.importing.run([resource(_SCHEME), *map(resource, _SHEETS)])
        for done, period in enumerate(PERIODS):
            progress.step(2 + done, steps, "发布示例通报")
            office.publishing.publish(period)
        progress.step(steps - 1, steps, "生成通报和排名表")
        office.publishing.pdf(PERIODS[-1], folder / BULLETIN)
        office.publishing.workbook(PERIODS[-1], folder / WORKBOOK)
    progress.step(steps, steps)


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
