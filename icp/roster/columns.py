"""Which column is which: header aliases first, then likeness, always checked against what the cells hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from icp.catalogue import Kind, Question, catalogue, normalise_header
from icp.methods.numerals import read_number
from icp.methods.value import fold_answer, is_unknown, read_option, read_yes_no
from icp.roster.cells import (
    EMAIL,
    clean_cell,
    is_yearless,
    looks_like_phone,
    read_date,
)
from icp.roster.headers import forms_of, is_never, read_alias, read_whose, similar_fields
from icp.roster.table import Table

How = Literal["exact", "similar", "cells", "guess", "owner", "remembered", "none"]
_SAMPLES = 200
_FITTED = 60
_FEW_TEXTS = 12
# Fields that may be fed by several columns (two e-mail addresses, type and status of a sale); every other takes one.
SEVERAL = frozenset({"email", "phone", "sale_kind"})
MONEY = frozenset({"amount", "total_sales", "monthly_value", "annual_value", "average_sale", "income"})
# What a column that is no question of its own feeds; the record id is only a key.
FEEDS = {
    "amount": "average_sale",
    "sale_date": "last_date",
    "total_sales": "annual_value",
    "sales_count": "frequency",
    "monthly_value": "annual_value",
    "record_id": "record_id",
    "middle_name": "name",
    "sale_kind": None,
}


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What one column of a file means.

    ``field``: a catalogue field, one of the keys (``record_id amount sale_date sale_kind total_sales sales_count
    monthly_value``), an own column ``x_…``, or None. ``confidence`` 0–1. ``samples``: up to five distinct cells.
    """

    position: int
    header: str
    field: str | None
    confidence: float
    samples: tuple[str, ...] = ()
    how: How = "none"

    def as_field(self, field: str | None) -> ColumnGuess:
        """The same column meaning ``field`` because the owner said so."""
        return replace(self, field=field, confidence=1.0, how="owner")


def own_field(header: str, taken: Sequence[str] = ()) -> str:
    """Field id for a column the owner keeps as a question of their own: ``"Shoe size"`` → ``"x_shoe_size"``."""
    plain = unicodedata.normalize("NFKD", normalise_header(header)).encode("ascii", "ignore").decode()
    slug = base = "x_" + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50] or "column")
    count = 1
    while slug in taken:
        count += 1
        slug = f"{base}_{count}"
    return slug


def guess_kind(cells: Sequence[object]) -> tuple[Kind, tuple[str, ...]]:
    """The kind of question a column answers, and its options.

    Whole numbers 0 to 4 are a scale, other numbers a range, yes and no a flag, a semicolon anywhere tags, other texts a
    choice; options are listed when they are at most twelve.
    """
    texts = list(dict.fromkeys(str(cell).strip() for cell in cells))
    numbers = [_as_number(cell) for cell in texts]
    if texts and all(number is not None for number in numbers):
        return ("scale" if all(number in (0, 1, 2, 3, 4) for number in numbers) else "range"), ()
    if texts and all(read_yes_no(text) is not None for text in texts):
        return "flag", ()
    kind: Kind = "tags" if any(";" in text for text in texts) else "choice"
    parts = list(dict.fromkeys(part.strip() for text in texts for part in text.split(";") if part.strip()))
    return kind, tuple(parts) if len(parts) <= _FEW_TEXTS else ()


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


# ── guessing ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Column:
    """One column as it is guessed from: header forms, distinct cells that say something, fields it is an alias of."""

    at: int
    header: str
    forms: tuple[str, ...]
    cells: tuple[str, ...]
    filled: int
    alias: str
    fields: Mapping[str, int]
    barred: bool
    passed_over: bool = False  # a word was passed over to find the alias

    def fit(self, field: str) -> float:
        """Share of cells that the field can take; 1 for an empty column, which contradicts nothing."""
        cells = self.cells[:_FITTED]
        return sum(map(_acceptor(field), cells)) / len(cells) if cells else 1.0

    @property
    def repeats(self) -> bool:
        """Whether the first rows hold some cell twice."""
        return len(self.cells) < self.filled

    @property
    def tells_apart(self) -> bool:
        """Whether most cells differ, as what names or reaches a person does ("Contract" is no "Contact")."""
        return len(self.cells) * 2 > self.filled

    @property
    def holds_words(self) -> bool:
        """Whether most cells are neither numbers nor dates."""
        words = sum(read_number(cell) is None and read_date(cell) is None for cell in self.cells)
        return words * 2 > len(self.cells)


