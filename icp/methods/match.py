"""How well each client meets the avatar, and why.

v_ij is the value of wish j for client i (:mod:`icp.methods.value`), w_j its weight (:mod:`icp.methods.weights`), m_j
the mean of the known v_ij over the present clients (0.5 when none is known), base = Σ w_j·m_j. An unknown answer is
taken as the roster's own average and moves nothing:

    match = Σ_known w·v + Σ_unknown w·m = base + Σ_known w·(v − m)
    low   = Σ_known w·v,  high = low + 1 − c,  c = Σ_known w (coverage)

so low ≤ match ≤ high, and the waterfall adds up exactly for everybody. Times 100. The service part and the affinity
part are the same over their own wishes, weights renormalised; a part without weighted wishes is absent (NaN).
Former clients are scored but stand outside m_j. Must-haves are never averaged in (:mod:`icp.methods.absolutes`).

One definition over columns: rows are tallied without knowing any other client (:func:`tally`), the means are one sum
over tallies (:func:`mean_values`), then the figures follow (:func:`figures`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import catalogue, normalise_header
from icp.methods.absolutes import VERDICTS, Verdict, hold
from icp.methods.value import (
    Answers,
    Unreadable,
    Values,
    encode,
    is_scored,
    read_column,
    read_option,
)
from icp.methods.weights import weigh
from icp.model import Avatar, field_behind

COLUMNS = ("match", "low", "high", "coverage", "service", "affinity", "absolutes")
ENOUGH_KNOWN = 0.5
_PARTS = ("service", "affinity")
_BATCH = 8_192  # rows at a time, so that a batch of twenty wishes stays in the processor's cache
_TINY = 1e-9

Frame = TypeVar("Frame", bound=pd.DataFrame)


class RosterColumnTakenError(ValueError):
    """The roster already has a column that the match would write; ``columns`` names them."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(f"the client list already has a column named {', '.join(map(repr, self.columns))}")


# ── finding columns ──────────────────────────────────────────────────────────────────────────────────────────────


def find_columns(frame: pd.DataFrame, wanted: Sequence[str]) -> list[pd.Series[Any] | None]:
    """The columns that headers or catalogue fields mean, each None where the frame has none.

    The exact header comes first, then the field's own id, then the header but for case and punctuation, then the first
    header that is an import alias of the same field.
    """
    headers = frame.columns.tolist()
    first = {header: at for at, header in reversed(list(enumerate(headers)))}
    found = [_place(headers, first, name) for name in wanted]
    return [None if at is None else frame.iloc[:, at] for at in found]


def find_column(frame: pd.DataFrame, wanted: str) -> pd.Series[Any] | None:
    """The one column a header or catalogue field means, or None; see :func:`find_columns`."""
    return find_columns(frame, [wanted])[0]


def _place(headers: Sequence[object], first: Mapping[Any, int], wanted: str) -> int | None:
    if wanted in first:
        return first[wanted]
    field = field_behind(wanted)
    if field in first:
        return first[field]
    key = normalise_header(wanted)
    texts = [(at, header) for at, header in enumerate(headers) if isinstance(header, str)]
    alike = [at for at, header in texts if normalise_header(header) == key]
    if not alike and field is not None:
        alike = [at for at, header in texts if catalogue().columns.field_of(header) == field]
    return alike[0] if alike else None


