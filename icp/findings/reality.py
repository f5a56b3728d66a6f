"""The reality check: the client list against the must-haves of the try, in figures, words and a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from icp.catalogue import catalogue
from icp.charts.drawing_reality import MOST_CHIPS, Chip, Rung, State, draw_chips, draw_rungs, initials
from icp.dealings import Place
from icp.findings.comparison import Comparison, tier_words
from icp.findings.words import Wording, counted, money, plain, term
from icp.methods.absolutes import Price, asked, hold
from icp.methods.behaviours import count_difficult, read_behaviours, shipped_behaviours
from icp.methods.match import Scored, score
from icp.methods.reality import Rarity, Reality, Without, check_reality
from icp.methods.spectrum import KNOWN_AT_LEAST, find_dreams
from icp.methods.tryout import switchable, try_musts
from icp.methods.value import Values
from icp.model import Avatar, Criterion, ScaleCriterion, Workbook
from icp.portrait import short_wish
from icp.roster.frames import clients_frame
from icp.wishes import ASKED_FOR, is_never, wish_target


@dataclass(frozen=True)
class TryOut:
    """The portrait as it is being tried, and what becomes of the list.

    ``wishes``: all that can be switched; ``musts``: those that are on, in the same order. ``prices``: each wish of
    ``wishes`` by id, on its own. ``lost``: how many favourites it turns away. ``dreams``: must-haves met by the
    best answer only.
    ``values``: how far each client meets each of ``musts``, 0–1, NaN unknown, shape (clients, musts).
    ``drawn``: the picture for a light and a dark page, once it was drawn.
    """

    held: Comparison
    avatar: Avatar
    wishes: tuple[Criterion, ...]
    musts: tuple[Criterion, ...]
    reality: Reality
    prices: Mapping[str, Price]
    lost: Mapping[str, int]
    dreams: tuple[str, ...]
    values: Values
    drawn: dict[bool, str] = field(default_factory=dict)


def hold_tryout(work: Workbook, held: Comparison) -> TryOut:
    """The try of a workbook whose comparison is at hand."""
    tried, decided = work.dealings.tried, work.dealings.reality_kept is not None
    # The comparison belongs to one portrait, so what is tried of it and whether it is decided tell the rest.
    expected = tuple(work.dealings.expected.items())
    return held.once(
        ("tryout", tried, decided, expected),
        lambda: _try_out(held, try_musts(work.avatar, tried, decided=decided), dict(expected)),
    )


def _try_out(held: Comparison, avatar: Avatar, expected: Mapping[str, Place]) -> TryOut:
    wishes = switchable(avatar)
    musts = tuple(c for c in wishes if c.absolute)
    scored = score(frame_of(held), avatar)
    difficult = held.once("difficult", lambda: count_difficult(read_behaviours(frame_of(held), shipped_behaviours())))
    dreams = find_dreams(asked(avatar))
    demanded = find_dreams(asked(avatar), expected)
    reality = check_reality(scored, held.facts, difficult, [c.id for c in musts], demanded)
    every = check_reality(scored, held.facts, difficult, [c.id for c in wishes]).prices
    values = scored.values[:, [scored.ids.index(c.id) for c in musts]]
    lost = {c.id: _lost(scored, held, c.id) for c in wishes}
    return TryOut(held, avatar, wishes, musts, reality, {price.id: price for price in every}, lost, dreams, values)


def _lost(scored: Scored, held: Comparison, id: str) -> int:
    fails = scored.values[:, scored.ids.index(id)] < 1
    return int((fails & held.facts.present & (held.facts.tier == 1)).sum())


def frame_of(held: Comparison) -> pd.DataFrame:
    """The clients as a frame, made once for a list."""
    return held.once("frame", lambda: clients_frame(held.clients, derived=True))


def tiers_left(found: TryOut) -> list[tuple[tuple[int, int, int, int], int]]:
    """For nobody asked and after each must-have: how many glad, fine, heart sinks and unrated stay; and may stay."""
    facts, steps = found.held.facts, []
    for asked_so_far in range(len(found.musts) + 1):
        verdicts = hold(found.values[:, :asked_so_far].T)
        stays = facts.present & (verdicts == 0)
        steps.append((_by_tier(facts.tier[stays]), int((facts.present & (verdicts == 2)).sum())))
    return steps


def _by_tier(tiers: NDArray[Any]) -> tuple[int, int, int, int]:
    counts = np.bincount(tiers.astype(np.int64), minlength=4).tolist()
    return cast(tuple[int, int, int, int], (counts[1], counts[2], counts[3], counts[0]))


def must_words(wish: Criterion, work: Workbook) -> str:
    """A must-have in a few words, with how much it asks where that is not the usual. Plain text."""
    words = short_wish(wish, work)
    usual = not isinstance(wish, ScaleCriterion) or wish.at_least == ASKED_FOR or is_never(wish)
    return words if usual else f"{words} ({wish_target(wish, work)})"


# ── in words, and drawn ──────────────────────────────────────────────────────────────────────────────────────────

_STATES: tuple[State, ...] = ("yes", "ask", "no", "back")


def finding(found: TryOut, work: Workbook, wording: Wording) -> str:
    """The page's opening sentence: in ``wording``."""
    count, musts = found.reality.count, len(found.musts)
    if not found.wishes:
        return wording("reality.no_wishes")
    if not count.clients:
        return wording("reality.all_former")
    if not musts:
        return wording("reality.nothing_on", clients=counted(count.clients, work.text("term", "client")))
    demanded = wording("reality.must_n" if musts > 2 else f"reality.must_{musts}", n=musts)
    numbers = {"all": count.clients, "yes": count.yes, "ask": count.ask}
    words: dict[str, object] = {name: f"{number:,}" for name, number in numbers.items()}
    words |= {"safe_musts": demanded, "musts": demanded, "term": term(work), "terms": term(work, many=True)}
    if count.yes == count.clients:
        code = "everybody"
    elif count.yes:
        code = "single" if count.yes == 1 else "some"
    else:
        code = "unsure" if count.ask else "nobody"
    opening = wording(f"reality.{'one' if count.clients == 1 else 'many'}.{code}", **words)
    best = best_drop(found)
    if best is not None:
        key = "reality.let_go_one" if len(best.back) == 1 else "reality.let_go"
        return f"{opening} {wording(key, wish=words_of(best.id, found, work), n=f'{len(best.back):,}')}"
    return f"{opening} {wording('reality.stuck')}" if code == "nobody" and musts > 1 else opening


