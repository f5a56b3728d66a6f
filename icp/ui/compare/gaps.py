"""Who meets what, how the list spreads, what it misses, and what it holds of who they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from icp.findings.comparison import Comparison, wish_of
from icp.findings.surprise import draw_spread
from icp.findings.words import plain
from icp.methods.misses import misses
from icp.model import Workbook
from icp.ui.compare.rows import make_table, names_of, turn_pages
from icp.ui.pictures import is_dark, show_chart, show_drawing
from icp.ui.text import esc, say


def show_meets(held: Comparison, work: Workbook) -> None:
    from icp.charts.compare import SIGNS, STATES, draw_meets

    criteria = held.avatar.criteria
    parts = [part for part in ("service", "affinity") if any(c.part == part for c in criteria)]
    part = st.segmented_control(
        say("compare.meets.part"), parts, format_func=lambda part: say(f"compare.fit.{part}"), default=parts[0],
        required=True, key="compare_part",
    )  # fmt: skip
    asked = [at for at, c in enumerate(criteria) if c.part == part]
    asked.sort(key=lambda at: criteria[at].rank or 99)
    rows = turn_pages(held.order, "meets")
    values = held.scored.values[np.ix_(rows, asked)]
    states = np.select([np.isnan(values), values >= 1, values > 0], [3, 0, 1], 2)
    names, wishes = names_of(held, rows), [wish_of(held, work, criteria[at].id) for at in asked]
    known = held.scored.values[held.facts.present][:, asked]
    shares = np.where(
        np.isnan(known).all(axis=0), np.nan, (known >= 1).sum(axis=0) / (~np.isnan(known)).sum(axis=0).clip(1)
    )
    best = int(np.nanargmax(shares)) if np.isfinite(shares).any() else None
    finding = "compare.meets.unknown"
    told: dict[str, object] = {"clients": len(names), "wishes": len(wishes)}
    if best is not None:
        counts = {"met": int((known[:, best] >= 1).sum()), "known": int((~np.isnan(known[:, best])).sum())}
        finding, told = "compare.meets.title", {**told, "wish": wishes[best], **counts}
    signs = {f"safe_{name}": sign for name, sign in zip(STATES, SIGNS, strict=True)}

    def table() -> pd.DataFrame:
        half = plain("compare.state.partly")
        met = [say("compare.meets.count", met=int((row == 0).sum()), all=len(wishes)) for row in states]
        pairs = [list(zip(wishes, row, strict=True)) for row in states.tolist()]
        short = ["; ".join(esc(w if at == 2 else f"{w} ({half})") for w, at in row if at in (1, 2)) for row in pairs]
        open_ones = ["; ".join(esc(wish) for wish, at in row if at == 3) for row in pairs]
        return make_table({"client": list(map(esc, names)), "met": met, "not": short, "unknown": open_ones})

    show_chart(
        held.once(("meets", part, *rows, is_dark()), lambda: draw_meets(names, wishes, states, dark=is_dark())),
        key="compare_meets", finding=finding, values=told,
        alt="compare.meets.alt",
        reading=say("compare.meets.reading", **signs), table=table,
    )  # fmt: skip


def show_gaps(held: Comparison, work: Workbook) -> None:
    from icp.charts.compare import draw_amounts

    scored, facts = held.scored, held.facts
    judged = facts.present & ~scored.ask_first & np.isfinite(scored.match)
    if judged.any():
        fits = scored.match[judged]
        told = {"low": round(fits.min()), "high": round(fits.max()), "middle": round(float(np.median(fits)))}
        key = "compare.gaps.spread" if len(fits) > 1 else "compare.gaps.spread_one"
        st.markdown(f"**{say(key, **told)}**")
        drawing = draw_spread(held, title=plain(key, **told), labels={}, dark=is_dark())
        show_drawing(drawing, alt=plain(key, **told))
    found = misses(scored)
    if found:
        labels = [wish_of(held, work, miss.id) for miss in found]
        notes = [plain("compare.gaps.met", met=miss.met, known=miss.known) for miss in found]

        def table() -> pd.DataFrame:
            return make_table({
                "wish": [esc(label) for label in labels], "costs": [f"{miss.points:.1f}" for miss in found],
                "met": [esc(note) for note in notes], "unknown": [str(miss.unknown) for miss in found],
            })  # fmt: skip

        points = [miss.points for miss in found]
        figure = held.once(("misses", is_dark()), lambda: draw_amounts(labels, points, notes, dark=is_dark()))
        told_miss = {"wish": labels[0], "points": round(found[0].points)}
        show_chart(figure, key="compare_misses", finding="compare.gaps.title", values=told_miss,
                   reading=say("compare.gaps.reading"), table=table)  # fmt: skip
    _who_they_are(held, work)


def _who_they_are(held: Comparison, work: Workbook) -> None:
    """The same for who they are: demographics, values and the vacation test, ranked or not."""
    from icp.charts.compare import draw_amounts

    values = held.scored.values[held.facts.present]
    counts = [
        (wish_of(held, work, c.id), int((values[:, at] >= 1).sum()), int((~np.isnan(values[:, at])).sum()))
        for at, c in enumerate(held.avatar.criteria)
        if c.part == "affinity" and not np.isnan(values[:, at]).all()
    ]
    if not counts:
        return
    counts.sort(key=lambda row: (-row[1] / row[2], row[0]))
    labels = [label for label, _, _ in counts]
    notes = [plain("compare.gaps.met", met=met, known=known) for _, met, known in counts]
    told = {"wish": labels[0], "met": counts[0][1], "known": counts[0][2]}

    def table() -> pd.DataFrame:
        return make_table({"wish": [esc(label) for label in labels], "met": [esc(note) for note in notes]})

    shares = [met / known for _, met, known in counts]
    show_chart(
        held.once(("who", is_dark()), lambda: draw_amounts(labels, shares, notes, gained=True, dark=is_dark())),
        key="compare_who", finding="compare.gaps.who_title", values=told,
        reading=say("compare.gaps.who_reading"), table=table,
    )  # fmt: skip
