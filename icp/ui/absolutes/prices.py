"""What the must-haves cost on today's list: the session's own, and the picture of it."""

from __future__ import annotations

from icp.catalogue import catalogue
from icp.charts.svg import greyed
from icp.findings.comparison import hold
from icp.findings.prices import Prices, draw, reckon, told
from icp.model import Workbook
from icp.sample import sample_workbook
from icp.ui import frame
from icp.ui.comparison import compare
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.text import say


def read_prices(work: Workbook) -> Prices:
    """The prices of this workbook, worked out once for each state of list and portrait."""
    held = compare(work)
    found: Prices = held.once("must prices", lambda: reckon(work, held))
    return found


def show_picture(prices: Prices) -> None:
    """Income given up against hours given back, where something is known of either."""
    drawing = draw(prices, dark=is_dark())
    if drawing is not None:
        show_drawing(drawing, alt=told(prices))
        read_out(say("absolutes.picture_reading"))


def teach() -> None:
    """The empty page: what will stand here, with the sample's picture greyed."""
    sample = sample_workbook()
    prices = reckon(sample, hold(sample))
    drawing = draw(prices, dark=is_dark())
    alt = catalogue().say("absolutes.empty_alt", what=told(prices))
    frame.teach("absolutes", picture=greyed(drawing) if drawing else None, alt=alt)
