"""What a plan needs to know of the client list: income, hours, feeling, troublesome behaviours, who sent whom.

Nothing about who somebody is enters: of each client only invoices, hours, the owner's feeling, the behaviours and the
referral links are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.methods.behaviours import Behaviour, count_difficult, read_behaviours, shipped_behaviours
from icp.methods.facts import read_facts
from icp.methods.match import find_column
from icp.methods.referrals import find_descendants, resolve_links
from icp.methods.value import Values

MONTHS = 12
TIER_WEIGHT = np.array([0.3, 0.0, 0.3, 1.0])  # by tier; one not rated weighs as a fine one
PER_BEHAVIOUR = 0.1


def _shipped() -> tuple[str, ...]:
    return tuple(behaviour.column for behaviour in shipped_behaviours())


@dataclass(frozen=True, eq=False)
class Practice:
    """The clients of a list, one entry each in every array, shape (clients,).

    ``ids``: unchanging texts, one a client. ``value``: yearly income, ``hours``: a year, NaN unknown. ``tier``: 1 glad,
    2 fine, 3 heart sinks, 0 not said. ``difficult``: behaviours answered at their difficult end. ``present``: who has
    not left. ``links``: (referrer, referred) rows, over all clients. ``behaviours``: columns of the behaviours asked
    about, the only reasons a goodbye can have.

    Errors: ValueError when the arrays differ in length or an amount is negative or endless.
    """

    ids: tuple[str, ...]
    value: Values
    hours: Values
    tier: NDArray[np.int8]
    difficult: NDArray[np.int_]
    present: NDArray[np.bool_]
    links: tuple[tuple[int, int], ...] = ()
    behaviours: tuple[str, ...] = field(default_factory=_shipped)

    def __post_init__(self) -> None:
        columns = (self.value, self.hours, self.tier, self.difficult, self.present)
        if {len(column) for column in columns} != {len(self.ids)}:
            raise ValueError("every column needs one entry a client")
        if any((column < 0).any() or np.isinf(column).any() for column in (self.value, self.hours)):
            raise ValueError("income and hours are 0 or more")

    @property
    def monthly(self) -> Values:
        """Income a month of each present client; 0 where it is unknown or the client has left, shape (clients,)."""
        return np.where(self.present, np.nan_to_num(self.value), 0.0) / MONTHS

    @property
    def unvalued(self) -> int:
        """Present clients whose income is unknown: they keep no floor up."""
        return int((self.present & np.isnan(self.value)).sum())

    def reach(self, clients: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """For each of ``clients`` the rows of the present clients they brought, over any number of steps, ascending."""
        children: defaultdict[int, list[int]] = defaultdict(list)
        for referrer, referred in self.links:
            children[referrer].append(referred)
        return tuple(
            tuple(row for row in sorted(find_descendants(children, client)) if self.present[row]) for client in clients
        )


def read_practice(frame: pd.DataFrame, behaviours: Sequence[Behaviour] | None = None) -> Practice:
    """The practice behind a client list: one row a client, the index their ids; a missing column is all unknown.

    ``behaviours``: what is asked of the clients; the catalogue's unless given.
    """
    facts = read_facts(frame)
    asked = shipped_behaviours() if behaviours is None else tuple(behaviours)
    names, senders = find_column(frame, "name"), find_column(frame, "referred_by")
    return Practice(
        ids=facts.ids,
        value=facts.value,
        hours=facts.hours,
        tier=facts.tier,
        difficult=count_difficult(read_behaviours(frame, asked)),
        present=facts.present,
        links=() if names is None or senders is None else resolve_links(names.tolist(), senders.tolist()).links,
        behaviours=tuple(behaviour.column for behaviour in asked),
    )


def measure_burden(practice: Practice, stated: Sequence[int] | None = None) -> Values:
    """What each client weighs on the owner, in hours a month, shape (clients,).

    Hours a month × 1 (heart sinks), 0.3 (fine, or not rated), 0 (glad), plus a tenth of the median client's hours for
    each behaviour at the difficult end; ``stated`` gives the behaviours the owner named as reasons, one entry a client,
    and the larger number counts. Hours unknown: the median of the same feeling; of everybody where that has none; where
    no hours are known at all every client counts as one hour a month.

    Example: hours 120 and 60 a year (heart sinks, fine), the first with 2 behaviours: 10 + 2 × 0.75 = 11.5 and 1.5.
    """
    known = practice.present & ~np.isnan(practice.hours)
    median = float(np.median(practice.hours[known])) if known.any() else float(MONTHS)
    hours = practice.hours.copy()
    for tier in range(len(TIER_WEIGHT)):
        of_tier = known & (practice.tier == tier)
        fallback = float(np.median(practice.hours[of_tier])) if of_tier.any() else median
        hours[np.isnan(hours) & (practice.tier == tier)] = fallback
    behaviours = practice.difficult if stated is None else np.maximum(practice.difficult, stated)
    return np.asarray((TIER_WEIGHT[practice.tier] * hours + PER_BEHAVIOUR * median * behaviours) / MONTHS)
