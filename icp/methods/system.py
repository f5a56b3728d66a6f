"""System or client: who does it, and what to do next. Two answers, never one.

*Pattern*, of one annoyance, over the present clients the owner has rated (tier 1–3) whose answer is known:

- ``system``, everyone does it: at least 40 % of all and at least 30 % outside tier 3. Looked for first, since an owner
  does well to look at the own way of working before anybody else.
- ``client``, some clients do it: tier-3 clients more often than the others by a one-sided Fisher exact test (p < 0.1;
  Fisher 1935, the hypergeometric tail), and at least twice as often.
- ``unclear`` otherwise, and always under 5 known answers.

``sure`` is the chance that what a ``system`` or ``client`` pattern says of the shares is so, given the answers: the
shares inside and outside tier 3 are independent, uniform beforehand and beta after (Bayes–Laplace). From 0.8 on it is
safe to say.

*Step*, from five questions about one's own way of working, in the order in which they matter: was there a rule, was it
told, shown, signed, is it easy to follow? The first "no" is the step; a question not answered before that is asked
first. Only when all are settled does the pattern decide: everyone → make it easier, or change the rule; some clients →
uphold, then a trial period; unclear → uphold, then count again.

Where feelings have nothing to do with it, "client" comes out in less than 7 % of lists of 5 to 200 (6.5 % at most, each
table weighed by its chance; the test alone bounds it at 10 %). "System" by itself describes the answers and can be off
in a short list; where a fifth really do it, "system" and safe to say comes out in about 1 % of lists of 12 and more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from icp.methods.behaviours import Behaviour, read_behaviours
from icp.methods.facts import read_facts
from icp.methods.value import NON_IDEAL_END, Values

Pattern = Literal["system", "client", "unclear"]
Question = Literal["rule", "told", "trained", "signed", "easy", "upheld"]
Step = Literal[
    "nothing", "ask", "write", "tell", "train", "sign", "make_easier", "change_rule", "uphold", "trial", "count_again"
]

RATED_AT_LEAST = 5
CLIENT_BELOW = 0.1
SAFE = 0.8
SINKS = 3
# The limits as whole numbers of a hundred, so that 12 of 40 is exactly 30 %.
_SYSTEM, _OUTSIDE, _TIMES = 40, 30, 2
_TINY = 1e-12
_STEPS = 500  # puts a chance right to a thousandth
_GRID = (np.arange(_STEPS) + 0.5) / _STEPS


@dataclass(frozen=True)
class Prevalence:
    """How many do it, of how many whose answer is known: ``sinks`` in tier 3, ``others`` in tier 1 and 2.

    ``by_tier``: (doing, known) of tier 1, 2 and 3. ``unknown``: rated clients without an answer.
    """

    by_tier: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
    unknown: int = 0

    @property
    def sinks(self) -> tuple[int, int]:
        """(doing, known) in tier 3."""
        return self.by_tier[2]

    @property
    def others(self) -> tuple[int, int]:
        """(doing, known) in tier 1 and 2."""
        (glad, of_glad), (fine, of_fine), _ = self.by_tier
        return glad + fine, of_glad + of_fine

    @property
    def all(self) -> tuple[int, int]:
        """(doing, known) of all rated clients."""
        (sinks, of_sinks), (others, of_others) = self.sinks, self.others
        return sinks + others, of_sinks + of_others


@dataclass(frozen=True)
class Finding:
    """The pattern of one annoyance. ``p``: Fisher's, 1 where nothing can be compared; ``sure``: 0–1, NaN if unclear."""

    prevalence: Prevalence
    pattern: Pattern
    p: float
    sure: float

    @property
    def too_few(self) -> bool:
        """Whether there are too few known answers for any pattern."""
        return self.prevalence.all[1] < RATED_AT_LEAST

    @property
    def safe(self) -> bool:
        """Whether the pattern is safe to say rather than could go either way; False when unclear."""
        return self.sure >= SAFE


@dataclass(frozen=True)
class OwnSystem:
    """The owner's answers about the own way of working, None where not answered yet.

    ``rule``: is there one? ``told``, ``trained`` (shown how), ``signed``: to and by those it binds. ``easy``: to
    follow. ``upheld``: have those who broke it been reminded of what was agreed?
    """

    rule: bool | None = None
    told: bool | None = None
    trained: bool | None = None
    signed: bool | None = None
    easy: bool | None = None
    upheld: bool | None = None


@dataclass(frozen=True)
class NextStep:
    """One step. ``question`` is the one to answer first where the step is ``ask``, else None."""

    step: Step
    question: Question | None = None


_FIRST: tuple[tuple[Question, Step], ...] = (
    ("rule", "write"),
    ("told", "tell"),
    ("trained", "train"),
    ("signed", "sign"),
)


