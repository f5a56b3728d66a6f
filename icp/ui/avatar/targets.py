"""One editor a kind: how far, from where to where, which ones. Every answer is saved as it is given."""

from __future__ import annotations

from typing import Any

import streamlit as st

from icp.catalogue import Question
from icp.model import ChoiceCriterion, Criterion, OwnQuestion, ScaleCriterion, TagsCriterion, Workbook
from icp.ui import keys, state
from icp.ui.ask import SKIP, many, options_of, tags_of
from icp.ui.text import badge, esc, money, say
from icp.wishes import NEVER, Target, change_wish, is_never, is_story_only, make_wish, put_wish, rank_wish, unrank_wish

ANY = "any"
STEPS = ("2", "3", "4")
OPEN = frozenset({"place"})
"""Choices that also take words of one's own: the name of a town."""
_FEW = 8
_MOST_SEEN = 60


def save_target(question: Question | OwnQuestion, target: Target) -> None:
    """Make or change the wish; None takes it away. A skip said before is taken back."""

    def step(work: Workbook) -> Workbook:
        work = work.with_answer(skip_id(question.id), None)
        if target is None:
            return work.changed(avatar=work.avatar.without(question.id))
        return work.changed(avatar=put_wish(work.avatar, make_wish(question, target)))

    state.change(step)


def save_skip(question: Question | OwnQuestion) -> None:
    """Keep that the question was skipped, and take its wish away."""
    state.change(
        lambda work: work.changed(avatar=work.avatar.without(question.id)).with_answer(skip_id(question.id), "yes")
    )


def skip_id(question_id: str) -> str:
    """The answer that says a question of the portrait was skipped."""
    return f"skip_{question_id}"


def may_skip(question: Question | OwnQuestion) -> bool:
    """Whether the question asks who somebody is so closely that a skip of the same size stands beside its answers."""
    return isinstance(question, Question) and (question.protected or question.group == "belief")


def edit_target(question: Question | OwnQuestion, work: Workbook) -> None:
    """The editor of one question's wish."""
    wish = work.avatar.find(question.id)
    if question.kind in ("scale", "flag"):
        _edit_step(question, wish)
    elif question.kind == "range":
        _edit_range(question, wish, work)
    elif question.id in OPEN or not options_of(question) or _is_long(question):
        _edit_open(question, wish, work)
    else:
        _edit_pills(question, wish, work)


def _is_long(question: Question | OwnQuestion) -> bool:
    return question.kind == "choice" and len(options_of(question)) > _FEW


def _heading(question: Question | OwnQuestion) -> str:
    if isinstance(question, OwnQuestion):
        return esc(question.label)
    if question.kind in ("scale", "flag"):
        return question.wish
    return question.label if question.kind == "range" else question.prompt


def _hint(question: Question | OwnQuestion) -> str | None:
    return (question.help or None) if isinstance(question, Question) else None


def _seed(key: str, value: object) -> None:
    if key not in st.session_state:
        st.session_state[key] = value


# ── 0 to 4, and yes ──────────────────────────────────────────────────────────────────────────────────────────────


def _edit_step(question: Question | OwnQuestion, wish: Criterion | None) -> None:
    key = state.widget_key("wish", question.id)
    if question.kind == "flag":
        offered = {"yes": say("avatar.wished")}
        stored = None if wish is None else "yes"
    else:
        words = options_of(question)
        own = isinstance(question, OwnQuestion)
        offered = {step: say(f"avatar.step_{step}") if own else esc(words.get(step, step)) for step in STEPS}
        stored = f"{wish.at_least:g}" if isinstance(wish, ScaleCriterion) else None
        if stored is not None and stored not in offered:
            offered = {stored: esc(words.get(stored, stored)), **offered}
    _seed(key, stored)

    def answered() -> None:
        chosen = st.session_state[key]
        save_target(question, None if chosen is None else float(chosen) if question.kind == "scale" else True)

    st.pills(_heading(question), list(offered), format_func=offered.__getitem__, key=key, on_change=answered,
             help=_hint(question))  # fmt: skip


