"""Every figure of the work as tables, a sheet a part and all rows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from icp.catalogue import Question, catalogue
from icp.export.client_list import is_belief
from icp.export.document import CellKind, Column, Document, Section, Table, Text, Value
from icp.findings.comparison import feeling_of, wish_of
from icp.findings.journey import homework
from icp.findings.monday import name_of, promise_text, word_due
from icp.findings.names import COVER
from icp.findings.outlook import trouble
from icp.findings.system import annoyance_label, verdict_of
from icp.findings.transition import month_words, name_all
from icp.findings.words import capital, plain
from icp.methods.due import list_due
from icp.methods.message_draft import PARTS, Message
from icp.methods.screening import reasons
from icp.methods.spoken import fair_words
from icp.model import Cell, OwnQuestion, Workbook
from icp.report.opening import document, entitle
from icp.report.reading import Reading, known
from icp.report.rules import find_version
from icp.wishes import is_never, wish_label, wish_target

_KINDS: Mapping[str, CellKind] = {"range": "number", "scale": "number", "date": "date"}
_SHOWN_APART = ("name", "first_name", "last_name", "tier", "status")
_STATES = ("met", "partly", "not", "unknown")


@document
def build_book(work: Workbook, today: date) -> Document:
    """What the file is, then every table there is something in. Beliefs of single people are in none of them."""
    read = Reading(work, today)
    tables = tuple(_tables(read))
    return entitle("book", work, today, (_about(work), *tables))


def _about(work: Workbook) -> Section:
    hidden = any(client.name == plain("roster.hidden", n=at) for at, client in enumerate(work.clients, start=1))
    said = [plain("report.book.private_hidden" if hidden else "report.book.private"), plain("report.book.fit"),
            plain("report.book.beliefs")]  # fmt: skip
    said += [plain("report.book.regulated")] if work.regulated else []
    return Section("about", plain("report.book.about"), lead=plain("report.book.lead"), blocks=tuple(map(Text, said)))


def _tables(read: Reading) -> Iterator[Section]:
    for make in (
        _clients, _wishes, _reasons, _years, _sources, _overlap, _senders, _musts, _prospects, _providers, _rules,
        _agreements, _breaches, _system, _courses, _plan, _promises, _days, _homework, _message, _answers, _receipts,
    ):  # fmt: skip
        found = make(read)
        if found is not None:
            columns, rows = found
            if rows:
                sheet = plain(f"report.book.{make.__name__[1:]}")
                table = Table(tuple(columns), tuple(tuple(row) for row in rows))
                yield Section(make.__name__[1:], sheet, blocks=(table,), sheet=sheet)


Made = tuple[Sequence[Column], Sequence[Sequence[Value]]] | None


def _columns(*named: str) -> list[Column]:
    """Columns by id; a kind after a colon, decimals after a second one."""
    found = []
    for name in named:
        id, kind, decimals = [*name.split(":"), "", ""][:3]
        found.append(Column(plain(f"report.book.column.{id}"), kind or "text", int(decimals or 0)))  # type: ignore[arg-type]
    return found


def _yes(flag: bool) -> str:
    return plain("report.book.yes") if flag else ""


# ── clients and wishes ───────────────────────────────────────────────────────────────────────────────────────────


def _clients(read: Reading) -> Made:
    work = read.work
    if not work.clients:
        return None
    held = read.comparison
    scored = held.scored
    used = {id for client in work.clients for id in client.values}
    every: tuple[Question | OwnQuestion, ...] = (*catalogue().fields.values(), *work.questions)
    asked = [q for q in every if q.id in used and q.id not in _SHOWN_APART and not is_belief(q)]
    columns = _columns("name", "status", "feeling", "fit:fit", "low:fit", "high:fit", "known:percent", "service:fit",
                       "affinity:fit", "musts")  # fmt: skip
    columns += [Column(q.label, _kind(q), _decimals(q, work)) for q in asked]
    wished = held.has_wishes
    rows: list[list[Value]] = []
    for row, client in enumerate(work.clients):
        answered = wished and scored.coverage[row] > 0
        figures = [known(figure[row]) if answered else None for figure in (scored.match, scored.low, scored.high)]
        rows.append([
            client.name, plain("compare.former") if client.former else "", feeling_of(held, row), *figures,
            known(scored.coverage[row]) if wished else None, known(scored.service[row]), known(held.feels_right[row]),
            plain(f"compare.must.{scored.absolutes[row]}") if work.avatar.absolutes else "",
            *(_cell(q, client.values.get(q.id)) for q in asked),
        ])  # fmt: skip
    return columns, rows


def _kind(question: Question | OwnQuestion) -> CellKind:
    if isinstance(question, Question) and question.unit == "money":
        return "money"
    return _KINDS.get(question.kind, "text")


def _decimals(question: Question | OwnQuestion, work: Workbook) -> int:
    """One where somebody has a broken number, none else."""
    numbers = (client.values.get(question.id) for client in work.clients)
    return int(any(isinstance(number, float) and not number.is_integer() for number in numbers))


def _cell(question: Question | OwnQuestion, cell: Cell | None) -> Value:
    """A cell as its column says: a chosen answer in its words, a day as a day."""
    if cell is None or isinstance(cell, bool):
        return None if cell is None else plain(f"report.book.{'yes' if cell else 'no'}")
    kind = _kind(question)
    if kind == "date":
        try:
            return date.fromisoformat(str(cell)[:10])
        except ValueError:
            return str(cell)
    if kind in ("number", "money"):
        return cell if isinstance(cell, int | float) else _number(str(cell))
    return question.option_label(cell) if isinstance(question, Question) and question.options else str(cell)


def _number(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if np.isfinite(number) else text


def _wishes(read: Reading) -> Made:
    work = read.work
    weights = dict(zip(read.comparison.scored.ids, read.comparison.scored.weights.tolist(), strict=True))
    rows = [
        (wish_label(c, work), wish_target(c, work), plain(f"report.book.column.{c.part or 'service'}"), c.rank,
         weights.get(c.id) or None, _yes(c.absolute), _yes(is_never(c)))
        for c in work.avatar.criteria
    ]  # fmt: skip
    return _columns("wish", "asked", "part", "place:number", "weight:percent:1", "must", "never"), rows


def _reasons(read: Reading) -> Made:
    """Why each fit is what it is, a row a client and wish: the points add up to the fit above the list's average."""
    work, held = read.work, read.comparison
    if not work.clients or not held.has_wishes:
        return None
    scored = held.scored
    weighed = [at for at in np.argsort(-scored.weights, kind="stable").tolist() if scored.weights[at] > 0]
    labels = {at: wish_of(held, work, scored.ids[at]) for at in weighed}
    words = [plain(f"compare.state.{state}") for state in _STATES]
    states = np.select([scored.unknown, scored.values >= 1, scored.values > 0], [3, 0, 1], 2)
    rows = [
        (held.names[row], labels[at], words[states[row, at]], float(scored.points[row, at]))
        for row in range(len(work.clients)) for at in weighed
    ]  # fmt: skip
    return _columns("client", "wish", "state", "points:number:1"), rows


