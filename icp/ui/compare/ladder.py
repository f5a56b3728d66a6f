"""Vacation against invoice."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from icp.findings.comparison import Comparison, number
from icp.findings.surprise import amounts_of
from icp.findings.words import plain
from icp.methods.facts import LADDER
from icp.model import Workbook
from icp.ui.compare.rows import make_table
from icp.ui.pictures import is_dark, show_chart
from icp.ui.text import esc, money, say, term


def show_ladder(held: Comparison, work: Workbook) -> None:
    from icp.charts.compare import draw_ladder
    from icp.charts.drawing import MOST, thin

    facts = held.facts
    shown = facts.present & np.isfinite(facts.reach) & np.isfinite(facts.value)
    if not shown.any():
        st.markdown(say("compare.vacation.nobody"))
        return
    steps = [plain(f"compare.step.{step}") for step in ("office", *LADDER)]
    notes = [amounts_of(held, row, work) for row in range(len(facts.ids))]
    figure = held.once(("ladder", is_dark()), lambda: draw_ladder(
        held.names, np.where(shown, facts.reach, np.nan),
        thin(np.where(shown, facts.value, np.nan)), facts.hours,
        facts.tier, steps=steps, up=plain("compare.axis.value"), notes=notes, dark=is_dark(),
    ))  # fmt: skip
    by_step = [(step, shown & (facts.reach == at)) for at, step in enumerate(steps)]
    far, income = by_step[-1][1], float(facts.value[shown].sum())
    told = {"n": int(far.sum()), "share": round(100 * float(facts.value[far].sum()) / income) if income else 0,
            "terms": term(work, many=True), "all": int(shown.sum())}  # fmt: skip

    def table() -> pd.DataFrame:
        def mean(values: np.ndarray, rows: np.ndarray) -> str:
            known = values[rows & np.isfinite(values)]
            return number(float(known.mean())) if len(known) else "—"

        return make_table({
            "step": [esc(step) for step, _ in by_step], "clients": [str(int(rows.sum())) for _, rows in by_step],
            "income": [esc(money(float(facts.value[rows].sum()), work)) for _, rows in by_step],
            "hours": [f"{np.nansum(facts.hours[rows]):,.0f}" for _, rows in by_step],
            "service": [mean(held.scored.service, rows) for _, rows in by_step],
            "affinity": [mean(held.feels_right, rows) for _, rows in by_step],
        })  # fmt: skip

    how = [say("compare.vacation.reading"), say("compare.legend")]
    if int(shown.sum()) > MOST:
        how.append(say("compare.thinned", n=MOST))
    finding = "compare.vacation.title" if far.any() else "compare.vacation.title_none"
    show_chart(figure, key="compare_ladder", finding=finding, values=told, reading=" ".join(how), table=table)
