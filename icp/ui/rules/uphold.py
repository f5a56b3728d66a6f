"""Upholding: what was missed is written down, and each matter shows its one next step with the words for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from icp.catalogue import catalogue, rule_starters
from icp.dealings import Breach, Rule, put
from icp.methods.letters import word_day
from icp.methods.upholding import Matter, find_matters, note_breach, settle_matter, take_step, write_reminder
from icp.model import Client, Workbook
from icp.ui import frame, state
from icp.ui.menu import entry
from icp.ui.roster.names import are_hidden, call, call_all
from icp.ui.roster.pick import pick_client
from icp.ui.rules.overview import Overview, open_section, touch
from icp.ui.text import esc, say

_LONG = 400
_SHOWN = 6
_WAYS_ON = ("system", "transition")


def count_times(times: int) -> str:
    """ "once", "twice", "3 times". Plain text."""
    return catalogue().say({1: "rules.once", 2: "rules.twice"}.get(times, "rules.times"), n=times)


def draw_uphold(found: Overview) -> None:
    """The section."""
    matters = found.matters
    if not matters:
        st.markdown(say("rules.uphold.none"))
    pages = -(-len(matters) // _SHOWN)
    page = st.pagination(pages, key=f"matters_page_{pages}") if pages > 1 else 1
    for matter in matters[(page - 1) * _SHOWN : page * _SHOWN]:
        _draw_matter(matter, found)
    _draw_log(found)


# ── writing it down ──────────────────────────────────────────────────────────────────────────────────────────────


def _draw_log(found: Overview) -> None:
    work = found.work
    rules = {rule.id: rule for rule in _rules(work)}
    more = st.expander(say("rules.uphold.note"), key="breach_new", on_change="rerun", icon=":material/edit_note:",
                       expanded=not found.matters)  # fmt: skip
    if not more.open:
        return
    with more:
        if not rules:
            st.caption(say("rules.uphold.no_rules"))
            return
        names = {id: name for id, name in call_all(work).items() if id in found.present}
        if not names:
            st.caption(say("rules.uphold.no_list"))
            return
        who = pick_client(say("rules.uphold.who"), names, "breach_who")
        rule = st.selectbox(say("rules.uphold.rule"), list(rules), index=None, key=state.widget_key("breach_rule"),
                            format_func=lambda id: rules[id].expectation if id in rules else "",
                            placeholder=say("frame.choose"))  # fmt: skip
        day_key, words_key = state.widget_key("breach_day"), state.widget_key("breach_words")
        st.session_state.setdefault(day_key, date.today())
        st.date_input(say("rules.uphold.day"), key=day_key, max_value=date.today())
        st.text_input(say("rules.uphold.words"), key=words_key, max_chars=_LONG, live="500ms",
                      placeholder=say("rules.uphold.words_example"))  # fmt: skip
        st.button(say("rules.uphold.log"), key="breach_log", icon=":material/edit_note:", disabled=not (who and rule),
                  on_click=_log, args=(who, rule, day_key, words_key))  # fmt: skip


def _rules(work: Workbook) -> list[Rule]:
    """The rules of today, then those only an earlier version holds: whoever signed it is bound by them still."""
    found = {rule.id: rule for rule in work.dealings.rules}
    for version in sorted(work.dealings.versions, key=lambda version: -version.number):
        for rule in version.rules:
            found.setdefault(rule.id, rule)
    return list(found.values())


def _log(client: str, rule_id: str, day_key: str, words_key: str) -> None:
    day, words = st.session_state.get(day_key) or date.today(), str(st.session_state.get(words_key) or "").strip()

    def step(work: Workbook) -> Workbook:
        rule = next((rule for rule in _rules(work) if rule.id == rule_id), None)
        if rule is None or work.client(client) is None:
            return work
        breach = note_breach(work.dealings, client=client, rule=rule, day=day, note=words)
        return work.changed(dealings=work.dealings.changed(breaches=put(work.dealings.breaches, breach)))

    state.change(step)
    st.session_state[words_key] = ""
    touch()


# ── a matter ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_matter(matter: Matter, found: Overview) -> None:
    work = found.work
    client = work.client(matter.client)
    name = call(client, work) if client else catalogue().say("rules.uphold.gone")
    with st.container(border=True, gap="small"):
        st.markdown(say("rules.uphold.title", name=name, what=matter.expectation))
        told = [say("rules.uphold.days", safe_days="; ".join(map(_day, matter.breaches)))]
        if matter.agreement is not None:
            day = matter.agreement.signed_on or matter.agreement.sent
            told.append(say("rules.uphold.agreed", day=word_day(day), n=matter.agreement.version))
            if all(rule.id != matter.newest.rule for rule in work.dealings.rules):
                told.append(say("rules.uphold.deleted"))
        if matter.newest.reminded is not None:
            told.append(say("rules.uphold.taken", n=matter.taken, day=word_day(matter.newest.reminded)))
        st.markdown(f":small[{'  '.join(told)}]")
        _draw_step(matter, work, client, name)


def _day(breach: Breach) -> str:
    day = word_day(breach.day)
    note = "" if are_hidden() else breach.note
    return say("rules.uphold.day_note", day=day, what=note) if note else esc(day)


def _draw_step(matter: Matter, work: Workbook, client: Client | None, name: str) -> None:
    """The one next step with its words; nobody who is no longer on the list is written to or asked."""
    place = f"{matter.client}_{matter.newest.rule}"
    if client is None:
        pass
    elif matter.next == "agree":
        st.info(say("rules.uphold.never", name=name), icon=":material/campaign:")
    elif matter.next == "look":
        st.info(say("rules.uphold.look"), icon=":material/psychology_alt:")
        here = {page.id: page for page in catalogue().pages}
        for id in _WAYS_ON:
            if id in here:
                st.page_link(entry(here[id]), label=say(f"rules.uphold.to_{id}"), icon=here[id].icon)
    else:
        addressed = name if are_hidden() else client.name  # without the mark of a former one
        words = write_reminder(matter, rule_starters().letter, name=addressed, tell=word_day,
                               business=work.text("business_name"))  # fmt: skip
        st.code(words, language=None, wrap_lines=True)
    with st.container(horizontal=True, gap="small"):
        if client is not None and matter.next == "agree":
            st.button(say("rules.uphold.ask"), key=f"ask_{place}", type=frame.lead(), icon=":material/handshake:",
                      on_click=open_section, args=("agree",))  # fmt: skip
        elif client is not None and matter.next != "look":
            label = say("rules.uphold.talked" if matter.next == "talk" else "rules.uphold.sent")
            st.button(label, key=f"step_{place}", type=frame.lead(), icon=":material/check:", on_click=_step,
                      args=(matter.client, matter.newest.rule))  # fmt: skip
        st.button(say("rules.uphold.settle"), key=f"settle_{place}", icon=":material/task_alt:", on_click=_settle,
                  args=(matter.client, matter.newest.rule))  # fmt: skip


def _step(client: str, rule: str) -> None:
    _change(client, rule, lambda matter: take_step(matter, date.today()))


def _settle(client: str, rule: str) -> None:
    _change(client, rule, settle_matter)
    frame.notify(say("rules.uphold.settled"))


def _change(client: str, rule: str, step: Callable[[Matter], tuple[Breach, ...]]) -> None:
    """Keep a matter's breaches after a step, if it is still open."""

    def apply(work: Workbook) -> Workbook:
        open_ones = (m for m in find_matters(work.dealings) if (m.client, m.newest.rule) == (client, rule))
        matter = next(open_ones, None)
        if matter is None:
            return work
        after = {breach.id: breach for breach in step(matter)}
        breaches = tuple(after.get(breach.id, breach) for breach in work.dealings.breaches)
        return work.changed(dealings=work.dealings.changed(breaches=breaches))

    state.change(apply)
    touch()
