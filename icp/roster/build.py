"""A file's clients meet the list that is already there."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from icp.methods.numerals import DecimalMark
from icp.model import BusinessField, Cell, Client, SalesYear
from icp.roster.alike import Lookalike, stands_in
from icp.roster.cells import DateOrder
from icp.roster.coded import encode
from icp.roster.columns import ColumnGuess
from icp.roster.contents import Contents, figures_of, read_contents
from icp.roster.figures import Sales, sum_years
from icp.roster.linkage import may_be_one
from icp.roster.receipt import Receipt
from icp.roster.rows import KeyKind, Merge, id_keys, mail_keys, phone_keys
from icp.roster.table import Table

Key = tuple[KeyKind, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer of a client already on the list: filled (``before`` None), or different in the file and left alone."""

    client: str
    field: str
    before: Cell | None
    after: Cell


@dataclass(frozen=True, slots=True)
class Roster:
    """What an import comes to.

    ``clients`` is the whole list after it (``before``, updated, then the new ones) and ``before`` the list it started
    from, which is all that undo needs. ``filled``: blanks of known clients the file answered. ``differing``: answers
    where file and list disagree; the list's stays. ``merges``: which rows became one client, and by what. ``sales``
    (whose clients are ids) and ``years`` are there when the file lists transactions. ``rows``: client id → index in
    the table of the client's first row, where the file lists clients.
    """

    clients: tuple[Client, ...]
    receipt: Receipt
    before: tuple[Client, ...] = ()
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    filled: tuple[Change, ...] = ()
    differing: tuple[Change, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    merges: tuple[Merge, ...] = ()
    sales: Sales | None = None
    years: tuple[SalesYear, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict, repr=False)


def build_roster(
    table: Table,
    mapping: Sequence[ColumnGuess],
    *,
    existing: Sequence[Client] = (),
    field: BusinessField = "general",
    date_order: DateOrder | None = None,
    today: date | None = None,
    translate: bool = True,
    apart: Collection[int] = (),
    decimal_mark: DecimalMark | None = None,
) -> Roster:
    """Clean, merge and fold a table into clients.

    Rows with the same e-mail, phone or record id are one client (never on name alone), but for rows whose numbers are
    in ``apart``. When the file gives amounts and some client several rows, it lists sales: rows fold into average
    sale, frequency, first and last date, by name where there is no better key. A client of ``existing`` is found again
    by e-mail, phone, record id, or the exact name and one more equal answer; its blanks are filled and nothing it
    holds is overwritten; only a number or address that stood in for its name gives way to a name. Where several of the
    file's clients are one on the list, the one of its name speaks for it, and the others' sales count with its own.
    Sales go to the one client of their name. In a regulated ``field`` protected columns are dropped. ``date_order``
    settles dates that could be either, ``decimal_mark`` ("," or ".") how numbers are written; ``translate`` False keeps
    open choices in the file's words. Raises UnreadableFile("no_names") when no mapped column can name a client.
    """
    contents = read_contents(
        table,
        mapping,
        field=field,
        date_order=date_order,
        today=today,
        translate=translate,
        apart=apart,
        decimal_mark=decimal_mark,
    )
    ids, roster = _meet(contents, tuple(existing))
    if contents.sales is None:
        return replace(roster, rows=dict(zip(ids, contents.first_rows(), strict=True)))
    sales = replace(contents.sales, clients=encode(ids[int(place)] for place in contents.sales.clients.cells()))
    return replace(roster, sales=sales, years=sum_years(sales))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One client of the file before it meets the list."""

    name: str
    named: bool
    keys: Collection[Key]
    values: dict[str, Cell]
    apart: bool


def _entries(contents: Contents, *, keyed: bool) -> Iterator[_Entry]:
    named = contents.named.tolist()
    found: Sequence[Collection[Key]] = contents.keys() if keyed else [()] * len(contents)
    for place, (name, keys, values) in enumerate(zip(contents.names, found, contents.values(), strict=True)):
        yield _Entry(name, named[place], keys, values, place in contents.apart)


def _meet(contents: Contents, existing: tuple[Client, ...]) -> tuple[list[str], Roster]:
    """The id of every client of the file, and the list after it."""
    by_key: dict[Key, list[str]] = defaultdict(list)
    for client in existing:
        for key in keys_of(client):
            by_key[key].append(client.id)
    named: dict[str, list[Client]] = defaultdict(list)
    for client in existing:
        named[client.name.casefold()].append(client)
    current = {client.id: client for client in existing}
    entries = list(_entries(contents, keyed=bool(by_key)))
    known = [_find_by_key(entry, by_key, current) for entry in entries]
    led = _find_leaders(entries, known, current)
    if led and contents.sales is not None:
        _add_up(entries, led, contents.sales)
    seen: Counter[str] = Counter()
    ids = [""] * len(entries)
    added: list[str] = []
    updated: list[str] = []
    filled: list[Change] = []
    differing: list[Change] = []
    lookalikes: list[Lookalike] = []
    claimed: set[str] = set()
    for place in sorted(range(len(entries)), key=lambda place: place in led):  # whoever speaks for a client comes first
        entry, found = entries[place], known[place]
        namesakes = [client for client in named.get(entry.name.casefold(), ()) if client.id not in claimed]
        if found in claimed and entry.apart:
            found = None
        if found is None:
            found = next((client.id for client in namesakes if _agree(client, entry)), None)
        if found is None and contents.sales is not None and len(namesakes) == 1:
            found = namesakes[0].id
        if found is None:
            id = _stable_id(entry.name, seen, current)
            current[id] = Client(id=id, name=entry.name, values=entry.values)
            added.append(id)
            lookalikes += [Lookalike(client.id, id, "same_name") for client in namesakes]
        else:
            id = found
            client = current[id]
            if place in led and _is_somebody_else(entry, client):
                differing.append(Change(id, "name", client.name, entry.name))
                ids[place] = id
                continue
            blanks = {field: value for field, value in entry.values.items() if field not in client.values}
            filled += [Change(id, field, None, value) for field, value in blanks.items()]
            differing += [
                Change(id, field, client.values[field], value)
                for field, value in entry.values.items()
                if field in client.values
                and place not in led
                and not _holds(field, client.values[field], value)
                and not (contents.sales is not None and _reaches_less(field, client.values[field], value))
            ]
            named_now = entry.named and stands_in(client)
            if blanks or named_now:
                name = entry.name if named_now else client.name
                current[id] = Client(id=id, name=name, values={**client.values, **blanks})
                updated.append(id)
        claimed.add(id)
        ids[place] = id
    return ids, Roster(
        clients=tuple(current.values()),
        receipt=contents.receipt,
        before=existing,
        added=tuple(added),
        updated=tuple(dict.fromkeys(updated)),
        filled=tuple(filled),
        differing=tuple(differing),
        lookalikes=tuple(lookalikes),
        merges=contents.merges,
    )


def _find_by_key(entry: _Entry, by_key: Mapping[Key, Sequence[str]], clients: Mapping[str, Client]) -> str | None:
    """The client who has a key of the entry; of several, whose keys a family or a firm shares, the one of its name."""
    found = dict.fromkeys(id for key in sorted(entry.keys) for id in by_key.get(key, ()))
    if len(found) > 1:
        name = entry.name.casefold()
        return next((id for id in found if clients[id].name.casefold() == name), next(iter(found)))
    return next(iter(found), None)


def _find_leaders(
    entries: Sequence[_Entry], known: Sequence[str | None], clients: Mapping[str, Client]
) -> dict[int, int]:
    """Entry → the other that speaks for the client both are on the list: the one of its name, else the first."""
    met: dict[str, list[int]] = defaultdict(list)
    for place, id in enumerate(known):
        if id is not None and not entries[place].apart:
            met[id].append(place)
    led: dict[int, int] = {}
    for id, places in met.items():
        if len(places) > 1:
            name = clients[id].name.casefold()
            leader = next((place for place in places if entries[place].name.casefold() == name), places[0])
            led |= {place: leader for place in places if place != leader}
    return led


def _add_up(entries: Sequence[_Entry], led: Mapping[int, int], sales: Sales) -> None:
    """The figures of clients who are one on the list from the sales of both."""
    places = [int(place) for place in sales.clients.cells()]
    figures = figures_of(replace(sales, clients=encode(str(led.get(place, place)) for place in places)))
    for place, leader in led.items():
        for name, value in figures.get(str(leader), {}).items():
            given = [entries[at].values.pop(name, value) for at in (place, leader)]
            widest = {"first_date": min, "last_date": max}.get(name)
            entries[leader].values[name] = widest(map(str, given)) if widest else value


def _reaches_less(field: str, ours: Cell, theirs: Cell) -> bool:
    """Whether the sales of a shorter time only begin later or end earlier than what is known."""
    return (field == "first_date" and str(theirs) > str(ours)) or (field == "last_date" and str(theirs) < str(ours))


def keys_of(client: Client) -> tuple[Key, ...]:
    """The keys by which a client is found again: e-mail, phone, record id."""
    mail, phone, record = (str(client.values.get(field, "")) for field in ("email", "phone", "record_id"))
    return (
        *(("email", key) for key in mail_keys(mail)),
        *(("phone", key) for key in phone_keys(phone)),
        *(("record_id", key) for part in record.split("; ") for key in id_keys(part)),
    )


def _is_somebody_else(entry: _Entry, client: Client) -> bool:
    """Whether the names say so, and the client is not both because the owner made two of the file's rows one.

    A number or an address that stands in for a name says nothing.
    """
    if not entry.named or stands_in(client) or may_be_one(entry.name, client.name):
        return False
    ours = keys_of(client)
    held = Counter(kind for kind, _ in ours)
    return not (set(entry.keys) <= set(ours) and any(held[kind] > 1 for kind, _ in entry.keys))


def _agree(client: Client, entry: _Entry) -> bool:
    """Whether one more answer besides the name is equal; a different record id says they are two people."""
    ours, theirs = client.values, entry.values
    if "record_id" in ours and "record_id" in theirs:
        return False
    return any(
        field in ours and _same(ours[field], value)
        for field, value in theirs.items()
        if field not in ("tier", "status")
    )


def _holds(field: str, ours: Cell, theirs: Cell) -> bool:
    """Whether the answers are equal, or ours, of two records made one, holds theirs among others."""
    if field in ("email", "phone", "record_id") and isinstance(ours, str) and "; " in ours:
        return {part.casefold() for part in str(theirs).split("; ")} <= set(ours.casefold().split("; "))
    return _same(ours, theirs)


def _same(a: Cell, b: Cell) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return abs(float(a) - float(b)) <= 1e-9 * max(1.0, abs(float(a)))
    return str(a).strip().casefold() == str(b).strip().casefold()


def _stable_id(name: str, seen: Counter[str], taken: Mapping[str, Client]) -> str:
    """The same file gives the same ids; the second of a name gets another."""
    while True:
        seen[name] += 1
        id = hashlib.blake2b(f"{name}\n{seen[name]}".encode(), digest_size=4).hexdigest()
        if id not in taken:
            return id
