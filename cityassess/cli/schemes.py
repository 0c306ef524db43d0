"""``cityassess scheme …``: list, check, put into words, export and try schemes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityassess.cli.office import given_office
from cityassess.errors import Refused

if TYPE_CHECKING:
    import argparse

    from cityassess.scoring.scheme import Scheme

_DONE = 0


def print_list(given: argparse.Namespace, _: Any) -> int:
    """The schemes that the office has."""
    from cityassess.services import places
    from cityassess.services.score_forms import aligned

    rows = [["编号", "名称", "文号", "自", "至"]]
    where = given.database or places.default_database()
    if given.database or "://" in where or Path(where).exists():
        with given_office(given) as office:
            for one in office.schemes.list():
                until = one.in_force_to.isoformat() if one.in_force_to is not None else ""
                rows.append([one.id, one.name, one.circular, one.in_force_from.isoformat(), until])
    if len(rows) == 1:
        print("还没有考核方案。用 cityassess import 方案文件.yaml 导入。")
        return _DONE
    print("\n".join(aligned(rows)))
    return _DONE


def _check(given: argparse.Namespace, _: Any) -> int:
    from cityassess.services.schemes import check_files

    problems = check_files([Path(file) for file in given.files])
    if problems:
        raise Refused(problems)
    for file in given.files:
        print(f"{file}：没有问题。")
    return _DONE


def _show(given: argparse.Namespace, _: Any) -> int:
    from cityassess.services.scheme_description import describe, described_lines

    print("\n".join(described_lines(describe(_scheme(given)))))
    return _DONE


def _export(given: argparse.Namespace, _: Any) -> int:
    from cityassess.services.schemes import export

    export(_scheme(given), Path(given.out))
    print(f"已导出考核方案：{given.out}")
    return _DONE


def _what_if(given: argparse.Namespace, _: Any) -> int:
    from cityassess.services.scheme_reading import read_any
    from cityassess.services.what_if import what_if_lines

    _, text = read_any(Path(given.file))
    with given_office(given) as office:
        found = office.trial.what_if(given.period, text, Path(given.file).name)
    print("\n".join(what_if_lines(found)))
    return _DONE


def _scheme(given: argparse.Namespace) -> Scheme:
    """A scheme file where one of that name exists, else a scheme of the office by its id."""
    from cityassess.services.scheme_reading import FILE_KINDS, read_any

    path = Path(given.scheme)
    if path.suffix.lower() in FILE_KINDS:
        return read_any(path)[0]
    with given_office(given) as office:
        return office.schemes.find(given.scheme, given.on)


@dataclass(frozen=True, slots=True)
class Described:
    """One command: what it is for, what it takes, what it does, and whether it may work on a database."""

    said: str
    arguments: Callable[[Any], object]
    command: Callable[[argparse.Namespace, Any], int]
    database: bool = True


def _nothing(parser: Any) -> None:
    """Takes no arguments."""


def _files(parser: Any) -> None:
    parser.add_argument("files", metavar="文件", nargs="+", help="方案文件（.yaml）或方案工作簿（.xlsx）")


def _one_scheme(parser: Any) -> None:
    parser.add_argument("scheme", metavar="方案", help="方案编号，或方案文件（.yaml、.xlsx）")
    parser.add_argument("--on", metavar="日期", help="哪一天有效的修订，如 2026-11-21（不写时为最近一次）")


def _exported(parser: Any) -> None:
    _one_scheme(parser)
    parser.add_argument("--out", metavar="方案.xlsx", required=True, help="写到哪个文件：.xlsx 或 .yaml")


def _tried(parser: Any) -> None:
    parser.add_argument("file", metavar="文件", help="修改后的方案文件（.yaml）或方案工作簿（.xlsx）")
    parser.add_argument("--period", metavar="周期", required=True, help="用哪一期的数据试算")


COMMANDS = {
    "list": Described("列出考核方案", _nothing, print_list),
    "check": Described("核对方案文件，列出每一处问题和位置", _files, _check, database=False),
    "show": Described("用文字说明一个方案", _one_scheme, _show),
    "export": Described("导出方案为工作簿或文本，可修改后再导入", _exported, _export),
    "what-if": Described("用修改后的方案试算一期，列出变化，不保存", _tried, _what_if),
}
"""The commands by their word."""
