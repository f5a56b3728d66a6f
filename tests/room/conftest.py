"""A room with people in it, in a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from icp.room.kinds import KINDS
from icp.room.leading import Opened, open_room, plan_room
from icp.room.taking_part import Offer, join, share
from icp.store import Rooms, Seat, Store, new_key

NOW = datetime.now(UTC).replace(microsecond=0)
PutUp = Callable[..., list[Seat]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'rooms.db'}")
    yield opened
    opened.close()


@pytest.fixture
def rooms(store: Store) -> Rooms:
    return store.rooms


@pytest.fixture
def opened(rooms: Rooms) -> Opened:
    return open_room(rooms, plan_room("60", "Tuesday evening", now=NOW))


@pytest.fixture
def put_up(rooms: Rooms, opened: Opened) -> PutUp:
    """``put_up("referrals", "yes", "yes", "no")``: three people join and put one answer each up."""

    def all_of(kind: str, *given: str) -> list[Seat]:
        seats = []
        for said in given:
            seat = join(rooms, new_key(), opened.code)
            assert isinstance(seat, Seat)
            assert share(rooms, seat, Offer(KINDS[kind], given=tuple(said.split("+"))))
            seats.append(seat)
        return seats

    return all_of
