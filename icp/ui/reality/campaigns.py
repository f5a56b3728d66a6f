"""Rifle or shotgun: the same money on a few chosen people or on anybody, in the owner's own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import streamlit as st

from icp.analysis import roster_frame
from icp.catalogue import catalogue
from icp.charts.drawing_reality import Funnel, draw_funnels
from icp.methods.spectrum import KNOWN_AT_LEAST
from icp.methods.targeting import Campaign, Comparison, compare_campaigns, count_newcomers, count_talks
from icp.model import Workbook
from icp.ui import state
from icp.ui.ask import ask
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.senders import read
from icp.ui.text import money, say, term

_WAYS = ("rifle", "shotgun")
_OUT_OF = {"won": 100, "glad": 10}
_FIGURES = ("campaign_spend", *(f"{way}_{part}" for part in ("reach", "won", "glad") for way in _WAYS))


def show_campaigns() -> None:
    """The section: what comes out, the seven numbers, and what the owner's own list says about them."""
    work = state.workbook()
    given = {id: number for id in _FIGURES if (number := _number(work.answers.get(id))) is not None}
    excess = [id for id in given if given[id] > _out_of(id)]
    if len(given) < len(_FIGURES) or excess:
        st.markdown(f"**{say('reality.campaigns.title_none')}**")
    else:
        _show_outcome(given, work)
    for id in excess:
        st.warning(say("reality.campaigns.too_much", what=catalogue().question(id).label, of=_out_of(id)))
    ask("campaign_spend")
    for column, way in zip(st.columns(2), _WAYS, strict=True):
        with column:
            st.markdown(f"**{say(f'reality.campaigns.{way}')}**")
            for part in ("reach", *_OUT_OF):
                ask(f"{way}_{part}")
    if given and len(given) < len(_FIGURES):
        labels = [catalogue().question(id).label for id in _FIGURES if id not in given]
        st.caption(say("reality.campaigns.missing", what="; ".join(labels)))
    _offer_own_figures(given, work)


def _number(stored: object) -> float | None:
    try:
        number = float(str(stored))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _out_of(id: str) -> float:
    return _OUT_OF.get(id.partition("_")[2], math.inf)


# ── what comes out ───────────────────────────────────────────────────────────────────────────────────────────────


def _show_outcome(given: dict[str, float], work: Workbook) -> None:
    rifle, shotgun = (
        Campaign(given[f"{way}_reach"], given[f"{way}_won"] / 100, given[f"{way}_glad"] / 10) for way in _WAYS
    )
    outcome = compare_campaigns(given["campaign_spend"], rifle, shotgun)
    code = "neither" if not (rifle.loved or shotgun.loved) else outcome.winner
    told = {
        "rifle": _few(rifle.loved), "rifle_terms": _clients(rifle.loved, work), "terms": term(work, many=True),
        "shotgun": _few(shotgun.loved), "shotgun_terms": _clients(shotgun.loved, work),
    }  # fmt: skip
    title = catalogue().say(f"reality.campaigns.title_{code}", **told)
    st.markdown(f"**{say(f'reality.campaigns.title_{code}', **told)}**")
    funnels = [_funnel(way, campaign, work) for way, campaign in zip(_WAYS, (rifle, shotgun), strict=True)]
    listed = "; ".join(f"{funnel.words}: {', '.join(funnel.told)}" for funnel in funnels)
    show_drawing(draw_funnels(funnels, title=title, dark=is_dark()), alt=f"{title} {listed}")
    if code != "neither":
        said = _break_even(outcome, work) if shotgun.loved else say("reality.campaigns.even_anyway")
        st.markdown(f"{said} {_cost(outcome, work)}")
    read_out(say("reality.campaigns.reading", terms=term(work, many=True)))


def _funnel(way: str, campaign: Campaign, work: Workbook) -> Funnel:
    plain = catalogue().say
    counts = (campaign.reach, campaign.clients, campaign.loved)
    told = [
        plain(f"reality.campaigns.{code}", n=_few(count), clients=_clients(count, work))
        for code, count in zip(("reached", "won", "loved"), counts, strict=True)
    ]
    return Funnel(plain(f"reality.campaigns.{way}"), counts, (told[0], told[1], told[2]))


