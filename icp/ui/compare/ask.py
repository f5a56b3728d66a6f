"""The one question worth answering next."""

from __future__ import annotations

import numpy as np
import streamlit as st

from icp.findings.comparison import Comparison, wish_of
from icp.methods.next_question import answers_to_ask
from icp.model import Workbook, is_protected
from icp.ui import frame, keys
from icp.ui.ask import ask_about
from icp.ui.pictures import read_out
from icp.ui.text import say
from icp.wishes import asked_by


def show_next_question(held: Comparison, work: Workbook) -> None:
    """Ask the missing answer that would move most; once it is given, what it did to the fit, and the next one."""
    kept: tuple[str, str, float] | None = st.session_state.get(keys.ASKED)
    if kept is None or work.client(kept[0]) is None or held.avatar.find(kept[1]) is None:
        kept = _best_question(held, work)
        st.session_state[keys.ASKED] = kept
    if kept is None:
        st.markdown(say("compare.ask.nothing"))
        return
    client_id, wish_id, before = kept
    row = held.facts.ids.index(client_id)
    client, criterion = held.clients[row], held.avatar.find(wish_id)
    question = asked_by(criterion, work) if criterion is not None else None
    if criterion is None or question is None:
        return
    st.markdown(f"**{say('compare.ask.title', name=held.names[row], wish=wish_of(held, work, wish_id))}**")
    ask_about(client, question)
    if np.isnan(held.scored.values[row, held.scored.ids.index(wish_id)]):
        read_out(say("compare.ask.reading", fit=round(before)))
    else:
        st.markdown(
            say("compare.ask.moved", name=held.names[row], before=round(before), after=round(held.scored.match[row]))
        )
        st.button(say("compare.ask.next"), key="compare_next", on_click=_ask_another)
    frame.saved_mark()


def _ask_another() -> None:
    st.session_state.pop(keys.ASKED, None)


def _best_question(held: Comparison, work: Workbook) -> tuple[str, str, float] | None:
    """Client, wish and the fit before; nothing is asked about a person that the law protects."""
    for asked in answers_to_ask(held.scored):
        criterion = held.avatar.find(asked.id)
        question = asked_by(criterion, work) if criterion is not None else None
        if criterion is not None and question is not None and not is_protected(criterion.column, question.label):
            return held.clients[asked.client].id, asked.id, float(held.scored.match[asked.client])
    return None
