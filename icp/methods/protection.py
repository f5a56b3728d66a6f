"""What a room may see of what its people put up, so that nobody's answer can be worked out from any row of pictures.

A picture tells how many said what. It follows seven rules; threshold, pooling and the second hidden cell are those of
official statistics (Hundepool et al. 2012, *Statistical Disclosure Control*, chapters 4 and 5):

1. Nothing is shown before ``least`` people answered: 5, for free text 10; a coach may lower both, never under 3.
2. A picture moves in steps, each taking in 5 people or more, and at least a tenth of those in it, who never stood in
   it. What it has counted it keeps: whoever leaves or changes their mind changes nothing in it, since taking one answer
   out would tell that answer. So whatever an observer adds and subtracts, whole steps are left.
3. An option with one or two answers is not told: it is pooled with the others of its kind.
4. A pool from which a cell could be computed takes in one more option, the next in the list whatever its count: a pool
   of one option, and a pool in which each of its options must be two.
5. A picture that together with those before it would pin down an option not told (:mod:`icp.methods.disclosure`) is
   not shown: first no option leaves the pool, and if that is not enough, the picture waits for one more new person.
6. Where an answer is sensitive, nothing is shown while everybody, or everybody new, says the same.
7. After a step of the workshop is begun anew, pictures begin anew, too. The people of the new one are those of each
   earlier one, or differ from them by five or more.

The model: in each step at least 5 answers are unknown to the observer. Counts are exact, and exact counts cannot
protect the last of a room filled with invented people: with enough of these an observer gets the tally of the others of
a step, never of fewer than five. Nor can they hide that all five said the same, if they did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from icp.methods.disclosure import Seen, find_pinned

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
    """What a picture shown earlier was made of. ``came``: how many were new in it; ``hidden``: the options it did not
    tell, with their counts."""

    view: View
    came: int
    hidden: Mapping[Option, int]


@dataclass(frozen=True)
class Memory:
    """What has to be remembered of one picture, and may not be shown.

    ``seen``: everybody who stands in it. ``earlier``: the people of each picture there was before it began anew.
    ``held``: with so many new people a picture would have told too much.
    """

    steps: tuple[Step, ...] = ()
    seen: frozenset[Person] = frozenset()
    earlier: tuple[frozenset[Person], ...] = ()
    held: int = 0

    @property
    def view(self) -> View | None:
        """The picture shown last."""
        return self.steps[-1].view if self.steps else None

    @property
    def step(self) -> int:
        """How many new people the next step takes: 5, or a tenth of many, so that the row of pictures stays short."""
        return max(STEP, len(self.seen) // 10)

    @property
    def counts(self) -> Counter[Option]:
        """All that was counted so far, told or not."""
        return Counter(dict(self.steps[-1].view.bars) | dict(self.steps[-1].hidden)) if self.steps else Counter()


def protect(
    answers: Answers,
    options: Sequence[Option],
    memory: Memory,
    how: Protection,
    stamps: Mapping[Person, object] | None = None,
) -> Memory:
    """The picture after these answers: ``memory`` itself while nothing may move, else one whose ``view`` is the new
    one, or which remembers that a new one would have told too much.

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
    fresh = here.keys() - memory.seen
    if not _is_due(here.keys(), fresh, memory, how):
        return memory
    counts = memory.counts + Counter(option for person in fresh for option in here[person])
    people = len(memory.seen | fresh)
    if how.sensitive and (people in counts.values() or len({here[person] for person in fresh}) < 2):
        return memory
    for kept in (set[Option](), set(memory.steps[-1].hidden) if memory.steps else set[Option]()):
        hidden = _hide(options, counts, kept, how)
        view = View(
            people=people,
            bars=tuple((option, counts[option]) for option in options if option not in hidden),
            pooled=tuple(option for option in options if option in hidden),
            pool=sum(counts[option] for option in hidden) if how.single else None,
        )
        step = Step(view, len(fresh), {option: counts[option] for option in options if option in hidden})
        if _tells_nothing_new((*memory.steps, step), how):
            return replace(memory, steps=(*memory.steps, step), seen=memory.seen | fresh, held=0)
    return replace(memory, held=len(fresh))


def begin_anew(memory: Memory) -> Memory:
    """What is remembered when a step is begun anew: no picture, and who stood in the ones there were."""
    return Memory(earlier=(*memory.earlier, memory.seen) if memory.seen else memory.earlier)


def missing(answers: Answers, memory: Memory, how: Protection) -> int:
    """How many more people it takes until the picture moves, by number alone; 0 when it is due."""
    here = {person for person, given in answers.items() if given}
    if memory.steps:
        return max(0, max(memory.step, memory.held + 1) - len(here - memory.seen))
    return max(0, max(how.least, memory.held + 1) - len(here))


def show_texts(people: int, approved: Sequence[str], how: Protection) -> tuple[str, ...]:
    """Free texts that may stand on a wall: none while fewer than ``least`` people wrote one, else in an order that
    does not tell who came first. ``people``: how many wrote, approved or not."""
    return tuple(sorted(approved, key=str.casefold)) if people >= how.least else ()


def _is_due(here: Set[Person], fresh: Set[Person], memory: Memory, how: Protection) -> bool:
    if memory.steps:
        return len(fresh) >= memory.step and len(fresh) > memory.held
    if len(here) <= memory.held:
        return False
    apart = [len(here ^ earlier) for earlier in memory.earlier]
    return len(here) >= how.least and all(number == 0 or number >= STEP for number in apart)


def _hide(options: Sequence[Option], counts: Counter[Option], kept: Set[Option], how: Protection) -> frozenset[Option]:
    """The options not told apart: the small ones, those ``kept`` in the pool, and what else it takes."""
    hidden = {option for option in options if counts[option] < SMALL} | kept
    while how.single and len(hidden) < len(options):
        pool = sum(counts[option] for option in hidden)
        if pool == 0 or (len(hidden) > 1 and pool != (SMALL - 1) * len(hidden)):
            break
        hidden.add(_next_to(hidden, options))
    return frozenset(hidden)


def _next_to(hidden: Set[Option], options: Sequence[Option]) -> Option:
    """The told option that follows the first hidden one in the list, round its end.

    Chosen by its place alone: the smallest one, known to be no larger than the others, could be computed again.
    """
    start = min(options.index(option) for option in hidden)
    return next(
        option for at in range(1, len(options)) if (option := options[(start + at) % len(options)]) not in hidden
    )


def _tells_nothing_new(steps: Sequence[Step], how: Protection) -> bool:
    """Whether the last picture pins down nothing that the ones before left open."""
    if not any(step.hidden for step in steps):
        return True
    pictures = [
        Seen(step.came, dict(step.view.bars), {o: n < SMALL for o, n in step.hidden.items()}, step.view.pool)
        for step in steps
    ]
    now = find_pinned(pictures, single=how.single)
    return not now or (len(steps) > 1 and now <= find_pinned(pictures[:-1], single=how.single))
