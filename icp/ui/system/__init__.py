"""The System or client page: who does what annoys, the owner's own part in it, one verdict, one step with a date."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.svg import greyed
from icp.findings.comparison import hold
from icp.findings.journey import is_done
from icp.findings.system import draw, finding, hold_found, sink_reasons
from icp.findings.words import plain
from icp.sample import sample_workbook
from icp.ui import frame, state
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.system.card import choose_annoyance, offer_own, show_card
from icp.ui.system.found import find
from icp.ui.text import say


def teach() -> None:
    """The empty page: what will stand here, with the sample's marks greyed."""
    sample = sample_workbook()
    found = hold_found(sample, hold(sample))
    told = finding(found, sample, plain)
    alt = catalogue().say("system.empty_alt", what=told)
    frame.teach("system", picture=greyed(draw(found, title=told, dark=is_dark())), alt=alt)


@st.fragment
def show_system(done: bool) -> None:
    """The page's finding, picture and action. ``done``: whether it was done when menu and head were drawn."""
    work = state.workbook()
    if is_done("system", work) != done:
        st.rerun()
    found = find(work)
    if work.clients:
        frame.finding(finding(found, work, say))
        frame.saved_mark()
        if any(each.finding.prevalence.all[1] for each in found.annoyances):
            told = finding(found, work, plain)
            drawn = found.held.once(("system drawn", is_dark()), lambda: draw(found, title=told, dark=is_dark()))
            show_drawing(drawn, alt=told)
            read_out(f"{say('system.reading')} {sink_reasons(work, say)}")
            _show_why()
    else:
        frame.saved_mark()
    chosen = choose_annoyance(found, work)
    show_card(chosen, found, work)
    offer_own(work)


def _show_why() -> None:
    with st.expander(say("system.why"), key="system_why", on_change="rerun") as why:
        if why.open:
            st.markdown(say("system.why_how"))


__all__ = ["show_system", "teach"]