def _years(read: Reading) -> Made:
    rows = [
        (year.year, year.clients, year.sales, year.income, year.average_sale, year.frequency, year.retention,
         _yes(year.whole))
        for year in read.work.sales_years
    ]  # fmt: skip
    return _columns("year", "clients:number", "sales:number", "income:money", "average:money", "often:number:1",
                    "stayed:percent", "whole"), rows  # fmt: skip


# ── referrals ────────────────────────────────────────────────────────────────────────────────────────────────────


def _sources(read: Reading) -> Made:
    if not read.work.clients:
        return None
    rows = [
        (r.source, r.clients, r.rated, r.loved, r.sinks, r.rate, r.low, r.high, r.value,
         plain(f"report.workbook.{r.reading}"))
        for r in read.referrals.rates
    ]  # fmt: skip
    return _columns("source", "clients:number", "rated:number", "loved:number", "sinks:number", "rate:percent",
                    "rate_low:percent", "rate_high:percent", "value:money", "says"), rows  # fmt: skip


def _overlap(read: Reading) -> Made:
    if not read.work.clients:
        return None
    pairs = [pair for pair in read.referrals.pairs() if pair.both]
    rows = [(p.a, p.b, p.both, round(p.both / p.overlap_coefficient), p.overlap_coefficient) for p in pairs]
    return _columns("first", "second", "both:number", "small:number", "share:percent"), rows


