"""System or client: who does what annoys, one's own part in it, one verdict and one next step with a date."""

from __future__ import annotations

from icp.findings.journey import is_done
from icp.ui import frame
from icp.ui.system import show_system, teach

work = frame.page_head("system", mark=False)

if not work.clients:
    teach()
show_system(is_done("system", work))
frame.way_on("system")
