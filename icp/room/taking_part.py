"""What a participant does: comes in, goes along, puts up what they choose, takes it back, leaves.

What could be put up is worked out of the workbook on this side of the door; only what its owner chose goes through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol

from icp.analysis import read_referrals, score_workbook
from icp.catalogue import catalogue, coach_kit
from icp.findings.words import capital
from icp.methods.fair_wording import find_unfair
from icp.model import ChoiceCriterion, RangeCriterion, TagsCriterion, Workbook, clean_name, clean_text, is_protected
from icp.portrait import short_wish
from icp.room.code import parse_code
from icp.room.kinds import AGE_BANDS, FIT_BANDS, KINDS, OWN, PICTURED, WALLS, Kind, qualities
from icp.room.state import LONGEST_TEXT, Room
from icp.store import Item, Rooms, Seat
from icp.wishes import is_never, wish_target

LONGEST_NICKNAME = 30
LEAST_CLIENTS = 5
"""So many rated clients a list needs before it says anything in a room."""
_LINES = 6


class Tries(Protocol):
    """Who tried a wrong code how often: 100 a minute and address, since a whole room sits behind one."""

    def are_spent(self, name: str) -> bool:
        """Whether this address has to wait."""

    def add(self, name: str) -> None:
        """Count one wrong code; right ones never count."""


@dataclass(frozen=True)
class Offer:
    """One thing of a workbook that could be put up. ``given``: option ids; ``shown``: the words others would see.

    ``lines``: of a card. ``wants``: why there is nothing yet ("portrait", "clients", "must"), "" where there is.
    """

    kind: Kind
    given: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    wants: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """What others would see of it."""
        return self.lines or tuple(self.kind.options[option] for option in self.given)


@dataclass(frozen=True)
class Refused:
    """Why a text stays here. ``why``: "empty", "closed", "name" (of a client or whoever sent one) or "person" (asks who
    somebody is); ``found``: the words meant."""

    why: Literal["empty", "closed", "name", "person"]
    found: str = ""


# ── coming and going ─────────────────────────────────────────────────────────────────────────────────────────────


def join(
    rooms: Rooms,
    key: str,
    code: str,
    nickname: str = "",
    *,
    tries: Tries | None = None,
    who: str = "",
    now: datetime | None = None,
) -> Seat | Literal["wrong", "wait"]:
    """A seat for the workbook of this key; the one it had where it was there before, in whatever tab.

    "wrong" alike for a code that is none, was never given, has expired or belongs to a closed room; "wait" where
    ``who`` (an address) tried too many. Raises KeyInvalid, StoreUnavailable.
    """  # fmt: skip
    if tries is not None and tries.are_spent(who):
        return "wait"
    read = parse_code(code)
    came = now or datetime.now(UTC).replace(microsecond=0)
    body = {"nickname": clean_name(nickname)[:LONGEST_NICKNAME], "came": came.isoformat()}
    seat = None if read is None else rooms.enter(read, key, json.dumps(body).encode(), "start")
    if seat is None:
        if tries is not None:
            tries.add(who)
        return "wrong"
    return seat


def seat_of(rooms: Rooms, key: str) -> Seat | None:
    """The seat this workbook has, or None: one look at an index, for every page."""
    return rooms.by_person(key)


def is_code_of(rooms: Rooms, seat: Seat, code: str, *, tries: Tries | None = None, who: str = "") -> bool:
    """Whether a code opens the room that somebody is in already. Raises StoreUnavailable.

    Looking costs as much as joining, so a code that does not counts against ``who`` as much.
    """
    read = parse_code(code)
    if (tries is not None and tries.are_spent(who)) or read is None:
        return False
    found = rooms.behind(read) == seat.room
    if not found and tries is not None:
        tries.add(who)
    return found


def nickname(rooms: Rooms, seat: Seat) -> str:
    """What this participant called themselves, "" for nothing."""
    body = rooms.person(seat)
    return "" if body is None else str(json.loads(body)["nickname"])


def move(rooms: Rooms, seat: Seat, place: str) -> None:
    """Note the place, a page's or a screen's id: the coach sees how many are there."""
    rooms.move(seat, place[:60])


def leave(rooms: Rooms, seat: Seat) -> int:
    """Leave the room and take everything back; how much it was. Pictures follow with their next step."""
    return rooms.leave(seat)


def missed(room: Room) -> tuple[str, ...]:
    """What somebody who comes in now has missed: a sentence for each step that is over."""
    return tuple(coach_kit().step[step.step].missed for step in room.steps[: max(room.at, 0)])


def may_open(room: Room, where: str) -> bool:
    """Whether the pace lets a participant be at "guide:QUESTION" or "page:PAGE" now.

    Where the room is locked: what belongs to the step that runs or to one before it, and from the beginning the guide's
    first step, so that whoever comes in has something to answer. Start, About and Takeaway are always open, and so is
    everything once the room is closed.
    """
    if room.pace == "free" or room.unlocked or room.closed or where in ("page:start", "page:about", "page:takeaway"):
        return True
    first = next((n for n, step in enumerate(room.steps) if step.where.startswith("guide:")), -1)
    steps = [coach_kit().step[step.step] for step in room.steps[: max(room.at, first) + 1]]
    begun = {step.where for step in steps} | {f"guide:{screen}" for step in steps for screen in step.screens}
    return where in begun or (where == "page:guide" and any(place.startswith("guide:") for place in begun))


def pair_of(rooms: Rooms, room: Room, seat: Seat) -> tuple[str, ...]:
    """The nicknames of whoever is in a pair with this participant, "" for one without; empty before pairs are drawn."""
    mine = next((pair for pair in room.pairs if seat.person in pair), ())
    named = {person: str(json.loads(body)["nickname"]) for person, body in rooms.people(seat)} if mine else {}
    return tuple(named[person] for person in mine if person != seat.person and person in named)


# ── what could be put up ─────────────────────────────────────────────────────────────────────────────────────────


def offers(work: Workbook, room: Room | None = None, kinds: Collection[str] = (*PICTURED, "card")) -> tuple[Offer, ...]:
    """What this workbook could put up, those of the running step first; never anything of a single client.

    kinds: those asked for; "fit" and "referrals" read the whole list.
    Where the law limits whom an owner may turn down, the ideal client's age and income are not among them.
    """
    found = [
        offer for kind in (*PICTURED, "card") if kind in kinds and (offer := _offer(KINDS[kind], work)) is not None
    ]
    first = room.step.shares if room is not None and room.step is not None else ()
    return tuple(sorted(found, key=lambda offer: offer.kind.id not in first))


def share(rooms: Rooms, seat: Seat, offer: Offer, *, first_name: str = "") -> bool:
    """Put it up, in place of the former of its kind; False where there is nothing, or the seat or the room is gone.

    first_name: stands on a card, and only there; a card without one is refused.
    """
    name = clean_name(first_name)[:LONGEST_NICKNAME]
    if not offer.shown or (offer.kind.shape == "card" and not name) or _closed(rooms, seat):
        return False
    body: dict[str, object] = {"given": list(offer.given)}
    if offer.kind.shape == "card":
        body = {"name": name, "lines": list(offer.lines)}
    return rooms.put(seat, offer.kind.id, json.dumps(body).encode(), "open")


def share_text(rooms: Rooms, seat: Seat, kind: str, text: str, work: Workbook) -> Refused | None:
    """Put a text before the coach; None when it is there, else why not. Raises KeyError for a kind that is no text.

    A text that names a client, or whoever sent one, stays here; so does one that asks who somebody is.
    """
    known = KINDS[kind]
    if known.shape != "text":
        raise KeyError(kind)
    words = clean_text(text)[:LONGEST_TEXT]
    if not words:
        return Refused("empty")
    if named := find_name(words, work):
        return Refused("name", named)
    if unfair := find_unfair(words):
        return Refused("person", unfair[0].found)
    if _closed(rooms, seat) or not rooms.put(seat, kind, json.dumps({"text": words}).encode(), "waiting"):
        return Refused("closed")
    return None


def unshare(rooms: Rooms, seat: Seat, kind: str) -> bool:
    """Take one thing back; it is deleted at once, and the picture follows with its next step."""
    return rooms.drop(seat, kind)


def shared(rooms: Rooms, seat: Seat) -> dict[str, Item]:
    """What this participant has put up, by kind; things put aside by a step begun anew are not among them."""
    return {kind: item for kind, item in rooms.items_of(seat).items() if item.mark != "put_aside"}


def find_name(text: str, work: Workbook) -> str:
    """The first name of a client, or of whoever sent one, that stands in the text as a word of its own; "" for none.

    Capitals count, so that a client called "May" leaves "may" alone. Of a name of several words, each word of three
    letters or more that begins with a capital counts by itself, unless it is an everyday word ("Two Rivers").
    """
    for name in _names(work):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            return name
    return ""


def _names(work: Workbook) -> Iterator[str]:
    channels, everyday = (frozenset(catalogue().words["room"][key]) for key in ("channels", "everyday"))
    for client in work.clients:
        told = [client.name, *(str(client.values.get(field, "")) for field in ("referred_by", "company"))]
        sender = str(client.values.get("source", ""))
        if sender.casefold() not in channels:
            told.append(sender)
        for name in filter(None, told):
            yield name
            words = re.findall(r"\w[\w'’-]{2,}", name)
            yield from (word for word in words if word[:1].isupper() and word.casefold() not in everyday)


def _offer(kind: Kind, work: Workbook) -> Offer | None:
    if kind.id in ("ideal_age", "ideal_income") and work.regulated:
        return None
    if kind.id == "card":
        lines = _card(work)
        return Offer(kind, lines=lines, wants="" if lines else "portrait")
    given, wants = {
        "values": (_values, "portrait"),
        "qualities": (_qualities, "portrait"),
        "ideal_age": (_age, "portrait"),
        "ideal_income": (_income, "portrait"),
        "fit": (_fit, "clients"),
        "referrals": (_referrals, "clients"),
        "musts": (_musts, "must"),
    }[kind.id]
    found = given(work)
    return Offer(kind, given=found, wants="" if found else wants)


def _values(work: Workbook) -> tuple[str, ...]:
    wish = work.avatar.find("values")
    wanted = wish.wanted if isinstance(wish, TagsCriterion) and not is_never(wish) else ()
    return tuple(option for option in KINDS["values"].options if option in wanted)


def _qualities(work: Workbook) -> tuple[str, ...]:
    wanted = {wish.column for wish in work.avatar.criteria if not is_never(wish)}
    return tuple(field for field in qualities() if field in wanted)


def _age(work: Workbook) -> tuple[str, ...]:
    wish = work.avatar.find("age")
    if not isinstance(wish, RangeCriterion):
        return ()
    ends = [end for end in (wish.low, wish.high) if end is not None]
    middle = sum(ends) / len(ends)
    return tuple(band for band, low, high in AGE_BANDS if low <= middle < high)


def _income(work: Workbook) -> tuple[str, ...]:
    wish = work.avatar.find("income")
    accepted = wish.accept if isinstance(wish, ChoiceCriterion) and not is_never(wish) else ()
    bands = [option for option in KINDS["ideal_income"].options if option in accepted]
    return tuple(bands[(len(bands) - 1) // 2 :][:1])


def _fit(work: Workbook) -> tuple[str, ...]:
    if not work.avatar.criteria or len(work.clients) < LEAST_CLIENTS:
        return ()
    scored = score_workbook(work)
    ranked = [float(fit) for fit, ask in zip(scored.match, scored.ask_first, strict=True) if not ask]
    if len(ranked) < LEAST_CLIENTS:
        return ()
    share_ = sum(fit >= work.avatar.fit_line for fit in ranked) / len(ranked)
    return (next(band for band, most in FIT_BANDS if share_ <= most),)


def _referrals(work: Workbook) -> tuple[str, ...]:
    if len(work.clients) < LEAST_CLIENTS or not work.avatar.criteria:
        return ()
    return ({"yes": "yes", "no sign": "no", "too few": "too_few"}[read_referrals(work).test.verdict],)


def _musts(work: Workbook) -> tuple[str, ...]:
    known = qualities()
    told = {wish.column if wish.column in known and not is_never(wish) else OWN for wish in work.avatar.absolutes}
    return tuple(option for option in KINDS["musts"].options if option in told)


def _card(work: Workbook) -> tuple[str, ...]:
    """The ideal client in a few lines, without anything about who they are and without the name of any client."""
    told = [
        wish for wish in (*work.avatar.ranked, *work.avatar.absolutes, *work.avatar.criteria)
        if wish.part == "service" and not is_protected(wish.id, wish.column, work.label(wish.column))
    ]  # fmt: skip
    lines = [capital(wish_target(wish, work) if wish.column == "problem" else short_wish(wish, work)) for wish in told]
    values = [KINDS["values"].options[value] for value in _values(work)]
    if values:
        lines.append(catalogue().say("room.card_values", what=", ".join(values)))
    safe: Sequence[str] = [line for line in dict.fromkeys(lines) if line and not find_name(line, work)]
    return tuple(line for line in safe if not find_unfair(line))[:_LINES]


def _closed(rooms: Rooms, seat: Seat) -> bool:
    found = rooms.read(seat)
    return found is None or Room.model_validate_json(found[1]).closed


__all__ = [
    "WALLS", "Offer", "Refused", "Tries", "find_name", "is_code_of", "join", "leave", "may_open", "missed", "move",
    "nickname", "offers", "pair_of", "seat_of", "share", "share_text", "shared", "unshare",
]  # fmt: skip
