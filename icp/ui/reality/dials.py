"""Asking a little more or less of one must-have, and how many are left at each step."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from icp.dealings import Tried, put
from icp.findings.reality import TryOut, frame_of
from icp.findings.words import capital
from icp.methods.reality import End, Stop, turn_dial
from icp.methods.tryout import dial_ends, round_levels
from icp.model import Criterion, Workbook
from icp.portrait import short_wish
from icp.ui import state
from icp.ui.ask import options_of
from icp.ui.text import esc, money, say
from icp.wishes import asked_by

_SCALE = (1.0, 2.0, 3.0, 4.0)


def show_dials(found: TryOut, work: Workbook) -> None:
    """A slider for every must-have of the try that can be asked more or less of; closed, nothing is worked out."""
    dials = [(wish, end) for wish in found.musts for end in dial_ends(wish)]
    if not dials:
        return
    more = st.expander(say("reality.strict"), key="reality_strict", on_change="rerun", icon=":material/tune:")
    if more.open:
        with more:
            st.markdown(say("reality.strict_how"))
            for wish, end in dials:
                _dial(wish, end, found, work)


def _dial(wish: Criterion, end: str, found: TryOut, work: Workbook) -> None:
    now = float(getattr(wish, end))
    stops = found.held.once(("dial", found.avatar, wish.id, end), lambda: _stops(wish, end, now, found))
    left = {stop.level: stop.count.yes for stop in stops}
    key = state.widget_key("reality", "dial", wish.id, end)
    st.session_state[key] = now

    def keep() -> None:
        _set_level(wish.id, end, float(st.session_state[key]))

    def worded(level: float) -> str:
        return say("reality.level", safe_what=_level_words(level, wish, work), n=left[level])

    words = short_wish(wish, work)
    label = esc(capital(words)) if end == "at_least" else say(f"reality.{end}", wish=work.label(wish.column))
    if len(left) > 1:
        st.select_slider(label, list(left), format_func=worded, key=key, on_change=keep)


def _stops(wish: Criterion, end: str, now: float, found: TryOut) -> Sequence[Stop]:
    """Where the slider can stand, the least first, with who is left; where it stands now is always among them."""
    frame, musts = frame_of(found.held), [c.id for c in found.musts]
    if end == "at_least":
        return turn_dial(frame, found.avatar, wish.id, musts, levels=sorted({*_SCALE, now}))
    side: End = "low" if end == "low" else "high"
    known = [stop.level for stop in turn_dial(frame, found.avatar, wish.id, [], end=side) if math.isfinite(stop.level)]
    levels = round_levels(min([*known, now]), max([*known, now]), now)
    stops = turn_dial(frame, found.avatar, wish.id, musts, end=side, levels=levels)
    return sorted((stop for stop in stops if math.isfinite(stop.level)), key=lambda stop: stop.level)


def _level_words(level: float, wish: Criterion, work: Workbook) -> str:
    """A level in plain text: "mostly", "€5,000", "120"."""
    question = asked_by(wish, work)
    if wish.kind == "scale":
        return options_of(question).get(f"{level:g}", f"{level:g}") if question is not None else f"{level:g}"
    if getattr(question, "unit", "") == "money":
        return money(level, work)
    return f"{level:,.10g}"


def _set_level(id: str, end: str, level: float) -> None:
    def step(work: Workbook) -> Workbook:
        old = next((entry for entry in work.dealings.tried if entry.id == id), Tried(id=id))
        setting = Tried.model_validate({**old.model_dump(), end: level})
        return work.changed(dealings=work.dealings.changed(tried=put(work.dealings.tried, setting)))

    state.change(step)
