"""The transition in words: days, people and sums, what the plan comes to, and the income ahead as a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from icp.charts.drawing import draw_shares
from icp.charts.drawing_income import MOST_NAMED, draw_income
from icp.dealings import Course
from icp.findings.outlook import SINKS, Held
from icp.findings.words import Wording, counted, enumerate_words, money, plain, term
from icp.methods.partings import Outlook, last_day
from icp.model import Workbook

MOST_NAMES = 4


def name_all(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """ "Ines, Tom and Carla"; "Ines, Tom, Carla and 5 more" where there are more than ``most``."""
    return enumerate_words(names, most)


def month_words(day: date) -> str:
    """ "January 2027"."""
    return f"{day:%B %Y}"


def a_month(amount: float, work: Workbook) -> str:
    """ "€1,150 a month"."""
    return plain("transition.a_month", amount=money(amount, work))


def hours_words(hours: float) -> str:
    """Hours a month as people say them: "11 hours", "half an hour"."""
    if 0 < hours < 1:
        return plain("transition.under_an_hour")
    return counted(round(hours), "hour")


def describe(held: Held, id: str) -> str:
    """What is known of somebody: "€13,800 a year, 330 hours, €42 an hour; brought 2 clients (€4,200)"."""
    work, row = held.work, held.rows[id]
    value, hours = float(held.practice.value[row]), float(held.practice.hours[row])
    parts = []
    if np.isfinite(value):
        parts.append(plain("transition.a_year", amount=money(value, work)))
    if np.isfinite(hours):
        parts.append(plain("transition.a_year", amount=counted(round(hours), "hour")))
    if np.isfinite(value) and np.isfinite(hours) and hours > 0:
        parts.append(plain("transition.an_hour", amount=money(value / hours, work, cents_under=10)))
        cost = work.dealings.terms.hour_cost
        if cost:
            parts.append(plain("transition.leaves", amount=money(value - hours * cost, work)))
    brought = held.practice.reach([row])[0]
    if brought:
        income = float(np.nansum(held.practice.value[list(brought)]))
        what = counted(len(brought), work.text("term", "client"))
        parts.append(
            plain("transition.brought_income", what=what, amount=money(income, work))
            if income
            else plain("transition.brought", what=what)
        )
    return ", ".join(parts) or plain("transition.nothing_known")


def names_of(held: Held, rows: Iterable[int]) -> list[str]:
    """Names of rows of the list."""
    return [held.work.clients[row].name for row in rows]


def people(held: Held, number: int) -> str:
    """ "3 clients", in the owner's own word."""
    return f"{number} {term(held.work, many=number != 1)}"


# ── the finding and its picture ──────────────────────────────────────────────────────────────────────────────────


def before_goodbyes(held: Held, wording: Wording) -> str:
    """The finding while nobody is to go, in ``wording``; for a list somebody of which is to be sorted."""
    sinks = [client for client in held.to_sort if client.tier == SINKS]
    if all_sinks(held):
        return wording("transition.everyone", terms=term(held.work, many=True))
    if held.unsorted:
        return _weigh_sinks(held, len(sinks), wording)
    key = "all_stay_one" if len(held.to_sort) == 1 else "all_stay"
    return wording(f"transition.{key}", names=name_all([c.name for c in held.to_sort]), n=len(held.to_sort))


def all_sinks(held: Held) -> bool:
    """Whether the heart sinks for everybody who is rated, more than one."""
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


def _weigh_sinks(held: Held, number: int, wording: Wording) -> str:
    hours, income = _share(held.practice.hours, held), _share(held.practice.value, held)
    who = people(held, number)
    if not number:
        return wording("transition.by_hand_only", n=len(held.unsorted))
    if number == 1:
        (only,) = (client for client in held.to_sort if client.tier == SINKS)
        return wording("transition.weigh_one", name=only.name, what=describe(held, only.id))
    if hours is not None and income is not None:
        return wording("transition.weigh_both", who=who, hours=f"{hours:.0%}", income=f"{income:.0%}")
    if income is not None:
        return wording("transition.weigh_income", who=who, income=f"{income:.0%}")
    return wording("transition.weigh_count", who=who)


def draw_sinks(held: Held, *, dark: bool = False) -> tuple[str, str]:
    """What everybody takes and brings by feeling, as SVG text, and the same in words."""
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
    return draw_shares(bars, names=names, title=alt, dark=dark), alt


