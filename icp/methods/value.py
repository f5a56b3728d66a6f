"""The value of one wish: how far an answer meets it, from 0 to 1, or not known (NaN).

One reading serves a column of a client list, a single prospect and the import receipt. Each distinct text cell is read
once, in plain Python, so Python alone decides case, spaces and tags; columns of numbers stay in numpy.

- range: 1 inside; outside it falls in a straight line to 0 over the tolerance (half the width; 25 % of a lone bound).
- choice: 1 when the answer is accepted. tags, any: min(1, hits / enough); tags, all: the share of the wanted present.
- scale 0–4, at least t: min(1, x / t). flag: yes 1, no 0. A repelling wish is 1 − v.
- Blank or "don't know" is unknown. What cannot be read is unknown too, and named (:class:`Unreadable`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import Question, catalogue, columns
from icp.methods.cells import NO, YES, fold, read_flag, read_text, split_entries
from icp.methods.numerals import DecimalMark, names_currency, read_number, vote_decimal_mark
from icp.model import (
    ChoiceCriterion,
    Criterion,
    FlagCriterion,
    RangeCriterion,
    ScaleCriterion,
    TagsCriterion,
    field_behind,
)

Values = NDArray[np.float64]
Reason = Literal["not_a_number", "not_on_the_scale", "not_yes_or_no"]

SCALE_TOP = 4
_MANY = 1_000
NON_IDEAL_END = 1  # a behaviour answered 0 or 1 is at its bad end


@dataclass(frozen=True)
class Unreadable:
    """An answer that is there but could not be read as its wish needs it; it counts as unknown."""

    id: str
    column: str
    value: str
    reason: Reason


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_unknown(cell: object) -> bool:
    """Whether the cell answers nothing: missing, blank, "don't know", or another of the catalogue's blank marks."""
    text = cell.strip() if type(cell) is str else read_text(cell)
    if not text:
        return True
    blanks, longest = _blanks()
    # Casefolding never shortens, so a long text needs no look into the list.
    return len(text) <= longest and fold(text).replace("’", "'") in blanks


def find_unknown(texts: Iterable[str]) -> frozenset[str]:
    """Those of many trimmed texts that answer nothing: :func:`is_unknown` of each, at a fraction of the time."""
    blanks, _ = _blanks()
    return frozenset(
        text for text in texts if not text or text.casefold() in blanks or ("’" in text and is_unknown(text))
    )


@cache
def _blanks() -> tuple[frozenset[str], int]:
    blanks = columns().blanks
    return blanks, max(map(len, blanks), default=0)


def fold_answer(cell: object) -> str:
    """A cell as answers compare: trimmed, case-folded, a whole number without its fraction ("1.0" is "1")."""
    text = fold(read_text(cell) or "")
    return text[:-2] if text.endswith(".0") and text[:-2].removeprefix("-").isdecimal() else text


def read_yes_no(cell: object) -> bool | None:
    """Yes or no, also in the interface's other languages; None when the cell says neither."""
    words = columns().extra.get("flag", {})
    return read_flag(fold_answer(cell), YES.union(words.get("yes", ())), NO.union(words.get("no", ())))


