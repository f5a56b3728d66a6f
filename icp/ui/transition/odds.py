"""How likely the plan holds, each number with what it means."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.transition import draw_band
from icp.findings.outlook import Held
from icp.findings.transition import month_words
from icp.findings.words import plain
from icp.methods.partings import Outlook
from icp.methods.transition import Odds
from icp.ui.pictures import is_dark, show_chart
from icp.ui.text import money, say, term
from icp.ui.transition.act import go_button


def show_odds(held: Held) -> None:
    """Never under what is needed, the first month under it, and the spread of the runs."""
    outlook, terms = held.outlook, term(held.work, many=True)
    if outlook is None:
        st.info(say("transition.months.need_floor"))
        go_button(say("transition.months.to_terms"), "terms", key="odds")
        return
    if held.year is None:
        st.info(say("transition.odds.no_year", terms=terms))
        return
    with st.spinner(say("transition.reckoning")):
        odds = held.odds
    if odds is None or held.year.retention is None:
        return
    work, floor = held.work, money(outlook.limits.floor, held.work)
    st.markdown(say("transition.odds.never", n=odds.in_hundred, floor=floor))
    if odds.first_red is not None:
        st.markdown(say("transition.odds.first_red", month=month_words(outlook.month(odds.first_red)), floor=floor))
    drawn = ("odds", is_dark())
    if drawn not in held.drawn:
        held.drawn[drawn] = _figure(held, outlook, odds)
    show_chart(
        held.drawn[drawn],
        key="transition_odds",
        finding="transition.odds.band",
        values={"low": money(odds.low[-1], work), "high": money(odds.high[-1], work),
                "month": month_words(outlook.month(len(odds.low)))},
        reading=say("transition.odds.reading", runs=f"{odds.runs:,}"),
    )  # fmt: skip
    share = f"{outlook.limits.damage:.0%}"
    st.markdown(
        say("transition.odds.how", runs=f"{odds.runs:,}", year=str(held.year.year), kept=f"{held.year.retention:.0%}",
            terms=terms, share=share)
    )  # fmt: skip
    if held.year.retention >= 0.999:
        st.caption(say("transition.odds.too_good", year=str(held.year.year), terms=terms))
    if outlook.leaving:
        st.caption(say("transition.odds.careful"))


def _figure(held: Held, outlook: Outlook, odds: Odds):  # type: ignore[no-untyped-def]
    months = [f"{outlook.month(number):%b %Y}" for number in range(1, len(odds.low) + 1)]
    return draw_band(
        odds.low,
        odds.middle,
        odds.high,
        floor=outlook.limits.floor,
        months=months,
        floor_words=plain("transition.floor_line", amount=money(outlook.limits.floor, held.work)),
        unit=catalogue().question("currency").option_label(held.work.text("currency", "EUR")).split()[0],
        dark=is_dark(),
    )
