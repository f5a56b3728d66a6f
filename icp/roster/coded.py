"""Columns that hold each distinct cell once: a cell is read as often as it differs, not as often as it occurs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")
Mask = NDArray[np.bool_]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Coded(Generic[T]):
    """A column: row ``i`` holds ``values[codes[i]]``; ``codes`` has the shape (rows,). A map may make values repeat."""

    values: Sequence[T]
    codes: Codes

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> T:
        code: int = self.codes[row].item()
        return self.values[code]

    def cells(self) -> list[T]:
        """Every row's value, in order."""
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def map(self, read: Callable[[T], U]) -> Coded[U]:
        """The same rows with ``read`` of each value, called once for each."""
        return Coded([read(value) for value in self.values], self.codes)

    def where(self, test: Callable[[T], object]) -> Mask:
        """Rows whose value passes the test, shape (rows,)."""
        return self.spread([bool(test(value)) for value in self.values])

    def spread(self, flags: Sequence[bool]) -> Mask:
        """One flag a value as one flag a row."""
        return np.array(flags, dtype=bool)[self.codes] if len(self.values) else np.zeros(len(self), dtype=bool)

    def take(self, rows: NDArray[np.intp]) -> Coded[T]:
        """These rows, in this order."""
        return Coded(self.values, self.codes[rows])

    def present(self, rows: Mask | None = None) -> list[T]:
        """The values that occur in the rows, in the order of ``values``."""
        codes = self.codes if rows is None else self.codes[rows]
        counts = np.bincount(codes, minlength=len(self.values))
        return [value for value, count in zip(self.values, counts.tolist(), strict=True) if count]


def encode(cells: Iterable[T]) -> Coded[T]:
    """The column of these cells, values in the order of their first row."""
    places: defaultdict[T, int] = defaultdict()
    places.default_factory = places.__len__
    codes = np.fromiter(map(places.__getitem__, cells), dtype=np.int32)
    return Coded(list(places), codes)


def constant(value: T, rows: int) -> Coded[T]:
    """A column that says the same in every row."""
    return Coded([value], np.zeros(rows, dtype=np.int32))


def fill(column: Coded[T], other: Coded[T]) -> Coded[T]:
    """``column``, and ``other`` in the rows where it holds nothing."""
    blank = ~column.where(bool)
    if not blank.any():
        return column
    codes = np.where(blank, other.codes + len(column.values), column.codes).astype(np.int32)
    return Coded([*column.values, *other.values], codes)


def combine(one: Coded[T], other: Coded[U], read: Callable[[T, U], V]) -> Coded[V]:
    """``read`` of both columns' values, called once for each pair that occurs."""
    import pandas as pd

    width = max(1, len(other.values))
    codes, pairs = pd.factorize(one.codes.astype(np.int64) * width + other.codes)
    left, right = np.divmod(pairs, width)
    values = [read(one.values[a], other.values[b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    return Coded(values, codes.astype(np.int32))