def _senders(read: Reading) -> Made:
    if not read.work.clients:
        return None
    rows = [(s.name, len(s.direct), s.clients, s.loved, s.value, s.own or None) for s in read.referrals.senders]
    return _columns("name", "sent:number", "brought:number", "loved:number", "value:money", "own:money"), rows


# ── must-haves, prospects, rules ─────────────────────────────────────────────────────────────────────────────────


def _musts(read: Reading) -> Made:
    work = read.work
    rows = []
    for must in work.avatar.absolutes:
        words, price = fair_words(must, work), read.prices.of(must.id) if work.clients else None
        figures = (price.fails, price.value, round(price.hours)) if price is not None else (None, None, None)
        rows.append((wish_label(must, work), words.sentence, words.why, words.question, words.good, words.worrying,
                     *figures))  # fmt: skip
    return _columns("must", "sentence", "why", "question", "good", "worrying", "fails:number", "cost:money",
                    "hours:number"), rows  # fmt: skip


def _prospects(read: Reading) -> Made:
    rows = [
        (p.name, p.day, p.source, plain(f"screen.outcome.{p.outcome}"), "; ".join(reasons(p, "no")),
         "; ".join(reasons(p, "unsure")), p.decide_by if p.outcome == "waiting" else None, p.note)
        for p in read.work.dealings.prospects
    ]  # fmt: skip
    return _columns("name", "day:date", "source", "outcome", "missing", "unsure", "decides:date", "note"), rows


def _providers(read: Reading) -> Made:
    rows = [(each.name, each.suits, each.contact) for each in read.work.dealings.providers]
    return _columns("name", "suits", "contact"), rows


def _rules(read: Reading) -> Made:
    """Every shared version, the newest first, then what is not shared yet."""
    dealings = read.work.dealings
    versions = sorted(dealings.versions, key=lambda version: -version.number)
    draft = () if versions else tuple(filter(None, (find_version(read.work, read.today)[0],)))
    me = plain("report.workbook.me")
    rows = [
        (version.number if versions else None, version.day, rule.group, rule.expectation, rule.reason,
         rule.consequence, rule.follow_up or me)
        for version in (*versions, *draft) for rule in version.rules
    ]  # fmt: skip
    return _columns("version:number", "day:date", "group", "rule", "why", "otherwise", "reminds"), rows


def _agreements(read: Reading) -> Made:
    rows = [
        (a.name, a.version, plain(f"report.book.standing.{a.state}"), a.sent, a.signed_on, a.signed_by)
        for a in read.work.dealings.agreements
    ]
    return _columns("client", "version:number", "standing", "sent:date", "signed:date", "signed_by"), rows


def _breaches(read: Reading) -> Made:
    rows = [
        (b.day, name_of(b.client, read.work), b.expectation, b.note, _yes(b.settled))
        for b in sorted(read.work.dealings.breaches, key=lambda breach: breach.day)
    ]
    return _columns("day:date", "client", "rule", "note", "settled"), rows


# ── own system, transition ───────────────────────────────────────────────────────────────────────────────────────


def _system(read: Reading) -> Made:
    if not read.work.clients:
        return None
    found, days = read.system, {own.id: own.due for own in read.work.dealings.systems}
    rows: list[tuple[Value, ...]] = []
    for each in found.annoyances:
        if each.finding.prevalence.all[1]:
            counts = [count for pair in each.finding.prevalence.by_tier for count in pair]
            step = found.parts[each.column].step.step
            do = catalogue().words["system"]["do"].get(step, "")
            rows.append((found.labels[each.column], plain(f"system.verdict.{verdict_of(each.finding)}"), *counts,
                         capital(do), days.get(each.column)))  # fmt: skip
    return _columns("trouble", "pattern", "glad_n:number", "glad_of:number", "fine_n:number", "fine_of:number",
                    "sinks_n:number", "sinks_of:number", "step", "due:date"), rows  # fmt: skip