@dataclass(frozen=True, slots=True)
class _File:
    """The columns of a file, its first rows, and what kind of list it is.

    ``sells``: there are amounts. ``dated``: each has its day, so a row is a sale. ``pays``: that day is the one called
    "created", since some client stands there more than once. ``people``: there are first or last names.
    """

    columns: tuple[_Column, ...]
    rows: Sequence[Sequence[str]]
    sells: bool
    dated: bool
    pays: bool
    people: bool

    @classmethod
    def of(cls, table: Table) -> _File:
        rows = table.rows[:_SAMPLES]
        cells = list(zip(*rows, strict=True)) or [()] * len(table.headers)
        columns = tuple(_read_column(table.headers, cells, at) for at in range(len(table.headers)))

        def has(field: str, *, created: bool = False) -> bool:
            return any(
                field in column.fields
                and column.cells
                and not column.barred
                and created == (field == "sale_date" and column.alias in _CREATED)
                and column.fit(field) > 0.5
                for column in columns
            )

        sells = has("amount")
        dated = sells and has("sale_date")
        pays = sells and not dated and has("sale_date", created=True) and _some_client_repeats(table, columns)
        return cls(columns, rows, sells, dated or pays, pays, has("first_name") or has("last_name"))

    def is_day_of_sale(self, column: _Column) -> bool:
        """Whether the column's header says when a sale was."""
        return self.sells and "sale_date" in column.fields and (self.pays or column.alias not in _CREATED)

    def names_otherwise(self, column: _Column) -> bool:
        """Whether another column names or reaches the client."""
        return any(other is not column and _TELLING & other.fields.keys() for other in self.columns)


def _some_client_repeats(table: Table, columns: Sequence[_Column]) -> bool:
    """Whether a column that names or reaches the client holds some cell twice."""
    for column in columns:
        if {"record_id", "email", "name"} & column.fields.keys():
            cells = [cell for cell in table.column(column.at) if cell]
            if len(set(cells)) < len(cells):
                return True
    return False


def _read_column(headers: Sequence[str], cells: Sequence[Sequence[str]], at: int) -> _Column:
    forms = forms_of(headers[at])
    kept = {raw: cell for raw in dict.fromkeys(cells[at]) if not is_unknown(cell := clean_cell(raw))}
    distinct, filled = tuple(dict.fromkeys(kept.values())), sum(raw in kept for raw in cells[at])
    alias, fields = read_alias(forms)
    passed_over = False
    if not fields and (told := _label_of(headers, cells, at)):
        alias, fields = read_alias(forms_of(told))
    if not fields:
        alias, fields = read_whose(forms)
        passed_over = bool(fields)
    return _Column(at, headers[at], forms, distinct, filled, alias, fields, is_never(forms), passed_over)


def _label_of(headers: Sequence[str], cells: Sequence[Sequence[str]], at: int) -> str:
    """What ``Relation 1 - Value`` holds when the column of its labels says the same in every row ("Referred By")."""
    stem, _, last = headers[at].rpartition(" - ")
    if not stem or last.casefold() != "value":
        return ""
    labels = next((cells[i] for i, h in enumerate(headers) if h in (f"{stem} - Label", f"{stem} - Type")), ())
    told = {cell for raw in labels if (cell := clean_cell(raw).removeprefix("* "))}
    return told.pop() if len(told) == 1 else ""


class _Chosen:
    """Fields given to columns so far."""

    def __init__(self) -> None:
        self.by_column: dict[int, tuple[str, float, How]] = {}

    @property
    def fields(self) -> set[str]:
        return {field for field, _, _ in self.by_column.values()}

    def column_of(self, field: str) -> int | None:
        return next((at for at, (given, _, _) in self.by_column.items() if given == field), None)

    def is_free(self, at: int, field: str) -> bool:
        return at not in self.by_column and (field in SEVERAL or self.column_of(field) is None)

    def give(self, at: int, field: str, confidence: float, how: How) -> None:
        self.by_column[at] = (field, confidence, how)

    def take_back(self, field: str) -> None:
        while (at := self.column_of(field)) is not None:
            del self.by_column[at]


