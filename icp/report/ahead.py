"""What comes: the transition with its plan, the message, Monday, promises and days, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator

from icp.charts.drawing_days import MOST as MOST_DAYS
from icp.charts.drawing_days import Mark, Row, draw_days
from icp.export.document import Block, Chart, Figure, Points, Quote, Section, Series, Text, Value
from icp.findings.journey import homework
from icp.findings.monday import name_of, promise_text, sentence, short_day, word_due
from icp.findings.outlook import SINKS, Held, trouble
from icp.findings.transition import (
    all_sinks,
    before_goodbyes,
    draw,
    draw_sinks,
    glad_senders,
    month_words,
    name_all,
    plan_finding,
    read_line,
    tell_line,
)
from icp.findings.words import date_words, money, plain, term
from icp.methods.due import find_return, list_due
from icp.methods.message_draft import Message
from icp.methods.partings import Outlook
from icp.monday import Change, find_monday
from icp.report.reading import MOST, Reading, column, quiet, tabulate

_SAID = ("line", "who", "not_for", "promise", "profile", "post")


# ── the transition ───────────────────────────────────────────────────────────────────────────────────────────────


def transition_section(read: Reading) -> Section | None:
    """Who stays on what terms, who goes when, and what it does to the income; nothing while nobody is to be sorted."""
    held = read.transition
    if not read.work.clients or not held.to_sort:
        return None
    outlook = held.outlook
    blocks: list[Block] = []
    if not held.goodbyes:
        heading = before_goodbyes(held, plain)
        if any(client.tier == SINKS for client in held.to_sort) and not all_sinks(held):
            drawing, alt = draw_sinks(held)
            blocks.append(Figure(heading, drawing, alt))
    elif outlook is None:
        names = [held.clients[course.id].name for course in held.goodbyes]
        heading = plain("transition.need_floor", names=name_all(names))
        blocks += quiet(plain("transition.floor_why"))
    else:
        heading = plan_finding(held, outlook, plain)
        blocks += [figure] if (figure := income_figure(read)) else []
        blocks += _plan(held, outlook)
        blocks += _odds(held, outlook)
    return Section("transition", heading, blocks=(*blocks, *_courses(held), *_pairs(held)))


def income_figure(read: Reading) -> Figure | None:
    """The income of the months ahead over what is needed; None without a plan or an income."""
    held = read.transition
    outlook = held.outlook
    if outlook is None or not held.goodbyes or not outlook.before:
        return None
    told = tell_line(held, outlook)
    months = tuple(f"{outlook.month(number):%b %Y}" for number in range(1, len(outlook.income) + 1))
    income = Series(plain("report.workbook.column_income"), tuple(outlook.income))
    floor = plain("transition.floor_line", amount=money(outlook.limits.floor, held.work))
    chart = Chart("line", months, (income, Series(floor, (outlook.limits.floor,) * len(months))), unit="money")
    return Figure(
        plan_finding(held, outlook, plain), draw(held, outlook, told), told, read_line(held, outlook, plain), chart,
        read_line(held, outlook, plain, drawn=False),
    )  # fmt: skip


def _plan(held: Held, outlook: Outlook) -> tuple[Block, ...]:
    """The months in which something changes."""
    going: dict[int, list[str]] = {}
    for number, row in [*((g.gone, g.client) for g in outlook.plan.goodbyes),
                        *((each.gone, each.client) for each in outlook.leaving)]:  # fmt: skip
        going.setdefault(number, []).append(held.work.clients[row].name)
    columns = (column("month"), column("without"), column("income", "money"), column("hours", "number"))
    rows = []
    for number, names in sorted(going.items()):
        inside = 1 <= number <= len(outlook.income)
        income = outlook.income[number - 1] if inside else None
        hours = round(outlook.hours[number - 1]) if inside else None
        rows.append((month_words(outlook.month(number)), name_all(names), income, hours))
    missing = [
        plain(f"transition.missing.{each.missing}", name=held.work.clients[each.client].name)
        for each in outlook.plan.refused[:MOST]
    ]
    return (*tabulate(columns, rows), *quiet(" ".join(missing)))


def _odds(held: Held, outlook: Outlook) -> Iterator[Text]:
    work, terms = held.work, term(held.work, many=True)
    if held.year is None or held.year.retention is None:
        yield Text(plain("transition.odds.no_year", terms=terms), quiet=True)
        return
    odds = held.odds
    if odds is None:
        return
    floor = money(outlook.limits.floor, work)
    yield Text(plain("transition.odds.never", n=odds.in_hundred, floor=floor))
    if odds.first_red is not None:
        month = month_words(outlook.month(odds.first_red))
        yield Text(plain("transition.odds.first_red", month=month, floor=floor))
    yield Text(
        plain("transition.odds.how", runs=f"{odds.runs:,}", year=str(held.year.year), terms=terms,
              kept=f"{held.year.retention:.0%}", share=f"{outlook.limits.damage:.0%}"), quiet=True,
    )  # fmt: skip
    if held.year.retention >= 0.999:
        yield Text(plain("transition.odds.too_good", year=str(held.year.year), terms=terms), quiet=True)
    if outlook.leaving:
        yield Text(plain("transition.odds.careful"), quiet=True)


def _courses(held: Held) -> tuple[Block, ...]:
    """What was decided about each."""
    told = {}
    if held.outlook is not None:
        ids = held.outlook.practice.ids
        going = [*((g.client, g.gone) for g in held.outlook.plan.goodbyes),
                 *((each.client, each.gone) for each in held.outlook.leaving)]  # fmt: skip
        told = {ids[row]: held.outlook.month(number) for row, number in going}
    columns = (column("client"), column("way"), column("why"), column("what"), column("last_day"))
    rows: list[tuple[Value, ...]] = []
    for course in held.decided:
        client = held.clients[course.id]
        if client.former:
            continue
        why = "; ".join(trouble(reason, held.work) for reason in course.reasons)
        gone = month_words(told[course.id]) if course.id in told else ""
        rows.append((client.name, plain(f"transition.way.{course.way}"), why, course.change, gone))
    return tabulate(columns, rows, caption=plain("report.workbook.courses"))


def _pairs(held: Held) -> tuple[Block, ...]:
    """Each goodbye beside the introduction that is asked for, or could be."""
    if not held.goodbyes:
        return ()
    free = [id for id in glad_senders(held) if id not in {course.ask for course in held.goodbyes}]
    lines = []
    for course in held.goodbyes:
        name = held.clients[course.id].name
        giver = held.clients.get(course.ask or "") or held.clients.get(free.pop(0) if free else "")
        key = "alone" if giver is None else "pair" if course.ask else "propose"
        lines.append(plain(f"transition.pairs.{key}", name=name, giver=giver.name if giver else ""))
    more = [plain("report.and_more", n=len(lines) - MOST)] if len(lines) > MOST else []
    return (Text(plain("report.workbook.pairs")), Points((*lines[:MOST], *more)), *quiet(plain("transition.pairs.why")))


# ── the message ──────────────────────────────────────────────────────────────────────────────────────────────────


def message_section(read: Reading) -> Section | None:
    """The line, whom it is for and not for, the promise, words for a profile and a post."""
    message = Message(read.work)
    said = {part: message.said(part).strip() for part in _SAID}
    line = message.line
    if not line:
        return None
    blocks: list[Block] = [Quote(line)]
    for part, words in said.items():
        if words and part != "line":
            blocks += [Text(plain(f"message.part.{part}")), Quote(words)]
    return Section("message", plain("message.mine"), blocks=tuple(blocks))


# ── Monday, promises, days ───────────────────────────────────────────────────────────────────────────────────────


def monday_section(read: Reading) -> Section | None:
    """What changes on Monday, each finding with its names and numbers."""
    changes = find_monday(read.work, read.today)
    if not changes:
        return None
    items = tuple(say_change(change, read) for change in changes)
    counted = quiet(plain("takeaway.monday_from"))
    return Section("monday", plain("report.workbook.monday"), blocks=(Points(items, ordered=True), *counted))


def say_change(change: Change, read: Reading) -> str:
    """One finding of Monday in its sentences."""
    return " ".join(sentence(change, read.work, plain))


def promises_section(read: Reading) -> Section | None:
    """The promises with their days and what became of them, and everything else that has a day."""
    work, today = read.work, read.today
    ahead = [due for due in list_due(work, today) if due.kind != "promise"]
    if not (work.promises or ahead):
        return None
    columns = (column("day", "date"), column("what"), column("about"), column("kept"))
    rows = [
        (each.due, promise_text(each), name_of(each.client, work) if work.client(each.client or "") else "",
         plain(f"takeaway.said_{each.kept}") if each.kept else plain("report.workbook.open"))
        for each in sorted(work.promises, key=lambda promise: promise.due)
    ]  # fmt: skip
    steps = [(due.day, word_due(due, work)) for due in ahead]
    drawn = len(ahead) + len(work.promises) < MOST_DAYS  # the picture names them all
    more = () if drawn else tabulate((column("day", "date"), column("what")), steps,
                                     caption=plain("report.workbook.ahead"))  # fmt: skip
    back = quiet(plain("report.workbook.back", day=date_words(find_return(work.created.date(), today))))
    caption = plain("report.workbook.promised")
    return Section("takeaway", plain("report.workbook.promises"),
                   blocks=(days_figure(read), *tabulate(columns, rows, caption=caption), *more, *back))  # fmt: skip


def days_figure(read: Reading) -> Figure:
    """The next days with something to do, and the day to come back."""
    work, today = read.work, read.today
    found = list_due(work, today)
    marked: list[tuple[str, str, Mark]] = []
    days = [(due.day, word_due(due, work), "promise" if due.kind == "promise" else "step") for due in found]
    days = days[: MOST_DAYS - 1]
    days.append((find_return(work.created.date(), today), plain("takeaway.due.back"), "back"))
    for day, words, mark in sorted(days, key=lambda row: row[0]):
        shown: Mark = "late" if day < today else mark  # type: ignore[assignment]  # one of the marks above
        marked.append((short_day(day, today), words, shown))
    told = "; ".join(f"{day}: {words}" for day, words, _ in marked)
    drawing = draw_days([Row(day, words, mark) for day, words, mark in marked], title=told)
    late = [plain("takeaway.days_late")] if any(mark == "late" for _, _, mark in marked) else []
    more = [plain("report.and_more", n=len(found) - MOST_DAYS + 1)] if len(found) >= MOST_DAYS else []
    return Figure(plain("takeaway.days"), drawing, told, " ".join([*more, plain("takeaway.days_reading"), *late]))


def todo_section(read: Reading) -> Section | None:
    """The steps of the workshop that are not done yet, with their minutes and days."""
    found = homework(read.work, read.today)
    if not found:
        return None
    lines = [
        plain("report.workbook.todo_row", page=page.title, n=page.minutes, day=date_words(day)) for page, day in found
    ]
    lead = plain("report.workbook.todo_lead")
    return Section("todo", plain("report.workbook.todo"), lead=lead, blocks=(Points(tuple(lines), boxes=True),))
