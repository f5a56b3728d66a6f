"""The two findings of the guide, as light drawings: your surprise, and who sent your favourites."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Question


def surprise(question: Question) -> None:
    """Where what you wrote and what you feel disagree."""
    st.write("…")


def senders(question: Question) -> None:
    """Who sent whom, counted."""
    st.write("…")
