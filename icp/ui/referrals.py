"""The Referral sources page: whom to thank first, and what stands behind the tree, one section at a time."""

from __future__ import annotations

import streamlit as st

from icp.analysis import read_referrals
from icp.catalogue import catalogue
from icp.findings.senders import draw_tree, finding
from icp.findings.words import plain
from icp.methods.cells import fold
from icp.methods.referral_facts import Referrals
from icp.model import Workbook
from icp.sample import sample_workbook
from icp.ui import frame, keys, referral_actions, referral_sections, state
from icp.ui.ask import pick
from icp.ui.menu import entry
from icp.ui.pictures import is_dark
from icp.ui.roster.names import follow_list
from icp.ui.senders import read
from icp.ui.text import say

_OFFERED = 6


def teach() -> None:
    """The empty page: what will stand here, with the sample's tree greyed."""
    sample = sample_workbook()
    facts = read_referrals(sample)
    title = finding(facts, sample, plain)
    frame.teach(
        "referrals", picture=draw_tree(facts.tree[:2], sample, title=title, dark=is_dark(), faded=True), alt=title
    )


def choose_thanks(facts: Referrals, work: Workbook) -> None:
    """The page's one action: the person or place to thank first. Those who brought favourites stand first."""
    people = sorted(facts.senders, key=lambda sender: (-sender.loved, -sender.value, -sender.clients))
    places = sorted(zip(-facts.loved_by_source, facts.sources.labels, strict=True), key=lambda place: place[0])
    names = list({fold(name): name for name in [p.name for p in people] + [label for _, label in places]}.values())
    stored = work.text("thank_first")
    first = names[:_OFFERED]
    question = catalogue().question("thank_first")

    def keep(name: str | None) -> None:
        state.set_answer("thank_first", name)
        state.refresh_widgets()

    key = state.widget_key("owner", "thank_first")
    pick(question.prompt, {n: n for n in first}, key=key, stored=stored, keep=keep, help=question.help)
    rest = names[_OFFERED:]
    if rest:
        label = say("referrals.thank_other")
        key = state.widget_key("owner", "thank_first", "rest")
        st.selectbox(
            label, rest, index=None, key=key, on_change=lambda: keep(st.session_state[key]),
            placeholder=label, label_visibility="collapsed",
        )  # fmt: skip
    if stored:
        st.success(say("referrals.thank_next", name=stored), icon=":material/volunteer_activism:")
        promise = next(place for place, q in enumerate(catalogue().screens, start=1) if q.guide == "promise")
        st.page_link(
            entry(frame.find_page("guide")),
            label=say("referrals.promise"),
            icon=":material/event:",
            query_params={keys.GUIDE_SCREEN: str(promise)},
        )


@st.fragment
def look_closer() -> None:
    """The sections; only the open one is worked out."""
    follow_list()
    work = state.workbook()
    facts = read(work)
    names = {name: say(f"referrals.section.{name}") for name in _SECTIONS}
    if loose := referral_actions.count_loose(facts):
        names["loose"] = say("referrals.loose_title", n=loose)
    st.subheader(say("referrals.open"), anchor=False)
    chosen = st.pills(
        say("referrals.open"), list(names), format_func=names.__getitem__, key=keys.REFERRAL_SECTION,
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen:
        with st.container(border=True):
            draw = referral_actions.settle_loose if chosen == "loose" else _SECTIONS[chosen]
            draw(facts, work)
            frame.saved_mark()


_SECTIONS = {
    "sources": referral_sections.show_sources,
    "shared": referral_sections.show_shared,
    "ideal": referral_sections.show_ideal,
    "alike": referral_sections.show_alike,
    "leaving": referral_sections.show_leaving,
    "ask": referral_actions.ask_favourites,
}
