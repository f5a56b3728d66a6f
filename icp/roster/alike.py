"""Clients that may be one person: found for the owner to decide, merged only on a click."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from icp.model import Cell, Client, Workbook

LIKENESS = 88
"""Least ``rapidfuzz.fuzz.ratio`` (0–100) of two names written differently."""
_TELLING = ("email", "phone", "company", "place", "occupation", "first_date", "referred_by")
_CROWD = 40  # an answer that more clients share tells nobody apart


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Two clients that may be one; merged only on a click. ``reason`` says why they look alike."""

    first: str
    second: str
    reason: Literal["same_name", "similar_name"]


def find_lookalikes(clients: Sequence[Client]) -> tuple[Lookalike, ...]:
    """Pairs of the same name, then pairs of nearly the same name that share an answer which tells people apart.

    The first of a pair stands earlier in the list. Three of one name make two pairs, both with the first.
    """
    by_name: dict[str, list[Client]] = defaultdict(list)
    for client in clients:
        by_name[client.name.casefold()].append(client)
    same = [Lookalike(first.id, twin.id, "same_name") for first, *twins in by_name.values() for twin in twins]
    return (*same, *(Lookalike(a.id, b.id, "similar_name") for a, b in _similar(clients)))


def _similar(clients: Sequence[Client]) -> Iterator[tuple[Client, Client]]:
    shared: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, client in enumerate(clients):
        for field in _TELLING:
            if field in client.values:
                shared[field, str(client.values[field]).casefold()].append(at)
    pairs = {
        (a, b)
        for places in shared.values()
        if len(places) <= _CROWD
        for rank, a in enumerate(places)
        for b in places[rank + 1 :]
    }
    if not pairs:
        return
    from rapidfuzz import fuzz

    for a, b in sorted(pairs):
        one, other = clients[a].name.casefold(), clients[b].name.casefold()
        if one != other and fuzz.ratio(one, other, score_cutoff=LIKENESS):
            yield clients[a], clients[b]


def pair_up(lookalikes: Iterable[Lookalike]) -> dict[str, str]:
    """Second → first, each client used once: for a list met again, whose namesakes are the same people in order."""
    used: set[str] = set()
    into: dict[str, str] = {}
    for pair in lookalikes:
        if not used & {pair.first, pair.second}:
            into[pair.second] = pair.first
            used |= {pair.first, pair.second}
    return into


def merge_clients(work: Workbook, into: Mapping[str, str]) -> Workbook:
    """The workbook where each client of ``into`` (id gone → id that stays) is one with the other.

    Who stays keeps the name and every answer, takes over what was blank, and is named wherever the other was: as a
    sender, in promises, in the guide's answers. Ids that are not on the list are passed over.
    """
    people = {client.id: client for client in work.clients}
    into = {gone: kept for gone, kept in into.items() if gone != kept and gone in people and kept in people}
    blanks: dict[str, dict[str, Cell]] = defaultdict(dict)
    renamed: dict[str, str] = {}
    left = {client.name for client in work.clients if client.id not in into}
    for gone, kept in into.items():
        blanks[kept] = {**people[gone].values, **blanks[kept]}
        if people[gone].name not in left:
            renamed[people[gone].name] = people[kept].name

    def settle(client: Client) -> Client:
        values = {**blanks.get(client.id, {}), **client.values}
        sender = renamed.get(str(values.get("referred_by")))
        if sender is not None:
            values["referred_by"] = sender
        return client if values == client.values else Client(id=client.id, name=client.name, values=values)

    def follow(answer: Cell | tuple[str, ...]) -> Cell | tuple[str, ...]:
        if isinstance(answer, tuple):
            return tuple(dict.fromkeys(into.get(part, part) for part in answer))
        return into.get(answer, answer) if isinstance(answer, str) else answer

    return work.changed(
        clients=tuple(settle(client) for client in work.clients if client.id not in into),
        answers={id: follow(answer) for id, answer in work.answers.items()},
        promises=tuple(
            promise.model_copy(update={"client": into.get(promise.client or "", promise.client)})
            for promise in work.promises
        ),
    )
