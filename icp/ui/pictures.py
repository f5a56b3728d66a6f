"""Putting a picture on a page: its finding above, an alternative in words, a reading below, a table on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from icp.catalogue import catalogue
from icp.ui.text import say

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

DRAWING_WIDTH = 600
"""Pixels a light drawing takes at most; a phone shows it at its own width."""


def is_dark() -> bool:
    """Whether this browser shows the dark theme."""
    return st.context.theme.type == "dark"


def read_out(sentences: str) -> None:
    """A plain reading in small type and full contrast (a caption's grey is too faint for what must be read)."""
    st.markdown(f":small[{sentences}]")


def show_drawing(drawing: str, *, alt: str) -> None:
    """A light drawing (SVG text) and, for those who cannot see it, ``alt`` in plain text."""
    st.image(drawing, width=DRAWING_WIDTH, alt=alt)


def show_chart(
    figure: Figure,
    *,
    key: str,
    finding: str,
    values: Mapping[str, object] = MappingProxyType({}),
    alt: str | None = None,
    reading: str,
    table: Callable[[], pd.DataFrame] | None = None,
) -> None:
    """A Plotly figure under its finding.

    ``finding``: key of the words above it, filled with ``values`` (plain text); ``alt``: key of other words for those
    who cannot see it, filled alike. ``reading`` is Markdown. ``table`` makes the same figures as rows of Markdown-safe
    text; it is called only when asked for.
    """
    from icp.charts.layout import CONFIG

    heard = catalogue().say(alt or finding, **values)
    st.markdown(f"**{say(finding, **values)}**")
    st.plotly_chart(figure, width="stretch", theme=None, config=dict(CONFIG), alt=heard, key=key)
    read_out(reading)
    if table is not None and st.toggle(say("picture.as_table"), key=f"{key}_table"):
        st.table(table(), border="horizontal", hide_index=True, alt=heard)
