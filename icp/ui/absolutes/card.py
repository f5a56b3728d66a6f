"""The card: all must-haves as they are told to prospects up front, to send or print."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.catalogue import catalogue
from icp.export.names import file_name
from icp.methods.fair_wording import rewrite
from icp.methods.spoken import fair_words, is_worded, told_words
from icp.model import Workbook
from icp.ui.text import say
from icp.wishes import wish_label

_MINE = ("mirror_promise", "mirror_reply", "mirror_reach")


def draw_card(work: Workbook) -> None:
    """The card as it goes out; what is not in the owner's own words yet is named."""
    musts = work.avatar.absolutes
    if not musts:
        st.info(say("absolutes.card_none"), icon=":material/badge:")
        return
    text = card_text(work)
    st.markdown(say("absolutes.card_how"))
    st.code(text, language=None, wrap_lines=True)
    drafts = [wish_label(must, work) for must in musts if not is_worded(must, work)]
    if drafts:
        st.caption(say("absolutes.card_draft", what="; ".join(drafts)))
    if any(fair_words(must, work) != told_words(must, work) for must in musts):
        st.warning(say("absolutes.card_fair"), icon=":material/balance:")
    st.download_button(say("absolutes.card_file"), text, mime="text/plain", key="card_file",
                       file_name=file_name(work, "must-haves", date.today(), "txt"),
                       icon=":material/download:", on_click="ignore")  # fmt: skip


def card_text(work: Workbook) -> str:
    """The card in plain text: a sentence and its reason for each must-have, and what the owner promises in return."""
    plain = catalogue().say
    business = work.text("business_name")
    lines = [plain("absolutes.card_business", business=business) if business else plain("absolutes.card_title"), ""]
    lines += [plain("absolutes.card_lead"), ""]
    for must in work.avatar.absolutes:
        words = fair_words(must, work)
        lines += [f"• {_line(words.sentence)}", *([f"  {_line(words.why)}"] if words.why else []), ""]
    mine = [f"{catalogue().question(id).label}: {_line(rewrite(work.text(id)))}" for id in _MINE if work.text(id)]
    if mine:
        lines += [plain("absolutes.card_mine"), *(f"• {promise}" for promise in mine), ""]
    return "\n".join([*lines, plain("absolutes.card_end")]) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())
