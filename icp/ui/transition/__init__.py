"""The Transition page: who goes, who stays and on what terms, and the income meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from icp.findings.outlook import Held
from icp.model import Workbook
from icp.ui import keys
from icp.ui.providers import edit_providers
from icp.ui.text import say
from icp.ui.transition.months import show_months
from icp.ui.transition.odds import show_odds
from icp.ui.transition.opening import open_page, teach
from icp.ui.transition.outlook import hold
from icp.ui.transition.person import show_person
from icp.ui.transition.sort import show_sorting
from icp.ui.transition.terms import show_terms


def show_without_list(work: Workbook) -> None:
    """No client list yet: what will stand here, and what can be settled without one."""
    teach()
    st.subheader(say("transition.without_list"), anchor=False)
    held = hold(work)
    chosen = st.pills(
        say("transition.without_list"), ["terms", "providers"], key="transition_before",
        format_func=lambda id: say(f"transition.section.{id}"), label_visibility="collapsed",
    )  # fmt: skip
    if chosen is not None:
        _SECTIONS[chosen](held)


def show(work: Workbook) -> None:
    """The opening, then the sections, of which only the open one is worked out."""
    held = hold(work)
    if keys.TRANSITION_SECTION not in st.session_state and held.unsorted and not held.goodbyes:
        st.session_state[keys.TRANSITION_SECTION] = "sort"
    open_page(held)
    st.subheader(say("transition.closer"), anchor=False)
    chosen = st.pills(
        say("transition.closer"), list(_SECTIONS), key=keys.TRANSITION_SECTION,
        format_func=lambda id: say(f"transition.section.{id}"), label_visibility="collapsed",
    )  # fmt: skip
    if chosen is not None:
        _SECTIONS[chosen](held)


def _show_providers(held: Held) -> None:
    st.markdown(say("transition.providers_how"))
    if not held.work.dealings.providers:
        st.caption(say("providers.none"))
    edit_providers("transition")


_SECTIONS: Mapping[str, Callable[[Held], None]] = {
    "sort": show_sorting,
    "person": show_person,
    "months": show_months,
    "terms": show_terms,
    "odds": show_odds,
    "providers": _show_providers,
}
