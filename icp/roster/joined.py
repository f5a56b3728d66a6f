"""Two files that belong together: contacts and the accounts they name, people and their sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from icp.catalogue import normalise_header
from icp.methods.value import is_unknown
from icp.roster.coded import Coded
from icp.roster.columns import ColumnGuess
from icp.roster.problem import Problem
from icp.roster.table import Table

_PROBES = 200
_LEAST_FOUND = 0.5
_NUMBERING = frozenset({"id", "no", "nr", "number", "code", "key", "record", "external"})


@dataclass(frozen=True, slots=True)
class Lookup:
    """Column ``own`` of a file names rows of another, whose column ``other`` holds each value once.

    ``found`` of ``asked`` rows that name one find it there.
    """

    own: int
    other: int
    found: int
    asked: int


def lists_sales(table: Table, mapping: Sequence[ColumnGuess]) -> bool:
    """Whether a file looks like sales rather than clients: amounts with days, and something names a client twice."""
    at = {guess.field: guess.position for guess in mapping if guess.field}
    if not {"amount", "sale_date"} <= at.keys():
        return False
    for field in ("record_id", "email", "name", "last_name", "company"):
        if field in at:
            column = table.columns[at[field]]
            counts = np.bincount(column.codes, minlength=len(column.values))
            if any(n > 1 and text.strip() for n, text in zip(counts.tolist(), column.values, strict=True)):
                return True
    return False


def find_lookup(table: Table, other: Table) -> Lookup | None:
    """The pair of columns by which most rows of ``table`` find a row of ``other``; None when no pair is convincing.

    The other's column must hold every value once. At least half of the rows that say something must find one; numbers
    alone prove nothing, so there the headers must speak of the same thing.
    """
    keys = {at: places for at in range(len(other.columns)) if (places := _places(other.columns[at]))}
    best: Lookup | None = None
    for own, at in product(range(len(table.columns)), keys):
        column, places = table.columns[own], keys[at]
        probes = [text for text in map(_fold, column.values[:_PROBES]) if text]
        if sum(text in places for text in probes) < _LEAST_FOUND * len(probes) or not probes:
            continue
        if all(text.isdecimal() for text in probes) and not _speak_alike(table.headers[own], other.headers[at]):
            continue
        asked = column.where(_fold)
        found = int((asked & column.spread([_fold(text) in places for text in column.values])).sum())
        if found < _LEAST_FOUND * asked.sum() or len(column.values) < 2:
            continue
        if best is None or found > best.found:
            best = Lookup(own, at, found, int(asked.sum()))
    return best


def join_tables(table: Table, other: Table, lookup: Lookup, named: str) -> Table:
    """``table`` with the other's columns beside the row each names; rows keep their numbers.

    A bare "Name" becomes the name of what the row names ("Account Name" beside an ``AccountId``), and a header that
    both have says in brackets whose it is (``named``). A value that finds no row is a problem of its row
    ("no_partner"), and rows of the other that nobody names are one each without a row number ("unnamed_partner").
    """
    places = _places(other.columns[lookup.other]) or {}
    column = table.columns[lookup.own]
    spots = np.array([places.get(_fold(text), -1) for text in column.values], dtype=np.intp)
    rows = spots[column.codes] if len(spots) else np.zeros(0, dtype=np.intp)
    taken = {normalise_header(header) for header in table.headers}
    headers, columns = [], []
    for at, (header, cells) in enumerate(zip(other.headers, other.columns, strict=True)):
        if at != lookup.other:
            if normalise_header(header) == "name":
                header = f"{_thing(table.headers[lookup.own])} {header}".strip()
            headers.append(f"{header} ({named})" if normalise_header(header) in taken else header)
            codes = np.where(rows < 0, len(cells.values), cells.codes[rows] if other.length else 0)
            columns.append(Coded([*cells.values, ""], codes.astype(np.int32)))
    lost = np.flatnonzero(column.where(_fold) & (rows < 0)).tolist()
    idle = sorted(set(places.values()) - set(rows.tolist()))
    key = other.columns[lookup.other]
    problems = [
        *(Problem(table.row_number(row), table.headers[lookup.own], column[row][:200], "no_partner") for row in lost),
        *(Problem(None, f"{other.headers[lookup.other]} ({named})", key[row][:200], "unnamed_partner") for row in idle),
    ]
    return replace(
        table,
        headers=(*table.headers, *headers),
        columns=(*table.columns, *columns),
        problems=(*table.problems, *other.problems, *problems),
    )


def _thing(header: str) -> str:
    """What a header that points at something points at: ``AccountId`` → ``account``."""
    return " ".join(word for word in normalise_header(header).split() if word not in _NUMBERING)


def _fold(text: str) -> str:
    text = text.strip()
    return "" if is_unknown(text) else text.casefold()


def _places(column: Coded[str]) -> dict[str, int] | None:
    """Folded value → its row, where every value stands once; None otherwise, or when it tells fewer than two apart."""
    counts = np.bincount(column.codes, minlength=len(column.values)).tolist()
    first = dict(zip(column.codes[::-1].tolist(), range(len(column) - 1, -1, -1), strict=True))
    places: dict[str, int] = {}
    for code, (text, count) in enumerate(zip(column.values, counts, strict=True)):
        folded = _fold(text)
        if folded and count:
            if count > 1 or folded in places:
                return None
            places[folded] = first[code]
    return places if len(places) > 1 else None


def _speak_alike(one: str, other: str) -> bool:
    """Whether two headers share a word besides "id" and the like, or one is nothing but such a word."""
    mine, theirs = (set(normalise_header(header).split()) for header in (one, other))
    things = mine - _NUMBERING, theirs - _NUMBERING
    return bool(things[0] & things[1]) or (not all(things) and bool((mine | theirs) & _NUMBERING))
