"""Where what the owner wrote and what the owner feels do not agree: one finding to open with, and those after it.

A finding is a code, the clients it is about and its figures; the words are elsewhere. In order of how plainly each can
be seen without any arithmetic:

1. ``hard_invoice``: the biggest yearly invoice of all (of three or more known) is a heart-sink client.
2. ``favourites_miss``: glad, and yet short of the fit line, or failing a must-have, or below the middle of the list
   and behind somebody who is not a favourite.
3. ``fits_displease``: heart sinks, and yet at or above the fit line.
4. ``hours_eaten``: the share of hours heart-sink clients take is 1.25 times the share of income they bring, or more.
5. ``agree``: every favourite fits and no heart-sink client does: wishes and feelings say the same.
6. ``counts``: too little is known for any of these; the feelings are counted. ``none``: nothing is known yet.

Former clients are left out: the findings are about today's list. Clients of whom less than half is known are not
judged. Nothing here advises anything about anybody: a finding is to be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from icp.methods.facts import Facts
from icp.methods.match import Scored

Code = Literal["hard_invoice", "favourites_miss", "fits_displease", "hours_eaten", "agree", "counts", "none"]
INVOICES_AT_LEAST = 3
TIMED_AT_LEAST = 5
EATEN = 1.25
_TINY = 1e-9


@dataclass(frozen=True)
class Surprise:
    """A finding. ``clients``: rows of the roster, the one that tells it first. ``figures`` by code:

    - hard_invoice: ``value``, ``hours``, ``hours_share`` (0–1), ``place`` by fit and ``of`` how many (where known).
      Its second client, if there is one, is the counterpart: the favourite one would go furthest with.
    - favourites_miss: ``missing`` of ``judged`` favourites, the worst one's ``place`` and ``of``.
    - fits_displease: ``fitting`` of ``judged`` heart-sink clients, the best one's ``place`` and ``of``.
    - hours_eaten: ``hours_share``, ``income_share`` (0–1), ``clients``.
    - agree: ``glad`` and ``sinks`` judged. counts: ``glad``, ``fine``, ``sinks``, ``unrated``.
    """

    code: Code
    clients: tuple[int, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


def find_surprises(facts: Facts, scored: Scored | None = None) -> tuple[Surprise, ...]:
    """Every finding that holds, the plainest first; never empty ("counts" or "none" where nothing else does).

    ``scored``: the same clients in the same order held against the portrait, None when there is none.
    """
    judged = _judged(facts, scored)
    order = rank(scored, judged) if scored is not None else np.zeros(0)
    found: list[Surprise | None] = [_hard_invoice(facts, order)]
    if scored is not None and judged.any():
        found += [_favourites_miss(facts, scored, judged, order), _fits_displease(facts, scored, judged, order)]
    found.append(_hours_eaten(facts))
    if scored is not None and not any(found):
        found.append(_agree(facts, scored, judged))
    return tuple(f for f in found if f is not None) or (_counts(facts),)


def rank(scored: Scored, judged: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Each client's place by fit among the judged, 1 the best, equals sharing the better place; NaN for the others."""
    places = np.full(len(judged), np.nan)
    fits = scored.match[judged].round(9)
    places[judged] = 1 + np.searchsorted(np.sort(-fits), -fits)
    return places


def _judged(facts: Facts, scored: Scored | None) -> NDArray[np.bool_]:
    if scored is None:
        return np.zeros(len(facts.ids), dtype=np.bool_)
    return facts.present & ~scored.ask_first & np.isfinite(scored.match)


def _hard_invoice(facts: Facts, order: NDArray[np.float64]) -> Surprise | None:
    value = np.where(facts.present, facts.value, np.nan)
    known = np.flatnonzero(np.isfinite(value))
    if len(known) < INVOICES_AT_LEAST:
        return None
    biggest = known[value[known] >= value[known].max() - _TINY]
    if len(biggest) != 1 or facts.tier[biggest[0]] != 3:
        return None
    row = int(biggest[0])
    figures = {"value": float(value[row])}
    hours = np.where(facts.present, facts.hours, np.nan)
    if np.isfinite(hours[row]) and (every := float(np.nansum(hours))):
        figures |= {"hours": float(hours[row]), "hours_share": float(hours[row] / every)}
    if len(order) and np.isfinite(order[row]):
        figures |= {"place": float(order[row]), "of": float(np.isfinite(order).sum())}
    other = _counterpart(facts, row)
    return Surprise("hard_invoice", (row,) if other is None else (row, other), figures)


