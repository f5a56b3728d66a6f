"""How this page words days, people and sums; plain text, unless said otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from icp.catalogue import catalogue
from icp.methods.letters import word_day
from icp.model import Workbook
from icp.ui.text import counted, money, term
from icp.ui.transition.outlook import Held

MOST_NAMES = 4


def plain(key: str, /, **values: object) -> str:
    """The catalogue's words at ``key`` as plain text."""
    return catalogue().say(key, **values)


def name_all(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """ "Ines, Tom and Carla"; "Ines, Tom, Carla and 5 more" where there are more than ``most``."""
    shown = list(names)
    if len(shown) > most:
        shown = [*shown[: most - 1], plain("transition.more", n=len(names) - most + 1)]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {plain('transition.and')} {shown[-1]}"


def month_words(day: date) -> str:
    """ "January 2027"."""
    return f"{day:%B %Y}"


def day_words(day: date) -> str:
    """ "31 January 2027"."""
    return word_day(day)


def a_month(amount: float, work: Workbook) -> str:
    """ "€1,150 a month"."""
    return plain("transition.a_month", amount=money(amount, work))


def hours_words(hours: float) -> str:
    """Hours a month as people say them: "11 hours", "half an hour"."""
    if 0 < hours < 1:
        return plain("transition.under_an_hour")
    return counted(round(hours), "hour")


def describe(held: Held, id: str) -> str:
    """What is known of somebody: "€13,800 a year, 330 hours, €42 an hour; brought 2 clients (€4,200)"."""
    work, row = held.work, held.rows[id]
    value, hours = float(held.practice.value[row]), float(held.practice.hours[row])
    parts = []
    if np.isfinite(value):
        parts.append(plain("transition.a_year", amount=money(value, work)))
    if np.isfinite(hours):
        parts.append(plain("transition.hours_a_year", n=f"{hours:,.0f}"))
    if np.isfinite(value) and np.isfinite(hours) and hours > 0:
        parts.append(plain("transition.an_hour", amount=money(value / hours, work)))
        cost = work.dealings.terms.hour_cost
        if cost:
            parts.append(plain("transition.leaves", amount=money(value - hours * cost, work)))
    brought = held.practice.reach([row])[0]
    if brought:
        income = float(np.nansum(held.practice.value[list(brought)]))
        what = counted(len(brought), work.text("term", "client"))
        parts.append(
            plain("transition.brought_income", what=what, amount=money(income, work))
            if income
            else plain("transition.brought", what=what)
        )
    return ", ".join(parts) or plain("transition.nothing_known")


def names_of(held: Held, rows: Iterable[int]) -> list[str]:
    """Names of rows of the list."""
    return [held.work.clients[row].name for row in rows]


def people(held: Held, number: int) -> str:
    """ "3 clients", in the owner's own word."""
    return f"{number} {term(held.work, many=number != 1)}"
