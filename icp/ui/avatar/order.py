"""The order of the wishes, the must-haves, and behind one click the fine-tuning."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from icp.findings.words import capital
from icp.methods.shared import Contradiction
from icp.methods.weights import weigh
from icp.model import MAX_RANKED, Criterion, RangeCriterion, ScaleCriterion, TagsCriterion, Workbook
from icp.portrait import short_wish
from icp.ui import frame, keys, state
from icp.ui.avatar.shared import Common, adopt, counts, trait_words
from icp.ui.menu import entry
from icp.ui.text import esc, say, tell_apart
from icp.wishes import (
    ASKED_FOR,
    LADDER,
    change_wish,
    is_story_only,
    ladder_reached,
    move_wish,
    put_musts,
    rank_wish,
    unrank_wish,
    wish_label,
    wish_target,
)

_CONTRADICTIONS = 3


def draw_order(work: Workbook, common: Common) -> None:
    """Contradictions first, then the order, the must-haves and the fine-tuning."""
    avatar = work.avatar
    if not avatar.criteria:
        st.info(say("avatar.order_empty"), icon=":material/format_list_numbered:")
        return
    _draw_contradictions(work, common)
    st.subheader(say("avatar.order_title"), anchor=False)
    st.markdown(say("avatar.order_ask"))
    weights = dict(zip((c.id for c in avatar.criteria), weigh(avatar), strict=True))
    if avatar.ranked:
        with st.container(border=True, gap="small"):
            for place, wish in enumerate(avatar.ranked, start=1):
                _draw_ranked(wish, place, len(avatar.ranked), float(weights[wish.id]), work)
    _draw_unranked(work)
    _draw_musts(work)
    _draw_fine_tuning(work)


# ── where order and favourites disagree ──────────────────────────────────────────────────────────────────────────


def _draw_contradictions(work: Workbook, common: Common) -> None:
    said = LADDER if ladder_reached(work.avatar) or work.text("ideal_ladder") else ()
    found = [one for one in common.disagreements(work) if one.wish or (one.field not in said and _is_yes(one))]
    found = found[:_CONTRADICTIONS]
    if found:
        st.subheader(say("avatar.disagree"), anchor=False)
    for at, one in enumerate(found):
        with st.container(border=True, gap="small"):
            _say_contradiction(one, at, work)


def _is_yes(one: Contradiction) -> bool:
    """Not the "no" of a yes-or-no: what favourites are, not what they are not."""
    return one.finding is None or one.finding.value is not False


def _say_contradiction(one: Contradiction, at: int, work: Workbook) -> None:
    question = work.question(one.field)
    if one.field == "referred_by" and one.finding is not None:
        st.markdown(say("avatar.through_client", safe_counts=counts(one.finding)))
        page = frame.find_page("referrals")
        st.page_link(entry(page), label=page.title, icon=page.icon)
        return
    if one.kind == "shared_not_stated" and one.finding is not None and question is not None:
        st.markdown(
            say("avatar.shared_not_stated", safe_what=trait_words(question, one.finding, work),
                safe_counts=counts(one.finding))
        )  # fmt: skip
        st.button(say("avatar.adopt"), key=state.widget_key("contra", at, one.field), icon=":material/add:",
                  on_click=adopt, args=(question, one.finding))  # fmt: skip
        return
    wish = work.avatar.find(one.wish or "")
    if wish is None:
        return
    st.markdown(
        say("avatar.stated_not_shared", what=short_wish(wish, work), k=one.loved_k, n=one.loved_n, ok=one.other_k,
            on=one.other_n)
    )  # fmt: skip
    if one.finding is not None and question is not None:
        st.caption(say("avatar.instead", safe_what=trait_words(question, one.finding, work), k=one.finding.loved_k,
                       n=one.finding.loved_n))  # fmt: skip
    if wish.rank is not None:
        st.button(say("avatar.unrank"), key=state.widget_key("contra", at, one.field), icon=":material/remove:",
                  on_click=_unrank, args=(wish.id,))  # fmt: skip


# ── the order ────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_ranked(wish: Criterion, place: int, last: int, weight: float, work: Workbook) -> None:
    label = wish_label(wish, work)
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        must = say("avatar.must_badge") if wish.absolute else ""
        st.markdown(
            say("avatar.ranked_line", n=place, safe_what=esc(_full(wish, work)), safe_must=must,
                share=round(100 * weight)),
            width=360,
        )  # fmt: skip
        for by, words, icon, stop in (
            (-1, "avatar.up", "arrow_upward", place == 1),
            (1, "avatar.down", "arrow_downward", place == last),
        ):
            st.button(
                say(words), key=state.widget_key("move", wish.id, by), icon=f":material/{icon}:", type="tertiary",
                disabled=stop, on_click=_move, args=(wish.id, by), help=say(f"{words}_help", what=label),
            )  # fmt: skip
        st.button(
            say("avatar.out"), key=state.widget_key("out", wish.id), icon=":material/close:", type="tertiary",
            on_click=_unrank, args=(wish.id,), help=say("avatar.out_help", what=label),
        )  # fmt: skip


def _full(wish: Criterion, work: Workbook) -> str:
    asks = isinstance(wish, ScaleCriterion) and wish.at_least == ASKED_FOR
    target = "" if asks else wish_target(wish, work)
    label = short_wish(wish, work)
    return capital(label) + (f" ({target})" if target and target not in label else "")


def _labels(wishes: Sequence[Criterion], work: Workbook) -> dict[str, str]:
    """Wish id → its words as Markdown, no two alike."""
    return {id: esc(words) for id, words in tell_apart({wish.id: _full(wish, work) for wish in wishes}).items()}


def _draw_unranked(work: Workbook) -> None:
    left = _labels([c for c in work.avatar.criteria if c.rank is None and not is_story_only(c, work)], work)
    stories = [c for c in work.avatar.criteria if is_story_only(c, work)]
    if left:
        key = state.widget_key("rank", "next")
        st.session_state[key] = None
        ask = "avatar.pick_next" if work.avatar.ranked else "avatar.pick_first"
        st.pills(say(ask), list(left), format_func=left.__getitem__, key=key, on_change=_rank, args=(key,))
    if st.session_state.pop(keys.AVATAR_REFUSED, None):
        st.warning(say("avatar.nine"), icon=":material/format_list_numbered:")
    elif len(work.avatar.ranked) == MAX_RANKED:
        st.caption(say("avatar.eight"))
    if stories:
        st.caption(say("avatar.stories", what="; ".join(short_wish(c, work) for c in stories)))


def _rank(key: str) -> None:
    id = st.session_state[key]

    def step(work: Workbook) -> Workbook:
        avatar = rank_wish(work.avatar, id)
        if avatar is None:
            st.session_state[keys.AVATAR_REFUSED] = id
        return work if avatar is None else work.changed(avatar=avatar)

    if id is not None:
        state.change(step)


def _move(id: str, by: int) -> None:
    state.change(lambda work: work.changed(avatar=move_wish(work.avatar, id, by)))


def _unrank(id: str) -> None:
    state.change(lambda work: work.changed(avatar=unrank_wish(work.avatar, id)))


# ── must-haves ───────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_musts(work: Workbook) -> None:
    st.subheader(say("avatar.musts_title"), anchor=False)
    service = _labels([c for c in work.avatar.criteria if c.part == "service"], work)
    others = [short_wish(c, work) for c in work.avatar.criteria if c.part == "affinity"]
    if service:
        key = state.widget_key("musts")
        st.session_state[key] = [c.id for c in work.avatar.absolutes]
        st.pills(say("avatar.musts_ask"), list(service), format_func=service.__getitem__, selection_mode="multi",
                 key=key, on_change=_set_musts, args=(key,))  # fmt: skip
    else:
        st.markdown(say("avatar.musts_none"))
    if others:
        st.caption(say("avatar.musts_not", what="; ".join(others)))


def _set_musts(key: str) -> None:
    chosen = st.session_state[key]
    state.change(lambda work: work.changed(avatar=put_musts(work.avatar, chosen)))


# ── fine-tuning ──────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_fine_tuning(work: Workbook) -> None:
    more = st.expander(say("avatar.fine"), icon=":material/tune:", on_change="rerun", key="avatar_fine")
    if not more.open:
        return
    with more:
        _draw_fit_line(work)
        st.markdown(say("avatar.swing_ask"))
        for wish in work.avatar.criteria:
            _tune(wish, work)


def _draw_fit_line(work: Workbook) -> None:
    key = state.widget_key("fit_line")
    if key not in st.session_state:
        st.session_state[key] = int(work.avatar.fit_line)

    def keep() -> None:
        line = float(st.session_state[key])
        state.change(lambda now: now.changed(avatar=type(now.avatar)(
            field=now.avatar.field, fit_line=line, criteria=now.avatar.criteria)))  # fmt: skip

    st.slider(say("avatar.fit_line"), 0, 100, step=5, key=key, on_change=keep, help=say("avatar.fit_line_help"))


def _tune(wish: Criterion, work: Workbook) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"**{esc(_full(wish, work))}**")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            if (wish.rank or wish.swing is not None) and not is_story_only(wish, work):
                _number(wish, "swing", wish.swing, 0.0, 100.0, 5.0)
            if isinstance(wish, RangeCriterion):
                _number(wish, "tolerance", wish.tolerance, 0.0, None, 1.0)
            if isinstance(wish, TagsCriterion) and len(wish.wanted) > 1:
                _number(wish, "enough", float(wish.enough), 1.0, float(len(wish.wanted)), 1.0)
            st.button(say("avatar.remove"), key=state.widget_key("remove", wish.id), icon=":material/delete:",
                      type="tertiary", on_click=_remove, args=(wish.id,))  # fmt: skip


def _number(wish: Criterion, part: str, stored: float | None, low: float, high: float | None, step: float) -> None:
    key = state.widget_key(part, wish.id)
    if key not in st.session_state:
        st.session_state[key] = stored

    def keep() -> None:
        value = st.session_state[key]
        if part == "enough":
            value = int(value or 1)
        state.change(lambda work: work.changed(avatar=change_wish(work.avatar, wish.id, **{part: value})))

    st.number_input(say(f"avatar.{part}"), min_value=low, max_value=high, step=step, format="%.10g", value=None,
                    key=key, on_change=keep, width=170)  # fmt: skip


def _remove(id: str) -> None:
    state.change(lambda work: work.changed(avatar=work.avatar.without(id)))
    state.refresh_widgets()
