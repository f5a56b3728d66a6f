"""Four corners, each client with one thing to do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from icp.findings.comparison import Comparison, action_words, count_corners
from icp.findings.words import plain
from icp.methods.corners import ACTIONS, Corner
from icp.model import Workbook
from icp.ui.compare.rows import turn_pages
from icp.ui.pictures import is_dark, read_out, show_chart
from icp.ui.text import esc, money, say


def show_corners(held: Comparison, work: Workbook) -> None:
    from icp.charts.compare import draw_corners

    found, facts = held.corners, held.facts
    told, group = count_corners(held, work)
    standing = (group >= 0) & (group < ACTIONS.index("ask_first"))
    if standing.any():
        figure = held.once(("corners", is_dark()), lambda: draw_corners(
            held.names, np.where(standing, held.scored.service, np.nan), facts.value, group, line=held.avatar.fit_line,
            middle=found.middle, words=[plain(f"compare.corners.{action}") for action in ACTIONS[:4]],
            axes=(plain("compare.corners.across"), plain("compare.axis.value")),
            amounts=[money(value, work) if np.isfinite(value) else "" for value in facts.value.tolist()],
            dark=is_dark(),
        ))  # fmt: skip
        show_chart(figure, key="compare_corners", finding="compare.corners.title", values=told,
                   alt="compare.corners.alt", reading=say("compare.corners.reading", **told))  # fmt: skip
    else:
        st.markdown(say("compare.corners.nobody"))
    _list_actions(held, work, {action: int((group == at).sum()) for at, action in enumerate(ACTIONS)})


def _list_actions(held: Comparison, work: Workbook, counts: Mapping[str, int]) -> None:
    """The clients of one corner at a time, the largest invoice first, each with one thing to do."""
    offered = [action for action in ACTIONS if counts[action]]
    if not offered:
        return
    shown = st.segmented_control(
        say("compare.corners.which"), offered, default=offered[0], required=True, key="compare_corner",
        format_func=lambda action: f"{say(f'compare.corners.{action}')} {counts[action]}",
    )  # fmt: skip
    chosen = [corner for corner in held.corners.corners if corner.action == shown]
    chosen.sort(key=lambda corner: -np.nan_to_num(held.facts.value[corner.client], nan=-1.0))
    st.markdown(say(f"compare.corners.{shown}_means"))
    lines = [_line(held, work, chosen[at]) for at in turn_pages(np.arange(len(chosen)), f"corners_{shown}")]
    st.markdown("\n".join(f"- {line}" for line in lines))
    read_out(say("compare.corners.service_only"))


def _line(held: Comparison, work: Workbook, corner: Corner) -> str:
    """One client and the one thing to do, as Markdown."""
    value = held.facts.value[corner.client]
    name, what = esc(held.names[corner.client]), action_words(held, work, corner, say)
    return f"**{name}** ({esc(money(value, work))}): {what}" if np.isfinite(value) else f"**{name}**: {what}"
