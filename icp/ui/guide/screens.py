"""One function a kind of guide screen: it draws what is asked and saves each answer as given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.findings.journey import in_a_week
from icp.findings.names import call_all
from icp.model import Cell, Client, Promise, Workbook
from icp.ui import frame, state
from icp.ui.ask import ask, options_of, pick
from icp.ui.guide import findings, portrait
from icp.ui.guide.findings import nobody_yet
from icp.ui.guide.people import (
    LADDER,
    STEPS,
    band_middle,
    band_of,
    favourites,
    guide_people,
    in_depth,
    ladder_step,
    linked,
    name_client,
    name_more,
)
from icp.ui.menu import entry
from icp.ui.regulated import suggest_field
from icp.ui.text import counted, esc, money, say

Screen = Callable[[Question], None]


# ── the business and the names ───────────────────────────────────────────────────────────────────────────────────


def business(question: Question) -> None:
    """What you do, and your own word for the people you do it for."""
    ask("trade", hide_label=True)
    suggest_field()
    ask("term")


def _name_field(question: Question, **values: int) -> None:
    key = state.widget_key("guide", question.id)
    client = linked(state.workbook(), question.id)
    if key not in st.session_state:
        st.session_state[key] = client.name if client else ""

    def keep() -> None:
        text = st.session_state[key]
        state.change(lambda work: name_client(work, question.id, text, **values))

    st.text_input(
        say("guide.initials"), key=key, live="500ms", placeholder=question.example, on_change=keep, max_chars=400
    )


def glad_name(question: Question) -> None:
    """Somebody you are glad to see; the first of them offers the way for those with few clients yet."""
    _name_field(question, tier=1)
    if question.id != "glad_1":
        return
    key = state.widget_key("guide", "few_yet")
    if key not in st.session_state:
        st.session_state[key] = state.workbook().text("few_yet") == "yes"
    st.toggle(
        say("guide.few_yet"),
        key=key,
        on_change=lambda: state.set_answer("few_yet", "yes" if st.session_state[key] else None),
    )
    if st.session_state[key]:
        st.info(say("guide.few_yet_how"), icon=":material/lightbulb:")


def sink_name(question: Question) -> None:
    """Whose call you let ring, present or long gone."""
    _name_field(question, tier=3)
    client = linked(state.workbook(), question.id)
    if client is not None:
        status = catalogue().fields["status"]
        pick(
            status.prompt,
            options_of(status),
            key=state.widget_key("guide", "status", client.id),
            stored=client.values.get("status", "present"),
            keep=lambda chosen: state.set_value(client.id, status=chosen),
        )


def sink_behaviour(question: Question) -> None:
    """What they did: troubles to tap; each tap is also an answer about that client."""
    troubles = {q.id: q.repel for q in catalogue().fields.values() if q.repel and q.kind == "scale"}
    key = state.widget_key("guide", question.id)
    stored = state.workbook().answers.get(question.id, ())
    if key not in st.session_state:
        st.session_state[key] = [id for id in stored if id in troubles] if isinstance(stored, tuple) else []

    def keep() -> None:
        chosen = tuple(st.session_state[key])

        def step(work: Workbook) -> Workbook:
            client = linked(work, "sink_name")
            if client is not None:
                gone = [id for id in troubles if id not in chosen and client.values.get(id) == 0]
                work = work.with_client(client.with_values(**dict.fromkeys(gone), **dict.fromkeys(chosen, 0)))
            return work.with_answer(question.id, chosen or None)

        state.change(step)

    st.pills(
        question.prompt,
        list(troubles),
        format_func=lambda id: esc(troubles[id]),
        selection_mode="multi",
        key=key,
        on_change=keep,
        label_visibility="collapsed",
    )
    ask("sink_other")


def more_names(question: Question) -> None:
    """The rest of the twelve, one a line."""
    work = state.workbook()
    stored = work.answers.get(question.id, ())
    names = [client.name for id in (stored if isinstance(stored, tuple) else ()) if (client := work.client(id))]
    key = state.widget_key("guide", question.id)
    if key not in st.session_state:
        st.session_state[key] = "\n".join(names)

    def keep() -> None:
        lines = st.session_state[key].splitlines()
        state.change(lambda work: name_more(work, lines))

    st.text_area(say("guide.one_a_line"), key=key, height=240, placeholder=question.example, on_change=keep)
    st.caption(say("guide.names_so_far", what=counted(len(guide_people(work, len(work.clients))), "person")))


# ── how each feels, and what each does ───────────────────────────────────────────────────────────────────────────


def tier_cards(question: Question) -> None:
    """One card at a time; the keys 1, 2 and 3 do the same as the buttons."""
    work = state.workbook()
    people = guide_people(work)
    if not people:
        nobody_yet()
        return
    names = call_all(work, apart=True)
    unsorted = [client for client in people if client.tier is None]
    st.progress(
        1 - len(unsorted) / len(people),
        text=say("guide.sorted", done=len(people) - len(unsorted), all=len(people)),
    )
    if unsorted:
        client = unsorted[0]
        with st.container(border=True, horizontal_alignment="center"):
            st.header(esc(names[client.id]), anchor=False, text_alignment="center")
            for option, shortcut in zip(question.options, "123", strict=False):
                st.button(
                    option.label,
                    key=state.widget_key("card", client.id, option.value),
                    shortcut=shortcut,
                    width="stretch",
                    on_click=state.set_value,
                    args=(client.id,),
                    kwargs={"tier": int(option.value)},
                )
    else:
        glad = sum(client.tier == 1 for client in people)
        st.success(say("guide.all_sorted" if glad else "guide.all_sorted_none", glad=glad), icon=":material/check:")
    feelings = [client for client in people if client.tier is not None]
    if feelings:
        with st.expander(say("guide.change_feeling")):
            for client in feelings:
                pick_about(client, question, esc(names[client.id]))


def pick_about(client: Client, question: Question, label: str) -> None:
    """One of a question's options for one client. ``label`` is Markdown."""

    def keep(chosen: str | None) -> None:
        state.set_value(client.id, **{question.id: int(chosen) if chosen and chosen.isdecimal() else chosen})

    key = state.widget_key("guide", question.id, client.id)
    pick(label, options_of(question), key=key, stored=client.values.get(question.id), keep=keep)


