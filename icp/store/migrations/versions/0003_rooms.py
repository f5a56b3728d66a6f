"""Rooms: who leads one, who is in it, what they put up, and the pictures shown last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("code", sa.String(43), nullable=False),
        sa.Column("for_code", sa.LargeBinary, nullable=False),
        sa.Column("shown_code", sa.LargeBinary, nullable=False),
        sa.Column("code_until", sa.Double, nullable=False),
        sa.Column("keep_until", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.UniqueConstraint("code", name="uq_room_code"),
    )
    op.create_index("ix_room_keep_until", "room", ["keep_until"])
    op.create_table(
        "room_coach",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("room", sa.String(43), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("lead", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_room_coach_room_room", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_room_coach"),
    )
    op.create_index("ix_room_coach_room", "room_coach", ["room"])
    op.create_table(
        "room_person",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("room", sa.String(43), nullable=False),
        sa.Column("seat", sa.String(43), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_room_person_room_room", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_room_person"),
        sa.UniqueConstraint("seat", name="uq_room_person_seat"),
    )
    op.create_index("ix_room_person_room", "room_person", ["room"])
    op.create_table(
        "room_item",
        sa.Column("person", sa.String(43), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("room", sa.String(43), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("shared_at", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["room_person.id"], name="fk_room_item_person_room_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person", "kind", name="pk_room_item"),
    )
    op.create_index("ix_room_item_room", "room_item", ["room"])
    op.create_table(
        "room_view",
        sa.Column("room", sa.String(43), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name="fk_room_view_room_room", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room", "kind", name="pk_room_view"),
    )
