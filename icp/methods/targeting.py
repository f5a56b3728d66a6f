"""Rifle or shotgun: the same money spent on a few chosen people or on many, in the owner's own numbers.

For each way, clients = reach × conversion and loved = clients × loved rate; cost per loved client = spend ÷ loved. A
list that holds the share ρ of the shotgun's people must convert 1/ρ times better to win as many clients, and
(1/ρ) × (the shotgun's loved rate ÷ the rifle's) times better to win as many loved ones. Plain arithmetic on what the
owner puts in: no benchmark of anybody else's is assumed, and the result is as good as the numbers are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from icp.dealings import Prospect
from icp.methods.facts import read_facts
from icp.methods.match import find_column

Winner = Literal["rifle", "shotgun", "even"]
RECENT_DAYS = 365


@dataclass(frozen=True)
class Campaign:
    """One way to spend: people reached, the share of them who become clients and of those who are loved (0–1).

    Raises ``ValueError`` for a reach that is negative or not finite, or a share outside 0–1.
    """

    reach: float
    conversion: float
    loved_rate: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.reach) and self.reach >= 0):
            raise ValueError("reach is a number of people")
        if not (0 <= self.conversion <= 1 and 0 <= self.loved_rate <= 1):
            raise ValueError("conversion and loved rate lie between 0 and 1")

    @property
    def clients(self) -> float:
        """Clients won, on average."""
        return self.reach * self.conversion

    @property
    def loved(self) -> float:
        """Loved clients won, on average."""
        return self.clients * self.loved_rate


@dataclass(frozen=True)
class Comparison:
    """Two campaigns at the same spend.

    ``rifle_cost``, ``shotgun_cost``: money for one loved client, infinite where none is to be expected. ``share``: ρ,
    the rifle's people over the shotgun's. ``times``: how many times better the rifle converts (NaN when the shotgun
    converts nobody). ``clients_from``, ``loved_from``: how many times better it has to, for as many clients and for as
    many loved clients, infinite where no conversion is enough. ``winner``: who brings more loved clients.
    """

    rifle_cost: float
    shotgun_cost: float
    share: float
    times: float
    clients_from: float
    loved_from: float
    winner: Winner


def compare_campaigns(spend: float, rifle: Campaign, shotgun: Campaign) -> Comparison:
    """Hold the rifle against the shotgun at the same ``spend``, in the owner's currency.

    Example: 500 spent on 40 people at 10 %, 3 in 4 of them loved, or on 1,000 at 1 %, 1 in 5 loved: 3 loved clients at
    166.67 against 2 at 250. ρ = 0.04: it must convert 25 times better for as many clients, 6.67 times for as many
    loved ones, and converts 10 times better.

    Raises ``ValueError`` for a spend that is negative or not finite.
    """
    if not (math.isfinite(spend) and spend >= 0):
        raise ValueError("spend is an amount of money")
    share = _divide(rifle.reach, shotgun.reach)
    clients_from = _divide(shotgun.reach, rifle.reach)
    even = math.isclose(rifle.loved, shotgun.loved)
    return Comparison(
        rifle_cost=_cost(spend, rifle),
        shotgun_cost=_cost(spend, shotgun),
        share=share,
        times=_divide(rifle.conversion, shotgun.conversion),
        clients_from=clients_from,
        loved_from=clients_from * _divide(shotgun.loved_rate, rifle.loved_rate),
        winner="even" if even else "rifle" if rifle.loved > shotgun.loved else "shotgun",
    )


def _divide(over: float, under: float) -> float:
    """The quotient: infinite over nothing, NaN for nothing over nothing."""
    return over / under if under else math.inf if over else math.nan


def _cost(spend: float, campaign: Campaign) -> float:
    return spend / campaign.loved if campaign.loved else math.inf


@dataclass(frozen=True)
class Newcomers:
    """Clients won in the last year: how many, how many of them are rated, and how many of those loved.

    ``undated`` clients have no first date that can be read, so they may or may not be new.
    """

    clients: int
    rated: int
    loved: int
    undated: int

    @property
    def loved_rate(self) -> float | None:
        """Loved over rated, None when nobody new is rated."""
        return self.loved / self.rated if self.rated else None


def count_newcomers(frame: pd.DataFrame, today: date) -> Newcomers:
    """Count who came within the 365 days up to ``today``, to fill in the owner's own numbers; former clients count.

    ``frame``: one row a client; ``first_date`` in ISO form, as the client list keeps dates.
    """
    cells = find_column(frame, "first_date")
    tier = read_facts(frame).tier
    if cells is None:
        return Newcomers(0, 0, 0, len(frame))
    days = cells.astype("string").str[:10]  # a copy may hold a time of day and a zone as well
    since = pd.to_datetime(days, errors="coerce", format="ISO8601")
    age = (pd.Timestamp(today) - since).dt.days.to_numpy(dtype=np.float64, na_value=np.nan)
    new = (age >= 0) & (age < RECENT_DAYS)
    return Newcomers(
        clients=int(new.sum()),
        rated=int((new & (tier > 0)).sum()),
        loved=int((new & (tier == 1)).sum()),
        undated=int(np.isnan(age).sum()),
    )


@dataclass(frozen=True)
class Talks:
    """Prospects whose talks have ended: ``decided`` in all, ``taken`` of them as clients."""

    decided: int
    taken: int


def count_talks(prospects: Iterable[Prospect]) -> Talks:
    """Count the ended talks of a screener's history; an open or waiting one is not decided."""
    ended = [prospect.outcome for prospect in prospects if prospect.outcome in ("taken", "declined", "withdrawn")]
    return Talks(len(ended), ended.count("taken"))
