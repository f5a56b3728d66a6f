"""Sort the deck: one card at a time, three feelings, the keys 1, 2 and 3, and a way back."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.model import Client, Workbook
from icp.ui import frame, keys, state
from icp.ui.journey import ENOUGH_SORTED
from icp.ui.roster.names import call_in_markdown
from icp.ui.text import counted, esc, money, say


@st.fragment
def show_deck() -> None:
    """The next client who is not sorted yet; skipped ones come round again at the end."""
    work = state.workbook()
    unsorted = [client for client in work.clients if client.tier is None]
    done = len(work.clients) - len(unsorted)
    frame.finding(opening(work))
    st.progress(done / max(len(work.clients), 1), text=say("guide.sorted", done=done, all=len(work.clients)))
    frame.saved_mark()
    if unsorted:
        _card(_next(unsorted), work)
    else:
        st.success(say("roster.deck_done"), icon=":material/check:")
    with st.container(horizontal=True):
        sorted_here: list[str] = st.session_state.get(keys.ROSTER_SORTED, [])
        st.button(say("roster.card_back"), key="card_back", icon=":material/undo:", on_click=_back,
                  disabled=not sorted_here)  # fmt: skip
        if unsorted:
            st.button(say("roster.card_skip"), key="card_skip", on_click=_skip, args=(_next(unsorted).id,))
    if done >= ENOUGH_SORTED:
        page = frame.find_page("compare")
        st.page_link(page.file, label=say("frame.next", page=page.title), icon=":material/arrow_forward:")


def _next(unsorted: list[Client]) -> Client:
    skipped: list[str] = st.session_state.get(keys.ROSTER_SKIPPED, [])
    return min(unsorted, key=lambda c: skipped.index(c.id) + 1 if c.id in skipped else 0)


def _card(client: Client, work: Workbook) -> None:
    with st.container(border=True, horizontal_alignment="center"):
        st.header(call_in_markdown(client, work), anchor=False, text_alignment="center")
        if known := about(client, work):
            st.markdown(known, text_alignment="center")
        with st.container(horizontal=True, horizontal_alignment="center"):
            for option, icon in zip(catalogue().fields["tier"].options, ("sunny", "partly_cloudy_day", "thunderstorm"),
                                    strict=True):  # fmt: skip
                st.button(
                    option.label, key=state.widget_key("deck", client.id, option.value), shortcut=option.value,
                    icon=f":material/{icon}:", on_click=_sort, args=(client.id, int(option.value)),
                )  # fmt: skip


def about(client: Client, work: Workbook) -> str:
    """One line of what helps to remember somebody: trade, place, invoice, since when. Markdown."""
    values = client.values
    parts = [*(str(values[key]) for key in ("company", "occupation", "industry") if key in values)]
    value = values.get("annual_value")
    if isinstance(value, int | float):
        parts.append(say("roster.a_year", safe_amount=money(float(value), work)))
    if "first_date" in values:
        parts.append(say("roster.since", safe_year=str(values["first_date"])[:4]))
    return esc(" · ".join(dict.fromkeys(part for part in parts if part)))


def _sort(id: str, tier: int) -> None:
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


def opening(work: Workbook) -> str:
    """The list in a sentence: how many of each feeling, then what heart sinks take and bring, where it is known."""
    present = [client for client in work.clients if not client.former]
    tiers = [client.tier for client in present]
    noun = work.text("term", "client")
    sentence = counted(len(present), noun)
    former = len(work.clients) - len(present)
    if any(tiers):
        left = tiers.count(None)
        sentence = say(
            "roster.opening", what=sentence, glad=tiers.count(1), fine=tiers.count(2), sinks=tiers.count(3),
            safe_left=say("roster.opening_left", n=left) if left else "",
        )  # fmt: skip
    else:
        sentence = say("roster.opening_unsorted", what=sentence)
    shares = sink_shares(present)
    if len([t for t in tiers if t]) >= ENOUGH_SORTED and shares is not None:
        sentence += " " + say("roster.opening_shares", hours=round(100 * shares[0]), income=round(100 * shares[1]))
    return sentence + (" " + say("roster.opening_former", n=former) if former else "")


def sink_shares(clients: list[Client]) -> tuple[float, float] | None:
    """Share of hours and of income (0–1) that heart sinks have, where hours and invoice are known; None without any."""
    known = [
        (client.tier, float(hours), float(value))
        for client in clients
        if isinstance(hours := client.values.get("hours"), int | float)
        and isinstance(value := client.values.get("annual_value"), int | float)
    ]
    hours, value = sum(h for _, h, _ in known), sum(v for _, _, v in known)
    if not hours or not value or not any(tier == 3 for tier, _, _ in known):
        return None
    return sum(h for t, h, _ in known if t == 3) / hours, sum(v for t, _, v in known if t == 3) / value
