"""A file's clients meet the list that is already there."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from icp.methods.numerals import DecimalMark
from icp.model import BusinessField, Cell, Client, SalesYear
from icp.roster.alike import Lookalike
from icp.roster.cells import DateOrder
from icp.roster.columns import ColumnGuess
from icp.roster.contents import Contents, read_contents
from icp.roster.figures import Sales, sum_years
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
    holds is overwritten; only a number or address that stood in for its name gives way to a name. Sales go to the one
    client of their name. In a regulated ``field`` protected columns are dropped. ``date_order`` settles dates that
    could be either, ``decimal_mark`` ("," or ".") how numbers are written; ``translate`` False keeps open choices in
    the file's words. Raises UnreadableFile("no_names") when no mapped column can name a client.
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
    sales = replace(contents.sales, clients=contents.sales.clients.map(lambda place: ids[int(place)]))
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
    by_key = {key: client.id for client in reversed(existing) for key in keys_of(client)}
    named: dict[str, list[Client]] = defaultdict(list)
    for client in existing:
        named[client.name.casefold()].append(client)
    current = {client.id: client for client in existing}
    seen: Counter[str] = Counter()
    ids: list[str] = []
    added: list[str] = []
    updated: list[str] = []
    filled: list[Change] = []
    differing: list[Change] = []
    lookalikes: list[Lookalike] = []
    claimed: set[str] = set()
    for entry in _entries(contents, keyed=bool(by_key)):
        namesakes = [client for client in named.get(entry.name.casefold(), ()) if client.id not in claimed]
        found = next((by_key[key] for key in sorted(entry.keys) if key in by_key), None)
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
            blanks = {field: value for field, value in entry.values.items() if field not in client.values}
            filled += [Change(id, field, None, value) for field, value in blanks.items()]
            differing += [
                Change(id, field, client.values[field], value)
                for field, value in entry.values.items()
                if field in client.values and not _holds(field, client.values[field], value)
            ]
            named_now = entry.named and _is_stand_in(client)
            if blanks or named_now:
                name = entry.name if named_now else client.name
                current[id] = Client(id=id, name=name, values={**client.values, **blanks})
                updated.append(id)
        claimed.add(id)
        ids.append(id)
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


def keys_of(client: Client) -> tuple[Key, ...]:
    """The keys by which a client is found again: e-mail, phone, record id."""
    mail, phone, record = (str(client.values.get(field, "")) for field in ("email", "phone", "record_id"))
    return (
        *(("email", key) for key in mail_keys(mail)),
        *(("phone", key) for key in phone_keys(phone)),
        *(("record_id", key) for part in record.split("; ") for key in id_keys(part)),
    )


def _is_stand_in(client: Client) -> bool:
    """Whether the client is called by a number or an address because no file said the name yet."""
    return client.name in {str(client.values.get(field)) for field in ("record_id", "email", "phone")}


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
