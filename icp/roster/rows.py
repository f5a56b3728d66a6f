"""Which rows of a table are clients, what each is called, and which rows are the same client."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from icp.catalogue import columns
from icp.methods.value import is_unknown
from icp.model import clean_name
from icp.roster.cells import EMAIL, clean_cell, is_shortened, read_date
from icp.roster.coded import Coded, Mask, combine, constant, encode, fill
from icp.roster.names import add_middle, join_parts, name_part, tidy_name
from icp.roster.problem import Skipped, SkipReason
from icp.roster.table import Table

NAME_PARTS = frozenset({"name", "first_name", "middle_name", "last_name"})
KeyKind = Literal["email", "phone", "record_id", "name"]
Places = Mapping[str, Sequence[int]]
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}").fullmatch
_EACH_NUMBER = re.compile(r"[;,\n]|:::|[^\W\d_]{3,}\s*:")
_SHARED_MAILBOXES = re.compile(r"^(?:none|no|noemail|no-?reply|unknown|na|null|test|x+)@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Merge:
    """Row ``row`` is the same client as row ``into`` (numbers in the file) because both have this key."""

    row: int
    into: int
    because: KeyKind


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The rows of a table that belong to clients, shape (rows,) throughout.

    ``places``: their indices in the table. ``names``: what each is called; ``named``: by a name rather than by what
    stands in for one; ``headings``: rows that only head the rows below them. ``keys``: per kind of key the texts by
    which the row's client is found again.
    """

    places: NDArray[np.intp]
    names: Coded[str]
    named: Mask
    headings: Mask
    keys: Mapping[KeyKind, Sequence[Coded[tuple[str, ...]]]]
    skipped: tuple[Skipped, ...]

    def __len__(self) -> int:
        return len(self.places)


# ── which rows count ─────────────────────────────────────────────────────────────────────────────────────────────


def find_people(table: Table, at: Places, sections: bool) -> People:
    """Every row either belongs to a client or is skipped with its reason.

    ``at`` gives the columns of each field. ``sections``: a row with nothing but its first cell heads those below it.
    """
    reasons = _find_remarks(table, sections)
    heads = np.zeros(table.length, dtype=bool)
    section = constant("", table.length)
    if sections and not table.headers[0]:
        others = np.zeros(table.length, dtype=bool)
        for column in table.columns[1:]:
            others |= column.where(str.strip)
        heads = table.columns[0].where(str.strip) & ~others & (reasons == "")
        titles = table.columns[0].map(tidy_name)
        reasons[heads & ~titles.where(bool)] = "no_name"
        section = _carry_down(titles, heads)
    names, named = _name_rows(table, at, section)
    reasons[(reasons == "") & ~names.where(bool)] = "no_name"
    places = np.flatnonzero(reasons == "")
    skipped = np.flatnonzero(reasons != "").tolist()
    return People(
        places,
        names.take(places),
        named[places],
        heads[places],
        {
            kind: tuple(_keys_of(kind, column).take(places) for column in _columns(table, at, kind))
            for kind in _READ_KEYS
        },
        tuple(Skipped(table.row_number(row), reasons[row]) for row in skipped),
    )


def _find_remarks(table: Table, sections: bool) -> NDArray[np.object_]:
    """The reason to pass a row over, "" for the others, shape (rows,): blank, footer, header again, total."""
    words = columns().extra.get("transaction", {})
    totals = frozenset(words.get("total", ()))
    total_for = tuple(words.get("total_for", ()))
    reasons = np.full(table.length, "", dtype=object)

    def mark(rows: Iterable[int], reason: SkipReason) -> None:
        for row in rows:
            if reasons[row] == "":
                reasons[row] = reason

    mark(_rows_where(table, lambda text, _: not text or text.isspace()), "blank")
    mark(_footers(table, tuple(words.get("footer", ())), totals), "footer")
    mark(_page_numbers(table), "footer")
    if table.header_row:
        mark(
            _rows_where(table, lambda text, header: " ".join(text.split()).casefold() == header.casefold()),
            "header_again",
        )
    # Somebody may be called Total; nobody is called a part of one.
    anywhere = totals if sections else frozenset(words.get("subtotal", ()))
    suspects: set[int] = set() if sections else set(range(max(0, table.length - _ENDING), table.length))
    begins = "|".join(r"\s+".join(map(re.escape, text.split())) for text in (*anywhere, *total_for))
    may_be_total = re.compile(rf"\s*(?:{begins})", re.IGNORECASE).match
    for column in table.columns:
        suspects.update(np.flatnonzero(column.where(may_be_total)).tolist())
    rows = table.rows
    for row in sorted(suspects):
        first = next((cell for cell in rows[row] if cell.strip()), "")
        if _is_total(first, totals, total_for) and not any(EMAIL.fullmatch(cell.strip()) for cell in rows[row]):
            mark([row], "total")
    return reasons