def plan_finding(held: Held, outlook: Outlook, wording: Wording) -> str:
    """What the plan comes to, in one sentence, in ``wording``."""
    plan, work = outlook.plan, held.work
    floor = money(outlook.limits.floor, work)
    going = names_of(held, [goodbye.client for goodbye in plan.goodbyes])
    if not outlook.before:
        return wording("transition.no_income", terms=term(work, many=True))
    if plan.status == "under_floor":
        short = money(plan.short, work)
        return wording("transition.under_floor", floor=floor, income=a_month(outlook.before, work), short=short)
    if going:
        free = outlook.hours[-1]
        key = "going_hours" if free >= 0.5 else "going"
        names = name_all(going)
        return wording(f"transition.{key}", names=names, hours=hours_words(free), floor=floor)
    if outlook.leaving and not outlook.candidates:
        names = name_all(names_of(held, [each.client for each in outlook.leaving]))
        return wording("transition.told_all", names=names, floor=floor)
    if plan.status == "no_candidates":
        names = name_all(names_of(held, [refused.client for refused in plan.refused]))
        return wording("transition.not_ready", names=names)
    return wording("transition.nobody_can", floor=floor)


def draw(held: Held, outlook: Outlook, title: str, *, dark: bool = False) -> str:
    """The income of the months ahead over what is needed, as SVG text."""
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
        dark=dark,
    )


def _few(names: list[str]) -> str:
    return plain("transition.without", names=name_all(names, 2 if len(names) > 2 else len(names)))


def tell_line(held: Held, outlook: Outlook) -> str:
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


def read_line(held: Held, outlook: Outlook, wording: Wording, *, drawn: bool = True) -> str:
    """What the picture leaves out and what it stands on, in ``wording``.

    ``drawn`` False: the picture is not the drawing of this module.
    """
    work, plan = held.work, outlook.plan
    read = "transition.reading" if drawn else "transition.reading_plain"
    parts = [wording(read, lowest=money(outlook.lowest, work), floor=money(outlook.limits.floor, work))]
    if max(plan.at_risk, default=0.0) > 0.5:
        parts.append(wording("transition.reading_risk", amount=a_month(max(plan.at_risk), work)))
    steps = {goodbye.gone for goodbye in plan.goodbyes} | {each.gone for each in outlook.leaving}
    if drawn and len(steps) > MOST_NAMED:
        parts.append(wording("transition.reading_unnamed", n=len(steps) - MOST_NAMED))
    if not plan.ramp[-1]:
        parts.append(wording("transition.reading_no_new", terms=term(work, many=True)))
    if plan.unvalued:
        parts.append(wording("transition.reading_unvalued", who=people(held, plan.unvalued)))
    if plan.gap > 0 and not plan.proven:
        parts.append(wording("transition.reading_gap", share=f"{plan.gap:.0%}"))
    return " ".join(parts)


# ── who goes, and who is asked ───────────────────────────────────────────────────────────────────────────────────


def planned_last(held: Held, course: Course) -> date | None:
    """The last day if it is said when the plan says so, or today where that day is over or the plan has none.

    Reckoned as it will be once it was said, or a letter would promise another day than the one that is kept to.
    """
    if not course.notice:
        return None
    told = held.today
    if held.outlook is not None:
        for goodbye in held.outlook.plan.goodbyes:
            if held.outlook.practice.ids[goodbye.client] == course.id:
                told = max(told, held.outlook.month(goodbye.told))
    return last_day(told, course.notice)


def may_be_told(held: Held, course: Course) -> bool:
    """Whether a goodbye may be said or written: every step before it is taken, and it is for a behaviour."""
    return not held.ahead(course) and bool(set(course.reasons) & set(held.practice.behaviours))


def has_month(held: Held, course: Course) -> bool:
    """Whether the plan says when they go; True where there is no plan, and the owner says it."""
    outlook = held.outlook
    return outlook is None or course.id in {outlook.practice.ids[each.client] for each in outlook.plan.goodbyes}


def glad_senders(held: Held) -> dict[str, str]:
    """Glad clients by id, those who brought most glad ones first; in words for a list, plain text. Nobody who goes."""
    practice, clients = held.practice, held.work.clients
    going = {course.id for course in held.goodbyes}
    glad = [row for row, c in enumerate(clients) if c.tier == 1 and not c.former and c.id not in going]
    brought = dict(zip(glad, practice.reach(glad), strict=True))
    good = {row: sum(practice.tier[at] == 1 for at in rows) for row, rows in brought.items()}
    glad.sort(key=lambda row: (-good[row], -len(brought[row]), clients[row].name))
    return {
        clients[row].id: plain("transition.person.giver", name=clients[row].name, n=len(brought[row]), glad=good[row])
        if brought[row]
        else clients[row].name
        for row in glad
    }
