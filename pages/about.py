"""About: how the numbers are made, where the data lives, whose ideas this stands on."""

from __future__ import annotations

import streamlit as st

from icp.ui import frame
from icp.ui.about import show_fit_example, show_folds, show_privacy, show_small_print
from icp.ui.text import say

frame.page_head("about")
show_fit_example()

st.subheader(say("about.methods_title"), anchor=False)
st.markdown(say("about.methods"))
show_folds("method")

show_privacy()

st.subheader(say("about.ideas_title"), anchor=False)
st.markdown(say("about.ideas"))
show_folds("idea")

show_small_print()
