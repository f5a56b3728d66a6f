"""An observer sits in a room, sees every picture that ever stood on the board, and tries to work out what was hidden.

What the observer knows, and it is more than anybody would: every picture in the order shown; who stood in each of them
(from joins, leaves and changed answers, by person); of every option that a picture did not tell whether it was under
three; the rules; and, in rooms with invented people, the answers of these. What they do not know: the answers of the
others, of whom at least five are new in each step.

Counted over many rooms:

- *cells*: numbers that every assignment of answers agrees on that explains all pictures (by linear programming), zero
  aside: of an option that a picture did not tell; and of what fewer than five people said. Where all who came in
  together said the same, it is the written limit and counted as *agreed*.
- *groups*: fewer than five people whose tally can be isolated by adding and subtracting pictures, even if every picture
  told every option exactly.

In rooms with invented people the observer can have an exact tally of five or more others, whatever the protection; that
is the other written limit. There only groups are counted as recovered; *cells* tells how much the limit is.

    python -m tests.soak.observer --rooms 10000
    python -m tests.soak.observer --rooms 500 --unprotected      (shows that the observer can count)
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from icp.methods.protection import STEP, Memory, Protection, View, protect

_COMBINED = 7  # so many pictures at a time are added and subtracted in every way


@dataclass
class Watched:
    """One room as the observer has it. ``pictures``: the view, and whose answers stood in it; an answer changed is
    another answer of the same person. ``answers``: all answers ever, for the judge only."""

    options: tuple[str, ...]
    single: bool
    fakes: frozenset[str]
    pictures: list[tuple[View, frozenset[str]]] = field(default_factory=list)
    answers: dict[str, frozenset[str]] = field(default_factory=dict)


def run_room(seed: int, *, with_fakes: bool, protected: bool = True) -> Watched:
    """People come, change their minds and leave; the board is looked at after every change.

    Invented people come along with at least five others between two looks, as the model has it.
    """
    chance = random.Random(seed)
    options = tuple("abcdefgh"[: chance.randint(2, 8)])
    liking = [chance.random() ** 3 + 0.02 for _ in options]
    how = Protection(single=chance.random() < 0.6)
    room = Watched(options, how.single, frozenset())
    here: dict[str, str] = {}  # person → the answer that stands
    numbers, memory = itertools.count(), Memory()
    fakes: set[str] = set()
    counted: dict[str, str] = {}  # person → the answer a picture has counted

    def answer() -> frozenset[str]:
        many = 1 if how.single else chance.randint(1, min(3, len(options)))
        return frozenset(chance.choices(options, liking, k=many))

    def come(given: frozenset[str] | None = None, *, invented: bool = False) -> None:
        person = f"p{next(numbers)}"
        here[person] = f"{person}.0"
        room.answers[here[person]] = given or answer()
        if invented:
            fakes.add(person)

    def look() -> None:
        nonlocal memory
        given = {person: room.answers[answer] for person, answer in here.items()}
        if not protected:
            if len(given) >= 5:
                counts = Counter(option for one in given.values() for option in one)
                bars = tuple((option, counts[option]) for option in options)
                room.pictures.append((View(len(given), bars, (), 0), frozenset(here.values())))
            return
        after = protect(given, options, memory, how)
        if len(after.steps) > len(memory.steps):
            assert after.view is not None
            counted.update({person: answer for person, answer in here.items() if person not in counted})
            room.pictures.append((after.view, frozenset(counted.values())))
        memory = after

    def invent(most: int) -> None:
        """Invented people where they help most: under the options that were not told."""
        poor = memory.view.pooled if memory.view is not None and memory.view.pooled else options
        for _ in range(chance.randint(0, most)):
            come(frozenset({chance.choice(poor)}), invented=True)

    for _ in range(chance.choice((5, 6, 8, 12, 20, 30))):
        come()
    if with_fakes:
        invent(12)
    look()
    for _ in range(chance.randint(5, 40)):
        kind = chance.random()
        others = [person for person in here if person not in fakes]
        if with_fakes and kind < 0.3:
            for _ in range(chance.randint(STEP, STEP + 2)):
                come()
            invent(9)
        elif kind < 0.6 and not with_fakes:
            come()
        elif kind < 0.75 and len(others) > 5:
            del here[chance.choice(others)]
        elif kind < 0.85 and fakes & here.keys():
            del here[chance.choice(sorted(fakes & here.keys()))]
        elif others:
            person = chance.choice(others)
            here[person] = f"{person}.{chance.randrange(10**6)}"
            room.answers[here[person]] = answer()
        look()
    room.fakes = frozenset(answer for answer in room.answers if answer.split(".")[0] in fakes)
    return room


# ── groups isolated ──────────────────────────────────────────────────────────────────────────────────────────────


def smallest_group(room: Watched) -> int | None:
    """How many unknown answers stand in the smallest sum or difference of pictures; None where there is none.

    All sums with factors −1, 0 and 1 of any seven successive pictures, and of all pairs.
    """
    unknown = sorted(answer for answer in room.answers if answer not in room.fakes)
    if not room.pictures or not unknown:
        return None
    stood = np.array([[answer in people for answer in unknown] for _, people in room.pictures], dtype=np.int8)
    smallest = None
    for at in range(len(stood)):
        window = stood[at : at + _COMBINED]
        for rows in [window, *(stood[[at, other]] for other in range(at + _COMBINED, len(stood)))]:
            sums = _factors(len(rows)) @ rows
            sizes = (sums != 0).sum(axis=1)
            sizes = sizes[sizes > 0]
            if len(sizes):
                smallest = int(min(sizes.min(), smallest if smallest is not None else len(unknown)))
    return smallest


_known: dict[int, NDArray[np.int8]] = {}


def _factors(length: int) -> NDArray[np.int8]:
    if length not in _known:
        _known[length] = np.array(list(itertools.product((-1, 0, 1), repeat=length)), dtype=np.int8)
    return _known[length]


# ── cells pinned down ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _System:
    """Unknown numbers of answers by group and option, and all that the pictures say of them."""

    cells: list[NDArray[np.float64]]  # one row a number looked for: which unknowns it sums
    truth: list[int]
    agreed: list[bool]
    equal: csr_array
    equal_to: NDArray[np.float64]
    below: csr_array | None
    below_to: NDArray[np.float64] | None
    most: NDArray[np.float64]


def _systems(room: Watched) -> list[_System]:
    """The whole room where everybody gave one answer; else one system an option: they say nothing of each other."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for answer in room.answers:
        if answer not in room.fakes:
            stood = tuple(answer in people for _, people in room.pictures)
            if any(stood):
                groups.setdefault(stood, []).append(answer)
    signatures = np.array(list(groups), dtype=float).T  # pictures × groups
    sizes = np.array([len(members) for members in groups.values()], dtype=float)
    members = list(groups.values())
    if room.single:
        return [_system(room, signatures, sizes, members, room.options)]
    return [_system(room, signatures, sizes, members, (option,)) for option in room.options]


