"""Rules sent to a client by a link: what the link opens, and what comes back when the client agrees.

A row has two holders. The client holds the link's token, as long and as random as a workbook's key: it names the row
and opens the document. The owner holds the workbook's key, which opens the note, and the note holds the private half
of a key pair made for this row. The public half travels inside the document, so whoever serves the link seals an
acceptance (HPKE, RFC 9180) that nobody but the owner opens. A pair of its own instead of one derived from the
workbook's key: the workbook may get a new key while the link is on its way.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from icp.store.database import Database
from icp.store.errors import KeyInvalid, KeyRevoked, TokenTaken, WorkbookDamaged, WorkbookMissing
from icp.store.keys import lock_of, row_of
from icp.store.tables import revoked, sign_off, workbook
from icp.store.writer import Writer

_DAY = 86_400.0
KEPT_UNSIGNED = 30 * _DAY  # after the link has lapsed
KEPT_SIGNED = 400 * _DAY  # after signing, as long as an idle workbook: its owner may come back late
_TOKEN, _OWNER = "sign-off", "sign-off owner"
_KEY_BYTES = 32
_SEAL = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"icp sign-off acceptance "


@dataclass(frozen=True)
class SignOff:
    """What a link opens: the bytes given to ``put``, and the day it was signed, None while it waits."""

    document: bytes = field(repr=False)
    signed_on: date | None


@dataclass(frozen=True)
class Accepted:
    """The day that counts. ``anew``: it was signed just now, not on an earlier visit."""

    day: date
    anew: bool


@dataclass(frozen=True)
class Returned:
    """A signed link as its owner finds it: the note given to ``put`` and the acceptance given to ``accept``."""

    note: bytes = field(repr=False)
    acceptance: bytes = field(repr=False)
    signed_on: date


class SignOffs:
    """The links of all owners in one database. A token or key that is none opens nothing."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    def put(self, key: str, token: str, document: bytes, note: bytes, open_until: datetime) -> None:
        """Keep a document for whoever has the token, until then; the note comes back to the owner with the answer.

        key: the owner's workbook, which has to be stored. open_until: with its time zone.
        Raises KeyInvalid, KeyRevoked, WorkbookMissing, TokenTaken, StoreUnavailable.
        """
        theirs, ours, private = lock_of(token, _TOKEN), lock_of(key, _OWNER), X25519PrivateKey.generate()
        moment, workbook_row = open_until.timestamp(), row_of(key)
        row = {
            "id": theirs.row,
            "owner": ours.row,
            "document": theirs.seal(private.public_key().public_bytes_raw() + zlib.compress(document), "document"),
            "note": ours.seal(private.private_bytes_raw() + note, theirs.row),
            "open_until": moment,
            "keep_until": moment + KEPT_UNSIGNED,
        }

        def keep(connection: Connection) -> None:
            # Locked against an erase that another process commits in between: its sign-offs go with the workbook.
            if connection.scalar(select(workbook.c.id).where(workbook.c.id == workbook_row).with_for_update()) is None:
                if connection.scalar(select(revoked.c.id).where(revoked.c.id == workbook_row)) is not None:
                    raise KeyRevoked
                raise WorkbookMissing
            stored = connection.scalar(select(sign_off.c.document).where(sign_off.c.id == theirs.row))
            if stored is None:
                connection.execute(insert(sign_off), row)
            elif stored != row["document"]:  # else this very put, committed before its answer got lost
                raise TokenTaken

        try:
            self._writer.run(keep)
        except IntegrityError as error:  # another process had the same token in the same moment
            raise TokenTaken from error

    def open(self, token: str) -> SignOff | None:
        """The document behind a token; None alike for a wrong one, a revoked one and one past its time.

        What was signed stays readable until it is deleted. Raises WorkbookDamaged, StoreUnavailable.
        """
        found = self._find(token)
        return None if found is None else SignOff(_document(token, found.document)[1], found.signed_on)

    def accept(self, token: str, acceptance: bytes, day: date) -> Accepted | None:
        """Seal the acceptance for the owner, once and for good; a later one changes nothing and is told the first day.

        None where ``open`` says None. Raises WorkbookDamaged, StoreUnavailable.
        """
        found = self._find(token)
        if found is None:
            return None
        if found.signed_on is not None:
            return Accepted(found.signed_on, anew=False)
        public, _ = _document(token, found.document)
        sealed = _SEAL.encrypt(acceptance, X25519PublicKey.from_public_bytes(public), info=_info(found.id))
        mine = sign_off.c.id == found.id

        def sign(connection: Connection) -> Accepted | None:
            values = {"signed_on": day, "acceptance": sealed, "keep_until": time.time() + KEPT_SIGNED}
            connection.execute(update(sign_off).where(mine, sign_off.c.signed_on.is_(None)).values(values))
            stored = connection.execute(select(sign_off.c.signed_on, sign_off.c.acceptance).where(mine)).one_or_none()
            if stored is None:
                return None  # revoked since it was read
            return Accepted(stored.signed_on, anew=stored.acceptance == sealed)

        return self._writer.run(sign)

    def collect(self, key: str, known: Iterable[str] = ()) -> list[Returned]:
        """What came back to the owner of this workbook, without the links whose tokens are ``known``.

        One query. Raises KeyInvalid, WorkbookDamaged, StoreUnavailable.
        """
        ours, left_out = lock_of(key, _OWNER), {row_of(token, _TOKEN) for token in known}
        signed = select(sign_off).where(sign_off.c.owner == ours.row, sign_off.c.signed_on.is_not(None))
        with self._database.reading() as connection:
            rows = connection.execute(signed.order_by(sign_off.c.signed_on, sign_off.c.id)).all()
        returned = []
        for row in rows:
            if row.id not in left_out:
                opened = ours.open(row.note, row.id)
                private = X25519PrivateKey.from_private_bytes(opened[:_KEY_BYTES])
                try:
                    acceptance = _SEAL.decrypt(row.acceptance, private, info=_info(row.id))
                except InvalidTag as error:
                    raise WorkbookDamaged from error
                returned.append(Returned(opened[_KEY_BYTES:], acceptance, row.signed_on))
        return returned

    def revoke(self, token: str) -> None:
        """Delete the document and what came back, also from the database's log. Nothing to revoke is fine.

        Raises KeyInvalid, StoreUnavailable.
        """
        row = row_of(token, _TOKEN)
        self._writer.run(lambda connection: connection.execute(delete(sign_off).where(sign_off.c.id == row)))
        self._database.forget_deleted()

    def _find(self, token: str) -> Row[str, bytes, date | None] | None:
        try:
            row = row_of(token, _TOKEN)
        except KeyInvalid:
            return None
        readable = sign_off.c.signed_on.is_not(None) | (sign_off.c.open_until > time.time())
        columns = select(sign_off.c.id, sign_off.c.document, sign_off.c.signed_on)
        with self._database.reading() as connection:
            return connection.execute(columns.where(sign_off.c.id == row, readable)).one_or_none()