def _rows_where(table: Table, test: Callable[[str, str], bool]) -> list[int]:
    """Rows in which every cell passes the test of (cell, header)."""
    every = np.ones(table.length, dtype=bool)
    # Columns with few different cells first: mostly no row is left after one of them.
    pairs = sorted(zip(table.columns, table.headers, strict=True), key=lambda pair: len(pair[0].values))
    for column, header in pairs:
        every &= column.where(partial(_passes, test, header))
        if not every.any():
            break
    return np.flatnonzero(every).tolist()


def _passes(test: Callable[[str, str], bool], header: str, cell: str) -> bool:
    return test(cell, header)


_ENDING = 10  # the last rows, where a list without sections has its totals


def _is_total(cell: str, totals: frozenset[str], total_for: tuple[str, ...]) -> bool:
    text = cell.strip().casefold()
    return text.startswith(total_for) or " ".join(text.strip(":").split()) in totals


def _footers(table: Table, words: tuple[str, ...], totals: frozenset[str]) -> set[int]:
    """Rows after the table: one cell that is a remark or the moment of export, up from the last row."""
    found: set[int] = set()
    if len(table.headers) < 2:
        return found
    rows = table.rows
    for index in range(len(rows) - 1, max(-1, len(rows) - 12), -1):
        filled = [cell.strip() for cell in rows[index] if cell.strip()]
        if not filled:
            continue
        text = filled[0].casefold()
        if len(filled) == 1 and (
            re.match(rf"(?:{'|'.join(map(re.escape, words))})\b", text) or read_date(filled[0]) or len(text) > 80
        ):
            found.add(index)
        elif text not in totals:
            break
    return found


def _page_numbers(table: Table) -> list[int]:
    """Rows with nothing but "Page 1 of 2", wherever a report was torn."""
    words = "|".join(map(re.escape, columns().extra.get("transaction", {}).get("page", ())))
    page = re.compile(rf"\s*(?:{words})\s*\d+(?:\s*[^\d,;]{{1,8}}\s*\d+)?\s*", re.IGNORECASE)
    if len(table.columns) < 2:
        return []
    found = [column.where(page.fullmatch) for column in table.columns[:2]]
    rows = np.flatnonzero(found[0] | found[1]).tolist()
    return [row for row in rows if sum(bool(cell.strip()) for cell in table.rows[row]) == 1]


def _carry_down(titles: Coded[str], heads: Mask) -> Coded[str]:
    """In every row the title of the last head at or above it."""
    above = np.maximum.accumulate(np.where(heads, np.arange(len(heads)), -1))
    codes = np.where(above >= 0, titles.codes[above] + 1, 0).astype(np.int32)
    return Coded(["", *titles.values], codes)


# ── what a row is called, and by what it is found again ──────────────────────────────────────────────────────────


def _columns(table: Table, at: Places, field: str) -> list[Coded[str]]:
    return [table.columns[place] for place in at.get(field, ())]


def _known(table: Table, at: Places, field: str) -> Coded[str]:
    """The first of the field's cells that says something, stripped."""
    found = constant("", table.length)
    for column in _columns(table, at, field):
        found = fill(found, column.map(lambda cell: "" if is_unknown(cell.strip()) else cell.strip()))
    return found


