"""A bulletin put in the order of an official paper (GB/T 9704-2012, 7) and numbered: blocks for any writer."""

from __future__ import annotations

from collections.abc import Iterator

from cityassess.reports.blocks import (
    Addressee,
    Annexes,
    AnnexHead,
    Block,
    FootNote,
    Form,
    Heading,
    Imprint,
    RedHead,
    Remark,
    Signature,
    Title,
    text,
)
from cityassess.services.bulletin.document import Document, Exhibit, Passage, Section
from cityassess.wording import numeral


def compose(document: Document) -> tuple[Block, ...]:
    """The blocks of a bulletin, head to foot; sections, paragraphs and annexes without words or blocks are left out."""
    return tuple(_blocks(document))


def _blocks(document: Document) -> Iterator[Block]:
    head, close = document.head, document.close
    yield RedHead(
        head.authority,
        head.number,
        head.mark,
        head.form,
        copy_number=head.copy_number,
        secrecy=head.secrecy,
        urgency=head.urgency,
        signers=head.signers,
        edited_by=head.edited_by,
        dated=close.date if head.form is Form.BRIEF else "",
    )
    yield Title(head.title)
    if head.addressee:
        yield Addressee(head.addressee.rstrip("：:"))
    yield from _body(document.sections)
    annexes = [annex for annex in document.annexes if annex.blocks]
    if annexes:
        yield Annexes(tuple(annex.title for annex in annexes))
    if close.signature or close.date:
        yield Signature(close.signature, close.date, close.sealed)
    if close.remark:
        yield Remark(close.remark)
    for number, annex in enumerate(annexes, 1):
        yield AnnexHead(f"附件{number}" if len(annexes) > 1 else "附件", annex.title)
        yield from annex.blocks
    if close.copied_to or close.printed_by or close.printed_on:
        yield Imprint(
            close.copied_to.strip().removeprefix("抄送：").rstrip("。"), close.printed_by, close.printed_on
        )
    if document.foot:
        yield FootNote(document.foot, document.code)


def _body(sections: tuple[Section, ...]) -> Iterator[Block]:
    number = 0
    for section in sections:
        blocks = list(_Numbering().blocks(section))
        if not blocks:
            continue
        if section.heading:
            number += 1
            yield Heading(1, f"{numeral(number)}、{section.heading}")
        yield from blocks


class _Numbering:
    """Gives the headings and counted paragraphs of one section their numbers, level by level."""

    def __init__(self) -> None:
        self._second = 0
        self._third = 0
        self._headed = False

    def blocks(self, section: Section) -> Iterator[Block]:
        for part in section.parts:
            if isinstance(part, Exhibit):
                yield from part.blocks
            else:
                yield from self._passage(part)

    def _passage(self, passage: Passage) -> Iterator[Block]:
        paragraphs = [words for words in passage.text.split("\n") if words.strip()]
        if not paragraphs:
            return
        if passage.level == 2:
            self._second += 1
            self._third = 0
            self._headed = True
            yield Heading(2, f"（{numeral(self._second)}）{''.join(paragraphs)}")
        elif passage.level == 3:
            self._third += 1
            yield Heading(3, f"{self._third}.{''.join(paragraphs)}")
        else:
            first = f"{self._next_number()}{paragraphs[0]}" if passage.counted else paragraphs[0]
            for place, words in enumerate((first, *paragraphs[1:]), 1):
                yield text(words, leads=passage.leads and place == len(paragraphs))

    def _next_number(self) -> str:
        """The number of a counted paragraph: （一） in a section, 1. below a heading that has （一） itself."""
        if self._headed:
            self._third += 1
            return f"{self._third}."
        self._second += 1
        return f"（{numeral(self._second)}）"
