"""One client: why, what comes before a goodbye, whom to ask instead, what to say and what to write."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date

import streamlit as st

from icp.dealings import Course
from icp.findings.names import call_all
from icp.findings.outlook import Held, difficult_answer, trouble
from icp.findings.transition import describe, glad_senders, has_month, may_be_told, month_words, planned_last
from icp.findings.words import plain
from icp.methods.letters import Talk, guide_talk, word_day, write_letter
from icp.methods.partings import add_months, find_system_day, last_day
from icp.model import Client
from icp.ui import keys, state
from icp.ui.ask import pick
from icp.ui.fair import show_flags, write
from icp.ui.providers import edit_providers, offer
from icp.ui.roster.names import close_if_hidden, cover_if_hidden
from icp.ui.text import esc, say, term
from icp.ui.transition.act import ask_button, promise_button, set_course, system_link

_CAUSES = ("person", "work", "money")
_LETTER = 4_000
_ICONS = {
    "missing": ":material/radio_button_unchecked:",
    "ahead": ":material/event:",
    "done": ":material/check_circle:",
}


def show_person(held: Held) -> None:
    """The client chosen, or the first one there is a course for."""
    order = {"goodbye": 0, "change": 1, "reprice": 2, "cherish": 3}
    open_ones = [course for course in held.courses.values() if not held.clients[course.id].former]
    open_ones.sort(key=lambda course: order[course.way])
    if not open_ones:
        st.info(say("transition.person.nobody"))
        return
    ids = [course.id for course in open_ones]
    if st.session_state.get(keys.TRANSITION_CLIENT) not in ids:
        st.session_state[keys.TRANSITION_CLIENT] = ids[0]
    names = call_all(held.work, apart=True)
    id = st.selectbox(
        say("transition.person.who"), ids, key=keys.TRANSITION_CLIENT,
        format_func=lambda id: plain("transition.person.option", name=names[id],
                                     way=plain(f"transition.way.{held.courses[id].way}")),
    )  # fmt: skip
    course, client = held.courses[id], held.clients[id]
    st.markdown(f":small[{esc(describe(held, id))}]")
    _ask_why(held, course, client)
    if course.way == "goodbye":
        _goodbye(held, course, client)
    else:
        _stay(held, course, client)


# ── why ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask_why(held: Held, course: Course, client: Client) -> None:
    if course.way != "cherish":
        pick(
            say("transition.person.cause"),
            {cause: say(f"transition.cause.{cause}") for cause in _CAUSES},
            key=state.widget_key("cause", client.id),
            stored=course.cause,
            keep=lambda cause: set_course(client.id, cause=cause),
        )
        _ask_reasons(held, course, client)


def _ask_reasons(held: Held, course: Course, client: Client) -> None:
    """Behaviours this client shows; one nobody has answered yet is noted on the client list when it is chosen."""
    shown = held.shown(client.id)
    asked = [*shown, *held.unknown(client.id)]
    if not asked:
        st.info(say("transition.person.no_behaviour", name=client.name))
        return
    key = state.widget_key("reasons", client.id, *asked)
    if key not in st.session_state:
        st.session_state[key] = list(course.reasons)

    def keep() -> None:
        chosen = st.session_state[key]
        news = {b.column: difficult_answer(b) for b in held.behaviours if b.column in chosen and b.column not in shown}
        if news:
            state.set_value(client.id, **news)
        set_course(client.id, reasons=tuple(chosen))

    st.pills(
        say("transition.person.reasons", name=client.name), asked, selection_mode="multi", key=key, on_change=keep,
        format_func=lambda column: esc(trouble(column, held.work)), help=say("transition.person.reasons_help"),
    )  # fmt: skip


# ── who stays ────────────────────────────────────────────────────────────────────────────────────────────────────


def _stay(held: Held, course: Course, client: Client) -> None:
    if not cover_if_hidden():
        write(
            say(f"transition.person.change_{course.way}"),
            key=state.widget_key("change", client.id, course.way),
            stored=course.change,
            keep=lambda text: set_course(client.id, change=text),
            placeholder=plain(f"transition.person.change_{course.way}_example"),
        )
    if course.way == "change":
        _day(held, course, client, "talk")
        _day(held, course, client, "trial")
    elif course.way == "reprice":
        _day(held, course, client, "terms")
    if course.way != "cherish":
        _guide(held, course, "talk" if course.way == "change" else "terms")
    _letter(held, course, client, None)


def _day(held: Held, course: Course, client: Client, step: str, label: str = "") -> None:
    """A day of the course, with the promise that can be made of it."""
    stored: date | None = getattr(course, step)
    key = state.widget_key("day", step, client.id)
    st.session_state.setdefault(key, stored)
    name = label or say(f"transition.day.{'terms_reprice' if course.way == 'reprice' else step}", name=client.name)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(
            name,
            key=key,
            format="YYYY-MM-DD",
            on_change=lambda: set_course(client.id, **{step: st.session_state[key]}),
            width=220,
        )
        if stored is not None and stored >= held.today:
            promise_button(step, client.id, stored, place="person")


# ── goodbye ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _goodbye(held: Held, course: Course, client: Client) -> None:
    ahead = held.ahead(course)
    if course.said is None:
        st.markdown(f"**{say('transition.ladder.title')}**")
        _ladder(held, course, client, ahead)
        st.markdown(f"**{say('transition.person.how')}**")
        _notice(held, course, client)
    _pair(held, course, client)
    if course.said is None:
        timed = has_month(held, course)
        if ahead or timed:  # what is said at a goodbye names a last day
            _guide(held, course, "terms" if ahead == ("terms",) else "talk" if ahead else "goodbye", client)
        if not may_be_told(held, course):
            st.info(say("transition.letter.not_yet" if ahead else "transition.letter.no_reason", name=client.name),
                    icon=":material/lock_clock:")  # fmt: skip
            return
        if timed:
            _letter(held, course, client, planned_last(held, course))
        else:
            st.info(say("transition.letter.no_month", name=client.name), icon=":material/event_busy:")
        _say_it(held, course, client)
    else:
        last = last_day(course.said, course.notice)
        st.success(say("transition.said.done", day=word_day(course.said), last=word_day(last)), icon=":material/check:")
        _letter(held, course, client, last)
        st.button(
            say("transition.said.undo"), key=state.widget_key("unsay", client.id), type="tertiary",
            icon=":material/undo:", on_click=set_course, args=(client.id,), kwargs={"said": None},
        )  # fmt: skip


def _ladder(held: Held, course: Course, client: Client, ahead: Sequence[str]) -> None:
    """Own system, talk, other terms: each with its day, and whether it is behind you."""
    own = find_system_day(course, held.work.dealings.systems)
    for step in ("system", "talk", "terms"):
        day = own if step == "system" else getattr(course, step)
        state_of = "missing" if day is None else "ahead" if step in ahead else "done"
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"{_ICONS[state_of]} {say(f'transition.ladder.{step}', name=client.name)}")
            when = word_day(day) if day else ""
            st.caption(say(f"transition.ladder.{state_of}", day=when))
            if step == "system":
                if course.system is None and own is not None:
                    st.caption(say("transition.ladder.from_system"))
                system_link()
            _day(held, course, client, step, say(f"transition.ladder.day_{step}"))


def _notice(held: Held, course: Course, client: Client) -> None:
    left, right = st.columns(2)
    key = state.widget_key("notice", client.id)
    st.session_state.setdefault(key, course.notice)
    with left:
        st.number_input(
            say("transition.person.notice"), min_value=0, max_value=12, step=1, key=key,
            on_change=lambda: set_course(client.id, notice=st.session_state[key]),
        )  # fmt: skip
    place = state.widget_key("place", client.id)
    st.session_state.setdefault(place, course.place)
    with right:
        st.number_input(
            say("transition.person.place"), min_value=1, value=None, step=1, key=place,
            help=say("transition.person.place_help"), placeholder=plain("transition.person.place_example"),
            on_change=lambda: set_course(client.id, place=st.session_state[place]),
        )  # fmt: skip
    row = held.rows[client.id]
    if held.outlook is not None:
        for goodbye in held.outlook.plan.goodbyes:
            if goodbye.client == row:
                told, last = held.outlook.month(goodbye.told), planned_last(held, course)
                words = word_day(last) if last else month_words(told)
                st.caption(say("transition.person.planned", month=month_words(told), last=words))


def _pair(held: Held, course: Course, client: Client) -> None:
    """Somebody who suits them better, and one introduction to ask for."""
    offered = offer(held.work)
    if offered:
        _choose(say("transition.person.provider", name=client.name), offered, course.provider, client.id, "provider")
    else:
        st.caption(say("providers.none"))
    if st.toggle(say("transition.person.edit_providers"), key=f"providers_{client.id}"):
        edit_providers("person")
    givers = glad_senders(held)
    if not givers:
        st.caption(say("transition.person.no_glad", terms=term(held.work, many=True)))
        return
    _choose(say("transition.person.ask"), givers, course.ask, client.id, "ask")
    giver = held.clients.get(course.ask or "")
    if giver is not None:
        ask_button(held, course, giver, place="person")


def _choose(label: str, offered: dict[str, str], stored: str | None, client: str, field: str) -> None:
    key = state.widget_key(field, client)
    st.session_state.setdefault(key, stored if stored in offered else None)
    st.selectbox(
        label, list(offered), index=None, key=key, format_func=lambda id: offered.get(id, ""),
        placeholder=plain("frame.choose"), on_change=lambda: set_course(client, **{field: st.session_state[key]}),
    )  # fmt: skip


def _say_it(held: Held, course: Course, client: Client) -> None:
    key = state.widget_key("said", client.id)
    st.session_state.setdefault(key, held.today)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(say("transition.said.day"), key=key, format="YYYY-MM-DD", max_value=held.today, width=220,
                      min_value=add_months(held.today, -24))  # fmt: skip
        st.button(
            say("transition.said.mark", name=client.name), key=state.widget_key("say_it", client.id),
            icon=":material/record_voice_over:", on_click=_said, args=(client.id, key, held.today),
        )  # fmt: skip


def _said(id: str, key: str, today: date) -> None:
    set_course(id, said=st.session_state[key] or today)


# ── what to say, what to write ───────────────────────────────────────────────────────────────────────────────────


def _guide(held: Held, course: Course, talk: Talk, client: Client | None = None) -> None:
    title = say(f"letters.guide.{talk}.title")
    if st.toggle(title, key=f"guide_{talk}_{course.id}"):
        last = planned_last(held, course) if talk == "goodbye" else None
        with st.container(border=True, gap="small"):
            for line in guide_talk(held.work, course, talk, held.today, last):
                st.markdown(f"**{esc(line.head)}.** {esc(line.say)}")


def _letter(held: Held, course: Course, client: Client, last: date | None) -> None:
    """The letter, to be changed and taken along. The owner's own words are kept; until then the draft follows."""
    if not st.toggle(say(f"transition.letter.open_{course.way}"), key=f"letter_{client.id}") or close_if_hidden():
        return
    draft = write_letter(held.work, client, course, held.today, last)
    kind = "own" if course.letter else str(zlib.crc32(draft.encode()))
    key = state.widget_key("letter", client.id, kind)
    st.session_state.setdefault(key, course.letter or draft)

    def keep(text: str) -> None:
        set_course(client.id, letter="" if text.strip() == draft.strip() else text.strip())

    def use(text: str) -> None:
        st.session_state[key] = text
        keep(text)

    st.text_area(
        say("transition.letter.label", name=client.name), key=key, height=420, max_chars=_LETTER,
        on_change=lambda: keep(st.session_state[key]),
    )  # fmt: skip
    text = st.session_state[key] or ""
    show_flags(text, key=key, use=use)
    st.caption(say("transition.letter.care"))
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            say("transition.letter.download"), data=text.encode(), file_name=_file_name(client), mime="text/plain",
            key=f"letter_file_{client.id}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        if course.letter:
            st.button(
                say("transition.letter.draft"), key=state.widget_key("draft", client.id), type="tertiary",
                icon=":material/undo:", on_click=set_course, args=(client.id,), kwargs={"letter": ""},
            )  # fmt: skip


def _file_name(client: Client) -> str:
    import re
    import unicodedata

    plain_name = unicodedata.normalize("NFKD", client.name).encode("ascii", "ignore").decode().casefold()
    return f"letter_{re.sub(r'[^a-z0-9]+', '_', plain_name).strip('_')[:40] or 'client'}.txt"
