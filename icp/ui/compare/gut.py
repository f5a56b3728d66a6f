"""The five-client test: foretell, then ask."""

from __future__ import annotations

import numpy as np
import streamlit as st

from icp.catalogue import catalogue
from icp.findings.comparison import Comparison
from icp.findings.words import plain
from icp.methods.guess import choose_unrated, measure_separation, score_guesses
from icp.model import Client, Workbook
from icp.ui import frame, state
from icp.ui.ask import ask_about
from icp.ui.comparison import compare
from icp.ui.pictures import read_out
from icp.ui.text import esc, say

GUT_CHECK = "gut_check"
"""The answer that holds the five clients and what was foretold of each, sealed before the owner is asked."""


def show_gut_check(held: Comparison, work: Workbook) -> None:
    """Foretell the feeling about five clients not rated yet, ask the owner, count how often the portrait was right."""
    foretold = _foretold(work)
    if not foretold:
        able = ~held.scored.ask_first & held.facts.present & (held.facts.tier == 0)
        if able.any():
            st.markdown(say("compare.gut.what", n=min(int(able.sum()), 5)))
            st.button(say("compare.gut.start"), key="compare_gut", on_click=_seal)
        else:
            st.markdown(say("compare.gut.nobody"))
    else:
        for client, _ in foretold:
            ask_about(client, catalogue().question("tier"), label=esc(_called(held, client)))
        frame.saved_mark()
        _count(foretold, held)
    _show_separation(held)


def _count(foretold: list[tuple[Client, bool]], held: Comparison) -> None:
    answers = [None if client.tier is None else client.tier == 1 for client, _ in foretold]
    score = score_guesses([glad for _, glad in foretold], answers)
    if score.answered < len(foretold):
        read_out(say("compare.gut.waiting", n=len(foretold) - score.answered))
        return
    st.markdown(f"**{say('compare.gut.score', right=score.right, answered=score.answered)}**")
    lines = []
    for client, glad in foretold:
        outcome = "right" if (client.tier == 1) == glad else "wrong"
        foretelling = plain("compare.gut.glad" if glad else "compare.gut.not_glad")
        lines.append(f"- {say(f'compare.gut.{outcome}', name=_called(held, client), said=foretelling)}")
    st.markdown("\n".join(lines))
    read_out(say("compare.gut.reading"))
    st.button(say("compare.gut.again"), key="compare_gut_again", on_click=lambda: state.set_answer(GUT_CHECK, None))


def _called(held: Comparison, client: Client) -> str:
    return held.names[held.facts.ids.index(client.id)]


def _foretold(work: Workbook) -> list[tuple[Client, bool]]:
    """The sealed five: client, and whether the portrait says glad. Clients gone since are left out."""
    sealed = work.answers.get(GUT_CHECK)
    pairs = [entry.rpartition(":") for entry in sealed] if isinstance(sealed, tuple) else []
    found = [(work.client(id), said == "glad") for id, _, said in pairs]
    return [(client, glad) for client, glad in found if client is not None]


def _seal() -> None:
    """Pick the five and write down what the portrait says of them, before any of them is asked about."""
    held = compare(state.workbook())
    able = ~held.scored.ask_first & held.facts.present & (held.facts.tier == 0)
    rows = choose_unrated(held.facts.ids, ~able)
    state.set_answer(
        GUT_CHECK, tuple(f"{held.facts.ids[row]}:{'glad' if held.scored.fits[row] else 'not'}" for row in rows)
    )


def _show_separation(held: Comparison) -> None:
    """With twenty rated and more: how often the portrait puts a favourite above another client."""
    tier = held.facts.tier
    found = measure_separation(
        np.where(held.scored.ask_first, np.nan, held.scored.match), tier == 1, (tier == 2) | (tier == 3)
    )
    if found is not None:
        figures = {"auc": round(100 * found.auc), "low": round(100 * found.low), "high": round(100 * found.high)}
        read_out(say(f"compare.gut.{found.reading}", **figures))
