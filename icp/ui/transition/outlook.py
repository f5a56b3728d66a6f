"""This session's transition: worked out once a version, from the session where nothing it stands on has changed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.dealings import Dealings
from icp.findings.outlook import Held, Listed, ask_for, read_list, work_out
from icp.model import Workbook
from icp.ui import keys
from icp.ui.text import say


def hold(work: Workbook) -> Held:
    """This version's facts and plan, from the session where nothing they stand on has changed."""
    today = date.today()
    kept: Held | None = st.session_state.get(keys.TRANSITION)
    if kept is not None and kept.today == today and _same(kept.work, work):
        kept.work = work
        return kept
    with st.spinner(say("transition.reckoning")):
        listed: Listed | None = st.session_state.get(keys.TRANSITION_LIST)
        if listed is None or listed.work.clients is not work.clients or listed.asked != ask_for(work):
            listed = st.session_state[keys.TRANSITION_LIST] = read_list(work)
        held = st.session_state[keys.TRANSITION] = work_out(work, today, listed)
    return held


def _same(before: Workbook, now: Workbook) -> bool:
    return (
        before.clients is now.clients
        and before.avatar is now.avatar
        and before.questions is now.questions
        and before.sales_years is now.sales_years
        and _deciding(before.dealings) == _deciding(now.dealings)
    )


def _deciding(dealings: Dealings) -> tuple[object, ...]:
    return dealings.courses, dealings.systems, dealings.terms
