"""Rules sent to clients to be signed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_off",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("owner", sa.String(43), nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
        sa.Column("open_until", sa.Double, nullable=False),
        sa.Column("keep_until", sa.Double, nullable=False),
        sa.Column("signed_on", sa.Date),
        sa.Column("acceptance", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_sign_off"),
    )
    op.create_index("ix_sign_off_owner", "sign_off", ["owner"])
    op.create_index("ix_sign_off_keep_until", "sign_off", ["keep_until"])
