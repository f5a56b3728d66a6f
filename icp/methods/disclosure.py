"""What somebody could work out who kept every picture of a room: the numbers that all readings of the pictures share.

Pictures only ever take people in. So the count of an option never falls, and rises from one picture to the next by no
more than came in; of an option not told, the pool says what it has together with others. A number is *pinned* when its
least and its greatest possible value leave no other whole number between: where each option stands for itself by
carrying the bounds along its pictures, else by linear programming (the auditing of a table with suppressed cells:
Hundepool et al. 2012, *Statistical Disclosure Control*, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Cell = tuple[int, str]
_AT_ONCE = 40  # numbers looked for in one linear program
_CLOSE = 1e-6
_SMALL = 2


@dataclass(frozen=True)
class Seen:
    """One picture as an observer keeps it. ``came``: how many are new in it. ``told``: counts by option.

    ``hidden``: options not told, True where fewer than three gave it; ``pool``: their sum, None where it says nothing.
    """

    came: int
    told: Mapping[str, int]
    hidden: Mapping[str, bool]
    pool: int | None


def find_pinned(pictures: Sequence[Seen], *, single: bool) -> frozenset[Cell]:
    """(number of the picture, option) wherever the pictures pin down an option one of them did not tell.

    Zeros are left out: they are about nobody. single: everybody gave one option.
    """
    ends = _carry_bounds(pictures)
    if single:
        return frozenset(_solve_pools(pictures, ends))
    return frozenset(
        cell for cell, (low, high) in ends.items() if low == high > 0 and cell[1] in pictures[cell[0]].hidden
    )


def _carry_bounds(pictures: Sequence[Seen]) -> dict[Cell, tuple[int, int]]:
    """The least and the greatest value of every count by its own option's pictures alone."""
    ends: dict[Cell, tuple[int, int]] = {}
    for option in pictures[0].told.keys() | pictures[0].hidden.keys():
        low, high = 0, 0
        for at, seen in enumerate(pictures):
            high += seen.came
            if option in seen.told:
                low, high = max(low, seen.told[option]), min(high, seen.told[option])
            elif seen.hidden[option]:
                high = min(high, _SMALL)
            ends[at, option] = low, high
        for at in range(len(pictures) - 2, -1, -1):
            after_low, after_high = ends[at + 1, option]
            low, high = ends[at, option]
            ends[at, option] = max(low, after_low - pictures[at + 1].came), min(high, after_high)
    return ends


def _solve_pools(pictures: Sequence[Seen], ends: Mapping[Cell, tuple[int, int]]) -> list[Cell]:
    """The pinned cells where each pool says what its options have together."""
    cells = [(at, option) for at, seen in enumerate(pictures) for option in seen.hidden if ends[at, option][1] > 0]
    if not cells:
        return []
    place = {cell: column for column, cell in enumerate(cells)}
    rises: list[tuple[int, int, int]] = []  # (cell, the same option's cell one picture later, by at most)
    for at, option in cells:
        later = place.get((at + 1, option))
        if later is not None:
            rises.append((place[at, option], later, pictures[at + 1].came))
    pools = [(at, seen.pool) for at, seen in enumerate(pictures) if seen.hidden and seen.pool is not None]
    grow = _matrix(len(cells), [[(later, 1.0), (cell, -1.0)] for cell, later, _ in rises])
    shrink = _matrix(len(cells), [[(later, -1.0), (cell, 1.0)] for cell, later, _ in rises])
    sums = _matrix(len(cells), [[(place[cell], 1.0) for cell in cells if cell[0] == at] for at, _ in pools])
    system = _System(
        rises=[grow, shrink], most=[float(most) for _, _, most in rises] + [0.0] * len(rises),
        pools=sums, sums=[float(pool or 0) for _, pool in pools],
        low=np.array([ends[cell][0] for cell in cells], dtype=np.float64),
        high=np.array([ends[cell][1] for cell in cells], dtype=np.float64),
    )  # fmt: skip
    asked = list(range(len(cells)))
    least, most = system.ends(np.ones((1, len(cells))), apart=True)[0]
    # Two readings far apart open every number in which they differ: most go that way.
    asked = [cell for cell in asked if abs(least[cell] - most[cell]) < _CLOSE]
    pinned = []
    for at in range(0, len(asked), _AT_ONCE):
        some = asked[at : at + _AT_ONCE]
        for cell, (low, high) in zip(some, system.ends(np.eye(len(cells))[some]), strict=True):
            if high[cell] - low[cell] < 1 - _CLOSE and high[cell] > 1 - _CLOSE:
                pinned.append(cells[cell])
    return pinned


@dataclass(frozen=True)
class _System:
    """What holds of the hidden numbers: how much each rises, what the pools sum to, and between which ends each is."""

    rises: Sequence[csr_array | None]
    most: Sequence[float]
    pools: csr_array | None
    sums: Sequence[float]
    low: Floats
    high: Floats

    def ends(self, lines: Floats, *, apart: bool = False) -> list[tuple[Floats, Floats]]:
        """For each sum of numbers a reading in which it is least and one in which it is greatest.

        All in one program: one after the other, starting the solver would take eight times as long as solving. apart:
        weigh the numbers unequally, so that the two readings differ in as many as possible.
        """
        from scipy.optimize import linprog
        from scipy.sparse import eye_array, kron, vstack

        if apart:
            lines = lines * np.random.default_rng(0).normal(size=lines.shape)
        blocks, wide = 2 * len(lines), len(self.low)
        told = [matrix for matrix in self.rises if matrix is not None]
        copies = eye_array(blocks)
        solve: Any = linprog
        solved = solve(
            np.stack([lines, -lines], axis=1).ravel(),
            A_ub=kron(copies, vstack(told), format="csr") if told else None,
            b_ub=np.tile(self.most, blocks) if told else None,
            A_eq=None if self.pools is None else kron(copies, self.pools, format="csr"),
            b_eq=None if self.pools is None else np.tile(self.sums, blocks),
            bounds=np.column_stack([np.tile(self.low, blocks), np.tile(self.high, blocks)]),
            method="highs",
        )
        read = np.asarray(solved.x, dtype=np.float64).reshape(len(lines), 2, wide)
        return [(low, high) for low, high in read]


def _matrix(wide: int, rows: Sequence[Sequence[tuple[int, float]]]) -> csr_array | None:
    from scipy.sparse import csr_array

    if not rows:
        return None
    entries = [(row, column, value) for row, line in enumerate(rows) for column, value in line]
    at_row, at_column, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((np.array(values, dtype=np.float64), (at_row, at_column)), shape=(len(rows), wide))