# ── from, to ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _edit_range(question: Question | OwnQuestion, wish: Criterion | None, work: Workbook) -> None:
    low, high = state.widget_key("low", question.id), state.widget_key("high", question.id)
    _seed(low, getattr(wish, "low", None))
    _seed(high, getattr(wish, "high", None))

    def answered() -> None:
        ends = st.session_state[low], st.session_state[high]
        if None not in ends and ends[0] > ends[1]:
            ends = ends[1], ends[0]
            st.session_state[low], st.session_state[high] = ends
        save_target(question, None if ends == (None, None) else ends)

    unit = _unit(question, work)
    step = 1.0 if unit == say("avatar.years") else None
    st.markdown(_heading(question), help=_hint(question))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for key, words in ((low, "avatar.from"), (high, "avatar.to")):
            st.number_input(
                say(words, unit=unit), min_value=0.0, step=step or 1.0, format="%.10g", value=None, key=key,
                on_change=answered, width=150,
            )  # fmt: skip
        if may_skip(question):
            skipped = bool(work.text(skip_id(question.id)))
            st.button(
                say("avatar.skipped" if skipped else "frame.skip"), key=state.widget_key("skip", question.id),
                width=150, on_click=_skip_range, args=(question, low, high),
            )  # fmt: skip


def _skip_range(question: Question | OwnQuestion, low: str, high: str) -> None:
    st.session_state[low] = st.session_state[high] = None
    save_skip(question)


def _unit(question: Question | OwnQuestion, work: Workbook) -> str:
    unit = question.unit if isinstance(question, Question) else ""
    if unit == "money":
        return money(0, work).rstrip("0").strip()
    return {"years": say("avatar.years"), "hours": say("avatar.hours"), "a year": say("avatar.times")}.get(unit, "")


def add_tag(question: Question | OwnQuestion, text: str) -> None:
    """Wish for one thing more, beside what is wished for by now: a tap may have come in between."""
    listed = _listed(state.workbook().avatar.find(question.id))
    save_target(question, list(dict.fromkeys([*listed, text])))
    state.refresh_widgets()


# ── which ones ───────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(wish: Criterion | None) -> tuple[str, ...]:
    if isinstance(wish, ChoiceCriterion):
        return wish.accept
    return wish.wanted if isinstance(wish, TagsCriterion) else ()


def _edit_pills(question: Question | OwnQuestion, wish: Criterion | None, work: Workbook) -> None:
    key = state.widget_key("wish", question.id)
    words = options_of(question)
    known = {text.casefold(): value for value, label in words.items() for text in (label, value)}
    stored = [known.get(text.casefold(), text) for text in _listed(wish)]
    offered = {**words, **{text: text for text in stored if text not in words}}
    alone = [ANY] if question.id == "gender" else []
    if may_skip(question):
        alone.append(SKIP)
    if not stored and SKIP in alone and work.text(skip_id(question.id)):
        stored = [SKIP]
    elif not stored and ANY in alone and wish is not None:
        stored = [ANY]
    _seed(key, stored)
    labels = {
        **{value: esc(text) for value, text in offered.items()}, ANY: say("avatar.anyone"), SKIP: say("frame.skip")
    }  # fmt: skip

    def answered() -> None:
        chosen: list[str] = st.session_state[key]
        new = next((choice for choice in alone if choice in chosen and choice not in stored), None)
        chosen = [new] if new else [choice for choice in chosen if choice not in alone or len(chosen) == 1]
        st.session_state[key] = chosen
        if chosen == [SKIP]:
            save_skip(question)
        elif not chosen:
            save_target(question, None)
        else:
            save_target(question, [choice for choice in chosen if choice != ANY])

    st.pills(
        _heading(question), [*offered, *alone], format_func=labels.__getitem__, selection_mode="multi", key=key,
        on_change=answered, help=_hint(question),
    )  # fmt: skip
    if question.kind == "tags":
        _another(question)


