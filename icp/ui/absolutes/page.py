"""The Must-haves page around its sections: the finding, who is waiting, the one action, and what is looked at."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.dealings import Prospect
from icp.findings.prices import finding
from icp.methods.absolutes import asked
from icp.methods.screening import list_waiting, next_must, reasons, reopen
from icp.model import Workbook
from icp.ui import frame, keys
from icp.ui.absolutes.card import draw_card
from icp.ui.absolutes.history import draw_history
from icp.ui.absolutes.musts import draw_more, draw_musts
from icp.ui.absolutes.prices import read_prices, show_picture, teach
from icp.ui.absolutes.prospect import begin, go_to, say_day, step
from icp.ui.providers import edit_providers
from icp.ui.roster.names import call_prospect
from icp.ui.text import say

_SHOWN = 3


def draw_page(work: Workbook) -> None:
    """Everything under the page's head."""
    if not work.avatar.absolutes:
        frame.finding(say("absolutes.none"))
        st.markdown(say("absolutes.none_how"))
        draw_more(work)
        if not work.clients:
            teach()
    else:
        prices = read_prices(work)
        frame.finding(finding(work, prices, say))
        if prices.clients:
            show_picture(prices)
        else:
            st.caption(say("absolutes.no_list"))
    _draw_waiting(work)
    _draw_start(work)
    if work.avatar.absolutes or work.dealings.prospects or work.dealings.providers:
        _look_closer(work)


def _draw_start(work: Workbook) -> None:
    ready = bool(asked(work.avatar))
    st.button(say("absolutes.start"), key="screen_begin", type=frame.lead(), icon=":material/call:", on_click=begin,
              disabled=not ready)  # fmt: skip
    st.caption(say("absolutes.start_how" if ready else "absolutes.start_needs"))


def _draw_waiting(work: Workbook) -> None:
    """Who is in the middle of it, and who decides when: the next few."""
    musts = [must.id for must in asked(work.avatar)]
    for prospect in work.dealings.prospects[-_SHOWN:]:
        if prospect.outcome == "open" and next_must(prospect, musts) is not None:
            name = call_prospect(prospect, work)
            with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(say("absolutes.go_on", name=name, n=len(prospect.answers), of=len(musts)))
                st.button(say("absolutes.go_on_button", name=name), key=f"go_on_{prospect.id}",
                          icon=":material/play_arrow:", on_click=go_to, args=(prospect.id,))  # fmt: skip
    waiting = list_waiting(work.dealings.prospects)
    for prospect in waiting[:_SHOWN]:
        _draw_due(prospect, work)
    if len(waiting) > _SHOWN:
        st.caption(say("absolutes.more_due", n=len(waiting) - _SHOWN))


def _draw_due(prospect: Prospect, work: Workbook) -> None:
    name = call_prospect(prospect, work)
    day = prospect.decide_by or date.today()
    key = "absolutes.due_past" if day <= date.today() else "absolutes.due"
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say(key, name=name, date=say_day(day), what="; ".join(reasons(prospect, "unsure"))))
        st.button(say("absolutes.due_button", name=name), key=f"due_{prospect.id}", icon=":material/event:",
                  on_click=_ask_again, args=(prospect.id,))  # fmt: skip


def _ask_again(id: str) -> None:
    step(id, reopen)
    go_to(id)


def _look_closer(work: Workbook) -> None:
    st.subheader(say("absolutes.look"), anchor=False)
    names = {name: say(f"absolutes.section.{name}") for name in ("musts", "card", "prospects", "providers")}
    offered = [name for name in names if name != "musts" or work.avatar.absolutes]
    if st.session_state.get(keys.MUST_SECTION) not in (None, *offered):
        del st.session_state[keys.MUST_SECTION]
    chosen = st.pills(say("absolutes.look"), offered, format_func=names.__getitem__, key=keys.MUST_SECTION,
                      default=offered[0], label_visibility="collapsed")  # fmt: skip
    if chosen == "musts":
        draw_musts(work, read_prices(work))
    elif chosen == "card":
        draw_card(work)
    elif chosen == "prospects":
        draw_history(work)
    elif chosen == "providers":
        st.markdown(say("providers.why"))
        edit_providers("absolutes")
