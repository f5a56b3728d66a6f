"""What the page opens on: one sentence, the income of the months ahead, and the plan to be kept."""

from __future__ import annotations

from datetime import date

import numpy as np
import streamlit as st

from icp.charts.svg import greyed
from icp.dealings import KeptPlan, Parting
from icp.findings.outlook import SINKS, Held, work_out
from icp.findings.transition import (
    all_sinks,
    before_goodbyes,
    draw,
    draw_sinks,
    name_all,
    names_of,
    plan_finding,
    read_line,
    tell_line,
)
from icp.findings.words import plain
from icp.methods.letters import word_day
from icp.methods.partings import Outlook, add_months, last_day
from icp.methods.transition import Relaxed
from icp.model import Workbook
from icp.sample import sample_workbook
from icp.ui import frame, state
from icp.ui.decide import decide
from icp.ui.menu import entry
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.text import money, say, term
from icp.ui.transition.act import go_button, open_section, set_course, show_actions, system_link
from icp.ui.transition.terms import ask_floor, set_terms

SAMPLE_DAY = date(2026, 11, 22)
_FEW = 3


def teach() -> None:
    """The empty page: what will stand here, with the sample's picture greyed."""
    held = work_out(sample_workbook(), SAMPLE_DAY)
    if held.outlook is not None:
        alt = plain("transition.empty_alt", what=tell_line(held, held.outlook))
        frame.teach("transition", picture=greyed(draw(held, held.outlook, alt, dark=is_dark())), alt=alt)


def open_page(held: Held) -> None:
    """The finding, the picture and the one action of this version."""
    _say_who_left(held)
    _say_trials(held)
    outlook = held.outlook
    if not held.to_sort:
        _nobody(held)
    elif not held.goodbyes:
        _before_goodbyes(held)
    elif outlook is None:
        names = [held.clients[course.id].name for course in held.goodbyes]
        frame.finding(say("transition.need_floor", names=name_all(names)))
        ask_floor("opening")
        st.caption(say("transition.floor_why"))
    else:
        _show_plan(held, outlook)


# ── before there is a plan ───────────────────────────────────────────────────────────────────────────────────────


def _nobody(held: Held) -> None:
    terms = term(held.work, many=True)
    if not any(client.tier for client in held.work.clients):
        frame.finding(say("transition.nobody_sorted", terms=terms))
        page = frame.find_page("roster")
        st.page_link(entry(page), label=say("transition.to_roster"), icon=page.icon)
    else:
        frame.finding(say("transition.no_sinks"))
        st.markdown(say("transition.no_sinks_how"))


def _before_goodbyes(held: Held) -> None:
    frame.finding(before_goodbyes(held, say))
    if all_sinks(held):
        st.markdown(say("transition.everyone_how"))
        system_link()
    elif any(client.tier == SINKS for client in held.to_sort):
        drawing, alt = draw_sinks(held, dark=is_dark())
        show_drawing(drawing, alt=alt)
    if not held.unsorted and held.actions:
        show_actions(held, held.actions[:1], place="opening")


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _show_plan(held: Held, outlook: Outlook) -> None:
    frame.finding(plan_finding(held, outlook, say))
    if outlook.before:
        told = tell_line(held, outlook)
        show_drawing(draw(held, outlook, told, dark=is_dark()), alt=told)
        read_out(read_line(held, outlook, say))
    _keep(held, outlook)
    _say_missing(held, outlook)
    if outlook.plan.status in ("some", "nobody", "under_floor"):
        _say_limit(held, outlook)


def kept_plan(held: Held, outlook: Outlook) -> KeptPlan:
    """The plan shown, as it is kept."""
    return KeptPlan(
        day=held.today,
        floor=outlook.limits.floor,
        partings=tuple(
            Parting(id=outlook.practice.ids[g.client], told=outlook.month(g.told), gone=outlook.month(g.gone))
            for g in outlook.plan.goodbyes
        ),
    )


def _keep(held: Held, outlook: Outlook) -> None:
    """The one action: keep the plan; kept, the first thing to do with its day."""
    plan, kept = kept_plan(held, outlook), held.work.dealings.plan
    if kept is not None and _still_to_say(held, kept) == plan.partings:
        st.success(say("transition.kept", day=f"{kept.day.day} {kept.day:%B}"), icon=":material/task_alt:")
    elif plan.partings:
        if kept is not None:
            st.info(say("transition.kept_other", day=f"{kept.day.day} {kept.day:%B}"), icon=":material/update:")
        st.button(
            say("transition.keep" if kept is None else "transition.keep_new"),
            key=state.widget_key("keep_plan"), type=frame.lead(), icon=":material/task_alt:",
            on_click=_accept, args=(plan, outlook.start),
        )  # fmt: skip
    if held.actions:
        st.markdown(f"**{say('transition.first')}**")
        show_actions(held, held.actions[:1], place="opening")


def _still_to_say(held: Held, kept: KeptPlan) -> tuple[Parting, ...]:
    """What is left of a kept plan: whoever was told, or is gone, is behind."""
    waiting = {course.id for course in held.goodbyes if course.said is None}
    return tuple(parting for parting in kept.partings if parting.id in waiting)


def _accept(plan: KeptPlan, start: date) -> None:
    """Keep the plan, and the month it begins in: "next month" would be another one when that month has come."""
    decide(plan=plan, terms=state.workbook().dealings.terms.model_copy(update={"start": start}))
    state.refresh_widgets()


