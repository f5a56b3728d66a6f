"""This session's transition: worked out once a version, from the session where nothing it stands on has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from icp.dealings import Dealings
from icp.findings.names import hide_names
from icp.findings.outlook import Held, Listed, ask_for, read_list, work_out
from icp.model import Workbook
from icp.ui import keys
from icp.ui.roster.names import are_hidden
from icp.ui.text import say


@dataclass(frozen=True)
class _Kept:
    """What was worked out of ``work``; ``hidden``: with everybody called by a number."""

    work: Workbook
    hidden: bool
    held: Held


def hold(work: Workbook) -> Held:
    """This version's facts and plan, from the session where nothing they stand on has changed.

    While names are hidden its workbook calls everybody by a number: what is shown comes from it, what is changed is
    the one of :func:`icp.ui.state.workbook`.
    """
    today, hidden = date.today(), are_hidden()
    kept: _Kept | None = st.session_state.get(keys.TRANSITION)
    told = work if not hidden else kept.held.work if kept and kept.hidden and kept.work is work else hide_names(work)
    if kept is not None and kept.hidden is hidden and kept.held.today == today and _same(kept.work, work):
        kept.held.work = told
        st.session_state[keys.TRANSITION] = _Kept(work, hidden, kept.held)
        return kept.held
    with st.spinner(say("transition.reckoning")):
        listed: Listed | None = st.session_state.get(keys.TRANSITION_LIST)
        if listed is None or listed.work.clients is not work.clients or listed.asked != ask_for(work):
            listed = st.session_state[keys.TRANSITION_LIST] = read_list(work)
        held = work_out(told, today, listed)
    st.session_state[keys.TRANSITION] = _Kept(work, hidden, held)
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
