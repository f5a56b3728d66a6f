"""The portrait in one sentence."""

from __future__ import annotations

from icp.findings.journey import ENOUGH_WISHES
from icp.findings.words import Wording, counted, plain
from icp.model import Workbook
from icp.portrait import Portrait

_NAMED = 3


def finding(told: Portrait, work: Workbook, wording: Wording) -> str:
    """What the portrait comes to in one sentence, in ``wording``."""
    if told.empty:
        return wording("avatar.finding_nobody")
    if len(told.order) >= ENOUGH_WISHES:
        first, *rest = told.order[:_NAMED]
        return wording("avatar.finding_order", first=first, rest=plain("avatar.then").join(rest))
    if told.order:
        return wording("avatar.finding_few", n=counted(len(told.order), "wish"))
    return wording("avatar.finding_unordered", n=counted(len(work.avatar.criteria), "wish"))