def find_former(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are former clients by the status column, shape (rows,); nobody where there is none."""
    status = find_column(frame, "status")
    if status is None:
        return np.zeros(len(frame), dtype=np.bool_)
    codes, distinct = encode(status)
    left = np.array([*(read_option("status", cell) == "former" for cell in distinct), False])
    return np.asarray(left[codes], dtype=np.bool_)


def read_answers(frame: pd.DataFrame, avatar: Avatar) -> tuple[Answers, ...]:
    """Every wish of the avatar over its column of the frame, in the avatar's order; a missing column is all unknown."""
    columns = find_columns(frame, [c.column for c in avatar.criteria])
    return tuple(read_column(c, cells, len(frame)) for c, cells in zip(avatar.criteria, columns, strict=True))


# ── the one definition ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Tally:
    """What a batch of clients brings, knowing nobody else.

    ``earned``: Σ_known w·v by part, shape (2, clients). ``unknown``: shape (wishes, clients). ``absolutes``: index into
    ``VERDICTS``. ``sums`` and ``counts``: of the known values over present clients, shape (wishes,).
    """

    earned: Values
    unknown: NDArray[np.bool_]
    absolutes: NDArray[np.int8]
    sums: Values
    counts: NDArray[np.int_]


@dataclass(frozen=True)
class Figures:
    """The figures of some clients, each of shape (clients,): 0–100, coverage 0–1, NaN where absent."""

    match: Values
    low: Values
    high: Values
    coverage: Values
    service: Values
    affinity: Values
    absolutes: NDArray[np.int8]


def part_weights(avatar: Avatar, weights: Values) -> Values:
    """The weights by part, shape (2, wishes): service, then affinity; a column holds its weight in its own part."""
    return np.array(
        [[w if c.part == part else 0.0 for c, w in zip(avatar.criteria, weights, strict=True)] for part in _PARTS]
    )


def absolute_rows(avatar: Avatar) -> list[int]:
    """Positions of the must-haves that ask something."""
    return [at for at, c in enumerate(avatar.criteria) if c.absolute and is_scored(c)]


def tally(values: Values, parts: Values, absolutes: Sequence[int], former: NDArray[np.bool_] | None = None) -> Tally:
    """Tally clients from their values, shape (wishes, clients), NaN unknown. ``values`` is used up: NaN becomes 0."""
    verdicts = hold(values[list(absolutes)])
    unknown = np.isnan(values)
    np.fmax(values, 0.0, out=values)  # fmax passes over NaN
    if former is not None and former.any():
        sums, counts = values[:, ~former].sum(axis=1), (~unknown[:, ~former]).sum(axis=1)
    else:
        sums, counts = values.sum(axis=1), values.shape[1] - np.count_nonzero(unknown, axis=1)
    return Tally(parts @ values, unknown, verdicts, sums, counts)


def mean_values(tallies: Sequence[Tally], wishes: int) -> Values:
    """m_j: the mean known value of each wish over present clients, shape (wishes,); 0.5 where nothing is known."""
    sums = np.sum([t.sums for t in tallies], axis=0) if tallies else np.zeros(wishes)
    counts = np.sum([t.counts for t in tallies], axis=0) if tallies else np.zeros(wishes)
    return np.where(counts > 0, sums / np.maximum(counts, 1), 0.5)


def figures(tallied: Tally, parts: Values, means: Values) -> Figures:
    """The figures of tallied clients, given the roster's means."""
    absent = np.vstack((parts, parts * means)) @ tallied.unknown.astype(np.float64)
    missing, filled = absent[:2], absent[2:]
    low = tallied.earned.sum(axis=0)
    match = low + filled.sum(axis=0)
    high = np.minimum(low + missing.sum(axis=0), 1.0)
    low, match = np.minimum(low, high), np.minimum(match, high)  # rounding only
    by_part = []
    for earned, fill, weight in zip(tallied.earned, filled, parts.sum(axis=1), strict=True):
        by_part.append(np.minimum((earned + fill) * (100 / weight), 100.0) if weight else np.full_like(earned, np.nan))
    coverage = np.maximum(1.0 - missing.sum(axis=0), 0.0)
    if not parts.any():
        match, low, high, coverage = *(np.full_like(match, np.nan),) * 3, np.zeros_like(coverage)
    return Figures(100 * match, 100 * low, 100 * high, coverage, by_part[0], by_part[1], tallied.absolutes)


# ── a frame in, a frame out ──────────────────────────────────────────────────────────────────────────────────────


def match(frame: Frame, avatar: Avatar) -> Frame:
    """The roster with seven more columns: match, low, high, coverage, service, affinity, absolutes.

    ``frame``: one row a client, columns headed by roster headers or catalogue fields; index and order are kept.
    match, low, high, service and affinity are 0–100 (NaN where the part, or any weighted wish, is absent), coverage
    0–1, absolutes "yes", "no" or "ask". Errors: RosterColumnTakenError when the roster has one of the seven already.
    """
    taken = [name for name in COLUMNS if name in frame.columns]
    if taken:
        raise RosterColumnTakenError(taken)
    answers, former = read_answers(frame, avatar), find_former(frame)
    parts, absolutes = part_weights(avatar, weigh(avatar)), absolute_rows(avatar)
    tallies = []
    room = np.empty((len(answers), min(_BATCH, len(frame))))
    batches = [(start, min(start + _BATCH, len(frame))) for start in range(0, len(frame), _BATCH)]
    for start, stop in batches:
        values = room[:, : stop - start]
        for at, answer in enumerate(answers):
            values[at] = answer.values(start, stop)
        tallies.append(tally(values, parts, absolutes, former[start:stop]))
    means = mean_values(tallies, len(answers))
    found: dict[str, NDArray[Any]] = {name: np.empty(len(frame)) for name in COLUMNS[:-1]}
    verdicts = np.empty(len(frame), dtype=np.int8)
    for (start, stop), tallied in zip(batches, tallies, strict=True):
        batch = figures(tallied, parts, means)
        for name, column in found.items():
            column[start:stop] = getattr(batch, name)
        verdicts[start:stop] = batch.absolutes
    words = pd.array(list(VERDICTS), dtype="str").take(verdicts)
    seven = pd.DataFrame({**found, "absolutes": words}, index=frame.index, copy=False)
    return cast(Frame, pd.concat([frame, seven], axis=1))


# ── the same, with every reason ──────────────────────────────────────────────────────────────────────────────────

State = Literal["met", "partly", "not", "unknown"]


@dataclass(frozen=True)
class Reason:
    """One bar of the waterfall: the value (None unknown) and the points it moves the match by, ±100 at most."""

    id: str
    value: float | None
    points: float
    state: State


@dataclass(frozen=True)
class Scored:
    """A roster held against an avatar, with every reason.

    Shapes: ``values`` (clients, wishes), NaN unknown; ``weights``, ``means`` (wishes,); the figures (clients,).
    ``base`` is the match of the roster's own averages, 0–100, NaN when nothing has weight.
    """

    avatar: Avatar
    weights: Values
    means: Values
    base: float
    values: Values
    former: NDArray[np.bool_]
    match: Values
    low: Values
    high: Values
    coverage: Values
    service: Values
    affinity: Values
    absolutes: tuple[Verdict, ...]
    problems: tuple[Unreadable, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the wishes, in the avatar's order: the second axis of ``values`` and ``points``."""
        return tuple(c.id for c in self.avatar.criteria)

    @cached_property
    def unknown(self) -> NDArray[np.bool_]:
        """Where an answer is unknown, shape (clients, wishes)."""
        return np.isnan(self.values)

    @property
    def met(self) -> NDArray[np.bool_]:
        """Where a wish is met in full, shape (clients, wishes)."""
        return self.values >= 1

    @cached_property
    def points(self) -> Values:
        """100·w·(v − m), 0 where unknown, shape (clients, wishes); base plus a row's sum is that client's match."""
        return 100 * self.weights * np.where(self.unknown, 0.0, self.values - self.means)

    @property
    def ask_first(self) -> NDArray[np.bool_]:
        """Where less than half the weight is known: shown, not ranked. Shape (clients,)."""
        return self.coverage < ENOUGH_KNOWN - _TINY

    @property
    def fits(self) -> NDArray[np.bool_]:
        """Where the match reaches the owner's fit line, shape (clients,); nobody when nothing has weight."""
        return self.match >= self.avatar.fit_line - _TINY


def score(frame: pd.DataFrame, avatar: Avatar) -> Scored:
    """Hold a roster against an avatar and keep every reason: :func:`match` for pages, reports and other methods."""
    answers, former = read_answers(frame, avatar), find_former(frame)
    values = np.array([a.values() for a in answers]).reshape(len(answers), len(frame))
    weights = weigh(avatar)
    parts = part_weights(avatar, weights)
    tallied = tally(values.copy(), parts, absolute_rows(avatar), former)
    means = mean_values([tallied], len(weights))
    found = figures(tallied, parts, means)
    return Scored(
        avatar=avatar,
        weights=weights,
        means=means,
        base=100 * float(weights @ means) if weights.any() else float("nan"),
        values=values.T,
        former=former,
        match=found.match,
        low=found.low,
        high=found.high,
        coverage=found.coverage,
        service=found.service,
        affinity=found.affinity,
        absolutes=tuple(VERDICTS[v] for v in found.absolutes),
        problems=tuple(p for a in answers for p in a.problems),
    )


def explain(scored: Scored, client: int) -> tuple[Reason, ...]:
    """Why this client's match is what it is: one reason a wish, in the avatar's order; points sum to match − base."""
    return tuple(
        Reason(
            id=criterion.id,
            value=None if unknown else float(value),
            points=float(points),
            state="unknown" if unknown else "met" if value >= 1 else "partly" if value > 0 else "not",
        )
        for criterion, value, points, unknown in zip(
            scored.avatar.criteria,
            scored.values[client],
            scored.points[client],
            scored.unknown[client],
            strict=True,
        )
    )
