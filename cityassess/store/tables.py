"""The tables of the database, as SQLAlchemy mappings; the migrations make them, and a test compares the two.

Numbers (ids) are never used twice. Marks are whole ten-thousandths of a point in 64 bits. Moments are UTC in ISO 8601
text, which sorts, and reads the same from every database.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from cityassess.scoring.values import MOST_TIMES, MOST_VALUE

PACKED_VALUE = 2**24
"""Marks below this magnitude (1,677 points) pack into 25 bits; beyond it a period's rows are read one by one."""
PACKED_COUNT = 2**9
"""Counts below this pack into 9 bits."""

Key = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere: SQLite numbers rows by itself only where the type is called INTEGER."""

IS_WIDE = f'"value" <= -{PACKED_VALUE} OR "value" >= {PACKED_VALUE} OR "count" >= {PACKED_COUNT}'
"""Which rows do not pack; written as the index on them has it, so that the database uses it."""


_NO_TEXT = text("''")
_ZERO = text("0")


class Base(DeclarativeBase):
    """What all tables share: the names of their constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class MetaRow(Base):
    """A fact about the database itself, such as its identity."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class HeadRow(Base):
    """The one row that says where the log ends; whoever writes locks it first."""

    __tablename__ = "head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    log_id: Mapped[str] = mapped_column(String(36))
    epoch: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class EventRow(Base):
    """One event of the log: the bytes that were hashed, and their hash; triggers refuse to change or delete it."""

    __tablename__ = "event"

    seq: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class Signed:
    """Who wrote the row as it stands, and when."""

    changed_by: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[str] = mapped_column(String(32))


class SchemeEditionRow(Signed, Base):
    """One version of one edition of a scheme, with its whole text; a corrected text is a new version."""

    __tablename__ = "scheme_edition"
    __table_args__ = (
        UniqueConstraint("scheme_id", "in_force_from", "version"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(200))
    in_force_from: Mapped[date]
    in_force_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    circular: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class CriterionRow(Base):
    """A criterion's number; the same code in two schemes is two criteria."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("scheme_id", "code"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(200))


