"""One annoyance: who does it beside one's own part in it, one verdict, one next step with a day."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from icp.dealings import OwnSystem
from icp.findings.system import Found, counts_by_feeling, verdict_of, who
from icp.methods.annoyances import (
    Annoyance,
    OwnPart,
    answer_own,
    finish_step,
    kept_about,
    plan_step,
    questions_shown,
)
from icp.methods.system import Question
from icp.model import Workbook, clean_text, is_about_the_person
from icp.ui import frame, keys, state
from icp.ui.ask import pick
from icp.ui.pictures import read_out
from icp.ui.roster.names import are_hidden
from icp.ui.system.found import change_own
from icp.ui.system.steps import show_means
from icp.ui.text import esc, say
from icp.wishes import make_wish, new_question, put_wish, with_question

LONGEST_LABEL = 120
_FRIDAY, _WEEK = 4, 7
_MANY = 8


def choose_annoyance(found: Found, work: Workbook) -> Annoyance:
    """The annoyance looked at: the owner's choice, else the heaviest whose step has no day yet."""
    by_column = {each.column: each for each in found.annoyances}
    planned = {one.id for one in work.dealings.systems if one.due or one.done}
    first = next((column for column in by_column if column not in planned), next(iter(by_column)))
    if st.session_state.get(keys.SYSTEM_SHOWN) not in by_column:
        st.session_state[keys.SYSTEM_SHOWN] = first
    st.subheader(say("system.which"), anchor=False)

    def words(column: str) -> str:
        return say("system.tick", safe_what=found.labels[column]) if column in planned else found.labels[column]

    if len(by_column) > _MANY:
        st.selectbox(say("system.which"), list(by_column), format_func=words, key=keys.SYSTEM_SHOWN,
                     label_visibility="collapsed")  # fmt: skip
    else:
        st.pills(say("system.which"), list(by_column), format_func=lambda c: esc(words(c)), key=keys.SYSTEM_SHOWN,
                 label_visibility="collapsed", required=True)  # fmt: skip
    return by_column[st.session_state[keys.SYSTEM_SHOWN] or first]


def show_card(each: Annoyance, found: Found, work: Workbook) -> None:
    """The two answers, the verdict and the step of one annoyance."""
    part = found.parts[each.column]
    kept = kept_about(work.dealings, each.column)
    with st.container(border=True):
        st.markdown(f"#### {esc(found.labels[each.column])}")
        left, right = st.columns(2, gap="medium")
        with left:
            _show_pattern(each, found)
        with right:
            _ask_own_part(each, part, kept)
        _show_verdict(each, part)
        if part.step.step not in ("ask", "nothing"):
            show_means(each, part, found, work)
            if part.step.step != "trial" or kept.due is not None:  # a try brings a day of its own
                _set_day(part, kept)
    _remind(work)


def _show_pattern(each: Annoyance, found: Found) -> None:
    finding = each.finding
    st.markdown(f"**{say('system.they')}**")
    st.markdown(say(f"system.pattern.{verdict_of(finding)}"))
    counts = counts_by_feeling(each)
    if counts:
        sure = finding.pattern != "unclear"
        certain = say("system.safe" if finding.safe else "system.either") if sure else ""
        read_out(f"{esc(counts)}. {certain}")
    if each.rows:
        read_out(who(each, found, say))
    if finding.prevalence.unknown:
        read_out(say("system.not_said", n=finding.prevalence.unknown))


def _ask_own_part(each: Annoyance, part: OwnPart, kept: OwnSystem) -> None:
    st.markdown(f"**{say('system.you')}**")
    shown = questions_shown(each.finding, part.answers)
    if not shown:
        st.markdown(say("system.nothing_asked"))
    for question in shown:
        if question in part.from_rules:
            st.markdown(f":material/check: {say(f'system.settled.{question}')}")
        else:
            _ask(question, kept)
            if question == "signed" and part.signed[0]:
                read_out(say("system.signed_by", n=part.signed[0], of=part.signed[1]))


