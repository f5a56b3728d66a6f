"""The parts of the portrait: every question of the open part with its target, its counts and its place."""

from __future__ import annotations

import streamlit as st

from icp.catalogue import Question, StarterWish, catalogue
from icp.model import OwnQuestion, Workbook
from icp.portrait import PARTS, part_of
from icp.ui import keys, state
from icp.ui.ask import pick
from icp.ui.avatar.own import draw_own
from icp.ui.avatar.shared import Common, offers
from icp.ui.avatar.targets import add_tag, edit_marks, edit_target
from icp.ui.text import esc, say
from icp.wishes import (
    LADDER,
    adopt_starter,
    is_adopted,
    ladder_reached,
    portrait_questions,
    put_ladder,
)


def draw_describe(work: Workbook, common: Common) -> str:
    """The parts, and the open one's questions. Returns the open part."""
    known = {part_of(work.question(c.column)) for c in work.avatar.criteria}
    # Given anew at every run: the browser answers with the words of an option, and a part told gains a tick.
    st.session_state[keys.AVATAR_PART] = st.session_state.get(keys.AVATAR_PART) or PARTS[0]
    part = st.pills(
        say("avatar.parts"), PARTS, key=keys.AVATAR_PART, required=True, persist_state="session",
        format_func=lambda p: f":material/check: {say(f'avatar.part.{p}')}" if p in known else say(f"avatar.part.{p}"),
        label_visibility="collapsed",
    )  # fmt: skip
    part = part or PARTS[0]
    st.markdown(say(f"avatar.about.{part}"))
    if not common.favourites:
        st.caption(say("avatar.no_favourites"))
    if part == "need":
        problem_starters(work)
    elif part == "behaviour":
        starters(work)
    if part == "closeness":
        _draw_ladder(work, common)
    asked = [q for q in portrait_questions(work) if part_of(q) == part and q.id not in LADDER]
    for question in sorted(asked, key=lambda q: getattr(q, "page", "") != "avatar"):
        draw_question(question, work, common)
    if part == "own":
        draw_own(work)
    if part in ("person", "belief", "closeness"):
        st.caption(say("avatar.why_no_must"))
        if part == "belief":
            st.caption(say("avatar.belief_note"))
    return part


def draw_question(question: Question | OwnQuestion, work: Workbook, common: Common) -> None:
    """One question: its target, what the favourites share, and what the wish is to its owner."""
    with st.container(border=True, gap="xsmall"):
        edit_target(question, work)
        if question.id == "problem":
            problem_ideas(question, work)
        offers(question, work, common)
        wish = work.avatar.find(question.id)
        if wish is not None:
            edit_marks(wish, work)
            if wish.part == "affinity" and isinstance(question, OwnQuestion):
                st.caption(say("avatar.why_no_must"))


def _draw_ladder(work: Workbook, common: Common) -> None:
    question = catalogue().question("ideal_ladder")

    def keep(chosen: str | None) -> None:
        state.change(lambda now: now.changed(avatar=put_ladder(now.avatar, chosen)).with_answer("ideal_ladder", chosen))

    furthest = ladder_reached(work.avatar)
    reached = LADDER[: LADDER.index(furthest) + 1] if furthest else ()
    stored = furthest or work.answers.get("ideal_ladder")
    offered = {step: say(f"avatar.ladder.{step}") for step in ("office", *LADDER)}
    with st.container(border=True, gap="small"):
        pick(question.prompt, offered, key=state.widget_key("wish", question.id), stored=stored, keep=keep,
             skip=True, help=question.help)  # fmt: skip
        for id in LADDER:
            step = catalogue().fields[id]
            wish = work.avatar.find(id) if id in reached else None
            if wish is not None or common.by_field.get(id):
                st.markdown(f"**{step.wish}**")
                offers(step, work, common)
            if wish is not None:
                edit_marks(wish, work)


# ── starting points by trade ─────────────────────────────────────────────────────────────────────────────────────


def problem_starters(work: Workbook) -> None:
    """A word to those who have not said what they do: starting points come with the trade."""
    if not work.text("trade"):
        st.caption(say("avatar.no_trade"))


def problem_ideas(question: Question | OwnQuestion, work: Workbook) -> None:
    """Problems of the trade, each taken over with one tap."""
    starter = catalogue().starters.get(work.text("trade"))
    wish = work.avatar.find(question.id)
    taken = tuple(getattr(wish, "wanted", ()))
    ideas = [idea for idea in (starter.problems if starter else ()) if idea not in taken]
    if not ideas:
        return
    st.caption(say("avatar.ideas"))
    with st.container(horizontal=True, gap="small"):
        for at, idea in enumerate(ideas):
            st.button(
                esc(idea), key=state.widget_key("idea", question.id, at, len(ideas)), icon=":material/add:",
                on_click=add_tag, args=(question, idea),
            )  # fmt: skip


def starters(work: Workbook, *, never: bool = False) -> None:
    """What people of the trade often begin with; each is taken over by its own button, none beforehand."""
    trade = catalogue().starters.get(work.text("trade"))
    if trade is None:
        st.caption(say("avatar.no_trade"))
        return
    if never:
        offered = tuple(starter for starter in trade.never if starter.label)  # the fields among them are all on show
    else:
        offered = (*trade.wishes, *(StarterWish(field=id) for id in trade.qualities))
    left = [starter for starter in offered if not is_adopted(work, starter, never=never)]
    if not left:
        return
    st.caption(say("avatar.starters_never" if never else "avatar.starters"))
    with st.container(horizontal=True, gap="small"):
        for starter in left:
            name = starter.field or starter.label
            st.button(
                esc(_starter_words(starter, never)), key=state.widget_key("starter", never, name),
                icon=":material/add:", on_click=_take_starter, args=(starter, never),
            )  # fmt: skip


def _starter_words(starter: StarterWish, never: bool) -> str:
    if not starter.field:
        return starter.label
    question = catalogue().fields[starter.field]
    return question.repel if never else question.wish


def _take_starter(starter: StarterWish, never: bool) -> None:
    state.change(lambda work: adopt_starter(work, starter, never=never))
    state.refresh_widgets()


__all__ = ["draw_describe", "draw_question", "starters"]
