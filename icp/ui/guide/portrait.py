"""Guide screens that draw the ideal client: problem, person, values, distance, wishes and the one must-have."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from icp.catalogue import Question, catalogue
from icp.model import Workbook
from icp.ui import state
from icp.ui.ask import SKIP, many, options_of, pick
from icp.ui.avatar.targets import save_target
from icp.ui.guide.people import STEPS
from icp.ui.text import esc, say
from icp.wishes import (
    ASKED_FOR,
    NEVER,
    is_never,
    is_story_only,
    ladder_reached,
    make_wish,
    put_ladder,
    put_musts,
    put_order,
    put_wish,
    wish_label,
    wish_target,
)

WISHES_IN_ORDER = 3
MOST_VALUES = 3


def _stored_target(id: str) -> tuple[str, ...]:
    wish = state.workbook().avatar.find(id)
    if wish is None:
        return ()
    return tuple(getattr(wish, "accept", getattr(wish, "wanted", ())))


def problem(question: Question) -> None:
    """The problem you love solving: suggestions by trade, and words of your own."""
    work = state.workbook()
    starter = catalogue().starters.get(work.text("trade"))
    ideas = starter.problems if starter else ()
    many(
        say("guide.problems"),
        {idea: idea for idea in ideas},
        key=state.widget_key("guide", "problem"),
        stored=_stored_target("problem"),
        keep=lambda tags: save_target(question, list(tags) or None),
    )


def picture(question: Question) -> None:
    """One person: age, gender, income, place, stage of life, each with a skip of the same size."""
    age_key = state.widget_key("guide", "age")
    edges = question.bands
    bands = [(None, edges[0]), *pairwise(edges), (edges[-1], None)]
    labels = [say("guide.under", safe_what=f"{edges[0]:g}")] + [f"{low:g} – {high:g}" for low, high in bands[1:-1]]
    labels.append(say("guide.over", safe_what=f"{edges[-1]:g}"))
    wish = state.workbook().avatar.find("age")
    now = (getattr(wish, "low", None), getattr(wish, "high", None)) if wish else None
    stored = str(bands.index(now)) if now in bands else None

    def keep_age(chosen: str | None) -> None:
        save_target(question, None if chosen is None else bands[int(chosen)])

    pick(question.label, {str(n): label for n, label in enumerate(labels)}, key=age_key, stored=stored, keep=keep_age,
         skip=True)  # fmt: skip
    for id in ("gender", "income", "place", "life_stage"):
        _pick_wish(catalogue().fields[id])
    st.caption(say("guide.never_decides"))


def _pick_wish(question: Question) -> None:
    """One accepted value, or skip. Several chosen on the page stay until this screen is answered anew."""
    stored = _stored_target(question.id)

    def keep(chosen: str | None) -> None:
        save_target(question, None if chosen is None else [chosen])

    key = state.widget_key("guide", "wish", question.id)
    pick(question.label, options_of(question), key=key, stored=stored[0] if stored else None, keep=keep, skip=True)


def values(question: Question) -> None:
    """Three values, and the outlooks for those to whom they matter."""
    key = state.widget_key("guide", "values")
    stored = list(_stored_target("values"))
    if key not in st.session_state:
        st.session_state[key] = stored
    offered = {**options_of(question), **{value: value for value in stored}}

    def keep() -> None:
        chosen = [value for value in st.session_state[key] if value != SKIP][:MOST_VALUES]
        save_target(question, chosen or None)

    st.pills(
        question.label, [*offered, SKIP], format_func=lambda v: say("frame.skip") if v == SKIP else esc(offered[v]),
        selection_mode="multi", key=key, on_change=keep, label_visibility="collapsed",
    )  # fmt: skip
    if len(st.session_state[key] or []) > MOST_VALUES:
        st.caption(say("guide.first_three"))
    for id in ("social_outlook", "political_outlook"):
        _pick_wish(catalogue().fields[id])


def ideal_ladder(question: Question) -> None:
    """The vacation test as an ideal."""
    work = state.workbook()
    stored = ladder_reached(work.avatar) or work.answers.get(question.id)

    def keep(chosen: str | None) -> None:
        state.change(lambda work: work.changed(avatar=put_ladder(work.avatar, chosen)).with_answer(question.id, chosen))

    offered = {name: say(f"ladder.{name}") for name in ("office", *STEPS)}
    pick(question.prompt, offered, key=state.widget_key("guide", question.id), stored=stored, keep=keep, skip=True,
         label_visibility="collapsed")  # fmt: skip


def favourites_share(question: Question) -> None:
    """What the glad ones have in common, counted, each to be made a wish."""
    from icp.analysis import shared_traits

    work = state.workbook()
    fields = catalogue().fields
    found = [
        t for t in shared_traits(work).traits if t.kind == "scale" and t.value == (3.0, None) and t.field in fields
    ]
    found = [t for t in found if t.loved_k and fields[t.field].wish and t.field not in STEPS][:8]
    if found:
        words = [
            say(
                "guide.shared",
                what=fields[t.field].wish,
                k=t.loved_k,
                n=t.loved_n,
                ok=t.other_k,
                on=t.other_n,
            )
            for t in found
        ]
        _adopt([(t.field, told) for t, told in zip(found, words, strict=True)])
        st.caption(say("guide.few_names"))
        st.markdown(say("guide.other_wishes"))
    else:
        st.info(say("guide.nothing_shared"), icon=":material/search:")
    counted = {t.field for t in found}
    others = [q for q in fields.values() if q.wish and q.tap and q.id not in counted]
    _adopt([(q.id, q.wish) for q in others])


def _adopt(offers: Sequence[tuple[str, str]]) -> None:
    avatar = state.workbook().avatar
    for id, words in offers:
        key = state.widget_key("adopt", id)
        if key not in st.session_state:
            st.session_state[key] = avatar.find(id) is not None

        def keep(id: str = id, key: str = key) -> None:
            save_target(catalogue().fields[id], ASKED_FOR if st.session_state[key] else None)

        st.checkbox(words, key=key, on_change=keep)


def never_again(question: Question) -> None:
    """What you never want again: their doings from before come first."""
    work = state.workbook()
    fields = catalogue().fields
    tapped = work.answers.get("sink_behaviour", ())
    troubles = {q.id: q.repel for q in fields.values() if q.repel and q.kind == "scale"}
    first = [id for id in (tapped if isinstance(tapped, tuple) else ()) if id in troubles]
    order = list(dict.fromkeys([*first, *troubles]))
    key = state.widget_key("guide", question.id)
    if key not in st.session_state:
        st.session_state[key] = [id for id in order if work.avatar.find(NEVER + id)]

    def keep() -> None:
        chosen = st.session_state[key]

        def step(current: Workbook) -> Workbook:
            avatar = current.avatar
            for id in order:
                avatar = (
                    put_wish(avatar, make_wish(fields[id], never=True)) if id in chosen else avatar.without(NEVER + id)
                )
            return current.changed(avatar=avatar)

        state.change(step)

    st.pills(
        question.prompt, order, format_func=lambda id: esc(troubles[id]), selection_mode="multi", key=key,
        on_change=keep, label_visibility="collapsed",
    )  # fmt: skip


def wish_order(question: Question) -> None:
    """First, second, third: each row offers what is left."""
    work = state.workbook()
    wishes = {c.id: _words(c, work) for c in work.avatar.criteria if not is_story_only(c, work)}
    if len(wishes) < 2:
        st.info(say("guide.few_wishes"), icon=":material/arrow_back:")
        return
    order = [c.id for c in work.avatar.ranked]
    for place in range(min(WISHES_IN_ORDER, len(wishes))):
        if place > len(order):
            break
        offered = {id: words for id, words in wishes.items() if id not in order[:place]}

        def keep(chosen: str | None, place: int = place) -> None:
            def step(current: Workbook) -> Workbook:
                now = [c.id for c in current.avatar.ranked]
                if chosen is None:
                    now = now[:place]
                else:
                    now = [*now[:place], chosen, *(id for id in now[place + 1 :] if id != chosen)]
                return current.changed(avatar=put_order(current.avatar, now))

            state.change(step)
            state.refresh_widgets()

        key = state.widget_key("order", place)
        stored = order[place] if place < len(order) else None
        pick(say(f"guide.place_{place + 1}"), offered, key=key, stored=stored, keep=keep)


def _words(wish: object, work: Workbook) -> str:
    label, target = wish_label(wish, work), wish_target(wish, work)  # type: ignore[arg-type]
    if is_never(wish):  # type: ignore[arg-type]
        return say("guide.never", safe_what=label)
    return f"{label}: {target}" if target and not target.startswith("at least") else label


def one_must(question: Question) -> None:
    """One wish without which you would not take them on. Only how they work with you can be one."""
    work = state.workbook()
    offered = {c.id: _words(c, work) for c in work.avatar.criteria if c.part == "service"}
    if not offered:
        st.info(say("guide.no_service_wish"), icon=":material/arrow_back:")
        return
    now = next((c.id for c in work.avatar.absolutes), None)

    def keep(chosen: str | None) -> None:
        state.change(lambda current: current.changed(avatar=put_musts(current.avatar, [chosen] if chosen else [])))

    pick(question.prompt, offered, key=state.widget_key("guide", question.id), stored=now, keep=keep, skip=True,
         label_visibility="collapsed")  # fmt: skip
    st.caption(say("guide.must_how"))


def sentence(question: Question) -> None:
    """The must-have as you would say it on the phone."""
    work = state.workbook()
    must = next(iter(work.avatar.absolutes), None)
    key = state.widget_key("guide", question.id)
    if key not in st.session_state:
        st.session_state[key] = work.text(question.id)

    def keep() -> None:
        state.set_answer(question.id, st.session_state[key].strip() or None)

    if must is not None:
        st.markdown(say("guide.your_must", what=_words(must, work)))
    st.text_area(question.prompt, key=key, height=120, max_chars=400, placeholder=question.example, on_change=keep,
                 label_visibility="collapsed")  # fmt: skip
    if must is not None and not st.session_state[key]:
        draft = say(f"must_draft.{must.column}") if must.column in catalogue().words["must_draft"] else say(
            "must_draft.other", safe_what=wish_label(must, work).lower())  # fmt: skip
        st.button(say("guide.use_draft", what=draft), key="use_draft", on_click=_use_draft, args=(key, draft, keep))


def _use_draft(key: str, draft: str, keep: object) -> None:
    st.session_state[key] = draft
    keep()  # type: ignore[operator]
