"""What the list comes to: income and hours by feeling, and over the years where sales are known."""

from __future__ import annotations

import streamlit as st

from icp.charts.drawing import draw_shares
from icp.findings.figures import FIGURES, change_words, shares, told_years
from icp.model import Workbook
from icp.ui import frame, state
from icp.ui.ask import ask
from icp.ui.pictures import is_dark, show_drawing
from icp.ui.text import counted, say


def show_figures() -> None:
    """Shares first, then the years; what is not known is said, and how to bring it in."""
    work = state.workbook()
    frame.saved_mark()
    _shares(work)
    _years(work)
    st.subheader(say("roster.day_title"), anchor=False)
    ask("existing_share")
    st.caption(say("roster.day_reading"))


def _shares(work: Workbook) -> None:
    found = shares(work)
    for name in found.missing:
        st.caption(say(f"roster.no_{name}"))
    if found.bars:
        show_drawing(draw_shares(found.bars, names=found.names, title=found.told, dark=is_dark()), alt=found.told)


def _years(work: Workbook) -> None:
    st.subheader(say("roster.years_title"), anchor=False)
    years = work.sales_years
    if not years:
        st.info(say("roster.no_years"), icon=":material/receipt:")
        return
    with st.container(horizontal=True):
        for figure in FIGURES:
            found = told_years(work, figure)
            if found is None:
                continue
            label, amount, trend = found
            told = [float(getattr(year, figure)) for year in years if year.whole and getattr(year, figure) is not None]
            change = None if trend is None else change_words(trend).replace("−", "-")  # by which an arrow points down
            st.metric(label, amount, delta=change, delta_color="normal" if trend and trend.change else "off",
                      chart_data=told if len(told) > 2 else None, width=190)  # fmt: skip
    st.caption(say("roster.years_defined", span=counted(len(years), "year")))
