"""Difficult, ideal, a dream: three cards for what a client does in a situation, each held against the client list.

An answer of 0 or 1 (of 4) is the difficult end, 3 and 4 are ideal, 2 lies between. The dream never fails, not once: the
list can only say how many it could be at most, those answered with 4, since "always" on a scale is what an ideal client
gets too. Who might be a dream in every situation at once is *flawless*, and usually nobody is.

Former clients are left out. Unknown answers are counted beside, and bounds on shares leave them open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.methods.behaviours import Behaviour, read_behaviours
from icp.methods.facts import Facts, read_facts
from icp.methods.proportion import bound_share
from icp.methods.value import NON_IDEAL_END, SCALE_TOP, Values, is_scored
from icp.model import Criterion, ScaleCriterion

Place = Literal["difficult", "ideal", "dream"]
PLACES: tuple[Place, ...] = ("difficult", "ideal", "dream")
IDEAL_FROM = 3
KNOWN_AT_LEAST = 5
Reading = Literal["too few", "nobody", "some", "most", "at most"]


@dataclass(frozen=True)
class Card:
    """One of a situation's three cards against the list.

    ``clients``: roster rows it describes, for the dream those it could describe at most; ``known``: present clients
    whose answer is known; ``glad`` of ``glad_known`` favourites. ``low``, ``high``: the share of all present clients,
    each bound one-sided at 95 % and true whatever the unknown answers are. ``reading``: most is half or more of those
    known; under 5 known, too few; a dream that somebody might be is "at most", never some or most.
    """

    place: Place
    clients: tuple[int, ...]
    known: int
    glad: int
    glad_known: int
    low: float
    high: float
    reading: Reading


@dataclass(frozen=True)
class Situation:
    """A behaviour's three cards, in the order of ``PLACES``, and what they leave out: in between, and unknown."""

    behaviour: Behaviour
    cards: tuple[Card, Card, Card]
    between: int
    unknown: int

    def card(self, place: Place) -> Card:
        """The card of that place."""
        return self.cards[PLACES.index(place)]


@dataclass(frozen=True)
class Spectrum:
    """All situations, and who might be flawless: rows answered with 4 wherever an answer is known, in every one.

    ``flawless`` are 4 in all situations; ``flawless_so_far`` have answers missing and are 4 in those there are.
    ``closest``: who is 4 in the most situations, and ``most`` is how many those are (nobody and 0 where there is no 4).
    """

    situations: tuple[Situation, ...]
    flawless: tuple[int, ...]
    flawless_so_far: tuple[int, ...]
    closest: tuple[int, ...]
    most: int


def describes(place: Place, answers: Values) -> NDArray[np.bool_]:
    """Which answers 0–4 a card describes, shape as given; an unknown one (NaN) never."""
    if place == "difficult":
        return answers <= NON_IDEAL_END
    return answers >= (IDEAL_FROM if place == "ideal" else SCALE_TOP)


def check_spectrum(frame: pd.DataFrame, behaviours: Sequence[Behaviour]) -> Spectrum:
    """Hold every situation's cards against the present clients of a list (one row a client), in the order given."""
    facts, answers = read_facts(frame), read_behaviours(frame, behaviours)
    found = tuple(_check(b, column, facts) for b, column in zip(behaviours, answers.T, strict=True))
    known, best = ~np.isnan(answers), answers >= SCALE_TOP
    spotless = facts.present & (best | ~known).all(axis=1) & known.any(axis=1)
    every = known.all(axis=1)
    dreams = np.where(facts.present, best.sum(axis=1), 0)
    most = int(dreams.max(initial=0))
    closest = _rows((dreams == most) & (most > 0))
    return Spectrum(found, _rows(spotless & every), _rows(spotless & ~every), closest, most)


def _check(behaviour: Behaviour, answers: Values, facts: Facts) -> Situation:
    known = facts.present & ~np.isnan(answers)
    glad = known & (facts.tier == 1)
    present, count = int(facts.present.sum()), int(known.sum())
    cards = []
    for place in PLACES:
        there = known & describes(place, answers)
        hits = int(there.sum())
        low, high = bound_share(hits, present, present - count)
        cards.append(Card(place, _rows(there), count, int((there & glad).sum()), int(glad.sum()), low, high,
                          _read(place, hits, count)))  # fmt: skip
    difficult, ideal, dream = cards
    between = count - len(difficult.clients) - len(ideal.clients)
    return Situation(behaviour, (difficult, ideal, dream), between, present - count)


def _read(place: Place, hits: int, known: int) -> Reading:
    if known < KNOWN_AT_LEAST:
        return "too few"
    if not hits:
        return "nobody"
    return "at most" if place == "dream" else "most" if 2 * hits >= known else "some"


def _rows(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def find_dreams(musts: Iterable[Criterion], chosen: Mapping[str, Place] | None = None) -> tuple[str, ...]:
    """What is demanded at the mythical end: ids of such must-haves, then the chosen cards' keys, each once.

    A must-have on a scale is a dream when nothing but the best answer holds it: at least more than 3, or never the
    slightest of a trouble. ``chosen``: the card the owner wants of each situation, by the situation's column.
    """
    demanded = [c.id for c in musts if isinstance(c, ScaleCriterion) and is_scored(c) and _only_the_best(c)]
    return tuple(dict.fromkeys([*demanded, *(key for key, place in (chosen or {}).items() if place == "dream")]))


def _only_the_best(wish: ScaleCriterion) -> bool:
    return wish.repel or wish.at_least > IDEAL_FROM
