"""Sources and senders looked at closely: what each brings, who is shared, whether good ones send good ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from icp.findings.words import counted, money, plain, term
from icp.methods.overlap import SourceRate
from icp.methods.referral_facts import Group, Referrals, Sender
from icp.model import Workbook

SOURCES, MIX, LEAVING = 12, 10, 10
"""Sources with their rates, sources in a mix, and senders that are shown."""


def rates_shown(facts: Referrals) -> list[SourceRate]:
    """The largest sources of which somebody is rated, those that bring favourites most surely first."""
    largest = [rate for rate in facts.rates if rate.rated][:SOURCES]
    return sorted(largest, key=lambda rate: (-rate.rate, -rate.clients, rate.source))


def usual_rate(facts: Referrals) -> float:
    """The share of favourites among all who are rated, 0–1, with one more of each: what short lists are drawn to."""
    return float((facts.favourites.sum() + 1) / ((facts.favourites | facts.others).sum() + 2))


def source_finding(rates: Sequence[SourceRate]) -> tuple[str, Mapping[str, object]]:
    """The best proven source and the worst, each only if the counts carry it: whoever brings favourites most surely
    has the highest lower end of all that may be judged."""
    judged = [rate for rate in rates if rate.reading != "too few"]
    surest = max(judged, key=lambda rate: rate.low, default=None)
    best = surest if surest is not None and surest.reading == "invest" else None
    worst = max((r for r in rates if r.reading == "close"), key=lambda r: r.rated, default=None)
    words: dict[str, object] = {}
    if best is not None:
        words |= {"best": best.source, "loved": best.loved, "rated": best.rated}
    if worst is not None:
        words |= {"worst": worst.source, "n": worst.rated}
    found = {(True, True): "best_and_worst", (True, False): "best", (False, True): "worst"}
    return f"referrals.sources.{found.get((best is not None, worst is not None), 'none')}", words


def counts_of(rate: SourceRate) -> str:
    """Favourites of those sorted: "7 of 11". Plain text."""
    return plain("referrals.sources.counted", loved=rate.loved, rated=rate.rated)


def count_shared(facts: Referrals, most: int) -> tuple[NDArray[np.int64], tuple[int, int]]:
    """Clients two sources share, shape (sources, sources) over the first ``most``, and the pair that shares most."""
    members = facts.sources.members[:, list(range(min(most, len(facts.sources.labels))))]
    both = np.asarray((members.T.tocsr() @ members).toarray(), dtype=np.int64)
    off = np.where(np.triu(np.ones(both.shape, dtype=bool), 1), both, -1)
    i, j = np.unravel_index(int(off.argmax()), off.shape)
    return both, (int(i), int(j))


def count_by_source(
    facts: Referrals, ideal: NDArray[np.bool_], others: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], int, int]:
    """Ideal clients and others by source, shape (sources,) each, and how many of each have a known source."""
    members = np.asarray(facts.sources.members.toarray(), dtype=bool)
    came = members.any(axis=1)
    return (
        members[ideal].sum(axis=0),
        members[others].sum(axis=0),
        int((ideal & came).sum()),
        int((others & came).sum()),
    )


def order_by_gap(gap: NDArray[np.float64], clients: NDArray[np.int64]) -> list[int]:
    """The largest sources, those with the largest lead of ideal clients first."""
    order = sorted(range(len(gap)), key=lambda at: -clients[at])[:MIX]
    return sorted(order, key=lambda at: -gap[at])


def ideal_finding(facts: Referrals, work: Workbook, group: Group = "favourites") -> tuple[str, Mapping[str, object]]:
    """Whether ideal clients come from elsewhere: "different", "same" or "few", and the words of its sentence.

    Only where the two mixes can be compared at all.
    """
    mixed = facts.mix(group)
    if mixed is None:
        raise ValueError("one of the two groups has no known source")
    ours, theirs, n, m = count_by_source(facts, *facts.group(group))
    best = order_by_gap(ours / n - theirs / m, ours + theirs)[0]
    code = {"different": "different", "no sign": "same", "too few": "few"}[mixed.reading]
    return code, {"terms": term(work, many=True), "n": n, "m": m, "on": m, "k": int(ours[best]),
                  "ok": int(theirs[best]), "source": facts.sources.labels[best]}  # fmt: skip


def alike_counts(facts: Referrals) -> tuple[str, Mapping[str, object]]:
    """Key and words of the counts: how many sent by favourites are favourites, and how many sent by the others."""
    table = facts.sent_by_tier
    glad, rest = table[0], table[1:3].sum(axis=0)
    values = {"k": int(glad[0]), "n": int(glad.sum()), "ok": int(rest[0]), "on": int(rest.sum())}
    told = "counts" if glad.sum() and rest.sum() else "counts_only" if glad.sum() else "counts_others"
    return f"referrals.alike.{told}", values


def deals_share(p: float) -> str:
    """How many of all deals came out as strongly: "0.3%", "41%", "100%". Plain text."""
    return f"{100 * p:.2g}%" if p < 0.0995 else f"{p:.0%}"


def tier_of(sender: Sender, facts: Referrals) -> int | None:
    """The feeling about a sender, None where it is not said or they are no client."""
    known = sender.client is not None and not np.isnan(facts.tiers[sender.client])
    return int(facts.tiers[sender.client]) if known else None


def _has_left(sender: Sender, facts: Referrals) -> bool:
    return sender.client is not None and bool(facts.former[sender.client])


def leaving_finding(facts: Referrals, work: Workbook) -> tuple[str, Mapping[str, object]]:
    """Key and words of what the largest sender brought; a heart sink who brought more than they pay comes first."""
    senders: Sequence[Sender] = facts.senders[:LEAVING]
    dread = next(
        (s for s in senders if tier_of(s, facts) == 3 and s.value > s.own > 0 and not _has_left(s, facts)), None
    )
    top = dread or senders[0]
    words = {"name": top.name, "value": money(top.value, work), "own": money(top.own, work), "term": term(work),
             "clients": counted(top.clients, work.text("term", "client"))}  # fmt: skip
    if dread:
        code = "title_dread"
    elif top.value <= 0:
        code = "title_clients"
    elif top.own and not _has_left(top, facts):
        code = "title"
    else:  # what they pay is not known, they pay no more, or they are nobody on the list
        code = "title_outside" if top.client is None else "title_brought"
    return f"referrals.leaving.{code}", words
