"""What annoys an owner about the clients there are: who does it, what weighs most, and the owner's own part in it.

An annoyance is a behaviour at its difficult end: of the catalogue, a "never again", or the difficult way of a moment of
the owner's own. What it weighs is each client's burden (:func:`icp.methods.transition.measure_burden`, hours a month)
shared out equally over the annoyances that client shows; so the weights of all annoyances add up to the burden of
everybody who shows any, and nobody's hours count twice.

The five questions about one's own way of working (:mod:`icp.methods.system`) are answered by the rules where they can
tell: a rule about it is a rule; when everybody who does it was sent a version that holds it as it stands now, it was
told; when all of
them signed, it was signed; when every breach that was written down was reminded of or settled, it was upheld. These are
facts, so they go before what the owner answers; where the rules cannot tell, the answer stands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from icp.dealings import Dealings
from icp.dealings import OwnSystem as Kept
from icp.methods.behaviours import Behaviour, read_behaviours
from icp.methods.facts import read_facts
from icp.methods.rule_gaps import list_behaviours
from icp.methods.system import (
    SINKS,
    Finding,
    NextStep,
    OwnSystem,
    Question,
    Step,
    choose_step,
    count_doing,
    find_pattern,
)
from icp.methods.transition import measure_burden, read_practice
from icp.methods.value import NON_IDEAL_END
from icp.model import Workbook, is_about_the_person

QUESTIONS: tuple[Question, ...] = ("rule", "told", "trained", "signed", "easy", "upheld")
"""The questions about one's own way of working, in the order they are asked."""

_SETTLES: dict[Step, Question] = {
    "write": "rule", "tell": "told", "train": "trained", "sign": "signed", "make_easier": "easy", "uphold": "upheld",
}  # fmt: skip


@dataclass(frozen=True)
class Annoyance:
    """One behaviour over a client list.

    ``named``: whether the owner said so, as a "never again" or as what a heart-sink client did. ``rows``: the present
    clients known to do it, those who make the heart sink first. ``weight``: hours a month that hang on it.
    """

    behaviour: Behaviour
    named: bool
    finding: Finding
    rows: tuple[int, ...]
    weight: float

    @property
    def column(self) -> str:
        """The column that tells it; also the id of what the owner keeps about it."""
        return self.behaviour.column


@dataclass(frozen=True)
class OwnPart:
    """The owner's part in one annoyance: the answers, which of them the rules gave, and the step they lead to.

    ``signed``: of those who do it, how many agreed to a rule about it; and of how many.
    """

    answers: OwnSystem
    from_rules: frozenset[Question]
    signed: tuple[int, int]
    step: NextStep


def annoying_behaviours(work: Workbook) -> tuple[Behaviour, ...]:
    """What may annoy: the catalogue's behaviours, the "never again", then moments of the owner's own that are counted
    on the client list, each column once."""
    listed = list_behaviours(work)
    columns = {behaviour.column for behaviour in listed}
    own = dict.fromkeys(s.column for s in work.dealings.situations if s.column and s.column not in columns)
    counted = {q.id for q in work.questions if q.kind == "scale" and not is_about_the_person(q.label, q.id)}
    return (*listed, *(Behaviour(column, names_trouble=True) for column in own if column in counted))


def find_annoyances(work: Workbook, frame: pd.DataFrame) -> tuple[Annoyance, ...]:
    """Every annoyance over the client list, the heaviest first; among equals those the owner named, then in the order
    of :func:`annoying_behaviours`. ``frame``: one row a client of the workbook, in its order."""
    behaviours = annoying_behaviours(work)
    answers, facts = read_behaviours(frame, behaviours), read_facts(frame)
    doing = (answers <= NON_IDEAL_END) & facts.present[:, None]
    practice = read_practice(frame, behaviours)
    shares = np.where(practice.present, measure_burden(practice) / np.maximum(practice.difficult, 1), 0.0)
    sinks_first = np.argsort(facts.tier != SINKS, kind="stable")
    named = {c.column for c in work.avatar.criteria if c.repel or c.id != c.column} | set(_said_of_sinks(work))
    found = [
        Annoyance(
            behaviour=behaviour,
            named=behaviour.column in named,
            finding=find_pattern(count_doing(answers[:, at], facts.tier, facts.present)),
            rows=tuple(int(row) for row in sinks_first if doing[row, at]),
            weight=float(shares[doing[:, at]].sum()),
        )
        for at, behaviour in enumerate(behaviours)
    ]
    return tuple(sorted(found, key=lambda each: (-round(each.weight, 9), not each.named)))


