"""The comparison of this session: client list against ideal client, kept while both stay the same."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from icp.findings.comparison import Comparison, hold, words_follow
from icp.model import Workbook
from icp.ui import keys
from icp.ui.roster.names import are_hidden


def compare(work: Workbook) -> Comparison:
    """The comparison of this workbook; taken from the session while clients and portrait are the same."""
    kept: Comparison | None = st.session_state.get(keys.COMPARISON)
    hidden, worded = are_hidden(), words_follow(work)
    if kept is None or kept.clients is not work.clients or kept.avatar is not work.avatar:
        kept = st.session_state[keys.COMPARISON] = hold(work, hidden=hidden)
    elif kept.hidden is not hidden or kept.worded != worded:
        kept = st.session_state[keys.COMPARISON] = replace(kept, hidden=hidden, worded=worded, drawn={})
    return kept
