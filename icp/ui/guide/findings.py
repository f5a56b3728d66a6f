"""The two findings of the guide, as light drawings: your surprise, and who sent your favourites."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Question
from icp.ui import state
from icp.ui.ask import ask
from icp.ui.text import say


def nobody_yet() -> None:
    """A screen about people before there are any."""
    st.info(say("guide.nobody_yet"), icon=":material/person_add:")


def surprise(question: Question) -> None:
    """Where what you wrote and what you feel disagree, and what the owner makes of it."""
    from icp.ui.surprise import show_surprise

    work = state.workbook()
    if not work.clients:
        nobody_yet()
        return
    show_surprise(work)
    ask(question.id, label=say("guide.make_of_it"))


def senders(question: Question) -> None:
    """Who sent whom, counted and drawn."""
    from icp.ui.senders import show_favourite_senders

    work = state.workbook()
    if work.clients:
        show_favourite_senders(work)
    else:
        nobody_yet()
