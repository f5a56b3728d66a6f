"""A room full of invented people, through the same doors as real ones: to try a session, and to load a server.

Each has a key, a workbook drawn by lot (twelve of the sample's clients and an ideal client of their own), a nickname or
none, and puts up what a real person in that step could.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from icp.catalogue import catalogue, coach_kit
from icp.model import Workbook
from icp.room.kinds import KINDS, WALLS, qualities
from icp.room.leading import read_room
from icp.room.taking_part import join, move, offers, share, share_text
from icp.sample import sample_workbook
from icp.store import Rooms, Seat, new_key
from icp.wishes import make_wish, put_musts, put_order, put_wish

_NAMES = ("Ada", "Ben", "Cleo", "Dov", "Ewa", "Finn", "Gia", "Hal", "Ivo", "Jule", "Kim", "Lev", "Mia", "Noor", "Otto")


@dataclass(frozen=True)
class Rehearsed:
    """Who came, and what they put up by kind. ``refused``: how many the code did not let in."""

    seats: tuple[Seat, ...]
    put_up: dict[str, int]
    refused: int


def invent_workbook(seed: int) -> Workbook:
    """One invented owner: the same number, the same owner."""
    chance, sample = random.Random(seed), sample_workbook()
    avatar = Workbook().avatar
    fields = catalogue().fields
    # The first qualities of the list are wished for often, the last ones hardly ever: pictures have a shape.
    liked = [field for place, field in enumerate(qualities()) if chance.random() < 0.75 / (1 + 0.35 * place)]
    for field in liked[:5] or [qualities()[0]]:
        avatar = put_wish(avatar, make_wish(fields[field]))
    wanted = [option.value for option in fields["values"].options]
    avatar = put_wish(avatar, make_wish(fields["values"], sorted({_early(chance, wanted) for _ in range(3)})))
    low = chance.choice((25.0, 30.0, 35.0, 35.0, 40.0, 40.0, 45.0, 50.0))
    avatar = put_wish(avatar, make_wish(fields["age"], (low, low + 15)))
    avatar = put_wish(
        avatar, make_wish(fields["income"], [_early(chance, [o.value for o in fields["income"].options])])
    )
    ranked = [wish.id for wish in avatar.criteria if wish.part == "service"]
    chance.shuffle(ranked)
    avatar = put_musts(put_order(avatar, ranked[:3]), ranked[:1])
    clients = tuple(chance.sample(sample.clients, 12))
    return Workbook(avatar=avatar, clients=clients, answers={"trade": chance.choice(("coaching", "design", "trades"))})


def fill_room(rooms: Rooms, code: str, participants: int, *, seed: int = 1) -> Rehearsed:
    """So many invented people join by the code and put up what they can; those the code refuses are counted."""
    seats, put_up, refused = [], dict.fromkeys(KINDS, 0), 0
    for number, seat in enumerate(_come(rooms, code, participants, seed)):
        if seat is None:
            refused += 1
            continue
        seats.append(seat)
        for kind in _put_up(
            rooms, seat, random.Random(seed * 1_000_003 + number), invent_workbook(seed * 7919 + number)
        ):
            put_up[kind] += 1
    return Rehearsed(tuple(seats), put_up, refused)


def _come(rooms: Rooms, code: str, participants: int, seed: int) -> Iterator[Seat | None]:
    chance = random.Random(seed)
    for _ in range(participants):
        name = chance.choice(_NAMES) if chance.random() < 0.7 else ""
        seat = join(rooms, new_key(), code, name)
        yield seat if isinstance(seat, Seat) else None


def _put_up(rooms: Rooms, seat: Seat, chance: random.Random, work: Workbook) -> Iterator[str]:
    room = read_room(rooms, seat)[1]
    if room.step is not None:
        move(rooms, seat, room.step.where)
    for offer in offers(work, room):
        card = offer.kind.shape == "card"
        wants = chance.random() < (0.2 if card else 0.85)
        if wants and share(rooms, seat, offer, first_name=chance.choice(_NAMES) if card else ""):
            yield offer.kind.id
    for kind in WALLS:
        says = chance.choice(coach_kit().rehearsal[kind])
        if chance.random() < 0.4 and share_text(rooms, seat, kind, says, work) is None:
            yield kind


def _early(chance: random.Random, of: list[str]) -> str:
    return of[min(int(chance.expovariate(1.0) * len(of) / 4), len(of) - 1)]
