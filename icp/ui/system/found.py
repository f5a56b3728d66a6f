"""The annoyances of this session's workbook, and changes to the owner's part in them."""

from __future__ import annotations

from collections.abc import Callable

from icp.dealings import OwnSystem
from icp.findings.system import Found, hold_found
from icp.methods.annoyances import kept_about
from icp.model import Workbook
from icp.ui import state
from icp.ui.comparison import compare
from icp.ui.decide import put_item


def find(work: Workbook) -> Found:
    """The annoyances of this workbook."""
    return hold_found(work, compare(work))


def change_own(column: str, step: Callable[[OwnSystem], OwnSystem]) -> None:
    """Keep a change of the owner's part in an annoyance, made to what is kept of it now."""
    put_item("systems", step(kept_about(state.workbook().dealings, column)))