def guess_mapping(table: Table) -> tuple[ColumnGuess, ...]:
    """One guess a column, in the file's order. No field is given twice but those in ``SEVERAL``.

    Exact aliases win (columns that hold something before empty ones, then the first alias of a field's list over the
    later ones); then ``rapidfuzz.fuzz.ratio`` ≥ 82, best pairs first. Either way the cells must look like the field;
    the first 200 rows are looked at. A client's own revenue, loan amounts and other people's ids are never taken. A
    file without any name falls back on company, e-mail, record id, then its first column of words. Confidence: 0.9
    and more for a known header with fitting cells, 0.9 where there is none to check, 0.8 where a word of the header
    was passed over, 0.6 where most cells do not fit, less for likeness, 0.2 for a mere guess.
    """
    file, chosen = _File.of(table), _Chosen()
    exact = sorted(
        (not column.cells, column.passed_over, place, column.at, field)
        for column in file.columns
        if not column.barred
        for field, place in column.fields.items()
    )
    for _, _, place, at, field in exact:
        column = file.columns[at]
        if chosen.is_free(at, field) and _may_be(column, field, file):
            chosen.give(at, field, _certainty(column, field, place), "exact")
    _settle(file, chosen)

    left = [column for column in file.columns if column.cells and not column.barred]
    similar = [
        (likeness, column, field)
        for column in left
        if not column.fields
        for likeness, field in similar_fields(column.forms)
    ]
    for likeness, column, field in sorted(similar, key=lambda hit: -hit[0]):
        if chosen.column_of(field) is not None or not chosen.is_free(column.at, field) or column.fit(field) < 0.6:
            continue
        if field not in _TELLING or column.tells_apart:
            chosen.give(column.at, field, round(0.8 * likeness / 100, 3), "similar")

    left = [column for column in left if column.at not in chosen.by_column]
    mail = next((column for column in left if column.fit("email") > 0.8), None)
    if mail is not None and "email" not in chosen.fields:
        chosen.give(mail.at, "email", 0.7, "cells")
    # Without headers an address was found by its look, and the words beside it are the names.
    if not chosen.fields & (_NAMING if any(table.headers) else _NAMING - {"email"}):
        free = [column for column in file.columns if column.cells and column.at not in chosen.by_column]
        words = next((column for column in free if column.holds_words), next(iter(free), None))
        if words is not None:
            chosen.give(words.at, "name", 0.2, "guess")

    nothing: tuple[None, float, How] = (None, 0.0, "none")
    guesses = []
    for column in file.columns:
        given, confidence, how = chosen.by_column.get(column.at, nothing)
        guesses.append(ColumnGuess(column.at, column.header, given, confidence, column.cells[:5], how))
    return tuple(guesses)


_NAMING = frozenset({"name", "first_name", "last_name", "company", "email", "record_id"})
_TELLING = _NAMING | {"phone"}
_WORDS = frozenset({"name", "first_name", "last_name", "company", "source", "referred_by", "place", "occupation"})
# One cell that cannot be an answer shows another column here; dates and numbers may just be written oddly.
_CERTAIN = _WORDS | {"email", "phone"}
# What somebody is called beside first and last name.
_BY_NAMES = frozenset({"nickname", "file as", "initials"})
# "Name" beside a column of only first (or last) names holds the other half.
_HALF_NAMES = frozenset({"name", "nom", "nombre", "naam", "nome"})
_CREATED = frozenset({"created", "created at", "created on", "created date", "date created", "create date"})
# What a row is linked to: the client where the row is a sale, somebody beside the client elsewhere.
_LINKS = frozenset({"associated contact", "associated contacts"})
_STAGES = frozenset({"stage", "deal stage"})
_ROW_IDS = frozenset({"id", "record id", "rec id", "référence"})
_ACCOUNT_IDS = frozenset({"account id", "organization id", "company id"})


def _may_be(column: _Column, field: str, file: _File) -> bool:
    """Whether a column whose header says ``field`` can be it, by its cells and by what kind of list the file is."""
    fit = column.fit(field)
    if fit == 0 and (len(column.cells) >= 3 or field in _CERTAIN) and column.alias != field.replace("_", " "):
        return False
    match field:
        case "sale_kind":
            return file.sells
        case "sale_date":
            return file.is_day_of_sale(column)
        case "first_date" | "last_date":
            return not file.is_day_of_sale(column)
        case "status":  # of a sale: "Paid"
            return not file.dated or fit == 1
        case "age":  # of the deal or the debt
            return not (file.dated and column.alias == "age")
        case "name":
            return file.sells or column.alias not in _LINKS
        case "record_id" if column.alias in _ROW_IDS:  # of the sale
            return not (file.dated and file.names_otherwise(column))
        case "record_id" if column.alias in _ACCOUNT_IDS:  # two people of one account are two clients
            return not (file.people and column.repeats)
    return True


def _certainty(column: _Column, field: str, place: int) -> float:
    if column.fit(field) <= 0.5:
        return 0.6
    if column.passed_over:
        return 0.8
    return round(0.98 - 0.001 * min(place, 80), 3) if column.cells else 0.9


