"""Reality check: how many of the clients there are meet every wish switched to must-have.

Must-haves hold as in :mod:`icp.methods.absolutes`: a client passes ("yes"), fails ("no") or has an answer missing
("ask"). x of n present clients pass; the share is bounded one-sided at 95 % (Clopper & Pearson 1934, doi
10.1093/biomet/26.4.404), the missing answers counted as failing in the lower bound and as passing in the upper one, so
that "at best 1 prospect in 14.5" stays true whatever they are. For x = 0 of n the upper bound is 1 − 0.05^(1/n). Former
clients are left out. A list is not the market: whoever came already knew the owner, and nobody drew them at random.

Only wishes about how somebody works with the owner can be switched; one about who somebody is raises ``ValueError``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.methods.absolutes import VERDICTS, Price, Verdict, asked, hold, price
from icp.methods.facts import Facts
from icp.methods.match import Scored, find_column, find_former, read_answers
from icp.methods.proportion import bound_share
from icp.methods.value import (
    SCALE_TOP,
    Values,
    encode,
    is_number_column,
    is_scored,
    read_column,
    read_numbers,
    value_numbers,
)
from icp.model import Avatar, Criterion, RangeCriterion, ScaleCriterion

Caution = Literal["nobody", "mythical", "many"]
End = Literal["low", "high"]
MANY = 8
STOPS = 40


# ── how rare ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Count:
    """Present clients who pass (``yes``), have an answer missing (``ask``) and fail (``no``)."""

    yes: int
    ask: int
    no: int

    @property
    def clients(self) -> int:
        """All of them."""
        return self.yes + self.ask + self.no


@dataclass(frozen=True)
class Rarity:
    """The share of clients who pass: ``low`` to ``high``, 0–1, each one-sided at 95 %; 0 to 1 without clients."""

    low: float
    high: float

    @property
    def one_in_at_best(self) -> float:
        """At best one prospect in this many passes: 1 ÷ high."""
        return 1 / self.high

    @property
    def one_in_at_worst(self) -> float:
        """At worst one prospect in this many passes: 1 ÷ low, infinite when it may be nobody."""
        return 1 / self.low if self.low else math.inf


def measure_rarity(count: Count) -> Rarity:
    """How rare those who pass are, judging by the list.

    Example: 0 of 42, no answer missing: at most 6.9 %, at best 1 prospect in 14.5.
    """
    return Rarity(*bound_share(count.yes, count.clients, count.ask))


# ── who is left ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Drop:
    """The list as it is once must-have ``id`` is asked on top of those before it.

    ``gone``: roster rows that vanish here; ``value`` and ``hours`` of the clients still there, summed over what is
    known.
    """

    id: str
    count: Count
    gone: tuple[int, ...]
    value: float
    hours: float


@dataclass(frozen=True)
class Without:
    """What letting go of must-have ``id`` alone brings back: the list then, and the rows that newly pass."""

    id: str
    count: Count
    back: tuple[int, ...]


@dataclass(frozen=True)
class Reality:
    """The list against the must-haves ``ids``.

    ``verdicts`` by roster row, None for former clients. ``drops`` in the order of the must-haves, who is gone stays
    gone; ``without`` and ``prices`` each must-have on its own. ``cautions``: nobody passes, the mythical end of a
    behaviour is demanded, or more than eight must-haves.
    """

    ids: tuple[str, ...]
    verdicts: tuple[Verdict | None, ...]
    count: Count
    rarity: Rarity
    drops: tuple[Drop, ...]
    without: tuple[Without, ...]
    prices: tuple[Price, ...]
    cautions: tuple[Caution, ...]


def check_reality(
    scored: Scored,
    facts: Facts,
    difficult: NDArray[np.int_],
    musts: Sequence[str] | None = None,
    dreams: Sequence[str] = (),
) -> Reality:
    """Hold the present clients against the must-haves, in the order given.

    ``scored`` and ``facts`` of the same clients in the same order; ``difficult``: how many behaviours of each stand at
    the difficult end, shape (clients,). ``musts``: ids of the wishes switched to must-have, those marked so where left
    out; a wish that asks nothing is passed over. ``dreams``: what is demanded at the mythical end
    (:func:`icp.methods.spectrum.find_dreams`).

    Raises ``ValueError`` for an id that is no wish or is about who somebody is, and for lists of different lengths.
    """
    if not len(scored.values) == len(facts.ids) == len(difficult):
        raise ValueError("fits, facts and counts need one entry a client")
    columns = _columns(scored.avatar, musts)
    ids = tuple(scored.ids[at] for at in columns)
    rows = np.flatnonzero(facts.present)
    values = scored.values[rows][:, columns]
    value, hours = facts.value[rows], facts.hours[rows]

    found = hold(values.T)
    verdicts: list[Verdict | None] = [None] * len(facts.ids)
    for row, verdict in zip(rows.tolist(), found.tolist(), strict=True):
        verdicts[row] = VERDICTS[verdict]
    count = _count(found)
    cautions: list[Caution] = ["nobody"] if count.clients and not count.yes else []
    cautions += ["mythical"] if dreams else []
    cautions += ["many"] if len(ids) > MANY else []

    drops, left = [], np.ones(len(rows), dtype=np.bool_)
    for at, id in enumerate(ids):
        gone = left & (values[:, at] < 1)
        left &= ~gone
        drops.append(
            Drop(
                id=id,
                count=_count(hold(values[:, : at + 1].T)),
                gone=tuple(rows[gone].tolist()),
                value=float(np.nansum(value[left])),
                hours=float(np.nansum(hours[left])),
            )
        )
    without = []
    for at, id in enumerate(ids):
        then = hold(np.delete(values, at, axis=1).T)
        without.append(Without(id, _count(then), tuple(rows[(then == 0) & (found != 0)].tolist())))
    return Reality(
        ids=ids,
        verdicts=tuple(verdicts),
        count=count,
        rarity=measure_rarity(count),
        drops=tuple(drops),
        without=tuple(without),
        prices=price(ids, values, value, hours, np.asarray(difficult)[rows]),
        cautions=tuple(cautions),
    )


def _columns(avatar: Avatar, musts: Sequence[str] | None) -> list[int]:
    """Positions of the must-haves that ask something, in the order given, each once."""
    ids = [c.id for c in avatar.criteria]
    chosen = [c.id for c in asked(avatar)] if musts is None else list(dict.fromkeys(musts))
    for id in chosen:
        _switchable(avatar, id)
    return [ids.index(id) for id in chosen if is_scored(avatar.criteria[ids.index(id)])]


def _switchable(avatar: Avatar, id: str) -> Criterion:
    wish = avatar.find(id)
    if wish is None:
        raise ValueError(f"no such wish: {id!r}")
    if wish.part != "service":
        raise ValueError(f"{id!r} says who somebody is; only how they work with you can be a must-have")
    return wish


def _count(verdicts: NDArray[np.int8]) -> Count:
    yes, no, ask = np.bincount(verdicts, minlength=len(VERDICTS)).tolist()
    return Count(yes, ask, no)


# ── dials ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Stop:
    """Where a dial can stand: the ``level`` asked, and the present clients then."""

    level: float
    count: Count


def turn_dial(
    frame: pd.DataFrame,
    avatar: Avatar,
    id: str,
    musts: Sequence[str] | None = None,
    *,
    end: End = "low",
    levels: Sequence[float] | None = None,
) -> tuple[Stop, ...]:
    """How many clients are left as one must-have is asked more or less strictly, the others as they are; easiest first.

    ``frame``: one row a client. On a scale the level is the least answer, 0 (not asked) to 4; on a range it is the
    bound at ``end`` with the other one kept, and the easiest stop (infinite) leaves that end open. ``levels`` default
    to 0–4, or to the numbers in the list, at most 40 of them; those beyond a range's other end are left out. ``musts``
    as in :func:`check_reality`; the wish ``id`` need not be among them.

    Empty for a wish without degrees: a choice, tags, yes or no, or a trait never wanted again. Raises ``ValueError`` as
    :func:`check_reality` does.
    """
    wish = _switchable(avatar, id)
    columns = [at for at in _columns(avatar, musts) if avatar.criteria[at].id != id]
    if wish.repel or not isinstance(wish, RangeCriterion | ScaleCriterion):
        return ()
    present = ~find_former(frame)
    numbers = _read_numbers(wish, find_column(frame, wish.column), len(frame))[present]
    answers = read_answers(frame, avatar)
    others = np.array([answers[at].values()[present] for at in columns]).reshape(len(columns), int(present.sum()))
    stops = []
    for level in _levels(wish, numbers, end, levels):
        setting = _set(wish, end, level)
        row = [] if setting is None else [value_numbers(setting, numbers)]
        stops.append(Stop(level, _count(hold(np.vstack([others, *row])))))
    return tuple(stops)


def _read_numbers(wish: RangeCriterion | ScaleCriterion, cells: pd.Series[Any] | None, rows: int) -> Values:
    """The numbers behind a wish, shape (rows,), NaN unknown; on a scale "mostly" is the 3 of its question."""
    if cells is None:
        return np.full(rows, np.nan)
    if isinstance(wish, ScaleCriterion):
        return SCALE_TOP * read_column(wish.model_copy(update={"at_least": SCALE_TOP}), cells).values()
    if is_number_column(cells):
        return np.asarray(cells.to_numpy(dtype=np.float64, na_value=np.nan))
    codes, distinct = encode(cells)
    numbers = read_numbers(distinct)  # no mark for "not known" is a number
    return np.asarray(np.append(numbers, np.nan)[codes], dtype=np.float64)


def _levels(
    wish: RangeCriterion | ScaleCriterion, numbers: Values, end: End, levels: Sequence[float] | None
) -> list[float]:
    if isinstance(wish, ScaleCriterion):
        return sorted(set(range(SCALE_TOP + 1) if levels is None else levels))
    known = np.unique(numbers[np.isfinite(numbers)] if levels is None else levels).astype(np.float64)
    if levels is None and len(known) > STOPS:
        known = np.unique(np.quantile(known, np.linspace(0, 1, STOPS), method="inverted_cdf"))
    if end == "low":
        other = math.inf if wish.high is None else wish.high
        return [-math.inf, *(level for level in known.tolist() if level <= other)]
    other = -math.inf if wish.low is None else wish.low
    return [math.inf, *(level for level in reversed(known.tolist()) if level >= other)]


def _set(wish: RangeCriterion | ScaleCriterion, end: End, level: float) -> RangeCriterion | ScaleCriterion | None:
    """The wish at that level, None where it then asks nothing."""
    if isinstance(wish, ScaleCriterion):
        return wish.model_copy(update={"at_least": level}) if level > 0 else None
    turned = wish.model_copy(update={end: level if math.isfinite(level) else None})
    return turned if turned.low is not None or turned.high is not None else None
