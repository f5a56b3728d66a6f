"""Rules: how you work, agreed before work begins; where one is missing, who agreed, and what to say when it slips."""

from __future__ import annotations

from icp.ui import frame, state
from icp.ui.rules import draw_page
from icp.ui.rules.signing import collect

frame.page_head("rules", mark=False)
came_back = collect()
draw_page(state.workbook(), came_back)
frame.way_on("rules")
