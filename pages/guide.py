"""The guide: one question a screen, back never loses, and the last answer leads on."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.ui import frame
from icp.ui.guide.screens import NAMING, SCREENS
from icp.ui.guide.walk import go_to, minutes_left, offer_names, place_now
from icp.ui.room.bar import may_ask
from icp.ui.text import say

screens = catalogue().screens
place = place_now()
question = screens[place]
last = place + 1 == len(screens)

with frame.turn_to("guide", place):
    said = say("guide.progress_last" if last else "guide.progress", n=place + 1, all=len(screens),
               minutes=minutes_left(place))  # fmt: skip
    st.progress((place + 1) / len(screens), text=said)
    if asked := may_ask(question.id):
        st.title(question.heading, anchor=False)
        frame.saved_mark()
        if question.help:
            st.markdown(question.help)

        if question.guide not in NAMING or not offer_names():
            SCREENS[question.guide](question)

    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            say("guide.back"),
            key="guide_back",
            type="tertiary",
            icon=":material/arrow_back:",
            disabled=place == 0,
            on_click=go_to,
            args=(place - 1,),
        )
        if asked and not last:
            st.button(
                say("guide.next"),
                key="guide_next",
                type=frame.lead(),
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=go_to,
                args=(place + 1,),
            )
    if asked and question.example:
        st.caption(say("guide.example", what=question.example))
