"""One way to ask: a catalogue question becomes the widget of its kind, and its answer is saved as given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.findings.names import PRIVATE
from icp.model import Cell, Client, OwnQuestion, Workbook
from icp.ui import state
from icp.ui.roster.names import are_hidden
from icp.ui.text import esc, say, tell_apart

SKIP = "—"
_FEW = 8
_MANY = 20


def ask(id: str, *, label: str | None = None, hide_label: bool = False) -> None:
    """Ask the owner one catalogue question of scope "owner"; the answer is saved under its id."""
    question = catalogue().question(id)
    if id in PRIVATE and are_hidden():
        st.caption(say("roster.text_hidden"))
        return
    key = state.widget_key("owner", id)
    stored = state.workbook().answers.get(id)

    def keep(answer: Cell | tuple[str, ...] | None) -> None:
        state.set_answer(id, answer)

    _widget(question, key, stored, keep, label or question.prompt, hide_label)


def ask_about(
    client: Client, question: Question | OwnQuestion, *, label: str | None = None, hide_label: bool = False
) -> None:
    """Ask one question about one client; the answer is saved among the client's values.

    An amount is asked for by its label, which names what is kept: hours are kept a year, whatever the prompt asks.
    """
    key = state.widget_key("client", client.id, question.id)

    def keep(answer: Cell | tuple[str, ...] | None) -> None:
        value = "; ".join(answer) if isinstance(answer, tuple) else answer
        if isinstance(value, str) and value.isdecimal() and (question.kind == "scale" or question.id == "tier"):
            value = int(value)
        state.set_value(client.id, **{question.id: None if value == "" else value})

    asked = esc(question.label) if isinstance(question, OwnQuestion) else (
        question.label if question.unit else question.prompt
    )  # fmt: skip
    _widget(question, key, client.values.get(question.id), keep, label or asked, hide_label)


def options_of(question: Question | OwnQuestion) -> dict[str, str]:
    """Value → words for what the question offers; a scale without words of its own gets 0–4."""
    if isinstance(question, OwnQuestion):
        if question.kind == "scale":
            return {str(n): say(f"scale.{n}") for n in range(5)}
        if question.kind == "flag":
            return {"yes": say("frame.yes"), "no": say("frame.no")}
        return {option: option for option in question.options}
    if question.kind == "flag":
        return {"yes": say("frame.yes"), "no": say("frame.no")}
    return {option.value: option.label for option in question.options}


def _widget(
    question: Question | OwnQuestion,
    key: str,
    stored: Cell | tuple[str, ...] | None,
    keep: Callable[[Any], None],
    label: str,
    hide_label: bool,
) -> None:
    show: dict[str, Any] = {"label_visibility": "collapsed" if hide_label else "visible"}
    hint = (question.help or None) if isinstance(question, Question) else None
    example = question.example if isinstance(question, Question) else ""
    offered = options_of(question)
    if question.kind in ("choice", "scale", "flag") and offered:
        pick(label, offered, key=key, stored=stored, keep=keep, help=hint, **show)
    elif question.kind == "tags":
        many(label, offered, key=key, stored=tags_of(stored), keep=keep, help=hint, **show)
    elif question.kind == "range":
        _seed(key, None if stored is None else _number(stored))
        st.number_input(
            label, min_value=0.0, step=1.0, format="%.10g", value=None, key=key, help=hint, placeholder=example or None,
            on_change=lambda: keep(st.session_state[key]), **show,
        )  # fmt: skip
    elif question.kind == "date":
        _seed(key, _date(stored))
        st.date_input(
            label, value=None, key=key, help=hint, min_value=date(1950, 1, 1), max_value=date(2100, 1, 1),
            on_change=lambda: keep(st.session_state[key].isoformat() if st.session_state[key] else None), **show,
        )  # fmt: skip
    else:
        _seed(key, "" if stored is None else str(stored))
        st.text_input(
            label, key=key, help=hint, placeholder=example or None, max_chars=400, live="500ms",
            on_change=lambda: keep(st.session_state[key].strip() or None), **show,
        )  # fmt: skip


def pick(
    label: str,
    offered: Mapping[str, str],
    *,
    key: str,
    stored: object,
    keep: Callable[[str | None], None],
    skip: bool = False,
    help: str | None = None,
    label_visibility: Any = "visible",
) -> None:
    """One of a few options as pills, one of many as a list; tapping the chosen one again takes the answer away.

    ``skip`` adds an option of the same size that answers nothing.
    """
    values = [*offered, *([SKIP] if skip else [])]
    known = {value.casefold(): value for value in offered}
    text = _scale_text(stored)
    current = known.get(text.casefold()) if text else None
    if text and current is None:
        values, current = [text, *values], text
    _seed(key, current)

    words = tell_apart({value: say("frame.skip") if value == SKIP else offered.get(value, value) for value in values})

    def answered() -> None:
        chosen = st.session_state[key]
        keep(None if chosen in (None, SKIP) else chosen)

    if len(values) <= _FEW:
        st.pills(label, values, format_func=lambda v: esc(words[v]), key=key, on_change=answered, help=help,
                 label_visibility=label_visibility)  # fmt: skip
    else:
        st.selectbox(label, values, index=None, format_func=words.__getitem__, key=key, on_change=answered, help=help,
                     label_visibility=label_visibility, placeholder=say("frame.choose"))  # fmt: skip


def many(
    label: str,
    offered: Mapping[str, str],
    *,
    key: str,
    stored: Sequence[str],
    keep: Callable[[tuple[str, ...]], None],
    help: str | None = None,
    label_visibility: Any = "visible",
) -> None:
    """Any number of options as pills, and a field for words of one's own; a long list to choose from instead.

    ``key`` must come from :func:`icp.ui.state.widget_key`: words added or taken away are drawn as new pills.
    """
    values = list(dict.fromkeys([*offered, *stored]))
    _seed(key, list(stored))

    def chosen() -> tuple[str, ...]:
        taken = st.session_state.get(key, stored) or ()  # without pills on the page their key is dropped
        return tuple(t for t in (v.replace(";", ",").strip() for v in taken) if t)

    if len(values) > _MANY:
        st.multiselect(
            label, values, format_func=lambda v: offered.get(v, v), key=key, accept_new_options=True, help=help,
            label_visibility=label_visibility, placeholder=say("frame.choose_or_type"),
            on_change=lambda: keep(chosen()),
        )  # fmt: skip
        return
    own = f"{key}_own"

    def answered() -> None:
        keep(chosen())
        if any(text not in offered and text not in chosen() for text in stored):
            state.refresh_widgets()

    def added() -> None:
        text = st.session_state[own].replace(";", ",").strip()
        if text:
            keep(tuple(dict.fromkeys([*chosen(), text])))
            state.refresh_widgets()

    # The label is the pills' where there are any, else the field's.
    if values:
        st.pills(label, values, format_func=lambda v: esc(offered.get(v, v)), selection_mode="multi", key=key,
                 on_change=answered, help=help, label_visibility=label_visibility)  # fmt: skip
    st.text_input(
        say("frame.another") if values else label, key=own, on_change=added, max_chars=120,
        placeholder=say("frame.another"), label_visibility="collapsed" if values else label_visibility,
        help=None if values else help,
    )  # fmt: skip


def tags_of(stored: object) -> tuple[str, ...]:
    """Stored tags as a tuple: a tuple as it is, a text split on semicolons."""
    if isinstance(stored, tuple | list):
        return tuple(str(tag) for tag in stored)
    return tuple(tag.strip() for tag in str(stored).split(";") if tag.strip()) if stored not in (None, "") else ()


def _seed(key: str, value: object) -> None:
    """Give a widget the stored answer before it is first drawn; afterwards its own value is newer."""
    if key not in st.session_state:
        st.session_state[key] = value


def _scale_text(stored: object) -> str:
    if isinstance(stored, bool):
        return "yes" if stored else "no"
    if isinstance(stored, float) and stored.is_integer():
        return str(int(stored))
    return "" if stored is None else str(stored).strip()


def _number(stored: object) -> float | None:
    try:
        return float(str(stored))
    except ValueError:
        return None


def _date(stored: object) -> date | None:
    try:
        return date.fromisoformat(str(stored)[:10])
    except ValueError:
        return None


def named(work: Workbook, id: str) -> str:
    """A client's name as it may be shown in Markdown, or nothing."""
    client = work.client(id)
    return esc(client.name) if client else ""
