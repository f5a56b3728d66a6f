"""Compare, behind "show why"."""

from __future__ import annotations

import streamlit as st

from icp.ui import state
from icp.ui.comparison import compare


@st.fragment
def show_why() -> None:
    """The sections; only the open one is worked out."""
    compare(state.workbook())
