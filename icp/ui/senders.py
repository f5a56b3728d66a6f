"""Who sent whom, in one sentence and one light drawing: for the Referral sources page and for the guide."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from icp.analysis import read_referrals
from icp.catalogue import catalogue
from icp.charts.drawing_senders import draw_senders
from icp.methods.referral_facts import Branch, Referrals, Sender
from icp.model import Avatar, Client, Workbook
from icp.ui import keys
from icp.ui.pictures import is_dark, show_drawing
from icp.ui.text import counted, money, say, term

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_SHARES = {"3_4": 3 / 4, "2_3": 2 / 3, "1_2": 1 / 2, "2_5": 2 / 5, "1_3": 1 / 3, "1_4": 1 / 4, "1_5": 1 / 5,
           "1_6": 1 / 6, "1_8": 1 / 8, "1_10": 1 / 10, "1_20": 1 / 20}  # fmt: skip
_NEAR = 0.08
IN_GUIDE = 4


@dataclass(frozen=True)
class _Kept:
    """The facts, the figures drawn of them, and what they were read from; other answers leave all as they are."""

    clients: tuple[Client, ...]
    avatar: Avatar
    facts: Referrals
    figures: dict[Hashable, Figure] = field(default_factory=dict)


def read(work: Workbook) -> Referrals:
    """The referral facts of this workbook; taken from the session while clients and portrait are the same."""
    return _read(work).facts


def figures(work: Workbook) -> dict[Hashable, Figure]:
    """The figures drawn of these facts so far, for sections to put theirs in."""
    return _read(work).figures


def _read(work: Workbook) -> _Kept:
    kept: _Kept | None = st.session_state.get(keys.REFERRALS)
    if kept is None or kept.clients is not work.clients or kept.avatar is not work.avatar:
        kept = st.session_state[keys.REFERRALS] = _Kept(work.clients, work.avatar, read_referrals(work))
    return kept


def count_sentence(facts: Referrals, work: Workbook) -> str:
    """The counts in one sentence, as Markdown: "10 of 13 favourites came through someone; 13 of 40 others"."""
    loved, others = facts.share(facts.favourites), facts.share(facts.others)
    if loved.of and others.of:
        return say("referrals.counts_both", came=loved.came, of=loved.of, other_came=others.came, other_of=others.of)
    if loved.of:
        return say("referrals.counts_favourites", came=loved.came, of=loved.of)
    every = facts.share(np.ones(len(facts), dtype=np.bool_))
    return say("referrals.counts_all", came=every.came, of=every.of, terms=term(work, many=True))


def finding(facts: Referrals, work: Workbook, *, plain: bool = False) -> str:
    """What the biggest branch says: "Ines K. brought a fifth of your income". Markdown, or plain text."""
    wording = catalogue().say if plain else say
    top = facts.senders[0]
    whole = float(np.nansum(facts.values))
    # A share of the income is a finding only where at least half of the invoices are known.
    if top.value > 0 and whole > 0 and 2 * int(np.isfinite(facts.values).sum()) >= len(facts):
        return wording("referrals.brought_income", name=top.name, share=share_words(top.value / whole))
    most = max(facts.senders, key=lambda sender: sender.clients)
    code = "referrals.brought_one" if most.clients == 1 else "referrals.brought_clients"
    return wording(code, name=most.name, n=most.clients, of=len(facts), terms=term(work, many=True))


def share_words(share: float) -> str:
    """A share of a whole as people say it: "a fifth", "half", else "17%". Plain text."""
    say_plain = catalogue().say
    if share >= 0.97:
        return say_plain("referrals.share.all")
    near = min(_SHARES, key=lambda key: abs(_SHARES[key] - share))
    if abs(_SHARES[near] - share) <= _NEAR * share:
        return say_plain(f"referrals.share.{near}")
    return say_plain("referrals.share.per_cent", n=max(1, round(100 * share)))


def brought(sender: Branch | Sender, work: Workbook) -> str:
    """ "11 clients, €45,140". Plain text."""
    clients = counted(sender.clients, work.text("term", "client"))
    if sender.value <= 0:
        return clients
    return catalogue().say("referrals.sum_income", clients=clients, amount=money(sender.value, work))


def draw_tree(tree: Sequence[Branch], work: Workbook, *, title: str, faded: bool = False) -> str:
    """The referral tree as SVG text."""
    say_plain = catalogue().say
    noun = work.text("term", "client")
    return draw_senders(
        tree,
        brought=lambda branch: brought(branch, work),
        more=lambda n: say_plain("referrals.more", n=n),
        rest=lambda left: say_plain(
            "referrals.rest", n=len(left), clients=counted(sum(root.clients for root in left), noun)
        ),
        title=title,
        dark=is_dark(),
        faded=faded,
    )


def show_tree(facts: Referrals, work: Workbook) -> None:
    """The picture of the page: its finding, the tree, and how to read it."""
    st.markdown(f"#### {finding(facts, work)}")
    plain = finding(facts, work, plain=True)
    listed = "; ".join(
        catalogue().say("referrals.alt_one", name=sender.name, brought=brought(sender, work))
        for sender in facts.senders[:8]
    )
    alt = catalogue().say("referrals.alt", finding=plain, list=listed)
    show_drawing(draw_tree(facts.tree, work, title=alt), alt=alt)
    by_income = any(root.value > 0 for root in facts.tree)
    words = [say("referrals.reading_income" if by_income else "referrals.reading_clients", terms=term(work, many=True))]
    unvalued = int((facts.through_someone & np.isnan(facts.values)).sum())
    if by_income and unvalued:
        words.append(say("referrals.unvalued", n=unvalued))
    if facts.former.any():
        words.append(say("referrals.former", n=int(facts.former.sum()), terms=term(work, many=True)))
    st.caption(" ".join(words))


def show_favourite_senders(work: Workbook) -> None:
    """For the guide: the counts, and who or what sent the first few favourites."""
    facts = read(work)
    sentence = count_sentence(facts, work)
    st.subheader(sentence, anchor=False)
    tree = facts.favourite_tree(IN_GUIDE, catalogue().say("referrals.unsaid_sender"))
    if tree:
        plain = "; ".join(f"{root.name}: {', '.join(branch.name for branch in root.branches)}" for root in tree)
        show_drawing(draw_tree(tree, work, title=plain), alt=plain)
