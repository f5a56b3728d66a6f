"""Who sent whom, in one sentence and one light drawing: for the Referral sources page and for the guide."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from icp.analysis import read_referrals
from icp.catalogue import catalogue
from icp.findings.names import hide_names
from icp.findings.senders import count_sentence, draw_tree, finding, listed, reading
from icp.methods.referral_facts import Referrals
from icp.model import Avatar, Client, Workbook
from icp.ui import keys
from icp.ui.pictures import is_dark, show_drawing
from icp.ui.roster.names import are_hidden
from icp.ui.text import say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

IN_GUIDE = 4


@dataclass(frozen=True)
class _Kept:
    """The facts, the figures drawn of them, and what they were read from; other answers leave all as they are."""

    clients: tuple[Client, ...]
    avatar: Avatar
    hidden: bool
    facts: Referrals
    figures: dict[Hashable, Figure] = field(default_factory=dict)


def read(work: Workbook) -> Referrals:
    """The referral facts of this workbook; taken from the session while clients and portrait are the same. While names
    are hidden everybody in them is called by a number."""
    return _read(work).facts


def figures(work: Workbook) -> dict[Hashable, Figure]:
    """The figures drawn of these facts so far, for sections to put theirs in."""
    return _read(work).figures


def _read(work: Workbook) -> _Kept:
    kept: _Kept | None = st.session_state.get(keys.REFERRALS)
    hidden = are_hidden()
    same = kept is not None and kept.clients is work.clients and kept.avatar is work.avatar and kept.hidden is hidden
    if kept is None or not same:
        facts = read_referrals(hide_names(work) if hidden else work)
        kept = st.session_state[keys.REFERRALS] = _Kept(work.clients, work.avatar, hidden, facts)
    return kept


def show_tree(facts: Referrals, work: Workbook) -> None:
    """The picture of the page: its finding, the tree, and how to read it."""
    st.markdown(f"#### {finding(facts, work, say)}")
    alt = listed(facts, work)
    show_drawing(draw_tree(facts.tree, work, title=alt, dark=is_dark()), alt=alt)
    st.caption(reading(facts, work, say))


def show_favourite_senders(work: Workbook) -> None:
    """For the guide: the counts, and who or what sent the first few favourites."""
    facts = read(work)
    sentence = count_sentence(facts, work, say)
    st.subheader(sentence, anchor=False)
    tree = facts.favourite_tree(IN_GUIDE, catalogue().say("referrals.unsaid_sender"))
    if tree:
        plain = "; ".join(f"{root.name}: {', '.join(branch.name for branch in root.branches)}" for root in tree)
        show_drawing(draw_tree(tree, work, title=plain, dark=is_dark()), alt=plain)
