"""The pages not done yet, each with its minutes and a day."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.catalogue import Page
from icp.methods.due import plan_homework
from icp.model import Workbook
from icp.ui import state
from icp.ui.decide import decide
from icp.ui.guide.screens import in_a_week
from icp.ui.journey import is_done, steps
from icp.ui.takeaway.words import day_words
from icp.ui.text import say

_NOT_HOMEWORK = ("start", "guide", "takeaway")


def homework(work: Workbook, today: date) -> list[tuple[Page, date]]:
    """The pages of the journey that are not done, in order, with their day."""
    pages = [page for page in steps() if page.id not in _NOT_HOMEWORK and not is_done(page.id, work)]
    days = plan_homework([(page.id, page.minutes) for page in pages], work.dealings.homework, in_a_week(today))
    return [(page, days[page.id]) for page in pages]


def show_homework(work: Workbook, today: date) -> None:
    """The pages with their days, and one button to keep those days."""
    found = homework(work, today)
    if not found:
        st.success(say("takeaway.homework.none"), icon=":material/check:")
        return
    st.markdown(say("takeaway.homework.how"))
    for page, day in found:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.page_link(page.file, label=page.title, icon=page.icon)
            key = "late" if day < today else "row"
            st.markdown(say(f"takeaway.homework.{key}", day=day_words(day), n=page.minutes), width="content")
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
