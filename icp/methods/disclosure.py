"""What somebody could work out who kept every picture of a room: the numbers that all readings of the pictures share.

Pictures only ever take people in. How many of those who came in with one gave which option is unknown, and each picture
is an equation or a bound on the sums up to it. A number is *pinned* when its least and its greatest possible value,
found by linear programming, leave no other whole number between (the auditing of a table with suppressed cells:
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
_AT_ONCE = 40  # sums in one linear program
_CLOSE = 1e-6
_TWO = 2.0


@dataclass(frozen=True)
class Seen:
    """One picture as an observer keeps it. ``came``: how many are new in it. ``told``: counts by option.

    ``hidden``: options not told, True where fewer than three gave it; ``pool``: their sum, None where it says nothing.
    """

    came: int
    told: Mapping[str, int]
    hidden: Mapping[str, bool]
    pool: int | None


def find_pinned(pictures: Sequence[Seen], *, single: bool) -> frozenset[tuple[int, str]]:
    """(number of the picture, option) wherever the pictures pin down an option one of them did not tell.

    Zeros are left out: they are about nobody. single: everybody gave one option.
    """
    options = list(pictures[0].told.keys() | pictures[0].hidden.keys())
    together = [options] if single else [[option] for option in options]
    return frozenset(found for chosen in together for found in _System(pictures, chosen, single).pinned())


class _System:
    """The unknown numbers, one a picture's newcomers and option, and what the pictures say of them."""

    def __init__(self, pictures: Sequence[Seen], options: Sequence[str], single: bool) -> None:
        self._shape = len(pictures), len(options)
        self._options = options
        self._most = np.repeat([float(seen.came) for seen in pictures], len(options))
        self._hidden: list[tuple[tuple[int, str], Floats]] = []
        equal: list[tuple[Floats, int]] = []
        below: list[Floats] = []
        for at, seen in enumerate(pictures):
            pooled = [option for option in options if option in seen.hidden]
            for option in options:
                line = self._sum(slice(at + 1), [option])
                if option in seen.told:
                    equal.append((line, seen.told[option]))
                else:
                    self._hidden.append(((at, option), line))
                    if seen.hidden[option]:
                        below.append(line)
            if single:
                equal.append((self._sum(slice(at, at + 1), options), seen.came))
                if pooled and seen.pool is not None:
                    equal.append((self._sum(slice(at + 1), pooled), seen.pool))
        self._equal, self._equal_to = _stack([line for line, _ in equal]), [float(number) for _, number in equal]
        self._below, self._below_to = _stack(below), [_TWO] * len(below)

    def _sum(self, pictures: slice, options: Sequence[str]) -> Floats:
        line = np.zeros(self._shape)
        line[pictures, [self._options.index(option) for option in options]] = 1
        return line.ravel()

    def pinned(self) -> list[tuple[int, str]]:
        """The numbers that are known, zeros left out."""
        asked = self._hidden
        if not asked:
            return []
        _, (least, most) = self._ends(np.sum([line for _, line in asked], axis=0)[None])
        # Two readings far apart open every number in which they differ: most go that way.
        asked = [(name, line) for name, line in asked if abs(line @ (most - least)) < _CLOSE]
        found = []
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            ends, _ = self._ends(np.array([line for _, line in some]))
            found += [
                name
                for (name, _), (low, high) in zip(some, ends, strict=True)
                if high - low < 1 - _CLOSE and high > 1 - _CLOSE
            ]
        return found

    def _ends(self, lines: Floats) -> tuple[list[tuple[float, float]], tuple[Floats, Floats]]:
        """The least and the greatest value of each sum, and the readings of the first one.

        All in one program: one after the other, starting the solver would take eight times as long as solving.
        """
        from scipy.optimize import linprog
        from scipy.sparse import eye_array, kron

        blocks, wide = 2 * len(lines), len(self._most)

        def spread(matrix: csr_array | None, right: Sequence[float]) -> tuple[Any, Any]:
            if matrix is None:
                return None, None
            return kron(eye_array(blocks), matrix, format="csr"), np.tile(right, blocks)

        above, above_to = spread(self._below, self._below_to)
        equal, equal_to = spread(self._equal, self._equal_to)
        solve: Any = linprog
        solved = solve(
            np.stack([lines, -lines], axis=1).ravel(), A_ub=above, b_ub=above_to, A_eq=equal, b_eq=equal_to,
            bounds=np.column_stack([np.zeros(blocks * wide), np.tile(self._most, blocks)]), method="highs",
        )  # fmt: skip
        read = np.asarray(solved.x, dtype=np.float64).reshape(len(lines), 2, wide)
        ends = [(float(line @ low), float(line @ high)) for line, (low, high) in zip(lines, read, strict=True)]
        return ends, (read[0, 0], read[0, 1])


def _stack(lines: Sequence[Floats]) -> csr_array | None:
    from scipy.sparse import csr_array

    return csr_array(np.array(lines)) if lines else None
