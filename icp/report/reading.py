"""What a workbook shows on a day, each figure worked out when a document first asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np

from icp.analysis import read_referrals
from icp.export.document import Block, Column, Table, Text, Value
from icp.findings.comparison import Comparison, hold
from icp.findings.outlook import Held, work_out
from icp.findings.prices import Prices, reckon
from icp.findings.reality import TryOut, hold_tryout
from icp.findings.system import Found, hold_found
from icp.findings.words import plain
from icp.methods.referral_facts import Referrals
from icp.model import Workbook

MOST = 12
"""Rows of a table in a document that is read and not searched."""
Row = TypeVar("Row")


@dataclass(frozen=True)
class Reading:
    """One workbook on one day."""

    work: Workbook
    today: date

    @cached_property
    def comparison(self) -> Comparison:
        """The list held against the portrait."""
        return hold(self.work)

    @cached_property
    def tryout(self) -> TryOut:
        """The must-haves as they are tried."""
        return hold_tryout(self.work, self.comparison)

    @cached_property
    def prices(self) -> Prices:
        """What the must-haves cost and give back."""
        return reckon(self.work, self.comparison)

    @cached_property
    def referrals(self) -> Referrals:
        """Who sent whom."""
        return read_referrals(self.work)

    @cached_property
    def system(self) -> Found:
        """What annoys, and the owner's part in it."""
        return hold_found(self.work, self.comparison)

    @cached_property
    def transition(self) -> Held:
        """Who stays, who goes, and when."""
        return work_out(self.work, self.today)

    @property
    def sorted(self) -> bool:
        """Whether anybody present is sorted by feeling."""
        return bool((self.comparison.facts.tier[self.comparison.facts.present] > 0).any())


def column(name: str, kind: str = "text", decimals: int = 0) -> Column:
    """A column with its words of ``[workbook]``."""
    return Column(plain(f"report.workbook.column_{name}"), kind, decimals)  # type: ignore[arg-type]  # a cell kind


def tabulate(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, most: int | None = MOST, caption: str = ""
) -> tuple[Block, ...]:
    """A table of at most ``most`` rows, and below it how many more there are; nothing without rows.

    A column (but the first) in which none of the shown rows has anything is left out.
    """
    every = [tuple(row) for row in rows]
    if not every:
        return ()
    shown = every if most is None else every[:most]
    told = [at for at in range(len(columns)) if not at or any(row[at] not in (None, "") for row in shown)]
    table = Table(tuple(columns[at] for at in told), tuple(tuple(row[at] for at in told) for row in shown), caption)
    left = len(every) - len(shown)
    return (table, Text(plain("report.and_more", n=f"{left:,}"), quiet=True)) if left else (table,)


def known(figure: float) -> float | None:
    """A figure, None where it is unknown or endless."""
    return float(figure) if np.isfinite(figure) else None


def quiet(*texts: str) -> tuple[Text, ...]:
    """Small print of the texts there are."""
    return tuple(Text(text, quiet=True) for text in texts if text)
