"""The client list held against the must-haves of the try, worked out once for each state of the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.dealings import Place
from icp.methods.absolutes import Price, asked, hold
from icp.methods.behaviours import count_difficult, read_behaviours, shipped_behaviours
from icp.methods.match import Scored, score
from icp.methods.reality import Reality, check_reality
from icp.methods.spectrum import find_dreams
from icp.methods.tryout import switchable, try_musts
from icp.methods.value import Values
from icp.model import Avatar, Criterion, ScaleCriterion, Workbook
from icp.portrait import short_wish
from icp.roster.frames import clients_frame
from icp.ui.comparison import Comparison, compare
from icp.wishes import ASKED_FOR, is_never, wish_target


@dataclass(frozen=True)
class TryOut:
    """The portrait as it is being tried, and what becomes of the list.

    ``wishes``: all that can be switched; ``musts``: those that are on, in the same order. ``prices``: each wish of
    ``wishes`` by id, on its own. ``lost``: how many favourites it turns away. ``dreams``: must-haves met by the
    best answer only.
    ``values``: how far each client meets each of ``musts``, 0–1, NaN unknown, shape (clients, musts).
    ``drawn``: the picture for a light and a dark page, once it was drawn.
    """

    held: Comparison
    avatar: Avatar
    wishes: tuple[Criterion, ...]
    musts: tuple[Criterion, ...]
    reality: Reality
    prices: Mapping[str, Price]
    lost: Mapping[str, int]
    dreams: tuple[str, ...]
    values: Values
    drawn: dict[bool, str] = field(default_factory=dict)


def try_out(work: Workbook) -> TryOut:
    """The try as it stands, kept with the comparison of this session."""
    return hold_tryout(work, compare(work))


def hold_tryout(work: Workbook, held: Comparison) -> TryOut:
    """The try of a workbook whose comparison is at hand."""
    tried, decided = work.dealings.tried, work.dealings.reality_kept is not None
    # The comparison belongs to one portrait, so what is tried of it and whether it is decided tell the rest.
    expected = tuple(work.dealings.expected.items())
    return held.once(
        ("tryout", tried, decided, expected),
        lambda: _try_out(held, try_musts(work.avatar, tried, decided=decided), dict(expected)),
    )


def _try_out(held: Comparison, avatar: Avatar, expected: Mapping[str, Place]) -> TryOut:
    wishes = switchable(avatar)
    musts = tuple(c for c in wishes if c.absolute)
    scored = score(frame_of(held), avatar)
    difficult = held.once("difficult", lambda: count_difficult(read_behaviours(frame_of(held), shipped_behaviours())))
    dreams = find_dreams(asked(avatar))
    demanded = find_dreams(asked(avatar), expected)
    reality = check_reality(scored, held.facts, difficult, [c.id for c in musts], demanded)
    every = check_reality(scored, held.facts, difficult, [c.id for c in wishes]).prices
    values = scored.values[:, [scored.ids.index(c.id) for c in musts]]
    lost = {c.id: _lost(scored, held, c.id) for c in wishes}
    return TryOut(held, avatar, wishes, musts, reality, {price.id: price for price in every}, lost, dreams, values)


def _lost(scored: Scored, held: Comparison, id: str) -> int:
    fails = scored.values[:, scored.ids.index(id)] < 1
    return int((fails & held.facts.present & (held.facts.tier == 1)).sum())


def frame_of(held: Comparison) -> pd.DataFrame:
    """The clients as a frame, made once for a list."""
    return held.once("frame", lambda: clients_frame(held.clients, derived=True))


def tiers_left(found: TryOut) -> list[tuple[tuple[int, int, int, int], int]]:
    """For nobody asked and after each must-have: how many glad, fine, heart sinks and unrated stay; and may stay."""
    facts, steps = found.held.facts, []
    for asked_so_far in range(len(found.musts) + 1):
        verdicts = hold(found.values[:, :asked_so_far].T)
        stays = facts.present & (verdicts == 0)
        steps.append((_by_tier(facts.tier[stays]), int((facts.present & (verdicts == 2)).sum())))
    return steps


def _by_tier(tiers: NDArray[Any]) -> tuple[int, int, int, int]:
    counts = np.bincount(tiers.astype(np.int64), minlength=4).tolist()
    return cast(tuple[int, int, int, int], (counts[1], counts[2], counts[3], counts[0]))


def must_words(wish: Criterion, work: Workbook) -> str:
    """A must-have in a few words, with how much it asks where that is not the usual. Plain text."""
    words = short_wish(wish, work)
    usual = not isinstance(wish, ScaleCriterion) or wish.at_least == ASKED_FOR or is_never(wish)
    return words if usual else f"{words} ({wish_target(wish, work)})"
