"""What the sections share: pages of rows, names, wishes and figures in words, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from icp.findings.comparison import Comparison
from icp.findings.words import plain
from icp.ui.text import say

PAGE = 20
"""Clients shown at a time."""


def turn_pages(order: np.ndarray, section: str) -> list[int]:
    """The rows of the page that is open, twenty at a time."""
    pages = max(1, -(-len(order) // PAGE))
    key = f"compare_page_{section}"
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = 1
    number = st.pagination(pages, key=key) if pages > 1 else 1
    return [int(row) for row in order[(number - 1) * PAGE : number * PAGE]]


def names_of(held: Comparison, rows: Sequence[int]) -> list[str]:
    """Names as plain text, former clients marked."""
    former = plain("compare.former")
    return [f"{held.names[row][:18]} ({former})" if held.facts.former[row] else held.names[row] for row in rows]


def make_table(columns: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """A table of Markdown-safe text under worded headers."""
    return pd.DataFrame({say(f"compare.column.{column}"): cells for column, cells in columns.items()})
