"""The try of this session."""

from __future__ import annotations

from icp.findings.reality import TryOut, hold_tryout
from icp.model import Workbook
from icp.ui.comparison import compare


def try_out(work: Workbook) -> TryOut:
    """The try as it stands, kept with the comparison of this session."""
    return hold_tryout(work, compare(work))
