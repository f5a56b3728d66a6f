"""Sort the deck: one card at a time, three feelings, the keys 1, 2 and 3, and a way back."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from icp.catalogue import catalogue
from icp.findings.figures import opening
from icp.findings.journey import ENOUGH_SORTED, is_done
from icp.model import Client, Workbook
from icp.roster import annual_value
from icp.ui import frame, keys, state
from icp.ui.menu import entry
from icp.ui.roster.names import are_hidden, call, listed
from icp.ui.text import esc, money, say

TOO_SOON = 0.1
"""Seconds within which nobody has read the next card."""


MOST_UNSORTED = 0.1
"""Share of the list beyond which a figure is told of those sorted so far."""


@st.fragment
def show_deck(finished: bool) -> None:
    """The next client who is not sorted yet; skipped ones come round again at the end.

    ``finished``: whether the page was done when menu and head were drawn, which show it.
    """
    work = state.workbook()
    if is_done("roster", work) != finished:
        st.rerun()
    people = listed(work)
    unsorted = [client for client in people if client.tier is None]
    done = len(people) - len(unsorted)
    frame.finding(opening(work, say))
    st.progress(done / max(len(people), 1), text=say("guide.sorted", done=done, all=len(people)))
    frame.saved_mark()
    if unsorted:
        show_card(_next(unsorted), work, _sort, "deck")
    else:
        st.success(say("roster.deck_done"), icon=":material/check:")
    _way_back(unsorted, work)
    if done >= ENOUGH_SORTED:
        page = frame.find_page("compare")
        st.page_link(entry(page), label=say("roster.deck_compare"), icon=page.icon)


def _way_back(unsorted: list[Client], work: Workbook) -> None:
    """What the last card was sorted as, and the way back to it; later for a card one cannot judge yet."""
    sorted_here: list[str] = st.session_state.get(keys.ROSTER_SORTED, [])
    last = work.client(sorted_here[-1]) if sorted_here else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("roster.card_back"), key="card_back", icon=":material/undo:", on_click=_back,
                  disabled=last is None)  # fmt: skip
        if unsorted:
            st.button(say("roster.card_skip"), key="card_skip", on_click=_skip, args=(_next(unsorted).id,))
    if last is not None and last.tier:
        feeling = catalogue().fields["tier"].option_label(last.tier)
        st.caption(say("roster.card_last", name=call(last, work), feeling=feeling))


def _next(unsorted: list[Client]) -> Client:
    skipped: list[str] = st.session_state.get(keys.ROSTER_SKIPPED, [])
    return min(unsorted, key=lambda c: skipped.index(c.id) + 1 if c.id in skipped else 0)


def show_card(client: Client, work: Workbook, sort: Callable[[str, int], None], deck: str) -> None:
    """A client's card with the three feelings; ``sort`` is called with the id and the feeling chosen."""
    with st.container(border=True, horizontal_alignment="center"):
        st.header(esc(call(client, work)), anchor=False, text_alignment="center")
        if known := about(client, work):
            st.markdown(known, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            for option, icon in zip(catalogue().fields["tier"].options, ("sunny", "partly_cloudy_day", "thunderstorm"),
                                    strict=True):  # fmt: skip
                st.button(
                    option.label, key=state.widget_key(deck, client.id, option.value), shortcut=option.value,
                    icon=f":material/{icon}:", on_click=sort, args=(client.id, int(option.value)),
                )  # fmt: skip


def about(client: Client, work: Workbook) -> str:
    """One line of what helps to remember somebody: trade, place, invoice, since when. Markdown.

    While names are hidden, what gives a client away stays hidden with them.
    """
    values = client.values
    telling = ("industry",) if are_hidden() else ("company", "occupation", "industry", "email")
    parts = [*(str(values[key]) for key in telling if key in values)]
    value = annual_value(values)
    if value is not None:
        parts.append(say("roster.a_year", safe_amount=money(value, work)))
    if "first_date" in values:
        parts.append(say("roster.since", safe_year=str(values["first_date"])[:4]))
    return esc(" · ".join(dict.fromkeys(part for part in parts if part)))


def _sort(id: str, tier: int) -> None:
    """Keep a feeling. The second half of a double click, or a key pressed twice, must not sort the next card."""
    now = time.monotonic()
    client = state.workbook().client(id)
    if client is None or client.tier is not None or now - st.session_state.get(keys.ROSTER_TOUCHED, 0.0) < TOO_SOON:
        return
    st.session_state[keys.ROSTER_TOUCHED] = now
    state.set_value(id, tier=tier)
    st.session_state[keys.ROSTER_SORTED] = [*st.session_state.get(keys.ROSTER_SORTED, []), id]


def _skip(id: str) -> None:
    skipped = [other for other in st.session_state.get(keys.ROSTER_SKIPPED, []) if other != id]
    st.session_state[keys.ROSTER_SKIPPED] = [*skipped, id]


def _back() -> None:
    """The last card sorted here comes back on top."""
    sorted_here = list(st.session_state.get(keys.ROSTER_SORTED, []))
    if sorted_here:
        id = sorted_here.pop()
        st.session_state[keys.ROSTER_SORTED] = sorted_here
        skipped = st.session_state.get(keys.ROSTER_SKIPPED, [])
        st.session_state[keys.ROSTER_SKIPPED] = [other for other in skipped if other != id]
        state.set_value(id, tier=None)
