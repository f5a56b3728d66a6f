"""The value of one wish: how far an answer meets it, from 0 to 1, or not known (NaN).

One reading serves a column of a client list, a single prospect and the import receipt. Each distinct text cell is read
once, in plain Python, so Python alone decides case, spaces and tags; columns of numbers stay in numpy.

- range: 1 inside; outside it falls in a straight line to 0 over the tolerance (half the width; 25 % of a lone bound).
- choice: 1 when the answer is accepted. tags, any: min(1, hits / enough); tags, all: the share of the wanted present.
- scale 0–4, at least t: min(1, x / t). flag: yes 1, no 0. A repelling wish is 1 − v.
- Blank or "don't know" is unknown. What cannot be read is unknown too, and named (:class:`Unreadable`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import Question, catalogue
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
NON_IDEAL_END = 1  # a behaviour answered 0 or 1 is at its bad end

_NO_ANSWER = frozenset(
    {"", "?", "don't know", "dont know", "do not know", "not known", "unknown", "not sure", "unsure", "no idea"}
    | {"prefer not to record", "prefer not to say", "not answered", "nan", "null", "<na>", "nat"}
)
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔", "on"})
_NO = frozenset({"no", "n", "false", "f", "0", "off"})


@dataclass(frozen=True)
class Unreadable:
    """An answer that is there but could not be read as its wish needs it; it counts as unknown."""

    id: str
    column: str
    value: str
    reason: Reason


# ── cells ────────────────────────────────────────────────────────────────────────────────────────────────────────


def fold_text(cell: object) -> str:
    """A cell as text compares: trimmed, case-folded, whole numbers without a fraction (1.0 and "1.0" are "1")."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", str(cell).strip().casefold())


def is_unknown(cell: object) -> bool:
    """Whether the cell answers nothing: missing, blank, "don't know", or one of the catalogue's blank marks."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return True
    if not isinstance(cell, str):
        return isinstance(cell, float) and cell != cell
    text = cell.strip().casefold().replace("’", "'")
    return text in _NO_ANSWER or text in catalogue().columns.blanks


def split_tags(cell: object) -> frozenset[str]:
    """The tags of a cell as they compare, split on ``;``, or on ``,`` where no ``;`` stands."""
    text = str(cell)
    return frozenset(map(fold_text, text.split(";" if ";" in text else ","))) - {""}


def read_flag(cell: object) -> bool | None:
    """Yes or no; None when the cell says neither."""
    text = fold_text(cell)
    words = catalogue().columns.extra.get("flags", {})
    if text in _YES or text in words.get("yes", ()):
        return True
    if text in _NO or text in words.get("no", ()):
        return False
    return None


_MINUS = str.maketrans({"−": "-", "–": "-", "’": "'", "٫": ".", "٬": ","})
_BODY = re.compile(r"[.,]?\d[\d.,' ]*")
_PLAIN = re.compile(r"\d*[.,]?\d*(?:e[+-]?\d+)?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _currency_words() -> re.Pattern[str]:
    """Currency codes and the marks people write for them, from the catalogue's own list."""
    options = catalogue().question("currency").options
    words = {word for option in options for word in (option.value, option.label.split()[0])}
    marks = sorted((word for word in words if any(c.isalpha() for c in word)), key=len, reverse=True)
    either = "|".join(map(re.escape, marks))
    return re.compile(rf"^(?:{either})\.?(?=[\s\d.,+-])|(?<=[\s\d.,])(?:{either})\.?$", re.IGNORECASE)


def _bare_number(text: str) -> tuple[bool, str] | None:
    """(negative, digits with their marks) of a written number, or None when it is not one."""
    text = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
    text = re.sub(r"(?<=\d)[.,]-+$", "", text)  # "200.-" is a round sum
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1].strip()
    for _ in range(2):  # "EUR -40", "-EUR 40" and "40 EUR-" all occur
        if text[:1] in {"+", "-"}:
            negative, text = negative or text[0] == "-", text[1:].strip()
        elif text.endswith("-"):
            negative, text = True, text[:-1].strip()
        if not (text[:1].isdigit() and text[-1:].isdigit()):
            text = _currency_words().sub("", text)
            text = "".join(c for c in text if unicodedata.category(c) != "Sc" and c != "%").strip()
    if _BODY.fullmatch(text):
        return negative, re.sub(r"(?<=\d)[ '](?=\d)", "", text)
    return (negative, text) if text and _PLAIN.fullmatch(text) and text[0].isdigit() else None


