"""The sentence the page opens on, and the portrait of a person, both from the answers as they stand."""

from __future__ import annotations

import streamlit as st

from icp.charts.cameo import WIDTH, draw_cameo
from icp.charts.palette import palette
from icp.findings.portrait import finding
from icp.model import Workbook
from icp.portrait import PARTS, Portrait, draw_portrait
from icp.ui import frame
from icp.ui.text import esc, say


def draw_card(work: Workbook) -> None:
    """The finding, then the portrait beside its cameo."""
    told = draw_portrait(work)
    frame.finding(finding(told, work, say))
    with st.container(border=True, horizontal=True, gap="medium", vertical_alignment="top"):
        title = say("avatar.cameo", n=len(told.known), all=len(PARTS))
        dark = st.context.theme.type == "dark"
        st.image(draw_cameo(PARTS, told.known, palette(dark), title=title), width=WIDTH, alt=title)
        with st.container(gap="small", width=480):
            st.markdown(_words(told))


def _words(told: Portrait) -> str:
    """The portrait as Markdown, a paragraph a thought."""
    if told.empty:
        return say("avatar.empty")
    paragraphs = [f"**{esc(told.person)}**" if told.person else "", esc(" ".join(told.lines))]
    for key, wishes in (("must_line", told.musts), ("never_line", told.nevers)):
        if wishes:
            paragraphs.append(say(f"avatar.{key}", safe_what="; ".join(map(esc, wishes))))
    return "\n\n".join(text for text in paragraphs if text)
