"""A draft set as it is now: its PDF, the pictures of the pages in sight, and where the words typed at stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from cityassess.progress import Progress
from cityassess.services.bulletin.edits import Edits

if TYPE_CHECKING:
    from cityassess.services.bulletin.drafting import Draft
    from cityassess.services.bulletin.printing import Proof
    from cityassess.services.office import Office
    from cityassess.services.preview import RenderedPage, Spot


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a proof is to be drawn at once: pages from 0, at a resolution; the words typed at, best try first,
    and the page that they were on last."""

    pages: tuple[int, ...] = (0,)
    dpi: float = 96.0
    words: tuple[str, ...] = ()
    near: int = 0


@dataclass(frozen=True, slots=True)
class Proved:
    """A draft set as it is now: its pages in points, the pictures of those in sight, where the words stand,
    and how long that took."""

    draft: Draft
    edits: Edits
    proof: Proof
    sizes: tuple[tuple[float, float], ...]
    pictures: dict[int, QImage]
    spot: Spot | None
    milliseconds: int = 0


def prove(office: Office, draft: Draft, edits: Edits, sight: Sight, progress: Progress) -> Proved:
    """Set a draft with some edits and draw what is in sight; on the worker."""
    from cityassess.services.preview import look

    began = monotonic()
    laid = office.drafting.relay(draft, edits)
    proof = office.drafting.proof(laid, progress)
    seen = look(proof.pdf, sight.pages, sight.dpi, sight.words, sight.near)
    pictures = _images(seen.pictures)
    milliseconds = round((monotonic() - began) * 1000)
    return Proved(laid, edits, proof, seen.sizes, pictures, seen.spot, milliseconds)


def draw_some(pdf: bytes, pages: list[int], dpi: float, progress: Progress) -> dict[int, QImage]:
    """Pictures of some pages, by number from 0."""
    from cityassess.services.preview import render_some

    return _images(render_some(pdf, pages, dpi, progress))


def _images(drawn: Mapping[int, RenderedPage]) -> dict[int, QImage]:
    from cityassess.ui.printing import image_of

    return {page: image_of(each) for page, each in drawn.items()}
