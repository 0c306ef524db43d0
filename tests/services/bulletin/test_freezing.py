"""A bulletin and its changes as text and back: nothing is lost, equal things are equal bytes."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityassess.errors import Unavailable
from cityassess.reports.blocks import (
    Align,
    Cell,
    Chart,
    Column,
    Face,
    Form,
    Paragraph,
    Picture,
    Pictures,
    Run,
    Table,
)
from cityassess.reports.chart_values import Bar, BarChart
from cityassess.services.bulletin.document import (
    Annex,
    Bound,
    Close,
    Document,
    Exhibit,
    Head,
    Part,
    Passage,
    Section,
)
from cityassess.services.bulletin.edits import Case, Edits
from cityassess.services.bulletin.freezing import (
    digest_of,
    document_bytes,
    document_of,
    edits_of,
    edits_text,
)

words = st.text(max_size=12)
pieces = st.lists(st.one_of(words, st.builds(Bound, words, words)), max_size=4).map(tuple)
cells = st.builds(Cell, words, st.none() | st.fractions(max_denominator=999), words, st.booleans())
tables = st.lists(cells, min_size=1, max_size=3).map(
    lambda row: Table(tuple(Column("列", Align.NUMBER) for _ in row), (tuple(row),), "题", ("注",), 1)
)
charts = st.builds(
    lambda name, value: Chart(BarChart((Bar(name, value, "88.5", before=None),)), "图"),
    words,
    st.fractions(max_denominator=999),
)
pictures = st.builds(
    lambda data: Pictures((Picture(data, 4, 3, "整改前"),)), st.binary(min_size=1, max_size=8)
)
paragraphs = st.builds(lambda said: Paragraph((Run(said, Face.KAI),)), words)
exhibits = st.builds(
    Exhibit, words, words, st.lists(tables | charts | pictures | paragraphs, max_size=2).map(tuple)
)
passages = st.builds(Passage, words, pieces, st.integers(0, 3), st.booleans(), st.booleans())
parts: st.SearchStrategy[Part] = passages | exhibits
documents = st.builds(
    Document,
    words,
    st.builds(Head, words, words, st.sampled_from(Form), signers=st.lists(words, max_size=2).map(tuple)),
    st.lists(st.builds(Section, words, words, st.lists(parts, max_size=3).map(tuple)), max_size=3).map(tuple),
    st.lists(st.builds(Annex, words, words, st.lists(tables, max_size=1).map(tuple)), max_size=2).map(tuple),
    st.builds(Close, words, words, st.booleans(), words),
    words,
    words,
)
photos = st.lists(st.tuples(words, words), max_size=2).map(tuple)
changes = st.builds(
    Edits,
    words,
    st.dictionaries(words, words, max_size=3),
    st.dictionaries(words, pieces, max_size=3),
    st.dictionaries(words, words, max_size=3),
    st.frozensets(words, max_size=3),
    st.lists(st.builds(Case, words, st.integers(0), pieces, photos), max_size=2).map(tuple),
    st.dictionaries(words, words, max_size=3),
)  # fmt: skip


def photos_of(document: Document) -> dict[str, bytes]:
    """The photos of a bulletin by the SHA-256 of their bytes."""
    return {
        digest_of(picture.data): picture.data
        for section in document.sections
        for part in section.parts
        if isinstance(part, Exhibit)
        for block in part.blocks
        if isinstance(block, Pictures)
        for picture in block.pictures
    }


@given(documents)
def test_a_bulletin_is_read_back_equal(document: Document) -> None:
    frozen = document_bytes(document)
    assert document_of(frozen, photos_of(document)) == document
    assert document_bytes(document_of(frozen, photos_of(document))) == frozen


@given(changes)
def test_changes_are_read_back_equal(edits: Edits) -> None:
    assert edits_of(edits_text(edits)) == edits
    assert edits_text(edits_of(edits_text(edits))) == edits_text(edits)


def test_photos_stand_by_their_digest_and_exact_numbers_stay_exact() -> None:
    parts = (
        Exhibit("p", "照片", (Pictures((Picture(b"\xff\xd8photo", 4, 3),)),)),
        Exhibit("t", "表", (Table((Column("分"),), ((Cell("33.33", Fraction(100, 3)),),)),)),
    )
    frozen = document_bytes(Document("t", Head("甲", "乙"), (Section("s", "", parts),)))
    assert digest_of(b"\xff\xd8photo").encode() in frozen
    assert b'"100/3"' in frozen


def test_a_field_that_came_later_has_its_default_when_older_bytes_are_read() -> None:
    tree = json.loads(document_bytes(Document("t", Head("甲", "乙"), ())))
    assert set(tree["document"]["head"]) == {"is", "authority", "title"}


def test_bytes_of_a_newer_form_or_none_are_told_so() -> None:
    with pytest.raises(Unavailable, match="升级本程序"):
        document_of(b'{"format": 99}', {})
    for broken in (
        b"",
        b"{}",
        b'{"format":1,"document":{"is":"Nothing"}}',
        b'{"format":1,"document":[]}',
        b"\xff",
    ):
        with pytest.raises(Unavailable, match="正文读不出来"):
            document_of(broken, {})
    with pytest.raises(Unavailable, match="升级本程序"):
        edits_of('{"format": 99}')
    for broken_text in ("", "[]", '{"format":1}'):
        with pytest.raises(Unavailable, match="草稿读不出来"):
            edits_of(broken_text)


def test_a_photo_that_is_not_kept_is_told() -> None:
    parts = (Exhibit("p", "照片", (Pictures((Picture(b"photo", 4, 3),)),)),)
    frozen = document_bytes(Document("t", Head("甲", "乙"), (Section("s", "", parts),)))
    with pytest.raises(Unavailable, match="正文读不出来"):
        document_of(frozen, {})
