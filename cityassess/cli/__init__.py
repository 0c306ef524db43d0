"""The command line: everything that the window can compute or print, for scripts and scheduled jobs.

Exit status: 0 done, 1 the input was refused (each reason on its own line of standard error), 2 wrong usage, 3 a fault
of the program. Nothing here loads Qt; the window is opened by whoever calls :func:`main`.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from cityassess.cli import bulletins, schemes, scores
from cityassess.cli.office import given_office as _office
from cityassess.cli.usage import WrongUsage
from cityassess.errors import Refused, Unavailable

DONE, REFUSED, USAGE, FAULT = 0, 1, 2, 3
OpenWindow = Callable[[str | None], int]
Command = Callable[[argparse.Namespace, OpenWindow], int]

_MESSAGES = (
    (re.compile(r"the following arguments are required: (.*)"), "缺少参数：{}"),
    (re.compile(r"unrecognized arguments: (.*)"), "不认识的参数：{}"),
    (re.compile(r"argument (.*): expected .*argument.*"), "参数 {} 后面要写一个值"),
    (re.compile(r"argument 命令: invalid choice: '(.*?)' .*"), "没有“{}”这个命令"),
    (re.compile(r"argument (.*): invalid choice: '(.*?)' .*"), "参数 {} 不能是“{}”"),
    (re.compile(r"argument (.*): ignored explicit argument .*"), "参数 {} 后面不能写值"),
    (re.compile(r"argument (.*): not allowed with argument (.*)"), "参数 {} 和 {} 不能一起用"),
    (re.compile(r"ambiguous option: (\S+) .*"), "参数 {} 写得不全，有几种可能"),
)


def main(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Run one command; without a command open the window. Returns the exit status."""
    _speak_utf8()
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else USAGE
    command: Command = given.command
    guard = _Guard()
    with guard:
        try:
            guard.status = command(given, open_window)
        except Refused as refused:
            _say(_on_one_line(str(problem)) for problem in refused.problems)
            guard.status = REFUSED
        except Unavailable as unavailable:
            _say(str(unavailable).splitlines())
            guard.status = REFUSED
        except WrongUsage as wrong:
            _say([f"用法不对：{wrong}。用 cityassess --help 查看用法。"])
            guard.status = USAGE
        except BrokenPipeError:
            # Whoever read our output has gone; what is left in the buffer must not fail on the way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            guard.status = DONE
    return guard.status


# ---- the commands


def _window(given: argparse.Namespace, open_window: OpenWindow) -> int:
    from cityassess.services.screen import can_open_window

    if not can_open_window():
        raise Unavailable("这里没有可用的屏幕，窗口打不开。用 cityassess --help 查看不需要窗口的命令。")
    return open_window(given.database)


def _demo(given: argparse.Namespace, open_window: OpenWindow) -> int:
    from cityassess.services import demo
    from cityassess.services.screen import can_open_window

    if given.list:
        from cityassess.services.score_forms import aligned

        rows = [[example.id, example.name] for example in demo.examples()]
        print("\n".join(aligned([["编号", "名称"], *rows])))
        return DONE
    result = demo.build(Path(given.folder), example=given.example)
    print(f"示例已建好：{result.folder}")
    for what, path in (
        (f"{result.title}通报", result.bulletin),
        ("排名表", result.workbook),
        ("数据库", result.database),
    ):
        print(f"  {what}：{path}")
    if result.drafts:
        print(f"已发布{result.published}期。{'、'.join(result.drafts)}还没有到期末，留作草稿。")
    if given.no_window:
        return DONE
    if not can_open_window():
        print("这里没有可用的屏幕，没有打开窗口。")
        return DONE
    sys.stdout.flush()
    return open_window(str(result.database))


def _import(given: argparse.Namespace, _: OpenWindow) -> int:
    with _office(given, create=True) as office:
        changes = None
        try:
            preview = office.importing.preview([Path(file) for file in given.files])
            if preview.problems:
                raise Refused(preview.problems)
            if not given.dry_run:
                changes = office.importing.commit(preview)
        finally:
            if changes is None:
                office.discard_if_new()
    for sentence in (*preview.sentences(), *preview.notes):
        print(sentence)
    for one in preview.corrections:
        print(f"  更正：{one.period} {one.object} {one.criterion} {one.before} → {one.after}")
    if not preview.counts:
        print("文件里没有可以导入的数据。")
    elif changes is None:
        print("只核对，没有写入。")
    elif not changes:
        print("与数据库里的相同，没有改动。")
    return DONE


