"""About: what a fit means by the sample's figures, the methods in plain words, privacy, and whose ideas these are."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from importlib import metadata

import numpy as np
import streamlit as st

from icp.catalogue import catalogue
from icp.findings.comparison import Comparison, hold
from icp.sample import sample_workbook
from icp.server.identity import is_own_computer
from icp.ui import frame
from icp.ui.compare.fit import show_waterfall
from icp.ui.text import say

EXAMPLE_FIT = 62


@lru_cache(maxsize=1)
def _sample() -> Comparison:
    """The sample's comparison; it is invented, so one for everybody."""
    return hold(sample_workbook())


def example_row(held: Comparison) -> int:
    """The client of whom all is known and whose fit is nearest to 62."""
    known = held.scored.high - held.scored.low < 1e-6
    return int(np.argmin(np.where(known, np.abs(held.scored.match - EXAMPLE_FIT), np.inf)))


def show_fit_example() -> None:
    """What a fit is, then one of the sample's, wish by wish."""
    held, work = _sample(), sample_workbook()
    row = example_row(held)
    told = {"name": held.names[row], "fit": round(held.scored.match[row]), "base": round(held.scored.base)}
    frame.finding(say("about.fit_title", **told))
    st.markdown(say("about.fit_means", **told))
    show_waterfall(held, work, row, reading=say("about.fit_adds_up", **told))


def show_folds(table: str) -> None:
    """Each entry of ``[about.<table>]`` as a fold: its title, its text, and where it comes from."""
    for name, entry in catalogue().words["about"][table].items():
        with st.expander(entry["title"]):
            st.markdown(say(f"about.{table}.{name}.text"))
            if "source" in entry:
                st.caption(say(f"about.{table}.{name}.source"))


def show_privacy() -> None:
    """The privacy notice, with the paragraph that holds where this runs."""
    st.subheader(say("about.privacy_title"), anchor=False)
    st.markdown(say("about.privacy_own" if is_own_computer() else "about.privacy_host"))
    st.markdown(say("about.privacy"))


def show_small_print() -> None:
    """Not legal advice, the licence and the version."""
    st.subheader(say("about.legal_title"), anchor=False)
    st.markdown(say("about.legal"))
    if version := _version():
        st.caption(say("about.version", safe_version=version))


@lru_cache(maxsize=1)
def _version() -> str:
    """The installed release, looked up once; empty when started from a folder that was never installed."""
    with suppress(metadata.PackageNotFoundError):
        return metadata.version("ideal-client-workshop")
    return ""
