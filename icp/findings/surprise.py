"""The surprise in words and as a light drawing: where wishes and feelings do not agree."""

from __future__ import annotations

import numpy as np

from icp.charts.drawing import MOST, Labels, draw_fit, draw_shares, draw_surprise, thin
from icp.findings.comparison import SINKS, Comparison, tier_words
from icp.findings.words import Wording, money, plain, term
from icp.methods.facts import LADDER
from icp.methods.surprise import Surprise
from icp.model import Workbook

GLAD = 1
ONE_MARK_A_CLIENT = ("hard_invoice", "favourites_miss", "fits_displease", "agree")
"""Findings whose picture has a mark for each client, and is thinned for a long list."""


def told(surprise: Surprise, held: Comparison, work: Workbook) -> str:
    """Sentence and reading as plain text: the picture's alternative."""
    return f"{sentence(surprise, held, work, plain)} {reading(surprise, held, work, plain)}"


def sentence(surprise: Surprise, held: Comparison, work: Workbook, wording: Wording) -> str:
    """The finding in one sentence: in ``wording``."""
    figures, names = _figures(surprise, held, work)
    some = _some(surprise, held)
    if surprise.code == "favourites_miss":
        names["favourites"] = wording(f"compare.favourites_miss.of{some or '_all'}", **figures)
    return wording(f"compare.{surprise.code}.{_form(surprise, held, some)}", **names, **figures)


def reading(surprise: Surprise, held: Comparison, work: Workbook, wording: Wording) -> str:
    """What the picture shows, in a few plain words: as in :func:`sentence`."""
    figures, names = _figures(surprise, held, work)
    base = f"compare.{surprise.code}"
    parts = []
    if surprise.code == "counts" and held.has_wishes:
        known = np.isfinite(held.places).any()
        parts.append(wording(f"{base}.no_clash" if known else f"{base}.too_little", **names, **figures))
    elif surprise.code != "hard_invoice":
        form = _some(surprise, held) if surprise.code == "agree" else ""
        if surprise.code == "favourites_miss" and 2 * figures["place"] <= figures["of"] + 1:
            form = "_high"  # the upper half is no place to be glad in spite of
        if surprise.code == "none" and _all_left(held):
            form = "_former"
        parts.append(wording(f"{base}.reading{form}", **names, **figures))
    if surprise.code == "hard_invoice":
        timed = held.facts.present & np.isfinite(held.facts.hours)
        little = surprise.figures.get("hours_share", 1) * timed.sum() < 1  # fewer hours than others take on average
        told = "pays" if "hours" not in surprise.figures else "takes_little" if little else "takes"
        parts.append(wording(f"{base}.{told}", **names, **figures))
        if "place" in surprise.figures:
            parts.append(wording(f"{base}.placed", **names, **figures))
        if "other" in names:
            step = held.facts.reach[surprise.clients[1]]
            parts.append(wording(f"{base}.across_{int(step)}" if step > 0 else f"{base}.across", **names, **figures))
    return " ".join(parts)


def draw(surprise: Surprise, held: Comparison, work: Workbook, *, dark: bool = False) -> str | None:
    """The finding's picture as SVG text, made once; None where counting needs none."""
    return held.once((surprise.code, dark), lambda: _draw(surprise, held, work, dark=dark))


def left_out(held: Comparison) -> bool:
    """Whether the list is so long that a drawing shows only some of it."""
    return len(held.clients) > MOST


def _draw(surprise: Surprise, held: Comparison, work: Workbook, *, dark: bool) -> str | None:
    facts, words = held.facts, tier_words()
    title = sentence(surprise, held, work, plain)
    if surprise.code == "hard_invoice":
        present = np.where(facts.present, facts.value, np.nan)
        by_ladder = np.isfinite(facts.reach[surprise.clients[0]])
        steps = [plain(f"compare.step.{step}") for step in ("office", *LADDER)]
        by_feeling = np.where(facts.tier > 0, 3.0 - facts.tier, np.nan)
        across = facts.reach if by_ladder else by_feeling
        return draw_surprise(
            across, thin(np.where(np.isfinite(across), present, np.nan), surprise.clients), facts.hours, facts.tier,
            steps=steps if by_ladder else words[::-1], names=words, labels=_labels(surprise, held, work),
            up=plain("compare.axis.value"), size=plain("compare.axis.size"),
            amount=lambda value: money(value, work), title=title, dark=dark,
        )  # fmt: skip
    if surprise.code in ("favourites_miss", "fits_displease", "agree"):
        return draw_spread(held, title=title, labels=_labels(surprise, held, work), dark=dark)
    both = facts.present & np.isfinite(facts.value) & np.isfinite(facts.hours)
    names = (*words, plain("compare.unrated"))
    if surprise.code == "hours_eaten":
        bars = [("compare.axis.your_hours", facts.hours[both]), ("compare.axis.your_income", facts.value[both])]
        shares = [(plain(word), _shares(amounts, facts.tier[both])) for word, amounts in bars]
        return draw_shares(shares, names=names, title=title, dark=dark)
    if surprise.code == "counts":
        tiers = facts.tier[facts.present]
        bar = (plain("compare.axis.your_list"), _shares(np.ones(len(tiers)), tiers))
        return draw_shares([bar], names=names, title=title, dark=dark)
    return None


