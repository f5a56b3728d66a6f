"""Before people come: whether phones get in, and links for the coach's other devices and for whoever helps."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from icp.catalogue import coach_kit
from icp.room.code import show_code
from icp.room.leading import co_coaches, dismiss_coaches, invite_coach, renew_code
from icp.room.rehearse import fill_room
from icp.server.identity import is_own_computer
from icp.store import RoomGone, StoreUnavailable, get_store, new_key
from icp.ui import keys
from icp.ui.coach.chair import Leading, act, draw_square, join_link, lead_link, phone_address
from icp.ui.text import esc, say

_SQUARE = 240
_INVENTED = 12


def show_check(leading: Leading | None) -> None:
    """The address as phones see it, and what to look at beforehand."""
    address = phone_address()
    if address.reachable:
        st.success(say("coach.ready.open", address=address.short), icon=":material/wifi:")
    else:
        st.warning(say("coach.ready.alone", address=address.short), icon=":material/wifi_off:")
        st.code(say("coach.ready.command"), language=None)
        st.markdown(say("coach.ready.alone_how"))
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{say('coach.ready.test')}**")
        st.image(draw_square(f"{address.url}/room-check"), width=_SQUARE, alt=say("coach.ready.test_alt"))
        st.caption(say("coach.ready.test_how", address=f"{address.short}/room-check"))
    if leading is not None:
        with right:
            st.markdown(f"**{say('coach.ready.code')}**")
            st.image(draw_square(join_link(leading.code)), width=_SQUARE, alt=say("coach.ready.code_alt"))
            if leading.code_until <= datetime.now(UTC):
                st.warning(say("coach.ready.code_over"))
            else:
                day = f"{leading.code_until.day} {leading.code_until:%B}"
                st.caption(say("coach.ready.code_how", code=show_code(leading.code), address=address.short, day=day))
    st.subheader(say("coach.ready.list"), anchor=False)
    for each in coach_kit().check:
        st.checkbox(f"**{esc(each.title)}.** {esc(each.how)}", key=f"coach_check_{each.id}", help=esc(each.otherwise),
                    persist_state="session")  # fmt: skip
    for words, lines in (("hotspot", coach_kit().hotspot), ("projector", coach_kit().projector)):
        with st.expander(say(f"coach.ready.{words}")):
            st.markdown("\n".join(f"- {esc(line)}" for line in lines))
    if leading is not None:
        _rehearsal(leading)


def show_links(leading: Leading) -> None:
    """Links for another device of the coach's own, and for whoever helps; a new code."""
    with st.container(horizontal=True, gap="small"):
        if leading.chair.lead:
            st.button(say("coach.link.own"), key="coach_link_own", icon=":material/smartphone:", on_click=make_own)
            st.button(say("coach.link.helper"), key="coach_link_helper", icon=":material/person_add:",
                      on_click=_make_helper)  # fmt: skip
        st.button(say("coach.link.renew"), key="coach_renew", type="tertiary", icon=":material/autorenew:",
                  on_click=act, args=(renew_code,), help=say("coach.link.renew_how"))  # fmt: skip
    if not leading.chair.lead:
        st.caption(say("coach.link.helping"))
    show_link(leading)
    try:
        handed = co_coaches(get_store().rooms, leading.chair)
    except StoreUnavailable:
        return
    if handed and leading.chair.lead:
        st.markdown(say("coach.link.handed", n=handed))
        st.button(say("coach.link.take_back"), key="coach_dismiss", icon=":material/key_off:", on_click=_dismiss)


def show_link(leading: Leading) -> None:
    """The link that was made last, until it is put away."""
    kept: tuple[str, str] | None = st.session_state.get(keys.COACH_LINK)
    if kept is None:
        return
    whose, key = kept
    with st.container(border=True):
        st.markdown(say(f"coach.link.{whose}_how"))
        st.image(draw_square(lead_link(key)), width=_SQUARE, alt=say("coach.link.alt"))
        st.code(lead_link(key), language=None, wrap_lines=True)
        if whose == "helper":
            mail = coach_kit().mail["colleague"]
            host = leading.room.host.name or say("coach.mail.you")
            st.code(mail.body.format(link=lead_link(key), coach=host).strip(), language=None, wrap_lines=True)
        st.button(say("coach.link.away"), key="coach_link_away", on_click=_put_away)


def make_own() -> None:
    """Make a link by which another device of the coach's own leads the room. For callbacks of buttons."""
    key = new_key()

    def give(rooms, chair):  # type: ignore[no-untyped-def]
        rooms.give_chair(chair, key)
        st.session_state[keys.COACH_LINK] = ("own", key)

    act(give)


def _make_helper() -> None:
    def invite(rooms, chair):  # type: ignore[no-untyped-def]
        if key := invite_coach(rooms, chair):
            st.session_state[keys.COACH_LINK] = ("helper", key)

    act(invite)


def _dismiss() -> None:
    act(dismiss_coaches)
    kept = st.session_state.get(keys.COACH_LINK)
    if kept is not None and kept[0] == "helper":
        _put_away()


def _put_away() -> None:
    st.session_state.pop(keys.COACH_LINK, None)


def _rehearsal(leading: Leading) -> None:
    with st.expander(say("coach.ready.rehearse"), icon=":material/theater_comedy:"):
        st.markdown(say("coach.ready.rehearse_how"))
        st.code(f"icp rehearse --participants 30 --room {leading.code}", language=None)
        if is_own_computer():  # nobody else can be in such a room, so nobody is taken in by invented people
            st.button(say("coach.ready.fill", n=_INVENTED), key="coach_fill", on_click=_fill, args=(leading.code,))
            st.caption(say("coach.ready.fill_how"))


def _fill(code: str) -> None:
    try:
        fill_room(get_store().rooms, code, _INVENTED, seed=len(code))
    except (StoreUnavailable, RoomGone):
        st.session_state[keys.COACH_FAILED] = "away"