def _settle(file: _File, chosen: _Chosen) -> None:
    """What several columns mean together."""
    if chosen.column_of("sale_date") is None:
        chosen.take_back("sale_kind")
    _settle_kinds(file, chosen)
    if not chosen.fields & {"first_name", "last_name"}:
        chosen.take_back("middle_name")
    named = chosen.column_of("name")
    if named is not None:
        column, halves = file.columns[named], chosen.fields & {"first_name", "last_name"}
        if len(halves) == 2 and column.alias in _BY_NAMES:
            chosen.take_back("name")
        elif len(halves) == 1 and column.alias in _HALF_NAMES and not _is_whole_name(file, chosen, named):
            [missing] = {"first_name", "last_name"} - halves
            chosen.give(named, missing, 0.9, "exact")
    # The average of all sales is worth more than the last one.
    latest = catalogue().columns.extra.get("latest", {})
    if {"total_sales", "sales_count"} <= chosen.fields:
        for field, headers in latest.items():
            at = chosen.column_of(field)
            if at is not None and file.columns[at].alias in headers:
                chosen.take_back(field)


def _settle_kinds(file: _File, chosen: _Chosen) -> None:
    """Type and status of a sale both count. A deal that is won stays in the stage where it was won, so its status says
    more than its stage; the stage says more than the type ("New business")."""
    kinds = {at: file.columns[at].alias for at, (field, _, _) in chosen.by_column.items() if field == "sale_kind"}
    stages = {at for at, alias in kinds.items() if alias in _STAGES}
    says_less = stages if any("status" in alias for alias in kinds.values()) else kinds.keys() - stages
    for at in says_less if stages else ():
        del chosen.by_column[at]


def _is_whole_name(file: _File, chosen: _Chosen, named: int) -> bool:
    """Whether the name column repeats the first or last name of its row ("Ana Brook" beside "Ana")."""
    halves = [at for at, (field, _, _) in chosen.by_column.items() if field in ("first_name", "last_name")]
    pairs = [(row[named].casefold(), row[at].strip().casefold()) for row in file.rows for at in halves]
    both = [(name, half) for name, half in pairs if name.strip() and half]
    return bool(both) and sum(half in name for name, half in both) * 2 > len(both)


def _acceptor(field: str) -> Callable[[str], bool]:
    if field == "email":
        return lambda cell: bool(EMAIL.search(cell))
    if field == "phone":
        return lambda cell: sum(char.isdigit() for char in cell) >= 5 and "@" not in cell
    if field == "age":
        return lambda cell: read_number(cell) is not None or read_date(cell) is not None or is_yearless(cell)
    if field in MONEY - {"income"}:
        return lambda cell: read_number(cell) is not None and "%" not in cell
    if field == "sales_count":
        return lambda cell: read_number(cell) is not None
    if field == "sale_date":
        return lambda cell: read_date(cell) is not None
    question = catalogue().fields.get(field)
    kind = question.kind if question else "text"
    if kind == "range":
        return lambda cell: read_number(cell) is not None
    if kind == "date":
        return lambda cell: read_date(cell) is not None
    if kind == "flag":
        return lambda cell: read_yes_no(cell) is not None
    if question and kind == "scale":
        return lambda cell: read_number(cell) is not None or match_option(question, cell) is not None
    if question and is_closed(question):
        return lambda cell: match_option(question, cell) is not None or read_yes_no(cell) is not None
    if field == "occupation":
        return lambda cell: cell.replace(".", "").casefold() not in _honorifics()
    if field in ("name", "first_name", "last_name"):
        return lambda cell: not _looks_like_no_name(cell) and not _is_address(cell)
    if field in _WORDS:
        return lambda cell: not _looks_like_no_name(cell)
    return lambda cell: True


def _looks_like_no_name(cell: str) -> bool:
    return looks_like_phone(cell) or read_date(cell) is not None or "://" in cell


def _is_address(cell: str) -> bool:
    """Whether a cell is nothing but an e-mail address."""
    return " " not in cell and bool(EMAIL.fullmatch(cell))


@lru_cache(maxsize=1)
def _honorifics() -> frozenset[str]:
    return frozenset(catalogue().columns.extra.get("honorifics", {}).get("words", ()))


def is_closed(question: Question) -> bool:
    """Whether only the listed options count (tier, status, reason); other choices keep what the owner wrote."""
    return question.id in ("tier", "status", "sink_reason")


def match_option(question: Question, cell: str, header: str = "") -> str | None:
    """The stored value of the option a cell means: by value, label or a known other spelling; None when it is none."""
    text = cell.strip().removesuffix(".0")
    under = _under().get(normalise_header(header), {}).get(text.casefold())
    meant = fold_answer(under if under is not None else read_option(question.id, text))
    return next((option.value for option in question.options if fold_answer(option.value) == meant), None)


@lru_cache(maxsize=1)
def _under() -> dict[str, dict[str, str]]:
    """header → folded spelling → the option it means there."""
    tables = catalogue().columns.extra.get("spellings_under", {})
    return {
        header: {spelling.casefold(): value for value, spellings in table.items() for spelling in spellings}
        for header, table in tables.items()
    }
