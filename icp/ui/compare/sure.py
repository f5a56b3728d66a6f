"""What is safe to say, and what could go either way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from icp.findings.comparison import Comparison, count_firm
from icp.findings.words import plain
from icp.methods.firm import FIRM
from icp.model import Workbook
from icp.ui.compare.rows import make_table, names_of, turn_pages
from icp.ui.pictures import is_dark, show_chart
from icp.ui.text import esc, say


def show_sure(held: Comparison, work: Workbook) -> None:
    from icp.charts.compare import draw_firmness

    firm, safe = held.firm, held.safe
    told = count_firm(held)
    nearest = np.lexsort((np.arange(len(firm)), np.abs(firm - 0.5), held.facts.former))
    rows = turn_pages(nearest, "sure")
    names = names_of(held, rows)
    ask_first = held.scored.ask_first
    verdicts = [
        "ask" if ask_first[row] else "open" if not safe[row] else "yes" if firm[row] >= 0.5 else "no" for row in rows
    ]
    notes = [plain(f"compare.sure.{verdict}") for verdict in verdicts]
    zones = (plain("compare.sure.zone_no"), plain("compare.sure.zone_open"), plain("compare.sure.zone_yes"))
    tier = held.facts.tier[rows]
    figure = held.once(
        ("sure", *rows, is_dark()),
        lambda: draw_firmness(names, notes, firm[rows], tier, firm=FIRM, words=zones, dark=is_dark()),
    )

    def table() -> pd.DataFrame:
        return make_table({
            "client": [esc(name) for name in names], "often": [f"{100 * firm[row]:.0f}" for row in rows],
            "says": [esc(note) for note in notes],
        })  # fmt: skip

    show_chart(figure, key="compare_sure", finding="compare.sure.title", values=told,
               reading=f"{say('compare.sure.reading')} {say('compare.legend')}", table=table)  # fmt: skip
