"""Screening: prospects asked about each must-have, what follows, and what became of all of them.

The verdict is the one on clients (:mod:`icp.methods.absolutes`): one failure is "no" whatever else is open, else one
open answer is "ask", else "yes". Steps take a prospect and give a prospect; nothing is asked or saved here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from icp.dealings import Outcome, Prospect
from icp.dealings import Verdict as Answer
from icp.methods.absolutes import VERDICTS, Verdict, hold
from icp.methods.cells import fold
from icp.model import Client, Tier

DAYS_TO_THINK = 3
"""How long an unsure prospect is given unless the owner says otherwise."""

_VALUES: Mapping[str | None, float] = {"yes": 1.0, "no": 0.0, "unsure": float("nan"), None: float("nan")}


# ── one prospect ─────────────────────────────────────────────────────────────────────────────────────────────────


def judge(prospect: Prospect, musts: Sequence[str]) -> Verdict:
    """The verdict on a prospect by these must-haves; without any, everybody is a "yes"."""
    values = np.array([[_VALUES[prospect.answers.get(id)]] for id in musts], dtype=np.float64).reshape(-1, 1)
    return VERDICTS[int(hold(values)[0])]


def next_must(prospect: Prospect, musts: Sequence[str]) -> str | None:
    """The must-have to ask about next, None when the verdict is settled: nothing is left to ask, or one failed."""
    if judge(prospect, musts) == "no":
        return None
    return next((id for id in musts if id not in prospect.answers), None)


def answer(prospect: Prospect, id: str, said: Answer, words: str, musts: Sequence[str], today: date) -> Prospect:
    """The prospect with one answer more; ``words``: the must-have as it is called today.

    When nothing is left to ask and something is unsure, they wait, three days unless a day is set already. Any other
    verdict leaves them open: what to do is the owner's to say.
    """
    answers = {**{old: given for old, given in prospect.answers.items() if old != id}, id: said}
    now = prospect.model_copy(update={"answers": answers, "asked": {**prospect.asked, id: words}})
    if next_must(now, musts) is None and judge(now, musts) == "ask":
        return wait_until(now, now.decide_by or today + timedelta(days=DAYS_TO_THINK))
    return now.model_copy(update={"outcome": "open", "closed": None})


def take_back(prospect: Prospect) -> Prospect:
    """The prospect without the answer given last, and open again; unchanged when nothing was answered."""
    if not prospect.answers:
        return prospect
    last = next(reversed(prospect.answers))
    kept = {id: said for id, said in prospect.answers.items() if id != last}
    return prospect.model_copy(update={"answers": kept, "outcome": "open", "closed": None})


def wait_until(prospect: Prospect, day: date) -> Prospect:
    """The prospect given until ``day`` to decide."""
    return prospect.model_copy(update={"outcome": "waiting", "decide_by": day, "closed": None})


def close(prospect: Prospect, outcome: Outcome, today: date, provider: str | None = None) -> Prospect:
    """The prospect with what came of it; ``provider`` whom they were sent to."""
    return prospect.model_copy(update={"outcome": outcome, "closed": today, "provider": provider})


def reopen(prospect: Prospect) -> Prospect:
    """The prospect to be asked again about all that was not a yes; what held still holds."""
    kept = {id: said for id, said in prospect.answers.items() if said == "yes"}
    return prospect.model_copy(update={"answers": kept, "outcome": "open", "closed": None})


def reasons(prospect: Prospect, said: Answer) -> tuple[str, ...]:
    """The must-haves so answered, in the words of that day."""
    return tuple(prospect.asked.get(id, id) for id, given in prospect.answers.items() if given == said)


# ── all of them ──────────────────────────────────────────────────────────────────────────────────────────────────


def list_waiting(prospects: Iterable[Prospect]) -> tuple[Prospect, ...]:
    """Those who were given time, whoever decides first in front; without a day last."""
    waiting = (prospect for prospect in prospects if prospect.outcome == "waiting")
    return tuple(sorted(waiting, key=lambda prospect: prospect.decide_by or date.max))


def find_prospects(
    prospects: Iterable[Prospect], outcomes: Sequence[Outcome] = (), text: str = ""
) -> tuple[Prospect, ...]:
    """Those of these outcomes (all when none is named) whose name, source, note or reasons hold ``text``; newest first.

    Upper and lower case are alike.
    """
    wanted = fold(text.strip())
    found = (
        prospect for prospect in prospects
        if (not outcomes or prospect.outcome in outcomes) and (not wanted or wanted in _searched(prospect))
    )  # fmt: skip
    return tuple(sorted(found, key=lambda prospect: prospect.day, reverse=True))


def _searched(prospect: Prospect) -> str:
    return fold("\n".join((prospect.name, prospect.source, prospect.note, *prospect.asked.values())))


@dataclass(frozen=True)
class Funnel:
    """Counts of prospects. ``asked``: all with an answer, the sum of the five outcomes.

    ``known``: those taken on who stand on the client list and are rated; ``glad``, ``fine``, ``sinks`` add to it.
    """

    asked: int
    open: int
    waiting: int
    taken: int
    declined: int
    withdrawn: int
    glad: int
    fine: int
    sinks: int

    @property
    def known(self) -> int:
        """How many of those taken on are rated by now."""
        return self.glad + self.fine + self.sinks

    @property
    def conversion(self) -> float | None:
        """Taken on ÷ decided, 0–1; None while nothing is decided."""
        decided = self.taken + self.declined + self.withdrawn
        return self.taken / decided if decided else None


def count_funnel(prospects: Iterable[Prospect], clients: Iterable[Client], since: date | None = None) -> Funnel:
    """Count prospects asked on or after ``since``, and how those taken on turned out by the owner's feeling.

    A prospect is the client of the same id, else the only client of that name.
    """
    asked = [p for p in prospects if p.answers and (since is None or p.day >= since)]
    outcomes = [p.outcome for p in asked]
    tiers = _tiers_of([p for p in asked if p.outcome == "taken"], tuple(clients))
    return Funnel(
        asked=len(asked),
        open=outcomes.count("open"),
        waiting=outcomes.count("waiting"),
        taken=outcomes.count("taken"),
        declined=outcomes.count("declined"),
        withdrawn=outcomes.count("withdrawn"),
        glad=tiers.count(1),
        fine=tiers.count(2),
        sinks=tiers.count(3),
    )


def find_client(prospect: Prospect, clients: Iterable[Client]) -> Client | None:
    """The client a prospect became: the one of the same id, else the only one of that name."""
    namesakes = []
    for client in clients:
        if client.id == prospect.id:
            return client
        if fold(client.name) == fold(prospect.name):
            namesakes.append(client)
    return namesakes[0] if len(namesakes) == 1 else None


def _tiers_of(taken: Sequence[Prospect], clients: Sequence[Client]) -> list[Tier | None]:
    wanted = {fold(prospect.name) for prospect in taken} | {prospect.id for prospect in taken}
    near = [client for client in clients if client.id in wanted or fold(client.name) in wanted] if taken else []
    found = (find_client(prospect, near) for prospect in taken)
    return [client.tier if client else None for client in found]


def make_client(prospect: Prospect, clients: Iterable[Client], today: date) -> Client:
    """The prospect as a client of the same id: present since today, sent by a client of that name or by a source."""
    names = {fold(client.name) for client in clients}
    source = "referred_by" if fold(prospect.source) in names else "source"
    values = {"status": "present", "first_date": today.isoformat(), source: prospect.source}
    return Client(id=prospect.id, name=prospect.name, values={id: value for id, value in values.items() if value})
