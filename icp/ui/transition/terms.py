"""What a plan has to keep to: each limit asked in a sentence, saved as given."""

from __future__ import annotations

from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import Terms
from icp.findings.outlook import Held
from icp.ui import state
from icp.ui.ask import pick
from icp.ui.decide import decide
from icp.ui.text import say, term

_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


def set_terms(**fields: Any) -> None:
    """Keep these terms; the fields bound what can be typed to what they hold."""
    decide(terms=Terms.model_validate({**dict(state.workbook().dealings.terms), **fields}))


def ask_floor(place: str) -> None:
    """What is needed monthly."""
    _amount("floor", place, top=1e9)


def show_terms(held: Held) -> None:
    """Every limit with what it means."""
    work = held.work
    terms = work.dealings.terms
    ask_floor("terms")
    st.caption(say("transition.floor_why"))
    left, right = st.columns(2)
    with left:
        _whole("months", 1, 24)
    with right:
        _whole("cap", 1, 20)
    key = state.widget_key("terms", "start")
    st.session_state.setdefault(key, terms.start)
    st.date_input(
        say("transition.terms.start"), key=key, format="YYYY-MM-DD", help=say("transition.terms.start_help"),
        on_change=lambda: set_terms(start=st.session_state[key]),
    )  # fmt: skip
    offered = {f"{share:g}": f"{share:.0%}" for share in sorted({*_SHARES, terms.damage})}
    pick(
        say("transition.terms.damage", terms=term(work, many=True)),
        offered,
        key=state.widget_key("terms", "damage"),
        stored=f"{terms.damage:g}",
        keep=lambda share: set_terms(damage=float(share)) if share is not None else state.refresh_widgets(),
        help=say("transition.terms.damage_help"),
    )
    pick(
        say("transition.terms.weigh"),
        {way: say(f"transition.terms.weigh_{way}") for way in ("hours", "order")},
        key=state.widget_key("terms", "weigh"),
        stored=terms.weigh,
        keep=lambda way: set_terms(weigh=way) if way is not None else state.refresh_widgets(),
        help=say("transition.terms.weigh_help"),
    )
    st.markdown(f"**{say('transition.terms.optional')}**")
    _amount("hour_cost", "terms", top=1e6)
    left, right = st.columns(2)
    with left:
        _amount("arrivals", "terms", top=100.0)
    with right:
        _amount("arrival_value", "terms", top=1e9)
    st.caption(say("transition.terms.arrivals_why", term=term(work), terms=term(work, many=True)))


def _amount(field: str, place: str, *, top: float) -> None:
    work, key = state.workbook(), state.widget_key("terms", field, place)
    st.session_state.setdefault(key, getattr(work.dealings.terms, field))
    unit = work.text("currency", "EUR")
    st.number_input(
        say(f"transition.terms.{field}", unit=unit, term=term(work), terms=term(work, many=True)),
        min_value=0.0, max_value=top, value=None, step=0.5 if field == "arrivals" else 100.0, format="%.10g", key=key,
        placeholder=catalogue().say(f"transition.terms.{field}_example"),
        on_change=lambda: set_terms(**{field: st.session_state[key]}),
    )  # fmt: skip


def _whole(field: str, low: int, high: int) -> None:
    key = state.widget_key("terms", field)
    st.session_state.setdefault(key, getattr(state.workbook().dealings.terms, field))
    st.number_input(
        say(f"transition.terms.{field}"), min_value=low, max_value=high, step=1, key=key,
        on_change=lambda: set_terms(**{field: st.session_state[key]}),
    )  # fmt: skip