def decimal_mark(cells: Iterable[object]) -> Literal[".", ","]:
    """The decimal mark of a column of written numbers, by the cells that leave no doubt; "." when none does.

    A cell with both marks ends in its decimal mark; a mark that repeats groups thousands, so the other is the decimal
    one; a single mark not followed by exactly three digits is the decimal mark.
    """
    votes: Counter[str] = Counter()
    for cell in cells:
        bare = _bare_number(cell) if isinstance(cell, str) else None
        if bare is None:
            continue
        marks = [c for c in bare[1] if c in ".,"]
        if len(set(marks)) == 2:
            votes[marks[-1]] += 1
        elif len(marks) > 1:
            votes["," if marks[0] == "." else "."] += 1
        elif marks and not re.search(r"\d[.,]\d{3}$", bare[1]):
            votes[marks[0]] += 1
    return "," if votes[","] > votes["."] else "."


def parse_number(cell: object, decimal: Literal[".", ","] = ".") -> float | None:
    """A finite number from a cell, or None.

    Tolerates currency signs and codes, a percent sign (``45 %`` is 45), parentheses or a trailing sign for negatives,
    and grouped thousands. ``decimal`` is the column's mark and decides only the doubtful case ``1,234``.
    """
    if isinstance(cell, bool | np.bool_):
        return None
    if isinstance(cell, int | float | np.number):
        number = float(cell)
        return number if np.isfinite(number) else None
    bare = _bare_number(str(cell))
    if bare is None:
        return None
    negative, digits = bare
    marks = [c for c in digits if c in ".,"]
    point: str | None = None
    if len(set(marks)) == 2:
        point = marks[-1]
    elif len(marks) == 1:
        doubtful = re.search(r"\d[.,]\d{3}$", digits) is not None
        point = None if doubtful and marks[0] != decimal else marks[0]
    whole, _, fraction = digits.rpartition(point) if point else (digits, "", "")
    if not point:
        whole, fraction = digits, ""
    group = next((c for c in whole if c in ".,"), None)
    if group is not None:
        if not re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{2,3}})*\{group}\d{{3}}", whole):
            return None
        whole = whole.replace(group, "")
    try:
        number = float(f"{whole}.{fraction}" if point else whole)
    except ValueError:
        return None
    return (-number if negative else number) if np.isfinite(number) else None


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
    if isinstance(criterion, ScaleCriterion):
        values = numbers / criterion.at_least
        np.minimum(values, 1.0, out=values)
        off = ~((numbers >= 0) & (numbers <= SCALE_TOP))
        if off.any():
            values[off] = np.nan
    else:
        values = _within(criterion, numbers)
    return 1.0 - values if criterion.repel else values


def _within(criterion: RangeCriterion, numbers: Values) -> Values:
    low, high = criterion.low, criterion.high
    tolerance = criterion.tolerance
    if tolerance is None and low is not None and high is not None:
        tolerance = (high - low) / 2
    elif tolerance is None:
        tolerance = abs(low if low is not None else high or 0.0) / 4
    outside = np.zeros_like(numbers) if low is None else low - numbers
    if high is not None:
        outside = numbers - high if low is None else np.maximum(outside, numbers - high)
    if not tolerance:
        values = (outside <= 0).astype(np.float64)
    else:
        with np.errstate(over="ignore"):
            values = outside / -tolerance
        values += 1.0
        np.clip(values, 0.0, 1.0, out=values)
    unknown = ~np.isfinite(numbers)
    if unknown.any():
        values[unknown] = np.nan
    return values