def read_numbers(cells: Sequence[object]) -> Values:
    """The finite numbers in the distinct cells of one column, NaN where there is none.

    Written numbers may carry currency, percent, parentheses and grouped thousands; a doubtful ``1,234`` is read by the
    decimal mark that the column's other cells prove, else as a thousand, and so is ``1.234 €``: hardly a currency is
    written with three decimals.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    points, commas = vote_decimal_mark(texts)
    mark: DecimalMark = "," if commas > points else "."
    if not points and not commas and not any("," in text for text in texts):
        mark = "," if any("." in text and names_currency(text) for text in texts) else "."
    return np.array([_read_number(cell, mark) for cell in cells], dtype=np.float64)


def _read_number(cell: object, mark: DecimalMark) -> float:
    if isinstance(cell, bool | np.bool_):
        return np.nan
    if isinstance(cell, int | float | np.number):
        return float(cell) if np.isfinite(cell) else np.nan
    number = read_number(str(cell), mark)
    return np.nan if number is None else number


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────


def is_scored(criterion: Criterion) -> bool:
    """Whether the wish asks anything: "any" (nothing accepted or wanted) and "at least 0" do not."""
    match criterion:
        case ChoiceCriterion():
            return any(text.strip() for text in criterion.accept)
        case TagsCriterion():
            return any(text.strip() for text in criterion.wanted)
        case ScaleCriterion():
            return criterion.at_least > 0
        case _:
            return True


def value_numbers(criterion: RangeCriterion | ScaleCriterion, numbers: Values) -> Values:
    """Values of a column of numbers (NaN unknown), shape as given; a number off the scale or infinite is unknown."""
    # NaN passes through the arithmetic, so only numbers that mean nothing are looked for.
    if isinstance(criterion, ScaleCriterion):
        values = numbers / criterion.at_least
        np.minimum(values, 1.0, out=values)
        meaningless = (numbers < 0) | (numbers > SCALE_TOP)
    else:
        values = _within(criterion, numbers)
        meaningless = np.isinf(numbers)
    if meaningless.any():
        values[meaningless] = np.nan
    return 1.0 - values if criterion.repel else values


def _within(criterion: RangeCriterion, numbers: Values) -> Values:
    low, high = criterion.low, criterion.high
    tolerance = criterion.tolerance
    if tolerance is None and low is not None and high is not None:
        tolerance = (high - low) / 2
    elif tolerance is None:
        tolerance = abs(low if low is not None else high or 0.0) / 4
    beyond = numbers - high if high is not None else None
    if low is not None:
        beyond = low - numbers if beyond is None else np.maximum(beyond, low - numbers)
    assert beyond is not None  # the type holds at least one bound
    if tolerance:
        with np.errstate(over="ignore"):
            values = 1.0 - beyond / tolerance
        return np.maximum(np.minimum(values, 1.0, out=values), 0.0, out=values)
    return np.where(np.isnan(beyond), np.nan, np.where(beyond > 0, 0.0, 1.0))


def read_cells(criterion: Criterion, cells: Sequence[object]) -> tuple[Values, tuple[Unreadable, ...]]:
    """Values of raw cells, shape (cells,), NaN unknown, and what could not be read. A wish not scored is all NaN."""
    values = np.full(len(cells), np.nan)
    if not is_scored(criterion):
        return values, ()
    field = field_behind(criterion.column)
    question = catalogue().fields[field] if field is not None else None
    answers = _meanings(field)
    own = _own_words(criterion)
    folded = [fold_answer(cell) for cell in cells]
    named = answers.keys() | own  # "none" is blank, unless the question or the wish knows it as an answer
    known = [at for at, cell in enumerate(cells) if not is_unknown(cell) or folded[at] in named]
    problems: list[Unreadable] = []

    def refuse(cell: object, reason: Reason) -> float:
        problems.append(Unreadable(criterion.id, criterion.column, str(cell), reason))
        return np.nan

    match criterion:
        case RangeCriterion() | ScaleCriterion():
            scale = isinstance(criterion, ScaleCriterion)
            numbers = np.full(len(cells), np.nan)
            # "mostly" stands for the 3 of its question
            numbers[known] = read_numbers([answers.get(folded[at], cells[at]) if scale else cells[at] for at in known])
            for at in known:
                if np.isnan(numbers[at]):
                    refuse(cells[at], "not_a_number")
                elif scale and not 0 <= numbers[at] <= SCALE_TOP:
                    refuse(cells[at], "not_on_the_scale")
            return value_numbers(criterion, numbers), tuple(problems)
        case ChoiceCriterion():
            accepted = {answers.get(text, text) for text in own}
            bands = _read_bands(question, cells)
            for at in known:
                chosen = {folded[at]}
                if question is not None and question.multiple:
                    chosen |= {fold_answer(part) for part in str(cells[at]).split(";")}
                chosen = {answers.get(text, text) for text in chosen} | bands[at]
                values[at] = 1.0 if chosen & accepted else 0.0
        case TagsCriterion():
            wanted = {answers.get(text, text) for text in own}
            for at in known:
                present = {answers.get(tag, tag) for tag in map(fold_answer, split_entries(cells[at]))}
                if present:  # a cell of nothing but separators answers nothing
                    hits = len(present & wanted)
                    values[at] = hits / len(wanted) if criterion.need == "all" else min(1.0, hits / criterion.enough)
        case FlagCriterion():
            for at in known:
                yes = read_yes_no(cells[at])
                values[at] = refuse(cells[at], "not_yes_or_no") if yes is None else float(yes)
    return (1.0 - values if criterion.repel else values), tuple(problems)


def value_of(criterion: Criterion, cell: object) -> float:
    """The value of one answer, 0 to 1, NaN when unknown or not scored."""
    return float(read_cells(criterion, [cell])[0][0])


@cache
def _meanings(field: str | None) -> Mapping[str, str]:
    """Folded spelling, label or value of the field's options → folded value."""
    if field is None:
        return {}
    spellings = catalogue().columns.extra.get("spellings", {}).get(field, {})
    options = catalogue().fields[field].options
    words = [(spelling, value) for value, others in spellings.items() for spelling in others]
    words += [(option.label, option.value) for option in options] + [(option.value, option.value) for option in options]
    return {fold_answer(word): fold_answer(value) for word, value in words}


