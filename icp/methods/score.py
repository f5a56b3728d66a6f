"""The score of a whole roster as one plain object: what ``icp score --json`` prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from icp.methods.firm import firmness
from icp.methods.match import explain, score
from icp.model import Avatar


def score_report(frame: pd.DataFrame, avatar: Avatar, names: Sequence[str]) -> dict[str, Any]:
    """Criteria with weights, the roster's base, and every client in roster order with the reasons.

    ``names``: one a row. match, low, high, service, affinity and base are 0–100 unrounded, coverage and firm
    (P(match ≥ fit line)) 0–1, None where absent; base + Σ points = match for every client. ValueError when the names
    are not as many as the rows.
    """
    scored = score(frame, avatar)
    firm = firmness(scored)
    ask_first = scored.ask_first
    clients = [
        {
            "name": name,
            "match": _number(scored.match[at]),
            "low": _number(scored.low[at]),
            "high": _number(scored.high[at]),
            "coverage": float(scored.coverage[at]),
            "service": _number(scored.service[at]),
            "affinity": _number(scored.affinity[at]),
            "absolutes": scored.absolutes[at],
            "firm": _number(firm[at]),
            "ask_first": bool(ask_first[at]),
            "reasons": [{"id": r.id, "value": r.value, "points": r.points} for r in explain(scored, at)],
        }
        for at, name in zip(range(len(frame)), names, strict=True)
    ]
    return {
        "criteria": [{"id": id, "weight": float(w)} for id, w in zip(scored.ids, scored.weights, strict=True)],
        "base": _number(scored.base),
        "clients": clients,
    }


def _number(figure: float) -> float | None:
    return None if math.isnan(figure) else float(figure)
