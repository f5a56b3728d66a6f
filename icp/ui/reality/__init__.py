"""The Reality check page: must-haves tried on the client list, then the cards and the sums, one section at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from icp.ui import frame, keys, state
from icp.ui.reality.campaigns import show_campaigns
from icp.ui.reality.spectrum import show_spectrum
from icp.ui.reality.tryout import show_tryout, teach
from icp.ui.text import say

_SECTIONS: Mapping[str, Callable[[], None]] = {"spectrum": show_spectrum, "campaigns": show_campaigns}


@st.fragment
def look_closer() -> None:
    """The sections; only the open one is worked out."""
    names = {name: say(f"reality.section.{name}") for name in _SECTIONS}
    st.subheader(say("reality.look"), anchor=False)
    if not state.workbook().clients:
        st.markdown(say("reality.without_list"))
    chosen = st.pills(
        say("reality.look"), list(names), format_func=names.__getitem__, key=keys.REALITY_SECTION,
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen:
        with st.container(border=True):
            _SECTIONS[chosen]()
            frame.saved_mark()


__all__ = ["look_closer", "show_tryout", "teach"]
