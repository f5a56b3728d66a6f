"""The plan month by month and by name, who might leave too, and whom to ask for somebody better."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import streamlit as st

from icp.findings.outlook import Held
from icp.findings.transition import a_month, glad_senders, hours_words, month_words, name_all, names_of, people
from icp.methods.partings import Action, Outlook, month_of
from icp.ui import state
from icp.ui.text import money, say
from icp.ui.transition.act import ask_button, go_button, set_course, show_actions

_MOST = 40


def show_months(held: Held) -> None:
    """The calendar with what can be promised; who might follow; the pairs."""
    outlook = held.outlook
    if outlook is None:
        st.info(say("transition.months.need_floor"))
        go_button(say("transition.months.to_terms"), "terms", key="months")
        show_actions(held, held.actions[:_MOST], place="months")
    else:
        _calendar(held, outlook)
        _numbers(held, outlook)
        _who_follows(held, outlook)
    _pairs(held)


def _calendar(held: Held, outlook: Outlook) -> None:
    """Every month in which something happens, with the income and the hours free in it."""
    actions: defaultdict[int, list[Action]] = defaultdict(list)
    without: defaultdict[int, list[str]] = defaultdict(list)
    for action in held.actions[:_MOST]:
        actions[month_of(action.day, outlook.start)].append(action)
    partings = [(goodbye.gone, goodbye.client) for goodbye in outlook.plan.goodbyes]
    for number, row in [*partings, *((each.gone, each.client) for each in outlook.leaving)]:
        without[number].append(held.work.clients[row].name)
    for number in sorted({*actions, *without}):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{month_words(outlook.month(number))}**")
            if 1 <= number <= len(outlook.income):
                income, hours = money(outlook.income[number - 1], held.work), outlook.hours[number - 1]
                key = "income_hours" if hours else "income"
                st.caption(say(f"transition.months.{key}", income=income, hours=hours_words(hours)))
            if number in without:
                st.markdown(say("transition.months.without", names=name_all(without[number])))
            show_actions(held, actions[number], place="months")
    if not (actions or without):
        st.markdown(say("transition.months.empty"))


def _numbers(held: Held, outlook: Outlook) -> None:
    plan, work = outlook.plan, held.work
    given = sum(goodbye.income for goodbye in plan.goodbyes)
    parts = []
    if plan.goodbyes:
        parts.append(say("transition.months.given", amount=a_month(given, work)))
        unknown = [g.client for g in plan.goodbyes if g.hours is None]
        parts.append(say("transition.months.free", hours=hours_words(outlook.hours[-1])))
        if unknown:
            parts.append(say("transition.months.hours_unknown", names=name_all(names_of(held, unknown))))
    parts.append(say("transition.months.lowest", amount=money(outlook.lowest, work)))
    st.markdown(" ".join(parts))


def _who_follows(held: Held, outlook: Outlook) -> None:
    """Who was brought by whoever goes, over every step, and how much of it the plan counts."""
    work, practice = held.work, held.practice
    rows = [held.rows[course.id] for course in held.goodbyes]
    reached = dict(zip(rows, practice.reach(rows), strict=True))
    if not any(reached.values()):
        return
    st.markdown(f"**{say('transition.follow.title')}**")
    for row, followers in reached.items():
        if followers:
            income = float(np.nansum(practice.value[list(followers)]))
            st.markdown(
                say(
                    "transition.follow.row" if len(followers) > 1 else "transition.follow.row_one",
                    name=work.clients[row].name,
                    n=people(held, len(followers)),
                    names=name_all(names_of(held, followers), 6),
                    income=money(income, work),
                    counted=a_month(income / 12 * outlook.limits.damage, work),
                )
            )
    st.caption(say("transition.follow.how", share=f"{outlook.limits.damage:.0%}"))


def _pairs(held: Held) -> None:
    """One introduction to ask for beside every goodbye; somebody is proposed who is not asked already."""
    if not held.goodbyes:
        return
    st.markdown(f"**{say('transition.pairs.title')}**")
    free = [id for id in glad_senders(held) if id not in {course.ask for course in held.goodbyes}]
    for course in held.goodbyes:
        name = held.clients[course.id].name
        giver = held.clients.get(course.ask or "") or held.clients.get(free.pop(0) if free else "")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if giver is None:
                st.markdown(say("transition.pairs.alone", name=name))
            elif course.ask:
                st.markdown(say("transition.pairs.pair", name=name, giver=giver.name))
                ask_button(held, course, giver, place="pairs")
            else:
                st.markdown(say("transition.pairs.propose", name=name, giver=giver.name))
                st.button(
                    say("transition.pairs.take", giver=giver.name), key=state.widget_key("pair", course.id),
                    icon=":material/check:", on_click=set_course, args=(course.id,), kwargs={"ask": giver.id},
                )  # fmt: skip
    st.caption(say("transition.pairs.why"))
