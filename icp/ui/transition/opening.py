"""What the page opens on: one sentence, the income of the months ahead, and the plan to be kept."""

from __future__ import annotations

from datetime import date

import numpy as np
import streamlit as st

from icp.charts.drawing import draw_shares
from icp.charts.drawing_income import MOST_NAMED, draw_income
from icp.charts.svg import greyed
from icp.dealings import KeptPlan, Parting
from icp.methods.partings import Outlook, add_months, last_day
from icp.methods.transition import Relaxed
from icp.model import Workbook
from icp.sample import sample_workbook
from icp.ui import frame, state
from icp.ui.decide import decide
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.text import money, say, term
from icp.ui.transition.act import go_button, open_section, set_course, show_actions, system_link
from icp.ui.transition.outlook import SINKS, Held, work_out
from icp.ui.transition.terms import ask_floor, set_terms
from icp.ui.transition.words import (
    a_month,
    day_words,
    describe,
    hours_words,
    month_words,
    name_all,
    names_of,
    people,
    plain,
)

SAMPLE_DAY = date(2026, 11, 22)
_FEW = 3


def teach() -> None:
    """The empty page: what will stand here, with the sample's picture greyed."""
    held = work_out(sample_workbook(), SAMPLE_DAY)
    if held.outlook is not None:
        alt = plain("transition.empty_alt", what=_tell_line(held, held.outlook))
        frame.teach("transition", picture=greyed(_draw(held, held.outlook, alt)), alt=alt)


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
        st.page_link(frame.page_file(page), label=say("transition.to_roster"), icon=page.icon)
    else:
        frame.finding(say("transition.no_sinks"))
        st.markdown(say("transition.no_sinks_how"))


def _before_goodbyes(held: Held) -> None:
    sinks = [client for client in held.to_sort if client.tier == SINKS]
    if _all_sinks(held):
        frame.finding(say("transition.everyone", terms=term(held.work, many=True)))
        st.markdown(say("transition.everyone_how"))
        system_link()
    elif held.unsorted:
        frame.finding(_weigh_sinks(held, len(sinks)))
    else:
        key = "all_stay_one" if len(held.to_sort) == 1 else "all_stay"
        frame.finding(say(f"transition.{key}", names=name_all([c.name for c in held.to_sort]), n=len(held.to_sort)))
    if sinks and not _all_sinks(held):
        _show_shares(held)
    if not held.unsorted and held.actions:
        show_actions(held, held.actions[:1], place="opening")


def _all_sinks(held: Held) -> bool:
    rated = [client.tier for client in held.work.clients if client.tier and not client.former]
    return len(rated) > 1 and set(rated) == {SINKS}


def _share(amounts: np.ndarray, held: Held) -> float | None:
    """The heart sinks' share of an amount over present clients; None where under half of it is known."""
    present = held.practice.present
    known = present & np.isfinite(amounts)
    total = float(amounts[known].sum())
    if not total or 2 * int(known.sum()) < int(present.sum()):
        return None
    return float(amounts[known & (held.practice.tier == SINKS)].sum()) / total


def _weigh_sinks(held: Held, number: int) -> str:
    hours, income = _share(held.practice.hours, held), _share(held.practice.value, held)
    who = people(held, number)
    if not number:
        return say("transition.by_hand_only", n=len(held.unsorted))
    if number == 1:
        (only,) = (client for client in held.to_sort if client.tier == SINKS)
        return say("transition.weigh_one", name=only.name, what=describe(held, only.id))
    if hours is not None and income is not None:
        return say("transition.weigh_both", who=who, hours=f"{hours:.0%}", income=f"{income:.0%}")
    if income is not None:
        return say("transition.weigh_income", who=who, income=f"{income:.0%}")
    return say("transition.weigh_count", who=who)