def _break_even(outcome: Comparison, work: Workbook) -> str:
    """How much better the chosen list has to convert, in one or two sentences of Markdown."""
    if not math.isfinite(outcome.loved_from):
        return say("reality.campaigns.never_enough")
    first = say("reality.campaigns.must_times", need=_few(outcome.loved_from), times=_few(outcome.times))
    more = say("reality.campaigns.for_clients", need=_few(outcome.clients_from), terms=term(work, many=True))
    return f"{first} {more}"


def _cost(outcome: Comparison, work: Workbook) -> str:
    costs = {"rifle": outcome.rifle_cost, "shotgun": outcome.shotgun_cost}
    finite = {way: money(cost, work) for way, cost in costs.items() if math.isfinite(cost)}
    code = "cost" if len(finite) == len(costs) else f"cost_{next(iter(finite))}"
    return say(f"reality.campaigns.{code}", **finite)


def _few(number: float) -> str:
    """A count as people say it: "3", "2.5", "0.04", "1,000"."""
    if not math.isfinite(number):
        return "—"
    digits = 0 if number >= 100 else 1 if number >= 1 else 2
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _clients(number: float, work: Workbook) -> str:
    """ "1 client", "2.5 clients"."""
    told = _few(number)
    return f"{told} {term(work, many=told != '1')}"


# ── what the owner's own list says ───────────────────────────────────────────────────────────────────────────────


def _offer_own_figures(given: dict[str, float], work: Workbook) -> None:
    """What list and screener say, and one button that puts it where nothing was typed."""
    found, sentences = own_figures(work, date.today())
    if not sentences:
        return
    st.markdown(f"**{say('reality.campaigns.own_figures')}**")
    for sentence in sentences:
        st.markdown(sentence)
    empty = {id: number for id, number in found.items() if id not in given}
    if empty:
        st.button(say("reality.campaigns.take"), key="reality_own_figures", icon=":material/add:",
                  on_click=_taking(empty))  # fmt: skip


def _taking(empty: dict[str, float]) -> Callable[[], None]:
    def take() -> None:
        def step(work: Workbook) -> Workbook:
            for id, number in empty.items():
                work = work if id in work.answers else work.with_answer(id, number)
            return work

        state.change(step)
        state.refresh_widgets()

    return take


def own_figures(work: Workbook, today: date) -> tuple[dict[str, float], list[str]]:
    """Answers the owner's own records give, by question, and the sentences (Markdown) that say where they come from.

    A rate of fewer than five people is told and not put in.
    """
    found: dict[str, float] = {}
    sentences = []
    terms = term(work, many=True)
    if work.clients:
        new = count_newcomers(roster_frame(work), today)
        if new.rated:
            sentences.append(say("reality.campaigns.recent", rated=new.rated, loved=new.loved, terms=terms))
            found |= _rate("shotgun_glad", new.loved, new.rated)
        facts = read(work)
        rated, came = facts.favourites | facts.others, facts.through_someone
        otherwise = ~came & ~facts.unsaid  # of whom nothing is said may have come through somebody, too
        through, rest = int((came & rated).sum()), int((otherwise & rated).sum())
        loved, other = int((came & facts.favourites).sum()), int((otherwise & facts.favourites).sum())
        if through and rest:
            sentences.append(
                say("reality.campaigns.through", loved=loved, of=through, other_loved=other, other_of=rest)
            )
            found |= _rate("rifle_glad", loved, through) | _rate("shotgun_glad", other, rest)
    talks = count_talks(work.dealings.prospects)
    if talks.decided:
        sentences.append(say("reality.campaigns.talks", decided=talks.decided, taken=talks.taken))
        found |= _rate("rifle_won", talks.taken, talks.decided)
    return found, sentences


def _rate(id: str, hits: int, of: int) -> dict[str, float]:
    return {id: round(_out_of(id) * hits / of, 1)} if of >= KNOWN_AT_LEAST else {}
