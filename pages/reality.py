"""Reality check: who is left when the wishes are must-haves, what each costs and spares, and what is but a dream."""

from __future__ import annotations

from icp.findings.journey import is_done
from icp.ui import frame
from icp.ui.reality import look_closer, show_tryout, teach

work = frame.page_head("reality", mark=False)

if work.clients:
    show_tryout(is_done("reality", work))
else:
    frame.saved_mark()
    teach()
look_closer()
frame.way_on("reality")