def draw_spread(held: Comparison, *, title: str, labels: Labels, dark: bool = False) -> str:
    """Fit across, one band a feeling, as SVG text. ``title`` and ``labels`` are plain text."""
    line = held.scored.avatar.fit_line
    fit = np.where(held.facts.present & ~held.scored.ask_first & (held.facts.tier > 0), held.scored.match, np.nan)
    return draw_fit(
        thin(fit, tuple(labels)), held.facts.tier, rows=tier_words(), line=line, labels=labels,
        line_words=plain("compare.axis.line", line=f"{line:.0f}"),
        ends=(plain("compare.axis.fit_low"), plain("compare.axis.fit_high")),
        title=title, dark=dark,
    )  # fmt: skip


def _shares(amounts: np.ndarray, tiers: np.ndarray) -> tuple[float, ...]:
    return tuple(float(amounts[tiers == tier].sum() / amounts.sum()) for tier in (1, 2, 3, 0))


def _labels(surprise: Surprise, held: Comparison, work: Workbook) -> Labels:
    """Only the clients that tell the story: two in the vacation picture, one else."""
    labels = {}
    for row in surprise.clients[: 2 if surprise.code == "hard_invoice" else 1]:
        if surprise.code == "hard_invoice":
            detail = amounts_of(held, row, work)
        else:
            detail = plain("compare.fit_short", fit=f"{held.scored.match[row]:.0f}")
        labels[row] = (held.names[row], detail)
    return labels


def amounts_of(held: Comparison, row: int, work: Workbook) -> str:
    """A client's yearly invoice and hours as far as known, in plain text: "€13,800, 330 h"."""
    value, hours = float(held.facts.value[row]), float(held.facts.hours[row])
    paid = [money(value, work)] if np.isfinite(value) else []
    timed = [plain("compare.hours_short", n=f"{hours:,.0f}")] if np.isfinite(hours) else []
    return ", ".join(paid + timed)


_OF_FEELING = {
    "favourites_miss": (("judged", GLAD),), "fits_displease": (("judged", SINKS),),
    "agree": (("glad", GLAD), ("sinks", SINKS)),
}  # fmt: skip


def _some(surprise: Surprise, held: Comparison) -> str:
    """ "_some" where too little is known of some whom the finding would speak for, else ""."""
    tiers = held.facts.tier[held.facts.present]
    of_feeling = _OF_FEELING.get(surprise.code, ())
    return "_some" if any(surprise.figures[name] < (tiers == tier).sum() for name, tier in of_feeling) else ""


def _all_left(held: Comparison) -> bool:
    return bool(held.clients) and not held.facts.present.any()


def _form(surprise: Surprise, held: Comparison, some: str) -> str:
    if surprise.code == "agree":
        return f"many{some}"
    if surprise.code == "none":
        return "former" if _all_left(held) else "many"
    number = surprise.figures.get("missing", surprise.figures.get("fitting"))
    form = "one" if number == 1 else "many"
    scored = held.scored
    if surprise.code == "favourites_miss" and any(
        scored.fits[row] and scored.absolutes[row] != "no" for row in surprise.clients
    ):
        return f"{form}_behind"  # above the line, and with every must-have
    if form == "many" and number is not None and number == surprise.figures["judged"]:
        return f"all{some if surprise.code == 'fits_displease' else ''}"
    return form


def _figures(surprise: Surprise, held: Comparison, work: Workbook) -> tuple[dict[str, int], dict[str, str]]:
    """The finding's figures as whole numbers (shares in per cent), and its names and amounts as plain text."""
    figures = {
        name: round(100 * figure) if name.endswith("_share") else round(figure)
        for name, figure in surprise.figures.items()
        if name not in ("value", "hours")
    }
    words = {"term": term(work), "terms": term(work, many=True)}
    if surprise.clients:
        words["name"] = held.names[surprise.clients[0]]
    for name in surprise.figures.keys() & {"value", "hours"}:
        figure = surprise.figures[name]
        words[name] = money(figure, work) if name == "value" else f"{figure:,.0f}"
    if surprise.code == "hard_invoice" and len(surprise.clients) > 1:
        other = surprise.clients[1]
        words |= {"other": held.names[other], "other_value": money(held.facts.value[other], work)}
    return figures, words
