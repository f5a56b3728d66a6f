"""What a table says about clients: cleaned, merged and folded, one column an answer, with the receipt of every row."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from icp.catalogue import catalogue, normalise_header
from icp.methods.numerals import DecimalMark
from icp.methods.value import find_unknown, is_unknown
from icp.model import BusinessField, Cell, is_protected
from icp.roster.cells import DateOrder, clean_cell, has_open_dates
from icp.roster.coded import Coded, Mask, combine
from icp.roster.columns import FEEDS, MONEY, SEVERAL, ColumnGuess
from icp.roster.figures import Sales, count_years, sum_sales
from icp.roster.linkage import may_be_one
from icp.roster.problem import Problem, UnreadableFile
from icp.roster.receipt import Receipt
from icp.roster.rows import (
    NAME_PARTS,
    Groups,
    KeyKind,
    Merge,
    People,
    find_people,
    group_rows,
    id_keys,
    list_merges,
    mail_keys,
    phone_keys,
)
from icp.roster.table import Table
from icp.roster.values import Formats, Reading, find_other_money, join, reader_of, whole

_NAMING = ("name", "first_name", "last_name", "company", "email", "record_id", "phone")
# Never kept as answers: they are the name, or only serve to compute.
_NOT_KEPT = frozenset(
    {
        "name",
        "first_name",
        "middle_name",
        "last_name",
        "amount",
        "sale_date",
        "sale_kind",
        "total_sales",
        "sales_count",
        "monthly_value",
    }
)

Answers = dict[str, Coded[Cell | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """A file's clients, in the order of their first rows; every column has the shape (clients,).

    ``names``, and whether each is ``named`` by a name rather than by what stands in for one; ``answers`` by field, None
    where unknown. ``sales`` is there when the file lists sales, its clients being positions here. ``merges`` says
    which rows became one client and why. ``apart``: clients the owner kept to themselves.
    """

    names: tuple[str, ...]
    named: Mask
    answers: Answers
    receipt: Receipt
    merges: tuple[Merge, ...] = ()
    sales: Sales | None = None
    apart: frozenset[int] = frozenset()
    _people: People | None = field(default=None, repr=False)
    _groups: Groups | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.names)

    def keys(self) -> list[set[tuple[KeyKind, str]]]:
        """By which each client is found again, from all its rows."""
        found: list[set[tuple[KeyKind, str]]] = [set() for _ in self.names]
        if self._people is not None and self._groups is not None:
            of = self._groups.of.tolist()
            for kind, columns in self._people.keys.items():
                for column in columns:
                    for client, keys in zip(of, column.cells(), strict=True):
                        found[client].update((kind, key) for key in keys)
        return found

    def first_rows(self) -> list[int]:
        """Index in the table of each client's first row."""
        if self._people is None or self._groups is None:
            return []
        return [int(row) for row in self._people.places[self._groups.first]]

    def values(self) -> list[dict[str, Cell]]:
        """Each client's known answers by field."""
        found: list[dict[str, Cell]] = [{} for _ in self.names]
        for name, column in self.answers.items():
            for values, value in zip(found, column.cells(), strict=True):
                if value is not None:
                    values[name] = value
        return found


def read_contents(
    table: Table,
    mapping: Sequence[ColumnGuess],
    *,
    field: BusinessField = "general",
    date_order: DateOrder | None = None,
    today: date | None = None,
    translate: bool = True,
    apart: Collection[int] = (),
    decimal_mark: DecimalMark | None = None,
) -> Contents:
    """Clean, merge and fold a table; see :func:`icp.roster.build_roster`, which also meets the list that is there.

    Raises UnreadableFile("no_names") when no mapped column can name a client.
    """
    today = today or date.today()
    mapping, dropped = _drop_protected(mapping, field)
    at: dict[str, list[int]] = defaultdict(list)
    for guess in mapping:
        if guess.field is not None and guess.position < len(table.headers):
            at[guess.field].append(guess.position)
    sections = "amount" in at and "sale_date" in at
    if not any(name in at for name in _NAMING) and not (sections and table.headers[:1] == ("",)):
        raise UnreadableFile("no_names")

    people = find_people(table, at, sections)
    groups = group_rows(table, people, at, apart)
    readings, problems = _read_columns(table, mapping, people, date_order, today, translate, decimal_mark)
    problems = [Problem(table.header_row or None, header, "", "protected_dropped") for header in dropped] + problems
    if not MONEY.isdisjoint(readings):
        problems += _list_other_currencies(table, people)
    merged, clashes = _merge(table, people, groups, readings)
    calling = _first_known(people.named, groups)
    clashes += _list_other_names(table, people, groups, calling)
    answers = _Derived({name: column for name, column in merged.items() if name not in _NOT_KEPT}, merged)
    sales = _find_sales(people, groups, readings) if groups.sells else None
    if sales is not None:
        sales = _join_lines(sales, table, mapping, people.places[_find_sold(readings)[1]])
    _derive(answers, sales, today)
    extra = len(people) - len(groups)
    receipt = Receipt(
        rows_read=table.length,
        clients=len(groups),
        merged=0 if groups.sells else extra,
        folded=extra if groups.sells else 0,
        skipped=people.skipped,
        problems=(*table.problems, *sorted([*problems, *clashes], key=lambda p: p.row or 0)),
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_row=table.header_row,
        columns=list_columns(mapping, dropped),
        dropped=dropped,
    )
    return Contents(
        tuple(people.names.take(np.where(calling < 0, groups.first, calling)).cells()),
        calling >= 0,
        answers.columns,
        receipt,
        () if groups.sells else list_merges(table, people, groups),
        sales,
        frozenset(groups.of[np.isin(people.places + table.header_row + 1, list(apart))].tolist())
        if apart
        else frozenset(),
        people,
        groups,
    )


