"""Figures a client list yields: what an average sale is, how often, for how long, and who came back.

Definitions, so that a page can show them. *Average sale*: all amounts, credit notes included, divided by the number of
positive ones. *Years*: calendar months from the first sale's month to the month the file ends, both counted, divided
by 12, at least 1. *Frequency*: positive sales ÷ years, sales a year. *Annual value*: given by the owner, else average
sale × frequency. *Retention* of a year: share of the clients who bought in the year before and bought again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from icp.model import Cell, SalesYear
from icp.roster.coded import Coded, encode

Direction = Literal["up", "down", "steady"]
_STEADY = 0.05


@dataclass(frozen=True, slots=True)
class Sale:
    """One sale to a client: amount in the workbook's currency (negative: a credit note), day None when not known."""

    client: str
    amount: float
    day: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sales:
    """Many sales as columns of one length: whose, amounts, days (NaT where not known)."""

    clients: Coded[str]
    amounts: NDArray[np.float64]
    days: NDArray[np.datetime64]

    @classmethod
    def of(cls, sales: Iterable[Sale]) -> Sales:
        """The columns of single sales."""
        sales = tuple(sales)
        return cls(
            encode(sale.client for sale in sales),
            np.array([sale.amount for sale in sales], dtype=np.float64),
            np.array([sale.day for sale in sales], dtype="datetime64[D]"),
        )

    def __len__(self) -> int:
        return len(self.amounts)

    def __iter__(self) -> Iterator[Sale]:
        """Single sales, in order."""
        return map(Sale, self.clients.cells(), self.amounts.tolist(), self.days.tolist())


@dataclass(frozen=True, slots=True)
class SalesFigures:
    """What one client's sales come to; ``frequency`` None when no sale has a day."""

    sales: int
    income: float
    average_sale: float | None
    frequency: float | None
    first_date: date | None
    last_date: date | None

    @property
    def annual_value(self) -> float | None:
        """Average sale × frequency."""
        if self.average_sale is None or self.frequency is None:
            return None
        return self.average_sale * self.frequency


@dataclass(frozen=True, slots=True)
class Trend:
    """How the last whole year compares with the one before: ``change`` is a share (0.2 = a fifth more)."""

    direction: Direction
    change: float
    years: tuple[int, int]


def count_years(first: date, until: date) -> float:
    """Calendar months from ``first`` to ``until``, both counted, in years; at least one year."""
    months = (until.year - first.year) * 12 + until.month - first.month + 1
    return max(12, months) / 12


def sum_sales(sales: Sales, until: date) -> dict[str, SalesFigures]:
    """Figures of each client with sales, seen from ``until``, the day the file ends."""
    codes, clients = sales.clients.codes, sales.clients.values
    bought = sales.amounts > 0
    income = np.bincount(codes, sales.amounts, len(clients))
    count = np.bincount(codes[bought], minlength=len(clients))
    dated = bought & ~np.isnat(sales.days)
    first = np.full(len(clients), np.datetime64("9999-12-31"))
    last = np.full(len(clients), np.datetime64("0001-01-01"))
    np.minimum.at(first, codes[dated], sales.days[dated])
    np.maximum.at(last, codes[dated], sales.days[dated])
    has_day = np.bincount(codes[dated], minlength=len(clients)) > 0
    return {
        client: SalesFigures(
            sales=n,
            income=total,
            average_sale=total / n if n else None,
            frequency=n / count_years(begun, until) if known else None,
            first_date=begun if known else None,
            last_date=ended if known else None,
        )
        for client, n, total, begun, ended, known in zip(
            clients, count.tolist(), income.tolist(), first.tolist(), last.tolist(), has_day.tolist(), strict=True
        )
    }


def sum_years(sales: Sales) -> tuple[SalesYear, ...]:
    """Every calendar year from the first to the last sale; the last is whole when it has a sale in December."""
    dated = ~np.isnat(sales.days)
    if not dated.any():
        return ()
    days, amounts, codes = sales.days[dated], sales.amounts[dated], sales.clients.codes[dated]
    years = days.astype("datetime64[Y]").astype(int) + 1970
    begin = int(years.min())
    at = years - begin
    income = np.bincount(at, amounts)
    bought = amounts > 0
    count = np.bincount(at[bought], minlength=len(income))
    # Who bought in which year, each once; a matrix would not do for a file with a date of the year 1.
    people = len(sales.clients.values)
    buyers = np.unique(at[bought] * people + codes[bought])
    clients = np.bincount(buyers // people, minlength=len(income))
    again = buyers[np.isin(buyers - people, buyers)]
    back = np.bincount(again // people, minlength=len(income))
    last: date = days.max().item()
    return tuple(
        SalesYear(
            year=begin + n,
            clients=int(clients[n]),
            sales=int(count[n]),
            income=float(income[n]),
            retention=float(back[n] / clients[n - 1]) if n and clients[n - 1] else None,
            whole=begin + n < last.year or last.month == 12,
        )
        for n in range(len(income))
    )


def join_years(kept: Sequence[SalesYear], newer: Sequence[SalesYear]) -> tuple[SalesYear, ...]:
    """The years of a newer file, and those of earlier files that it does not reach back to.

    Where both tell of the newer file's first year, the one with more income counts: a file often begins within a year.
    """
    years = {year.year: year for year in kept} | {year.year: year for year in newer}
    begun = next((year for year in kept if newer and year.year == newer[0].year), None)
    if begun is not None and begun.income > newer[0].income + 0.01:
        years[begun.year] = begun
    return tuple(years[year] for year in sorted(years))


def find_trend(
    years: Sequence[SalesYear], figure: Literal["average_sale", "frequency", "income", "clients", "retention"]
) -> Trend | None:
    """Last whole year against the whole year before; within 5 % is steady. None when there are not two to compare."""
    whole = [(y.year, value) for y in years if y.whole and (value := getattr(y, figure)) is not None]
    if len(whole) < 2 or whole[-2][1] <= 0:
        return None
    (before_year, before), (after_year, after) = whole[-2:]
    change = after / before - 1
    direction: Direction = "steady" if abs(change) <= _STEADY else "up" if change > 0 else "down"
    return Trend(direction, change, (before_year, after_year))


def _number(values: Mapping[str, Cell], field: str) -> float | None:
    found = values.get(field)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def annual_value(values: Mapping[str, Cell]) -> float | None:
    """What a client brings in a year: as given, else average sale × frequency, else None."""
    given = _number(values, "annual_value")
    if given is not None:
        return given
    average, frequency = _number(values, "average_sale"), _number(values, "frequency")
    return None if average is None or frequency is None else average * frequency
