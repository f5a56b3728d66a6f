"""Must-haves: hold, fail or ask; what each costs and what it spares.

A must-have holds at value 1 and fails below it. Together they are a Kleene AND: one failure is "no" whatever else is
unknown; else one unknown is "ask"; else "yes". Never averaged into the match. The same rule screens a prospect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from icp.methods.value import Values, is_scored, value_of
from icp.model import Avatar, Criterion

Verdict = Literal["yes", "no", "ask"]
VERDICTS: tuple[Verdict, ...] = ("yes", "no", "ask")


def hold(values: Values) -> NDArray[np.int8]:
    """Index into ``VERDICTS`` of each client, shape (clients,), from must-have values of shape (wishes, clients).

    NaN is unknown. Without must-haves everybody is a "yes".
    """
    fails = (values < 1).any(axis=0)
    asks = np.isnan(values).any(axis=0)
    return np.where(fails, 1, np.where(asks, 2, 0)).astype(np.int8)


def asked(avatar: Avatar) -> tuple[Criterion, ...]:
    """The must-haves that ask something, in the avatar's order, ranked or not."""
    return tuple(c for c in avatar.absolutes if is_scored(c))


def screen(answers: Mapping[str, object], avatar: Avatar) -> Verdict:
    """The verdict on one prospect, from raw answers by column or wish id; an absent answer is unknown."""
    values = [[value_of(c, answers.get(c.column, answers.get(c.id)))] for c in asked(avatar)]
    return VERDICTS[int(hold(np.array(values, dtype=np.float64).reshape(-1, 1))[0])]


@dataclass(frozen=True)
class Price:
    """What one must-have costs and spares among the clients it was reckoned over.

    ``fails``: clients it turns away; ``only``: those no other must-have turns away. ``value`` and ``hours`` are sums
    over ``fails`` of what is known, with their shares (0–1) of the whole list, NaN when nothing is known; ``unpriced``
    and ``untimed`` count those of ``fails`` without a figure. ``behaviours``: answers at the non-ideal end spared.
    """

    id: str
    fails: int
    unknown: int
    only: int
    value: float
    value_share: float
    only_value: float
    unpriced: int
    hours: float
    hours_share: float
    untimed: int
    behaviours: int


def price(
    ids: tuple[str, ...],
    values: Values,
    annual_value: Values,
    hours: Values,
    non_ideal: NDArray[np.int_],
) -> tuple[Price, ...]:
    """The price of each must-have and its gain beside it.

    ``values``: (clients, must-haves), NaN unknown; ``annual_value`` and ``hours``: (clients,), NaN unknown;
    ``non_ideal``: (clients,), how many behaviours stand at the non-ideal end. Pass present clients only: who has left
    costs nothing. Clients whose answer is unknown are counted, not given up.
    """
    failing = values < 1
    alone = failing & (failing.sum(axis=1, keepdims=True) == 1)
    prices = []
    for at, id in enumerate(ids):
        gone, only = failing[:, at], alone[:, at]
        prices.append(
            Price(
                id=id,
                fails=int(gone.sum()),
                unknown=int(np.isnan(values[:, at]).sum()),
                only=int(only.sum()),
                value=float(np.nansum(annual_value[gone])),
                value_share=_share(annual_value, gone),
                only_value=float(np.nansum(annual_value[only])),
                unpriced=int(np.isnan(annual_value[gone]).sum()),
                hours=float(np.nansum(hours[gone])),
                hours_share=_share(hours, gone),
                untimed=int(np.isnan(hours[gone]).sum()),
                behaviours=int(non_ideal[gone].sum()),
            )
        )
    return tuple(prices)


def _share(amounts: Values, chosen: NDArray[np.bool_]) -> float:
    whole = float(np.nansum(amounts))
    return float(np.nansum(amounts[chosen])) / whole if whole else float("nan")