def list_columns(mapping: Sequence[ColumnGuess], dropped: Sequence[str] = ()) -> tuple[tuple[str, str | None], ...]:
    """(header, catalogue field it feeds or None) for the receipt; dropped columns feed nothing."""
    return tuple(
        (g.header, None if g.field is None or g.header in dropped else FEEDS.get(g.field, g.field)) for g in mapping
    )


def _drop_protected(
    mapping: Sequence[ColumnGuess], field: BusinessField
) -> tuple[Sequence[ColumnGuess], tuple[str, ...]]:
    if field == "general":
        return mapping, ()
    kept, dropped = [], []
    for guess in mapping:
        if is_protected(guess.header, guess.field or guess.header):
            dropped.append(guess.header)
            guess = ColumnGuess(guess.position, guess.header, None, 1.0, (), "owner")
        kept.append(guess)
    return kept, tuple(dropped)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_columns(
    table: Table,
    mapping: Sequence[ColumnGuess],
    people: People,
    date_order: DateOrder | None,
    today: date,
    translate: bool,
    decimal_mark: DecimalMark | None,
) -> tuple[Answers, list[Problem]]:
    """Answers by field over the rows of ``people``, None where there is none. Each distinct cell is read once."""
    speaking = ~people.headings
    texts = {
        guess.position: table.columns[guess.position].take(people.places).map(clean_cell)
        for guess in mapping
        if guess.field is not None and guess.field not in NAME_PARTS
    }
    cells_of = {
        place: [cell for cell in dict.fromkeys(column.present(speaking)) if cell] for place, column in texts.items()
    }
    formats = Formats.of(
        [
            cells_of[guess.position]
            for guess in mapping
            if guess.position in texts
            and guess.field not in ("email", "phone", "record_id", "company", "notes", "source", "referred_by")
        ],
        table.delimiter,
        date_order,
        today,
        decimal_mark,
    )
    names = frozenset(people.names.values) if any(guess.field == "referred_by" for guess in mapping) else frozenset()
    answers: Answers = {}
    problems: list[Problem] = []
    for guess in mapping:
        name = guess.field
        if name is None or guess.position not in texts:
            continue
        column = texts[guess.position]
        cells = cells_of[guess.position]
        read, is_open = reader_of(name, cells, formats, header=guess.header, translate=translate, names=names)
        options = _option_words(name)
        unknown = find_unknown(cells)
        known: dict[str, Reading] = {
            cell: (None, None) if cell in unknown and cell.casefold() not in options else read(cell) for cell in cells
        }
        nothing: Reading = (None, None)
        readings = Coded(
            [*(known.get(cell, nothing) for cell in column.values), nothing],
            np.where(speaking, column.codes, len(column.values)).astype(np.int32),
        )

        def tell(row: int, reason: str, guess: ColumnGuess = guess, column: Coded[str] = column) -> None:
            number = table.row_number(int(people.places[row]))
            problems.append(Problem(number, guess.header, column[row][:200], reason))  # type: ignore[arg-type]

        if is_open:
            tell(int(np.argmax(column.where(lambda cell: has_open_dates([cell])) & speaking)), "day_or_month")
        if foreign := find_other_money(name, cells):
            for row in np.flatnonzero(column.where(foreign.__contains__) & speaking).tolist():
                tell(row, "other_currency")
        refused = readings.where(lambda reading: reading[1])
        for row in np.flatnonzero(refused).tolist():
            tell(row, readings[row][1] or "")
        found: Coded[Cell | None] = readings.map(lambda reading: reading[0])
        if name in answers:
            found = combine(answers[name], found, _join_both if name in SEVERAL else _take_last)
        answers[name] = found
    if "sale_kind" in answers and _bills(mapping):
        answers["sale_kind"] = answers["sale_kind"].map(lambda kind: kind and f"{kind}; invoice")
    return answers, problems


