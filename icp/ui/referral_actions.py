"""What to do about it: one named action a source, one introduction to ask for, and the loose ends."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.methods.cells import fold
from icp.methods.overlap import SourceRate
from icp.methods.referral_facts import Referrals
from icp.model import Criterion, Workbook
from icp.roster.referrers import name_sender, suggest_clients
from icp.ui import frame, keys, state
from icp.ui.ask import ask, pick
from icp.ui.roster.names import close_if_hidden
from icp.ui.text import counted, esc, say, term
from icp.wishes import asked_by, is_never, wish_label

ACTIONS = ("thank", "rebrief", "close")
_PROPOSED = {"invest": "thank", "rebrief": "rebrief", "close": "close"}
_ACTION, _NO_CLIENT = "source_action:", "outside_people"
_TOLD = ("behaviour", "quality")
_AT_ONCE, _OFFERED, _WISHES = 5, 8, 4


def action_key(source: str) -> str:
    """The answer id under which the action for a source is kept."""
    return f"{_ACTION}{fold(source)}"


def act_on_sources(facts: Referrals, work: Workbook) -> None:
    """A few sources at a time: what the counts say, and the owner's choice of what to do."""
    if not facts.rates or close_if_hidden():
        return
    st.markdown(f"**{say('referrals.action.title')}**")
    st.caption(say("referrals.action.how"))
    pages = -(-len(facts.rates) // _AT_ONCE)
    shown = st.pagination(pages, key="referrals_action_page") if pages > 1 else 1
    for rate in facts.rates[(shown - 1) * _AT_ONCE : shown * _AT_ONCE]:
        _act(rate, work)
    if any(answer == "rebrief" for id, answer in work.answers.items() if id.startswith(_ACTION)):
        st.markdown(f"**{say('referrals.action.words')}**")
        show_brief(work)


def _act(rate: SourceRate, work: Workbook) -> None:
    id = action_key(rate.source)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{esc(rate.source)}**: {esc(counted(rate.clients, work.text('term', 'client')))}")
        pick(
            reading_of(rate),
            {action: say(f"referrals.action.{action}") for action in ACTIONS},
            key=state.widget_key("source", fold(rate.source)),
            stored=work.text(id),
            keep=lambda action: state.set_answer(id, action),
        )


def reading_of(rate: SourceRate) -> str:
    """What the counts of a source suggest, in a sentence."""
    base = "referrals.action"
    if rate.reading == "too few":
        return say(f"{base}.too_few_loved" if rate.loved else f"{base}.too_few", n=rate.rated, loved=rate.loved)
    if rate.reading == "close":
        return say(f"{base}.close_why", n=rate.rated, sinks=rate.sinks)
    if rate.reading == "invest":
        return say(f"{base}.invest")
    return say(f"{base}.rebrief_why" if rate.loved else f"{base}.rebrief_none")


def show_brief(work: Workbook) -> None:
    """Words to send to a source: wishes about how people work with you, not about who they are or what they pay."""
    wishes = [c for c in work.avatar.ranked if c.part == "service" and not is_never(c) and _may_be_told(c, work)]
    says = catalogue().say
    terms = term(work, many=True)
    if wishes:
        listed = "; ".join(wish_label(wish, work).lower() for wish in wishes[:_WISHES])
        text = says("referrals.action.brief", terms=terms, wishes=listed)
    else:
        text = says("referrals.action.brief_none", terms=terms)
    st.code(text, language=None, wrap_lines=True)
    st.caption(say("referrals.action.brief_note"))


def _may_be_told(wish: Criterion, work: Workbook) -> bool:
    question = asked_by(wish, work)
    return isinstance(question, Question) and question.group in _TOLD


def ask_favourites(facts: Referrals, work: Workbook) -> None:
    """One favourite to ask for one introduction, with a pleasure first."""
    if close_if_hidden():
        return
    st.markdown(f"**{say('referrals.ask.title')}**")
    st.markdown(say("referrals.ask.how"))
    sent = {sender.client: sender.clients for sender in facts.senders}
    favourites = [(row, client) for row, client in enumerate(work.clients) if client.tier == 1 and not client.former]
    if not favourites:
        st.info(say("referrals.ask.nobody"))
        return
    favourites.sort(key=lambda each: -sent.get(each[0], 0))
    pick(
        catalogue().question("introduction_from").prompt,
        {
            client.name: catalogue().say("referrals.ask.sent_before", name=client.name, n=sent[row])
            if row in sent
            else client.name
            for row, client in favourites
        },
        key=state.widget_key("owner", "introduction_from"),
        stored=work.text("introduction_from"),
        keep=lambda name: state.set_answer("introduction_from", name),
    )
    if work.text("introduction_from"):
        ask("introduction_pleasure")
        show_brief(work)


# ── loose ends ───────────────────────────────────────────────────────────────────────────────────────────────────


def count_loose(facts: Referrals) -> int:
    """How many things about the senders are not settled or cannot be drawn."""
    return len(facts.outside) + len(facts.links.self_referrals) + len(facts.links.cycles)


def settle_loose(facts: Referrals, work: Workbook) -> None:
    """Senders who may be a client under another spelling, then everything that is no link between two clients."""
    if close_if_hidden():
        return
    settled = {fold(text) for text in _tuple(work, _NO_CLIENT)}
    unknown = {fold(entry.text) for entry in facts.links.unmatched if entry.reason == "unknown"}
    open_ones = [name for name in facts.outside if fold(name) in unknown - settled]
    likenesses = suggest_clients(open_ones, facts.names)
    for likeness in likenesses[:_OFFERED]:
        _confirm(likeness.text, [facts.names[at] for at in likeness.clients], facts, work)
    asked = {likeness.text for likeness in likenesses}
    people = [
        say("referrals.loose.outside_one", name=name, n=len(rows))
        for name, rows in facts.outside.items()
        if name not in asked and fold(name) in unknown
    ]
    ambiguous = dict.fromkeys(entry.text for entry in facts.links.unmatched if entry.reason == "ambiguous")
    selves = [esc(facts.names[row]) for row in facts.links.self_referrals]
    circles = ["; ".join(esc(facts.names[row]) for row in cycle) for cycle in facts.links.cycles]
    twice = [esc(facts.names[row]) for row in facts.sent_by_two]
    noun = term(work)
    for key, names in (
        ("outside", people),
        ("ambiguous", [esc(name) for name in ambiguous]),
        ("selves", selves),
        ("cycles", circles),
        ("doubles", twice),
    ):
        if names:
            shown = [*names[:40], *([say("referrals.more", n=len(names) - 40)] if len(names) > 40 else [])]
            listed = (" / " if key == "cycles" else ", ").join(shown)
            st.markdown(say(f"referrals.loose.{key}", safe_names=listed, term=noun))
    if not (likenesses or people or ambiguous or selves or circles or twice):
        st.info(say("referrals.loose.none"))


def _confirm(text: str, names: list[str], facts: Referrals, work: Workbook) -> None:
    """One question: is this sender one of those clients? Yes rewrites the answers, no is remembered."""
    sent = ", ".join(facts.names[row] for row in facts.outside[text][:3])
    with st.container(border=True):
        st.markdown(say("referrals.loose.meant", text=text, who=sent))
        with st.container(horizontal=True):
            for at, name in enumerate(names):
                st.button(
                    say("referrals.loose.is_name", name=name),
                    key=state.widget_key("same", fold(text), at),
                    on_click=_rename,
                    args=(text, name),
                )
            st.button(
                say("referrals.loose.is_other"),
                key=state.widget_key("same", fold(text), "no"),
                on_click=_leave_outside,
                args=(text,),
            )


def _rename(text: str, name: str) -> None:
    state.change(lambda work: name_sender(work, text, name))
    state.refresh_widgets()
    st.session_state[keys.LIST_CHANGED] = True
    frame.notify(say("referrals.loose.renamed", text=text, name=name))


def _leave_outside(text: str) -> None:
    state.change(lambda work: work.with_answer(_NO_CLIENT, (*_tuple(work, _NO_CLIENT), text)))


def _tuple(work: Workbook, id: str) -> tuple[str, ...]:
    answer = work.answers.get(id, ())
    return answer if isinstance(answer, tuple) else (str(answer),)
