"""The reality check and the must-haves: who is left, what each one costs and spares, how it is said, who was asked."""

from __future__ import annotations

from collections.abc import Iterator

from icp.charts.drawing_reality import MOST_CHIPS
from icp.dealings import Outcome
from icp.export.document import Block, Chart, Figure, Points, Quote, Section, Series, Text
from icp.findings import prices as must_prices
from icp.findings.comparison import tier_words
from icp.findings.reality import draw, finding, moments, must_words, rarity_words, tiers_left, words_of
from icp.findings.words import capital, enumerate_words, plain
from icp.methods.letters import word_day
from icp.methods.screening import count_funnel, list_waiting, reasons
from icp.methods.spoken import fair_words
from icp.report.reading import Reading, column, known, tabulate

_OUTCOMES: tuple[Outcome, ...] = ("open", "waiting", "taken", "declined", "withdrawn")


def reality_section(read: Reading) -> Section | None:
    """Who meets everything that is asked, and what each wish alone costs and spares."""
    work = read.work
    if not work.clients or not read.tryout.wishes:
        return None
    found = read.tryout
    figure = reality_figure(read)
    columns = (
        column("wish"), column("fails", "number"), column("favourites", "number"), column("cost", "money"),
        column("cost_share", "percent"), column("gain", "number"), column("gain_share", "percent"),
        column("unknown", "number"),
    )  # fmt: skip
    rows = []
    for wish in found.wishes:
        price = found.prices[wish.id]
        rows.append((
            capital(must_words(wish, work)), price.fails, found.lost[wish.id], price.value, known(price.value_share),
            round(price.hours), known(price.hours_share), price.unknown,
        ))  # fmt: skip
    blocks: tuple[Block, ...] = ((figure,) if figure else ()) + tabulate(columns, rows)
    return Section("reality", finding(found, work, plain), blocks=(*blocks, *_cautions(read), *_decided(read)))


def reality_figure(read: Reading) -> Figure | None:
    """Who is left as letters, or as bars where the list is long; None while nothing is asked."""
    found, work = read.tryout, read.work
    if not found.musts:
        return None
    title, count = finding(found, work, plain), found.reality.count.clients
    marks = plain("reality.chips" if count <= MOST_CHIPS else "reality.bars")
    rarity = rarity_words(found.reality.rarity, count, plain)
    steps = tiers_left(found)
    names = (plain("reality.rung_all"), *(capital(must_words(wish, work)) for wish in found.musts))
    series = tuple(
        Series(name, tuple(float(left[at]) for left, _ in steps))
        for at, name in enumerate((*tier_words(), plain("compare.unrated")))
    )
    market = f"{rarity} {plain('reality.not_the_market')}"
    chart = Chart("bar", names, series, stacked=True)
    said = f"{market} {plain('report.debrief.reality_bars')}"
    return Figure(title, draw(found, work, title=title), title, f"{market} {marks}", chart, said)


def _cautions(read: Reading) -> Iterator[Text]:
    found, work = read.tryout, read.work
    for caution in found.reality.cautions:
        if caution == "many":
            yield Text(plain("reality.caution.many", n=len(found.musts)), quiet=True)
        elif caution == "mythical":
            for code, dreams in (("wishes", [words_of(id, found, work) for id in found.dreams]),
                                 ("moments", moments(work))):  # fmt: skip
                if dreams:
                    yield Text(plain(f"reality.caution.{code}", what="”, “".join(dreams)), quiet=True)


def _decided(read: Reading) -> Iterator[Text]:
    day, work = read.work.dealings.reality_kept, read.work
    if day is not None:
        musts = ", ".join(must_words(wish, work) for wish in work.avatar.absolutes)
        yield Text(plain("reality.kept" if musts else "reality.kept_none", day=word_day(day), what=musts))
    if read.tryout.avatar != work.avatar:
        yield Text(plain("report.workbook.tried"), quiet=True)


# ── must-haves ───────────────────────────────────────────────────────────────────────────────────────────────────


def musts_section(read: Reading) -> Section | None:
    """What the must-haves cost and give back, each as it is said, with its reason and its question."""
    work = read.work
    if not work.avatar.absolutes:
        return None
    blocks: list[Block] = [figure] if (figure := musts_figure(read)) else []
    for must in work.avatar.absolutes:
        words = fair_words(must, work)
        blocks.append(Quote(words.sentence))
        said = (words.why, plain("absolutes.asked", what=words.question))
        told = must_prices.price_words(must.id, read.prices, plain) if work.clients else ""
        favourites = must_prices.favourite_words(must.id, read.prices, plain) if work.clients else ""
        blocks += [Points(tuple(line for line in (*said, told, favourites) if line))]
    heading = must_prices.finding(work, read.prices, plain) if work.clients else plain("takeaway.text.musts")
    return Section("absolutes", heading, blocks=tuple(blocks))


def musts_figure(read: Reading) -> Figure | None:
    """Income given up against hours given back; None where nothing is known of either."""
    if not read.work.clients or not read.work.avatar.absolutes:
        return None
    drawing = must_prices.draw(read.prices)
    if drawing is None:
        return None
    title, priced = must_prices.finding(read.work, read.prices, plain), read.prices.reality.prices
    priced = tuple(price for price in priced if price.fails)
    names = tuple(capital(words_of(price.id, read.tryout, read.work)) for price in priced)
    cost = Series(plain("report.workbook.column_cost"), tuple(known(price.value_share) for price in priced))
    gain = Series(plain("report.workbook.column_gain"), tuple(known(price.hours_share) for price in priced))
    chart = Chart("bar", names, (gain, cost), unit="percent")  # the first one is green
    return Figure(title, drawing, must_prices.told(read.prices), plain("absolutes.picture_reading"), chart)


def prospects_section(read: Reading) -> Section | None:
    """Who was asked, what became of them, and who is still thinking."""
    prospects, work = read.work.dealings.prospects, read.work
    funnel = count_funnel(prospects, work.clients)
    if not funnel.asked:
        return None
    counts = [(outcome, getattr(funnel, outcome)) for outcome in _OUTCOMES]
    told = ", ".join(f"{number} {plain(f'screen.outcome.{outcome}')}" for outcome, number in counts if number)
    lines = []
    if funnel.known:
        tiers = zip((funnel.glad, funnel.fine, funnel.sinks), tier_words(), strict=True)
        what = ", ".join(f"{n} {word}" for n, word in tiers if n)
        lines.append(plain("prospects.turned", n=funnel.known, what=what))
    for prospect in list_waiting(prospects):
        day = plain("prospects.by", date=word_day(prospect.decide_by)) if prospect.decide_by else ""
        unsure = enumerate_words(reasons(prospect, "unsure"))
        lines.append(" ".join(filter(None, (f"{prospect.name}:", plain("prospects.unsure", what=unsure), day))))
    blocks = (Points(tuple(lines)),) if lines else ()
    return Section("prospects", plain("prospects.funnel", asked=funnel.asked, what=told), blocks=blocks)
