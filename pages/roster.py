"""Client list: put people in, sort them by feeling, say what they do. One section at a time."""

from __future__ import annotations

import streamlit as st

from icp.findings.figures import opening
from icp.findings.journey import is_done
from icp.ui import frame, keys, state
from icp.ui.roster.card import show_card
from icp.ui.roster.deck import show_deck
from icp.ui.roster.figures import show_figures
from icp.ui.roster.files import carry_on
from icp.ui.roster.grid import show_grid
from icp.ui.roster.names import view_switches
from icp.ui.roster.tap import show_ladder, show_origins, show_reasons, show_taps
from icp.ui.roster.upload import show_upload
from icp.ui.text import say

frame.page_head("roster", mark=False)
carry_on()
work = state.workbook()
sections = {
    "put_in": lambda: show_upload(work),
    "sort": lambda: show_deck(is_done("roster", work)),
    "taps": show_taps,
    "ladder": show_ladder,
    "origins": show_origins,
    "reasons": show_reasons,
    "card": show_card,
    "grid": show_grid,
    "figures": show_figures,
}

if not work.clients:
    frame.saved_mark()
    if keys.IMPORT in st.session_state:
        show_upload(work)
    else:
        frame.finding(say("roster.empty_finding"))
        st.markdown(say("roster.empty"))
        show_upload(work)
        frame.sample_button("roster_sample")
else:
    if keys.ROSTER_SECTION not in st.session_state:
        next_up = "sort" if any(client.tier is None for client in work.clients) else "taps"
        st.session_state[keys.ROSTER_SECTION] = "put_in" if keys.IMPORT in st.session_state else next_up
    if st.session_state[keys.ROSTER_SECTION] != "sort":  # the deck says it itself, card by card
        frame.finding(opening(work, say))
    section = st.pills(
        say("roster.sections"),
        list(sections),
        format_func=lambda id: say(f"roster.section.{id}"),
        required=True,
        key=keys.ROSTER_SECTION,
        persist_state="session",
        label_visibility="collapsed",
    )
    view_switches(work)
    sections[section or "sort"]()

frame.way_on("roster")
