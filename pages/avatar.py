"""Ideal client: the portrait of one person, the wishes in order, and what they may expect in return."""

from icp.findings.journey import is_done
from icp.ui import frame
from icp.ui.avatar.walk import draw_page

draw_page(is_done("avatar", frame.page_head("avatar", mark=False)))
