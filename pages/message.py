"""Message: one line to the people you want, beside what everybody says, and the words for wherever it is said."""

from __future__ import annotations

from icp.findings.journey import is_done
from icp.methods.message_draft import Message
from icp.ui import frame
from icp.ui.message import show_message, teach

work = frame.page_head("message", mark=False)

if not Message(work).line:
    teach()
show_message(is_done("message", work))
frame.way_on("message")
