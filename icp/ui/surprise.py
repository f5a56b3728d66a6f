"""The surprise on the page, for Compare and for the guide."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing import MOST
from icp.charts.svg import greyed
from icp.findings.comparison import hold
from icp.findings.surprise import ONE_MARK_A_CLIENT, draw, left_out, reading, sentence, told
from icp.methods.surprise import Surprise
from icp.model import Workbook
from icp.ui import frame
from icp.ui.comparison import compare
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.text import say


def show_surprise(work: Workbook) -> Surprise:
    """The opening finding: its sentence, its picture and a plain reading. Returns what was shown."""
    held = compare(work)
    surprise = held.surprises[0]
    frame.finding(sentence(surprise, held, work, say))
    drawing = draw(surprise, held, work, dark=is_dark())
    if drawing is not None:
        show_drawing(drawing, alt=told(surprise, held, work))
    st.markdown(reading(surprise, held, work, say))
    if left_out(held) and surprise.code in ONE_MARK_A_CLIENT:
        read_out(say("compare.thinned", n=MOST))
    return surprise


def teach() -> None:
    """The empty page: what will stand here, with the sample's surprise greyed."""
    from icp.sample import sample_workbook

    sample = sample_workbook()
    held = hold(sample)
    drawing = draw(held.surprises[0], held, sample, dark=is_dark())
    alt = catalogue().say("compare.empty_alt", what=told(held.surprises[0], held, sample))
    frame.teach("compare", picture=greyed(drawing) if drawing is not None else None, alt=alt)
