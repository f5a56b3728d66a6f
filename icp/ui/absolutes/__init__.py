"""The Must-haves page and the screener that takes its place while somebody is asked."""

from icp.ui.absolutes.page import draw_page
from icp.ui.absolutes.prospect import find_prospect
from icp.ui.absolutes.screener import draw_screener

__all__ = ["draw_page", "draw_screener", "find_prospect"]
