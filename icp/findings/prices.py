"""What the must-haves cost on today's list: read once, told in a sentence, a picture, and a line beside each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from icp.charts.absolutes import draw_prices
from icp.findings.comparison import Comparison
from icp.findings.words import Wording, capital, counted, money, plain, term
from icp.methods.absolutes import Price
from icp.methods.behaviours import count_difficult, read_behaviours, shipped_behaviours
from icp.methods.reality import Reality, check_reality
from icp.model import Workbook
from icp.roster.frames import clients_frame
from icp.wishes import wish_label

_NAMED = 3


@dataclass(frozen=True)
class Prices:
    """The must-haves on one list; ``favourites``: per must-have the rows of glad clients who fail it."""

    work: Workbook
    reality: Reality
    favourites: dict[str, tuple[int, ...]]
    names: tuple[str, ...]

    def of(self, id: str) -> Price | None:
        """The price of one must-have, None for one that asks nothing."""
        return next((price for price in self.reality.prices if price.id == id), None)

    @property
    def clients(self) -> int:
        """Present clients."""
        return self.reality.count.clients

    @property
    def dearest(self) -> Price | None:
        """The one that costs most, or turns most away where nothing is priced."""
        failed = [price for price in self.reality.prices if price.fails]
        return max(failed, key=lambda price: (price.value, price.fails), default=None)


def reckon(work: Workbook, held: Comparison) -> Prices:
    frame_ = clients_frame(work.clients)
    difficult = count_difficult(read_behaviours(frame_, shipped_behaviours()))
    reality = check_reality(held.scored, held.facts, difficult)
    glad = held.facts.present & (held.facts.tier == 1)
    columns = {id: at for at, id in enumerate(held.scored.ids)}
    favourites = {
        id: tuple(np.flatnonzero(glad & (held.scored.values[:, columns[id]] < 1)).tolist()) for id in reality.ids
    }
    return Prices(work, reality, favourites, held.names)


# ── the sentence ─────────────────────────────────────────────────────────────────────────────────────────────────


def finding(work: Workbook, prices: Prices, wording: Wording) -> str:
    """The sentence the page opens on, in ``wording``."""
    musts = work.avatar.absolutes
    first = wish_label(musts[0], work)
    if not prices.clients:
        return (
            wording("absolutes.unpriced", n=len(musts))
            if len(musts) > 1
            else wording("absolutes.unpriced_one", what=first)
        )
    dearest = prices.dearest
    if dearest is None:
        unknown = prices.reality.count.ask
        key = "not_known" if unknown else "free"
        return wording(f"absolutes.{key}{'_many' if len(musts) > 1 else ''}", what=first, n=unknown or len(musts))
    return _word(dearest, prices, len(musts), wording)


def _word(price: Price, prices: Prices, musts: int, wording: Wording) -> str:
    work = prices.work
    what = _label(price.id, work)
    if not price.value:
        key = "fails_one" if price.unpriced else "fails_nothing"
        return wording(f"absolutes.{key}", what=what, n=price.fails, of=prices.clients, terms=term(work, many=True))
    count = prices.reality.count
    many = musts > 1
    sentence = wording(
        "absolutes.costs_many" if many else "absolutes.costs_one", what=what, money=money(price.value, work),
        share=round(100 * price.value_share), n=musts, no=count.no, of=count.clients,
    )  # fmt: skip
    if not price.hours:
        return wording("absolutes.stop", safe_sentence=sentence)
    key = "absolutes.gives_many" if many else "absolutes.gives"
    hours = counted(round(price.hours), "hour")
    return wording(key, safe_sentence=sentence, hours=hours, share=round(100 * price.hours_share))


def _label(id: str, work: Workbook) -> str:
    wish = work.avatar.find(id)
    return wish_label(wish, work) if wish else id


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(prices: Prices) -> list[tuple[str, float, str, float, str]]:
    rows = []
    for price in sorted(prices.reality.prices, key=lambda price: -price.value):
        cost = price.value_share if price.fails else math.nan
        gain = price.hours_share if price.fails else math.nan
        if math.isnan(cost) and math.isnan(gain):
            continue
        rows.append((
            _label(price.id, prices.work), cost, plain("absolutes.picture_cost", share=_percent(cost)),
            gain, plain("absolutes.picture_gain", share=_percent(gain)),
        ))  # fmt: skip
    return rows


def _percent(share: float) -> int:
    return 0 if math.isnan(share) else round(100 * share)


def draw(prices: Prices, *, dark: bool = False) -> str | None:
    rows = _rows(prices)
    return draw_prices(rows, title=plain("absolutes.picture"), dark=dark) if rows else None


def told(prices: Prices) -> str:
    told = [
        f"{label}: " + ", ".join(words for share, words in ((cost, paid), (gain, back)) if not math.isnan(share))
        for label, cost, paid, gain, back in _rows(prices)
    ]
    return f"{plain('absolutes.picture')}. {'; '.join(told)}."


# ── beside each must-have ────────────────────────────────────────────────────────────────────────────────────────


def price_words(id: str, prices: Prices, wording: Wording) -> str:
    """What one must-have costs and gives back, in ``wording``; empty without a list."""
    price, work = prices.of(id), prices.work
    if price is None or not prices.clients:
        return ""
    if not price.fails:
        told = [wording("absolutes.price_nobody")] if price.unknown < prices.clients else []
        return " ".join([*told, *_not_said(price, wording)])
    parts = [
        wording("absolutes.price_turns", n=price.fails, of=prices.clients, terms=term(work, many=True)),
        *([wording("absolutes.price_only", n=price.only)] if len(prices.reality.ids) > 1 and price.only else []),
    ]
    if price.value:
        money_ = money(price.value, work)
        parts.insert(0, wording("absolutes.price_costs", money=money_, share=round(100 * price.value_share)))
    gains = []
    if price.hours:
        hours = counted(round(price.hours), "hour")
        gains.append(wording("absolutes.price_gives", hours=hours, share=round(100 * price.hours_share)))
    if price.behaviours:
        gains.append(wording("absolutes.price_spares", troubles=counted(price.behaviours, "trouble")))
    told = [capital(", ".join(parts)) + ".", *([capital(" · ".join(gains)) + "."] if gains else [])]
    if price.unpriced:
        told.append(wording("absolutes.price_unpriced", n=price.unpriced))
    return " ".join([*told, *_not_said(price, wording)])


def _not_said(price: Price, wording: Wording) -> list[str]:
    return [wording("absolutes.price_unknown", n=price.unknown)] if price.unknown else []


def favourite_words(id: str, prices: Prices, wording: Wording) -> str:
    """Which favourites fail it, by name, in ``wording``; empty when none does."""
    rows = prices.favourites.get(id, ())
    if not rows:
        return ""
    names = ", ".join(prices.names[row] for row in rows[:_NAMED])
    if len(rows) > _NAMED:
        names = plain("absolutes.favourites_more", names=names, n=len(rows) - _NAMED)
    return wording("absolutes.favourite" if len(rows) == 1 else "absolutes.favourites", names=names)