def read_option(field: str, cell: object) -> str:
    """The folded option a cell means, by value, label or spelling; the folded cell itself where it is none of them."""
    text = fold_answer(cell)
    return _meanings(field).get(text, text)


def _own_words(criterion: Criterion) -> frozenset[str]:
    """The answers the wish itself names: an accepted "none" is an answer, not a blank."""
    match criterion:
        case ChoiceCriterion():
            return frozenset(map(fold_answer, criterion.accept)) - {""}
        case TagsCriterion():
            return frozenset(map(fold_answer, criterion.wanted)) - {""}
        case _:
            return frozenset()


def _read_bands(question: Question | None, cells: Sequence[object]) -> list[set[str]]:
    """The bands (income) that each cell's number falls into; empty sets where the question has none."""
    bands = [o for o in question.options if o.low is not None or o.high is not None] if question else []
    if not bands:
        return [set() for _ in cells]
    return [
        {fold_answer(o.value) for o in bands if (o.low is None or o.low <= n) and (o.high is None or n < o.high)}
        for n in read_numbers(cells)  # no band holds NaN
    ]


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Answers:
    """One wish over a whole column, read: either its numbers, or codes into a table with a value per distinct cell.

    Code −1 is a missing cell; the table's last entry, NaN, answers for it.
    """

    criterion: Criterion
    rows: int
    numbers: Values | None = None
    codes: NDArray[Any] | None = None
    table: Values | None = None
    problems: tuple[Unreadable, ...] = ()

    def values(self, start: int = 0, stop: int | None = None) -> Values:
        """Values of the rows from ``start`` up to ``stop``, shape (rows,), NaN unknown."""
        stop = self.rows if stop is None else stop
        if self.numbers is not None:
            assert isinstance(self.criterion, RangeCriterion | ScaleCriterion)
            return value_numbers(self.criterion, self.numbers[start:stop])
        if self.codes is not None and self.table is not None:
            return self.table.take(self.codes[start:stop])
        return np.full(stop - start, np.nan)


def read_column(criterion: Criterion, cells: pd.Series[Any] | None, rows: int = 0) -> Answers:
    """Read one wish over a column. None (the list has no such column) and a wish not scored are all unknown."""
    if cells is None or not is_scored(criterion):
        return Answers(criterion, rows if cells is None else len(cells))
    if is_number_column(cells) and isinstance(criterion, RangeCriterion | ScaleCriterion):
        return Answers(criterion, len(cells), numbers=cells.to_numpy(dtype=np.float64, na_value=np.nan))
    codes, distinct = encode(cells)
    table, problems = read_cells(criterion, distinct)
    return Answers(criterion, len(cells), codes=codes, table=np.append(table, np.nan), problems=problems)


def is_number_column(cells: pd.Series[Any]) -> bool:
    """Whether the column holds numbers (booleans are answers to yes-or-no, not numbers)."""
    return pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype)


def encode(cells: pd.Series[Any]) -> tuple[NDArray[Any], list[object]]:
    """(codes, distinct cells) of a column, so that each distinct cell is read once; −1 stands for a missing cell."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return np.asarray(cells.cat.codes), list(cells.cat.categories)
    if isinstance(cells.dtype, pd.StringDtype) and cells.dtype.storage == "pyarrow":
        import pyarrow as pa  # loaded with such a column already

        texts = pa.chunked_array(pa.array(cells.array)).combine_chunks().dictionary_encode(null_encoding="encode")
        return texts.indices.to_numpy(), texts.dictionary.to_pylist()
    # Sorting out types by hand is quick for a page's roster; a large column is first asked whether it is all text.
    if cells.dtype != object or (len(cells) > _MANY and pd.api.types.infer_dtype(cells, skipna=True) == "string"):
        codes, distinct = pd.factorize(cells)
        return codes, list(distinct)
    # 1, 1.0 and True are equal and hash alike, but are different answers: the type belongs to the key.
    seen: dict[tuple[type, object], int] = {}
    hashable = (cell if cell.__hash__ is not None else ";".join(split_entries(cell)) for cell in cells.array)
    found = [-1 if _is_missing(cell) else seen.setdefault((type(cell), cell), len(seen)) for cell in hashable]
    return np.array(found, dtype=np.intp), [cell for _, cell in seen]


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell
