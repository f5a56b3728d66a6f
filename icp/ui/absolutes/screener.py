"""The screener: one must-have a screen, made for a phone held while somebody talks; then what follows from it."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import Outcome, Prospect
from icp.dealings import Verdict as Answer
from icp.findings.prospects import decline_words
from icp.methods.absolutes import Verdict, asked
from icp.methods.cells import fold
from icp.methods.screening import DAYS_TO_THINK, answer, close, judge, next_must, reasons, reopen, take_back, wait_until
from icp.methods.spoken import fair_words, told_words
from icp.model import Criterion, Workbook, clean_name
from icp.ui import frame, state
from icp.ui.absolutes.prospect import default_name, go_to, is_named, leave, put_on_list, say_day, set_part, step
from icp.ui.fair import write
from icp.ui.providers import offer
from icp.ui.roster.names import call_prospect, cover_if_hidden
from icp.ui.text import esc, say
from icp.wishes import wish_label

_ICONS = {"yes": ":material/check_circle:", "unsure": ":material/help:", "no": ":material/cancel:"}
_NOBODY = ""


def draw_screener(prospect: Prospect) -> None:
    """The screen this prospect has come to."""
    work = state.workbook()
    musts = asked(work.avatar)
    ids = [must.id for must in musts]
    due = next_must(prospect, ids)
    verdict = judge(prospect, ids)
    closed = prospect.outcome not in ("open", "waiting")
    shown = "closed" if closed else due or f"verdict {verdict}"
    with frame.turn_to("screener", f"{prospect.id} {shown}"):
        if closed:
            _draw_closed(prospect, work)
        elif not musts:
            st.title(say("screen.empty"), anchor=False)
        elif due is not None:
            _draw_question(prospect, musts, ids.index(due), work)
        elif verdict == "no":
            _draw_no(prospect, musts, work)
        elif verdict == "ask":
            _draw_unsure(prospect, musts, work)
        else:
            _draw_yes(prospect, len(musts))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if prospect.answers and not closed:
                st.button(say("screen.undo"), key="screen_undo", icon=":material/undo:", type="tertiary",
                          on_click=step, args=(prospect.id, take_back))  # fmt: skip
            st.button(say("screen.leave" if not closed else "screen.done"), key="screen_leave",
                      icon=":material/arrow_back:", type="tertiary", on_click=leave)  # fmt: skip
            frame.saved_mark()


# ── a question ───────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_question(prospect: Prospect, musts: tuple[Criterion, ...], at: int, work: Workbook) -> None:
    must = musts[at]
    words, label = fair_words(must, work), wish_label(must, work)
    st.caption(say("screen.place", n=at + 1, all=len(musts), what=label))
    st.title(esc(words.question), anchor=False)
    if words != told_words(must, work):
        st.caption(say("screen.reworded"))
    for said, look in (("yes", frame.lead()), ("unsure", "secondary"), ("no", "secondary")):
        st.button(
            say(f"screen.{said}"), key=f"screen_{said}", icon=_ICONS[said], type=look, width="stretch",
            on_click=_answer, args=(prospect.id, must.id, said, label),
        )  # fmt: skip
    with st.container(border=True, gap="small"):
        st.markdown(f":green-badge[{say('screen.good')}] {esc(words.good)}")
        st.markdown(f":orange-badge[{say('screen.worrying')}] {esc(words.worrying)}")
        st.caption(say("screen.say_first", what=words.sentence))
    if not cover_if_hidden():
        _ask_name(prospect)
        _ask_note(prospect)


def _answer(id: str, must: str, said: Answer, words: str) -> None:
    ids = [c.id for c in asked(state.workbook().avatar)]
    step(id, lambda prospect: answer(prospect, must, said, words, ids, date.today()))


# ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────────


def _head(verdict: Verdict, prospect: Prospect) -> None:
    known = is_named(prospect)
    name = call_prospect(prospect, state.workbook())
    words = say(f"screen.{verdict}_title", name=name) if known else say(f"screen.{verdict}_nobody")
    st.title(words, anchor=False)


def _draw_no(prospect: Prospect, musts: tuple[Criterion, ...], work: Workbook) -> None:
    _head("no", prospect)
    st.markdown(say("screen.no_why", what="; ".join(reasons(prospect, "no"))))
    providers = {p.id: p for p in work.dealings.providers}
    key = state.widget_key("screen", "provider", prospect.id)
    if key not in st.session_state:
        st.session_state[key] = prospect.provider if prospect.provider in providers else _NOBODY
    if providers:
        offered = {_NOBODY: say("screen.provider_none"), **offer(work)}
        st.selectbox(
            say("screen.provider"), list(offered), key=key, format_func=offered.__getitem__,
            on_change=lambda: set_part(prospect.id, provider=st.session_state[key] or None),
        )  # fmt: skip
    else:
        st.caption(say("screen.provider_how"))
    must = next(must for must in musts if prospect.answers.get(must.id) == "no")
    st.markdown(f"**{say('screen.no_text')}**")
    st.code(decline_words(fair_words(must, work).sentence, providers.get(st.session_state[key])), language=None,
            wrap_lines=True)  # fmt: skip
    _ask_all(prospect, work)
    st.button(say("screen.declined"), key="screen_declined", type=frame.lead(), icon=":material/done:",
              width="stretch", on_click=_close, args=(prospect.id, "declined"))  # fmt: skip


def _draw_unsure(prospect: Prospect, musts: tuple[Criterion, ...], work: Workbook) -> None:
    _head("ask", prospect)
    st.markdown(say("screen.ask_why", what="; ".join(reasons(prospect, "unsure"))))
    key = state.widget_key("screen", "day", prospect.id)
    if key not in st.session_state:
        st.session_state[key] = prospect.decide_by

    def keep() -> None:
        day = st.session_state[key]
        if day is not None:
            step(prospect.id, lambda found: wait_until(found, day))

    st.date_input(say("screen.decide_by"), value=None, key=key, on_change=keep, width=220)
    must = next(must for must in musts if prospect.answers.get(must.id) == "unsure")
    st.markdown(f"**{say('screen.ask_text')}**")
    day = say_day(prospect.decide_by or date.today())
    st.code(catalogue().say("screen.think", question=fair_words(must, work).question, date=day), language=None,
            wrap_lines=True)  # fmt: skip
    st.caption(say("screen.waits", name=call_prospect(prospect, work)))
    _ask_all(prospect, work)
    with st.container(horizontal=True, gap="small"):
        st.button(say("screen.done"), key="screen_done", type=frame.lead(), icon=":material/done:", on_click=leave)
        st.button(say("screen.again"), key="screen_again", icon=":material/replay:", on_click=step,
                  args=(prospect.id, reopen))  # fmt: skip


def _draw_yes(prospect: Prospect, musts: int) -> None:
    work = state.workbook()
    _head("yes", prospect)
    st.markdown(say("screen.yes_why", n=musts) if musts > 1 else say("screen.yes_one"))
    _ask_all(prospect, work)
    here = any(fold(client.name) == fold(prospect.name) or client.id == prospect.id for client in work.clients)
    key = state.widget_key("screen", "list", prospect.id)
    if not here:
        st.checkbox(say("screen.put_on_list"), value=True, key=key)
    st.button(say("screen.taken"), key="screen_taken", type=frame.lead(), icon=":material/handshake:",
              width="stretch", on_click=_take, args=(prospect.id, None if here else key))  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        st.button(say("screen.later"), key="screen_later", on_click=_wait, args=(prospect.id,))
        st.button(say("screen.withdrew"), key="screen_withdrew", on_click=_close, args=(prospect.id, "withdrawn"))


def _take(id: str, key: str | None) -> None:
    step(id, lambda prospect: close(prospect, "taken", date.today()))
    if key is not None and st.session_state.get(key):
        put_on_list(id)
    leave()


def _wait(id: str) -> None:
    step(id, lambda prospect: wait_until(prospect, date.today() + timedelta(days=DAYS_TO_THINK)))
    leave()


def _close(id: str, outcome: Outcome) -> None:
    step(id, lambda prospect: close(prospect, outcome, date.today(), prospect.provider))
    leave()


def _draw_closed(prospect: Prospect, work: Workbook) -> None:
    told = say(f"screen.outcome.{prospect.outcome}")
    st.title(say("screen.closed_title", name=call_prospect(prospect, work), safe_outcome=told), anchor=False)
    if missing := reasons(prospect, "no"):
        st.markdown(say("prospects.missing", what="; ".join(missing)))
    if unsure := reasons(prospect, "unsure"):
        st.markdown(say("prospects.unsure", what="; ".join(unsure)))
    _ask_all(prospect, work)
    st.button(say("screen.reopened"), key="screen_again", icon=":material/replay:", on_click=_reopen,
              args=(prospect.id,))  # fmt: skip


def _reopen(id: str) -> None:
    step(id, reopen)
    go_to(id)


# ── who it is ────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask_all(prospect: Prospect, work: Workbook) -> None:
    """Name, source and note, on the screens after the call."""
    if cover_if_hidden():
        return
    _ask_name(prospect)
    known = {client.name for client in work.clients} | {str(c.values.get("source", "")) for c in work.clients}
    known |= {other.source for other in work.dealings.prospects} | {prospect.source}
    key = state.widget_key("screen", "source", prospect.id)
    if key not in st.session_state:
        st.session_state[key] = prospect.source or None
    st.selectbox(
        say("screen.source"), sorted(known - {""}, key=fold), index=None, key=key, accept_new_options=True,
        placeholder=say("frame.choose_or_type"),
        on_change=lambda: set_part(prospect.id, source=(st.session_state[key] or "").strip()[:200]),
    )  # fmt: skip
    _ask_note(prospect)


def _ask_name(prospect: Prospect) -> None:
    key = state.widget_key("screen", "name", prospect.id)
    if key not in st.session_state:
        st.session_state[key] = prospect.name if is_named(prospect) else ""

    def keep() -> None:
        set_part(prospect.id, name=clean_name(st.session_state[key] or "") or default_name(prospect.day))

    st.text_input(say("screen.who"), key=key, on_change=keep, live="500ms", max_chars=80)


def _ask_note(prospect: Prospect) -> None:
    write(say("screen.note"), key=state.widget_key("screen", "note", prospect.id), stored=prospect.note,
          keep=lambda text: set_part(prospect.id, note=text))  # fmt: skip
