"""The rules and the owner's own system: what is agreed, what annoys, whose doing it is, and the next step."""

from __future__ import annotations

from icp.catalogue import catalogue
from icp.export.document import Chart, Figure, Section, Series, Text
from icp.findings.comparison import tier_words
from icp.findings.rules import short_digest
from icp.findings.system import draw, finding, sink_reasons, verdict_of
from icp.findings.words import capital, plain
from icp.methods.agreements import count_states, find_standings
from icp.methods.letters import word_day
from icp.methods.upholding import find_matters
from icp.report.reading import MOST, Reading, column, quiet, tabulate
from icp.report.rules import find_version


def rules_section(read: Reading) -> Section | None:
    """The rules as they stand, who has agreed, and what was not kept."""
    work = read.work
    version, shared = find_version(work, read.today)
    if version is None:
        return None
    named = plain(f"report.rules.{'version' if shared else 'draft'}", n=version.number, day=word_day(version.day))
    columns = (column("rule"), column("reason"), column("otherwise"), column("reminds"))
    me = plain("report.workbook.me")
    rows = [(rule.expectation, rule.reason, rule.consequence, rule.follow_up or me) for rule in version.rules]
    told = []
    if shared:
        present = [client.id for client in work.clients if not client.former]
        states = count_states(find_standings(work.dealings.agreements, present, version.number, read.today))
        told.append(plain("report.workbook.agreed", n=states.get("agreed", 0), of=len(present)) if present else "")
    else:
        told.append(plain("report.workbook.unshared"))
    matters = find_matters(work.dealings)
    told.append(plain("report.workbook.breaches", n=len(matters)) if matters else "")
    mark = f"{named}, {short_digest(version)}" if shared else ""
    heading = f"{plain('takeaway.text.rules')}: {named[:1].lower()}{named[1:]}"
    texts = tuple(Text(text) for text in told if text)
    return Section("rules", heading, blocks=(*tabulate(columns, rows), *texts, *quiet(mark)))


def system_section(read: Reading) -> Section | None:
    """What annoys, who does it, and the next step of one's own; nothing while nobody is known to do any of it."""
    found, work = read.system, read.work
    figure = system_figure(read)
    if figure is None:
        return None
    days = {own.id: own.due for own in work.dealings.systems}
    columns = (
        column("trouble"), column("who"), column("glad"), column("fine"), column("sinks"), column("step"),
        column("day", "date"),
    )  # fmt: skip
    rows = []
    for each in found.annoyances:
        prevalence, step = each.finding.prevalence, found.parts[each.column].step.step
        if not prevalence.all[1]:
            continue
        counts = [plain("report.workbook.n_of", n=n, of=of) if of else "" for n, of in prevalence.by_tier]
        do = plain(f"system.do.{step}") if step in catalogue().words["system"]["do"] else plain(f"system.step.{step}")
        verdict = plain(f"system.verdict.{verdict_of(each.finding)}")
        rows.append((found.labels[each.column], verdict, *counts, capital(do), days.get(each.column)))
    why = sink_reasons(work, plain)
    return Section("system", finding(found, work, plain), blocks=(figure, *tabulate(columns, rows), *quiet(why)))


def system_figure(read: Reading) -> Figure | None:
    """Who does what annoys, by feeling; None where nothing is known."""
    if not read.work.clients:
        return None
    found = read.system
    told = [each for each in found.annoyances if each.finding.prevalence.all[1]]
    if not told:
        return None
    title = finding(found, read.work, plain)
    series = tuple(
        Series(name, tuple(n / of if of else None for n, of in (e.finding.prevalence.by_tier[at] for e in told[:MOST])))
        for at, name in enumerate(tier_words())
    )
    chart = Chart("bar", tuple(found.labels[each.column] for each in told[:MOST]), series, unit="percent")
    return Figure(
        title, draw(found, title=title), title, plain("system.reading"), chart, plain("report.debrief.system_bars")
    )