def best_drop(found: TryOut) -> Without | None:
    """The must-have whose going brings back most, None where none brings anybody back."""
    best = max(found.reality.without, key=lambda drop: len(drop.back), default=None)
    return best if best is not None and best.back else None


def words_of(id: str, found: TryOut, work: Workbook) -> str:
    """The must-have of that id in a few words, "" where there is none."""
    return next((must_words(c, work) for c in found.wishes if c.id == id), "")


def draw(found: TryOut, work: Workbook, *, title: str, dark: bool = False) -> str:
    """The picture as SVG text: everybody as letters, on a long list as bars. ``title`` is plain text."""
    present = np.flatnonzero(found.held.facts.present).tolist()
    if len(present) > MOST_CHIPS:
        return _draw_rungs(found, work, title=title, dark=dark)
    best = best_drop(found)
    back = set(best.back) if best is not None else set()
    chips = []
    for row in present:
        verdict = found.reality.verdicts[row] or "no"
        shown: State = "back" if row in back else verdict
        name = found.held.names[row]
        letters = str(row + 1) if name == plain("roster.hidden", n=row + 1) else initials(name)
        chips.append(Chip(letters, int(found.held.facts.tier[row]), shown))
    here = {chip.state for chip in chips}
    words: dict[State, str] = {name: plain(f"reality.legend.{name}") for name in _STATES if name != "back"}
    if best is not None:
        words["back"] = plain("reality.back_words", wish=words_of(best.id, found, work))
    return draw_chips(chips, legend=[(s, words[s]) for s in _STATES if s in here], title=title, dark=dark)


def _draw_rungs(found: TryOut, work: Workbook, *, title: str, dark: bool = False) -> str:
    steps = tiers_left(found)
    words = [plain("reality.rung_all"), *(must_words(c, work) for c in found.musts)]
    rungs = [Rung(what, left, ask) for what, (left, ask) in zip(words, steps, strict=True)]
    counts = [plain("reality.rung_count", n=f"{sum(rung.left):,}") for rung in rungs]
    names = (*tier_words(), plain("compare.unrated"))
    return draw_rungs(rungs, names=names, counted=counts, title=title, dark=dark)


def moments(work: Workbook) -> list[str]:
    """Titles of the situations in which a dream is expected."""
    own = {situation.id: situation.title for situation in work.dealings.situations}
    titles = {situation.column: situation.title for situation in catalogue().situations} | own
    return [title for id, title in titles.items() if work.dealings.expected.get(id) == "dream"]


def rarity_words(rarity: Rarity, clients: int, wording: Wording) -> str:
    """How rare people are who meet all of it, judging by the list, in ``wording``."""
    if clients < KNOWN_AT_LEAST:
        return wording("reality.too_few")
    if not rarity.low and rarity.high > 1 / 2:  # nobody, or nearly everybody
        return wording("reality.too_open")
    best = _one_in(rarity.one_in_at_best)
    if rarity.one_in_at_best == 1:
        return wording("reality.at_best_all", worst=_one_in(rarity.one_in_at_worst))
    if rarity.low:
        return wording("reality.between", best=best, worst=_one_in(rarity.one_in_at_worst))
    return wording("reality.at_best", best=best)


def _one_in(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:,.0f}"


def price_words(id: str, found: TryOut, work: Workbook, wording: Wording) -> str:
    """What a must-have costs and what it spares, in ``wording``."""
    price, count = found.prices[id], found.reality.count.clients
    if not price.fails:
        parts = [wording("reality.turns_away_nobody") + "."]
    else:
        line = wording("reality.turns_away", n=price.fails, all=count)
        if found.lost[id]:
            line += wording("reality.of_them_glad", favourites=counted(found.lost[id], "favourite"))
        if price.value:
            key = "reality.gives_up_some" if price.unpriced else "reality.gives_up"
            amount = money(price.value, work)
            line += wording(key, amount=amount, share=round(100 * price.value_share), n=price.unpriced)
        spared = []
        if price.hours:
            share = round(100 * price.hours_share)
            spared.append(wording("reality.spares_hours", hours=counted(round(price.hours), "hour"), share=share))
        if price.behaviours:
            key = "reality.spares_habit" if price.behaviours == 1 else "reality.spares_habits"
            spared.append(wording(key, n=price.behaviours))
        parts = [line + "."]
        if spared:
            parts.append(wording("reality.spares", safe_parts=plain("target.and").join(spared)))
    if price.unknown:
        parts.append(wording("reality.not_known", n=price.unknown))
    return " ".join(parts)
