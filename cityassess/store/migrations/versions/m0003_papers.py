"""Drafts of bulletins, photos, what was issued, and the papers themselves; the leaders in charge of an object.

Revision ID: 3
Revises: 2
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, and four tables that begin empty."""
    op.add_column(
        "assessed_object", sa.Column("leader", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    _make_drafts()
    _make_photos()
    _make_issued()
    _make_papers()


def _number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=optional)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _digest(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _signature() -> list[sa.Column[str]]:
    return [*_words("changed_by"), sa.Column("changed_at", sa.String(32), nullable=False)]


def _make_drafts() -> None:
    op.create_table(
        "bulletin_draft",
        _number("id"),
        sa.Column("scheme_id", sa.String(200), nullable=False),
        _number("period_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_words("content"),
        _digest("content_digest"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_bulletin_draft_period_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_draft"),
        sa.UniqueConstraint(
            "scheme_id", "period_id", "number", name="uq_bulletin_draft_scheme_id_period_id_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulletin_draft_period_id", "bulletin_draft", ["period_id"])


def _make_photos() -> None:
    op.create_table(
        "photo",
        _number("id"),
        _digest("digest"),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_signature(),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sa.UniqueConstraint("digest", name="uq_photo_digest"),
        sqlite_autoincrement=True,
    )


def _make_issued() -> None:
    op.create_table(
        "issued",
        _number("id"),
        _number("publication_id"),
        _number("corrects_id", optional=True),
        *_words("template"),
        sa.Column("series", sa.String(500), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        *_words("number_words", "title"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        _digest("document_digest"),
        *_signature(),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name="fk_issued_publication_id"),
        sa.ForeignKeyConstraint(["corrects_id"], ["publication.id"], name="fk_issued_corrects_id"),
        sa.PrimaryKeyConstraint("id", name="pk_issued"),
        sa.UniqueConstraint("publication_id", name="uq_issued_publication_id"),
        sa.UniqueConstraint("series", "year", "number", name="uq_issued_series_year_number"),
        sqlite_autoincrement=True,
    )


def _make_papers() -> None:
    op.create_table(
        "paper",
        _number("id"),
        _number("publication_id"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _digest("content_digest"),
        *_signature(),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name="fk_paper_publication_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
        sa.UniqueConstraint("publication_id", "kind", name="uq_paper_publication_id_kind"),
        sqlite_autoincrement=True,
    )
