"""Where somebody is in the guide. The screen's number stands in the address, so a refresh stays on the screen and the
browser's back works; without one the guide opens after the last screen that has an answer."""

from __future__ import annotations

import math

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Workbook
from icp.ui import keys, state
from icp.ui.guide.people import favourites
from icp.ui.roster.names import are_hidden
from icp.ui.text import say


def place_now() -> int:
    """The number of the screen to show, from 0."""
    screens = catalogue().screens
    asked = st.query_params.get(keys.GUIDE_SCREEN, "")
    if asked.isdecimal() and 1 <= int(asked) <= len(screens):
        return int(asked) - 1
    work = state.workbook()
    answered = [place for place, question in enumerate(screens) if is_answered(question, work)]
    place = min(answered[-1] + 1, len(screens) - 1) if answered else 0
    go_to(place)  # from now on an answer on this screen must not move the screen
    return place


def go_to(place: int) -> None:
    """Show that screen."""
    st.query_params[keys.GUIDE_SCREEN] = str(place + 1)


def offer_names() -> bool:
    """Whether names are hidden, and then a way to show them again: who is asked about cannot be told by number.

    Where names become codes the guide stays open: codes are what is typed here.
    """
    closed = are_hidden() and not state.are_coded(state.workbook())
    if closed:
        st.info(say("guide.hidden"), icon=":material/visibility_off:")
        st.button(say("guide.show_names"), key="show_names", icon=":material/visibility:", on_click=_show_names)
    return closed


def _show_names() -> None:
    st.session_state[keys.HIDE_NAMES] = False


def minutes_left(place: int) -> int:
    """Minutes from that screen (from 0) to the end of the guide, if every screen takes as long as any other."""
    left = len(catalogue().screens) - place
    minutes = next(page.minutes for page in catalogue().pages if page.id == "guide")
    return math.ceil(minutes * left / len(catalogue().screens))


def is_answered(question: Question, work: Workbook) -> bool:
    """Whether the screen holds an answer of this owner's."""
    if question.guide == "promise":
        return bool(work.promises)
    if question.guide == "picture":
        return any(work.avatar.find(id) for id in ("age", "gender", "income", "place", "life_stage"))
    if question.guide in ("problem", "values"):
        return work.avatar.find(question.id) is not None
    if question.guide == "never_again":
        return any(wish.id.startswith("never_") for wish in work.avatar.criteria)
    if question.guide == "wish_order":
        return bool(work.avatar.ranked)
    if question.guide == "one_must":
        return bool(work.avatar.absolutes)
    if question.guide == "referred_by":
        return any({"referred_by", "source"} & client.values.keys() for client in favourites(work))
    if question.scope == "client":
        return any(question.id in client.values for client in work.clients)
    return question.id in work.answers
