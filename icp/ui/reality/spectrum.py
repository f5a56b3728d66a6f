"""Difficult, ideal, a dream: one moment at a time, the three ways it can go, and each held against the client list."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.dealings import Place, Situation
from icp.findings.comparison import Comparison
from icp.findings.reality import frame_of
from icp.methods.behaviours import Behaviour
from icp.methods.fair_wording import find_unfair
from icp.methods.spectrum import PLACES, Card, Spectrum, check_spectrum
from icp.methods.spectrum import Situation as Counted
from icp.model import OwnQuestion, Workbook, is_about_the_person
from icp.ui import keys, state
from icp.ui.comparison import compare
from icp.ui.decide import decide, drop_item
from icp.ui.fair import show_flags
from icp.ui.frame import find_page
from icp.ui.guide.screens import tap_who
from icp.ui.menu import entry
from icp.ui.roster.names import call_all, listed
from icp.ui.roster.paging import page_of
from icp.ui.text import esc, say
from icp.wishes import make_wish, new_question, put_wish, wish_label, with_question

MOST_OWN = 30
_LONGEST = 120
_NEW = "new"
_PARTS = ("title", *PLACES)
_TROUBLE = (4, 0)


@dataclass(frozen=True)
class Moment:
    """One situation: shipped, or the owner's own (``own``). ``column`` None: no question on the list counts it."""

    id: str
    title: str
    ways: dict[Place, str]
    column: str | None
    own: bool = False

    @property
    def behaviour(self) -> Behaviour | None:
        """What the list is asked; a question of the owner's own names the difficult way."""
        return None if self.column is None else Behaviour(self.column, names_trouble=self.own)


def moments(work: Workbook) -> tuple[Moment, ...]:
    """The shipped situations, then the owner's own."""
    shipped = (
        Moment(s.column, s.title, {"difficult": s.difficult, "ideal": s.ideal, "dream": s.dream}, s.column)
        for s in catalogue().situations
    )
    own = (
        Moment(s.id, s.title, {place: getattr(s, place) for place in PLACES}, _countable(s, work), own=True)
        for s in work.dealings.situations
    )
    return (*shipped, *own)


def _countable(situation: Situation, work: Workbook) -> str | None:
    """The column of an own situation while its question is there and asks what somebody does."""
    question = next((q for q in work.questions if q.id == situation.column), None)
    if question is None or question.part != "service" or is_about_the_person(question.id):
        return None
    return question.id


