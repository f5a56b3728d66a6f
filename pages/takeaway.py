"""Takeaway: three promises with a day, what changes on Monday, and all of it to keep; in ninety days, what became."""

from __future__ import annotations

from icp.ui import frame
from icp.ui.takeaway import show

show(frame.page_head("takeaway"))