def _said_of_sinks(work: Workbook) -> tuple[str, ...]:
    said = work.answers.get("sink_behaviour", ())
    return said if isinstance(said, tuple) else (str(said),)


# ── the own part ─────────────────────────────────────────────────────────────────────────────────────────────────


def own_part(annoyance: Annoyance, dealings: Dealings, doing: Collection[str]) -> OwnPart:
    """The owner's part in an annoyance. ``doing``: ids of the clients who do it."""
    kept = kept_about(dealings, annoyance.column)
    known, signed = _told_by_rules(dealings, annoyance.column, doing)
    answers = OwnSystem(**{question: known.get(question, getattr(kept, question)) for question in QUESTIONS})
    return OwnPart(answers, frozenset(known), (signed, len(doing)), choose_step(annoyance.finding, answers))


def kept_about(dealings: Dealings, column: str) -> Kept:
    """What the owner keeps about an annoyance; nothing answered where there is nothing yet."""
    return next((one for one in dealings.systems if one.id == column), Kept(id=column))


def _told_by_rules(dealings: Dealings, column: str, doing: Collection[str]) -> tuple[dict[Question, bool], int]:
    """Which questions the rules answer, always with yes, and how many of ``doing`` agreed."""
    rules = {rule.id: rule.expectation for rule in dealings.rules if rule.about == column}
    if not rules:
        return {}, 0
    known: dict[Question, bool] = {"rule": True}
    holding = {v.number for v in dealings.versions if any(rules.get(rule.id) == rule.expectation for rule in v.rules)}
    sent = {a.client for a in dealings.agreements if a.state != "revoked" and a.version in holding}
    signed = {a.client for a in dealings.agreements if a.state == "signed" and a.version in holding}
    if doing and sent >= set(doing):
        known["told"] = True
    if doing and signed >= set(doing):
        known["signed"] = True
    breaches = [breach for breach in dealings.breaches if breach.rule in rules]
    if breaches and all(breach.reminded or breach.settled for breach in breaches):
        known["upheld"] = True
    return known, len(signed & set(doing))


def questions_shown(finding: Finding, own: OwnSystem) -> tuple[Question, ...]:
    """The questions to show: in their order, up to the one the next step hangs on. Later ones would change nothing yet.

    >>> from icp.methods.system import Prevalence, find_pattern
    >>> questions_shown(find_pattern(Prevalence(((1, 9), (1, 9), (8, 9)))), OwnSystem(rule=True, told=False))
    ('rule', 'told')
    """
    step = choose_step(finding, own)
    if step.step == "nothing":
        return ()
    last = step.question or _SETTLES.get(step.step) or ("easy" if step.step == "change_rule" else "upheld")
    asked: Sequence[Question] = QUESTIONS[: QUESTIONS.index(last) + 1]
    return tuple(q for q in asked if q != "easy" or finding.pattern != "client")


# ── what becomes of the step ─────────────────────────────────────────────────────────────────────────────────────


def answer_own(kept: Kept, question: Question, answer: bool | None) -> Kept:
    """The owner's part with one question answered, or left open by None."""
    return kept.model_copy(update={question: answer})


def plan_step(kept: Kept, due: date | None) -> Kept:
    """The owner's part with a day by which the next step is done; None takes it away."""
    return kept.model_copy(update={"due": due})


def finish_step(kept: Kept, step: Step, today: date) -> Kept:
    """The owner's part after a step was taken: its question is settled, and the next step waits for a day of its own.

    A changed rule is a new one: it has to be told, shown, signed and proved again.
    """
    after: dict[str, object] = {"done": today, "due": None}
    if step == "change_rule":
        after |= {"rule": True, "told": None, "trained": None, "signed": None, "easy": None, "upheld": None}
    elif step in _SETTLES:
        after[_SETTLES[step]] = True
    return kept.model_copy(update=after)
