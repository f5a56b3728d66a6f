"""Everybody who was asked: counts, filters, pages of ten, each to be opened again."""

from __future__ import annotations

import math
from typing import get_args

import streamlit as st

from icp.dealings import Outcome, Prospect
from icp.findings.comparison import tier_words
from icp.methods.screening import Funnel, count_funnel, find_prospects, reasons
from icp.model import Workbook
from icp.ui import frame, keys, state
from icp.ui.absolutes.prospect import go_to, say_day
from icp.ui.decide import drop_item
from icp.ui.roster.names import are_hidden, call_prospect
from icp.ui.text import say

_PAGE = 10
_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def draw_history(work: Workbook) -> None:
    """Counts first, then those looked for."""
    prospects = work.dealings.prospects
    if not prospects:
        st.info(say("prospects.none"), icon=":material/person_search:")
        return
    _draw_counts(count_funnel(prospects, work.clients))
    key = "prospects_outcomes"
    have = {prospect.outcome for prospect in prospects} | set(st.session_state.get(key) or ())
    chosen: list[Outcome] = st.pills(
        say("prospects.filter"), [outcome for outcome in _OUTCOMES if outcome in have], selection_mode="multi",
        format_func=lambda outcome: say(f"screen.outcome.{outcome}"), key=key,
    )  # fmt: skip
    text = ""
    if len(prospects) > _PAGE:
        text = st.text_input(say("prospects.find"), key="prospects_text", live="500ms", icon=":material/search:") or ""
    found = find_prospects(prospects, chosen, text)
    if not found:
        st.caption(say("prospects.nobody", n=len(prospects)))
        return
    pages = math.ceil(len(found) / _PAGE)
    at = st.pagination(pages, key=f"{keys.PROSPECTS_SHOWN}:{pages}") if pages > 1 else 1
    first = (min(at, pages) - 1) * _PAGE
    if pages > 1:
        st.caption(say("prospects.shown", first=first + 1, last=min(first + _PAGE, len(found)), n=len(found)))
    for prospect in found[first : first + _PAGE]:
        _draw_line(prospect, work)


def _draw_counts(funnel: Funnel) -> None:
    counts = [(outcome, getattr(funnel, outcome)) for outcome in _OUTCOMES]
    told = ", ".join(f"{number} {say(f'screen.outcome.{outcome}')}" for outcome, number in counts if number)
    if funnel.asked:
        st.markdown(say("prospects.funnel", asked=funnel.asked, safe_what=told))
    if funnel.known:
        tiers = zip((funnel.glad, funnel.fine, funnel.sinks), tier_words(), strict=True)
        st.markdown(say("prospects.turned", n=funnel.known, what=", ".join(f"{n} {word}" for n, word in tiers if n)))


def _draw_line(prospect: Prospect, work: Workbook) -> None:
    source = say("prospects.source", what=prospect.source) if prospect.source and not are_hidden() else ""
    name = call_prospect(prospect, work)
    with st.container(border=True, gap="xsmall"):
        st.markdown(say("prospects.line", name=name, date=say_day(prospect.day), safe_source=source,
                        safe_outcome=say(f"screen.outcome.{prospect.outcome}")))  # fmt: skip
        if told := told_of(prospect, work):
            st.markdown(f":small[{told}]")
        with st.container(horizontal=True, gap="small"):
            st.button(say("prospects.open"), key=f"prospect_open_{prospect.id}", icon=":material/open_in_new:",
                      on_click=go_to, args=(prospect.id,), type="tertiary",
                      help=say("prospects.open_help", name=name))  # fmt: skip
            st.button(say("prospects.drop"), key=f"prospect_drop_{prospect.id}", icon=":material/delete:",
                      on_click=_drop, args=(prospect.id, name), type="tertiary",
                      help=say("prospects.drop_help", name=name))  # fmt: skip


def told_of(prospect: Prospect, work: Workbook) -> str:
    """What else is known of a prospect, as Markdown."""
    provider = next((p for p in work.dealings.providers if p.id == prospect.provider), None)
    parts = [
        *([say("prospects.missing", what="; ".join(reasons(prospect, "no")))] if reasons(prospect, "no") else []),
        *([say("prospects.unsure", what="; ".join(found))] if (found := reasons(prospect, "unsure")) else []),
        *([say("prospects.by", date=say_day(prospect.decide_by))]
          if prospect.outcome == "waiting" and prospect.decide_by else []),
        *([say("prospects.sent_to", name=provider.name)] if provider else []),
        *([say("prospects.note", what=prospect.note)] if prospect.note and not are_hidden() else []),
    ]  # fmt: skip
    return " ".join(parts)


def _drop(id: str, name: str) -> None:
    drop_item("prospects", id)
    frame.notify(say("prospects.dropped", name=name))
    state.refresh_widgets()
