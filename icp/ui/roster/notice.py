"""The one notice before anything about who a real person is gets noted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.catalogue import Question
from icp.model import OwnQuestion, Workbook, is_protected
from icp.ui import state
from icp.ui.text import say


def is_guarded(question: Question | OwnQuestion) -> bool:
    """Whether a question, shipped or the owner's own, asks what the law protects."""
    return question.protected if isinstance(question, Question) else is_protected(question.id, question.label)


def may_ask(question: Question | OwnQuestion, work: Workbook) -> bool:
    """Whether it may be asked about a client: protected questions after the tick, in regulated fields never."""
    return not is_guarded(question) or (not work.regulated and bool(work.text("beliefs_agreed")))


def show_notice(work: Workbook, why: str = "") -> None:
    """The notice and its tick, once a workbook; the day of the tick is kept. ``why`` is Markdown."""
    key = state.widget_key("beliefs_agreed")
    if key not in st.session_state:
        st.session_state[key] = bool(work.text("beliefs_agreed"))

    def keep() -> None:
        state.set_answer("beliefs_agreed", date.today().isoformat() if st.session_state[key] else None)

    with st.container(border=True):
        st.markdown(f"{say('roster.beliefs')} {why}".strip())
        st.checkbox(say("roster.beliefs_tick"), key=key, on_change=keep)
