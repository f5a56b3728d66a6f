"""Figures a client list yields: what an average sale is, how often, for how long, and who came back.

Definitions, so that a page can show them. *Average sale*: all amounts, credit notes included, divided by the number of
positive ones. *Years*: calendar months from the first sale's month to the month the file ends, both counted, divided
by 12, at least 1. *Frequency*: positive sales ÷ years, sales a year. *Annual value*: given by the owner, else average
sale × frequency. *Retention* of a year: share of the clients who bought in the year before and bought again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from icp.model import Cell, Client, SalesYear

Direction = Literal["up", "down", "steady"]
_STEADY = 0.05


@dataclass(frozen=True, slots=True)
class Sale:
    """One sale to a client: amount in the workbook's currency (negative: a credit note), day None when not known."""

    client: str
    amount: float
    day: date | None = None


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


def sum_sales(sales: Sequence[Sale], until: date) -> SalesFigures:
    """Figures of one client whose sales these are, seen from ``until``, the day the file ends."""
    income = sum(sale.amount for sale in sales)
    bought = [sale for sale in sales if sale.amount > 0]
    days = [sale.day for sale in bought if sale.day is not None]
    first, last = (min(days), max(days)) if days else (None, None)
    return SalesFigures(
        sales=len(bought),
        income=income,
        average_sale=income / len(bought) if bought else None,
        frequency=len(bought) / count_years(first, until) if first else None,
        first_date=first,
        last_date=last,
    )


def sum_years(sales: Iterable[Sale]) -> tuple[SalesYear, ...]:
    """Every calendar year from the first to the last sale; the last is whole when it has a sale in December."""
    dated = [sale for sale in sales if sale.day is not None]
    if not dated:
        return ()
    income: dict[int, float] = defaultdict(float)
    count: dict[int, int] = defaultdict(int)
    buyers: dict[int, set[str]] = defaultdict(set)
    for sale in dated:
        assert sale.day is not None
        income[sale.day.year] += sale.amount
        if sale.amount > 0:
            count[sale.day.year] += 1
            buyers[sale.day.year].add(sale.client)
    last_day = max(sale.day for sale in dated if sale.day)
    years = range(min(income), max(income) + 1)
    return tuple(
        SalesYear(
            year=year,
            clients=len(buyers[year]),
            sales=count[year],
            income=income[year],
            retention=len(buyers[year - 1] & buyers[year]) / len(buyers[year - 1]) if buyers.get(year - 1) else None,
            whole=year < last_day.year or last_day.month == 12,
        )
        for year in years
    )


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


def years_together(values: Mapping[str, Cell], today: date) -> float | None:
    """Years from the first date to today, for a former client to the last date; None without a first date."""
    first = _iso(values.get("first_date"))
    if first is None:
        return None
    end = today
    if str(values.get("status", "")).casefold() == "former":
        end = _iso(values.get("last_date")) or today
    return max(0.0, (end - first).days / 365.25)


def income_shares(clients: Iterable[Client]) -> dict[str, float]:
    """Share (0–1) of the known yearly income by client id; clients of unknown value are left out."""
    known = {client.id: value for client in clients if (value := annual_value(client.values)) is not None}
    total = sum(known.values())
    return {id: value / total for id, value in known.items()} if total > 0 else {}


def value_an_hour(values: Mapping[str, Cell]) -> float | None:
    """Annual value ÷ hours a year; None unless both are known and the hours are not nothing."""
    value, hours = annual_value(values), _number(values, "hours")
    return None if value is None or not hours else value / hours


def _iso(value: Cell | None) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