def read_cells(criterion: Criterion, cells: Sequence[object]) -> tuple[Values, tuple[Unreadable, ...]]:
    """Values of raw cells, shape (cells,), NaN unknown, and what could not be read. A wish not scored is all NaN."""
    values = np.full(len(cells), np.nan)
    if not is_scored(criterion):
        return values, ()
    field = field_behind(criterion.column)
    question = catalogue().fields[field] if field is not None else None
    answers = _meanings(question)
    own = _own_words(criterion)
    known = [at for at, cell in enumerate(cells) if not is_unknown(cell) or fold_text(cell) in answers.keys() | own]
    problems: list[Unreadable] = []

    def refuse(cell: object, reason: Reason) -> float:
        problems.append(Unreadable(criterion.id, criterion.column, str(cell), reason))
        return np.nan

    match criterion:
        case RangeCriterion() | ScaleCriterion():
            scale = isinstance(criterion, ScaleCriterion)
            mark = decimal_mark(cells[at] for at in known)
            numbers = np.full(len(cells), np.nan)
            for at in known:
                number = parse_number(answers.get(fold_text(cells[at]), cells[at]) if scale else cells[at], mark)
                if number is None:
                    refuse(cells[at], "not_a_number")
                elif scale and not 0 <= number <= SCALE_TOP:
                    refuse(cells[at], "not_on_the_scale")
                else:
                    numbers[at] = number
            return value_numbers(criterion, numbers), tuple(problems)
        case ChoiceCriterion():
            accepted = {answers.get(text, text) for text in own}
            bands = any(o.low is not None or o.high is not None for o in question.options) if question else False
            mark = decimal_mark(cells[at] for at in known) if bands else "."
            for at in known:
                chosen = {fold_text(cells[at])}
                if question is not None and question.multiple:
                    chosen |= {fold_text(part) for part in str(cells[at]).split(";")}
                chosen = {answers.get(text, text) for text in chosen}
                if bands and question is not None and not chosen & accepted:
                    chosen |= _band(question, parse_number(cells[at], mark))
                values[at] = 1.0 if chosen & accepted else 0.0
        case TagsCriterion():
            wanted = {answers.get(text, text) for text in own}
            for at in known:
                present = {answers.get(text, text) for text in split_tags(cells[at])}
                if present:  # a cell of nothing but separators answers nothing
                    hits = len(present & wanted)
                    values[at] = hits / len(wanted) if criterion.need == "all" else min(1.0, hits / criterion.enough)
        case FlagCriterion():
            for at in known:
                yes = read_flag(cells[at])
                values[at] = refuse(cells[at], "not_yes_or_no") if yes is None else float(yes)
    return (1.0 - values if criterion.repel else values), tuple(problems)


def value_of(criterion: Criterion, cell: object) -> float:
    """The value of one answer, 0 to 1, NaN when unknown or not scored."""
    return float(read_cells(criterion, [cell])[0][0])


def _meanings(question: Question | None) -> dict[str, str]:
    """Folded label or value of the question's options → folded value."""
    if question is None:
        return {}
    labels = {fold_text(option.label): fold_text(option.value) for option in question.options}
    return labels | {fold_text(option.value): fold_text(option.value) for option in question.options}


def _own_words(criterion: Criterion) -> frozenset[str]:
    """The answers the wish itself names: an accepted "none" is an answer, not a blank."""
    match criterion:
        case ChoiceCriterion():
            return frozenset(map(fold_text, criterion.accept)) - {""}
        case TagsCriterion():
            return frozenset(map(fold_text, criterion.wanted)) - {""}
        case _:
            return frozenset()


def _band(question: Question, number: float | None) -> set[str]:
    if number is None:
        return set()
    return {
        fold_text(o.value)
        for o in question.options
        if (o.low is not None or o.high is not None)
        and (o.low is None or o.low <= number)
        and (o.high is None or number < o.high)
    }


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
            return np.asarray(self.table[self.codes[start:stop]])
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
    if cells.dtype != object:
        codes, distinct = pd.factorize(cells)
        return codes, list(distinct)
    # 1, 1.0 and True are equal and hash alike, but are different answers: the type belongs to the key.
    seen: dict[tuple[type, object], int] = {}
    found = [
        -1 if is_missing(cell) else seen.setdefault((type(cell), cell), len(seen))
        for cell in (c if c.__hash__ is not None else str(c) for c in cells.array)
    ]
    return np.array(found, dtype=np.intp), [cell for _, cell in seen]


def is_missing(cell: object) -> bool:
    """Whether a cell of a frame is missing rather than blank text."""
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and cell != cell)
