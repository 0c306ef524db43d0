"""Example offices: real published figures of one district, or a shipped scheme with its example data.

Either is imported and published like any office's own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.errors import Refused, Unavailable
from cityassess.progress import Progress, Silent
from cityassess.resource_files import resource
from cityassess.scoring.periods import Cycle

if TYPE_CHECKING:
    from cityassess.scoring.scheme import Scheme
    from cityassess.services.office import Office
    from cityassess.services.standings import PeriodEntry

DATABASE, BULLETIN, WORKBOOK = "cityassess.db", "bulletin.pdf", "ranking.xlsx"
PERIODS = ("2016-09", "2017-04", "2017-05")
_MARK = "example_office"
_SCHEME = "schemes/louxing-2016.yaml"
_SHEETS = ("demo/objects.csv", *(f"demo/marks-{period}.csv" for period in PERIODS))
_EXAMPLES = "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """A shipped scheme that example data come with: its id, its name, and in one line what it is about."""

    id: str
    name: str
    about: str


def examples() -> tuple[Example, ...]:
    """The shipped schemes that come with example data, by id."""
    return tuple(_described(example) for example in _known())


def _known() -> list[str]:
    return sorted(path.name for path in resource(_EXAMPLES).iterdir() if path.is_dir())


def _described(example: str) -> Example:
    """A scheme file's name, and the first line of its opening comment; nothing is read but these."""
    about = name = ""
    with _scheme_of(example).open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#") and not about:
                about = line.strip("#。 \n") + "。"
            elif line.startswith("name:"):
                name = line.removeprefix("name:").strip()
                break
    return Example(example, name, about)


def _scheme_of(example: str) -> Path:
    return resource(f"schemes/{example}.yaml")


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Where the example office's files are, and the period that was printed: its code and its title.

    ``published`` counts the periods that were published; ``drafts`` names those still under way, left as drafts.
    """

    folder: Path
    database: Path
    bulletin: Path
    workbook: Path
    period: str = ""
    title: str = ""
    published: int = 0
    drafts: tuple[str, ...] = ()

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
    result = DemoResult(folder, folder / DATABASE, folder / BULLETIN, folder / WORKBOOK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if result.database.exists():
            _refuse_stranger(result.database)
        aside = Path(tempfile.mkdtemp(prefix=".demo-", dir=folder))
    except OSError as fault:
        raise Unavailable(f"“{folder}”不能写入，示例没有建成。换一个可写的文件夹。") from fault
    try:
        built = _build_in(aside, sources, progress)
        for path in result.paths:
            _move(aside / path.name, path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(
        result, period=built.period, title=built.title, published=built.published, drafts=built.drafts
    )


def _sources(example: str | None) -> tuple[Path, ...]:
    """The scheme and the sheets of an example."""
    if example is None:
        return resource(_SCHEME), *map(resource, _SHEETS)
    known = _known()
    if example not in known:
        near = get_close_matches(example, known, 1)
        hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(known)}。"
        raise Refused(f"没有示例“{example}”。{hint}")
    return _scheme_of(example), *sorted(resource(f"{_EXAMPLES}/{example}").glob("*.csv"))


def _build_in(folder: Path, sources: tuple[Path, ...], progress: Progress) -> DemoResult:
    """Import, publish every period that the data reach the end of, and print the newest of the main cycle."""
    from cityassess.services.office import open_office
    from cityassess.store import settings

    result = DemoResult(folder, folder / DATABASE, folder / BULLETIN, folder / WORKBOOK)
    with open_office(result.database, actor="示例") as office:
        with office.database.writing(reason="建立示例") as session:
            settings.put(session, _MARK, "1")
        progress.step(0, 0, "导入示例数据")
        office.importing.run(list(sources))
        entries = office.standings.periods()
        running = _running(office, entries)
        ended = [entry for entry in entries if entry.code not in running]
        steps = len(ended) + 1
        for done, entry in enumerate(ended):
            progress.step(done, steps, "发布示例通报")
            office.publishing.publish(entry.code, paper=False)  # of a hundred weeks few are ever printed
        progress.step(len(ended), steps, "生成通报和排名表")
        cycle = main_cycle(office.schemes.find(entries[-1].scheme_id))
        newest = [entry for entry in ended if entry.period.cycle is cycle][-1]
        office.publishing.pdf(newest.code, result.bulletin)
        office.publishing.workbook(newest.code, result.workbook)
    progress.step(steps, steps)
    drafts = tuple(entry.title for entry in entries if entry.code in running)
    return replace(result, period=newest.code, title=newest.title, published=len(ended), drafts=drafts)


_LEFT = 10
"""A period that sums up others is still under way while more than a tenth of its days lie beyond all data."""


def _running(office: Office, entries: Sequence[PeriodEntry]) -> set[str]:
    """The codes of the periods that only sum up others, and that the data do not reach the end of."""
    from cityassess.store import periods

    with office.database.reading() as session:
        entered = set(periods.known(session, entries[-1].scheme_id))
    end = max(entry.period.end for entry in entries if entry.code in entered)
    return {
        entry.code
        for entry in entries
        if entry.code not in entered
        and (entry.period.end - end).days * _LEFT > (entry.period.end - entry.period.start).days
    }


def main_cycle(scheme: Scheme) -> Cycle:
    """The cycle that most figures have, of those that offices print bulletins of: a month or longer."""
    counted = Counter(figure.every for figure in scheme.figures)
    printed = {ranking.score for ranking in scheme.rankings}
    cycles = {scheme.by_id[score].every for score in printed} - {Cycle.DAY, Cycle.WEEK}
    return max(cycles, key=lambda cycle: (counted[cycle], cycle.value))


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
