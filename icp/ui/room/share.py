"""What a participant puts up, takes back, and the way out of the room. Worked out only while the window is open."""

from __future__ import annotations

import json

import streamlit as st

from icp.room.kinds import KINDS, WALLS
from icp.room.state import LONGEST_TEXT
from icp.room.taking_part import (
    LONGEST_NICKNAME,
    Offer,
    leave,
    nickname,
    offers,
    share,
    share_text,
    shared,
    unshare,
)
from icp.store import Item, RoomGone, StoreUnavailable, get_store
from icp.ui import frame, keys
from icp.ui.room.here import Here, here
from icp.ui.state import workbook
from icp.ui.text import counted, esc, say

_FIRST_NAME = "room_first_name"


@st.dialog("The room", width="medium")
def room_dialog() -> None:
    """Put up, take back, leave."""
    found = here()
    if found is None:
        st.markdown(say("room.refused.gone"))
        return
    try:
        up = shared(get_store().rooms, found.seat)
        if not found.room.closed:
            st.markdown(say("room_ui.share_intro"))
            for offer in offers(workbook(), found.room):
                _offer(offer, found, up.get(offer.kind.id))
            for kind in WALLS:
                _offer_text(kind, found, up.get(kind))
        _offer_leaving(found, len(up))
    except (StoreUnavailable, RoomGone) as failure:
        st.error(say(f"problem.{type(failure).__name__}"), icon=":material/cloud_off:")


def _offer(offer: Offer, found: Here, up: Item | None) -> None:
    kind = offer.kind
    with st.container(border=True):
        st.markdown(f"**{esc(kind.asks)}**")
        if up is not None:
            _standing(kind.id, up, found)
        if offer.wants:
            st.caption(say(f"room.wants.{offer.wants}"))
            return
        if up is not None and _words_of(up) == offer.shown:
            return
        st.markdown(say("room_ui.seen_as", what="; ".join(offer.shown)))
        if kind.shape == "card":
            if _FIRST_NAME not in st.session_state:
                st.session_state[_FIRST_NAME] = nickname(get_store().rooms, found.seat)
            st.text_input(
                say("room_ui.first_name"), key=_FIRST_NAME, max_chars=LONGEST_NICKNAME, persist_state="session"
            )
        _say_refused(kind.id)
        st.button(
            say("room_ui.again" if up is not None else "room_ui.put_up"), key=f"put_up_{kind.id}",
            icon=":material/ios_share:", on_click=_put_up, args=(offer, found),
        )  # fmt: skip


def _put_up(offer: Offer, found: Here) -> None:
    name = str(st.session_state.get(_FIRST_NAME, "")).strip()
    if offer.kind.shape == "card" and not name:
        _refuse(offer.kind.id, "first_name")
        return
    try:
        done = share(get_store().rooms, found.seat, offer, first_name=name)
    except StoreUnavailable:
        _refuse(offer.kind.id, "away")
        return
    _refuse(offer.kind.id, "" if done else "closed")


def _offer_text(kind: str, found: Here, up: Item | None) -> None:
    key = f"room_text_{kind}"
    with st.container(border=True):
        st.markdown(f"**{esc(KINDS[kind].asks)}**")
        if up is not None:
            _standing(kind, up, found)
        st.text_area(say("room_ui.sentence"), key=key, max_chars=LONGEST_TEXT, height=80, persist_state="session")
        st.caption(say("room_ui.moderated"))
        _say_refused(kind)
        st.button(
            say("room_ui.send"), key=f"send_{kind}", icon=":material/ios_share:", on_click=_send,
            args=(kind, key, found),
        )  # fmt: skip


def _send(kind: str, key: str, found: Here) -> None:
    try:
        refused = share_text(get_store().rooms, found.seat, kind, str(st.session_state.get(key, "")), workbook())
    except StoreUnavailable:
        _refuse(kind, "away")
        return
    _refuse(kind, refused.why if refused else "", refused.found if refused else "")
    if refused is None:
        st.session_state[key] = ""


def _refuse(kind: str, why: str, found: str = "") -> None:
    """Remember why a thing of this kind did not go up, or that it did ("")."""
    refused = dict(st.session_state.get(keys.ROOM_STAYS, {}))
    refused[kind] = (why, found)
    st.session_state[keys.ROOM_STAYS] = refused


def _say_refused(kind: str) -> None:
    why, found = st.session_state.get(keys.ROOM_STAYS, {}).get(kind, ("", ""))
    if why:
        st.error(say(f"room.refused.{why}", found=found))


def _standing(kind: str, up: Item, found: Here) -> None:
    """What stands in the room of this participant's, and the way to take it back."""
    mark = say(f"room_ui.mark.{up.mark}")
    st.markdown(say("room_ui.standing", what="; ".join(_words_of(up)), safe_mark=mark))
    st.button(
        say("room_ui.take_back"), key=f"take_back_{kind}", icon=":material/undo:", on_click=_take_back,
        args=(kind, found),
    )  # fmt: skip


def _take_back(kind: str, found: Here) -> None:
    try:
        unshare(get_store().rooms, found.seat, kind)
    except StoreUnavailable:
        _refuse(kind, "away")


def _words_of(item: Item) -> tuple[str, ...]:
    """What others see of a thing that was put up."""
    body = json.loads(item.body)
    if "text" in body:
        return (str(body["text"]),)
    if "lines" in body:
        return tuple(body["lines"])
    options = KINDS[item.kind].options
    return tuple(options[option] for option in body["given"] if option in options)


def _offer_leaving(found: Here, up: int) -> None:
    st.divider()
    st.markdown(say("room_ui.leave_how", what=counted(up, "thing")))
    sure = st.checkbox(say("room_ui.leave_sure"), key="room_leave_sure", persist_state="session")
    leaving = sure and st.button(
        say("room_ui.leave"), key="room_leave", icon=":material/logout:", on_click=_leave, args=(found,)
    )
    if leaving:
        st.rerun()


def _leave(found: Here) -> None:
    try:
        leave(get_store().rooms, found.seat)
    except StoreUnavailable:
        frame.notify(say("room.refused.away"))
        return
    for key in (keys.ROOM, keys.ROOM_LOOKED, keys.ROOM_STAYS, keys.ROOM_MISSED, "room_leave_sure"):
        st.session_state.pop(key, None)
    frame.notify(say("room_ui.left"))
