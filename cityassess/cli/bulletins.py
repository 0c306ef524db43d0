"""The command that makes bulletins: PDF, Word, the book of explain sheets, and the signed copy."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cityassess.cli.office import given_office
from cityassess.cli.usage import WrongUsage
from cityassess.errors import Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from cityassess.services.bulletin.copies import Seal

DONE = 0
PDF, WORD = ".pdf", ".docx"


def takes_options(arguments: argparse._ArgumentGroup) -> None:
    """Add what the command takes besides the period."""
    arguments.add_argument(
        "--out", metavar="通报.pdf", required=True, help="写到哪个文件；以.docx结尾时生成Word文档"
    )
    arguments.add_argument("--template", metavar="模板", help="用哪个通报模板的编号（不写时按方案或周期）")
    arguments.add_argument(
        "--version",
        metavar="版次",
        type=int,
        help="重印已发布的第几版，如 1（不写时为最新一版，没有发布的为征求意见稿）",
    )
    arguments.add_argument(
        "--sheets", action="store_true", help="不生成通报，生成每个对象一页的得分说明单（PDF）"
    )
    arguments.add_argument(
        "--sign", metavar="证书.p12", help="已发布的通报另存一份，用这个证书签名，文件名后加“（已签名）”"
    )
    arguments.add_argument("--password-file", metavar="文件", help="证书的密码，写在这个文件的第一行")


def bulletin(given: argparse.Namespace, _: Callable[[str | None], int]) -> int:
    """Make what was asked for; what does not go together is refused before anything is opened."""
    out = Path(given.out)
    _refuse_misuse(given, out)
    if not given.sheets and out.suffix.lower() not in ("", PDF, WORD):
        raise Refused(f"“{out.name}”不是通报文件的名字。把文件名改成以{PDF}（PDF）或{WORD}（Word文档）结尾。")
    if given.sheets:
        return _sheets(given, out)
    return _word(given, out) if out.suffix.lower() == WORD else _pdf(given, out)


def _refuse_misuse(given: argparse.Namespace, out: Path) -> None:
    word = out.suffix.lower() == WORD
    if given.sheets and (word or given.sign or given.template or given.version is not None):
        raise WrongUsage("--sheets只生成PDF，不能和.docx、--sign、--template、--version一起用")
    if given.version is not None and given.template:
        raise WrongUsage("已发布的各版不能换模板，--version不能和--template一起用")
    if given.sign and word:
        raise WrongUsage("只能给PDF签名，--sign不能和.docx一起用")
    if bool(given.sign) != bool(given.password_file):
        raise WrongUsage("--sign和--password-file要一起写")


def _pdf(given: argparse.Namespace, out: Path) -> int:
    seal = _seal(given)
    with given_office(given) as office:
        written = office.publishing.pdf(
            given.period,
            out,
            scheme_id=given.scheme,
            template=given.template or "",
            seal=seal,
            version=given.version,
        )
        state = office.publishing.state(given.period, given.scheme)
    draft = "，尚未发布，按草稿生成" if written.draft else ""
    print(f"已生成通报{written.pages}页{draft}：{written.path}")
    if written.signed is not None:
        print(f"已签名：{written.signed}")
    if given.version is not None and given.version < state.number:
        print(f"这里生成的是第{given.version}版，最新的是第{state.number}版。")
    elif state.changed_since:
        print(f"发布后数据有变动，这里生成的是已发布的第{state.number}版。")
    _tell(*written.substitutions, *map(str, written.problems))
    return DONE


def _seal(given: argparse.Namespace) -> Seal | None:
    """The certificate, opened first: with a wrong password nothing is made."""
    if not given.sign:
        return None
    from cityassess.services.bulletin.copies import Seal, password_in

    return Seal.from_file(Path(given.sign), password_in(Path(given.password_file)))


def _word(given: argparse.Namespace, out: Path) -> int:
    with given_office(given) as office:
        draft = office.publishing.word(
            given.period,
            out,
            scheme_id=given.scheme,
            template=given.template or "",
            version=given.version,
        )
    print(f"已生成Word文档{'，尚未发布，按草稿生成' if draft else ''}：{out}")
    return DONE


def _sheets(given: argparse.Namespace, out: Path) -> int:
    with given_office(given) as office:
        written = office.publishing.book(given.period, out, scheme_id=given.scheme)
    draft = "，尚未发布，按草稿生成" if written.draft else ""
    print(f"已生成{written.sheets}个对象的得分说明单{written.pages}页{draft}：{written.path}")
    _tell(*written.substitutions, *map(str, written.problems))
    return DONE


def _tell(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr)
