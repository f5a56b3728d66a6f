"""Where the right people are: what each source brought, and what to say to it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from icp.catalogue import catalogue
from icp.methods.cells import fold
from icp.methods.message_draft import Message
from icp.methods.overlap import SourceRate
from icp.methods.referral_facts import Referrals
from icp.model import Workbook
from icp.ui import keys
from icp.ui.message.parts import show_part
from icp.ui.referral_actions import reading_of
from icp.ui.roster.names import close_if_hidden
from icp.ui.senders import read
from icp.ui.text import esc, say

_SHOWN, _FEW = 30, 8


def sources(facts: Referrals) -> tuple[SourceRate, ...]:
    """The sources to speak to: those that brought favourites first, by how surely, then the others; not those whose
    counts say to close them."""
    open_ones = [rate for rate in facts.rates if rate.reading != "close"]
    return tuple(sorted(open_ones, key=lambda rate: (not rate.loved, -rate.rate))[:_SHOWN])


def finding(work: Workbook, wording: Callable[..., str] = say) -> str:
    """The page's opening sentence: Markdown, or plain text with ``catalogue().say`` as ``wording``."""
    facts = read(work) if work.clients else None
    best = next((rate for rate in sources(facts) if rate.loved), None) if facts is not None else None
    if facts is None or best is None:
        return wording("message.finding.nobody")
    favourites = int(facts.favourites.sum())
    return wording("message.finding.source", source=best.source, n=best.loved, of=favourites)


def show_asks(message: Message) -> None:
    """One source at a time: what it brought, and words for it."""
    if close_if_hidden():
        return
    work = message.work
    facts = read(work) if work.clients else None
    rates = sources(facts) if facts is not None else ()
    if facts is None or not rates:
        st.markdown(say("message.no_sources"))
        show_part("ask", message.ask("", person=True, glad=False), title=say("message.part.ask"))
        return
    by_name = {rate.source: rate for rate in rates}
    if st.session_state.get(keys.MESSAGE_SOURCE) not in by_name:
        st.session_state[keys.MESSAGE_SOURCE] = rates[0].source
    st.markdown(f"**{say('message.where')}**")
    loved = [rate for rate in rates if rate.loved][:_FEW]
    lines = [say("message.brought", name=rate.source, n=rate.loved, of=rate.rated) for rate in loved]
    closed = [esc(rate.source) for rate in facts.rates if rate.reading == "close"]
    lines += [say("message.closed", safe_names=", ".join(closed))] if closed else []
    st.markdown("\n".join(f"- {line}" for line in lines) or say("message.no_favourites"))
    label = say("message.whom")
    if len(by_name) > _FEW:
        st.selectbox(label, list(by_name), key=keys.MESSAGE_SOURCE)
    else:
        st.pills(label, list(by_name), format_func=esc, key=keys.MESSAGE_SOURCE, required=True)
    rate = by_name[st.session_state[keys.MESSAGE_SOURCE]]
    person = _is_person(rate.source, facts)
    draft = message.ask(rate.source, person=person, glad=bool(rate.loved))
    st.markdown(reading_of(rate))
    title = say("message.say_to" if person else "message.leave_at", name=rate.source)
    show_part(f"ask:{fold(rate.source)}", draft, title=title, note=catalogue().say("message.ask_note"))


def _is_person(source: str, facts: Referrals) -> bool:
    """Whether a source stands in "who sent you" rather than among the channels only."""
    known = {fold(name) for name in facts.names} | {fold(name) for name in facts.outside}
    return fold(source) in known
