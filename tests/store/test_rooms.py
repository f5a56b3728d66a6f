"""Rooms in the database: who gets in, what is kept sealed, and that nothing is left."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from icp.room.code import new_code
from icp.store import Chair, CodeTaken, RoomGone, Seat, Store, new_key

Sql = Callable[..., list[Any]]
CODE = "ABCD2345"
NOW = datetime.now(UTC)
CANARY = b"canary: a sentence nobody else has"


def opened(store: Store, code: str = CODE, *, hours: float = 1, days: float = 30) -> tuple[str, Chair]:
    key = new_key()
    return key, store.rooms.open(key, code, b"state", NOW + timedelta(hours=hours), NOW + timedelta(days=days))


def seated(store: Store, key: str | None = None, code: str = CODE) -> Seat:
    seat = store.rooms.enter(code, key or new_key(), b"me", "start")
    assert seat is not None
    return seat


def test_the_coach_s_key_opens_the_room_again_and_no_other_key_does(store: Store) -> None:
    key, chair = opened(store)
    again = store.rooms.by_coach(key)
    assert again is not None
    assert (again.room, again.lead) == (chair.room, True)
    assert store.rooms.read(again) == (1, b"state")
    assert store.rooms.by_coach(new_key()) is None
    assert store.rooms.by_coach("no key at all") is None


def test_two_tabs_are_one_person_and_whoever_leaves_comes_back_as_the_same(store: Store) -> None:
    _, chair = opened(store)
    key = new_key()
    first, second = seated(store, key), seated(store, key)
    assert first.person == second.person
    assert store.rooms.places(chair) == {"start": 1}
    store.rooms.leave(first)
    assert store.rooms.by_person(key) is None
    assert seated(store, key).person == first.person
    assert seated(store).person != first.person


def test_who_got_a_new_link_and_types_the_code_again_sits_where_they_sat(store: Store) -> None:
    _, chair = opened(store)
    old, new = new_key(), new_key()
    store.save(old, b"work", 0)
    before = seated(store, old)
    store.rekey(old, new)
    assert seated(store, new) == before
    assert store.rooms.people(chair) == [(before.person, b"me")]  # one that does not open would shut out everybody


def test_wrong_expired_and_closed_are_one_answer(store: Store) -> None:
    opened(store, "EXP1RED0", hours=-1)
    _, chair = opened(store, "C10SED00")
    store.rooms.keep_until(chair, NOW + timedelta(days=30))
    for code in ("EXP1RED0", "C10SED00", "NEVER000"):
        assert store.rooms.enter(code, new_key(), b"me", "start") is None


def test_a_code_is_given_once_and_a_new_one_shuts_the_former(store: Store) -> None:
    _, chair = opened(store)
    with pytest.raises(CodeTaken):
        opened(store)
    store.rooms.renew_code(chair, "NEWC0DE1", NOW + timedelta(hours=1))
    assert store.rooms.code(chair)[0] == "NEWC0DE1"
    assert store.rooms.enter(CODE, new_key(), b"me", "start") is None
    assert seated(store, code="NEWC0DE1").room == chair.room


def test_a_seat_elsewhere_is_given_up_with_what_was_put_up_there(store: Store) -> None:
    _, here = opened(store)
    _, there = opened(store, "0THER000")
    key = new_key()
    store.rooms.put(seated(store, key), "values", b"x", "open")
    before = store.rooms.version(here)
    assert seated(store, key, "0THER000").room == there.room
    assert store.rooms.version(here) == (before or 0) + 1  # so that boards look anew
    assert store.rooms.items(here, "values") == []
    assert store.rooms.places(here).total() == 0


def test_items_are_replaced_marked_put_aside_and_taken_back(store: Store) -> None:
    _, chair = opened(store)
    one, two = seated(store), seated(store)
    assert store.rooms.put(one, "insight", b"first", "waiting")
    assert store.rooms.put(one, "insight", b"second", "waiting")
    assert store.rooms.put(two, "insight", b"other", "waiting")
    assert [item.body for item in store.rooms.items(chair, "insight")] == [b"second", b"other"]
    assert store.rooms.mark(chair, one.person, "insight", "approved")
    assert store.rooms.items_of(one)["insight"].mark == "approved"
    assert store.rooms.put_aside(chair, ["insight"], lambda _: "put_aside") == 2
    assert store.rooms.forget_aside(chair) == 2
    assert store.rooms.forget_aside(chair) == 0
    assert not store.rooms.drop(one, "insight")


def test_leaving_takes_everything_back(store: Store) -> None:
    _, chair = opened(store)
    seat = seated(store)
    for kind in ("values", "insight", "card"):
        store.rooms.put(seat, kind, b"x", "open")
    assert store.rooms.leave(seat) == 3
    assert not store.rooms.put(seat, "values", b"too late", "open")
    assert store.rooms.items(chair, "values") == []


def test_every_change_is_counted_and_looking_is_none(store: Store) -> None:
    _, chair = opened(store)
    seat = seated(store)
    before = store.rooms.version(chair)
    store.rooms.read(seat), store.rooms.items(chair, "values"), store.rooms.move(seat, "guide:tier")
    assert store.rooms.version(chair) == before
    store.rooms.put(seat, "values", b"x", "open")
    assert store.rooms.version(seat) == (before or 0) + 1
    assert store.rooms.places(chair) == {"guide:tier": 1}


def test_what_two_change_at_once_is_both_there(store: Store) -> None:
    _, chair = opened(store)
    store.rooms.change(chair, lambda _: b"")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: store.rooms.change(chair, lambda was: was + b"x"), range(100)))
    assert store.rooms.read(chair) == (102, b"x" * 100)


def test_five_hundred_join_at_once(store: Store) -> None:
    _, chair = opened(store)
    keys = [new_key() for _ in range(500)]
    with ThreadPoolExecutor(64) as pool:
        seats = list(pool.map(lambda key: store.rooms.enter(CODE, key, b"me", "start"), keys))
    assert len({seat.person for seat in seats if seat is not None}) == 500
    assert store.rooms.places(chair) == {"start": 500}
    assert [store.rooms.by_person(key) for key in keys[:3]] == seats[:3]


def test_a_helper_s_key_is_taken_back_and_the_first_coach_s_stays(store: Store) -> None:
    key, chair = opened(store)
    helpers = [new_key(), new_key()]
    for each in helpers:
        store.rooms.add_coach(chair, each)
    helping = store.rooms.by_coach(helpers[0])
    assert helping is not None
    assert not helping.lead
    assert store.rooms.read(helping) == store.rooms.read(chair)
    assert store.rooms.co_coaches(chair) == 2
    assert store.rooms.drop_coaches(chair) == 2
    assert [store.rooms.by_coach(each) for each in helpers] == [None, None]
    assert store.rooms.by_coach(key) == chair


def test_pictures_of_two_boards_go_through_the_same_steps(store: Store) -> None:
    _, chair = opened(store)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.rooms.advance(chair, "values", lambda was, _: (was or b"") + b"."), range(40)))
    assert store.rooms.picture(chair, "values") == b"." * 40
    before = store.rooms.version(chair)
    assert store.rooms.advance(chair, "values", lambda was, items: None) == b"." * 40
    assert store.rooms.version(chair) == before


def test_a_purge_counts_what_went_and_spares_the_others(store: Store, sql: Sql) -> None:
    _, chair = opened(store)
    _, other = opened(store, "0THER000")
    seats = [seated(store) for _ in range(3)]
    for seat in seats:
        store.rooms.put(seat, "values", b"x", "open")
    store.rooms.advance(chair, "values", lambda _was, _items: b"seen")
    purged = store.rooms.purge(chair)
    assert (purged.rooms, purged.coaches, purged.people, purged.items, purged.pictures) == (1, 1, 3, 3, 1)
    assert purged.total == 9
    assert store.rooms.version(chair) is None
    with pytest.raises(RoomGone):
        store.rooms.code(chair)
    for table in ("room_item", "room_person", "room_view"):
        assert sql(f"SELECT count(*) FROM {table}")[0][0] == 0
    assert store.rooms.read(other) is not None
    assert store.rooms.purge(chair).total == 0


def test_rooms_past_their_day_go_with_the_idle_workbooks(store: Store) -> None:
    _, old = opened(store, days=-1)
    _, young = opened(store, "Y0VNG000")
    assert store.purge_idle() == 1
    assert (store.rooms.version(old), store.rooms.version(young)) == (None, 1)


def test_erasing_a_workbook_gives_its_seat_up_and_a_new_key_keeps_it(store: Store) -> None:
    _, chair = opened(store)
    gone, moved, new = new_key(), new_key(), new_key()
    for key in (gone, moved):
        store.save(key, b"{}", 0)
        store.rooms.put(seated(store, key), "values", b"x", "open")
    seen = store.rooms.version(chair)
    store.erase(gone)
    assert store.rooms.version(chair) == (seen or 0) + 1
    before = store.rooms.by_person(moved)
    store.rekey(moved, new)
    after = store.rooms.by_person(new)
    assert after is not None
    assert before is not None
    assert after.person == before.person
    assert store.rooms.by_person(moved) is None
    assert [item.person for item in store.rooms.items(chair, "values")] == [after.person]


def test_nothing_said_in_a_room_is_readable_in_the_file_and_nothing_is_left_of_it(store: Store, file: Path) -> None:
    key, chair = opened(store, code="CANARY99")
    seat = seated(store, code="CANARY99")
    store.rooms.change(chair, lambda _: CANARY)
    store.rooms.put(seat, "insight", CANARY, "waiting")
    store.rooms.advance(chair, "insight", lambda _was, _items: CANARY)
    bytes_now = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
    for secret in (CANARY, b"CANARY99", key.encode(), chair.secret.encode()):
        assert secret not in bytes_now
    store.rooms.purge(chair)
    traces = [chair.room.encode(), seat.person.encode()]
    left = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
    assert not [trace for trace in traces if trace in left]


def test_a_database_from_before_rooms_gets_their_tables(store: Store, file: Path) -> None:
    key = new_key()
    store.save(key, b"{}", 0)
    store.close()
    with sqlite3.connect(file) as driver:
        for table in ("room_item", "room_person", "room_coach", "room_view", "room"):
            driver.execute(f"DROP TABLE {table}")
        driver.execute("UPDATE alembic_version SET version_num = '0002'")
    again = Store(f"sqlite:///{file}")
    assert again.version(key) is not None
    assert opened(again)[1].lead
    again.close()


def test_a_wrong_code_costs_time_and_a_room_full_of_right_ones_costs_it_once(store: Store) -> None:
    opened(store)
    began = time.process_time()
    for _ in range(4):
        assert store.rooms.enter(new_code(), new_key(), b"", "start") is None
    assert time.process_time() - began > 4 * 0.01  # trying all 2⁴⁰ at 10 ms: three centuries, and it takes more
    seated(store)
    began = time.process_time()
    for _ in range(20):
        seated(store)
    assert time.process_time() - began < 20 * 0.02
