"""The list and the comparison: what it comes to, the surprise, who fits, what is missed, four corners."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from icp.charts.drawing import MOST as MOST_MARKS
from icp.charts.drawing import draw_shares
from icp.export.document import Chart, Figure, Section, Series, Text
from icp.findings.comparison import (
    action_words,
    count_corners,
    count_firm,
    feeling_of,
    fit_finding,
    tier_words,
    wish_of,
)
from icp.findings.figures import FIGURES, change_words, opening, shares, told_years
from icp.findings.names import COVER
from icp.findings.surprise import ONE_MARK_A_CLIENT, draw, left_out, reading, sentence, told
from icp.findings.words import counted, plain, term
from icp.methods.corners import ACTIONS
from icp.methods.facts import LADDER
from icp.methods.misses import misses
from icp.methods.surprise import Surprise
from icp.report.reading import MOST, Reading, column, known, quiet, tabulate

_EACH = 3


def list_section(read: Reading) -> Section | None:
    """The client list in its figures: shares by feeling, the years, the day."""
    work = read.work
    if not work.clients:
        return None
    blocks = [figure] if (figure := shares_figure(read)) else []
    columns = (column("figure"), column("last"), column("change"))
    rows = []
    for name in FIGURES:
        if (found := told_years(work, name)) is not None:
            label, amount, trend = found
            rows.append((label, amount, plain("report.workbook.no_change") if trend is None else change_words(trend)))
    years = tabulate(columns, rows, caption=plain("report.workbook.years"))
    span = quiet(plain("roster.years_defined", span=counted(len(work.sales_years), "year"))) if rows else ()
    day = work.answers.get("existing_share")
    if isinstance(day, int | float):
        span = (*span, Text(plain("report.workbook.day", terms=term(work, many=True), n=f"{day:g}")))
    return Section("roster", opening(work, plain), blocks=(*blocks, *years, *span))


def shares_figure(read: Reading) -> Figure | None:
    """People, income and hours by feeling."""
    found = shares(read.work)
    if not read.sorted or not found.bars:
        return None
    title = opening(read.work, plain)
    series = tuple(
        Series(name, tuple(float(share[at]) for _, share in found.bars)) for at, name in enumerate(found.names)
    )
    chart = Chart("bar", tuple(words for words, _ in found.bars), series, unit="percent", stacked=True)
    return Figure(title, draw_shares(found.bars, names=found.names, title=found.told), found.told, chart=chart)


# ── the surprise ─────────────────────────────────────────────────────────────────────────────────────────────────


def surprise_section(read: Reading) -> Section | None:
    """The opening finding with its picture, and the others in a sentence each."""
    work = read.work
    if not work.clients or read.comparison.surprises[0].code in ("none", "counts"):
        return None  # counts alone stand with the list
    first, *others = read.comparison.surprises
    figure = surprise_figure(read, first)
    blocks = (figure,) if figure else (Text(reading(first, read.comparison, work, plain)),)
    more = tuple(Text(told(each, read.comparison, work)) for each in others)
    note = work.text("surprise")
    own = (Text(plain("report.workbook.note", what=note)),) if note not in ("", COVER) else ()
    return Section("compare", sentence(first, read.comparison, work, plain), blocks=(*blocks, *more, *own))


def surprise_figure(read: Reading, surprise: Surprise) -> Figure | None:
    """A finding's picture; None where counting needs none."""
    held, work = read.comparison, read.work
    drawing = draw(surprise, held, work)
    if drawing is None:
        return None
    words = said = reading(surprise, held, work, plain)
    if left_out(held) and surprise.code in ONE_MARK_A_CLIENT:
        words = f"{words} {plain('compare.thinned', n=MOST_MARKS)}"
    return Figure(
        sentence(surprise, held, work, plain),
        drawing,
        told(surprise, held, work),
        words,
        _surprise_chart(read, surprise),
        said,
    )


