"""Slides: one finding each, with the numbers behind its picture and what to say, ask and do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from icp.catalogue import catalogue
from icp.export.document import Block, Document, Figure, Points, Section, Text
from icp.findings.comparison import count_firm, feeling_of, fit_finding
from icp.findings.portrait import finding
from icp.findings.sources import counts_of, rates_shown, source_finding
from icp.findings.words import plain
from icp.model import Workbook
from icp.monday import find_monday
from icp.portrait import draw_portrait
from icp.report.agreed import system_figure
from icp.report.ahead import income_figure, say_change
from icp.report.checked import musts_figure, reality_figure
from icp.report.compared import shares_figure, surprise_figure
from icp.report.opening import document, entitle
from icp.report.portrait import make_card
from icp.report.reading import Reading, column, tabulate
from icp.report.sent import tree_figure

_ROWS = 8


@document
def build_debrief(work: Workbook, today: date) -> Document:
    """A slide a finding, in the order of a conversation; speaker notes with each."""
    slides = tuple(_slides(Reading(work, today)))
    return entitle("debrief", work, today, slides or (Section("empty", plain("report.debrief.nothing")),))


def _slides(read: Reading) -> Iterator[Section]:
    told = draw_portrait(read.work)
    if not told.empty:
        yield _slide("portrait", finding(told, read.work, plain), make_card(read.work, told))
    if not read.work.clients:
        return
    yield from _shown("roster", shares_figure(read))
    if read.comparison.surprises[0].code not in ("none", "counts"):
        yield from _shown("compare", surprise_figure(read, read.comparison.surprises[0]))
    if read.comparison.has_wishes:
        yield _fits(read)
        if read.tryout.wishes:
            yield from _shown("reality", reality_figure(read))
    if read.referrals.senders:
        yield from _shown("referrals", tree_figure(read))
    if read.referrals.rates and read.referrals.favourites.any():
        yield _sources(read)
    yield from _shown("absolutes", musts_figure(read))
    yield from _shown("system", system_figure(read))
    if read.transition.to_sort:
        yield from _shown("transition", income_figure(read))
    changes = find_monday(read.work, read.today)
    if changes:
        items = tuple(say_change(change, read) for change in changes)
        yield _slide("monday", plain("report.debrief.monday"), Points(items, ordered=True))


def _shown(id: str, figure: Figure | None) -> Iterator[Section]:
    if figure is not None:
        yield _slide(id, figure.title, figure)


def _slide(id: str, heading: str, *blocks: Block) -> Section:
    """A slide with the notes kept for it."""
    words = catalogue().words["report"]["debrief"]["notes"][id]
    notes = "\n".join(plain(f"report.debrief.{part}", what=words[part]) for part in ("say", "ask", "next"))
    return Section(id, heading, blocks=blocks, notes=notes)


def _fits(read: Reading) -> Section:
    """How many reach the line, how sure that is, and who stands first."""
    held = read.comparison
    key, words = fit_finding(held, read.work)
    columns = (column("client"), column("feeling"), column("fit", "fit"), column("musts"))
    musts = bool(read.work.avatar.absolutes)
    rows = [
        (held.names[row], feeling_of(held, row), held.scored.match[row],
         plain(f"compare.must.{held.scored.absolutes[row]}") if musts else "")
        for row in held.order.tolist() if np.isfinite(held.places[row])
    ]  # fmt: skip
    sure = Text(plain("compare.sure.title", **count_firm(held)))
    how = Text(plain("report.debrief.sure"), quiet=True)
    return _slide("fit", plain(key, **words), sure, *tabulate(columns, rows[:_ROWS]), how)


def _sources(read: Reading) -> Section:
    rates = rates_shown(read.referrals)
    key, words = source_finding(rates)
    columns = (column("source"), column("sent", "number"), column("loved"), column("says"))
    rows = [
        (rate.source, rate.clients, counts_of(rate), plain(f"report.workbook.{rate.reading}"))
        for rate in sorted(rates, key=lambda rate: -rate.clients)
    ]
    return _slide("sources", plain(key, **words), *tabulate(columns, rows, most=_ROWS))
