"""The tables. A workbook row says which version counts; bodies and documents are all encrypted."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Double, ForeignKey, Integer, LargeBinary, MetaData, String, Table

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

# One row that a health check rewrites, so that "healthy" means a write went through.
heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("beat_at", Double, nullable=False),
)
