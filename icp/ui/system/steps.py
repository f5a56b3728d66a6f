"""What a step needs: the missing text, the way to the rules, ideas that make it easier, a last try with a day."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import Course, put
from icp.findings.names import call_all
from icp.findings.system import Found
from icp.methods.annoyances import Annoyance, OwnPart, finish_step, kept_about, plan_step
from icp.methods.instruction import as_rule, draft_instruction, words_for
from icp.methods.letters import word_day
from icp.model import Workbook
from icp.ui import state
from icp.ui.decide import put_item
from icp.ui.fair import write
from icp.ui.menu import entry
from icp.ui.system.found import change_own
from icp.ui.text import say, term
from icp.ui.transition.act import find_course, set_course

_TRIAL = 90
_WRITES = ("write", "tell", "train", "sign")


def show_means(each: Annoyance, part: OwnPart, found: Found, work: Workbook) -> None:
    """What helps to take the step."""
    step = part.step.step
    if step in _WRITES:
        _write_instruction(each, part, work)
    elif step in ("make_easier", "change_rule"):
        st.markdown("\n".join(f"- {idea}" for idea in words_for(each.column).easier))
        st.caption(say("system.easier_ask"))
        if step == "change_rule":
            link("rules")
    elif step == "uphold":
        _show_reminder(each, work)
    elif step == "trial":
        _set_trial(each, found, work)
    elif step == "count_again":
        link("roster")


def link(page: str) -> None:
    """The way to another page of the journey."""
    there = next((one for one in catalogue().pages if one.id == page), None)
    if there is not None:
        st.page_link(entry(there), label=there.title, icon=there.icon)


def _write_instruction(each: Annoyance, part: OwnPart, work: Workbook) -> None:
    kept = kept_about(work.dealings, each.column)
    draft = draft_instruction(each.column, work)

    def keep(text: str) -> None:
        own = "" if text == draft.strip() else text
        change_own(each.column, lambda kept: kept.model_copy(update={"draft": own}))

    text = kept.draft or draft
    write(
        say("system.draft"), key=state.widget_key("system", each.column, "draft"), stored=text, keep=keep,
        help=say("system.draft_how"), height="content",
    )  # fmt: skip
    with st.container(horizontal=True):
        if part.step.step == "write":
            st.button(
                say("system.make_rule"), key=f"system_rule_{each.column}", icon=":material/gavel:",
                on_click=_make_rule, args=(each.column,), help=say("system.make_rule_how"),
            )  # fmt: skip
        if kept.draft:
            st.button(say("system.back_to_draft"), key=f"system_draft_{each.column}", type="tertiary",
                      on_click=_drop_draft, args=(each.column,))  # fmt: skip
    if part.step.step != "write":
        st.caption(say("system.send_it"))
        with st.expander(say("system.to_copy"), key=f"system_copy_{each.column}", on_change="rerun") as copy:
            if copy.open:
                st.code(text, language=None, wrap_lines=True)
        link("rules")


def _make_rule(column: str) -> None:
    """The text as a rule, which settles the first question."""

    def step(work: Workbook) -> Workbook:
        dealings = work.dealings
        kept = kept_about(dealings, column)
        rule = as_rule(column, kept.draft or draft_instruction(column, work), work)
        if rule is None:
            return work
        systems = put(dealings.systems, finish_step(kept, "write", date.today()))
        return work.changed(dealings=dealings.changed(rules=(*dealings.rules, rule), systems=systems))

    state.change(step)
    state.refresh_widgets()


def _drop_draft(column: str) -> None:
    change_own(column, lambda kept: kept.model_copy(update={"draft": ""}))
    state.refresh_widgets()


def _show_reminder(each: Annoyance, work: Workbook) -> None:
    rule = next((rule.expectation for rule in work.dealings.rules if rule.about == each.column), "")
    said = rule or draft_instruction(each.column, work).split("\n\n")[0]
    st.code(catalogue().say("system.reminder", rule=said), language=None, wrap_lines=True)
    st.caption(say("system.reminder_how"))
    link("rules")


def _set_trial(each: Annoyance, found: Found, work: Workbook) -> None:
    """A last try with one of those who do it, kept with what is meant for them."""
    names = call_all(work, hidden=found.held.hidden, apart=True)
    rows = {work.clients[row].id: names[work.clients[row].id] for row in each.rows}
    if not rows:
        return
    who = st.selectbox(say("system.trial_with", term=term(work)), list(rows), format_func=rows.__getitem__,
                       key=state.widget_key("system", each.column, "trial_with"))  # fmt: skip
    until = st.date_input(
        say("system.trial_until"), value=date.today() + timedelta(days=_TRIAL), format="DD/MM/YYYY",
        key=state.widget_key("system", each.column, "trial_until"),
    )  # fmt: skip
    kept = find_course(who)
    if kept is not None and kept.trial is not None:
        st.caption(say("system.trial_set", name=rows[who], day=word_day(kept.trial)))

    def begin() -> None:
        course = find_course(who)
        if course is None:
            put_item("courses", Course(id=who, way="change", trial=until, reasons=(each.column,)))
        else:  # who is only to be cherished knows no try: its day would stand nowhere
            set_course(who, way="change" if course.way == "cherish" else course.way, trial=until,
                       reasons=tuple(dict.fromkeys((*course.reasons, each.column))))  # fmt: skip
        change_own(each.column, lambda own: plan_step(own, until))
        state.refresh_widgets()

    st.button(say("system.trial_begin", name=rows[who]), key=f"system_trial_{each.column}",
              icon=":material/hourglass_empty:", on_click=begin)  # fmt: skip
    link("transition")
