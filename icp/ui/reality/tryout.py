"""Who is left: the finding, the picture, a switch for every wish with its price and its gain, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing_reality import MOST_CHIPS, Chip, Rung, State, draw_chips, draw_rungs, initials
from icp.charts.svg import greyed
from icp.dealings import Tried, put
from icp.methods.reality import Rarity, Without
from icp.methods.spectrum import KNOWN_AT_LEAST
from icp.model import Criterion, Workbook
from icp.sample import sample_workbook
from icp.ui import frame, keys, state
from icp.ui.comparison import hold, tier_words
from icp.ui.journey import is_done
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.reality.dials import show_dials
from icp.ui.reality.held import TryOut, hold_tryout, must_words, tiers_left, try_out
from icp.ui.text import counted, esc, money, say, term

Wording = Callable[..., str]
_STATES: tuple[State, ...] = ("yes", "ask", "no", "back")
_NAMED = 8


def teach() -> None:
    """The empty page: what will stand here, with the sample's letters greyed."""
    sample = sample_workbook()
    found = hold_tryout(sample, hold(sample))
    told = finding(found, sample, catalogue().say)
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
    frame.finding(finding(found, work))
    if not found.wishes:
        st.markdown(say("reality.no_wishes_how"))
        avatar = frame.find_page("avatar")
        st.page_link(avatar.file, label=say("reality.to_portrait"), icon=avatar.icon)
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


def finding(found: TryOut, work: Workbook, wording: Wording = say) -> str:
    """The page's opening sentence: Markdown, or plain text with ``catalogue().say`` as ``wording``."""
    count, musts = found.reality.count, len(found.musts)
    if not found.wishes:
        return wording("reality.no_wishes")
    if not musts:
        return wording("reality.nothing_on", clients=counted(count.clients, work.text("term", "client")))
    asked = wording("reality.must_n" if musts > 2 else f"reality.must_{musts}", n=musts)
    numbers = {"all": count.clients, "yes": count.yes, "ask": count.ask}
    words: dict[str, object] = {name: f"{number:,}" for name, number in numbers.items()}
    words |= {"safe_musts": asked, "musts": asked, "term": term(work), "terms": term(work, many=True)}
    if count.yes == count.clients:
        code = "everybody"
    elif count.yes:
        code = "single" if count.yes == 1 else "some"
    else:
        code = "unsure" if count.ask else "nobody"
    opening = wording(f"reality.{'one' if count.clients == 1 else 'many'}.{code}", **words)
    best = best_drop(found)
    if best is not None:
        key = "reality.let_go_one" if len(best.back) == 1 else "reality.let_go"
        return f"{opening} {wording(key, wish=_words_of(best.id, found, work), n=f'{len(best.back):,}')}"
    return f"{opening} {wording('reality.stuck')}" if code == "nobody" and musts > 1 else opening


def best_drop(found: TryOut) -> Without | None:
    """The must-have whose going brings back most, None where none brings anybody back."""
    best = max(found.reality.without, key=lambda drop: len(drop.back), default=None)
    return best if best is not None and best.back else None


def _words_of(id: str, found: TryOut, work: Workbook) -> str:
    return next((must_words(c, work) for c in found.wishes if c.id == id), "")


def draw(found: TryOut, work: Workbook, *, title: str, dark: bool) -> str:
    """The picture as SVG text: everybody as letters, on a long list as bars. ``title`` is plain text."""
    present = np.flatnonzero(found.held.facts.present).tolist()
    if len(present) > MOST_CHIPS:
        return _draw_rungs(found, work, title=title, dark=dark)
    best = best_drop(found)
    back = set(best.back) if best is not None else set()
    chips = []
    for row in present:
        verdict = found.reality.verdicts[row] or "no"
        shown: State = "back" if row in back else verdict
        letters = str(row + 1) if found.held.hidden else initials(found.held.names[row])
        chips.append(Chip(letters, int(found.held.facts.tier[row]), shown))
    here = {chip.state for chip in chips}
    plain = catalogue().say
    words: dict[State, str] = {name: plain(f"reality.legend.{name}") for name in _STATES if name != "back"}
    if best is not None:
        words["back"] = plain("reality.back_words", wish=_words_of(best.id, found, work))
    return draw_chips(chips, legend=[(s, words[s]) for s in _STATES if s in here], title=title, dark=dark)


