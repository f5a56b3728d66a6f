"""The parts of a message: shown to be copied, reworded by the owner, and brought back to the draft."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.export.names import file_name
from icp.methods.message_draft import PARTS, Message
from icp.model import Workbook
from icp.ui import state
from icp.ui.ask import ask
from icp.ui.fair import show_flags, write
from icp.ui.text import say

_WORDS = ("who", "not_for", "promise", "profile", "post")
LONGEST = 2_000


def keep_part(part: str, text: str, draft: str) -> None:
    """Keep a part in the owner's words; one that says what the draft says is the draft again."""

    def step(work: Workbook) -> Workbook:
        kept = {name: words for name, words in work.dealings.message.items() if name != part}
        if text.strip() and text.strip() != draft.strip():
            kept[part] = text.strip()
        return work.changed(dealings=work.dealings.changed(message=kept))

    state.change(step)


def show_part(part: str, draft: str, *, title: str, note: str = "") -> None:
    """One part: its words to copy, and on demand a field to change them in. Nothing where there is nothing to say."""
    own = state.workbook().dealings.message.get(part, "")
    text = own or draft
    if not text:
        return
    key = state.widget_key("message", part)
    changing = st.session_state.get(f"{key}_open", False)
    if not changing:
        st.markdown(f"**{title}**")
        if note:
            st.caption(note)
        st.code(text, language=None, wrap_lines=True)
        show_flags(text, key=key)
    with st.container(gap="small"):
        if changing:
            write(title, key=key, stored=text, keep=lambda words: keep_part(part, words, draft), height="content",
                  longest=LONGEST)  # fmt: skip
        with st.container(horizontal=True):
            st.toggle(say("message.change"), key=f"{key}_open")
            if own:
                st.button(say("message.back"), key=f"{key}_back", type="tertiary", icon=":material/undo:",
                          on_click=_forget, args=(part,))  # fmt: skip


def _forget(part: str) -> None:
    keep_part(part, "", "")
    state.refresh_widgets()


def show_words(message: Message) -> None:
    """Whom it is for and not for, the promise, a profile line and a post."""
    for part in _WORDS:
        draft = message.draft(part)
        if draft or part in message.work.dealings.message:
            show_part(part, draft, title=say(f"message.part.{part}"))
        elif part == "promise":
            st.markdown(f"**{say('message.part.promise')}**")
            ask("mirror_promise")
        elif part == "not_for":
            st.markdown(f"**{say('message.part.not_for')}**")
            st.caption(say("message.no_never"))


def get_all(message: Message) -> None:
    """Everything as one text file."""
    titles = {part: say(f"message.part.{part}") for part in PARTS}
    blocks = [f"{titles[part].upper()}\n\n{text}" for part in PARTS if (text := message.said(part))]
    if blocks:
        st.download_button(
            say("message.get"), data="\n\n\n".join(blocks).encode(), mime="text/plain",
            file_name=file_name(state.workbook(), "message", date.today(), "txt"),
            key="message_file", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
