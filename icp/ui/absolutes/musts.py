"""The must-haves one by one: price, favourites, words; and wishes that may become one."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from icp.catalogue import StarterWish, catalogue
from icp.dealings import Spoken, put
from icp.findings.prices import Prices, favourite_words, price_words
from icp.findings.words import capital
from icp.methods.reality import MANY
from icp.methods.spoken import PARTS, fill, is_worded, suggest_words, told_words, words_of
from icp.model import Criterion, Workbook
from icp.portrait import short_wish
from icp.ui import state
from icp.ui.fair import write
from icp.ui.text import badge, esc, say, tell_apart
from icp.wishes import adopt_starter, put_musts, starter_question, wish_label, wish_target

_QUALITIES = ("open_to_change", "takes_ownership", "willing_to_laugh", "enjoys_learning")
_OFFERED = 8


def draw_musts(work: Workbook, prices: Prices) -> None:
    """Each must-have in a box, the first without words open; below it what else may become one."""
    musts = work.avatar.absolutes
    unworded = next((must.id for must in musts if not is_worded(must, work)), None)
    for must in musts:
        _draw_must(must, work, prices, first=must.id == unworded)
    if len(musts) > MANY:
        st.caption(say("absolutes.many"))
    draw_more(work)


def _draw_must(must: Criterion, work: Workbook, prices: Prices, *, first: bool) -> None:
    words, own = told_words(must, work), words_of(must, work)
    with st.container(border=True, gap="small"):
        st.markdown(f"#### {esc(_named(must, work))}")
        if told := price_words(must.id, prices, say):
            st.markdown(f":small[{told}]")
        if told := favourite_words(must.id, prices, say):
            st.warning(told, icon=":material/favorite:")
        if not (own.sentence or own.question):
            badge(say("absolutes.drafted"), icon=":material/draft:", color="gray")
        st.markdown(say("absolutes.said", what=words.sentence))
        st.markdown(say("absolutes.asked", what=words.question))
        key = f"must_words_{must.id}"
        st.session_state.setdefault(key, first and len(work.avatar.absolutes) == 1)
        more = st.expander(say("absolutes.write"), icon=":material/edit:", on_change="rerun", key=key)
        if more.open:
            with more:
                _draw_words(must, work)
        st.button(
            say("absolutes.drop"), key=state.widget_key("must", "drop", must.id), type="tertiary",
            icon=":material/remove_circle:", on_click=_unmust, args=(must.id,),
            help=say("absolutes.drop_help", what=wish_label(must, work)),
        )  # fmt: skip


def _named(must: Criterion, work: Workbook) -> str:
    """The must-have with its target where it has one: plain text."""
    label = short_wish(must, work)
    target = wish_target(must, work) if must.kind == "scale" and getattr(must, "at_least", 3) != 3 else ""
    return capital(label) + (f" ({target})" if target else "")


def _draw_words(must: Criterion, work: Workbook) -> None:
    own, draft = words_of(must, work), suggest_words(must, work)
    if fill(own, draft) != own:
        st.button(say("absolutes.take_draft"), key=state.widget_key("must", "draft", must.id),
                  icon=":material/auto_stories:", on_click=_take_draft, args=(must.id,))  # fmt: skip
    for part in PARTS:
        write(
            say(f"absolutes.part_{part}"), key=state.widget_key("must", must.id, part), stored=getattr(own, part),
            keep=_keeper(must.id, part), placeholder=getattr(draft, part),
        )  # fmt: skip


def _keeper(id: str, part: str) -> Callable[[str], None]:
    def keep(text: str) -> None:
        def step(work: Workbook) -> Workbook:
            own = next((one for one in work.dealings.spoken if one.id == id), Spoken(id=id))
            said = put(work.dealings.spoken, own.model_copy(update={part: text}))
            return work.changed(dealings=work.dealings.changed(spoken=said))

        state.change(step)

    return keep


def _take_draft(id: str) -> None:
    def step(work: Workbook) -> Workbook:
        must = work.avatar.find(id)
        if must is None:
            return work
        return work.changed(dealings=work.dealings.changed(spoken=put(work.dealings.spoken, told_words(must, work))))

    state.change(step)
    state.refresh_widgets()


def _unmust(id: str) -> None:
    def step(work: Workbook) -> Workbook:
        kept = [must.id for must in work.avatar.absolutes if must.id != id]
        return work.changed(avatar=put_musts(work.avatar, kept))

    state.change(step)


# ── what may become one ──────────────────────────────────────────────────────────────────────────────────────────


def draw_more(work: Workbook) -> None:
    """Wishes about how people work with the owner, then starters of the trade; a tap makes one a must-have."""
    wishes = [wish for wish in work.avatar.criteria if wish.part == "service" and not wish.absolute]
    _offer("add", {wish.id: _named(wish, work) for wish in wishes}, _must)
    starters = {starter.field or starter.label: starter for starter in _starters(work)}
    labels = {id: getattr(starter_question(work, one), "wish", "") or one.label for id, one in starters.items()}
    _offer("add_start" if wishes else "add_first", labels, lambda id: _adopt(starters[id]))
    who = [short_wish(wish, work) for wish in work.avatar.criteria if wish.part == "affinity"]
    if who:
        st.caption(say("absolutes.add_who", what="; ".join(who)))


def _offer(name: str, labels: dict[str, str], choose: Callable[[str], None]) -> None:
    """Pills of which one tap takes one; ``labels``: id → plain text."""
    if not labels:
        return
    key = state.widget_key("must", name)
    st.session_state[key] = None
    words = {id: esc(label) for id, label in tell_apart(labels).items()}

    def tapped() -> None:
        if (id := st.session_state[key]) is not None:
            choose(id)

    st.pills(say(f"absolutes.{name}"), list(words), format_func=words.__getitem__, key=key, on_change=tapped)


def _must(id: str) -> None:
    def step(work: Workbook) -> Workbook:
        return work.changed(avatar=put_musts(work.avatar, [*(c.id for c in work.avatar.absolutes), id]))

    state.change(step)


def _starters(work: Workbook) -> tuple[StarterWish, ...]:
    """The trade's wishes and the four qualities the portrait does not hold yet."""
    trade = catalogue().starters.get(work.text("trade", "other"))
    offered = [*(trade.wishes if trade else ()), *(StarterWish(field=field) for field in _QUALITIES)]
    held = {wish.column for wish in work.avatar.criteria}
    free: dict[str, StarterWish] = {}
    for starter in offered:
        question = starter_question(work, starter)
        if question is None or question.id not in held:
            free.setdefault(starter.field or starter.label, starter)
    return tuple(free.values())[:_OFFERED]


def _adopt(starter: StarterWish) -> None:
    def step(work: Workbook) -> Workbook:
        adopted = adopt_starter(work, starter)
        question = starter_question(adopted, starter)
        wish = None if question is None else adopted.avatar.find(question.id)
        if wish is None or wish.part != "service":
            return adopted
        return adopted.changed(avatar=put_musts(adopted.avatar, [*(c.id for c in adopted.avatar.absolutes), wish.id]))

    state.change(step)
