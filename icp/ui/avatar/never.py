"""Never again: what people did, tapped, counted over the list, or said in words of one's own."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Workbook
from icp.ui import state
from icp.ui.ask import many
from icp.ui.avatar.describe import starters
from icp.ui.avatar.shared import Trouble, count_troubles
from icp.ui.avatar.targets import edit_marks
from icp.ui.text import esc, say
from icp.wishes import NEVER, is_never, make_wish, new_question, put_wish, wish_label, with_question


def draw_never(work: Workbook) -> None:
    """Tap what you never want again; each then has its place and may be a must-have."""
    question = catalogue().question("never_again")
    st.markdown(f"**{question.prompt}** {question.help}")
    troubles = {q.id: q for q in catalogue().fields.values() if q.repel and q.kind in ("scale", "flag")}
    counted = count_troubles(work, tuple(troubles))
    order = sorted(troubles, key=lambda id: -counted[id].lead)
    if any(trouble.sinks for trouble in counted.values()):
        st.caption(say("avatar.trouble_first"))
    key = state.widget_key("never", "tapped")
    if key not in st.session_state:
        st.session_state[key] = [id for id in troubles if work.avatar.find(NEVER + id)]
    st.pills(
        question.prompt, order, format_func=lambda id: esc(troubles[id].repel), selection_mode="multi",
        key=key, on_change=_tapped, args=(key, troubles), label_visibility="collapsed",
    )  # fmt: skip
    starters(work, never=True)
    own = state.widget_key("never", "own")
    st.text_input(say("avatar.never_own"), key=own, on_change=_add_own, args=(own,), max_chars=120,
                  placeholder=say("avatar.never_own_example"))  # fmt: skip
    _avoid(catalogue().fields["industry"], work)
    for wish in work.avatar.criteria:
        if is_never(wish):
            with st.container(border=True, gap="small"):
                st.markdown(f"**{esc(wish_label(wish, work))}**")
                if trouble := counted.get(wish.column):
                    _say_counts(trouble)
                edit_marks(wish, work)
                if wish.column.startswith("x_"):
                    st.button(say("avatar.remove"), key=state.widget_key("drop", wish.id), type="tertiary",
                              icon=":material/delete:", on_click=_remove, args=(wish.id,))  # fmt: skip


def _say_counts(found: Trouble) -> None:
    if found.sinks_known or found.rest_known:
        st.caption(say("avatar.trouble", k=found.sinks, n=found.sinks_known, ok=found.rest, on=found.rest_known))


def _tapped(key: str, troubles: dict[str, Question]) -> None:
    chosen = st.session_state[key]

    def step(work: Workbook) -> Workbook:
        avatar = work.avatar
        for id, question in troubles.items():
            if id not in chosen:
                avatar = avatar.without(NEVER + id)
            elif avatar.find(NEVER + id) is None:
                avatar = put_wish(avatar, make_wish(question, never=True))
        return work.changed(avatar=avatar)

    state.change(step)


def _add_own(key: str) -> None:
    words = st.session_state[key].strip()
    if not words:
        return

    def step(work: Workbook) -> Workbook:
        question = new_question(work, words)
        return with_question(work, question).changed(avatar=put_wish(work.avatar, make_wish(question, never=True)))

    state.change(step)
    state.refresh_widgets()


def _avoid(question: Question, work: Workbook) -> None:
    wish = work.avatar.find(NEVER + question.id)
    seen = dict.fromkeys(str(c.values[question.id]) for c in work.clients if question.id in c.values)

    def keep(chosen: tuple[str, ...]) -> None:
        def step(now: Workbook) -> Workbook:
            if not chosen:
                return now.changed(avatar=now.avatar.without(NEVER + question.id))
            return now.changed(avatar=put_wish(now.avatar, make_wish(question, chosen, never=True)))

        state.change(step)

    many(
        say("avatar.avoid"), {text: text for text in seen}, key=state.widget_key("never", question.id),
        stored=tuple(getattr(wish, "accept", ())), keep=keep,
    )  # fmt: skip


def _remove(id: str) -> None:
    state.change(lambda work: work.changed(avatar=work.avatar.without(id)))
    state.refresh_widgets()
