"""Workbooks, their versions, replaced keys and the heartbeat of health checks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workbook",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("saved_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workbook"),
    )
    op.create_index("ix_workbook_saved_at", "workbook", ["saved_at"])
    op.create_table(
        "workbook_version",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("version", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["workbook.id"], name="fk_workbook_version_id_workbook", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", "version", name="pk_workbook_version"),
    )
    op.create_table(
        "revoked",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("revoked_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revoked"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("beat_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeat"),
    )
