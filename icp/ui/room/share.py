"""What a participant puts up, takes back, and the way out of the room. Worked out only while the window is open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import streamlit as st

from icp.methods.protection import LEAST
from icp.model import Workbook
from icp.room.kinds import KINDS, WALLS
from icp.room.state import LONGEST_TEXT
from icp.room.taking_part import (
    LONGEST_NICKNAME,
    Offer,
    find_name,
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

_HERE, _WINDOW = "here", "window"  # a thing to put up may stand on the page and in the window at once
PLACES: Mapping[str, tuple[str, ...]] = {
    "guide:age": ("ideal_age", "ideal_income"),
    "guide:values": ("values",),
    "guide:favourites_share": ("qualities",),
    "guide:wish_order": ("qualities", "card"),
    "guide:one_must": ("musts",),
    "guide:must_sentence": ("must_sentence",),
    "guide:surprise": ("fit", "insight"),
    "guide:senders": ("referrals",),
    "guide:promise": ("insight", "card"),
    "page:avatar": ("values", "qualities", "ideal_age", "ideal_income", "card"),
    "page:reality": ("musts",),
    "page:compare": ("fit", "insight"),
    "page:referrals": ("referrals",),
    "page:absolutes": ("musts", "must_sentence"),
    "page:takeaway": ("insight", "card"),
}
"""Where a thing is put up: on the screen or page that it comes from."""
_BEGINS: Mapping[str, str] = {"must_sentence": "must_sentence", "insight": "surprise"}
"""The answer a sentence begins with."""


def show_share(where: str) -> None:
    """Under a page: what of it may be put up, in the words others would see. Nothing where there is nothing."""
    found = here()
    if found is None or found.room.closed or workbook().sample:
        return
    step = found.room.step
    kinds = PLACES.get(where, ()) or (step.shares if step is not None and step.where == "talk" else ())
    ready = [offer for offer in (_offers(found, kinds) if kinds else ()) if offer.kind.id in kinds and not offer.wants]
    walls = [kind for kind in kinds if kind in WALLS]
    if not ready and not walls:
        return
    try:
        up = shared(get_store().rooms, found.seat)
    except StoreUnavailable:
        return
    with st.container(border=True):
        st.markdown(say("room_ui.share"))
        _say_who(found)
        for offer in ready:
            _offer(offer, found, up.get(offer.kind.id), _HERE)
        for kind in walls:
            _offer_text(kind, found, up.get(kind), _HERE)


@st.dialog("The room", width="medium", on_dismiss="rerun")  # the page shows the same things
def room_dialog() -> None:
    """Put up, take back, leave. What the running step is about comes first, what is not there yet last."""
    found = here()
    if found is None:  # just left: the bar goes, too
        st.rerun()
    try:
        up = shared(get_store().rooms, found.seat)
        st.markdown(f"**{esc(found.room.name)}**")
        if workbook().sample and not found.room.closed:
            st.info(say("room_ui.sample"), icon=":material/menu_book:")
            for kind, item in up.items():
                with st.container(border=True):
                    st.markdown(f"**{esc(KINDS[kind].asks)}**")
                    _standing(kind, item, found, _WINDOW)
        elif not found.room.closed:
            _say_who(found)
            now = found.room.step.shares if found.room.step is not None else ()
            offered = _offers(found, tuple(KINDS))
            shown = [offer for offer in offered if not offer.wants or offer.kind.id in up]
            things = [*(offer.kind.id for offer in shown), *WALLS]
            for kind in sorted(things, key=lambda kind: kind not in now):
                with st.container(border=True):
                    if kind in WALLS:
                        _offer_text(kind, found, up.get(kind), _WINDOW)
                    else:
                        _offer(next(o for o in shown if o.kind.id == kind), found, up.get(kind), _WINDOW)
            _say_later([offer for offer in offered if offer not in shown])
        _offer_leaving(found, len(up))
    except (StoreUnavailable, RoomGone) as failure:
        st.error(say(f"problem.{type(failure).__name__}"), icon=":material/cloud_off:")


def _offers(found: Here, kinds: tuple[str, ...]) -> tuple[Offer, ...]:
    """What this workbook could put up of these kinds, worked out once a workbook: some of it reads the whole list."""
    work, step = workbook(), found.room.step
    held: tuple[Workbook, tuple[str, ...], tuple[Offer, ...]] | None = st.session_state.get(keys.ROOM_OFFERS)
    if held is None or held[0] is not work or held[1] != kinds:
        held = st.session_state[keys.ROOM_OFFERS] = (work, kinds, offers(work, kinds=kinds))
    first = step.shares if step is not None else ()
    return tuple(sorted(held[2], key=lambda offer: offer.kind.id not in first))


def _say_who(found: Here) -> None:
    """Who sees what is put up, and the lower protection of a small room where the coach chose it."""
    st.caption(say("room_ui.share_intro"))
    if found.room.least < LEAST:
        coach = found.room.host.name or say("room_ui.the_coach")
        st.caption(say("room.consent.lowered", coach=coach, least=found.room.least))


def _say_later(lacking: Sequence[Offer]) -> None:
    """One line a reason for all that cannot be put up yet."""
    for want in dict.fromkeys(offer.wants for offer in lacking):
        names = [say(f"room_ui.short.{offer.kind.id}") for offer in lacking if offer.wants == want]
        st.caption(say(f"room_ui.wants.{want}", what=", ".join(names)))


def _offer(offer: Offer, found: Here, up: Item | None, place: str) -> None:
    kind, first_name = offer.kind, f"room_first_name_{place}"
    st.markdown(f"**{esc(kind.asks)}**")
    if up is not None:
        _standing(kind.id, up, found, place)
    if offer.wants or (up is not None and _words_of(up) == offer.shown):
        return
    st.markdown(say("room_ui.seen_as", what="; ".join(offer.shown)))
    if kind.shape == "card":
        if first_name not in st.session_state:
            st.session_state[first_name] = nickname(get_store().rooms, found.seat)
        st.text_input(say("room_ui.first_name"), key=first_name, max_chars=LONGEST_NICKNAME, persist_state="session")
    _say_refused(kind.id)
    st.button(
        say("room_ui.again" if up is not None else "room_ui.put_up"), key=f"put_up_{kind.id}_{place}",
        icon=":material/ios_share:", on_click=_put_up, args=(offer, found, first_name),
    )  # fmt: skip


def _put_up(offer: Offer, found: Here, first_name: str) -> None:
    name = str(st.session_state.get(first_name, "")).strip()
    if offer.kind.shape == "card" and not name:
        _refuse(offer.kind.id, "first_name")
        return
    try:
        done = share(get_store().rooms, found.seat, offer, first_name=name)
    except StoreUnavailable:
        _refuse(offer.kind.id, "away")
        return
    _refuse(offer.kind.id, "" if done else "closed")


def _offer_text(kind: str, found: Here, up: Item | None, place: str) -> None:
    key = f"room_text_{kind}_{place}"
    if key not in st.session_state:
        work = workbook()
        own = work.text(_BEGINS[kind])
        st.session_state[key] = "" if up is not None or len(own) > LONGEST_TEXT or find_name(own, work) else own
    st.markdown(f"**{esc(KINDS[kind].asks)}**")
    if up is not None:
        _standing(kind, up, found, place)
    st.text_area(say("room_ui.sentence"), key=key, max_chars=LONGEST_TEXT, height=80, persist_state="session")
    st.caption(say("room_ui.moderated"))
    _say_refused(kind)
    st.button(
        say("room_ui.send"), key=f"send_{kind}_{place}", icon=":material/ios_share:", on_click=_send,
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
        for place in (_HERE, _WINDOW):
            st.session_state[f"room_text_{kind}_{place}"] = ""


def _refuse(kind: str, why: str, found: str = "") -> None:
    """Remember why a thing of this kind did not go up, or that it did ("")."""
    refused = dict(st.session_state.get(keys.ROOM_STAYS, {}))
    refused[kind] = (why, found)
    st.session_state[keys.ROOM_STAYS] = refused


def _say_refused(kind: str) -> None:
    why, found = st.session_state.get(keys.ROOM_STAYS, {}).get(kind, ("", ""))
    if why:
        st.error(say(f"room.refused.{why}", found=found))


def _standing(kind: str, up: Item, found: Here, place: str) -> None:
    """What stands in the room of this participant's, and the way to take it back."""
    mark = say(f"room_ui.mark.{up.mark}")
    st.markdown(say("room_ui.standing", what="; ".join(_words_of(up)), safe_mark=mark))
    st.button(
        say("room_ui.take_back"), key=f"take_back_{kind}_{place}", icon=":material/undo:", on_click=_take_back,
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
    if sure:
        st.button(say("room_ui.leave"), key="room_leave", icon=":material/logout:", on_click=_leave, args=(found,))


def _leave(found: Here) -> None:
    try:
        leave(get_store().rooms, found.seat)
    except StoreUnavailable:
        frame.notify(say("room.refused.away"))
        return
    for key in (keys.ROOM, keys.IN_ROOM, keys.ROOM_LOOKED, keys.ROOM_STAYS, keys.ROOM_MISSED, "room_leave_sure"):
        st.session_state.pop(key, None)
    frame.notify(say("room_ui.left"))
