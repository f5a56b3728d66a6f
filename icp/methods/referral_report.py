"""Referrals of a whole client list as one plain object: what ``icp referrals --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from icp.methods.referral_facts import Referrals
from icp.model import Avatar


def referrals_report(frame: pd.DataFrame, names: Sequence[str], avatar: Avatar | None = None) -> dict[str, Any]:
    """Links between clients, the test of whether good clients send good clients, sources, overlap, downstream value.

    ``frame``: one row a client, headed by fields or headers; ``names``: one a row. ``links`` leaves out self-referrals
    and counts a cell with two referrers twice; ``unmatched``: entries that are no one client; ``r`` and ``p`` are None
    without an avatar or where there is nothing to correlate; rates 0–1; values in the list's own money, 0.0 where no
    income is known; every pair of sources is there, also those that share nobody. ValueError when the names are not as
    many as the rows.
    """
    facts = Referrals(frame, names, avatar)
    return {
        "links": len(facts.links.links),
        "unmatched": len(facts.links.unmatched),
        "cycles": len(facts.links.cycles),
        "self_referrals": len(facts.links.self_referrals),
        "r": facts.test.r,
        "p": facts.test.p,
        "verdict": facts.test.verdict,
        "sources": [
            {
                "source": rate.source,
                "clients": rate.clients,
                "loved": rate.loved,
                "rate": rate.rate,
                "low": rate.low,
                "high": rate.high,
                "value": rate.value,
            }
            for rate in facts.rates
        ],
        "overlap": [asdict(pair) for pair in facts.pairs()],
        "downstream": [
            {"name": sender.name, "clients": sender.clients, "value": sender.value}
            for sender in facts.senders
            if sender.client is not None
        ],
    }
