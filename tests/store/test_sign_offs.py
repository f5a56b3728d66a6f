"""Documents sent to be signed: who may open what, once only, until when, and that nothing is left behind."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from icp.store import (
    Accepted,
    KeyInvalid,
    KeyRevoked,
    Returned,
    SignOff,
    Store,
    TokenTaken,
    WorkbookDamaged,
    WorkbookMissing,
    new_key,
)
from icp.store.keys import Lock, lock_of
from tests.store.test_workbooks import CANARY, Sql, every_byte

FIRST, SECOND = date(2026, 11, 22), date(2026, 11, 23)


def owner_in(store: Store) -> str:
    """The key of a stored workbook."""
    key = new_key()
    store.save(key, b"{}", 0)
    return key


def sent_by(store: Store, owner: str, document: bytes = b"the rules", note: bytes = b"note", days: float = 30) -> str:
    """The token of a document that is open for so many days."""
    token = new_key()
    store.sign_offs.put(owner, token, document, note, datetime.now(UTC) + timedelta(days=days))
    return token


def age(sql: Sql, days: float) -> None:
    """Make every link so many days older."""
    shift = "open_until = open_until - :seconds, keep_until = keep_until - :seconds"
    sql(f"UPDATE sign_off SET {shift}", seconds=days * 86_400)


def rows(sql: Sql) -> int:
    return int(sql("SELECT count(*) FROM sign_off")[0][0])


def test_a_link_opens_its_document_and_the_owner_gets_the_answer(store: Store) -> None:
    owner = owner_in(store)
    token = sent_by(store, owner, b"the rules", b"for Ines")
    assert store.sign_offs.open(token) == SignOff(b"the rules", None)
    assert store.sign_offs.collect(owner) == []
    assert store.sign_offs.accept(token, b"Ines", FIRST) == Accepted(FIRST, anew=True)
    assert store.sign_offs.open(token) == SignOff(b"the rules", FIRST)
    assert store.sign_offs.collect(owner) == [Returned(b"for Ines", b"Ines", FIRST)]
    assert store.sign_offs.collect(owner, known=[token]) == []
    assert store.sign_offs.collect(owner_in(store)) == []


def test_a_second_signature_changes_nothing_and_is_told_the_first_day(store: Store) -> None:
    owner = owner_in(store)
    token = sent_by(store, owner)
    store.sign_offs.accept(token, b"Ines", FIRST)
    assert store.sign_offs.accept(token, b"Mallory", SECOND) == Accepted(FIRST, anew=False)
    assert [back.acceptance for back in store.sign_offs.collect(owner)] == [b"Ines"]


def test_of_many_signatures_at_once_exactly_one_counts(store: Store) -> None:
    owner = owner_in(store)
    token = sent_by(store, owner)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: store.sign_offs.accept(token, str(n).encode(), FIRST), range(8)))
    winners = [number for number, outcome in enumerate(outcomes) if outcome is not None and outcome.anew]
    assert len(winners) == 1
    assert [back.acceptance for back in store.sign_offs.collect(owner)] == [str(winners[0]).encode()]


def test_a_link_past_its_time_opens_nothing_unless_it_was_signed(store: Store, sql: Sql) -> None:
    owner = owner_in(store)
    waiting, signed = sent_by(store, owner), sent_by(store, owner)
    store.sign_offs.accept(signed, b"Ines", FIRST)
    age(sql, 29.9)
    assert store.sign_offs.open(waiting) is not None
    age(sql, 0.2)
    assert store.sign_offs.open(waiting) is None
    assert store.sign_offs.accept(waiting, b"late", SECOND) is None
    assert store.sign_offs.open(signed) == SignOff(b"the rules", FIRST)
    assert len(store.sign_offs.collect(owner)) == 1


def test_cleaning_up_takes_links_thirty_days_past_their_time_and_signed_ones_after_four_hundred(
    store: Store, sql: Sql
) -> None:
    owner = owner_in(store)
    sent_by(store, owner, days=30)
    store.sign_offs.accept(sent_by(store, owner, days=30), b"Ines", FIRST)
    age(sql, 59)
    assert (store.purge_idle(), rows(sql)) == (0, 2)
    age(sql, 2)
    assert (store.purge_idle(), rows(sql)) == (1, 1)
    age(sql, 338)
    assert (store.purge_idle(), rows(sql)) == (0, 1)
    age(sql, 2)
    assert (store.purge_idle(), rows(sql)) == (1, 0)
    assert store.version(owner) is not None


@pytest.mark.parametrize("token", ["", "short", "A" * 43, "é" * 43, "#" + "A" * 43])
def test_a_wrong_token_opens_nothing(store: Store, token: str) -> None:
    sent_by(store, owner_in(store))
    assert store.sign_offs.open(token) is None
    assert store.sign_offs.accept(token, b"x", FIRST) is None


def test_the_workbooks_own_key_opens_no_document_and_a_token_no_workbook(store: Store) -> None:
    owner = owner_in(store)
    token = sent_by(store, owner)
    store.sign_offs.accept(token, b"Ines", FIRST)
    assert store.sign_offs.open(owner) is None
    assert store.load(token) is None
    assert store.sign_offs.collect(token) == []


def test_revoking_ends_a_link_and_leaves_no_byte(store: Store, file: Path) -> None:
    owner = owner_in(store)
    token, other = sent_by(store, owner), sent_by(store, owner)
    store.sign_offs.accept(token, b"Ines", FIRST)
    with sqlite3.connect(file) as database:
        query = "SELECT document, note, acceptance FROM sign_off WHERE id = ?"
        sealed = database.execute(query, (lock_of(token, "sign-off").row,)).fetchone()
    assert all(part in every_byte(file.parent) for part in sealed)
    store.sign_offs.revoke(token)
    assert not any(part in every_byte(file.parent) for part in sealed)
    assert store.sign_offs.open(token) is None
    assert store.sign_offs.accept(token, b"again", SECOND) is None
    assert store.sign_offs.collect(owner) == []
    assert store.sign_offs.open(other) is not None
    store.sign_offs.revoke(token)


def test_erasing_the_workbook_takes_along_all_it_sent(store: Store, sql: Sql) -> None:
    owner, neighbour = owner_in(store), owner_in(store)
    tokens = [sent_by(store, owner) for _ in range(3)]
    kept = sent_by(store, neighbour)
    store.sign_offs.accept(tokens[0], b"Ines", FIRST)
    store.erase(owner)
    assert [store.sign_offs.open(token) for token in tokens] == [None] * 3
    assert rows(sql) == 1
    assert store.sign_offs.open(kept) is not None
    with pytest.raises(WorkbookMissing):
        sent_by(store, owner)


def test_a_new_key_takes_the_links_along_signed_or_not(store: Store) -> None:
    old, new = owner_in(store), new_key()
    before, after = sent_by(store, old, note=b"1"), sent_by(store, old, note=b"2")
    store.sign_offs.accept(before, b"early", FIRST)
    store.rekey(old, new)
    store.sign_offs.accept(after, b"late", SECOND)
    store.rekey(old, new)  # asked again because the answer got lost
    both = [Returned(b"1", b"early", FIRST), Returned(b"2", b"late", SECOND)]
    assert store.sign_offs.collect(new) == both
    assert store.sign_offs.collect(old) == []
    with pytest.raises(KeyRevoked):
        sent_by(store, old)


def test_nobody_puts_another_document_under_a_token(store: Store) -> None:
    token = sent_by(store, owner_in(store), b"mine")
    with pytest.raises(TokenTaken):
        store.sign_offs.put(owner_in(store), token, b"theirs", b"", datetime.now(UTC) + timedelta(days=1))
    assert store.sign_offs.open(token) == SignOff(b"mine", None)


def test_a_key_that_is_none_sends_and_collects_nothing(store: Store) -> None:
    for call in (lambda: store.sign_offs.collect("short"), lambda: sent_by(store, "short")):
        with pytest.raises(KeyInvalid):
            call()


def test_nothing_readable_is_on_the_disk_and_rows_lead_nowhere(store: Store, file: Path) -> None:
    owner = owner_in(store)
    token = sent_by(store, owner, CANARY.encode() * 50, CANARY.encode())
    store.sign_offs.accept(token, CANARY.encode(), FIRST)
    disk = every_byte(file.parent)
    for secret in (CANARY, CANARY.split()[1], token, owner):
        assert secret.encode() not in disk
    with sqlite3.connect(file) as database:
        ids = {value for row in database.execute("SELECT id, owner FROM sign_off") for value in row}
        assert ids.isdisjoint(value for (value,) in database.execute("SELECT id FROM workbook"))


@pytest.mark.parametrize("column", ["document", "note", "acceptance"])
def test_bytes_moved_to_another_row_are_noticed(store: Store, sql: Sql, column: str) -> None:
    owner = owner_in(store)
    tokens = [sent_by(store, owner), sent_by(store, owner)]
    for token in tokens:
        store.sign_offs.accept(token, b"Ines", FIRST)
    for id, value in sql(f"SELECT a.id, b.{column} FROM sign_off a JOIN sign_off b ON b.id <> a.id"):
        sql(f"UPDATE sign_off SET {column} = :value WHERE id = :id", value=value, id=id)
    with pytest.raises(WorkbookDamaged):
        store.sign_offs.open(tokens[0]) if column == "document" else store.sign_offs.collect(owner)


def test_a_database_from_before_sign_offs_gets_their_table(store: Store, url: str, sql: Sql) -> None:
    owner = owner_in(store)
    store.close()
    for table in ("room_item", "room_person", "room_coach", "room_view", "room", "sign_off"):
        sql(f"DROP TABLE {table}")
    sql("UPDATE alembic_version SET version_num = '0001'")
    again = Store(url)
    assert again.version(owner) is not None
    assert again.sign_offs.open(sent_by(again, owner)) is not None
    again.close()


def test_five_hundred_signed_links_that_are_known_cost_no_decryption(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = owner_in(store)
    with ThreadPoolExecutor(32) as pool:
        tokens = list(pool.map(lambda _: sent_by(store, owner), range(500)))
        list(pool.map(lambda token: store.sign_offs.accept(token, b"x", FIRST), tokens))
    opened: list[str] = []
    whole = Lock.open
    monkeypatch.setattr(Lock, "open", lambda lock, sealed, name: opened.append(name) or whole(lock, sealed, name))
    assert len(store.sign_offs.collect(owner, known=tokens[1:])) == 1
    assert len(opened) == 1
