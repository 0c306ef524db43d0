"""What a bulletin is made of: its sections and annexes, read from files of this program or of the office."""

from __future__ import annotations

from dataclasses import dataclass

from cityassess.errors import Refused
from cityassess.reports.blocks import Form
from cityassess.scoring.periods import Cycle, Period
from cityassess.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of fixed words with placeholders such as ``{period}``."""

    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A part that is written from the data, by its word in the closed vocabulary."""

    word: str


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section of a template: its id, its heading (empty: none) and what it is made of."""

    id: str
    heading: str
    parts: tuple[Words | Word, ...]

    @property
    def stays(self) -> bool:
        """Whether it is kept without content: typical cases are laid into it."""
        return Word("cases") in self.parts


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of bulletin: for which cycles it is offered, in which form it is printed, and of what it consists."""

    id: str
    name: str
    cycles: tuple[Cycle, ...]
    form: Form
    sections: tuple[SectionPlan, ...]
    annexes: tuple[str, ...] = ()
    title: str = ""
    about: str = ""


MONTHLY = Template(
    "monthly",
    "月度通报",
    (Cycle.MONTH,),
    Form.DOCUMENT,
    (
        SectionPlan("basis", "", (Word("basis"),)),
        SectionPlan("overview", "总体情况", (Word("overview"), Word("colours"))),
        SectionPlan("rankings", "得分及排名", (Word("rankings"),)),
        SectionPlan("supervision", "督办情况", (Word("supervision"),)),
        SectionPlan("lists", "名单", (Word("lists"),)),
        SectionPlan("requirements", "工作要求", (Word("requirements"),)),
    ),
    ("sampled",),
)


def templates() -> tuple[Template, ...]:
    """The templates that the program ships, in the order of their ids."""
    return (MONTHLY,)


def template(template_id: str) -> Template:
    """A template by its id; raises ``Refused`` for an unknown one."""
    for found in templates():
        if found.id == template_id:
            return found
    known = "、".join(found.id for found in templates())
    raise Refused(f"没有通报模板“{template_id}”。可用的有：{known}。")


def template_for(scheme: Scheme, period: Period) -> Template:
    """The template of a period: what the scheme names, else the first one for its cycle."""
    return MONTHLY
