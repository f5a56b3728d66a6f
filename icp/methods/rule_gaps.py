"""Troubles on the client list beside the rules: how many do it, and whether there is a rule about it.

What counts as doing it, and over whom, is that of :mod:`icp.methods.system`: an answer of 0 or 1 (4 the good end) of
present clients the owner has rated.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from icp.dealings import Rule
from icp.methods.behaviours import Behaviour, behaviour_of, read_behaviours, shipped_behaviours
from icp.methods.facts import read_facts
from icp.methods.system import Prevalence, count_doing
from icp.model import Workbook, is_about_the_person
from icp.wishes import is_never


@dataclass(frozen=True)
class Trouble:
    """One behaviour by its column: who does it, whether it is a "never again" or was named as what heart sinks do, and
    the rules about it (ids)."""

    column: str
    prevalence: Prevalence
    wanted_gone: bool
    rules: tuple[str, ...]

    @property
    def doing(self) -> int:
        """How many are known to do it."""
        return self.prevalence.all[0]

    @property
    def known(self) -> int:
        """Of how many it is known."""
        return self.prevalence.all[1]

    @property
    def open(self) -> bool:
        """Whether a rule is missing: somebody does it or it was named, and none is about it."""
        return not self.rules and bool(self.doing or self.wanted_gone)


def list_behaviours(work: Workbook) -> tuple[Behaviour, ...]:
    """What a rule may be about: the catalogue's behaviours, then what else is a "never again" of the owner's."""
    found = {behaviour.column: behaviour for behaviour in shipped_behaviours()}
    for wish in work.avatar.criteria:
        behaves = wish.part == "service" and wish.kind in ("scale", "flag")
        if behaves and is_never(wish) and not is_about_the_person(wish.column):
            found.setdefault(wish.column, behaviour_of(wish))
    return tuple(found.values())


def find_troubles(
    frame: pd.DataFrame, behaviours: Sequence[Behaviour], rules: Sequence[Rule], named: Collection[str]
) -> tuple[Trouble, ...]:
    """Each behaviour with its counts and rules: without a rule first, then by how many do it, then in the order given.

    ``frame``: one row a client, as of :func:`icp.roster.frames.clients_frame`. ``named``: columns the owner wants gone.
    """
    facts, answers = read_facts(frame), read_behaviours(frame, behaviours)
    troubles = [
        Trouble(
            behaviour.column,
            count_doing(answers[:, at], facts.tier, facts.present),
            behaviour.column in named,
            tuple(rule.id for rule in rules if rule.about == behaviour.column),
        )
        for at, behaviour in enumerate(behaviours)
    ]
    return tuple(sorted(troubles, key=lambda trouble: (not trouble.open, -trouble.doing)))