def _system(
    room: Watched,
    signatures: NDArray[np.float64],
    sizes: NDArray[np.float64],
    members: list[list[str]],
    options: tuple[str, ...],
) -> _System:
    groups, wide = len(sizes), len(options)
    cells, truth, agreed, equal, equal_to, below, below_to = [], [], [], [], [], [], []
    came: dict[str, int] = {}
    for at, (_, people) in enumerate(room.pictures):
        for answer in people - room.fakes:
            came.setdefault(answer, at)

    def row(at: int, chosen: list[int]) -> NDArray[np.float64]:
        line = np.zeros((groups, wide))
        line[:, chosen] = signatures[at][:, None]
        return line.ravel()

    for at, (view, people) in enumerate(room.pictures):
        ours = Counter(option for answer in people & room.fakes for option in room.answers[answer])
        real = Counter(option for answer in people - room.fakes for option in room.answers[answer])
        told = dict(view.bars)
        for place, option in enumerate(options):
            line = row(at, [place])
            if option in told:
                equal.append(line)
                equal_to.append(told[option] - ours[option])
            else:
                cells.append(line)
                truth.append(real[option])
                agreed.append(False)
                if real[option] + ours[option] < 3:
                    below.append(line)
                    below_to.append(2 - ours[option])
        hidden = [place for place, option in enumerate(options) if option not in told]
        if room.single and hidden and view.pool is not None:
            equal.append(row(at, hidden))
            equal_to.append(view.pool - sum(ours[options[place]] for place in hidden))
    for group, answers in enumerate(members):
        together = [answer for answer, at in came.items() if at == came[answers[0]]]
        for place, option in enumerate(options if len(answers) < STEP else ()):
            line = np.zeros((groups, wide))
            line[group, place] = 1
            cells.append(line.ravel())
            truth.append(sum(option in room.answers[answer] for answer in answers))
            agreed.append(all(option in room.answers[answer] for answer in together))
    if room.single:
        for group in range(groups):
            line = np.zeros((groups, wide))
            line[group] = 1
            equal.append(line.ravel())
            equal_to.append(sizes[group])
    return _System(
        cells, truth, agreed,
        csr_array(np.array(equal).reshape(len(equal), groups * wide)), np.array(equal_to, dtype=float),
        csr_array(np.array(below)) if below else None, np.array(below_to, dtype=float) if below else None,
        np.repeat(sizes, wide),
    )  # fmt: skip


