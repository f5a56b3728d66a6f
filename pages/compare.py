"""Compare: the client list against the ideal client. One surprise first; why, for those who ask."""

from __future__ import annotations

import streamlit as st

from icp.ui import frame
from icp.ui.ask import ask
from icp.ui.compare import show_why
from icp.ui.menu import entry
from icp.ui.surprise import show_surprise, teach
from icp.ui.text import say

work = frame.page_head("compare")

if not work.clients:
    teach()
else:
    surprise = show_surprise(work)
    if surprise.code == "none":
        roster = frame.find_page("roster")
        st.page_link(entry(roster), label=say("compare.to_roster"), icon=roster.icon)
    elif surprise.code != "counts":
        label = "compare.make_of_invoice" if surprise.code == "hard_invoice" else "compare.make_of_it"
        ask("surprise", label=say(label))
    show_why()
    frame.way_on("compare")

st.space("small")
