"""The plan month by month and by name, who might leave too, and whom to ask for somebody better."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import streamlit as st

from icp.methods.partings import Outlook
from icp.ui.text import esc, money, say
from icp.ui.transition.act import go_button, show_actions
from icp.ui.transition.outlook import Held
from icp.ui.transition.words import a_month, hours_words, month_words, name_all, names_of, people, plain


def show_months(held: Held) -> None:
    """The calendar; what has a date and is not a month's; who might follow; the pairs."""
    outlook = held.outlook
    if outlook is None:
        st.info(say("transition.months.need_floor"))
        go_button(say("transition.months.to_terms"), "terms", key="months")
    else:
        _calendar(held, outlook)
        _numbers(held, outlook)
        _who_follows(held, outlook)
    _pairs(held)
    if held.actions:
        st.markdown(f"**{say('transition.months.actions')}**")
        show_actions(held, held.actions[:12], place="months")


def _calendar(held: Held, outlook: Outlook) -> None:
    """Every month in which something happens, with the income and the hours free from then on."""
    events: defaultdict[int, list[str]] = defaultdict(list)
    clients = held.work.clients
    for action in held.actions:
        number = (action.day.year - outlook.start.year) * 12 + action.day.month - outlook.start.month + 1
        if action.act != "tell":
            what = plain(f"transition.act.{action.act}", name=held.clients[action.client].name)
            events[number].append(say("transition.months.on_day", day=f"{action.day.day}", what=what))
    for goodbye in outlook.plan.goodbyes:
        name = clients[goodbye.client].name
        events[goodbye.told].append(say("transition.months.tell", name=name))
        events[goodbye.gone].append(say("transition.months.gone", name=name))
    for each in outlook.leaving:
        events[each.gone].append(say("transition.months.gone_told", name=clients[each.client].name))
    rows = []
    for number in sorted(events):
        if 1 <= number <= len(outlook.income):
            income, hours = money(outlook.income[number - 1], held.work), outlook.hours[number - 1]
        elif number < 1:
            income, hours = money(outlook.before, held.work), 0.0
        else:
            continue
        rows.append((month_words(outlook.month(number)), "; ".join(events[number]), esc(income), f"{hours:.0f}"))
    if not rows:
        st.markdown(say("transition.months.empty"))
        return
    heads = [say(f"transition.months.column_{name}") for name in ("month", "what", "income", "hours")]
    st.table({head: list(cells) for head, cells in zip(heads, zip(*rows, strict=True), strict=True)},
             border="horizontal", hide_index=True)  # fmt: skip


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
                    "transition.follow.row",
                    name=work.clients[row].name,
                    n=people(held, len(followers)),
                    names=name_all(names_of(held, followers), 6),
                    income=money(income, work),
                    counted=a_month(income / 12 * outlook.limits.damage, work),
                )
            )
    st.caption(say("transition.follow.how", share=f"{outlook.limits.damage:.0%}"))


def _pairs(held: Held) -> None:
    if not held.goodbyes:
        return
    st.markdown(f"**{say('transition.pairs.title')}**")
    for course in held.goodbyes:
        giver = held.clients.get(course.ask or "")
        name = held.clients[course.id].name
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if giver is not None:
                st.markdown(say("transition.pairs.pair", name=name, giver=giver.name))
            else:
                st.markdown(say("transition.pairs.alone", name=name))
                go_button(say("transition.pairs.choose", name=name), "person", course.id, key="pair")
