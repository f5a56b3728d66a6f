"""Start: where names go, what you do, and the two ways in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.ui import frame, state
from icp.ui.ask import ask, options_of, pick
from icp.ui.text import say

work = frame.page_head("start")

frame.finding(say("start.promise"))
with st.container(horizontal=True, gap="small"):
    if st.button(say("start.guide"), type=frame.lead(), icon=":material/explore:", key="to_guide"):
        st.switch_page(frame.find_page("guide").file)
    frame.sample_button("start_sample")
st.caption(say("start.ways"))

with st.container(border=True):
    st.markdown(say("start.names_go"))

st.subheader(say("start.your_work"), anchor=False)
ask("business_name")
ask("trade")
ask("term")
ask("currency")


def keep_field(chosen: str | None) -> None:
    """Regulated fields do not keep protected facts about clients; what falls away is said, and undo brings it back."""
    field: Any = chosen or "general"
    before = state.workbook()

    def step(current: Workbook) -> Workbook:
        return current.with_field(field)

    after = state.change(step)
    gone = sum(len(client.values) for client in before.clients) - sum(len(client.values) for client in after.clients)
    if gone:
        frame.notify(say("start.facts_dropped", n=gone))


question = catalogue().question("field")
pick(
    question.prompt,
    options_of(question),
    key=state.widget_key("owner", "field"),
    stored=work.field,
    keep=keep_field,
    help=question.help,
)
if work.regulated:
    st.info(say("start.regulated"), icon=":material/gavel:")

st.subheader(say("start.your_key"), anchor=False)
frame.private_link()
if st.toggle(say("frame.have_copy"), key=state.widget_key("have_copy")):
    frame.open_copy()

frame.way_on("start")