def _workbook(given: argparse.Namespace, _: OpenWindow) -> int:
    with _office(given) as office:
        office.publishing.workbook(given.period, Path(given.out), scheme_id=given.scheme)
    print(f"已生成排名表：{given.out}")
    return DONE


def _publish(given: argparse.Namespace, _: OpenWindow) -> int:
    with _office(given) as office:
        office.publishing.publish(given.period, given.scheme, number=given.number)
        state = office.publishing.state(given.period, given.scheme)
        title = office.standings.overview(given.period, given.scheme).title
    words = f"，编号{state.words}" if state.words else ""
    print(f"已发布{title}第{state.number}版{words}，摘要{state.digest[:16]}。")
    return DONE


def _template(given: argparse.Namespace, _: OpenWindow) -> int:
    with _office(given) as office:
        office.importing.write_template(Path(given.out), given.period, given.scheme)
    print(f"已生成填报模板：{given.out}")
    return DONE


def _check(given: argparse.Namespace, _: OpenWindow) -> int:
    with _office(given) as office:
        report = office.upkeep.check()
        warning = office.warning
    if not report.ok:
        raise Refused(report.problems)
    if warning:
        raise Refused(f"{warning}。查明是谁换过文件再使用，或从最近的备份恢复。")
    print("\n".join(report.sentences()))
    return DONE


def _backup(given: argparse.Namespace, _: OpenWindow) -> int:
    with _office(given) as office:
        office.upkeep.backup(Path(given.file))
    print(f"已备份并核对：{given.file}")
    return DONE


def _restore(given: argparse.Namespace, _: OpenWindow) -> int:
    from cityassess.services import places, upkeep

    def tell(sentence: str) -> None:
        print(sentence, flush=True)

    where = given.database or places.default_database()
    for sentence in upkeep.restore(Path(given.file), where, tell=tell):
        print(sentence)
    return DONE


# ---- the words of the command line


class _Parser(argparse.ArgumentParser):
    def __init__(self, prog: str | None = None, description: str | None = None) -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self.own = self.add_argument_group("参数")
        self.own.add_argument("-h", "--help", action="help", help="显示这些说明")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        for form, said in _MESSAGES:
            found = form.fullmatch(message)
            if found is not None:
                message = said.format(*found.groups())
                break
        else:
            message = "参数写法不对"
        _say([f"用法不对：{message}。用 {self.prog} --help 查看用法。"])
        raise SystemExit(USAGE)


