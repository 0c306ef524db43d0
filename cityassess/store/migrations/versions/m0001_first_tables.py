"""The first tables, and the triggers that keep the log append-only.

Revision ID: 1
Revises: nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None

_IS_WIDE = '"value" <= -16777216 OR "value" >= 16777216 OR "count" >= 512'


def upgrade() -> None:
    """Make every table."""
    _make_log()
    _make_catalogue()
    _make_checks()
    _make_publications()
    _make_log_append_only()


def _number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=optional)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _signature() -> list[sa.Column[str]]:
    return [*_words("changed_by"), sa.Column("changed_at", sa.String(32), nullable=False)]


def _make_log() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64), nullable=False),
        *_words("value"),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.String(36), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_head_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
    )
    op.create_table(
        "event",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("hash", sa.String(64), nullable=False),
        *_words("body"),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
    )


def _make_catalogue() -> None:
    op.create_table(
        "assessed_object",
        _number("id"),
        _number("parent_id", optional=True),
        *_words("kind", "name", "group_name", "grade", "code"),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("place"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(["parent_id"], ["assessed_object.id"], name="fk_assessed_object_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessed_object"),
        sa.UniqueConstraint("place", name="uq_assessed_object_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessed_object_parent_id", "assessed_object", ["parent_id"])
    op.create_table(
        "scheme_edition",
        _number("id"),
        sa.Column("scheme_id", sa.String(200), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_words("name", "circular", "text"),
        sa.Column("digest", sa.String(64), nullable=False),
        *_signature(),
        sa.PrimaryKeyConstraint("id", name="pk_scheme_edition"),
        sa.UniqueConstraint(
            "scheme_id", "in_force_from", "version", name="uq_scheme_edition_scheme_id_in_force_from_version"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(200), nullable=False),
        *_words("value"),
        *_signature(),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )


def _make_checks() -> None:
    op.create_table(
        "criterion",
        _number("id"),
        sa.Column("scheme_id", sa.String(200), nullable=False),
        sa.Column("code", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_criterion"),
        sa.UniqueConstraint("scheme_id", "code", name="uq_criterion_scheme_id_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "period",
        _number("id"),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_period"),
        sa.UniqueConstraint("code", name="uq_period_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "spot_check",
        _number("id"),
        _number("period_id"),
        _number("object_id"),
        _number("criterion_id"),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        *_words("inspector", "mode", "place", "note", "source", "rectified"),
        sa.Column("detail", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_signature(),
        sa.CheckConstraint('"count" BETWEEN 1 AND 9999', name=op.f("ck_spot_check_count")),
        sa.CheckConstraint('"value" BETWEEN -10000000000 AND 10000000000', name=op.f("ck_spot_check_value")),
        sa.CheckConstraint(
            '"value" * "count" BETWEEN -10000000000 AND 10000000000',
            name=op.f("ck_spot_check_value_times_count"),
        ),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name="fk_spot_check_criterion_id"),
        sa.ForeignKeyConstraint(["object_id"], ["assessed_object.id"], name="fk_spot_check_object_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_spot_check_period_id"),
        sa.PrimaryKeyConstraint("id", name="pk_spot_check"),
        sa.UniqueConstraint(
            "period_id",
            "object_id",
            "criterion_id",
            "detail",
            name="uq_spot_check_period_id_object_id_criterion_id_detail",
        ),
        sqlite_autoincrement=True,
    )
    leaves = ["period_id", "object_id", "criterion_id", "value", "count"]
    op.create_index("ix_spot_check_leaves", "spot_check", leaves)
    wide = sa.text(_IS_WIDE)
    op.create_index(
        "ix_spot_check_wide",
        "spot_check",
        ["period_id", "value", "count"],
        sqlite_where=wide,
        postgresql_where=wide,
    )


def _make_publications() -> None:
    op.create_table(
        "publication",
        _number("id"),
        sa.Column("scheme_id", sa.String(200), nullable=False),
        _number("period_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _number("edition_id"),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(200), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("payload_digest", sa.String(64), nullable=False),
        *_signature(),
        sa.ForeignKeyConstraint(["edition_id"], ["scheme_edition.id"], name="fk_publication_edition_id"),
        sa.ForeignKeyConstraint(["period_id"], ["period.id"], name="fk_publication_period_id"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sa.UniqueConstraint(
            "scheme_id", "period_id", "number", name="uq_publication_scheme_id_period_id_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_publication_period_id", "publication", ["period_id"])


def _make_log_append_only() -> None:
    # They stop accidents; whoever means to rewrite the log can drop them, and verification tells.
    if op.get_context().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{act.lower()} BEFORE {act} ON event "
                "BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()"
    )