def drop_sign_offs_of(connection: Connection, key: str) -> None:
    """Delete all that this workbook sent."""
    connection.execute(delete(sign_off).where(sign_off.c.owner == row_of(key, _OWNER)))


def move_sign_offs(connection: Connection, old: str, new: str) -> None:
    """Hand all that the old key sent to the new one; links and acceptances stay as they are."""
    before, after = lock_of(old, _OWNER), lock_of(new, _OWNER)
    sent = select(sign_off.c.id, sign_off.c.note).where(sign_off.c.owner == before.row).with_for_update()
    for row in connection.execute(sent).all():
        note = after.seal(before.open(row.note, row.id), row.id)
        connection.execute(update(sign_off).where(sign_off.c.id == row.id).values(owner=after.row, note=note))


def purge_sign_offs(connection: Connection) -> int:
    """Delete what is past its day and return how many."""
    return connection.execute(delete(sign_off).where(sign_off.c.keep_until < time.time())).rowcount


def _document(token: str, sealed: bytes) -> tuple[bytes, bytes]:
    """The public key and the document."""
    opened = lock_of(token, _TOKEN).open(sealed, "document")
    try:
        return opened[:_KEY_BYTES], zlib.decompress(opened[_KEY_BYTES:])
    except zlib.error as error:
        raise WorkbookDamaged from error


def _info(row: str) -> bytes:
    """Binds an acceptance to its row, so that it cannot be moved to another."""
    return _PURPOSE + row.encode("ascii")
