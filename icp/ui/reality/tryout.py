"""Who is left: the finding, the picture, a switch for every wish with its price and its gain, and the decision."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing_reality import MOST_CHIPS
from icp.charts.svg import greyed
from icp.dealings import Tried, put
from icp.findings.comparison import hold
from icp.findings.journey import is_done
from icp.findings.reality import (
    TryOut,
    best_drop,
    draw,
    finding,
    hold_tryout,
    moments,
    must_words,
    price_words,
    rarity_words,
    words_of,
)
from icp.findings.words import capital, plain
from icp.model import Criterion, Workbook
from icp.sample import sample_workbook
from icp.ui import frame, keys, state
from icp.ui.menu import entry
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.reality.dials import show_dials
from icp.ui.reality.held import try_out
from icp.ui.text import esc, say, term

_NAMED = 8


def teach() -> None:
    """The empty page: what will stand here, with the sample's letters greyed."""
    sample = sample_workbook()
    found = hold_tryout(sample, hold(sample))
    told = finding(found, sample, plain)
    alt = catalogue().say("reality.empty_alt", what=told)
    frame.teach("reality", picture=greyed(draw(found, sample, title=told, dark=is_dark())), alt=alt)


@st.fragment
def show_tryout(done: bool) -> None:
    """The page's finding, picture and action. ``done``: whether it was done when menu and head were drawn."""
    work = state.workbook()
    if is_done("reality", work) != done:
        st.rerun()
    found = try_out(work)
    frame.saved_mark()
    frame.finding(finding(found, work, say))
    if not found.wishes:
        st.markdown(say("reality.no_wishes_how"))
        avatar = frame.find_page("avatar")
        st.page_link(entry(avatar), label=say("reality.to_portrait"), icon=avatar.icon)
        return
    picture, switches = st.columns([11, 10], gap="medium")  # side by side, so that the letters fade beside the switch
    with picture:
        _show_picture(found, work)
        _offer_to_drop(found, work)
        show_dials(found, work)
    with switches:
        _show_switches(found, work)
    _show_others(found, work)
    _decide(found, work)


# ── the finding and its picture ──────────────────────────────────────────────────────────────────────────────────


def _show_picture(found: TryOut, work: Workbook) -> None:
    told = finding(found, work, plain)
    dark = is_dark()
    if dark not in found.drawn:
        found.drawn[dark] = draw(found, work, title=told, dark=dark)
    show_drawing(found.drawn[dark], alt=told)
    if found.musts:
        count = found.reality.count
        marks = say("reality.chips" if count.clients <= MOST_CHIPS else "reality.bars")
        read_out(f"{rarity_words(found.reality.rarity, count.clients, say)} {say('reality.not_the_market')} {marks}")
        if count.ask and not count.yes:
            roster = frame.find_page("roster")
            st.page_link(entry(roster), label=say("reality.to_roster"), icon=roster.icon)
    for caution in found.reality.cautions:
        if caution == "many":
            st.warning(say("reality.caution.many", n=len(found.musts)), icon=":material/format_list_numbered:")
        elif caution == "mythical":
            for code, dreams in (
                ("wishes", [words_of(id, found, work) for id in found.dreams]),
                ("moments", moments(work)),
            ):
                if dreams:
                    named = "”, “".join(map(esc, dreams))
                    st.warning(say(f"reality.caution.{code}", safe_what=named), icon=":material/auto_awesome:")


def _offer_to_drop(found: TryOut, work: Workbook) -> None:
    best = best_drop(found)
    if best is None:
        return

    def let_go() -> None:
        _try(best.id, on=False)
        state.refresh_widgets()

    st.button(
        say("reality.let_go_button", wish=words_of(best.id, found, work)), key="reality_let_go",
        icon=":material/visibility:", on_click=let_go,
    )  # fmt: skip
    names = [esc(found.held.names[row]) for row in best.back[:_NAMED]]
    if len(best.back) > _NAMED:
        names.append(say("reality.and_more", n=len(best.back) - _NAMED))
    read_out(say("reality.who_back", safe_names=", ".join(names)))


# ── the switches ─────────────────────────────────────────────────────────────────────────────────────────────────