def _surprise_chart(read: Reading, surprise: Surprise) -> Chart | None:
    held = read.comparison
    facts = held.facts
    if surprise.code == "hard_invoice":
        across = facts.reach
        if not np.isfinite(across[surprise.clients[0]]):
            return None
        steps = tuple(plain(f"compare.step.{step}") for step in ("office", *LADDER))
        series = []
        for tier, name in zip((1, 2, 3), tier_words(), strict=True):
            rows = np.flatnonzero(facts.present & (facts.tier == tier) & np.isfinite(across) & np.isfinite(facts.value))
            rows = rows[:MOST_MARKS]
            series.append(Series(name, tuple(facts.value[rows].tolist()), tuple(across[rows].tolist())))
        up = plain("compare.axis.value")
        return Chart("scatter", steps, tuple(each for each in series if each.values), up=up, unit="money")
    if surprise.code in ("favourites_miss", "fits_displease", "agree"):
        rows = np.array(surprise.clients[:MOST], dtype=np.intp)
        fits = Series(plain("client_list.fit"), tuple(known(held.scored.match[row]) for row in rows.tolist()))
        return Chart("bar", tuple(held.names[row] for row in rows.tolist()), (fits,), unit="fit")
    return None


# ── who fits ─────────────────────────────────────────────────────────────────────────────────────────────────────


def fit_sections(read: Reading) -> Iterator[Section]:
    """Who fits, what the list misses most, the four corners; nothing without a list and a wish in order."""
    if read.work.clients and read.comparison.has_wishes:
        yield _fits(read)
        yield from _missed(read)
        yield from _corners(read)


def _fits(read: Reading) -> Section:
    held, work = read.comparison, read.work
    scored, facts = held.scored, held.facts
    key, words = fit_finding(held, work)
    title = plain(key, **words)
    columns = (
        column("client"), column("feeling"), column("fit", "fit"), column("range"), column("service", "fit"),
        column("affinity", "fit"), column("musts"),
    )  # fmt: skip
    rows = [
        (
            held.names[row], feeling_of(held, row), known(scored.match[row]),
            _range(read, row),
            known(scored.service[row]), known(held.feels_right[row]), plain(f"compare.must.{scored.absolutes[row]}"),
        )
        for row in held.order.tolist() if np.isfinite(scored.match[row])
    ]  # fmt: skip
    cautions = [plain("compare.fit.ask_first", n=int((scored.ask_first & facts.present).sum()))] if (
        scored.ask_first & facts.present).any() else []  # fmt: skip
    cautions += [plain("compare.fit.former")] if facts.former.any() else []
    sure = plain("compare.sure.title", **count_firm(held))
    return Section("fit", title, lead=sure, blocks=(*tabulate(columns, rows), *quiet(*cautions)))


def _range(read: Reading, row: int) -> str:
    """Where the fit could still go; "" where every answer is known."""
    low, high = read.comparison.scored.low[row], read.comparison.scored.high[row]
    return "" if high - low < 0.5 else plain("report.workbook.of_hundred", low=f"{low:.0f}", high=f"{high:.0f}")


def _missed(read: Reading) -> Iterator[Section]:
    held, work = read.comparison, read.work
    found = misses(held.scored)
    if found:
        first = found[0]
        title = plain("compare.gaps.title", wish=wish_of(held, work, first.id), points=round(first.points))
        columns = (column("wish"), column("points", "number"), column("met"))
        rows = [
            (wish_of(held, work, miss.id), miss.points, plain("report.workbook.n_of", n=miss.met, of=miss.known))
            for miss in found
        ]
        yield Section("misses", title, blocks=(*tabulate(columns, rows), *quiet(plain("report.workbook.missed"))))


def _corners(read: Reading) -> Iterator[Section]:
    held, work = read.comparison, read.work
    counts, group = count_corners(held, work)
    if not ((group >= 0) & (group < ACTIONS.index("ask_first"))).any():
        return
    title = plain("compare.corners.title", **counts)
    columns = (column("corner"), column("client"), column("value", "money"), column("do"))
    rows = []
    for action in ACTIONS:
        chosen = [corner for corner in held.corners.corners if corner.action == action]
        chosen.sort(key=lambda corner: -np.nan_to_num(held.facts.value[corner.client], nan=-1.0))
        named = plain("report.workbook.step", title=plain(f"compare.corners.{action}"), what=len(chosen))
        for at, corner in enumerate(chosen[:_EACH]):
            what = action_words(held, work, corner, plain)
            name, value = held.names[corner.client], known(held.facts.value[corner.client])
            rows.append((named if not at else "", name, value, what))
    reading_ = plain("compare.corners.service_only")
    yield Section("corners", title, blocks=(*tabulate(columns, rows, most=None), *quiet(reading_)))
