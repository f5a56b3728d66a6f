"""Who sent whom, in one sentence and one light drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from icp.charts.drawing_senders import draw_senders
from icp.findings.words import Wording, counted, money, plain, term
from icp.methods.referral_facts import Branch, Referrals, Sender
from icp.model import Workbook

_SHARES = {"3_4": 3 / 4, "2_3": 2 / 3, "1_2": 1 / 2, "2_5": 2 / 5, "1_3": 1 / 3, "1_4": 1 / 4, "1_5": 1 / 5,
           "1_6": 1 / 6, "1_8": 1 / 8, "1_10": 1 / 10, "1_20": 1 / 20}  # fmt: skip
_NEAR = 0.08


def count_sentence(facts: Referrals, work: Workbook, wording: Wording) -> str:
    """The counts in one sentence, in ``wording``: "10 of 13 favourites came through someone; 13 of 40 others".

    The others are left out while nothing is said of any of them: the guide asks about favourites only.
    """
    loved, others = facts.share(facts.favourites), facts.share(facts.others)
    if loved.of and others.unsaid < others.of:
        return wording(
            "referrals.counts_both", came=loved.came, of=loved.of, other_came=others.came, other_of=others.of
        )
    if loved.of:
        return wording("referrals.counts_favourites", came=loved.came, of=loved.of)
    every = facts.share(np.ones(len(facts), dtype=np.bool_))
    return wording("referrals.counts_all", came=every.came, of=every.of, terms=term(work, many=True))


def finding(facts: Referrals, work: Workbook, wording: Wording) -> str:
    """What the biggest branch says: "Ines K. brought a fifth of your income". In ``wording``."""
    top = facts.senders[0]
    whole = float(np.nansum(facts.values))
    # A share of the income is a finding only where at least half of the invoices are known.
    if top.value > 0 and whole > 0 and 2 * int(np.isfinite(facts.values).sum()) >= len(facts):
        gone = bool((facts.former & (facts.values > 0)).any())  # who has left brings no income any more
        key = "referrals.brought_income_former" if gone else "referrals.brought_income"
        return wording(key, name=top.name, share=share_words(top.value / whole), terms=term(work, many=True))
    most = max(facts.senders, key=lambda sender: sender.clients)
    code = "referrals.brought_one" if most.clients == 1 else "referrals.brought_clients"
    return wording(code, name=most.name, n=most.clients, of=len(facts), terms=term(work, many=True))


def share_words(share: float) -> str:
    """A share of a whole as people say it: "a fifth", "half", else "17%". Plain text."""
    if share >= 0.97:
        return plain("referrals.share.all")
    near = min(_SHARES, key=lambda key: abs(_SHARES[key] - share))
    if abs(_SHARES[near] - share) <= _NEAR * share:
        return plain(f"referrals.share.{near}")
    return plain("referrals.share.per_cent", n=max(1, round(100 * share)))


def brought(sender: Branch | Sender, work: Workbook) -> str:
    """ "11 clients, €45,140". Plain text."""
    clients = counted(sender.clients, work.text("term", "client"))
    if sender.value <= 0:
        return clients
    return plain("referrals.sum_income", clients=clients, amount=money(sender.value, work))


def draw_tree(tree: Sequence[Branch], work: Workbook, *, title: str, dark: bool = False, faded: bool = False) -> str:
    """The referral tree as SVG text."""
    noun = work.text("term", "client")
    return draw_senders(
        tree,
        brought=lambda branch: brought(branch, work),
        more=lambda n: plain("referrals.more", n=n),
        rest=lambda left: plain(
            "referrals.rest", n=len(left), clients=counted(sum(root.clients for root in left), noun)
        ),
        title=title,
        dark=dark,
        faded=faded,
    )


def listed(facts: Referrals, work: Workbook, most: int = 8) -> str:
    """The picture in words: the finding, and what each sender brought. Plain text."""
    senders = (plain("referrals.alt_one", name=each.name, brought=brought(each, work)) for each in facts.senders[:most])
    return plain("referrals.alt", finding=finding(facts, work, plain), list="; ".join(senders))


def reading(facts: Referrals, work: Workbook, wording: Wording) -> str:
    """How to read the tree, and what is missing in it, in ``wording``."""
    by_income = any(root.value > 0 for root in facts.tree)
    told = "income" if by_income else "clients"
    words = [wording(f"referrals.reading_{told}", terms=term(work, many=True))]
    unvalued = int((facts.through_someone & np.isnan(facts.values)).sum())
    if by_income and unvalued:
        words.append(wording("referrals.unvalued", n=unvalued))
    if facts.former.any():
        words.append(wording("referrals.former", n=int(facts.former.sum()), terms=term(work, many=True)))
    return " ".join(words)
