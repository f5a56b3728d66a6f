"""Ten cards sorted again: what was felt last time is shown only after the choice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Client, Workbook
from icp.roster import annual_value
from icp.ui import keys, state
from icp.ui.roster.deck import show_card
from icp.ui.roster.names import call
from icp.ui.text import say

TEN = 10
_WEIGHT = {3: 0, 1: 1, 2: 2}


@dataclass(frozen=True)
class Deck:
    """The ids still to come, and (id, feeling before, feeling now) of those sorted."""

    ahead: tuple[str, ...]
    done: tuple[tuple[str, int, int], ...] = ()


def choose_ten(work: Workbook) -> tuple[str, ...]:
    """Whom to look at again: sorted present clients, heart sinks first, then favourites, the largest invoice first."""
    present = [client for client in work.clients if not client.former and client.tier]
    present.sort(key=lambda c: (_WEIGHT[c.tier or 2], -(annual_value(c.values) or 0.0)))
    return tuple(client.id for client in present[:TEN])


@st.fragment
def show_resort(work: Workbook) -> None:
    """Begin, the next card, or what came of it. A fragment: ten cards in a row must not draw the page ten times."""
    st.subheader(say("takeaway.resort.title"), anchor=False)
    deck: Deck | None = st.session_state.get(keys.RESORT)
    now = state.workbook()
    if deck is None:
        st.markdown(say("takeaway.resort.how"))
        st.button(say("takeaway.resort.begin"), key=state.widget_key("resort"), icon=":material/style:",
                  on_click=_begin, disabled=not choose_ten(now))  # fmt: skip
        return
    ahead = [client for id in deck.ahead if (client := now.client(id)) is not None]
    if deck.done:
        _last(deck, now)
    if ahead:
        n = len(deck.done)
        st.progress(n / (n + len(ahead)), text=say("takeaway.resort.progress", n=n, of=n + len(ahead)))
        show_card(ahead[0], now, _sort, "resort")
        st.button(say("takeaway.resort.stop"), key=state.widget_key("resort_stop"), type="tertiary", on_click=_stop)
    else:
        _show_result(deck, now)


def _last(deck: Deck, work: Workbook) -> None:
    id, before, after = deck.done[-1]
    client = work.client(id)
    if client is not None and deck.ahead:
        st.caption(_moved(client, before, after, work))


def _moved(client: Client, before: int, after: int, work: Workbook) -> str:
    feeling = catalogue().fields["tier"].option_label
    key = "same" if before == after else "moved"
    return say(f"takeaway.resort.{key}", name=call(client, work), then=feeling(before), now=feeling(after))


def _show_result(deck: Deck, work: Workbook) -> None:
    moved = [one for one in deck.done if one[1] != one[2]]
    key = "all_same" if not moved else "changed_one" if len(moved) == 1 else "changed"
    if len(deck.done) == 1:
        key = "only_changed" if moved else "only_same"
    st.success(say(f"takeaway.resort.{key}", k=len(moved), n=len(deck.done)), icon=":material/check:")
    for id, before, after in moved:
        client = work.client(id)
        if client is not None:
            st.markdown(f"- {_moved(client, before, after, work)}")
    st.button(say("takeaway.resort.again"), key=state.widget_key("resort_again"), type="tertiary", on_click=_begin)


def _begin() -> None:
    st.session_state[keys.RESORT] = Deck(choose_ten(state.workbook()))


def _stop() -> None:
    deck: Deck | None = st.session_state.get(keys.RESORT)
    st.session_state[keys.RESORT] = replace(deck, ahead=()) if deck and deck.done else None


def _sort(id: str, tier: int) -> None:
    """Keep the feeling of the card on top; a second click on the same card is none."""
    deck: Deck | None = st.session_state.get(keys.RESORT)
    client = state.workbook().client(id)
    if deck is None or client is None or id not in deck.ahead:
        return
    ahead = tuple(other for other in deck.ahead if other != id)
    st.session_state[keys.RESORT] = Deck(ahead, (*deck.done, (id, client.tier or tier, tier)))
    state.set_value(id, tier=tier)