def _name_rows(table: Table, at: Places, section: Coded[str]) -> tuple[Coded[str], Mask]:
    """What every row is called: its name, the section it stands in, company, e-mail, record id, phone."""
    names = _known(table, at, "name").map(tidy_name)
    if ("first_name" in at or "last_name" in at) and not names.where(bool).all():
        first, middle, last = (
            next(iter(_columns(table, at, part)), constant("", table.length)).map(name_part)
            for part in ("first_name", "middle_name", "last_name")
        )
        if "middle_name" in at:
            last = combine(middle, last, add_middle)
        names = fill(names, combine(first, last, join_parts))
    named = names.where(bool) | section.where(bool)
    names = fill(names, section)
    for field in ("company", "email", "record_id", "phone"):
        if field in at and not names.where(bool).all():
            if field == "email":
                other = constant("", table.length)
                for column in _columns(table, at, field):
                    other = fill(other, column.map(lambda cell: next(iter(EMAIL.findall(cell)), "").casefold()))
            else:
                other = _known(table, at, field)
            if field == "record_id":
                other = other.map(_record)
            names = fill(names, other.map(lambda cell: clean_name(clean_cell(cell))))
    return names, named


def _record(cell: str) -> str:
    return clean_cell(cell).removesuffix(".0")


def _keys_of(kind: KeyKind, column: Coded[str]) -> Coded[tuple[str, ...]]:
    return column.map(_READ_KEYS[kind])


def mail_keys(cell: str) -> tuple[str, ...]:
    """Addresses in a cell as they compare; a mailbox that stands for none is no key."""
    if "@" not in cell:
        return ()
    if _PLAIN_ADDRESS(cell):  # by far the most
        return () if _SHARED_MAILBOXES.match(cell) else (cell.casefold(),)
    return tuple(mail for found in EMAIL.findall(cell) if not _SHARED_MAILBOXES.match(mail := found.casefold()))


def id_keys(cell: str) -> tuple[str, ...]:
    """A record's number as it compares; 0 stands for none, and so does one a spreadsheet shortened."""
    if cell.isdecimal():
        return (cell,) if cell.strip("0") else ()
    record = "" if is_unknown(cell) or is_shortened(cell) else _record(cell)
    return (record.casefold(),) if record.strip("0") else ()


def phone_keys(cell: str) -> tuple[str, ...]:
    """Digits of each number in a cell, without trunk zeros and the North American 1; 000 000 0000 is none, nor is what
    a spreadsheet left of a long one."""
    found: list[str] = []
    if is_shortened(cell):
        return ()
    for part in _EACH_NUMBER.split(cell):
        digits = "".join(char for char in part if char.isdecimal()).lstrip("0")
        if len(digits) == 11 and digits[0] == "1":
            digits = digits[1:]
        if (
            7 <= len(digits) <= 17
            and len(set(digits)) > 1
            and digits not in ("1234567", "12345678", "123456789", "1234567890")
        ):
            found.append(digits)
    return tuple(found)


_READ_KEYS: Mapping[KeyKind, Callable[[str], tuple[str, ...]]] = {
    "email": mail_keys,
    "phone": phone_keys,
    "record_id": id_keys,
}


# ── which rows are one client ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows of the same client. ``of``: each row's client, counted from 0 in the order of first rows, shape (rows,);
    ``first``: each client's first row. ``links``: (row, row, key) that made them one. ``sells``: the file lists sales
    rather than clients."""

    of: NDArray[np.intp]
    first: NDArray[np.intp]
    links: tuple[tuple[int, int, KeyKind], ...] = ()
    sells: bool = False

    def __len__(self) -> int:
        return len(self.first)


def group_rows(table: Table, people: People, at: Places, apart: Collection[int] = ()) -> Groups:
    """Rows that share a key are one client, also through a third: A shares an e-mail with B, B a phone with C.

    Where the file gives amounts and some client several rows, it lists sales; there a row without a key goes by its
    name, to the client with a key who alone has it, too. Rows numbered in ``apart`` are kept to themselves.
    """
    kinds = list(_READ_KEYS)
    if _numbers_sales(people, at):
        kinds.remove("record_id")
    alone = np.isin(people.places + table.header_row + 1, list(apart))
    pairs = [(kind, *_spread(people.keys[kind], ~alone)) for kind in kinds]
    groups = _unite(people, pairs)
    if "amount" not in at:
        return groups
    if "sale_date" not in at:
        return _as_sales(groups) if len(groups) < len(people) else groups
    keyed = np.zeros(len(people), dtype=bool)
    for _, rows, _ in pairs:
        keyed[rows] = True
    named, codes = _by_names(people.names.map(str.casefold), groups, keyed)
    by_name = _unite(people, [*pairs, ("name", named, codes)])
    return _as_sales(by_name) if len(by_name) < len(people) else groups


def _by_names(names: Coded[str], groups: Groups, keyed: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(row, name) of the rows without a key, and of one row of every client with a key who is the only one so named."""
    owners: dict[str, int | None] = {}
    for row in np.flatnonzero(keyed).tolist():
        owner = int(groups.first[groups.of[row]])
        owners[names[row]] = owner if owners.get(names[row], owner) == owner else None
    rows = np.flatnonzero(~keyed).tolist()
    missing = set(map(names.__getitem__, rows))
    known = [(name, row) for name, row in owners.items() if row is not None and name in missing]
    cells = [*(names[row] for row in rows), *(name for name, _ in known)]
    return np.array([*rows, *(row for _, row in known)], dtype=np.intp), encode(cells).codes.astype(np.intp)


