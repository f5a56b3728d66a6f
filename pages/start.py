"""Start: where names go, what you do, and the two ways in."""

from __future__ import annotations

import streamlit as st

from icp.server.identity import is_own_computer
from icp.ui import frame, state
from icp.ui.ask import ask
from icp.ui.menu import entry
from icp.ui.regulated import ask_field, suggest_field
from icp.ui.room.here import here
from icp.ui.room.join import ask_for_code
from icp.ui.text import say

work = frame.page_head("start")

frame.finding(say("start.promise"))
with st.container(horizontal=True, gap="small"):
    if st.button(say("start.guide"), type=frame.lead(), icon=":material/explore:", key="to_guide"):
        st.switch_page(frame.find_page("guide").file)
    frame.sample_button("start_sample", quiet=True)
    if here() is None:
        ask_for_code()
st.caption(say("start.ways"))

with st.container(border=True):
    st.markdown(say("start.names_go_own" if is_own_computer() else "start.names_go"))
    st.page_link(
        entry(frame.find_page("about")), label=say("start.notice"), icon=":material/arrow_forward:",
        icon_position="right",
    )  # fmt: skip

st.subheader(say("start.your_work"), anchor=False)
ask("business_name")
ask("trade")
ask("term")
ask("currency")
ask_field()
suggest_field()

st.subheader(say("start.your_key"), anchor=False)
frame.private_link()
if st.toggle(say("frame.have_copy"), key=state.widget_key("have_copy")):
    frame.open_copy()

frame.way_on("start")
