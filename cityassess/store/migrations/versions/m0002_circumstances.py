"""What rates of a deduction ask of a check, who is in charge of an object, and groups and grades that change.

Revision ID: 2
Revises: 1
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns, each with the value that the rows that are there take, and a table."""
    _widen_checks()
    _widen_objects()
    _make_classifications()
    if op.get_context().dialect.name != "sqlite":  # which takes text of any length
        op.alter_column("period", "code", type_=sa.String(64), existing_nullable=False)


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    kind = sa.Text() if length is None else sa.String(length)
    return sa.Column(name, kind, nullable=False, server_default=sa.text("''"))


def _widen_checks() -> None:
    op.add_column("spot_check", _text("severity"))
    op.add_column(
        "spot_check", sa.Column("repeated", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("spot_check", _text("found", 16))


def _widen_objects() -> None:
    key = "INTEGER" if op.get_context().dialect.name == "sqlite" else "BIGINT"
    # Written out: SQLite adds a column with its foreign key in one go or not at all.
    op.execute(
        f"ALTER TABLE assessed_object ADD COLUMN lead_id {key} "
        "CONSTRAINT fk_assessed_object_lead_id REFERENCES assessed_object (id)"
    )
    op.add_column("assessed_object", _text("responsible"))


def _make_classifications() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "object_classification",
        sa.Column("id", number, nullable=False),
        sa.Column("object_id", number, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["object_id"], ["assessed_object.id"], name="fk_object_classification_object_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_object_classification"),
        sa.UniqueConstraint("object_id", "since", name="uq_object_classification_object_id_since"),
        sqlite_autoincrement=True,
    )
