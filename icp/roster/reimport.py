"""A newer file meets the list: what the last file gave is brought up to date, what the owner typed stays."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from icp.model import Cell, Client
from icp.roster.alike import pair_up
from icp.roster.build import Change, Roster

Imported = Mapping[str, Mapping[str, int]]
"""Client id → field → :func:`digest` of the value a file gave last; negative where the list kept the owner's answer."""


@dataclass(frozen=True, slots=True)
class Update:
    """An import after it met the list. ``changed``: answers of an earlier file that this one replaces.

    ``roster.differing`` is left with news that meets an answer of the owner's. ``kept``: how many answers the owner
    changed or took away while the file repeats what it said last time.
    """

    roster: Roster
    changed: tuple[Change, ...] = ()
    kept: int = 0


def digest(value: Cell) -> int:
    """A number of 32 bits, never 0, equal for answers that count as equal: 1900 and 1900.0, "Fair" and "fair "."""
    plain = float(value) if isinstance(value, int | float) else value.strip().casefold()
    return zlib.crc32(repr(plain).encode()) or 1


def follow_file(roster: Roster, imported: Imported) -> Update:
    """The import with untouched answers of earlier files brought up to date.

    Untouched: the answer on the list is the one a file gave last. An answer a file gave and the owner took away does
    not come back by itself. Everything else the list holds is the owner's.
    """
    clients = {client.id: client for client in roster.clients}
    given: dict[str, dict[str, Cell | None]] = {}
    changed, differing, filled = [], [], []
    kept = 0

    def last(change: Change) -> int:
        return imported.get(change.client, {}).get(change.field, 0)

    for change in roster.differing:
        if change.before is not None and last(change) == digest(change.before):
            given.setdefault(change.client, {})[change.field] = change.after
            changed.append(change)
        elif abs(last(change)) == digest(change.after):
            kept += 1
        else:
            differing.append(change)
    for change in roster.filled:
        if abs(last(change)) == digest(change.after):
            given.setdefault(change.client, {})[change.field] = None
            kept += 1
        else:
            filled.append(change)
    if not given and not kept:
        return Update(roster)
    clients |= {id: clients[id].with_values(**values) for id, values in given.items()}
    touched = {change.client for change in (*changed, *filled)}
    before = {client.id: client for client in roster.before}
    updated = [id for id in dict.fromkeys((*roster.updated, *touched)) if clients[id] != before.get(id)]
    return Update(
        replace(
            roster,
            clients=tuple(clients.values()),
            updated=tuple(updated),
            filled=tuple(filled),
            differing=tuple(differing),
        ),
        tuple(changed),
        kept,
    )


def meet_namesakes(roster: Roster) -> Roster:
    """The import where new clients who share only a name with somebody on the list are those people.

    Each is met once, in order (:func:`icp.roster.alike.pair_up`): the blanks of whom they met are filled, other answers
    are listed as differing, and their sales go with them.
    """
    into = {gone: kept for gone, kept in pair_up(roster.lookalikes).items() if gone in set(roster.added)}
    if not into:
        return roster
    clients = {client.id: client for client in roster.clients}
    filled, differing, updated = list(roster.filled), list(roster.differing), list(roster.updated)
    for gone, kept in into.items():
        client, new = clients[kept], clients.pop(gone)
        blanks = {field: value for field, value in new.values.items() if field not in client.values}
        filled += [Change(kept, field, None, value) for field, value in blanks.items()]
        differing += [
            Change(kept, field, client.values[field], value)
            for field, value in new.values.items()
            if field not in blanks and digest(client.values[field]) != digest(value)
        ]
        if blanks:
            clients[kept] = Client(id=kept, name=client.name, values={**client.values, **blanks})
            updated.append(kept)
    return replace(
        roster,
        clients=tuple(clients.values()),
        added=tuple(id for id in roster.added if id not in into),
        updated=tuple(dict.fromkeys(updated)),
        filled=tuple(filled),
        differing=tuple(differing),
        lookalikes=tuple(pair for pair in roster.lookalikes if pair.second not in into),
        sales=roster.sales and replace(roster.sales, clients=roster.sales.clients.map(lambda id: into.get(id, id))),
    )


def note_imported(imported: Imported, update: Update) -> dict[str, dict[str, int]]:
    """``imported`` with what this import put on the list."""
    noted = {id: dict(values) for id, values in imported.items()}
    people = {client.id: client for client in update.roster.clients}
    for id in update.roster.added:
        noted[id] = {field: digest(value) for field, value in people[id].values.items()}
    for change in (*update.roster.filled, *update.changed):
        noted.setdefault(change.client, {})[change.field] = digest(change.after)
    for change in update.roster.differing:
        noted.setdefault(change.client, {})[change.field] = -digest(change.after)
    return noted
