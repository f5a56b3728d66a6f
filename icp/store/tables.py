"""The tables. A workbook row says which version counts; bodies and documents are all encrypted."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# id: 43 characters of base64url derived from the key. saved_at: seconds since 1970, UTC.
workbook = Table(
    "workbook",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("saved_at", Double, nullable=False, index=True),
)

workbook_version = Table(
    "workbook_version",
    metadata,
    Column("id", String(43), ForeignKey("workbook.id", ondelete="CASCADE"), primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("saved_at", Double, nullable=False),
)

# Row names whose key was replaced by a new one; a save or load with the old key is told so.
revoked = Table(
    "revoked",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("revoked_at", Double, nullable=False),
)

# Rules sent to a client. id derives from the link's token, owner from the workbook's key: neither leads to a workbook.
# document opens with the token, note with the workbook's key, acceptance with the key inside the note.
sign_off = Table(
    "sign_off",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("owner", String(43), nullable=False, index=True),
    Column("document", LargeBinary, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("open_until", Double, nullable=False),
    Column("keep_until", Double, nullable=False, index=True),
    Column("signed_on", Date),
    Column("acceptance", LargeBinary),
)

# Rooms. Bodies are sealed under the room's secret, and that under each coach's key, each seat's workbook key and the
# stretched join code. A person's id derives from workbook key and room: no way back, and the same after leaving.
room = Table(
    "room",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("code", String(43), nullable=False, unique=True),
    Column("for_code", LargeBinary, nullable=False),
    Column("shown_code", LargeBinary, nullable=False),
    Column("code_until", Double, nullable=False),
    Column("keep_until", Double, nullable=False, index=True),
)

room_coach = Table(
    "room_coach",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("room", String(43), ForeignKey("room.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("secret", LargeBinary, nullable=False),
    Column("lead", Boolean, nullable=False),
)

room_person = Table(
    "room_person",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("room", String(43), ForeignKey("room.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("seat", String(43), nullable=False, unique=True),
    Column("secret", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("place", String(60), nullable=False),
)

room_item = Table(
    "room_item",
    metadata,
    Column("person", String(43), ForeignKey("room_person.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("room", String(43), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("mark", String(16), nullable=False),
    Column("shared_at", Double, nullable=False),
)

# What was kept of each picture shown last: all boards go through the same steps.
room_view = Table(
    "room_view",
    metadata,
    Column("room", String(43), ForeignKey("room.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

# One row that a health check rewrites, so that "healthy" means a write went through.
heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("beat_at", Double, nullable=False),
)