def _say_missing(held: Held, outlook: Outlook) -> None:
    """Who was put forward and cannot be planned for yet, what is missing, and the way there."""
    refused = outlook.plan.refused
    if not refused:
        return
    with st.container(border=True, gap="small"):
        st.markdown(f"**{say('transition.missing.title')}**")
        for each in refused[:_FEW]:
            client = held.work.clients[each.client]
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(say(f"transition.missing.{each.missing}", name=client.name))
                go_button(say("transition.put_right", name=client.name), "person", client.id, key="missing")
                if each.missing == "system":
                    system_link()
        if len(refused) > _FEW:
            st.caption(say("transition.missing.more", n=len(refused) - _FEW))


# ── what binds ───────────────────────────────────────────────────────────────────────────────────────────────────


def _say_limit(held: Held, outlook: Outlook) -> None:
    """Who stays, which limit it is, by how much, and the button that gives way."""
    plan = outlook.plan
    with st.container(border=True, gap="small"):
        if plan.status == "under_floor":
            st.markdown(say("transition.bind.under_floor"))
            _relax_button(held, (Relaxed("floor", outlook.limits.floor - plan.short, plan.short),))
            return
        stays = names_of(held, [stay.client for stay in plan.stays])
        st.markdown(say("transition.bind.stays", names=name_all(stays)))
        with st.spinner(say("transition.reckoning")):
            binding = held.binding
        if binding is None:
            return
        for relaxed in binding.alone:
            st.markdown(_bind_words(held, relaxed))
            _relax_button(held, (relaxed,))
        if binding.together:
            st.markdown(say("transition.bind.together"))
            st.markdown("\n".join(f"- {_bind_words(held, relaxed)}" for relaxed in binding.together))
            _relax_button(held, binding.together)
        if not (binding.alone or binding.together):
            key = "others" if binding.complete else "unknown"
            st.markdown(say(f"transition.bind.{key}"))


def _bind_words(held: Held, relaxed: Relaxed) -> str:
    to, by = _values(held.work, relaxed)
    one = "_one" if by == "1" and relaxed.limit in ("months", "damage") else ""
    return say(f"transition.bind.{relaxed.limit}{one}", to=to, by=by)


def _values(work: Workbook, relaxed: Relaxed) -> tuple[str, str]:
    if relaxed.limit == "floor":
        return money(np.floor(max(relaxed.to, 0.0)), work), money(np.ceil(relaxed.by), work)
    if relaxed.limit == "damage":
        return f"{np.floor(100 * relaxed.to):.0f}%", f"{np.ceil(100 * relaxed.by):.0f}"
    return f"{relaxed.to:.0f}", f"{relaxed.by:.0f}"


def _relax_button(held: Held, relaxed: tuple[Relaxed, ...]) -> None:
    """One button that sets every limit of ``relaxed``; none where a limit would leave what terms may hold."""
    fields: dict[str, float | int] = {}
    for each in relaxed:
        whole = int(np.floor(each.to + 1e-9)) if each.limit == "floor" else round(each.to)
        fields[each.limit] = np.floor(100 * each.to + 1e-9) / 100 if each.limit == "damage" else max(whole, 0)
    if fields.get("months", 0) > 24 or fields.get("cap", 0) > 20:
        st.caption(say("transition.bind.too_far"))
        return
    first = relaxed[0]
    to, _ = _values(held.work, first)
    label = say(f"transition.relax.{first.limit}", to=to) if len(relaxed) == 1 else say("transition.relax.together")
    key = state.widget_key("relax", *(each.limit for each in relaxed))
    st.button(label, key=key, icon=":material/tune:", on_click=_relax, args=(fields,))


def _relax(fields: dict[str, float | int]) -> None:
    set_terms(**fields)
    state.refresh_widgets()


# ── who has gone ─────────────────────────────────────────────────────────────────────────────────────────────────


def _say_who_left(held: Held) -> None:
    """On somebody's last day: one tap makes a former client of them, another takes it back."""
    for course in held.goodbyes:
        if course.said is None or held.today < last_day(course.said, course.notice):
            continue
        client = held.clients[course.id]
        with st.container(border=True, gap="small"):
            st.markdown(say("transition.last_day_here", name=client.name))
            st.button(
                say("transition.mark_former", name=client.name), key=state.widget_key("former", client.id),
                icon=":material/logout:", on_click=_mark, args=(client.id, "former"),
            )  # fmt: skip
    for course in held.courses.values():
        client = held.clients[course.id]
        if client.former and course.way == "goodbye" and course.said is not None:
            left = add_months(last_day(course.said, course.notice), 1)
            if held.today <= left:
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.markdown(say("transition.has_left", name=client.name))
                    st.button(
                        say("transition.not_left"), key=state.widget_key("stays", client.id), type="tertiary",
                        icon=":material/undo:", on_click=_mark, args=(client.id, "present"),
                    )  # fmt: skip


def _mark(id: str, status: str) -> None:
    state.set_value(id, status=status)


def _say_trials(held: Held) -> None:
    """A try whose day has come: it worked, it needs longer, or it did not."""
    for course in held.courses.values():
        client = held.clients[course.id]
        if course.way != "change" or course.trial is None or course.trial > held.today or client.former:
            continue
        with st.container(border=True, gap="small"):
            st.markdown(say("transition.trial.over", name=client.name, day=word_day(course.trial)))
            with st.container(horizontal=True, gap="small"):
                for answer, icon in (("worked", "check"), ("longer", "update"), ("failed", "close")):
                    st.button(
                        say(f"transition.trial.{answer}"), key=state.widget_key("trial", answer, client.id),
                        icon=f":material/{icon}:", on_click=_end_trial, args=(client.id, answer, held.today),
                    )  # fmt: skip


def _end_trial(id: str, answer: str, today: date) -> None:
    if answer == "longer":
        set_course(id, trial=add_months(today, 1))
    elif answer == "worked":
        set_course(id, way="cherish")
    else:
        set_course(id, way="goodbye")
        open_section("person", id)
    state.refresh_widgets()
