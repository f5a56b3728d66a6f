"""Fit per client, and why this number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from icp.findings.comparison import Comparison, feeling_of, fit_finding, number, range_words, wish_of
from icp.findings.names import call_all
from icp.findings.words import plain
from icp.methods.match import explain
from icp.model import Workbook
from icp.ui.compare.rows import make_table, names_of, turn_pages
from icp.ui.pictures import is_dark, show_chart
from icp.ui.text import esc, say
from icp.wishes import wish_target


def show_fits(held: Comparison, work: Workbook) -> None:
    from icp.charts.compare import draw_fits

    scored, facts = held.scored, held.facts
    rows = turn_pages(held.order, "fit")
    names, notes = names_of(held, rows), [range_words(held, row) for row in rows]
    finding, told = fit_finding(held, work)
    # With nothing but service wishes in order the fit is the service figure: one mark, not two.
    service = np.full(len(facts.ids), np.nan) if held.story else scored.service
    marks = (plain("compare.fit.fit"), plain("compare.fit.service"), plain("compare.fit.affinity"))
    figure = held.once(("fits", *rows, is_dark()), lambda: draw_fits(
        names, notes, scored.match[rows], scored.low[rows], scored.high[rows], service[rows],
        held.feels_right[rows], facts.tier[rows], line=scored.avatar.fit_line, words=marks, dark=is_dark(),
    ))  # fmt: skip
    how = [say("compare.legend"), say("compare.fit.reading"), say("compare.fit.affinity_mark")]
    if not held.story and np.isfinite(scored.service).any():
        how.append(say("compare.fit.service_mark"))
    if held.story and np.isfinite(held.feels_right).any():
        how.append(say("compare.fit.story"))
    if scored.ask_first.any():
        how.append(say("compare.fit.ask_first", n=int((scored.ask_first & facts.present).sum())))
    if facts.former.any():
        how.append(say("compare.fit.former"))

    def table() -> pd.DataFrame:
        return make_table(
            {
                "client": [
                    f"{esc(name)} ({esc(feeling_of(held, row))})" for name, row in zip(names, rows, strict=True)
                ],
                "fit": [
                    number(scored.match[row])
                    if note == number(scored.match[row])
                    else f"{scored.match[row]:.0f} ({note})"
                    for row, note in zip(rows, notes, strict=True)
                ],
                "service": [number(scored.service[row]) for row in rows],
                "affinity": [number(held.feels_right[row]) for row in rows],
                "musts": [say(f"compare.must.{scored.absolutes[row]}") for row in rows],
            },
        )

    show_chart(figure, key="compare_fits", finding=finding, values=told, alt="compare.fit.alt",
               reading=" ".join(how), table=table)  # fmt: skip
    called = call_all(work, hidden=held.hidden, apart=True)
    row = st.selectbox(say("compare.fit.whose"), rows, format_func=lambda row: called[held.facts.ids[row]],
                       key="compare_whose")  # fmt: skip
    if row is not None:
        _explain(held, work, row)


def _explain(held: Comparison, work: Workbook, row: int) -> None:
    """Why this number: the list's average, the points of each wish, the fit; then the whole portrait wish by wish."""
    scored, name, fit = held.scored, held.names[row], held.scored.match[row]
    told = {"name": name, "fit": number(fit), "base": number(scored.base), "range": range_words(held, row)}
    how = [say("compare.fit.adds_up", **told)]
    missing = [
        esc(wish_of(held, work, reason.id))
        for reason, weight in zip(explain(scored, row), scored.weights.tolist(), strict=True)
        if reason.state == "unknown" and weight > 0
    ]
    if missing:
        how.append(say("compare.fit.open", safe_wishes="; ".join(missing)))
    how.append(say(f"compare.fit.must_{scored.absolutes[row]}") if scored.avatar.absolutes else "")
    show_waterfall(held, work, row, reading=" ".join(how))


def show_waterfall(held: Comparison, work: Workbook, row: int, *, reading: str) -> None:
    """One client's fit as a sum: the list's average, then the points of each wish. ``reading``: Markdown under it."""
    from icp.charts.compare import draw_waterfall

    scored, reasons = held.scored, explain(held.scored, row)
    name, fit = held.names[row], scored.match[row]
    labels = [wish_of(held, work, reason.id) for reason in reasons]
    heavy = [at for at in np.argsort(-scored.weights, kind="stable").tolist() if scored.weights[at] > 0]
    figure = held.once(("waterfall", row, is_dark()), lambda: draw_waterfall(
        [labels[at] for at in heavy], [reasons[at].points for at in heavy], base=scored.base,
        ends=(plain("compare.fit.base"), plain("compare.fit.total", name=name)), dark=is_dark(),
    ))  # fmt: skip
    told = {"name": name, "fit": number(fit), "base": number(scored.base), "range": range_words(held, row)}

    def table() -> pd.DataFrame:
        return make_table(
            {
                "wish": [esc(label) for label in labels],
                "asked": [esc(wish_target(c, work)) or "—" for c in scored.avatar.criteria],
                "state": [say(f"compare.state.{reason.state}") for reason in reasons],
                "points": [
                    f"{reason.points:+.1f}" if weight > 0 else say("compare.fit.no_points")
                    for reason, weight in zip(reasons, scored.weights.tolist(), strict=True)
                ],
            },
        )

    show_chart(figure, key="compare_waterfall", finding="compare.fit.why_title", values=told,
               alt="compare.fit.why_alt", reading=reading, table=table)  # fmt: skip