def _bills(mapping: Sequence[ColumnGuess]) -> bool:
    """Whether a header says that the rows are invoices ("Invoice date"), whose cells need not say it again."""
    billed = catalogue().columns.extra.get("transaction", {}).get("billed", ())
    return any(
        word in normalise_header(guess.header)
        for guess in mapping
        if guess.field in ("sale_kind", "sale_date", "amount")
        for word in billed
    )


_CURRENCY = re.compile(r"[A-Z]{3}|[$€£¥₹]").fullmatch


def _list_other_currencies(table: Table, people: People) -> list[Problem]:
    """Rows whose amounts are in another currency than most, as a column of their own says."""
    headers = frozenset(catalogue().columns.extra.get("currency", {}).get("headers", ()))
    found = []
    for header, cells in zip(table.headers, table.columns, strict=True):
        if normalise_header(header) not in headers:
            continue
        column = cells.take(people.places).map(lambda cell: clean_cell(cell).upper())
        counts = Counter(filter(_CURRENCY, column.cells()))  # "Valuta" may be a day, too
        if len(counts) > 1:
            [(most, _)] = counts.most_common(1)
            found += [
                Problem(table.row_number(int(people.places[row])), header, column[row][:200], "other_currency")
                for row in np.flatnonzero(column.where((counts.keys() - {most}).__contains__)).tolist()
            ]
    return found


def _join_both(one: Cell | None, other: Cell | None) -> Cell | None:
    return join(dict.fromkeys((str(one), str(other)))) if one is not None and other is not None else one or other


def _take_last(one: Cell | None, other: Cell | None) -> Cell | None:
    return one if other is None else other


def _option_words(name: str) -> frozenset[str]:
    """Options that are spelled like a blank ("none" plays no part) stay answers."""
    question = catalogue().fields.get(name)
    if question is None or question.kind != "choice":
        return frozenset()
    return frozenset(option.value.casefold() for option in question.options)


# ── one client of all its rows ───────────────────────────────────────────────────────────────────────────────────


def _first_known(known: Mask, groups: Groups) -> NDArray[np.intp]:
    """Each client's first row where something is known, −1 without any."""
    if len(groups) == len(known):  # a row a client
        return np.where(known, np.arange(len(known)), -1)
    rows = np.flatnonzero(known)
    clients, places = np.unique(groups.of[rows], return_index=True)
    first = np.full(len(groups), -1, dtype=np.intp)
    first[clients] = rows[places]
    return first


def _merge(table: Table, people: People, groups: Groups, readings: Answers) -> tuple[Answers, list[Problem]]:
    """The first answer stands, sources add up, dates widen; other clashes are listed."""
    merged: Answers = {}
    clashes: list[Problem] = []
    for name, column in readings.items():
        known = column.where(lambda value: value is not None)
        if not known.any():
            continue
        first = _first_known(known, groups)
        values = [*column.values, None]
        codes = np.where(first < 0, len(column.values), column.codes[first]).astype(np.int32)
        merged[name] = Coded(values, codes)
        adds = _UNITES.get(name) or (None if groups.sells else _COLLECTS.get(name))
        if adds is None and (groups.sells or name in _NOT_KEPT or name in _COLLECTS or name.startswith("x_")):
            continue
        later = np.flatnonzero(known & (np.arange(len(known)) != first[groups.of]))
        later = later[column.codes[later] != codes[groups.of[later]]]  # what is spelled the same adds nothing
        together: dict[int, list[int]] = defaultdict(list)
        for row in later.tolist():
            together[int(groups.of[row])].append(row)
        for client, rows in together.items():
            told = [column[int(first[client])], *(column[row] for row in rows)]
            if adds is not None:
                codes[client] = len(values)
                values.append(adds([str(value) for value in told]))
            else:
                clashes += [
                    Problem(table.row_number(int(people.places[row])), name, str(value)[:200], "kept_first")
                    for row, value in zip(rows, told[1:], strict=True)
                    if value != told[0]
                ]
    return merged, clashes


