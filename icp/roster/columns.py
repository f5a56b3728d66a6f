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
from icp.roster.table import Table

How = Literal["exact", "similar", "cells", "guess", "owner", "remembered", "none"]
LIKENESS = 82
_SAMPLES = 200
_FEW_TEXTS = 12
# Fields that may be fed by several columns (two e-mail addresses); every other field takes one.
SEVERAL = frozenset({"email", "phone"})
# What a column that is no question of its own feeds; the record id is only a key.
FEEDS = {
    "amount": "average_sale",
    "sale_date": "last_date",
    "total_sales": "annual_value",
    "sales_count": "frequency",
    "monthly_value": "annual_value",
    "record_id": "record_id",
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


def guess_mapping(table: Table) -> tuple[ColumnGuess, ...]:
    """One guess a column, in the file's order. No field is given twice except e-mail and phone.

    Exact aliases win (the first alias of a field's list over the later ones); then ``rapidfuzz.fuzz.ratio`` ≥ 82, best
    pairs first. Either way the cells must look like the field. A client's own revenue, loan amounts and other
    people's ids are never taken. A file without any name falls back on company, e-mail, record id, then its first
    column of words.
    """
    samples = [_sample(table, at) for at in range(len(table.headers))]
    variants = [_variants(header) for header in table.headers]
    never = catalogue().columns.never
    barred = {
        at
        for at, names in enumerate(variants)
        if names and (names[0] in never or (not _exact(names) and any(name in never for name in names)))
    }
    chosen: dict[int, tuple[str, float, How]] = {}
    taken: set[str] = set()

    def give(at: int, field: str, confidence: float, how: How) -> None:
        chosen[at] = (field, confidence, how)
        taken.add(field)

    exact = sorted(
        (place, at, field)
        for at, names in enumerate(variants)
        if at not in barred
        for field, place in _exact(names).items()
    )
    sells = any(field == "amount" and _fit(field, samples[at]) > 0.5 for _, at, field in exact)
    for place, at, field in exact:
        if at in chosen or (field in taken and field not in SEVERAL):
            continue
        if field in ("sale_date", "sale_kind") and not sells:
            continue
        if field in ("last_date", "first_date") and sells and any(a == at and f == "sale_date" for _, a, f in exact):
            continue
        fit = _fit(field, samples[at])
        if fit == 0 and len(samples[at]) >= 3 and normalise_header(table.headers[at]) != field.replace("_", " "):
            continue
        give(at, field, round(0.98 - 0.001 * min(place, 80) if fit > 0.5 else 0.6, 3), "exact")
    if sells and "sale_date" not in taken:
        _settle_created(table, exact, chosen, give)
    if "sale_date" not in taken:
        for at, (field, _, _) in list(chosen.items()):
            if field == "sale_kind":
                del chosen[at]

    if {"first_name", "last_name"} <= taken:
        for at, (field, _, _) in list(chosen.items()):
            if field == "name" and normalise_header(table.headers[at]) in _BY_NAMES:
                del chosen[at]

    for likeness, at, field in sorted(_similar(variants, chosen, barred), key=lambda hit: -hit[0]):
        if at in chosen or field in taken or _fit(field, samples[at]) < 0.6:
            continue
        if field in _TELLING and not _tells_apart(table, at):
            continue
        give(at, field, round(0.8 * likeness / 100, 3), "similar")
    for at, cells in enumerate(samples):
        if at not in chosen and at not in barred and "email" not in taken and cells and _fit("email", cells) > 0.8:
            give(at, "email", 0.7, "cells")
    if not taken & {"name", "first_name", "last_name", "company", "email", "record_id"}:
        words = _first_words(table, samples, chosen)
        if words is not None:
            give(words, "name", 0.2, "guess")
    guesses = []
    for at, header in enumerate(table.headers):
        guess = ColumnGuess(at, header, None, 0.0, tuple(samples[at][:5]))
        if at in chosen:
            field, confidence, how = chosen[at]
            guess = replace(guess, field=field, confidence=confidence, how=how)
        guesses.append(guess)
    return tuple(guesses)


def _settle_created(
    table: Table,
    exact: Sequence[tuple[int, int, str]],
    chosen: Mapping[int, tuple[str, float, How]],
    give: Callable[[int, str, float, How], None],
) -> None:
    """ "Created" is the day of sale when the file lists payments: some client stands there more than once."""
    created = next(
        (at for _, at, field in exact if field == "first_date" and chosen.get(at, ("",))[0] == "first_date"), None
    )
    if created is None or normalise_header(table.headers[created]) not in _CREATED:
        return
    for at, (field, _, _) in list(chosen.items()):
        if field in ("record_id", "email", "name"):
            cells = [cell for cell in table.column(at) if cell]
            if len(set(cells)) < len(cells):
                give(created, "sale_date", 0.7, "cells")
                return


def _tells_apart(table: Table, at: int) -> bool:
    """Whether most cells differ, as what names or reaches a person does ("Contract" is no "Contact")."""
    cells = [cell for row in table.rows[:_SAMPLES] if (cell := row[at].strip())]
    return len(set(cells)) * 2 > len(cells)


_TELLING = frozenset({"name", "first_name", "last_name", "company", "email", "phone", "record_id"})
# What somebody is called beside first and last name.
_BY_NAMES = frozenset({"nickname", "file as", "initials"})
_CREATED = frozenset({"created", "created at", "created on", "created date", "date created", "create date"})


def _variants(header: str) -> list[str]:
    """The header as compared: whole, then without entity prefix, ``Object.`` prefix and bracketed remark."""
    plain = header.replace(" - ", " ").replace("–", " ")
    dotted = header.rpartition(".")[2] if re.fullmatch(r"[A-Za-z_]+\.[A-Za-z_.]+", header) else header
    bare = re.sub(r"\s*[(\[].*?[)\]]\s*", " ", header)
    forms = [normalise_header(form) for form in (plain, header, dotted, bare)]
    return list(dict.fromkeys(form for form in forms if form))


@lru_cache(maxsize=1)
def _alias_places() -> dict[str, dict[str, int]]:
    """normalised alias → {field: its place in that field's list}."""
    columns = catalogue().columns
    places: dict[str, dict[str, int]] = {}
    for field, names in (*columns.aliases.items(), *columns.extra.get("keys", {}).items()):
        for place, name in enumerate((field, *names)):
            places.setdefault(normalise_header(name), {}).setdefault(field, place)
    for field in catalogue().fields:
        places.setdefault(normalise_header(field), {}).setdefault(field, 0)
    return places


def _exact(names: Sequence[str]) -> dict[str, int]:
    places = _alias_places()
    return next((places[name] for name in names if name in places), {})


def _similar(
    variants: Sequence[Sequence[str]], chosen: Mapping[int, object], barred: set[int]
) -> list[tuple[float, int, str]]:
    from rapidfuzz import fuzz

    never = catalogue().columns.never
    hits: list[tuple[float, int, str]] = []
    for at, names in enumerate(variants):
        if at in chosen or at in barred:
            continue
        for name in (n for n in names if len(n) >= 4):
            if name.endswith(" id") or any(fuzz.ratio(name, other) >= 90 for other in never):
                continue
            for alias, fields in _alias_places().items():
                if len(alias) >= 4 and (likeness := fuzz.ratio(name, alias, score_cutoff=LIKENESS)):
                    hits += [
                        (likeness, at, field) for field in fields if field not in ("sale_date", "sale_kind", "amount")
                    ]
    return hits


def _sample(table: Table, at: int) -> list[str]:
    """Distinct cells that say something, from the first rows."""
    cells = (clean_cell(row[at]) for row in table.rows[:_SAMPLES])
    return list(dict.fromkeys(cell for cell in cells if not is_unknown(cell)))


def _first_words(table: Table, samples: Sequence[Sequence[str]], chosen: Mapping[int, object]) -> int | None:
    free = [at for at in range(len(table.headers)) if at not in chosen and samples[at]]
    words = [
        at
        for at in free
        if sum(read_number(cell) is None and read_date(cell) is None for cell in samples[at]) * 2 > len(samples[at])
    ]
    return next(iter(words or free), None)


def _fit(field: str, cells: Sequence[str]) -> float:
    """Share of cells that the field can take; 1 for an empty column, which contradicts nothing."""
    if not cells:
        return 1.0
    accepts = _acceptor(field)
    return sum(map(accepts, cells)) / len(cells)


def _acceptor(field: str) -> Callable[[str], bool]:
    if field == "email":
        return lambda cell: bool(EMAIL.search(cell))
    if field == "phone":
        return lambda cell: sum(char.isdigit() for char in cell) >= 5 and "@" not in cell
    if field == "age":
        return lambda cell: read_number(cell) is not None or read_date(cell) is not None or is_yearless(cell)
    if field in ("amount", "total_sales", "sales_count", "monthly_value"):
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
    if field in ("name", "first_name", "last_name", "company", "source", "referred_by"):
        return lambda cell: not looks_like_phone(cell) and read_date(cell) is None
    return lambda cell: True


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
