"""Compare, behind "show why": sections of which only the open one is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from icp.findings.comparison import Comparison
from icp.findings.surprise import draw, reading, sentence, told
from icp.model import Workbook
from icp.ui import frame, state
from icp.ui.compare.ask import show_next_question
from icp.ui.compare.corners import show_corners
from icp.ui.compare.fit import show_fits
from icp.ui.compare.gaps import show_gaps, show_meets
from icp.ui.compare.gut import show_gut_check
from icp.ui.compare.ladder import show_ladder
from icp.ui.compare.sure import show_sure
from icp.ui.comparison import compare
from icp.ui.menu import entry
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.text import say


@st.fragment
def show_why() -> None:
    """The sections; only the open one is worked out."""
    work = state.workbook()
    held = compare(work)
    st.subheader(say("compare.show_why"), anchor=False)
    if not held.has_wishes:
        st.markdown(say("compare.no_wishes"))
        st.page_link(entry(frame.find_page("avatar")), label=say("compare.to_portrait"), icon=":material/edit:")
    offered = [id for id, (needs_wishes, _) in _SECTIONS.items() if held.has_wishes or not needs_wishes]
    if len(held.surprises) < 2:
        offered.remove("more")
    chosen = st.pills(
        say("compare.show_why"), offered, format_func=lambda id: say(f"compare.{id}.name"), key="compare_section",
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen is not None:
        _SECTIONS[chosen][1](held, work)


def _more(held: Comparison, work: Workbook) -> None:
    for surprise in held.surprises[1:]:
        with st.container(border=True):
            st.markdown(f"**{sentence(surprise, held, work, say)}**")
            drawing = draw(surprise, held, work, dark=is_dark())
            if drawing is not None:
                show_drawing(drawing, alt=told(surprise, held, work))
            read_out(reading(surprise, held, work, say))


_SECTIONS: Mapping[str, tuple[bool, Callable[[Comparison, Workbook], None]]] = {
    "more": (False, _more),
    "fit": (True, show_fits),
    "meets": (True, show_meets),
    "gaps": (True, show_gaps),
    "sure": (True, show_sure),
    "corners": (True, show_corners),
    "vacation": (False, show_ladder),
    "ask": (True, show_next_question),
    "gut": (True, show_gut_check),
}
"""Section → whether it needs a ranked wish, and what draws it."""