def _draw_rungs(found: TryOut, work: Workbook, *, title: str, dark: bool) -> str:
    plain, steps = catalogue().say, tiers_left(found)
    words = [plain("reality.rung_all"), *(must_words(c, work) for c in found.musts)]
    rungs = [Rung(what, left, ask) for what, (left, ask) in zip(words, steps, strict=True)]
    counts = [plain("reality.rung_count", n=f"{sum(rung.left):,}") for rung in rungs]
    names = (*tier_words(), plain("compare.unrated"))
    return draw_rungs(rungs, names=names, counted=counts, title=title, dark=dark)


def _show_picture(found: TryOut, work: Workbook) -> None:
    told = finding(found, work, catalogue().say)
    dark = is_dark()
    if dark not in found.drawn:
        found.drawn[dark] = draw(found, work, title=told, dark=dark)
    show_drawing(found.drawn[dark], alt=told)
    if found.musts:
        count = found.reality.count
        marks = say("reality.chips" if count.clients <= MOST_CHIPS else "reality.bars")
        read_out(f"{_rarity(found.reality.rarity, count.clients)} {say('reality.not_the_market')} {marks}")
        if count.ask and not count.yes:
            roster = frame.find_page("roster")
            st.page_link(roster.file, label=say("reality.to_roster"), icon=roster.icon)
    for caution in found.reality.cautions:
        if caution == "many":
            st.warning(say("reality.caution.many", n=len(found.musts)), icon=":material/format_list_numbered:")
        elif caution == "mythical":
            for code, dreams in (
                ("wishes", [_words_of(id, found, work) for id in found.dreams]),
                ("moments", _moments(work)),
            ):
                if dreams:
                    named = "”, “".join(map(esc, dreams))
                    st.warning(say(f"reality.caution.{code}", safe_what=named), icon=":material/auto_awesome:")


def _moments(work: Workbook) -> list[str]:
    """Titles of the situations in which a dream is expected."""
    own = {situation.id: situation.title for situation in work.dealings.situations}
    titles = {situation.column: situation.title for situation in catalogue().situations} | own
    return [title for id, title in titles.items() if work.dealings.expected.get(id) == "dream"]


def _rarity(rarity: Rarity, clients: int) -> str:
    if clients < KNOWN_AT_LEAST:
        return say("reality.too_few")
    best = _one_in(rarity.one_in_at_best)
    if rarity.low:
        return say("reality.between", best=best, worst=_one_in(rarity.one_in_at_worst))
    return say("reality.at_best", best=best)


def _one_in(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:,.0f}"


def _offer_to_drop(found: TryOut, work: Workbook) -> None:
    best = best_drop(found)
    if best is None:
        return

    def let_go() -> None:
        _try(best.id, on=False)
        state.refresh_widgets()

    st.button(
        say("reality.let_go_button", wish=_words_of(best.id, found, work)), key="reality_let_go",
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
        st.toggle(f"**{esc(words[:1].upper() + words[1:])}**", key=key, on_change=keep)
        read_out(price_words(wish.id, found, work))


def price_words(id: str, found: TryOut, work: Workbook) -> str:
    """What a must-have costs and what it spares, as Markdown."""
    price, count = found.prices[id], found.reality.count.clients
    if not price.fails:
        parts = [say("reality.turns_away_nobody") + "."]
    else:
        line = say("reality.turns_away", n=price.fails, all=count)
        line += say("reality.of_them_glad", favourites=counted(found.lost[id], "favourite")) if found.lost[id] else ""
        if price.value:
            key = "reality.gives_up_some" if price.unpriced else "reality.gives_up"
            amount = money(price.value, work)
            line += say(key, amount=amount, share=round(100 * price.value_share), n=price.unpriced)
        spared = []
        if price.hours:
            spared.append(say("reality.spares_hours", n=f"{price.hours:,.0f}", share=round(100 * price.hours_share)))
        if price.behaviours:
            key = "reality.spares_habit" if price.behaviours == 1 else "reality.spares_habits"
            spared.append(say(key, n=price.behaviours))
        parts = [line + "."]
        if spared:
            parts.append(say("reality.spares", safe_parts=catalogue().say("target.and").join(spared)))
    if price.unknown:
        parts.append(say("reality.not_known", n=price.unknown))
    return " ".join(parts)


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
        st.markdown(say("reality.nobody_past", terms=term(work, many=True)))
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
        st.page_link(page.file, label=say("reality.to_words"), icon=page.icon)
    else:
        st.success(say("reality.kept_none", day=when), icon=":material/check_circle:")