def _another(question: Question | OwnQuestion) -> None:
    key = state.widget_key("another", question.id)

    def answered() -> None:
        text = st.session_state[key].replace(";", ",").strip()
        if text:
            add_tag(question, text)

    st.text_input(say("frame.another"), key=key, on_change=answered, max_chars=120, label_visibility="collapsed",
                  placeholder=say("frame.another"))  # fmt: skip


def _edit_open(question: Question | OwnQuestion, wish: Criterion | None, work: Workbook) -> None:
    offered = options_of(question) or {text: text for text in _seen(question, work)}
    many(
        _heading(question), offered, key=state.widget_key("wish", question.id), stored=_listed(wish),
        keep=lambda chosen: save_target(question, list(chosen) or None), help=_hint(question),
    )  # fmt: skip


def _seen(question: Question | OwnQuestion, work: Workbook) -> list[str]:
    """The answers the client list holds for a question, in the order they are met; several in a cell only of tags."""
    cells = [client.values[question.id] for client in work.clients if question.id in client.values]
    texts = (text for cell in cells for text in (tags_of(cell) if question.kind == "tags" else (str(cell).strip(),)))
    return list(dict.fromkeys(text for text in texts if text))[:_MOST_SEEN]


# ── what a wish is to its owner ──────────────────────────────────────────────────────────────────────────────────

RANK, MUST, NEVER_AGAIN = "rank", "must", "never"


def edit_marks(wish: Criterion, work: Workbook) -> None:
    """Into the order, must-have, and for questions of one's own never again. Affinity can never be a must-have."""
    if is_story_only(wish, work):
        badge(say("avatar.story_only"), icon=":material/menu_book:", color="gray")
        return
    key = state.widget_key("marks", wish.id)
    held = {RANK: wish.rank is not None, MUST: wish.absolute, NEVER_AGAIN: wish.repel}
    offered = [RANK]
    if wish.part == "service":
        offered.append(MUST)
    if _turns(wish):
        offered.append(NEVER_AGAIN)
    st.session_state[key] = [mark for mark in offered if held[mark]]
    labels = {
        RANK: say("avatar.ranked", n=wish.rank) if wish.rank else say("avatar.to_rank"),
        MUST: say("avatar.must_never" if is_never(wish) else "avatar.must"), NEVER_AGAIN: say("avatar.never_mark"),
    }  # fmt: skip
    st.pills(
        say("avatar.marks"), offered, format_func=labels.__getitem__, selection_mode="multi", key=key,
        on_change=_mark, args=(wish.id, key), label_visibility="collapsed",
    )  # fmt: skip
    if st.session_state.get(keys.AVATAR_REFUSED) == wish.id:
        st.session_state.pop(keys.AVATAR_REFUSED)
        st.warning(say("avatar.nine"), icon=":material/format_list_numbered:")


def _turns(wish: Criterion) -> bool:
    """Whether the wish can be turned round: one of the owner's own, which has no words for its opposite."""
    return wish.column.startswith("x_") and not wish.id.startswith(NEVER)


def _mark(id: str, key: str) -> None:
    chosen: Any = st.session_state[key]

    def step(work: Workbook) -> Workbook:
        avatar, wish = work.avatar, work.avatar.find(id)
        if wish is None:
            return work
        if (RANK in chosen) != (wish.rank is not None):
            ranked = rank_wish(avatar, id) if RANK in chosen else unrank_wish(avatar, id)
            if ranked is None:
                st.session_state[keys.AVATAR_REFUSED] = id
            avatar = ranked or avatar
        marks = {"absolute": MUST in chosen and wish.part == "service"}
        if _turns(wish):
            marks["repel"] = NEVER_AGAIN in chosen
        return work.changed(avatar=change_wish(avatar, id, **marks))

    state.change(step)


__all__ = ["add_tag", "edit_marks", "edit_target", "may_skip", "save_skip", "save_target", "skip_id"]
