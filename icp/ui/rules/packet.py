"""The welcome packet: how working together begins, with the rules in it, to print or mail."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from icp.catalogue import catalogue, rule_starters
from icp.export.names import file_name
from icp.findings.rules import has_packet, kit_of, packet_parts, short_digest
from icp.methods.letters import word_day
from icp.methods.rule_document import build_document
from icp.methods.welcome import CHECKLIST, write_packet
from icp.model import Workbook
from icp.ui import fair, frame, state
from icp.ui.decide import decide
from icp.ui.rules.overview import Overview
from icp.ui.rules.publish import draw_version
from icp.ui.rules.write import ask_kit
from icp.ui.text import esc, say

_WORDS = ("reason", "consequence", "follow_up")


def draw_packet(found: Overview) -> None:
    """The section."""
    work = found.work
    st.markdown(say("rules.packet.how"))
    ask_kit(work)
    more = st.expander(say("rules.packet.change"), key="packet_words", on_change="rerun", icon=":material/edit:")
    if more.open:
        with more:
            _draw_words(work)
    if not has_packet(state.workbook()):
        st.info(say("rules.packet.none"), icon=":material/inbox:")
        return
    download_packet("packet_get", primary=True)
    if found.difference or (work.dealings.rules and work.dealings.latest is None):
        st.caption(say("rules.packet.kept"))
    with st.container(border=True):
        _draw_packet(state.workbook())


def download_packet(key: str, *, primary: bool = False) -> None:
    """The packet as a text file."""
    st.download_button(say("rules.packet.get"), data=write_out(state.workbook()).encode(),
                       file_name=file_name(state.workbook(), "packet", date.today(), "txt"),
                       mime="text/plain", key=key, icon=":material/print:", on_click="ignore",
                       type=frame.lead() if primary else "secondary")  # fmt: skip


def _draw_words(work: Workbook) -> None:
    starters = rule_starters()
    for part, words in packet_parts(work).items():
        fair.write(starters.parts[part], key=state.widget_key("packet", kit_of(work), part), stored=words,
                   keep=partial(_keep, part),
                   help=say("rules.packet.checklist_help") if part == CHECKLIST else None)  # fmt: skip


def _draw_packet(work: Workbook) -> None:
    """The packet as it reads, its rules after the checklist as in the file."""
    titles, latest = rule_starters().parts, work.dealings.latest
    for part, words in packet_parts(work).items():
        lines = [esc(line) for line in words.splitlines() if line.strip()]
        if lines:
            told = "\n" + "\n".join(f"- {line}" for line in lines) if part == CHECKLIST else "  \n".join(lines)
            st.markdown(f"**{titles[part]}**  \n{told}")
        if part == CHECKLIST and latest is not None:
            st.markdown(f"**{say('rules.packet.rules_title')}**")
            draw_version(latest)


def _keep(part: str, words: str) -> None:
    decide(packet={**state.workbook().dealings.packet, part: words})


def write_out(work: Workbook) -> str:
    """The packet with the newest shared rules and a place to sign. Plain text."""
    plain, latest = catalogue().say, work.dealings.latest
    words = {part: plain(f"rules.packet.{part}") for part in _WORDS} | {"rules": plain("rules.packet.rules_title")}
    text = write_packet(packet_parts(work), rule_starters().parts, build_document(latest) if latest else None, words)
    if latest is None:
        return text
    mark = plain("rules.packet.fingerprint", n=latest.number, day=word_day(latest.day), digest=short_digest(latest))
    return f"{text}\n{mark}\n\n{plain('rules.packet.sign')}\n"