def _counterpart(facts: Facts, row: int) -> int | None:
    """The favourite at the other end of the picture: furthest up the ladder, then the smallest invoice, then first."""
    glad = np.flatnonzero(facts.present & (facts.tier == 1) & np.isfinite(facts.value))
    if not len(glad):
        return None
    return int(min(glad.tolist(), key=lambda at: (-np.nan_to_num(facts.reach[at], nan=-1.0), facts.value[at], at)))


def _favourites_miss(
    facts: Facts, scored: Scored, judged: NDArray[np.bool_], order: NDArray[np.float64]
) -> Surprise | None:
    glad = judged & (facts.tier == 1)
    failing = np.array([verdict == "no" for verdict in scored.absolutes], dtype=np.bool_)
    others = order[judged & (facts.tier > 1)]
    ahead = others.min() if len(others) else np.inf
    behind = (np.nan_to_num(order) > (judged.sum() + 1) / 2) & (np.nan_to_num(order) > ahead)
    missing = np.flatnonzero(glad & (~scored.fits | failing | behind))
    if not len(missing):
        return None
    rows = sorted(missing.tolist(), key=lambda at: (scored.match[at], at))
    figures = {"missing": len(rows), "judged": int(glad.sum()), "place": float(order[rows[0]]), "of": int(judged.sum())}
    return Surprise("favourites_miss", tuple(rows), figures)


def _fits_displease(
    facts: Facts, scored: Scored, judged: NDArray[np.bool_], order: NDArray[np.float64]
) -> Surprise | None:
    sinks = judged & (facts.tier == 3)
    rows = sorted(np.flatnonzero(sinks & scored.fits).tolist(), key=lambda at: (-scored.match[at], at))
    if not rows:
        return None
    figures = {
        "fitting": len(rows),
        "judged": int(sinks.sum()),
        "place": float(order[rows[0]]),
        "of": int(judged.sum()),
    }
    return Surprise("fits_displease", tuple(rows), figures)


def _hours_eaten(facts: Facts) -> Surprise | None:
    both = facts.present & np.isfinite(facts.value) & np.isfinite(facts.hours)
    sinks = both & (facts.tier == 3)
    hours, income = facts.hours[both].sum(), facts.value[both].sum()
    if both.sum() < TIMED_AT_LEAST or not sinks.any() or sinks.all() or not hours or not income:
        return None
    hours_share, income_share = facts.hours[sinks].sum() / hours, facts.value[sinks].sum() / income
    if hours_share < EATEN * income_share - _TINY or not hours_share:
        return None
    rows = sorted(np.flatnonzero(sinks).tolist(), key=lambda at: (-facts.hours[at], at))
    figures = {"hours_share": float(hours_share), "income_share": float(income_share), "clients": len(rows)}
    return Surprise("hours_eaten", tuple(rows), figures)


def _agree(facts: Facts, scored: Scored, judged: NDArray[np.bool_]) -> Surprise | None:
    glad, sinks = judged & (facts.tier == 1), judged & (facts.tier == 3)
    if not glad.any() or not sinks.any():
        return None
    rows = sorted(np.flatnonzero(glad).tolist(), key=lambda at: (-scored.match[at], at))
    return Surprise("agree", tuple(rows), {"glad": int(glad.sum()), "sinks": int(sinks.sum())})


def _counts(facts: Facts) -> Surprise:
    tiers = facts.tier[facts.present]
    if not tiers.any():
        return Surprise("none")
    names = ("unrated", "glad", "fine", "sinks")
    return Surprise("counts", (), {name: int((tiers == at).sum()) for at, name in enumerate(names)})
