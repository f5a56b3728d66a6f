"""Upholding rules with dignity: where a matter stands, the one next step, and the words for it.

The ladder is the same for everybody: a kind reminder, a second one that names what was agreed to happen, a talk; only
then the question whether the own system or the client is the reason, and whether to go on. A matter is one client and
one rule. Settled, it is closed, and the next breach begins with the kind reminder again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from icp.dealings import Agreement, Breach, Dealings, Rule
from icp.methods.agreements import find_bindings

Next = Literal["agree", "first", "second", "talk", "look"]
_STEPS: tuple[Next, ...] = ("first", "second", "talk", "look")


@dataclass(frozen=True)
class Matter:
    """One client and one rule with its open breaches, oldest first.

    ``taken``: steps taken (0–3). ``next``: the one next step; ``agree`` where the client never agreed to the rule, or
    no longer does, so that nobody is reminded of what does not hold. ``agreement`` and ``rule``: what binds, in the
    words agreed to; both None where nothing does.
    """

    client: str
    breaches: tuple[Breach, ...]
    taken: int
    next: Next
    agreement: Agreement | None
    rule: Rule | None

    @property
    def newest(self) -> Breach:
        """The breach of the latest day."""
        return self.breaches[-1]

    @property
    def expectation(self) -> str:
        """The rule's words: as agreed to, else as they were when the first of these breaches was written down."""
        return self.rule.expectation if self.rule else self.breaches[0].expectation


def find_matters(dealings: Dealings) -> tuple[Matter, ...]:
    """What is open, the furthest on the ladder first, then whatever came up last."""
    open_ones: dict[tuple[str, str], list[Breach]] = {}
    for breach in dealings.breaches:
        if not breach.settled:
            open_ones.setdefault((breach.client, breach.rule), []).append(breach)
    matters, bindings = [], find_bindings(dealings) if open_ones else {}
    for (client, rule), breaches in open_ones.items():
        breaches.sort(key=lambda breach: breach.day)
        bound = bindings.get((client, rule))
        taken = max(breach.step for breach in breaches)
        step: Next = "agree" if bound is None and taken < len(_STEPS) - 1 else _STEPS[taken]
        agreement, agreed = bound or (None, None)
        matters.append(Matter(client, tuple(breaches), taken, step, agreement, agreed))
    return tuple(sorted(matters, key=lambda m: (-m.taken, -m.newest.day.toordinal(), m.client)))


def note_breach(dealings: Dealings, *, client: str, rule: Rule, day: date, note: str = "") -> Breach:
    """A breach as it is written down: the matter goes on where it stands."""
    taken = [b.step for b in dealings.breaches if (b.client, b.rule) == (client, rule.id) and not b.settled]
    return Breach(rule=rule.id, expectation=rule.expectation, client=client, day=day, note=note,
                  step=max(taken, default=0))  # fmt: skip


def take_step(matter: Matter, day: date) -> tuple[Breach, ...]:
    """The matter's breaches after the next step was taken on a day."""
    return tuple(b.model_copy(update={"step": min(matter.taken + 1, 3), "reminded": day}) for b in matter.breaches)


def settle_matter(matter: Matter) -> tuple[Breach, ...]:
    """The matter's breaches, closed."""
    return tuple(breach.model_copy(update={"settled": True}) for breach in matter.breaches)


def write_reminder(
    matter: Matter,
    letter: Mapping[str, str],
    *,
    name: str,
    business: str,
    tell: Callable[[date], str],
) -> str:
    """The words of the next step, plain text: a reminder from whoever follows up, or the guide to the talk.

    ``letter``: the texts of ``data/rules.toml``; ``tell`` words a date. Raises ValueError where nothing was agreed, or
    nothing is left to write.
    """
    if matter.rule is None or matter.agreement is None or matter.next not in ("first", "second", "talk"):
        raise ValueError("there is no reminder to write")
    rule, who = matter.rule, matter.rule.follow_up
    agreed = tell(matter.agreement.signed_on or matter.agreement.sent)
    filled = {
        "name": name,
        "who": who,
        "business": business,
        "signed": f"{who}, {business}" if who and business else who or business,
        "rule": rule.expectation,
        "reason": rule.reason,
        "consequence": rule.consequence or letter["otherwise"],
        "agreed": agreed,
        "day": tell(matter.newest.day),
        "days": _join([tell(breach.day) for breach in matter.breaches], letter["and"]),
    }
    opening = letter["from_other" if who else "from_owner"].format_map(filled)
    filled |= {"opening": opening, "basis": letter["agreed"].format_map(filled)}
    return _tidy(letter[matter.next].format_map(filled))


def _join(words: Sequence[str], last: str) -> str:
    """ "a, b and c"."""
    return last.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _tidy(text: str) -> str:
    """Without spaces at the ends of lines, which a missing reason leaves, and with at most one empty line in a row."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept)