def _ask(question: Question, kept: OwnSystem) -> None:
    stored = getattr(kept, question)

    def keep(answer: str | None) -> None:
        said = None if answer is None else answer == "yes"
        change_own(kept.id, lambda own: answer_own(own, question, said))

    pick(
        say(f"system.ask.{question}"), {"yes": say("frame.yes"), "no": say("frame.no")},
        key=state.widget_key("system", kept.id, question), stored=stored, keep=keep,
    )  # fmt: skip


def _show_verdict(each: Annoyance, part: OwnPart) -> None:
    step = part.step.step
    if step == "nothing":
        st.success(say("system.step.nothing"), icon=":material/check_circle:")
        return
    if step == "ask":
        st.info(say("system.step.ask"), icon=":material/help:")
        return
    pattern = say(f"system.so.{verdict_of(each.finding)}")
    st.info(f"**{pattern}, {say(f'system.own.{step}')}: {say(f'system.do.{step}')}.** {say(f'system.step.{step}')}",
            icon=":material/signpost:")  # fmt: skip


def offer_own(work: Workbook) -> None:
    """What the guide heard in the owner's own words, to be counted on the client list as a "never again"."""
    words = "" if are_hidden() else clean_text(work.text("sink_other"))
    if not words or is_about_the_person(words) or any(q.label == words[:LONGEST_LABEL] for q in work.questions):
        return

    def count() -> None:
        def step(work: Workbook) -> Workbook:
            question = new_question(work, words)
            wish = make_wish(question, never=True)
            return with_question(work, question).changed(avatar=put_wish(work.avatar, wish))

        state.change(step)

    with st.container(border=True):
        st.markdown(say("system.own_words", what=words))
        st.button(say("system.own_count"), key="system_own", icon=":material/add:", on_click=count,
                  help=say("system.own_count_how"))  # fmt: skip


# ── the day ──────────────────────────────────────────────────────────────────────────────────────────────────────


def next_friday(today: date) -> date:
    """The Friday of this week, of the next one from Thursday on: a day that leaves time for it."""
    days = (_FRIDAY - today.weekday()) % _WEEK
    return today + timedelta(days=days if days > 1 else days + _WEEK)


def day_words(day: date) -> str:
    """ "Friday, 4 December"."""
    return f"{day:%A}, {day.day} {day:%B}"


def _set_day(part: OwnPart, kept: OwnSystem) -> None:
    step, today = part.step.step, date.today()
    key = state.widget_key("system", kept.id, "due")
    if key not in st.session_state:
        st.session_state[key] = kept.due or next_friday(today)

    def moved() -> None:
        if kept.due is not None:
            change_own(kept.id, lambda own: plan_step(own, st.session_state[key]))

    day = st.date_input(say("system.by_when"), key=key, on_change=moved, format="DD/MM/YYYY")
    what = say(f"system.do.{step}")
    if kept.due is None:
        st.button(
            say("system.decide", day=day_words(day), what=what), key=f"system_decide_{kept.id}", type=frame.lead(),
            icon=":material/event:", on_click=change_own,
            args=(kept.id, lambda own: plan_step(own, day)),
        )  # fmt: skip
        return
    late = kept.due < today
    said = say("system.late" if late else "system.planned", day=day_words(kept.due), what=what)
    (st.warning if late else st.success)(said, icon=":material/event:")

    def finish() -> None:
        change_own(kept.id, lambda own: finish_step(own, step, today))
        state.refresh_widgets()

    def forget() -> None:
        change_own(kept.id, lambda own: plan_step(own, None))
        state.refresh_widgets()

    with st.container(horizontal=True):
        st.button(say("system.done"), key=f"system_done_{kept.id}", icon=":material/check:", on_click=finish)
        st.button(say("system.no_day"), key=f"system_forget_{kept.id}", type="tertiary", on_click=forget)


def _remind(work: Workbook) -> None:
    """The two gentle reminders: one's own system first, and nobody is flawless."""
    own = work.text("mirror_change") or work.text("mirror_weak")
    said = say("system.remind_you", what=own) if own else say("system.remind_you_none")
    read_out(f"{say('system.remind_system')} {said}")
