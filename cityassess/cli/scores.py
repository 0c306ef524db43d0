"""``cityassess score`` and ``cityassess explain``: of a database, or of files alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityassess.cli.office import given_office
from cityassess.cli.usage import WrongUsage

if TYPE_CHECKING:
    import argparse

    from cityassess.services.file_scoring import FromFiles

_DONE = 0


def score(given: argparse.Namespace, _: Any) -> int:
    """Scores and rankings of one period, of a database or of files."""
    from cityassess.services.score_forms import FORMS

    files = _files_of(given)
    if files is not None:
        from cityassess.scoring.assess import assess

        assessment = assess(*files.evaluate(given.period))
    else:
        scheme = _one_scheme(given)
        with given_office(given) as office:
            assessment = office.standings.assess(given.period, scheme)
    print(FORMS[given.format](assessment))
    return _DONE


def explain(given: argparse.Namespace, _: Any) -> int:
    """How a figure of one object came about, down to each check."""
    from cityassess.services.score_forms import trace_lines

    files = _files_of(given)
    if files is not None:
        trace = files.explain(given.period, given.object, given.figure)
    else:
        scheme = _one_scheme(given)
        with given_office(given) as office:
            item = office.standings.find(given.period, given.object, scheme)
            trace = office.standings.explain(given.period, item.key, given.figure, scheme)
    print("\n".join(trace_lines(trace)))
    return _DONE


def _files_of(given: argparse.Namespace) -> FromFiles | None:
    """What the files say that are named in place of a database; None where none is."""
    if not given.marks:
        if given.objects:
            raise WrongUsage("--objects 要和 --marks 一起用")
        return None
    from cityassess.services.file_scoring import read_files

    if given.database or not given.scheme:
        raise WrongUsage("用 --marks 时要用 --scheme 写明方案文件，不用 --database")
    scheme, *others = map(Path, given.scheme)
    objects = Path(given.objects) if given.objects else None
    return read_files(scheme, [Path(file) for file in given.marks], objects, other_editions=others)


def _one_scheme(given: argparse.Namespace) -> str | None:
    """The scheme named, of those in a database."""
    named: list[str] = given.scheme or []
    if len(named) > 1:
        raise WrongUsage("数据库里的方案只写一个编号，各版由程序按周期选用")
    return named[0] if named else None
