"""Who may be planned for at all: put forward by the owner, for a behaviour, after the ladder has been climbed.

The ladder has three steps before a goodbye: put one's own system right, talk, agree on other terms. The types refuse a
reason that is about who somebody is; what else is missing is told as a code (:func:`admit`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from icp.methods.transition.practice import Practice
from icp.model import is_about_the_person

Step = Literal["system", "talk", "terms"]
STEPS: tuple[Step, ...] = ("system", "talk", "terms")
Missing = Literal["former", "reason", "system", "talk", "terms", "order", "value"]


@dataclass(frozen=True, slots=True)
class Ladder:
    """In which month of the plan each step is taken: 1 is the plan's first month, 0 or less is done already.

    None: not done and without a date. ``system``: own system checked and put right; ``talk``: the conversation;
    ``terms``: a new price or a smaller service offered.
    """

    system: int | None = None
    talk: int | None = None
    terms: int | None = None

    @property
    def months(self) -> tuple[int | None, ...]:
        """The months in the order of :data:`STEPS`."""
        return (self.system, self.talk, self.terms)

    @property
    def missing(self) -> Step | Literal["order"] | None:
        """The first step without a date; "order" when one is dated before the step below it; else None."""
        for step, month in zip(STEPS, self.months, strict=True):
            if month is None:
                return step
        months = [month for month in self.months if month is not None]
        return "order" if months != sorted(months) else None

    @property
    def ahead(self) -> tuple[Step, ...]:
        """The steps not taken yet. Nothing may be said to the client before this is empty."""
        return tuple(step for step, month in zip(STEPS, self.months, strict=True) if month is None or month > 0)

    @property
    def ready(self) -> int:
        """First month (from 1) in which a goodbye may be said: the one after the last step. Only with no step missing.

        >>> Ladder(-3, 0, 2).ready, Ladder(-3, 0, 0).ready
        (3, 1)
        """
        return max(0, *(month for month in self.months if month is not None)) + 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client the owner put forward for a goodbye.

    ``client``: row of the practice. ``reasons``: columns of the behaviours it is for, what the client *does*.
    ``notice``: months between the goodbye and the last day. ``place``: the owner's own "who first?", 1 the first.

    Errors: ValueError for a reason about who somebody is, for less than no notice, for a place under 1.
    """

    client: int
    reasons: tuple[str, ...] = ()
    ladder: Ladder = Ladder()
    notice: int = 0
    place: int | None = None

    def __post_init__(self) -> None:
        for reason in self.reasons:
            if is_about_the_person(reason):
                raise ValueError(f"{reason!r} is about who somebody is: no reason for a goodbye")
        if self.notice < 0 or (self.place is not None and self.place < 1):
            raise ValueError("notice is 0 or more months, a place 1 or more")

    @property
    def earliest(self) -> int:
        """First month (from 1) without the client; only with a ladder that misses no step."""
        return self.ladder.ready + self.notice


@dataclass(frozen=True, slots=True)
class Refused:
    """A client put forward for whom no goodbye can be planned, and what is missing.

    ``missing``: "former" (has left already), "reason" (none of the behaviours asked about is named), a step of the
    ladder without a date, "order" (steps out of order), "value" (income unknown: what would be given up is, too).
    """

    client: int
    missing: Missing


def admit(practice: Practice, candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, ...], tuple[Refused, ...]]:
    """Those a goodbye may be planned for, in the order ties are settled, and the others with what is missing.

    The order: the owner's places first, then those without one, each by the client's id. Errors: ValueError when a
    client is put forward twice; IndexError for a row the practice has not.
    """
    if len({candidate.client for candidate in candidates}) < len(candidates):
        raise ValueError("a client is put forward twice")
    ordered = sorted(candidates, key=lambda c: (math.inf if c.place is None else c.place, practice.ids[c.client]))
    missing = {candidate.client: _missing(practice, candidate) for candidate in ordered}
    refused = tuple(Refused(client, code) for client, code in missing.items() if code is not None)
    return tuple(c for c in ordered if missing[c.client] is None), refused


def named(practice: Practice, candidate: Candidate) -> frozenset[str]:
    """The candidate's reasons that are behaviours asked about; nothing else is a reason."""
    return frozenset(candidate.reasons) & frozenset(practice.behaviours)


def _missing(practice: Practice, candidate: Candidate) -> Missing | None:
    if not practice.present[candidate.client]:
        return "former"
    if not named(practice, candidate):
        return "reason"
    if (step := candidate.ladder.missing) is not None:
        return step
    return "value" if math.isnan(practice.value[candidate.client]) else None