def _try(id: str, **parts: object) -> None:
    """Keep one setting of the try."""

    def step(work: Workbook) -> Workbook:
        on = {c.id for c in try_out(work).musts}
        old = next((entry for entry in work.dealings.tried if entry.id == id), Tried(id=id, on=id in on))
        setting = Tried.model_validate({**old.model_dump(), **parts})
        return work.changed(dealings=work.dealings.changed(tried=put(work.dealings.tried, setting)))

    state.change(step)


def _first(found: TryOut) -> list[Criterion]:
    """The wishes that stand beside the picture: ranked, must-haves, and what is on in the try."""
    return [c for c in found.wishes if c.rank is not None or c.absolute or c in found.musts] or list(found.wishes)


def _show_switches(found: TryOut, work: Workbook) -> None:
    st.markdown(f"**{say('reality.switches')}** {say('reality.switches_how')}")
    with st.container(border=True, gap="small"):
        for wish in _first(found):
            _switch(wish, found, work)


def _show_others(found: TryOut, work: Workbook) -> None:
    """The other wishes, folded; closed, none of them is drawn."""
    first = _first(found)
    rest = [c for c in found.wishes if c not in first]
    if rest:
        more = st.expander(say("reality.more", n=len(rest)), key="reality_more", on_change="rerun")
        if more.open:
            with more:
                for wish in rest:
                    _switch(wish, found, work)


def _switch(wish: Criterion, found: TryOut, work: Workbook) -> None:
    key = state.widget_key("reality", "on", wish.id)
    st.session_state[key] = wish in found.musts

    def keep() -> None:
        _try(wish.id, on=bool(st.session_state[key]))

    words = must_words(wish, work)
    with st.container(gap=None):
        st.toggle(f"**{esc(capital(words))}**", key=key, on_change=keep)
        read_out(price_words(wish.id, found, work, say))


# ── the decision ─────────────────────────────────────────────────────────────────────────────────────────────────


def _decide(found: TryOut, work: Workbook) -> None:
    st.subheader(say("reality.decide"), anchor=False)
    st.markdown(say("reality.decide_how"))
    decided = work.dealings.reality_kept
    differs = found.avatar != work.avatar
    if decided:
        _say_decided(decided, work)
        if differs:
            st.markdown(say("reality.trying"))
    n = len(found.musts)
    if n and (differs or not decided) and "nobody" in found.reality.cautions:
        code = "nobody_past_yet" if found.reality.count.ask else "nobody_past"
        st.markdown(say(f"reality.{code}", terms=term(work, many=True)))
    words = say("reality.keep" if n > 1 else "reality.keep_one" if n else "reality.keep_none", n=n)
    with st.container(horizontal=True):
        if (differs or not decided) and st.button(
            words, key="reality_keep", type=frame.lead(), icon=":material/check:"
        ):
            kept = state.change(_keep)
            st.session_state[keys.REALITY_DECIDED] = kept
            state.refresh_widgets()
            st.rerun()
        if decided and differs:
            st.button(say("reality.as_decided"), key="reality_back", on_click=_forget, type="tertiary")
        if st.session_state.get(keys.REALITY_DECIDED) is work and st.button(
            say("reality.take_back"), key="reality_undo", icon=":material/undo:"
        ):
            state.undo()
            st.rerun()


def _keep(work: Workbook) -> Workbook:
    """The workbook with the try decided: its must-haves, asked as much as tried."""
    found = try_out(work)
    return work.changed(avatar=found.avatar, dealings=work.dealings.changed(tried=(), reality_kept=date.today()))


def _forget() -> None:
    state.change(lambda work: work.changed(dealings=work.dealings.changed(tried=())))
    state.refresh_widgets()


def _say_decided(day: date, work: Workbook) -> None:
    when = f"{day:%d %B %Y}".lstrip("0")
    musts = ", ".join(must_words(c, work) for c in work.avatar.absolutes)
    if musts:
        st.success(say("reality.kept", day=when, what=musts), icon=":material/check_circle:")
        page = frame.find_page("absolutes")
        st.page_link(entry(page), label=say("reality.to_words"), icon=page.icon)
    else:
        st.success(say("reality.kept_none", day=when), icon=":material/check_circle:")