def show_spectrum() -> None:
    """The section: a finding, the moments to pick from, the open one, and adding one's own."""
    work = state.workbook()
    every = moments(work)
    by_id = {moment.id: moment for moment in every}
    held = compare(work)
    checked = {s.behaviour.column: s for s in _check(every, held).situations}
    _say_finding(every, held, work)
    expected = work.dealings.expected
    titles = {
        m.id: say("reality.spectrum.tick", title=m.title) if m.id in expected else esc(m.title) for m in every
    } | {_NEW: say("reality.spectrum.own")}
    if following := st.session_state.pop(keys.REALITY_NEXT, None):
        st.session_state[keys.REALITY_MOMENT] = following
    if st.session_state.get(keys.REALITY_MOMENT) not in titles:
        st.session_state[keys.REALITY_MOMENT] = next((m.id for m in every if m.id not in expected), every[0].id)
    chosen = st.pills(
        say("reality.spectrum.which"), list(titles), format_func=titles.__getitem__, key=keys.REALITY_MOMENT,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    if chosen == _NEW:
        _add_own(work)
    elif chosen in by_id:
        moment = by_id[chosen]
        _show_moment(moment, checked.get(moment.column or ""), held, work)
        _go_on(moment, every, work)


def _check(every: tuple[Moment, ...], held: Comparison) -> Spectrum:
    asked = tuple(behaviour for moment in every if (behaviour := moment.behaviour) is not None)
    return held.once(("spectrum", asked), lambda: check_spectrum(frame_of(held), asked))


def _say_finding(every: tuple[Moment, ...], held: Comparison, work: Workbook) -> None:
    chosen = [work.dealings.expected[m.id] for m in every if m.id in work.dealings.expected]
    if not chosen:
        st.markdown(f"**{say('reality.spectrum.title_none', all=len(every))}**")
    else:
        counts = {place: chosen.count(place) for place in PLACES}
        st.markdown(f"**{say('reality.spectrum.title', done=len(chosen), all=len(every), **counts)}**")
    if held.facts.present.any():
        sentence = _flawless(_check(every, held), held)
        if sentence:
            st.markdown(sentence)


def _flawless(spectrum: Spectrum, held: Comparison) -> str:
    """Who comes closest to flawless; nothing where no best answer is known."""
    spotless = spectrum.flawless or spectrum.flawless_so_far
    if spotless:
        return say("reality.spectrum.flawless", name=held.names[spotless[0]])
    if not spectrum.closest:
        return ""
    more = len(spectrum.closest) - 1
    key = "reality.spectrum.closest_many" if more else "reality.spectrum.closest"
    names = {"name": held.names[spectrum.closest[0]], "more": more}
    return say(key, **names, n=spectrum.most, all=len(spectrum.situations))


# ── one moment ───────────────────────────────────────────────────────────────────────────────────────────────────


def _show_moment(moment: Moment, counted: Counted | None, held: Comparison, work: Workbook) -> None:
    st.markdown(f"#### {esc(moment.title)}")
    expected = work.dealings.expected.get(moment.id)
    # The three ways stand unnamed until one is chosen: nobody expects what is called a dream.
    key = state.widget_key("reality", "unnamed" if expected is None else "expected", moment.id)
    st.session_state[key] = expected

    def keep() -> None:
        place = st.session_state[key]
        state.change(lambda work: _expect(work, moment.id, place))

    if expected is None:
        st.radio(
            say("reality.spectrum.expect"), _shuffled(moment.id), format_func=lambda place: esc(moment.ways[place]),
            key=key, on_change=keep,
        )  # fmt: skip
        if moment.own:
            _settle_own(moment, work)
        return
    for column, place in zip(st.columns(3), PLACES, strict=True):
        with column.container(border=True, height="stretch"):
            mark = ":material/check_circle: " if place == expected else ""
            st.markdown(f"{mark}:{_COLOURS[place]}-badge[{say(f'place.{place}')}]")
            st.markdown(f":small[{esc(moment.ways[place])}]")
            st.markdown(_count_words(counted.card(place), held) if counted is not None and held.clients
                        else f":small[{say('reality.spectrum.not_counted')}]")  # fmt: skip
    st.segmented_control(
        say("reality.spectrum.expected"), PLACES, format_func=lambda place: say(f"place.{place}"), key=key,
        on_change=keep,
    )  # fmt: skip
    _answer(expected, moment, counted, work)
    if moment.own:
        _settle_own(moment, work)


_COLOURS = {"difficult": "red", "ideal": "green", "dream": "gray"}


def _shuffled(id: str) -> list[Place]:
    """The three places in an order of this moment's own, the same every time."""
    places = list(PLACES)
    random.Random(id).shuffle(places)
    return places


def _expect(work: Workbook, id: str, place: Place | None) -> Workbook:
    rest = {key: value for key, value in work.dealings.expected.items() if key != id}
    return work.changed(dealings=work.dealings.changed(expected=rest if place is None else {**rest, id: place}))


def _count_words(card: Card, held: Comparison) -> str:
    """How many of the list a card describes, as Markdown."""
    if card.reading == "too few":
        return say("reality.spectrum.count_few", known=card.known, all=int(held.facts.present.sum()))
    if card.reading == "nobody":
        return say("reality.spectrum.count_nobody", known=card.known)
    code = "most" if card.reading == "at most" else card.place
    words = say(f"reality.spectrum.count_{code}", n=len(card.clients), known=card.known)
    if card.glad_known and card.reading != "at most":
        words += " " + say("reality.spectrum.glad", glad=card.glad, known=card.glad_known)
    return words


def _answer(expected: Place, moment: Moment, counted: Counted | None, work: Workbook) -> None:
    """What follows from the choice: for a dream, kindly, that nobody is flawless; for an ideal, the wish for it."""
    if expected == "dream":
        words = work.text("mirror_weak") or work.text("mirror_change")
        mirror = say("reality.spectrum.mirror", what=words) if words else say("reality.spectrum.mirror_none")
        st.info(f"{say('reality.spectrum.said_dream')} {mirror}", icon=":material/auto_awesome:")
    elif expected == "difficult":
        st.info(say("reality.spectrum.said_difficult"), icon=":material/rule:")
        _link_to_system()
    else:
        ideal = counted.card("ideal") if counted is not None else None
        known = ideal is not None and ideal.reading not in ("too few", "nobody")
        rare = known and ideal is not None and 4 * len(ideal.clients) < ideal.known
        code = "said_ideal_open" if not known else "said_ideal_rare" if rare else "said_ideal"
        st.success(say(f"reality.spectrum.{code}"), icon=":material/check_circle:")
        _offer_wish(moment, work)


def _link_to_system() -> None:
    if any(page.id == "system" for page in catalogue().pages):
        page = find_page("system")
        st.page_link(entry(page), label=page.title, icon=page.icon)


def _offer_wish(moment: Moment, work: Workbook) -> None:
    """The ideal made a wish in one tap, so that it can be a must-have above."""
    question = work.question(moment.column) if moment.column else None
    if question is None:
        return
    wish = make_wish(question, never=isinstance(question, OwnQuestion))
    words = wish_label(wish, work)
    if work.avatar.find(wish.id) is not None:
        st.markdown(f":small[{say('reality.spectrum.wished', wish=words)}]")
    elif st.button(say("reality.spectrum.wish_it", wish=words), key=f"reality_wish_{moment.id}", icon=":material/add:"):
        state.change(lambda work: work.changed(avatar=put_wish(work.avatar, wish)))
        st.rerun()


def _go_on(moment: Moment, every: tuple[Moment, ...], work: Workbook) -> None:
    """To the next moment nobody sorted yet, else to the one that follows."""
    ids = [m.id for m in every]
    at = ids.index(moment.id)
    after = [*ids[at + 1 :], *ids[:at]]
    if after:
        target = next((id for id in after if id not in work.dealings.expected), after[0])
        st.button(say("reality.spectrum.next"), key="reality_next", icon=":material/arrow_forward:",
                  icon_position="right", on_click=_open, args=(target,))  # fmt: skip


def _open(id: str) -> None:
    st.session_state[keys.REALITY_MOMENT] = id


# ── moments of one's own ─────────────────────────────────────────────────────────────────────────────────────────


def _add_own(work: Workbook) -> None:
    if len(work.dealings.situations) >= MOST_OWN:
        st.info(say("reality.spectrum.own_many"))
        return
    typed: dict[str, str] = {}
    for part in _PARTS:
        key = state.widget_key("reality", "own", part)
        typed[part] = st.text_input(
            say(f"reality.spectrum.own_{part}"), key=key, placeholder=say(f"reality.spectrum.own_{part}_example"),
            max_chars=_LONGEST, live="500ms", persist_state="session",
        ).strip()  # fmt: skip
        show_flags(typed[part], key=key, use=partial(_write, key))
    if st.button(say("reality.spectrum.own_add"), key="reality_own_add", icon=":material/add:"):
        if not all(typed.values()):
            st.warning(say("reality.spectrum.own_needs"))
            return
        situation = Situation(**typed)
        decide(situations=(*work.dealings.situations, situation))
        state.refresh_widgets()
        st.session_state[keys.REALITY_NEXT] = situation.id
        st.rerun()


def _write(key: str, words: str) -> None:
    st.session_state[key] = words[:_LONGEST]


def _settle_own(moment: Moment, work: Workbook) -> None:
    """An own moment can be counted on the list, answered by tapping, and taken out again."""
    question = next((q for q in work.questions if q.id == moment.column), None)
    if question is not None and work.clients:
        people = page_of(listed(work), f"own_{moment.id}")
        st.markdown(f"**{say('reality.spectrum.own_who', what=moment.ways['difficult'])}**")
        tap_who(_as_tap(question), people, call_all(work))
    elif question is None:
        if any(is_about_the_person(words) or find_unfair(words) for words in (moment.title, moment.ways["difficult"])):
            st.info(say("reality.spectrum.own_person"), icon=":material/balance:")
        else:
            st.button(
                say("reality.spectrum.own_count"), key=f"reality_count_{moment.id}", icon=":material/tag:",
                help=say("reality.spectrum.own_count_how", what=moment.ways["difficult"]),
                on_click=_count_it, args=(moment.id,),
            )  # fmt: skip
    st.button(
        say("reality.spectrum.own_drop"), key=f"reality_drop_{moment.id}", icon=":material/delete:", type="tertiary",
        on_click=_drop, args=(moment.id,),
    )  # fmt: skip


def _drop(id: str) -> None:
    """Take an own moment out; its question and the answers to it stay on the client list."""
    drop_item("situations", id)
    state.change(lambda work: _expect(work, id, None))


def _as_tap(question: OwnQuestion) -> Question:
    """An own 0–4 question that names the trouble, as one to tap: who does this? 4, the rest 0."""
    return Question(
        id=question.id, page="reality", kind="scale", group="own", label=question.label, prompt=question.label,
        part="service", tap=esc(question.label), taps=_TROUBLE,
    )  # fmt: skip


def _count_it(id: str) -> None:
    """Make a question of the client list out of an own moment's difficult way."""

    def step(work: Workbook) -> Workbook:
        situation = next((s for s in work.dealings.situations if s.id == id), None)
        if situation is None:
            return work
        question = new_question(work, situation.difficult)
        kept = tuple(
            s.model_copy(update={"column": question.id}) if s.id == id else s for s in work.dealings.situations
        )
        return with_question(work, question).changed(dealings=work.dealings.changed(situations=kept))

    state.change(step)
