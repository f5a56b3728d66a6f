"""What the must-haves cost on today's list: read once, told in a sentence, a picture, and a line beside each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from icp.catalogue import catalogue
from icp.charts.absolutes import draw_prices
from icp.charts.svg import greyed
from icp.findings.comparison import Comparison, hold
from icp.methods.absolutes import Price
from icp.methods.behaviours import count_difficult, read_behaviours, shipped_behaviours
from icp.methods.reality import Reality, check_reality
from icp.model import Workbook
from icp.roster.frames import clients_frame
from icp.sample import sample_workbook
from icp.ui import frame
from icp.ui.comparison import compare
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.text import esc, money, say, term
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


def read_prices(work: Workbook) -> Prices:
    """The prices of this workbook, worked out once for each state of list and portrait."""
    held = compare(work)
    found: Prices = held.once("must prices", lambda: _reckon(work, held))
    return found


def _reckon(work: Workbook, held: Comparison) -> Prices:
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


def finding(work: Workbook, prices: Prices) -> str:
    """The sentence the page opens on: Markdown."""
    musts = work.avatar.absolutes
    first = wish_label(musts[0], work)
    if not prices.clients:
        return say("absolutes.unpriced", n=len(musts)) if len(musts) > 1 else say("absolutes.unpriced_one", what=first)
    dearest = prices.dearest
    if dearest is None:
        unknown = prices.reality.count.ask
        key = "not_known" if unknown else "free"
        return say(f"absolutes.{key}{'_many' if len(musts) > 1 else ''}", what=first, n=unknown or len(musts))
    return _told(dearest, prices, len(musts))


def _told(price: Price, prices: Prices, musts: int) -> str:
    work = prices.work
    what = _label(price.id, work)
    if not price.value:
        return say("absolutes.fails_one", what=what, n=price.fails, of=prices.clients, terms=term(work, many=True))
    count = prices.reality.count
    many = musts > 1
    sentence = say(
        "absolutes.costs_many" if many else "absolutes.costs_one", what=what, money=money(price.value, work),
        share=round(100 * price.value_share), n=musts, no=count.no, of=count.clients,
    )  # fmt: skip
    if not price.hours:
        return say("absolutes.stop", safe_sentence=sentence)
    key = "absolutes.gives_many" if many else "absolutes.gives"
    return say(key, safe_sentence=sentence, hours=f"{price.hours:,.0f}", share=round(100 * price.hours_share))


def _label(id: str, work: Workbook) -> str:
    wish = work.avatar.find(id)
    return wish_label(wish, work) if wish else id


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────


def show_picture(prices: Prices) -> None:
    """Income given up against hours given back, where something is known of either."""
    drawing = _draw(prices, dark=is_dark())
    if drawing is not None:
        show_drawing(drawing, alt=_alt(prices))
        read_out(say("absolutes.picture_reading"))


def _rows(prices: Prices) -> list[tuple[str, float, str, float, str]]:
    plain = catalogue().say
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


def _draw(prices: Prices, *, dark: bool) -> str | None:
    rows = _rows(prices)
    return draw_prices(rows, title=catalogue().say("absolutes.picture"), dark=dark) if rows else None


def _alt(prices: Prices) -> str:
    told = [
        f"{label}: " + ", ".join(words for share, words in ((cost, paid), (gain, back)) if not math.isnan(share))
        for label, cost, paid, gain, back in _rows(prices)
    ]
    return f"{catalogue().say('absolutes.picture')}. {'; '.join(told)}."


def teach() -> None:
    """The empty page: what will stand here, with the sample's picture greyed."""
    sample = sample_workbook()
    prices = _reckon(sample, hold(sample))
    drawing = _draw(prices, dark=is_dark())
    alt = catalogue().say("absolutes.empty_alt", what=_alt(prices))
    frame.teach("absolutes", picture=greyed(drawing) if drawing else None, alt=alt)


# ── beside each must-have ────────────────────────────────────────────────────────────────────────────────────────


def price_words(id: str, prices: Prices) -> str:
    """What one must-have costs and gives back, as Markdown; empty without a list."""
    price, work = prices.of(id), prices.work
    if price is None or not prices.clients:
        return ""
    if not price.fails:
        told = [say("absolutes.price_nobody")] if price.unknown < prices.clients else []
        return " ".join([*told, *_not_said(price)])
    parts = [
        say("absolutes.price_turns", n=price.fails, of=prices.clients, terms=term(work, many=True)),
        *([say("absolutes.price_only", n=price.only)] if len(prices.reality.ids) > 1 and price.only else []),
    ]
    if price.value:
        money_ = money(price.value, work)
        parts.insert(0, say("absolutes.price_costs", money=money_, share=round(100 * price.value_share)))
    gains = []
    if price.hours:
        hours = f"{price.hours:,.0f}"
        gains.append(say("absolutes.price_gives", hours=hours, share=round(100 * price.hours_share)))
    if price.behaviours:
        gains.append(say("absolutes.price_spares", n=price.behaviours))
    told = [_capital(", ".join(parts)) + ".", *([_capital(" · ".join(gains)) + "."] if gains else [])]
    if price.unpriced:
        told.append(say("absolutes.price_unpriced", n=price.unpriced))
    return " ".join([*told, *_not_said(price)])


def _not_said(price: Price) -> list[str]:
    return [say("absolutes.price_unknown", n=price.unknown)] if price.unknown else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def favourite_words(id: str, prices: Prices) -> str:
    """Which favourites fail it, by name, as Markdown; empty when none does."""
    rows = prices.favourites.get(id, ())
    if not rows:
        return ""
    names = ", ".join(esc(prices.names[row]) for row in rows[:_NAMED])
    if len(rows) > _NAMED:
        names = say("absolutes.favourites_more", safe_names=names, n=len(rows) - _NAMED)
    return say("absolutes.favourite" if len(rows) == 1 else "absolutes.favourites", safe_names=names)