class ObjectRow(Signed, Base):
    """An assessed object; ``place`` spells out parent, first day and name, since NULLs escape a unique constraint.

    ``group_name`` and ``grade`` are those it began with; ``responsible`` holds the numbers of the units responsible for
    it, with blanks between; ``leader`` the names of the leaders in charge of it, as papers print them.
    """

    __tablename__ = "assessed_object"
    __table_args__ = (UniqueConstraint("place"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("assessed_object.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    group_name: Mapped[str] = mapped_column(Text)
    grade: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    since: Mapped[date | None]
    until: Mapped[date | None]
    position: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    lead_id: Mapped[int | None] = mapped_column(Key, ForeignKey("assessed_object.id"))
    responsible: Mapped[str] = mapped_column(Text, server_default=_NO_TEXT)
    leader: Mapped[str] = mapped_column(Text, server_default=_NO_TEXT)


class ClassificationRow(Signed, Base):
    """The group and grade that an object is in from a day on."""

    __tablename__ = "object_classification"
    __table_args__ = (UniqueConstraint("object_id", "since"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    object_id: Mapped[int] = mapped_column(Key, ForeignKey("assessed_object.id"))
    since: Mapped[date]
    group_name: Mapped[str] = mapped_column(Text)
    grade: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)


class PeriodRow(Base):
    """A period that something was written for; ``rev`` counts the writes, so that readers see who is stale.

    ``code`` is that of a dated period or a campaign's id.
    """

    __tablename__ = "period"
    __table_args__ = (UniqueConstraint("code"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    # SQLite takes text of any length, and cannot change what the first migration declared.
    code: Mapped[str] = mapped_column(String(64).with_variant(String(16), "sqlite"))
    rev: Mapped[int] = mapped_column(BigInteger)


class CheckRow(Signed, Base):
    """One check; ``detail`` digests what tells it apart besides period, object and criterion (empty: nothing does).

    ``found`` is the moment of discovery by the office's clock, 2026-11-21T08:30; ``repeated`` is 1 or 0.
    """

    __tablename__ = "spot_check"
    __table_args__ = (
        UniqueConstraint("period_id", "object_id", "criterion_id", "detail"),
        CheckConstraint(f'"value" BETWEEN -{MOST_VALUE} AND {MOST_VALUE}', name="value"),
        CheckConstraint(f'"count" BETWEEN 1 AND {MOST_TIMES}', name="count"),
        CheckConstraint(
            f'"value" * "count" BETWEEN -{MOST_VALUE} AND {MOST_VALUE}', name="value_times_count"
        ),
        # The packed read takes all it needs from this index and never touches the table.
        Index("ix_spot_check_leaves", "period_id", "object_id", "criterion_id", "value", "count"),
        # Holds the few marks that are too large to pack, so that looking for them costs nothing.
        # It carries value and count although it need not: else SQLite prefers to scan the larger index above.
        # That it holds only rows for which IS_WIDE is true stands in the migration: said here, it would load
        # the PostgreSQL dialect with every start.
        Index("ix_spot_check_wide", "period_id", "value", "count"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"))
    object_id: Mapped[int] = mapped_column(Key, ForeignKey("assessed_object.id"))
    criterion_id: Mapped[int] = mapped_column(Key, ForeignKey("criterion.id"))
    value: Mapped[int | None] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    day: Mapped[date | None]
    inspector: Mapped[str] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    rectified: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer)
    severity: Mapped[str] = mapped_column(Text, server_default=_NO_TEXT)
    repeated: Mapped[int] = mapped_column(Integer, server_default=_ZERO)
    found: Mapped[str] = mapped_column(String(16), server_default=_NO_TEXT)


class PublicationRow(Signed, Base):
    """One published result: what it was made of, frozen; number 2 and later are corrections (更正)."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("scheme_id", "period_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(200))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    edition_id: Mapped[int] = mapped_column(Key, ForeignKey("scheme_edition.id"))
    revision: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(200))
    payload: Mapped[bytes]
    payload_digest: Mapped[str] = mapped_column(String(64))


class DraftRow(Signed, Base):
    """What people changed in the bulletin of a period, as the text of its edits; empty where nothing is.

    ``number`` is that of the publication that it is for: what was published keeps its draft, a correction has its own.
    """

    __tablename__ = "bulletin_draft"
    __table_args__ = (UniqueConstraint("scheme_id", "period_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(200))
    period_id: Mapped[int] = mapped_column(Key, ForeignKey("period.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    content_digest: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)


class PhotoRow(Signed, Base):
    """A photo as JPEG, known by the SHA-256 of its bytes; it is never changed."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("digest"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes]


class IssuedRow(Signed, Base):
    """The paper of a publication, frozen: its text with figures, its number, and the publication it corrects.

    ``series`` is what numbers run in, each year from 1; a paper without a number has neither ``year`` nor ``number``.
    """

    __tablename__ = "issued"
    __table_args__ = (
        UniqueConstraint("publication_id"),
        UniqueConstraint("series", "year", "number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    publication_id: Mapped[int] = mapped_column(Key, ForeignKey("publication.id"))
    corrects_id: Mapped[int | None] = mapped_column(Key, ForeignKey("publication.id"))
    template: Mapped[str] = mapped_column(Text)
    series: Mapped[str] = mapped_column(String(500))
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    number_words: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    document: Mapped[bytes]
    document_digest: Mapped[str] = mapped_column(String(64))


class PaperRow(Signed, Base):
    """What was printed of a publication, by kind, such as its PDF: set once, and the same bytes ever after."""

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("publication_id", "kind"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    publication_id: Mapped[int] = mapped_column(Key, ForeignKey("publication.id"))
    kind: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes]
    content_digest: Mapped[str] = mapped_column(String(64))


class SettingRow(Signed, Base):
    """One setting of the office."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
