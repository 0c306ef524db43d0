"""What stands between a draft and its release: what must be settled first, and what is better looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cityassess import wording
from cityassess.errors import Problem, Refused
from cityassess.scoring.assessment import Assessment
from cityassess.services.bulletin.document import Document, Passage
from cityassess.services.bulletin.edits import Case
from cityassess.services.bulletin.facts import Fact
from cityassess.services.bulletin.laying import Field, FieldState, Laid
from cityassess.services.bulletin.numbering import Numbering, numbered_as
from cityassess.services.bulletin.printing import Proof

HEAD = "head"
"""The ``passage`` of what stands in the head."""
ACCEPTED_WHERE = "在窗口“通报”页逐处核对后按F9认可"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ReleaseProblem(Problem):
    """Something about a draft: ``hard`` where nothing is issued before it is settled.

    ``passage`` is the id of the paragraph where it stands, ``fact`` the key of the figure it is about, ``moved`` says
    that accepting this figure settles it.
    """

    hard: bool = False
    passage: str = ""
    fact: str = ""
    moved: bool = False


def release_problems(
    laid: Laid,
    facts: Mapping[str, Fact],
    assessment: Assessment,
    numbering: Numbering | None,
    proof: Proof,
    cases: Sequence[Case] = (),
) -> tuple[ReleaseProblem, ...]:
    """All that is to be settled or looked at before a bulletin is issued, what must be settled first."""
    found = [
        *(ReleaseProblem(problem, hard=True) for problem in assessment.problems),
        *_figures(laid, facts),
        *(ReleaseProblem(str(problem), hard=True) for problem in proof.problems),
        *_number(laid.document, numbering),
        *_blanks(laid.document),
        *_wordless(cases),
        *_rewritten(laid),
        *(ReleaseProblem(told) for told in proof.substitutions),
    ]
    return tuple(sorted(found, key=lambda problem: not problem.hard))


def refuse_hard(problems: Iterable[ReleaseProblem]) -> None:
    """Raise ``Refused`` with everything that must be settled first; nothing where there is no such."""
    hard = [problem for problem in problems if problem.hard]
    told = [Problem(problem.message) for problem in hard]
    if any(problem.moved for problem in hard):
        told.append(Problem(f"变动的数据{ACCEPTED_WHERE}。"))
    if told:
        raise Refused(told)


def refuse_empty(assessment: Assessment) -> None:
    """Raise ``Refused`` where a bulletin would have nothing to say."""
    title = wording.period_title(assessment.period)
    if not any(group.ranked or group.not_ranked for group in assessment.groups):
        raise Refused(f"{title}没有考核对象，通报没有内容。先导入考核对象和得分。")
    if not any(group.ranked for group in assessment.groups):
        raise Refused(f"{title}还没有可以排名的得分。录入或导入得分后再生成通报。")


def _figures(laid: Laid, facts: Mapping[str, Fact]) -> Iterator[ReleaseProblem]:
    told: set[str] = set()
    for field in laid.unsettled:
        if field.fact not in told:
            told.add(field.fact)
            yield ReleaseProblem(
                _figure_words(field, facts),
                hard=True,
                passage=field.passage,
                fact=field.fact,
                moved=field.state is FieldState.MOVED,
            )


def _figure_words(field: Field, facts: Mapping[str, Fact]) -> str:
    if field.state is FieldState.GONE:
        return f"正文里的“{field.was}”已没有对应的数据。改写这句话，或删去它。"
    name = facts[field.fact].name if field.fact in facts else "正文里的数据"
    return f"{name}已由“{field.was}”变为“{field.now}”，正文还没有认可。核对这句话后按F9认可。"


def _number(document: Document, numbering: Numbering | None) -> Iterator[ReleaseProblem]:
    typed = document.head.number
    if numbering is None or typed == numbering.words:
        return
    meant = numbered_as(numbering, typed)
    if meant is None:
        yield ReleaseProblem(
            f"编号“{typed}”不合方案规定的写法，应如“{numbering.words}”。改正编号，或恢复自动编号。",
            hard=True,
            passage=HEAD,
        )
    elif meant.year != numbering.year:
        yield ReleaseProblem(
            f"编号“{typed}”是{meant.year}年的，通报在{numbering.year}年发布。核对编号的年份。",
            passage=HEAD,
        )


def _blanks(document: Document) -> Iterator[ReleaseProblem]:
    if not _is_seen(document.head.title):
        words = "标题是空的，没有标题的通报不能发布。在文头写上标题，或用“恢复原文”换回。"
        yield ReleaseProblem(words, hard=True, passage=HEAD)
    for words, name in (
        (document.head.addressee, "主送机关"),
        (document.close.signature, "发文机关署名"),
    ):
        if not words.strip():
            yield ReleaseProblem(f"{name}是空的。核对是否要留空。")


def _is_seen(words: str) -> bool:
    """Whether anything of the words shows on paper."""
    return any(letter.isprintable() and not letter.isspace() for letter in words)


def _wordless(cases: Sequence[Case]) -> Iterator[ReleaseProblem]:
    for number, case in enumerate(cases, 1):
        if _is_seen(Passage(case.id, case.pieces).text):
            continue
        printed = "只印照片" if case.photos else "没有印出"
        yield ReleaseProblem(
            f"第{number}个典型案例没有文字，{printed}。写上文字，或删除案例。", passage=case.id
        )


def _rewritten(laid: Laid) -> Iterator[ReleaseProblem]:
    for passage in laid.rewritten:
        if passage.kept:
            words = passage.kept if len(passage.kept) <= _SHOWN else f"{passage.kept[:_SHOWN]}…"
            yield ReleaseProblem(
                f"改写过的“{words}”在现有数据下没有这一句，没有印出。需要时放到别处。",
                passage=passage.passage,
            )
        if passage.typed:
            numbers = "、".join(passage.typed)
            yield ReleaseProblem(
                f"正文里手写了数字{numbers}，数据变动时不会跟着变。核对，或换成插入的数据。",
                passage=passage.passage,
            )
        if passage.dropped:
            taken = "、".join(f"“{bound.text}”" for bound in passage.dropped)
            yield ReleaseProblem(f"改写后的正文不再写明{taken}。核对是否有意删去。", passage=passage.passage)
