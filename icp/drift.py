"""What has changed between an older copy of a workbook and the present one: people, feeling, fit, income, promises.

Clients are the same by id. Nothing is judged here: what became more or less is counted, and by which portrait a fit was
measured is said (each copy by its own, so that a portrait that changed shows as such).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from icp.analysis import roster_frame, score_workbook
from icp.methods.cells import choose_spellings, split_entries
from icp.methods.facts import read_facts
from icp.methods.value import is_unknown
from icp.model import Promise, Workbook

TIERS = (1, 2, 3, 0)
"""Glad, fine, heart sinks, not said."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Standing:
    """One workbook in figures, over its present clients; by tier in the order of :data:`TIERS`.

    ``income`` a year and ``hours`` a year count what is known; ``fits``: how many reach the line of fit, of how many
    of whom enough is known; ``median_fit`` 0–100, None without any. ``channels``: source or sender → clients it sent.
    """

    clients: tuple[int, ...]
    income: tuple[float, ...]
    hours: tuple[float, ...]
    fits: int
    scored: int
    median_fit: float | None
    channels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Moved:
    """A client whose feeling changed: tiers, 0 not said."""

    client: str
    then: int
    now: int


@dataclass(frozen=True, slots=True)
class Drift:
    """``came``: ids on the present list only; ``left``: present then, former or gone now; ``back``: the reverse.

    ``moved``: feelings that changed, better ones first. ``fit``: id → (then, now), each by the portrait of its copy.
    ``portrait_changed``: whether the wishes differ, so that fits do not compare. ``promises`` of then, as they stand
    now. ``sources``: (source, share then, share now) of clients whose source is known, the largest change first.
    """

    then: Standing
    now: Standing
    came: tuple[str, ...]
    left: tuple[str, ...]
    back: tuple[str, ...]
    moved: tuple[Moved, ...]
    fit: Mapping[str, tuple[float, float]]
    portrait_changed: bool
    promises: tuple[Promise, ...]
    sources: tuple[tuple[str, float, float], ...]


def compare_workbooks(then: Workbook, now: Workbook) -> Drift:
    """What changed from ``then`` to ``now``; two workbooks that share no client are compared all the same."""
    before = {client.id: client for client in then.clients}
    after = {client.id: client for client in now.clients}
    stayed = [id for id in after if id in before]
    moved = [Moved(id, before[id].tier or 0, after[id].tier or 0) for id in stayed if before[id].tier != after[id].tier]
    moved.sort(key=lambda move: (move.now or 4) - (move.then or 4))
    fits = _fits(then), _fits(now)
    kept = {promise.id: promise for promise in now.promises}
    return Drift(
        then=_stand(then, fits[0]),
        now=_stand(now, fits[1]),
        came=tuple(id for id in after if id not in before and not after[id].former),
        left=tuple(id for id, client in before.items() if not client.former and (id not in after or after[id].former)),
        back=tuple(id for id in stayed if before[id].former and not after[id].former),
        moved=tuple(moved),
        fit={id: (fits[0][id], fits[1][id]) for id in stayed if id in fits[0] and id in fits[1]},
        portrait_changed=then.avatar.criteria != now.avatar.criteria,
        promises=tuple(kept.get(promise.id, promise) for promise in then.promises),
        sources=_compare_sources(_count_channels(then), _count_channels(now)),
    )


def _fits(work: Workbook) -> dict[str, float]:
    """Fit 0–100 by client id, of those of whom enough is known, as where fits are counted elsewhere."""
    if not work.avatar.criteria or not work.clients:
        return {}
    scored = score_workbook(work)
    known = ~scored.ask_first & ~np.isnan(scored.match)
    return {work.clients[at].id: float(scored.match[at]) for at in np.flatnonzero(known)}


def _stand(work: Workbook, fits: Mapping[str, float]) -> Standing:
    facts = read_facts(roster_frame(work))
    here = [facts.present & (facts.tier == tier) for tier in TIERS]
    known = [fits[id] for id, present in zip(facts.ids, facts.present, strict=True) if present and id in fits]
    return Standing(
        clients=tuple(int(rows.sum()) for rows in here),
        income=tuple(float(np.nansum(facts.value[rows])) for rows in here),
        hours=tuple(float(np.nansum(facts.hours[rows])) for rows in here),
        fits=sum(fit >= work.avatar.fit_line - _TINY for fit in known),
        scored=len(known),
        median_fit=float(np.median(known)) if known else None,
        channels=_count_channels(work),
    )


def _count_channels(work: Workbook) -> dict[str, int]:
    """Who or what sent the present clients: each source and sender a client names counts once for them."""
    names = {client.name.casefold() for client in work.clients}
    counted: Counter[str] = Counter()
    for client in work.clients:
        if client.former:
            continue
        cells = (client.values.get("source"), client.values.get("referred_by"))
        said = [entry for cell in cells for entry in split_entries(cell, names) if not is_unknown(entry)]
        counted.update({entry.casefold(): entry for entry in said}.values())
    spelled = choose_spellings(counted)
    together: Counter[str] = Counter()
    for entry, count in counted.items():
        together[spelled[entry.casefold()]] += count
    return dict(together)


def _compare_sources(then: Mapping[str, int], now: Mapping[str, int]) -> tuple[tuple[str, float, float], ...]:
    shares = [{name.casefold(): n / sum(counts.values()) for name, n in counts.items()} for counts in (then, now)]
    spelled = {name.casefold(): name for name in (*then, *now)}
    rows = [(name, shares[0].get(key, 0.0), shares[1].get(key, 0.0)) for key, name in spelled.items()]
    return tuple(sorted(rows, key=lambda row: (-abs(row[2] - row[1]), row[0])))