def _parser() -> _Parser:
    top = _Parser(
        prog="cityassess", description="城市管理考核：计分、排名、白黄红督办和通报。不写命令时打开窗口。"
    )
    _takes_database(top, None)
    top.set_defaults(command=_window)
    commands = top.add_subparsers(title="命令", metavar="命令", parser_class=_Parser)

    def add(name: str, command: Command, said: str, *, database: bool = True) -> _Parser:
        parser = commands.add_parser(name, help=said, description=said)
        parser.set_defaults(command=command)
        if database:
            _takes_database(parser)
        return parser

    demo = add("demo", _demo, "建立示例并打开窗口", database=False)
    demo.own.add_argument("--folder", metavar="文件夹", default="demo", help="示例放在哪里（不写时为 demo）")
    demo.own.add_argument("--no-window", action="store_true", help="只生成文件，不打开窗口")
    demo.own.add_argument("--example", metavar="编号", help="用随程序附带的另一个方案和它的示例数据")
    demo.own.add_argument("--list", action="store_true", help="列出可用的示例")
    importing = add("import", _import, "导入对象表、得分表（.xlsx、.csv）和方案（.yaml、方案工作簿.xlsx）")
    importing.own.add_argument("files", metavar="文件", nargs="+", help="一个或多个文件，一起核对，一起写入")
    importing.own.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    scheme = add("scheme", schemes.print_list, "考核方案", database=False)
    kinds = scheme.add_subparsers(
        title="命令", metavar="|".join(schemes.COMMANDS), parser_class=_Parser, required=True
    )
    for name, described in schemes.COMMANDS.items():
        parser = kinds.add_parser(name, help=described.said, description=described.said)
        parser.set_defaults(command=described.command)
        described.arguments(parser.own)
        if described.database:
            _takes_database(parser)
    score = add("score", scores.score, "计分和排名")
    _takes_files(score)
    score.own.add_argument(
        "--format", choices=("table", "json", "csv"), default="table", help="输出格式：table、json 或 csv"
    )
    explain = add("explain", scores.explain, "一个对象的得分怎么来的，直到每条检查记录")
    _takes_files(explain)
    explain.own.add_argument("--object", metavar="名称", required=True, help="考核对象的名称、全名或编号")
    explain.own.add_argument("--figure", metavar="编号", help="只看方案里的这一项（不写时为排名用的得分）")
    for name, command, said, out in (
        ("workbook", _workbook, "生成排名表", "排名.xlsx"),
        ("template", _template, "生成填报模板", "模板.xlsx"),
    ):
        parser = add(name, command, said)
        _takes_period(parser)
        parser.own.add_argument("--out", metavar=out, required=True, help="写到哪个文件")
    parser = add("bulletin", bulletins.bulletin, "生成通报（PDF或Word），或每个对象一页的得分说明单")
    _takes_period(parser)
    bulletins.takes_options(parser.own)
    parser = add("publish", _publish, "发布：固定本期的数据、方案、结果和通报")
    _takes_period(parser)
    parser.own.add_argument(
        "--number", metavar="序号", type=int, help="通报编号里的序号（不写时接着本年上一份往下编）"
    )
    add("check", _check, "核对数据库是否完整、操作记录是否相连、已发布的通报能否重算")
    for name, command, said in (("backup", _backup, "备份数据库"), ("restore", _restore, "从备份恢复数据库")):
        add(name, command, said).own.add_argument("file", metavar="文件", help="备份文件")
    return top


def _takes_database(parser: _Parser, default: str | None = argparse.SUPPRESS) -> None:
    # A command must not overwrite what stands before it: cityassess --database FILE score …
    parser.own.add_argument(
        "--database", metavar="数据库", default=default, help="数据库文件或地址（不写时为本单位的数据库）"
    )


def _takes_files(parser: _Parser) -> None:
    """What is assessed: a period of a database, or of files."""
    said = "方案编号；用 --marks 时为方案文件（.yaml、.xlsx），有几版就写几次"
    _takes_period(parser, scheme=False)
    parser.own.add_argument("--scheme", metavar="方案", action="append", help=said)
    parser.own.add_argument("--marks", metavar="文件", action="append", help="得分表；写了就不用数据库")
    parser.own.add_argument("--objects", metavar="文件", help="对象表；不写时对象就是得分表里出现的那些")


def _takes_period(parser: _Parser, *, scheme: bool = True) -> None:
    parser.own.add_argument(
        "--period",
        metavar="周期",
        required=True,
        help="2026-11-21（日）、2026-W47（周）、2026-11（月）、2026-Q4（季）、2026（年）、2026-2030（五年）或专项行动的编号",
    )
    if scheme:
        parser.own.add_argument("--scheme", metavar="方案", help="方案编号")


# ---- saying things


def _say(lines: Iterable[str]) -> None:
    if sys.stderr is not None:
        for line in lines:
            print(line, file=sys.stderr)


def _on_one_line(sentence: str) -> str:
    """A sentence that quotes a cell or an argument: what would break or hide the line becomes a blank."""
    return "".join(sign if sign.isprintable() else " " for sign in sentence)


def _speak_utf8() -> None:
    """Make the terminal's streams UTF-8 whatever the locale says; without a console there are none."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


class _Guard:
    """Turns a fault of the program into one sentence and a log; what people stop themselves passes through."""

    status = FAULT

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or not isinstance(error, Exception):
            return False
        from cityassess.services.faults import log_fault

        place = log_fault(error)
        _say([f"抱歉，程序出错，没有完成。{place}"])
        self.status = FAULT
        return True
