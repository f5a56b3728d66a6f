"""Must-haves: what has to be there, said and asked before anybody signs; and the prospects who were asked."""

from __future__ import annotations

from icp.ui import frame
from icp.ui.absolutes import draw_page, draw_screener, find_prospect

prospect = find_prospect()
if prospect is not None:
    draw_screener(prospect)
else:
    draw_page(frame.page_head("absolutes"))
    frame.way_on("absolutes")