def _list_other_names(table: Table, people: People, groups: Groups, calling: NDArray[np.intp]) -> list[Problem]:
    """Rows that became one with somebody of another name: a couple with one mailbox, a firm with one telephone."""
    if groups.sells or len(groups) == len(people):
        return []
    first = calling[groups.of]
    others = np.flatnonzero(people.named & (first >= 0) & (first != np.arange(len(people)))).tolist()
    return [
        Problem(table.row_number(int(people.places[row])), "name", people.names[row], "kept_first")
        for row in others
        if not may_be_one(people.names[row], people.names[int(first[row])])
    ]


def _unite(texts: Sequence[str]) -> str:
    distinct: dict[str, str] = {}
    for part in (part for text in texts for part in text.split("; ")):
        distinct.setdefault(part.casefold(), part)
    return join(distinct.values())


def _unite_by(read: Callable[[str], tuple[str, ...]], texts: Sequence[str]) -> str:
    """Each address or number once, in the spelling met first."""
    distinct: dict[tuple[str, ...], str] = {}
    for part in (part for text in texts for part in text.split("; ")):
        distinct.setdefault(read(part) or (part.casefold(),), part)
    return join(distinct.values())


# Fields whose further answers add to the first; in a list of sales those below say something of the sale.
_UNITES: Mapping[str, Callable[[list[str]], str]] = {
    "source": _unite,
    "referred_by": _unite,
    "first_date": min,
    "last_date": max,
}
_COLLECTS: Mapping[str, Callable[[list[str]], str]] = {
    "email": partial(_unite_by, mail_keys),
    "phone": partial(_unite_by, phone_keys),
    "record_id": partial(_unite_by, id_keys),
    "notes": lambda texts: " · ".join(dict.fromkeys(texts)),
}


# ── what follows from sales, totals and monthly amounts ──────────────────────────────────────────────────────────


def _find_sold(readings: Answers) -> tuple[NDArray[np.float64], Mask]:
    """The rows' amounts, and which rows are sales; payments of invoices, quotes and lost deals are rows but no sales,
    nor is what was given back. A negative amount given back is a credit note."""
    words = catalogue().columns.extra.get("transaction", {})
    no_sale, given_back, billed, unpaid = (
        frozenset(words.get(name, ())) for name in ("not_a_sale", "given_back", "billed", "unpaid")
    )
    amounts = readings["amount"].map(lambda value: np.nan if value is None else float(value))
    amount = np.array(amounts.values, dtype=np.float64)[amounts.codes]
    sold = ~np.isnan(amount)
    if "sale_kind" in readings:
        kinds = readings["sale_kind"].map(lambda kind: {*map(normalise_header, str(kind or "").split("; "))})
        # An open invoice is a sale, an open deal is none yet.
        sold &= ~kinds.where(lambda kind: kind & (no_sale - unpaid if kind & billed else no_sale))
        sold &= ~(kinds.where(given_back.intersection) & (amount > 0))
    return amount, sold


def _find_sales(people: People, groups: Groups, readings: Answers) -> Sales:
    amount, sold = _find_sold(readings)
    day = np.full(len(people), np.datetime64("NaT"), dtype="datetime64[D]")
    if "sale_date" in readings:
        days = readings["sale_date"]
        day = np.array([value or "NaT" for value in days.values], dtype="datetime64[D]")[days.codes]
    clients = Coded([str(n) for n in range(len(groups))], groups.of.astype(np.int32))
    rows = np.flatnonzero(sold)
    return Sales(clients.take(rows), amount[rows], day[rows])


def _join_lines(sales: Sales, table: Table, mapping: Sequence[ColumnGuess], places: NDArray[np.intp]) -> Sales:
    """One sale an invoice: rows of one number, client and day are its lines and add up. A total that stands on every
    line is that of the whole invoice and counts once. ``places``: the sales' rows in the table."""
    words = catalogue().columns.extra.get("transaction", {})
    taken = {guess.position for guess in mapping if guess.field and not guess.field.startswith("x_")}
    heads = [normalise_header(header) for header in table.headers]
    number = next((at for at, head in enumerate(heads) if at not in taken and head in words.get("numbered", ())), None)
    if number is None or not len(sales):
        return sales
    import pandas as pd

    numbers = table.columns[number].take(places)
    days = pd.factorize(sales.days)[0].astype(np.int64) + 1
    keys = (sales.clients.codes.astype(np.int64) * len(numbers.values) + numbers.codes) * (days.max() + 1) + days
    unnumbered = np.flatnonzero(numbers.where(lambda cell: is_unknown(cell.strip())))
    keys[unnumbered] = -1 - unnumbered
    _, first, of, lines = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    if len(first) == len(sales):
        return sales
    amounts = np.bincount(of, sales.amounts).astype(np.float64)
    repeated = np.bincount(of, sales.amounts != sales.amounts[first][of]) == 0
    amount = next(guess.position for guess in mapping if guess.field == "amount")
    if heads[amount] in words.get("of_the_whole", ()) and repeated[lines > 1].mean() >= _MOSTLY:
        amounts = np.where(repeated, sales.amounts[first], amounts)
    order = np.argsort(first)
    return Sales(sales.clients.take(first[order]), amounts[order], sales.days[first[order]])