def pinned_cells(room: Watched) -> tuple[int, int, int]:
    """How many numbers looked for are of somebody; how many of these the observer knows; and knows since all agreed."""
    hidden, pinned, agreed = 0, 0, 0
    for system in _systems(room) if room.pictures else ():
        asked = [at for at, number in enumerate(system.truth) if number > 0]
        hidden += len(asked)
        if asked:  # another reading shows that a number is open: most go that way
            together = np.sum([system.cells[at] for at in asked], axis=0)
            for found in (_solve(system, together), _solve(system, -together)):
                asked = [at for at in asked if abs(system.cells[at] @ found - system.truth[at]) < 1e-6]
        for at in asked:
            lowest = system.cells[at] @ _solve(system, system.cells[at])
            highest = system.cells[at] @ _solve(system, -system.cells[at])
            if highest - lowest < 1 - 1e-6:  # no other whole number between
                agreed += system.agreed[at]
                pinned += not system.agreed[at]
    return hidden, pinned, agreed


def _solve(system: _System, objective: NDArray[np.float64]) -> NDArray[np.float64]:
    bounds = np.column_stack([np.zeros_like(system.most), system.most])
    found = linprog(
        objective, A_ub=system.below, b_ub=system.below_to, A_eq=system.equal if system.equal.shape[0] else None,
        b_eq=system.equal_to if system.equal.shape[0] else None, bounds=bounds, method="highs",
    )  # fmt: skip
    assert found.status == 0, "what really happened explains the pictures"
    return np.asarray(found.x)


@dataclass
class Outcome:
    """Over all rooms. ``hidden``: numbers looked for; ``pinned`` of them known, ``agreed`` known since all who came in
    together said the same. ``small``: rooms in which a group under five was isolated; ``smallest`` of all groups."""

    rooms: int = 0
    pictures: int = 0
    hidden: int = 0
    pinned: int = 0
    agreed: int = 0
    small: int = 0
    smallest: int = 10**6


def attack(rooms: int, *, first: int = 0, with_fakes: bool, protected: bool = True, cells: int = 10**9) -> Outcome:
    """Attack so many rooms; the numbers of the first ``cells`` of them by linear programming."""
    sums = Outcome()
    for seed in range(first, first + rooms):
        room = run_room(seed, with_fakes=with_fakes, protected=protected)
        group = smallest_group(room)
        held, known, agreed = pinned_cells(room) if seed < first + cells else (0, 0, 0)
        sums.rooms += 1
        sums.pictures += len(room.pictures)
        sums.hidden, sums.pinned, sums.agreed = sums.hidden + held, sums.pinned + known, sums.agreed + agreed
        if group is not None:
            sums.small += group < STEP
            sums.smallest = min(sums.smallest, group)
    return sums


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--unprotected", action="store_true")
    arguments = parser.parse_args()
    for with_fakes in (False, True):
        began = time.perf_counter()
        found = attack(
            arguments.rooms // 2, first=arguments.first, with_fakes=with_fakes, protected=not arguments.unprotected,
            cells=200 if with_fakes else 10**9,
        )  # fmt: skip
        print(f"invented people: {'yes' if with_fakes else 'no'}  {found}  {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