def _show_shares(held: Held) -> None:
    practice = held.practice
    names = [plain(f"transition.feeling.{tier}") for tier in (1, 2, 3, 0)]
    bars = []
    for what, amounts in (
        ("clients", np.ones(len(practice.ids))),
        ("income", practice.value),
        ("hours", practice.hours),
    ):
        known = np.where(practice.present, np.nan_to_num(amounts), 0.0)
        if total := float(known.sum()):
            shares = [float(known[practice.tier == tier].sum()) / total for tier in (1, 2, 3, 0)]
            bars.append((plain(f"transition.share.{what}", terms=term(held.work, many=True)), shares))
    alt = "; ".join(f"{words}: {shares[2]:.0%}" for words, shares in bars)
    alt = plain("transition.shares_alt", what=alt)
    show_drawing(draw_shares(bars, names=names, title=alt, dark=is_dark()), alt=alt)


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _show_plan(held: Held, outlook: Outlook) -> None:
    plan, work = outlook.plan, held.work
    floor = money(outlook.limits.floor, work)
    going = names_of(held, [goodbye.client for goodbye in plan.goodbyes])
    if not outlook.before:
        frame.finding(say("transition.no_income", terms=term(work, many=True)))
    elif plan.status == "under_floor":
        short = money(plan.short, work)
        frame.finding(say("transition.under_floor", floor=floor, income=a_month(outlook.before, work), short=short))
    elif going:
        free = outlook.hours[-1]
        key = "going_hours" if free >= 0.5 else "going"
        names = name_all(going)
        frame.finding(say(f"transition.{key}", names=names, hours=hours_words(free), floor=floor))
    elif outlook.leaving and not outlook.candidates:
        names = name_all(names_of(held, [each.client for each in outlook.leaving]))
        frame.finding(say("transition.told_all", names=names, floor=floor))
    elif plan.status == "no_candidates":
        names = name_all(names_of(held, [refused.client for refused in plan.refused]))
        frame.finding(say("transition.not_ready", names=names))
    else:
        frame.finding(say("transition.nobody_can", floor=floor))
    if outlook.before:
        told = _tell_line(held, outlook)
        show_drawing(_draw(held, outlook, told), alt=told)
        read_out(_read_line(held, outlook))
    _keep(held, outlook)
    _say_missing(held, outlook)
    if plan.status in ("some", "nobody", "under_floor"):
        _say_limit(held, outlook)


def _draw(held: Held, outlook: Outlook, title: str) -> str:
    gone: dict[int, list[str]] = {}
    partings = [(g.gone, g.client) for g in outlook.plan.goodbyes] + [(g.gone, g.client) for g in outlook.leaving]
    for month, row in sorted(partings):
        if 1 <= month <= len(outlook.income):
            gone.setdefault(month, []).append(held.work.clients[row].name)
    months = [outlook.month(number) for number in range(1, len(outlook.income) + 1)]
    every = 3 if len(months) > 6 else 1 if len(months) < 5 else 2
    wide = [f"{day:%b %Y}" if at == 0 or day.month <= every else f"{day:%b}" for at, day in enumerate(months)]
    return draw_income(
        outlook.income,
        outlook.limits.floor,
        today=outlook.before,
        gone={month: _few(names) for month, names in gone.items()},
        months=[words if at % every == 0 else "" for at, words in enumerate(wide)],
        amount=lambda amount: money(amount, held.work),
        floor_words=plain("transition.floor_line", amount=money(outlook.limits.floor, held.work)),
        title=title,
        dark=is_dark(),
    )


def _few(names: list[str]) -> str:
    return plain("transition.without", names=name_all(names, 2 if len(names) > 2 else len(names)))


def _tell_line(held: Held, outlook: Outlook) -> str:
    """The picture in words."""
    work = held.work
    steps = [
        plain("transition.alt_gone", month=month_words(outlook.month(g.gone)), name=work.clients[g.client].name)
        for g in outlook.plan.goodbyes[:MOST_NAMED]
    ]
    return plain(
        "transition.alt",
        before=money(outlook.before, work),
        last=money(outlook.income[-1], work),
        month=month_words(outlook.month(len(outlook.income))),
        floor=money(outlook.limits.floor, work),
        steps=" ".join(steps),
    )


def _read_line(held: Held, outlook: Outlook) -> str:
    work, plan = held.work, outlook.plan
    parts = [say("transition.reading", lowest=money(outlook.lowest, work), floor=money(outlook.limits.floor, work))]
    if max(plan.at_risk, default=0.0) > 0.5:
        parts.append(say("transition.reading_risk", amount=a_month(max(plan.at_risk), work)))
    steps = {goodbye.gone for goodbye in plan.goodbyes} | {each.gone for each in outlook.leaving}
    if len(steps) > MOST_NAMED:
        parts.append(say("transition.reading_unnamed", n=len(steps) - MOST_NAMED))
    if not plan.ramp[-1]:
        parts.append(say("transition.reading_no_new", terms=term(work, many=True)))
    if plan.unvalued:
        parts.append(say("transition.reading_unvalued", who=people(held, plan.unvalued)))
    if plan.gap > 0 and not plan.proven:
        parts.append(say("transition.reading_gap", share=f"{plan.gap:.0%}"))
    return " ".join(parts)


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
            on_click=_accept, args=(plan,),
        )  # fmt: skip
    if held.actions:
        st.markdown(f"**{say('transition.first')}**")
        show_actions(held, held.actions[:1], place="opening")


def _still_to_say(held: Held, kept: KeptPlan) -> tuple[Parting, ...]:
    """What is left of a kept plan: whoever was told, or is gone, is behind."""
    waiting = {course.id for course in held.goodbyes if course.said is None}
    return tuple(parting for parting in kept.partings if parting.id in waiting)


def _accept(plan: KeptPlan) -> None:
    decide(plan=plan)


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
    return say(f"transition.bind.{relaxed.limit}", to=to, by=by)


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
            st.markdown(say("transition.trial.over", name=client.name, day=day_words(course.trial)))
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
