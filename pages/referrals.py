"""Referral sources: who really sends people, and what kind. Counts, one tree, one thank-you; then a closer look."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.findings.senders import count_sentence
from icp.ui import frame
from icp.ui.guide.screens import referred_by
from icp.ui.referrals import choose_thanks, look_closer, teach
from icp.ui.roster.names import close_if_hidden
from icp.ui.senders import read, show_tree
from icp.ui.text import say, term

work = frame.page_head("referrals")
facts = read(work)

if not work.clients:
    teach()
elif not facts.senders:
    frame.finding(say("referrals.nobody" if len(work.clients) > 1 else "referrals.one_client"))
    if facts.favourites.any() and not close_if_hidden():
        st.markdown(say("referrals.nobody_how"))
        referred_by(catalogue().question("referred_by"))
else:
    frame.finding(count_sentence(facts, work, say))
    if facts.unsaid.any():
        st.caption(say("referrals.unsaid", n=int(facts.unsaid.sum()), terms=term(work, many=True)))
    show_tree(facts, work)

if work.clients:
    if facts.sources.labels and not close_if_hidden():
        choose_thanks(facts, work)
    look_closer()
    frame.way_on("referrals")