_MOSTLY = 0.9


@dataclass
class _Derived:
    """The answers while those that follow from others are added."""

    columns: Answers
    given: Answers

    def known(self, name: str) -> list[Cell | None] | None:
        column = self.given.get(name)
        return None if column is None else column.cells()

    def put(self, name: str, values: Sequence[Cell | None], *, over: bool = False) -> None:
        """Where the file does not say it itself (``over``: also where it does)."""
        there = self.columns.get(name)
        held: Sequence[Cell | None] = there.cells() if there is not None else [None] * len(values)
        cells = [
            old if new is None or (old is not None and not over) else new for old, new in zip(held, values, strict=True)
        ]
        if any(cell is not None for cell in cells):
            self.columns[name] = Coded(cells, np.arange(len(cells), dtype=np.int32))


def _derive(answers: _Derived, sales: Sales | None, today: date) -> None:
    """Answers that follow from sales, totals or monthly amounts, where the file does not give them itself."""
    if sales is not None:
        _put_sales(answers, sales)
    elif "amount" in answers.given:  # a row a client
        sold = _find_sold(answers.given)[1].tolist()
        for name, field in (("amount", "average_sale"), ("sale_date", "last_date")):
            if (told := answers.known(name)) is not None:
                answers.put(field, [value if is_sold else None for value, is_sold in zip(told, sold, strict=True)])
    elif (days := answers.known("sale_date")) is not None:
        answers.put("last_date", days)
    spent, counts, monthly = map(answers.known, ("total_sales", "sales_count", "monthly_value"))
    if spent is None and counts is None and monthly is None:
        return
    size = len(next(filter(None, (spent, counts, monthly)), ()))
    spent, counts, monthly = (column or [None] * size for column in (spent, counts, monthly))
    begun = answers.columns["first_date"].cells() if "first_date" in answers.columns else [None] * size
    years = [_years_since(first, today) for first in begun]
    answers.put("average_sale", [_over(total, n) for total, n in zip(spent, counts, strict=True)])
    answers.put("frequency", [_over(n, span) for n, span in zip(counts, years, strict=True)])
    answers.put("annual_value", [None if fee is None else _round(float(fee) * 12) for fee in monthly])
    often = answers.columns["frequency"].cells() if "frequency" in answers.columns else [None] * size
    answers.put(
        "annual_value",
        [
            _over(total, span) if fee is None and frequency is None else None
            for total, span, fee, frequency in zip(spent, years, monthly, often, strict=True)
        ],
    )


def figures_of(sales: Sales) -> dict[str, dict[str, Cell]]:
    """What each client's sales answer: average sale, frequency, first and last date, as far as they are known."""
    days = sales.days[~np.isnat(sales.days)]
    until: date = days.max().item() if len(days) else date.today()
    found: dict[str, dict[str, Cell]] = {}
    for client, figure in sum_sales(sales, until).items():
        told = {
            "average_sale": _round(figure.average_sale),
            "frequency": _round(figure.frequency),
            "first_date": figure.first_date.isoformat() if figure.first_date else None,
            "last_date": figure.last_date.isoformat() if figure.last_date else None,
        }
        found[client] = {field: value for field, value in told.items() if value is not None}
    return found


def _put_sales(answers: _Derived, sales: Sales) -> None:
    figures = figures_of(sales)
    told = [figures[client] for client in sales.clients.values]
    for name in ("average_sale", "frequency"):
        answers.put(name, [figure.get(name) for figure in told])
    for name, widest in (("first_date", min), ("last_date", max)):
        given = answers.columns[name].cells() if name in answers.columns else [None] * len(told)
        days = [figure.get(name) for figure in told]
        answers.put(
            name,
            [day and widest(str(old or day), str(day)) for old, day in zip(given, days, strict=True)],
            over=True,
        )


def _round(value: Cell | None) -> Cell | None:
    return None if value is None else whole(round(float(value), 6))


def _over(amount: Cell | None, parts: Cell | None) -> Cell | None:
    return _round(float(amount) / float(parts)) if amount is not None and parts else None


def _years_since(first: Cell | None, today: date) -> float | None:
    if first is None:
        return None
    begun = date.fromisoformat(str(first))
    return count_years(begun, today) if begun <= today else None
