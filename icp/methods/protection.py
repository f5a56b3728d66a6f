"""What a room may see of what its people put up, so that nobody's answer can be worked out from any row of pictures.

A picture tells how many said what. It follows seven rules; threshold, pooling and the second hidden cell are those of
official statistics (Hundepool et al. 2012, *Statistical Disclosure Control*, chapters 4 and 5):

1. Nothing is shown before ``least`` people answered: 5, for free text 10; a coach may lower both, never under 3.
2. A picture changes in steps: only once 5 people are in who never stood in it. Whatever an observer adds and subtracts,
   the 5 who came in with the latest picture used stand in what is left, each in no earlier picture. People who left,
   came back or changed their mind are taken in with the next step and never count towards one.
3. An option with one or two answers is not told: it is pooled with the others of its kind.
4. A pool from which a cell could be computed takes in one more option, the next in the list whatever its count: a pool
   of one option, and a pool in which each of its options must be two.
5. An option comes out of the pool only if an earlier pool cannot be taken apart by it (:func:`_keeps_secret`).
6. Where an answer is sensitive, nothing is shown while everybody, or everybody new, says the same.
7. After a step of the workshop is begun anew, the people of the new picture are those of each earlier one or differ
   from them by five or more.

The model: in each step at least 5 answers are unknown to the observer. Counts are exact, and exact counts cannot
protect the last of a room filled with invented people; nor can they hide that all five said the same, if they did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

Person = str
Option = str
Answers = Mapping[Person, Set[Option]]

LEAST, LEAST_TEXT, FLOOR = 5, 10, 3
STEP = 5
SMALL = 3  # an option with fewer answers is pooled


@dataclass(frozen=True)
class Protection:
    """How one picture is guarded. ``least``: people it needs, at least 3. ``single``: everybody gives one answer."""

    least: int = LEAST
    single: bool = True
    sensitive: bool = False

    def __post_init__(self) -> None:
        if self.least < FLOOR:
            raise ValueError(f"nothing is shown of fewer than {FLOOR} people")


@dataclass(frozen=True)
class View:
    """One picture. ``people``: how many answered. ``bars``: option and count, in the options' order.

    ``pooled``: options not told apart. ``pool``: their answers together; None where people give several answers, since
    there the others say nothing about it.
    """

    people: int
    bars: tuple[tuple[Option, int], ...]
    pooled: tuple[Option, ...]
    pool: int | None


@dataclass(frozen=True)
class Step:
    """What a picture shown earlier was made of: who stood in it, and what it did not tell."""

    people: frozenset[Person]
    hidden: Mapping[Option, int]


@dataclass(frozen=True)
class Memory:
    """What has to be remembered of one picture. ``seen``: everybody who ever stood in it. ``earlier``: the people of
    every picture before the step was begun anew. Nothing of it may be shown."""

    view: View | None = None
    steps: tuple[Step, ...] = ()
    seen: frozenset[Person] = frozenset()
    earlier: tuple[frozenset[Person], ...] = ()


def protect(answers: Answers, options: Sequence[Option], memory: Memory, how: Protection) -> Memory:
    """The picture after these answers: ``memory`` itself while too few are new, else one whose ``view`` is the new one.

    answers: person → options given, by everybody whose answer stands now; whoever gave none is left out. options: all
    there are, in the order shown; others are refused with ValueError. Deterministic, and a pure function.

    >>> five = {"v": {"a"}, "w": {"a"}, "x": {"a"}, "y": {"b"}, "z": {"c"}}
    >>> protect(five, ["a", "b", "c"], Memory(), Protection()).view
    View(people=5, bars=(('a', 3),), pooled=('b', 'c'), pool=2)
    >>> eight = {**{name: {"a"} for name in "stuv"}, **{name: {"b"} for name in "wxyz"}}
    >>> protect(eight, ["a", "b"], Memory(), Protection()).view
    View(people=8, bars=(('a', 4), ('b', 4)), pooled=(), pool=0)
    """
    unknown = {option for given in answers.values() for option in given} - set(options)
    if unknown:
        raise ValueError(f"no such option: {sorted(unknown)[0]!r}")
    here = {person: frozenset(given) for person, given in answers.items() if given}
    if how.single and any(len(given) > 1 for given in here.values()):
        raise ValueError("one answer each")
    fresh = here.keys() - memory.seen if memory.steps else here.keys()
    if not _is_due(here.keys(), fresh, memory, how):
        return memory
    if how.sensitive and any(len({here[person] for person in group}) < 2 for group in (here, fresh)):
        return memory
    counts = Counter(option for given in here.values() for option in given)
    hidden = _hide(options, counts, here, fresh, memory, how)
    view = View(
        people=len(here),
        bars=tuple((option, counts[option]) for option in options if option not in hidden),
        pooled=tuple(option for option in options if option in hidden),
        pool=sum(counts[option] for option in hidden) if how.single else None,
    )
    step = Step(frozenset(here), {option: counts[option] for option in hidden})
    return replace(memory, view=view, steps=(*memory.steps, step), seen=memory.seen | here.keys())


def begin_anew(memory: Memory) -> Memory:
    """What is remembered when a step is begun anew: no picture, and who stood in the ones there were."""
    return Memory(seen=memory.seen, earlier=(*memory.earlier, *(step.people for step in memory.steps)))


def missing(answers: Answers, memory: Memory, how: Protection) -> int:
    """How many more people it takes until the picture moves, by number alone; 0 when it is due."""
    here = {person for person, given in answers.items() if given}
    if memory.steps:
        return max(0, STEP - len(here - memory.seen))
    return max(0, how.least - len(here))


def show_texts(people: int, approved: Sequence[str], how: Protection) -> tuple[str, ...]:
    """Free texts that may stand on a wall: none while fewer than ``least`` people wrote one, else in an order that
    does not tell who came first. ``people``: how many wrote, approved or not."""
    return tuple(sorted(approved, key=str.casefold)) if people >= how.least else ()


def _is_due(here: Set[Person], fresh: Set[Person], memory: Memory, how: Protection) -> bool:
    if memory.steps:
        return len(fresh) >= STEP
    apart = (len(here ^ earlier) for earlier in memory.earlier)
    return len(here) >= how.least and all(number == 0 or number >= STEP for number in apart)


def _hide(
    options: Sequence[Option],
    counts: Counter[Option],
    here: Answers,
    fresh: Set[Person],
    memory: Memory,
    how: Protection,
) -> frozenset[Option]:
    """The options this picture does not tell apart."""
    hidden = {option for option in options if counts[option] < SMALL}
    hidden |= {option for option in _always_hidden(memory) if not _keeps_secret(option, here, fresh, memory, how)}
    hidden |= _fallen(memory)
    while how.single and len(hidden) < len(options):
        pool = sum(counts[option] for option in hidden)
        if pool == 0 or (len(hidden) > 1 and pool != (SMALL - 1) * len(hidden)):
            break
        hidden.add(_next_to(hidden, options))
    return frozenset(hidden)


def _fallen(memory: Memory) -> set[Option]:
    """The options that were told once and then were not. They stay in the pool: what such a one was is known, so the next
    count of it would tell what was kept back."""
    fallen: set[Option] = set()
    for before, after in pairwise(memory.steps):
        fallen |= after.hidden.keys() - before.hidden.keys()
    return fallen


def _always_hidden(memory: Memory) -> set[Option]:
    """The options told in no picture yet."""
    return set.intersection(*(set(step.hidden) for step in memory.steps)) if memory.steps else set()


def _next_to(hidden: Set[Option], options: Sequence[Option]) -> Option:
    """The told option that follows the first hidden one in the list, round its end.

    Chosen by its place alone: the smallest one, known to be no larger than the others, could be computed again.
    """
    start = min(options.index(option) for option in hidden)
    return next(
        option for at in range(1, len(options)) if (option := options[(start + at) % len(options)]) not in hidden
    )


def _keeps_secret(option: Option, here: Answers, fresh: Set[Person], memory: Memory, how: Protection) -> bool:
    """Whether telling ``option`` now leaves every earlier pool it was part of open to two readings.

    A second reading is an exchange of answers between somebody who stood in that pool and somebody new, after which
    every picture would have looked the same. It needs another option that was hidden all along, too.
    """
    past = [step.hidden for step in memory.steps]
    if not any(cells[option] for cells in past):
        return True
    newly = Counter(given for person in fresh for given in here[person])
    if how.single:
        rivals = _always_hidden(memory) - {option}
        return any(
            (newly[rival] > 0 and all(_may_grow(cells[rival]) for cells in past))
            or (newly[option] > 0 and past[0][rival] > 0 and all(_may_grow(cells[option]) for cells in past))
            for rival in rivals
        )
    fewer = newly[option] < len(fresh)
    more = newly[option] > 0 and all(
        _may_grow(cells[option]) and cells[option] < len(step.people)
        for cells, step in zip(past, memory.steps, strict=True)
    )
    return fewer or more


def _may_grow(count: int) -> bool:
    """Whether a hidden count could be one more and still be hidden for the reason it is."""
    return count != SMALL - 1
