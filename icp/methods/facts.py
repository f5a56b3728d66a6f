"""What the owner said about each client beside the wishes: feeling, yearly invoice, hours, how far they would go.

Columns in, arrays out. Nothing is computed from the wishes here, and nothing unknown becomes zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.methods.match import find_column, find_former
from icp.methods.value import Values

LADDER = ("home", "free_time", "vacation")
"""The steps beyond the office, nearest first."""
WELCOME = 3
"""From this answer (0–4) on, a step of the ladder counts as taken."""


@dataclass(frozen=True)
class Facts:
    """One entry a client, in roster order, each array of shape (clients,).

    ``ids``: the frame's index. ``tier``: 1 glad, 2 fine, 3 heart sinks, 0 not said. ``value``: yearly invoice,
    ``hours``: a year, both NaN when unknown. ``reach``: 0 office, 1 home, 2 free time, 3 vacation, NaN when unknown.
    """

    ids: tuple[str, ...]
    tier: NDArray[np.int8]
    value: Values
    hours: Values
    reach: Values
    former: NDArray[np.bool_]

    @property
    def present(self) -> NDArray[np.bool_]:
        """Who still works with the owner, shape (clients,)."""
        return ~self.former


def read_facts(frame: pd.DataFrame) -> Facts:
    """Facts of a client list: one row a client, the index their ids; a missing column is all unknown."""
    tier = _numbers(frame, "tier")
    return Facts(
        ids=tuple(map(str, frame.index)),
        tier=np.where(np.isin(tier, (1, 2, 3)), np.nan_to_num(tier), 0).astype(np.int8),
        value=_amounts(frame, "annual_value"),
        hours=_amounts(frame, "hours"),
        reach=reach_of(np.array([_numbers(frame, step) for step in LADDER])),
        former=find_former(frame),
    )


def reach_of(ladder: Values) -> Values:
    """How far the owner would go, from answers 0–4 of shape (3, clients): home, free time, vacation; NaN unknown.

    The furthest step welcomed; the office when home is not and nothing further is; unknown when home is unknown and
    nothing is welcomed.

    >>> reach_of(np.array([[4, 1, np.nan, 4], [4, 1, np.nan, np.nan], [4, 1, 1, 1]])).tolist()
    [3.0, 0.0, nan, 1.0]
    """
    welcome = np.nan_to_num(ladder, nan=-1.0) >= WELCOME
    furthest = np.where(welcome, np.arange(1, len(ladder) + 1)[:, None], 0).max(axis=0)
    return np.where((furthest == 0) & np.isnan(ladder[0]), np.nan, furthest)


def _numbers(frame: pd.DataFrame, field: str) -> Values:
    column = find_column(frame, field)
    if column is None:
        return np.full(len(frame), np.nan)
    return np.asarray(pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan))


def _amounts(frame: pd.DataFrame, field: str) -> Values:
    numbers = _numbers(frame, field)
    return np.where(np.isfinite(numbers) & (numbers >= 0), numbers, np.nan)
