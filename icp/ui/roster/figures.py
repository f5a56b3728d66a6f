"""What the list comes to: income and hours by feeling, and over the years where sales are known."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing import draw_shares
from icp.model import Client, Workbook
from icp.roster import Trend, annual_value, find_trend
from icp.ui import frame, state
from icp.ui.ask import ask
from icp.ui.pictures import is_dark, show_drawing
from icp.ui.text import counted, money, say

FIGURES = ("income", "clients", "average_sale", "frequency", "retention")


def show_figures() -> None:
    """Shares first, then the years; what is not known is said, and how to bring it in."""
    work = state.workbook()
    present = [client for client in work.clients if not client.former]
    frame.saved_mark()
    _shares(present, work)
    _years(work)
    st.subheader(say("roster.day_title"), anchor=False)
    ask("existing_share")
    st.caption(say("roster.day_reading"))


def _shares(present: list[Client], work: Workbook) -> None:
    bars: list[tuple[str, list[float]]] = []
    told: list[str] = []
    words = [*(option.label for option in catalogue().fields["tier"].options), say("roster.unsorted")]
    for name, amounts in (
        ("clients", [1.0 for _ in present]),
        ("income", [annual_value(client.values) or 0.0 for client in present]),
        ("hours", [_number(client.values.get("hours")) for client in present]),
    ):
        total = sum(amounts)
        if not total:
            st.caption(say(f"roster.no_{name}"))
            continue
        split = [
            sum(a for a, c in zip(amounts, present, strict=True) if (c.tier or 4) == tier) / total
            for tier in (1, 2, 3, 4)
        ]
        amount = money(total, work) if name == "income" else f"{total:,.0f}"
        bars.append((say(f"roster.bar_{name}", safe_amount=amount), split))
        told.append(say(f"roster.bar_{name}", safe_amount=amount) + ": " + ", ".join(
            f"{word} {share:.0%}" for word, share in zip(words, split, strict=True)))  # fmt: skip
    if bars:
        plain = "; ".join(told)
        show_drawing(draw_shares(bars, names=words, title=plain, dark=is_dark()), alt=plain)


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else 0.0


def _years(work: Workbook) -> None:
    st.subheader(say("roster.years_title"), anchor=False)
    years = work.sales_years
    if not years:
        st.info(say("roster.no_years"), icon=":material/receipt:")
        return
    with st.container(horizontal=True):
        for figure in FIGURES:
            told = [year for year in years if year.whole and getattr(year, figure) is not None]
            if not told:
                continue
            last = getattr(told[-1], figure)
            trend = find_trend(years, figure)  # type: ignore[arg-type]
            st.metric(
                say(f"roster.figure.{figure}", year=told[-1].year),
                _word(figure, float(last), work),
                delta=None if trend is None else _change(trend),
                delta_color="normal",
                chart_data=[float(getattr(year, figure)) for year in told] if len(told) > 2 else None,
                width=190,
            )  # fmt: skip
    st.caption(say("roster.years_defined", span=counted(len(years), "year")))


def _change(trend: Trend) -> str:
    return say("roster.trend", safe_change=f"{trend.change:+.0%}", year=trend.years[0])


def _word(figure: str, amount: float, work: Workbook) -> str:
    if figure in ("income", "average_sale"):
        return money(amount, work)
    return f"{amount:.0%}" if figure == "retention" else f"{amount:,.3g}"
