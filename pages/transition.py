"""Transition: from the list you have to the list you want, without hurting the income."""

from __future__ import annotations

from icp.ui import frame
from icp.ui.transition import show, show_without_list

work = frame.page_head("transition")

if work.clients:
    show(work)
else:
    show_without_list(work)
frame.way_on("transition")
