"""The page of rules: standards agreed before work starts, who agreed to them, and what is said when one is missed."""

from icp.ui.rules.page import draw_page

__all__ = ["draw_page"]
