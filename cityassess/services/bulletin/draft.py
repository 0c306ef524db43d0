"""A draft of a bulletin as one person sees it, and a photo that is kept; plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cityassess.services.bulletin.edits import Edits
from cityassess.services.bulletin.issuing import IssuedPaper
from cityassess.services.bulletin.laying import Laid
from cityassess.services.bulletin.material import Material
from cityassess.services.bulletin.numbering import Numbering
from cityassess.services.bulletin.printing import Proof
from cityassess.services.bulletin.templates import Template
from cityassess.services.bulletin.writing import Written


@dataclass(frozen=True, slots=True)
class PhotoRef:
    """A photo that is kept: the SHA-256 of its bytes, which cases name it by, and its size in pixels."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True)
class Draft:
    """A bulletin as one person sees it: what the data write, the changes, and both laid together.

    ``day`` is the date that it bears, ``number`` that of the publication it is for (2 and later: a correction).
    ``version`` is that of the changes as they were read (0: nobody saved any), ``saved_by`` and ``saved_at`` tell who
    saved them and when. Where ``issued`` is set, the period is published and this is its paper, which is only read;
    ``paper`` is its PDF where one is kept. ``template`` and ``material`` are None only where an issued paper goes by
    what this program does not know any more.
    """

    period: str
    scheme_id: str
    title: str
    day: date
    number: int
    version: int
    edits: Edits
    template: Template | None
    templates: tuple[Template, ...]
    material: Material | None = field(repr=False)
    written: Written = field(repr=False)
    laid: Laid = field(repr=False)
    numberings: Mapping[str, Numbering | None] = field(default_factory=dict, repr=False)
    foot: str = ""
    saved_by: str = ""
    saved_at: str = ""
    issued: IssuedPaper | None = None
    paper: Proof | None = field(default=None, repr=False)

    @property
    def numbering(self) -> Numbering | None:
        """The number that it would be issued under now; None where the scheme numbers none."""
        return self.numberings.get(self.template.id) if self.template is not None else None