def sink_reason(question: Question) -> None:
    """For each who makes the heart sink: the person, the work or the money."""
    work = state.workbook()
    names, sinks = call_all(work, apart=True), [c for c in guide_people(work) if c.tier == 3][: 2 * 3]
    if not sinks:
        st.info(say("guide.no_sinks"), icon=":material/sentiment_satisfied:")
    for client in sinks:
        pick_about(client, question, esc(names[client.id]))


def tap(question: Question) -> None:
    """Tap who does it; the others become answers only when "the rest don't" is said."""
    work = state.workbook()
    people = guide_people(work)
    if people:
        tap_who(question, people, call_all(work, apart=True))
    else:
        nobody_yet()


def tap_who(question: Question, people: Sequence[Client], names: Mapping[str, str]) -> None:
    """Names to tap for a question's "tap who …", among ``people``; ``names``: what each id is called, plain
    text, no two alike."""
    assert question.taps is not None  # the catalogue sees to it
    hit, rest = question.taps
    page = f"{people[0].id}{people[-1].id}{len(people)}" if people else ""
    key, rest_key = state.widget_key("tap", question.id, page), state.widget_key("rest", question.id, page)
    answers = {client.id: client.values.get(question.id) for client in people}
    stored = {
        key: [id for id, answer in answers.items() if answer == hit],
        rest_key: any(a == rest for a in answers.values()) and None not in answers.values(),
    }
    for each, value in stored.items():
        st.session_state.setdefault(each, value)

    def keep() -> None:
        # A browser may speak of one of the two alone: the other stays as it was drawn.
        tapped, settle = set(st.session_state.get(key, stored[key])), st.session_state.get(rest_key, stored[rest_key])

        def answer(now: Cell | None, id: str) -> Cell | None:
            if id in tapped:
                return hit
            if settle:
                return rest if now in (None, hit) else now
            return None if now in (hit, rest) else now

        def step(work: Workbook) -> Workbook:
            clients = (
                c.with_values(**{question.id: answer(c.values.get(question.id), c.id)}) if c.id in answers else c
                for c in work.clients
            )
            return work.changed(clients=tuple(clients))

        state.change(step)

    st.pills(
        question.tap,
        list(answers),
        format_func=lambda id: esc(names[id]),
        selection_mode="multi",
        key=key,
        on_change=keep,
        label_visibility="collapsed",
    )
    st.toggle(say("guide.rest_dont" if hit < rest else "guide.rest_not"), key=rest_key, on_change=keep)
    st.caption(say("guide.tap_hint"))


