"""A bulletin written from the data by a template: a document with bound figures, and every fact that may be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cityassess import wording
from cityassess.reports.blocks import Form
from cityassess.services.bulletin.document import Close, Document, Head, Part, Section
from cityassess.services.bulletin.facts import Fact
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.parts import ANNEXES, PARTS
from cityassess.services.bulletin.parts.corrections import corrected_title
from cityassess.services.bulletin.scene import Scene
from cityassess.services.bulletin.templates import SectionPlan, Template, Words, form_of


@dataclass(frozen=True, slots=True)
class Written:
    """A bulletin as the data write it, and the facts by key: those that it shows and those that one may add."""

    document: Document
    facts: Mapping[str, Fact]


def write(material: Material, template: Template) -> Written:
    """Write a bulletin; the same material and template give the same document, with the same ids."""
    scene = Scene(material)
    scene.note_standings()
    sections = tuple(_sections(scene, template))
    annexes = tuple(annex for word in template.annexes for annex in ANNEXES[word].write(scene, word))
    document = Document(template.id, _head(scene, template), sections, annexes, _close(scene))
    return Written(document, scene.facts.all())


def _sections(scene: Scene, template: Template) -> Iterator[Section]:
    for plan in template.sections:
        parts = tuple(_parts(scene, plan))
        if parts or plan.stays:
            yield Section(plan.id, plan.heading, parts)


def _parts(scene: Scene, plan: SectionPlan) -> Iterator[Part]:
    for number, part in enumerate(plan.parts, 1):
        if isinstance(part, Words):
            words = scene.placed(part.text)
            if words:
                yield scene.passage(f"{plan.id}/text{number}", (words,))
        else:
            yield from PARTS[part.word].write(scene, plan.id)


def _head(scene: Scene, template: Template) -> Head:
    words, material = scene.scheme.bulletin, scene.material
    form = form_of(scene.scheme, template)
    return Head(
        authority=words.authority,
        title=_title(scene, template),
        form=form,
        number=material.number,
        mark=material.mark,
        secrecy=words.secrecy,
        urgency=words.urgency,
        edited_by=words.edited_by if form is Form.BRIEF else "",
        addressee=scene.filled(words.addressee),
    )


def _title(scene: Scene, template: Template) -> str:
    corrects = scene.material.corrects
    if corrects is not None:
        return corrected_title(corrects)
    return scene.placed(template.title) or scene.filled(scene.scheme.bulletin.title)


def _close(scene: Scene) -> Close:
    words, day = scene.scheme.bulletin, wording.date_text(scene.material.day)
    return Close(
        signature=words.signature,
        date=day,
        sealed=words.sealed,
        remark=words.remark,
        copied_to=words.copied_to,
        printed_by=words.printed_by,
        printed_on=day if words.printed_by else "",
    )
