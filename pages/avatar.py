"""Ideal client: the portrait of one person, the wishes in order, and what they may expect in return."""

from icp.ui import frame
from icp.ui.avatar.walk import draw_page
from icp.ui.journey import is_done

draw_page(is_done("avatar", frame.page_head("avatar", mark=False)))
