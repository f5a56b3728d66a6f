"""The pages not done yet, each with its minutes and a day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.findings.journey import homework
from icp.findings.words import date_words
from icp.model import Workbook
from icp.ui import state
from icp.ui.decide import decide
from icp.ui.menu import entry
from icp.ui.text import say


def show_homework(work: Workbook, today: date) -> None:
    """The pages with their days, and one button to keep those days."""
    found = homework(work, today)
    if not found:
        st.success(say("takeaway.homework.none"), icon=":material/check:")
        return
    st.markdown(say("takeaway.homework.how"))
    for page, day in found:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.page_link(entry(page), label=page.title, icon=page.icon)
            key = "late" if day < today else "row"
            st.markdown(say(f"takeaway.homework.{key}", day=date_words(day), n=page.minutes), width="content")
    kept = work.dealings.homework
    if all(kept.get(page.id) == day for page, day in found):
        st.caption(say("takeaway.homework.kept"))
        st.button(say("takeaway.homework.again"), key=state.widget_key("homework_again"), icon=":material/update:",
                  on_click=_keep, args=({},))  # fmt: skip
    else:
        st.button(
            say("takeaway.homework.keep"), key=state.widget_key("homework_keep"), icon=":material/event_available:",
            on_click=_keep, args=({page.id: day for page, day in found},),
        )  # fmt: skip


def _keep(days: dict[str, date]) -> None:
    decide(homework=days)