def referred_by(question: Question) -> None:
    """Who or what sent each favourite: a client, a channel, or somebody outside."""
    work = state.workbook()
    people, called = favourites(work), call_all(work, apart=True)
    if work.clients and not people:
        st.info(say("guide.no_glad"), icon=":material/arrow_back:")
    elif not people:
        nobody_yet()
    for client in people:
        others = [other.name for other in work.clients if other.id != client.id]
        sender_field(client, others, esc(called[client.id]))


def sender_field(client: Client, names: Sequence[str], label: str) -> None:
    """Who or what sent this client: one of ``names``, a channel, or somebody typed. ``label`` is Markdown."""
    channels = say("guide.channels").split("; ")
    key = state.widget_key("guide", "sender", client.id)
    stored = client.values.get("referred_by") or client.values.get("source")
    if key not in st.session_state:
        st.session_state[key] = str(stored) if stored else None
    options = list(dict.fromkeys([*channels, *names, *([str(stored)] if stored else [])]))

    def keep() -> None:
        chosen = st.session_state[key]
        if chosen in channels:
            state.set_value(client.id, source=chosen, referred_by=None)
        elif chosen:
            state.set_value(client.id, referred_by=chosen)
        else:  # emptied: what stood in the field goes, and a source beside a sender shows in its place
            now = state.workbook().client(client.id)
            shown = "referred_by" if now is not None and "referred_by" in now.values else "source"
            state.set_value(client.id, **{shown: None})
            state.refresh_widgets()

    st.selectbox(
        label,
        options,
        index=None,
        key=key,
        on_change=keep,
        accept_new_options=True,
        placeholder=say("guide.sender_hint"),
    )


def ladder(question: Question) -> None:
    """Office, home, free time, vacation: one tap answers three questions."""
    work = state.workbook()
    people, names = in_depth(work), call_all(work, apart=True)
    if not people:
        nobody_yet()
        return
    for client in people:
        ladder_field(client, esc(names[client.id]))


def ladder_field(client: Client, label: str) -> None:
    """One tap answers home, free time and vacation for this client. ``label`` is Markdown."""

    def keep(chosen: str | None) -> None:
        answers = LADDER[chosen] if chosen else (None, None, None)
        state.set_value(client.id, **dict(zip(STEPS, answers, strict=True)))

    offered = {name: say(f"ladder.{name}") for name in LADDER}
    step = ladder_step(client)
    pick(label, offered, key=state.widget_key("ladder", client.id), stored=step, keep=keep)
    if step is None and any(name in client.values for name in STEPS):
        st.caption(say("guide.ladder_edited"))


def _bands(question: Question, per_year: float, labels: list[str]) -> None:
    work = state.workbook()
    people, names = in_depth(work), call_all(work, apart=True)
    if not people:
        nobody_yet()
        return
    offered = {str(number): label for number, label in enumerate(labels)}
    edges = [edge * per_year for edge in question.bands]
    for client in people:
        now = client.values.get(question.id)
        band = str(band_of(float(now), edges)) if isinstance(now, int | float) else None

        def keep(chosen: str | None, id: str = client.id) -> None:
            state.set_value(id, **{question.id: None if chosen is None else band_middle(int(chosen), edges)})

        key = state.widget_key("band", question.id, client.id)
        pick(esc(names[client.id]), offered, key=key, stored=band, keep=keep)
    st.caption(say("guide.band_hint"))


def bands(question: Question) -> None:
    """A rough yearly amount, by band."""
    work = state.workbook()
    edges = [money(edge, work) for edge in question.bands]
    between = [f"{low} – {high}" for low, high in pairwise(edges)]
    _bands(question, 1, [say("guide.under", safe_what=edges[0]), *between, say("guide.over", safe_what=edges[-1])])


def bands_monthly(question: Question) -> None:
    """Rough hours a month, kept as hours a year."""
    edges = [f"{edge:g}" for edge in question.bands]
    between = [f"{low} – {high} h" for low, high in pairwise(edges)]
    first, last = say("guide.under", safe_what=f"{edges[0]} h"), say("guide.over", safe_what=f"{edges[-1]} h")
    _bands(question, 12, [first, *between, last])


# ── the promise and the copy ─────────────────────────────────────────────────────────────────────────────────────


