"""What the client list comes to: the sentence it opens with, shares by feeling, and the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from icp.catalogue import catalogue
from icp.findings.journey import ENOUGH_SORTED
from icp.findings.words import Wording, counted, money, plain
from icp.model import Client, Tier, Workbook
from icp.roster import Trend, annual_value, find_trend

FIGURES = ("income", "clients", "average_sale", "frequency", "retention")
MOST_UNSORTED = 0.1


@dataclass(frozen=True)
class Shares:
    """``bars``: words and the shares (0–1) of glad, fine, heart sinks and not sorted; ``names``: words for these four.
    ``told``: all of it in plain text; ``missing``: which of income and hours nothing is known of."""

    bars: tuple[tuple[str, list[float]], ...]
    names: tuple[str, ...]
    told: str
    missing: tuple[str, ...]


def opening(work: Workbook, wording: Wording) -> str:
    """The list in a sentence: how many of each feeling, then what heart sinks take and bring, where it is known."""
    present = [client for client in work.clients if not client.former]
    tiers = [client.tier for client in present]
    sorted_ones = len(tiers) - tiers.count(None)
    noun = work.text("term", "client")
    sentence = counted(len(present), noun)
    former = len(work.clients) - len(present)
    if former and not present:
        return wording("roster.opening_gone", what=counted(former, noun))
    if sorted_ones:
        left = tiers.count(None)
        sentence = wording(
            "roster.opening", what=sentence, glad=tiers.count(1), fine=tiers.count(2), sinks=tiers.count(3),
            safe_left=plain("roster.opening_left", n=left) if left else "",
        )  # fmt: skip
    else:
        sentence = wording("roster.opening_unsorted", what=sentence)
    if sorted_ones >= ENOUGH_SORTED:
        sentence += _finding(present, tiers, wording)
    return sentence + (" " + wording("roster.opening_former", n=former) if former else "")


def _finding(present: list[Client], tiers: list[Tier | None], wording: Wording) -> str:
    """What heart sinks take and bring, or what favourites bring where hours are not known.

    "" where less than half of the list is known: one invoice in twelve is no income to take a share of.
    """
    if so_far := tiers.count(None) > MOST_UNSORTED * len(tiers):
        present = [client for client, tier in zip(present, tiers, strict=True) if tier is not None]
        tiers = [tier for tier in tiers if tier is not None]
    # Each over all of whom it is known, as in the picture under the sentence.
    timed = [
        (tier, hours) for tier, client in zip(tiers, present, strict=True) if (hours := _hours(client)) is not None
    ]
    valued = [
        (tier, value) for tier, client in zip(tiers, present, strict=True) if (value := _income(client)) is not None
    ]
    told = 2 * len(valued) >= len(present)
    hours, income = share_of(3, timed), share_of(3, valued)
    if hours is not None and income is not None and told and 2 * len(timed) >= len(present):
        return " " + wording(
            "roster.so_far_shares" if so_far else "roster.opening_shares",
            hours=round(100 * hours),
            income=round(100 * income),
        )
    glad = share_of(1, valued) if told else None
    return (
        " " + wording("roster.so_far_glad" if so_far else "roster.opening_glad", income=round(100 * glad))
        if glad is not None
        else ""
    )


def _income(client: Client) -> float | None:
    """What a client brings in a year; more credit than sales is no income to take a share of, so it is not known."""
    found = annual_value(client.values)
    return found if found is None or found >= 0 else None


def _hours(client: Client) -> float | None:
    found = client.values.get("hours")
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def share_of(tier: int, amounts: Sequence[tuple[int | None, float]]) -> float | None:
    """The share (0–1) of (feeling, amount) pairs that one feeling has; None when there is nothing, or nobody of it."""
    total = sum(amount for _, amount in amounts)
    own = [amount for feeling, amount in amounts if feeling == tier]
    return sum(own) / total if own and total > 0 else None


def shares(work: Workbook) -> Shares:
    """How the list, its income and its hours are shared out by feeling."""
    present = [client for client in work.clients if not client.former]
    bars: list[tuple[str, list[float]]] = []
    told, missing = [], []
    words = [*(option.label for option in catalogue().fields["tier"].options), plain("roster.unsorted")]
    for name, amounts in (
        ("clients", [1.0 for _ in present]),
        ("income", [_income(client) or 0.0 for client in present]),
        ("hours", [_number(client.values.get("hours")) for client in present]),
    ):
        total = sum(amounts)
        if not total:
            missing.append(name)
            continue
        split = [
            sum(a for a, c in zip(amounts, present, strict=True) if (c.tier or 4) == tier) / total
            for tier in (1, 2, 3, 4)
        ]
        amount = money(total, work) if name == "income" else f"{total:,.0f}"
        label = plain(f"roster.bar_{name}" if name != "clients" or total > 1 else "roster.bar_client",
                      safe_amount=amount)  # fmt: skip
        bars.append((label, split))
        told.append(label + ": " + ", ".join(
            f"{word} {share:.0%}" for word, share in zip(words, split, strict=True)))  # fmt: skip
    return Shares(tuple(bars), tuple(words), "; ".join(told), tuple(missing))


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else 0.0


def told_years(work: Workbook, figure: str) -> tuple[str, str, Trend | None] | None:
    """A figure of the last whole year: its label, its amount in words, and how it has changed; None where unknown."""
    told = [year for year in work.sales_years if year.whole and getattr(year, figure) is not None]
    if not told:
        return None
    trend = find_trend(work.sales_years, figure)  # type: ignore[arg-type]  # one of FIGURES
    amount = word_figure(figure, float(getattr(told[-1], figure)), work)
    return plain(f"roster.figure.{figure}", year=told[-1].year), amount, trend


def change_words(trend: Trend) -> str:
    """How a figure has changed: "+12% on 2019". Plain text."""
    return plain("roster.trend", safe_change=f"{trend.change:+.0%}".replace("-", "−"), year=trend.years[0])


def word_figure(figure: str, amount: float, work: Workbook) -> str:
    """A figure of a year as people write it. Plain text."""
    if figure in ("income", "average_sale"):
        return money(amount, work, cents_under=100 if figure == "average_sale" else 0)
    return f"{amount:.0%}" if figure == "retention" else f"{amount:,.3g}"