def _as_sales(groups: Groups) -> Groups:
    return Groups(groups.of, groups.first, (), sells=True)


def _numbers_sales(people: People, at: Places) -> bool:
    """In a list of sales an id that never repeats while names do numbers the sale, not the client."""
    if "amount" not in at or "record_id" not in at:
        return False
    ids = [record for column in people.keys["record_id"] for keys in column.cells() for record in keys]
    names = people.names.take(np.flatnonzero(people.named & ~people.headings)).cells()
    return len(set(ids)) == len(ids) and len(set(names)) < len(names)


def _spread(columns: Sequence[Coded[tuple[str, ...]]], rows: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(row, key) wherever a row has a key; keys counted from 0."""
    found_rows, found_keys = [], []
    flat = encode(key for column in columns for cell in column.values for key in cell).codes.astype(np.intp)
    begin = 0
    for column in columns:
        counts = np.fromiter(map(len, column.values), dtype=np.intp, count=len(column.values))
        starts = begin + np.cumsum(counts) - counts
        begin += int(counts.sum())
        each = np.where(rows, counts[column.codes], 0) if len(counts) else np.zeros(len(rows), dtype=np.intp)
        repeated = np.repeat(np.arange(len(rows)), each)
        within = np.arange(len(repeated)) - np.repeat(np.cumsum(each) - each, each)
        found_rows.append(repeated)
        found_keys.append(flat[np.repeat(starts[column.codes], each) + within] if len(repeated) else repeated)
    if not found_rows:
        return np.array([], dtype=np.intp), np.array([], dtype=np.intp)
    return np.concatenate(found_rows), np.concatenate(found_keys)


def _unite(people: People, pairs: Sequence[tuple[KeyKind, NDArray[np.intp], NDArray[np.intp]]]) -> Groups:
    links: list[tuple[int, int, KeyKind]] = []
    leader = np.arange(len(people))
    pairs = [pair for pair in pairs if len(pair[1])]
    for kind, rows, keys in pairs:
        first = np.full(keys.max() + 1, len(people))
        np.minimum.at(first, keys, rows)
        later = first[keys] != rows
        links += zip(rows[later].tolist(), first[keys[later]].tolist(), repeat(kind))
        if len(pairs) == 1 and len(np.unique(rows)) == len(rows):  # one key a row: nothing links through a third
            leader[rows] = first[keys]
            break
    else:
        leader, links = _connect(links, len(people))
    first, of = np.unique(leader, return_inverse=True)
    return Groups(of, first, tuple(links))


def _connect(
    links: Sequence[tuple[int, int, KeyKind]], rows: int
) -> tuple[NDArray[np.intp], list[tuple[int, int, KeyKind]]]:
    """The first row of everything each row is linked with, and the links that were needed for it (union-find)."""
    up = list(range(rows))
    needed = []

    def find(row: int) -> int:
        while up[row] != row:
            up[row] = up[up[row]]
            row = up[row]
        return row

    for link in links:
        a, b = find(link[0]), find(link[1])
        if a != b:
            up[max(a, b)] = min(a, b)
            needed.append(link)
    return np.array([find(row) for row in range(rows)] if needed else up, dtype=np.intp), needed


def list_merges(table: Table, people: People, groups: Groups) -> tuple[Merge, ...]:
    """Which rows became one client and by what, in the order of the rows that went."""
    numbers = (people.places + table.header_row + 1).tolist()
    found = [(max(row, to), min(row, to), kind) for row, to, kind in groups.links]
    return tuple(Merge(numbers[row], numbers[into], kind) for row, into, kind in sorted(found))