def count_doing(answers: ArrayLike, tier: ArrayLike, present: ArrayLike | None = None) -> Prevalence:
    """Count an annoyance from answers 0–4 (4 the good end, NaN unknown) and tiers (0 not rated), each (clients,).

    ``present`` masks the clients that count; all where it is left out. Doing it is an answer of 0 or 1. Raises
    ``ValueError`` when the arrays do not have one entry a client.
    """
    values, tiers = np.asarray(answers, dtype=np.float64), np.asarray(tier)
    counted = np.ones(len(values), dtype=np.bool_) if present is None else np.asarray(present, dtype=np.bool_)
    if not values.shape == tiers.shape == counted.shape:
        raise ValueError("answers, tiers and mask need one entry a client")
    known = counted & ~np.isnan(values)
    doing = known & (values <= NON_IDEAL_END)
    glad, fine, sinks = ((int((doing & (tiers == t)).sum()), int((known & (tiers == t)).sum())) for t in (1, 2, SINKS))
    unknown = int((counted & ~known & np.isin(tiers, (1, 2, SINKS))).sum())
    return Prevalence((glad, fine, sinks), unknown)


def find_pattern(prevalence: Prevalence) -> Finding:
    """Whether everyone does it or some clients do.

    Example: late cancelling by 6 of 13 glad, 14 of 28 fine and 7 of 12 heart-sink clients is 51 % of all and 49 %
    outside tier 3: system. Evening calls by 1, 2 and 8 of as many: 21 % of all, and 8 of 12 against 3 of 41: client.
    """
    (sinks, of_sinks), (others, of_others), (doing, known) = prevalence.sinks, prevalence.others, prevalence.all
    p = _at_least(sinks, doing, of_sinks, known)
    if known < RATED_AT_LEAST or not of_others:
        return Finding(prevalence, "unclear", p, float("nan"))
    if 100 * doing >= _SYSTEM * known and 100 * others >= _OUTSIDE * of_others:
        return Finding(prevalence, "system", p, _sure_of_system(prevalence))
    if p < CLIENT_BELOW - _TINY and sinks * of_others >= _TIMES * others * of_sinks:
        return Finding(prevalence, "client", p, _sure_of_client(prevalence))
    return Finding(prevalence, "unclear", p, float("nan"))


def _at_least(sinks: int, doing: int, of_sinks: int, known: int) -> float:
    """Chance that at least ``sinks`` of ``doing`` fall among ``of_sinks`` of ``known``: Fisher's one-sided p.

    In whole numbers, each way of falling from the one before: exact, and without the second that loading scipy.stats
    costs whoever opens the page first.
    """
    rest = known - doing
    ways = total = comb(doing, sinks) * comb(rest, of_sinks - sinks)
    for at in range(sinks, min(doing, of_sinks)):
        ways = ways * (doing - at) * (of_sinks - at) // ((at + 1) * (rest - of_sinks + at + 1))
        total += ways
    return total / comb(known, of_sinks)


def find_patterns(frame: pd.DataFrame, annoyances: Sequence[Behaviour]) -> tuple[Finding, ...]:
    """The pattern of each annoyance over the present clients of a list, in the order given.

    ``frame``: one row a client. Nothing but these columns, the tier and the status is read.
    """
    facts, answers = read_facts(frame), read_behaviours(frame, annoyances)
    return tuple(find_pattern(count_doing(column, facts.tier, facts.present)) for column in answers.T)


def _shares(prevalence: Prevalence) -> tuple[Values, float, float]:
    """Quantiles of the share outside tier 3, evenly likely, and the beta parameters of the share inside it."""
    from scipy.special import betaincinv

    (sinks, of_sinks), (others, of_others) = prevalence.sinks, prevalence.others
    outside = np.asarray(betaincinv(1 + others, 1 + of_others - others, _GRID), dtype=np.float64)
    return outside, 1.0 + sinks, 1.0 + of_sinks - sinks


def _sure_of_system(prevalence: Prevalence) -> float:
    from scipy.special import betaincc

    outside, a, b = _shares(prevalence)
    of_sinks, of_others, known = prevalence.sinks[1], prevalence.others[1], prevalence.all[1]
    missing = _SYSTEM / 100 * known - outside * of_others  # clients that tier 3 must add for 40 % of all
    if of_sinks:
        enough = betaincc(a, b, np.clip(missing / of_sinks, 0.0, 1.0))
    else:
        enough = (missing <= 0).astype(np.float64)
    return float(np.where(outside >= _OUTSIDE / 100, enough, 0.0).mean())


def _sure_of_client(prevalence: Prevalence) -> float:
    from scipy.special import betaincc

    outside, a, b = _shares(prevalence)
    return float(betaincc(a, b, np.minimum(_TIMES * outside, 1.0)).mean())


def choose_step(finding: Finding, own: OwnSystem) -> NextStep:
    """The one next step for an annoyance; see the module's head.

    Where every rated client is known not to do it there is nothing to mend. A trial period puts a client's place at
    stake, so it is only for a ``client`` pattern, and only after the rule was upheld.
    """
    doing, known = finding.prevalence.all
    if known >= RATED_AT_LEAST and not doing and not finding.prevalence.unknown:
        return NextStep("nothing")
    for question, step in _FIRST:
        answer: bool | None = getattr(own, question)
        if not answer:
            return NextStep("ask", question) if answer is None else NextStep(step)
    if finding.pattern != "client":  # where some clients only break it, the others show that it can be followed
        if own.easy is None:
            return NextStep("ask", "easy")
        if not own.easy:
            return NextStep("make_easier")
        if finding.pattern == "system":
            return NextStep("change_rule")
    if own.upheld is None:
        return NextStep("ask", "upheld")
    if not own.upheld:
        return NextStep("uphold")
    return NextStep("trial" if finding.pattern == "client" else "count_again")
