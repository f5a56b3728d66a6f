"""What the sections share: pages of rows, names, wishes and figures in words, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import streamlit as st

from icp.catalogue import catalogue
from icp.findings.comparison import Comparison, tier_words
from icp.model import Workbook
from icp.ui.text import counted, say
from icp.wishes import is_never, wish_label

PAGE = 20
"""Clients shown at a time."""


def plain(key: str, /, **values: object) -> str:
    """The catalogue's words at ``key`` as plain text, for charts and what Streamlit shows as it is."""
    return catalogue().say(key, **values)


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


def wish_of(held: Comparison, work: Workbook, id: str) -> str:
    """A wish in plain text; a never again says so."""
    criterion = held.avatar.find(id)
    if criterion is None:
        return id
    label = wish_label(criterion, work)
    return plain("compare.never", wish=label[:1].lower() + label[1:]) if is_never(criterion) else label


def feeling_of(held: Comparison, row: int) -> str:
    tier = int(held.facts.tier[row])
    return tier_words()[tier - 1] if tier else plain("compare.unrated")


def range_words(held: Comparison, row: int) -> str:
    """ "40 to 70, 2 answers missing" in plain text; the fit alone where everything is known."""
    scored = held.scored
    missing = int((scored.unknown[row] & (scored.weights > 0)).sum())
    if not missing:
        return number(scored.match[row])
    figures = {
        "low": number(scored.low[row]),
        "high": number(scored.high[row]),
        "missing": counted(missing, "answer"),
    }
    return plain("compare.fit.ask_range" if scored.ask_first[row] else "compare.fit.range", **figures)


def number(figure: float) -> str:
    return f"{figure:.0f}" if np.isfinite(figure) else "—"


def make_table(columns: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """A table of Markdown-safe text under worded headers."""
    return pd.DataFrame({say(f"compare.column.{column}"): cells for column, cells in columns.items()})