def _courses(read: Reading) -> Made:
    if not read.work.dealings.courses:
        return None
    held = read.transition
    rows = [
        (held.clients[c.id].name, plain(f"transition.way.{c.way}"), "; ".join(trouble(r, read.work) for r in c.reasons),
         c.change, c.talk, c.terms, c.trial, c.said, c.notice)
        for c in held.decided
    ]  # fmt: skip
    return _columns("client", "way", "because", "change", "talk:date", "terms:date", "trial:date", "said:date",
                    "notice:number"), rows  # fmt: skip


def _plan(read: Reading) -> Made:
    if not read.work.clients or not read.work.dealings.courses:
        return None
    held = read.transition
    outlook = held.outlook
    if outlook is None or not held.goodbyes:
        return None
    going: dict[int, list[str]] = {}
    for number, row in [*((g.gone, g.client) for g in outlook.plan.goodbyes),
                        *((each.gone, each.client) for each in outlook.leaving)]:  # fmt: skip
        going.setdefault(number, []).append(read.work.clients[row].name)
    rows = [
        (month_words(outlook.month(number)), income, outlook.limits.floor, round(outlook.hours[number - 1], 1),
         name_all(going.get(number, ()), 20))
        for number, income in enumerate(outlook.income, start=1)
    ]  # fmt: skip
    return _columns("month", "income:money", "floor:money", "hours_free:number:1", "without"), rows


# ── promises, words, files ───────────────────────────────────────────────────────────────────────────────────────


def _promises(read: Reading) -> Made:
    work = read.work
    rows = [
        (each.due, promise_text(each), name_of(each.client, work) if work.client(each.client or "") else "",
         plain(f"takeaway.said_{each.kept}") if each.kept else plain("report.workbook.open"))
        for each in sorted(work.promises, key=lambda promise: promise.due)
    ]  # fmt: skip
    return _columns("due:date", "what", "about", "kept"), rows


def _days(read: Reading) -> Made:
    return _columns("day:date", "what"), [(d.day, word_due(d, read.work)) for d in list_due(read.work, read.today)]


def _homework(read: Reading) -> Made:
    rows = [(page.title, page.minutes, day) for page, day in homework(read.work, read.today)]
    return _columns("page", "minutes:number", "day:date"), rows


def _message(read: Reading) -> Made:
    message = Message(read.work)
    said = [(plain(f"message.part.{part}"), message.said(part)) for part in PARTS]
    return _columns("about", "what"), [row for row in said if row[1]]


def _answers(read: Reading) -> Made:
    """What was answered about the business and the owner; answers that are the id of a client or of a day are not."""
    work = read.work
    ids = {client.id for client in work.clients}
    rows = []
    for question in catalogue().questions:
        answer = work.answers.get(question.id)
        if question.scope != "owner" or question.guide in ("glad_name", "sink_name", "more_names"):
            continue
        if answer is None or answer == COVER:
            continue
        several = answer if isinstance(answer, tuple) else (answer,)
        words = [_answer(question, str(one), work) for one in several if one not in ids]
        if words:
            rows.append((question.label, "; ".join(words)))
    return _columns("about", "answer"), rows


def _answer(question: Question, answer: str, work: Workbook) -> str:
    """An answer in words; those that are ids of behaviours or of steps of the vacation test too."""
    if question.id == "sink_behaviour":
        return annoyance_label(answer, work)
    if question.id == "ideal_ladder" and answer in catalogue().words["ladder"]:
        return plain(f"ladder.{answer}")
    return question.option_label(answer) if question.options else answer


def _receipts(read: Reading) -> Made:
    words = catalogue().words["problem"]
    rows: list[tuple[Value, ...]] = []
    for receipt in read.work.receipts:
        file = str(receipt.get("file", receipt.get("name", "")))
        for skip in receipt.get("skipped", ()):
            reason = str(skip.get("reason", ""))
            rows.append((file, _row(skip), "", "", words["row"].get(reason, reason)))
        for problem in receipt.get("problems", ()):
            reason = str(problem.get("reason", ""))
            rows.append((file, _row(problem), str(problem.get("column") or ""), str(problem.get("value") or ""),
                         words["cell"].get(reason, reason)))  # fmt: skip
    return _columns("file", "row:number", "column", "cell", "reason"), rows


def _row(entry: Mapping[str, object]) -> Value:
    row = entry.get("row")
    return row if isinstance(row, int) else None
