"""Advertising: what of the portrait may steer an advertisement, the law's limits, and a brief to hand over."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import catalogue
from icp.methods.message_draft import Message
from icp.ui import frame
from icp.ui.menu import entry
from icp.ui.message.parts import show_part
from icp.ui.text import esc, say

_ICONS = {
    "aim": ":material/check:", "wide": ":material/check:", "care": ":material/balance:", "say": ":material/edit_note:",
    "never": ":material/block:",
}  # fmt: skip


def show_aims(message: Message) -> None:
    """Each trait with what an advertisement may do with it, the limits of the field, and the brief."""
    field = catalogue().question("field").option_label(message.work.field)
    regulated = message.work.regulated
    st.markdown(say("message.limits_field", what=field) if regulated else say("message.limits_general"))
    st.warning(message.limits, icon=":material/gavel:")
    for each in message.audience():
        told = f"**{esc(each.label)}**" + (f": {esc(each.words)}" if each.words else "")
        st.markdown(f"{_ICONS[each.aim]} {told}. {say(f'message.aim.{each.aim}')}")
    show_part("brief", message.draft("brief"), title=say("message.part.brief"), note=say("message.brief_note"))
    st.caption(say("message.no_lawyer"))
    reality = frame.find_page("reality")
    st.page_link(entry(reality), label=say("message.to_campaigns"), icon=reality.icon)