def promise(question: Question) -> None:
    """One person, one thing, one date."""
    work = state.workbook()
    made = work.promises[0] if work.promises else None
    people = call_all(work, apart=True)
    who_key, what_key, due_key = (state.widget_key("promise", part) for part in ("who", "what", "due"))
    if due_key not in st.session_state:
        first = favourites(work, 1)
        st.session_state[who_key] = made.client if made else (first[0].id if first else None)
        st.session_state[what_key] = made.text if made else ""
        st.session_state[due_key] = made.due if made else in_a_week(date.today())

    def keep() -> None:
        who, what, due = (st.session_state.get(k) for k in (who_key, what_key, due_key))
        text = (what or "").strip()
        if due is None or not text:
            return

        def step(current: Workbook) -> Workbook:
            old = current.promises[0] if current.promises else None
            new = Promise(text=text, client=who, due=due) if old is None else Promise(
                id=old.id, text=text, client=who, due=due, kept=old.kept)  # fmt: skip
            return current.changed(promises=(new, *current.promises[1:]))

        state.change(step)

    st.selectbox(
        say("guide.promise_who"),
        list(people),
        format_func=lambda id: people.get(id, ""),
        index=None,
        key=who_key,
        on_change=keep,
        placeholder=say("frame.choose"),
    )
    for number in range(1, 4):
        st.button(
            say(f"guide.promise_{number}"),
            key=f"promise_idea{number}",
            width="stretch",
            on_click=_use_idea,
            args=(what_key, say(f"guide.promise_{number}"), keep),
        )
    st.text_input(say("guide.promise_what"), key=what_key, max_chars=400, live="500ms", on_change=keep)
    st.date_input(
        say("guide.promise_due"), key=due_key, min_value=min(date.today(), made.due if made else date.today()),
        on_change=keep,
    )  # fmt: skip
    if work.promises:
        promised = work.promises[0]
        name = people.get(promised.client or "", "")
        st.success(
            say(
                "guide.promised" if name else "guide.promised_nobody",
                what=promised.text,
                who=name,
                due=f"{promised.due:%A}, {promised.due.day} {promised.due:%B %Y}",
            ),
            icon=":material/handshake:",
        )
    else:
        st.caption(say("guide.promise_needs"))


def _use_idea(key: str, text: str, keep: Callable[[], None]) -> None:
    st.session_state[key] = text
    keep()


def recap(work: Workbook) -> Iterator[tuple[str, str]]:
    """What was decided, as (part, Markdown): the must-have as it is said aloud, the comment, the promise."""
    for part, id in (("must", "must_sentence"), ("surprise", "surprise")):
        if text := work.text(id):
            yield part, esc(text)
    for made in work.promises[:1]:
        client = work.client(made.client or "")
        who = f" ({esc(client.name)})" if client else ""
        yield "promise", f"{esc(made.text)}{who}, {made.due.day} {made.due:%B %Y}"


def keep_copy(question: Question) -> None:
    """What was decided, the file and the link, and where the pages go on."""
    work = state.workbook()
    lines = [f"**{say('guide.recap_' + part)}** {text}" for part, text in recap(work)]
    if lines:
        with st.container(border=True):
            st.markdown("  \n".join(lines))
    frame.backup_button("guide_backup", primary=True)
    frame.private_link(own_only=True)
    st.markdown(say("guide.where_next"))
    for id in ("takeaway", "compare", "referrals", "avatar", "roster"):
        page = frame.find_page(id)
        st.page_link(entry(page), label=page.title, icon=page.icon)


NAMING = frozenset(
    "glad_name sink_name more_names tier_cards sink_reason tap referred_by ladder bands bands_monthly promise "
    "keep_copy".split()
)
"""Screens that ask about people by name, or read out what was said of them."""

SCREENS: Mapping[str, Screen] = {
    "business": business,
    "glad_name": glad_name,
    "sink_name": sink_name,
    "sink_behaviour": sink_behaviour,
    "more_names": more_names,
    "tier_cards": tier_cards,
    "sink_reason": sink_reason,
    "tap": tap,
    "referred_by": referred_by,
    "ladder": ladder,
    "bands": bands,
    "bands_monthly": bands_monthly,
    "problem": portrait.problem,
    "picture": portrait.picture,
    "values": portrait.values,
    "ideal_ladder": portrait.ideal_ladder,
    "favourites_share": portrait.favourites_share,
    "never_again": portrait.never_again,
    "wish_order": portrait.wish_order,
    "one_must": portrait.one_must,
    "sentence": portrait.sentence,
    "surprise": findings.surprise,
    "senders": findings.senders,
    "promise": promise,
    "keep_copy": keep_copy,
}
