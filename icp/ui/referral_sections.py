"""What stands behind the referral tree: each function draws one section and works out only what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from icp.catalogue import catalogue
from icp.charts import referrals as charts
from icp.findings.comparison import tier_words
from icp.findings.senders import brought
from icp.findings.sources import (
    alike_counts,
    count_by_source,
    count_shared,
    counts_of,
    deals_share,
    ideal_finding,
    leaving_finding,
    order_by_gap,
    rates_shown,
    source_finding,
    tier_of,
    usual_rate,
)
from icp.methods.overlap import MixOverlap
from icp.methods.referral_facts import Group, Referrals
from icp.model import Workbook
from icp.ui import state
from icp.ui.pictures import is_dark, show_chart
from icp.ui.referral_actions import act_on_sources
from icp.ui.senders import figures
from icp.ui.text import counted, esc, say, term

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

_SOURCES, _MATRIX, _SETS, _MIXTURES, _MIX, _LEAVING, _NAMED = 12, 8, 7, 10, 10, 10, 12


def show_sources(facts: Referrals, work: Workbook) -> None:
    """What each source brings: dot and whisker, then one thing to do for each."""
    if not facts.favourites.any():
        st.info(say("referrals.sources.no_loved"))
    else:
        _plot_sources(facts, work)
    act_on_sources(facts, work)


def _plot_sources(facts: Referrals, work: Workbook) -> None:
    rates = rates_shown(facts)
    left_out = [rate.source for rate in facts.rates if rate not in rates]
    usual = usual_rate(facts)
    counts = [counts_of(rate) for rate in rates]
    figure = partial(
        charts.plot_sources,
        [rate.source for rate in rates],
        [rate.rate for rate in rates],
        [rate.low for rate in rates],
        [rate.high for rate in rates],
        counts,
        [rate.reading for rate in rates],
        usual=usual,
        usual_words=catalogue().say("referrals.sources.usual", usual=round(100 * usual)),
        axis=catalogue().say("referrals.sources.axis"),
    )
    reading = say("referrals.sources.reading", usual=round(100 * usual))
    if left_out:
        reading += " " + say("referrals.sources.left_out", safe_names=_few(left_out))
    found, values = source_finding(rates)
    listed = [f"{rate.source}: {count}" for rate, count in zip(rates, counts, strict=True)]
    _show(figure, "sources", found, values, listed, reading)


def _show(
    draw: Callable[..., Figure],
    key: str,
    finding: str,
    values: Mapping[str, object],
    listed: Sequence[str],
    reading: str,
) -> None:
    """A figure under its finding, which with ``listed`` is also what a listener hears. It is drawn once for a list."""
    heard = {"finding": catalogue().say(finding, **values), "list": "; ".join(listed)}
    work, dark = state.workbook(), is_dark()
    drawn = figures(work)
    place = (key, dark, work.text("currency"), work.text("term"))
    if place not in drawn:
        drawn[place] = draw(dark=dark)
    show_chart(
        drawn[place],
        key=f"referrals_{key}",
        finding=finding,
        values={**values, **heard},
        alt="referrals.heard",
        reading=reading,
    )


def _few(names: Sequence[str]) -> str:
    """The first names, escaped, and how many more there are."""
    shown = [esc(name) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        shown.append(say("referrals.sources.and_more", n=len(names) - _NAMED))
    return ", ".join(shown)


# ── who is shared ────────────────────────────────────────────────────────────────────────────────────────────────


def show_shared(facts: Referrals, work: Workbook) -> None:
    """Who came through two sources: the matrix, and from four sources on the mixtures."""
    labels = facts.sources.labels
    if len(labels) < 2:
        st.info(say("referrals.shared.few"))
        return
    shown = labels[:_MATRIX]
    both, (i, j) = count_shared(facts, len(shown))
    shares = bool(both[i, j])
    noun, nouns = term(work), term(work, many=True)
    title = "referrals.shared.title_share" if shares else "referrals.shared.title_none"
    shared = counted(int(both[i, j]), work.text("term", "client"))
    values = {"a": shown[i], "b": shown[j], "shared": shared, "term": noun}
    reading = say("referrals.shared.reading")
    if shares:
        small = int(min(both[i, i], both[j, j]))
        reading += " " + say("referrals.shared.coefficient", a=shown[i], b=shown[j], both=int(both[i, j]), small=small)
    if len(labels) > len(shown):
        names = _few(labels[len(shown) :])
        reading += " " + say("referrals.shared.limited", n=len(shown), safe_names=names)
    hover = [
        [catalogue().say("referrals.shared.hover", both=int(both[a, b]), a=shown[a], b=shown[b])
         for b in range(len(shown))]
        for a in range(len(shown))
    ]  # fmt: skip
    pairs = [hover[a][b] for a in range(len(shown)) for b in range(a + 1, len(shown)) if both[a, b]]
    figure = partial(charts.plot_matrix, shown, both, hover)
    _show(figure, "matrix", title, values, pairs, reading)
    if len(labels) > 3:
        _plot_mixtures(facts, nouns)


def _plot_mixtures(facts: Referrals, nouns: str) -> None:
    names = list(facts.sources.labels[:_SETS])
    place = {name: at for at, name in enumerate(names)}
    columns = [each for each in facts.intersections if all(source in place for source in each.sources)][:_MIXTURES]
    kind = np.nan_to_num(facts.tiers, nan=4).astype(int) - 1
    tiers = np.array([np.bincount(kind[list(each.clients)], minlength=4) for each in columns], dtype=np.int64)
    sizes = [int(size) for size in facts.sources.sizes[: len(names)]]
    words = (*tier_words(), catalogue().say("referrals.alike.not_sorted"))
    listed = [f"{' + '.join(each.sources)}: {len(each.clients)}" for each in columns]
    mixtures = [[place[source] for source in each.sources] for each in columns]
    figure = partial(charts.plot_sets, names, sizes, mixtures, tiers, words=words)
    _show(figure, "sets", "referrals.shared.sets", {}, listed, say("referrals.shared.sets_reading", terms=nouns))


# ── ideal clients' sources ───────────────────────────────────────────────────────────────────────────────────────


def show_ideal(facts: Referrals, work: Workbook) -> None:
    """Where the ideal ones come from against the others: by feeling, or by fit with the portrait."""
    offered: dict[str, str] = {"favourites": say("referrals.ideal.favourites")}
    if facts.fits.any():
        offered["fitting"] = say("referrals.ideal.fitting")
    group: Group = "favourites"
    if len(offered) > 1:
        chosen = st.segmented_control(
            say("referrals.ideal.how"), list(offered), format_func=offered.__getitem__, default="favourites",
            key="referrals_ideal_group", required=True,
        )  # fmt: skip
        group = "fitting" if chosen == "fitting" else "favourites"
    ideal, others = facts.group(group)
    mixed = facts.mix(group)
    if mixed is None:
        st.info(say("referrals.ideal.nobody", terms=term(work, many=True)))
        return
    ours, theirs, n, m = count_by_source(facts, ideal, others)
    order = order_by_gap(ours / n - theirs / m, ours + theirs)
    names = [facts.sources.labels[at] for at in order]
    counts = [f"{ours[at]}/{n} · {theirs[at]}/{m}" for at in order]
    code, words = ideal_finding(facts, work, group)
    figure = partial(
        charts.plot_mix,
        names,
        [ours[at] / n for at in order],
        [theirs[at] / m for at in order],
        counts,
        axis=catalogue().say("referrals.ideal.axis"),
    )
    listed = [f"{name}: {count}" for name, count in zip(names, counts, strict=True)]
    _show(figure, f"mix_{group}", f"referrals.ideal.title_{code}", words, listed, say("referrals.ideal.reading"))
    st.markdown(_explain_mix(mixed, code))


def _explain_mix(mixed: MixOverlap, code: str) -> str:
    ovl, low, high = (round(100 * share) for share in (mixed.ovl, mixed.low, mixed.high))
    return say(f"referrals.ideal.{code}", ovl=ovl, low=low, high=high)


# ── do good clients send good clients ────────────────────────────────────────────────────────────────────────────


def show_alike(facts: Referrals, work: Workbook) -> None:
    """Counts of who sent whom by feeling, then the three-way verdict, then how it was reached."""
    table = facts.sent_by_tier
    if not table.any():
        st.info(say("referrals.alike.no_links", term=term(work)))
        return
    counts, values = alike_counts(facts)
    words = (*tier_words(), catalogue().say("referrals.alike.not_sorted"))
    rows = [at for at in range(4) if table[at].any()]
    names = [words[at].capitalize() for at in rows]
    listed = [
        f"{words[at]}: " + ", ".join(f"{count} {words[to]}" for to, count in enumerate(table[at]) if count)
        for at in rows
    ]
    figure = partial(charts.plot_alike, names, table[rows], words=words)
    _show(figure, "alike", counts, values, listed, say("referrals.alike.reading"))
    if facts.avatar is None or facts.scored is None or not facts.scored.weights.any():
        st.info(say("referrals.alike.no_wishes"))
    else:
        _show_verdict(facts)
    st.markdown(say("referrals.alike.varies"))
    st.markdown(say("referrals.alike.excludes"))


def _show_verdict(facts: Referrals) -> None:
    test = facts.test
    code = {"yes": "yes", "no sign": "no_sign", "too few": "too_few"}[test.verdict]
    st.markdown(f"**{say(f'referrals.alike.{code}')}**")
    why = st.expander(say("referrals.alike.why"), key="referrals_why", on_change="rerun")
    if why.open:
        if test.r is None or test.p is None:
            why.markdown(say("referrals.alike.why_none", links=test.links, referrers=test.referrers))
        else:
            told = {"links": test.links, "r": f"{test.r:.2f}", "share": deals_share(test.p)}
            why.markdown(say("referrals.alike.why_test", **told))


# ── who leaves too ───────────────────────────────────────────────────────────────────────────────────────────────


def show_leaving(facts: Referrals, work: Workbook) -> None:
    """What each sender pays, and what came of those they sent."""
    senders = facts.senders[:_LEAVING]
    if not senders:
        st.info(say("referrals.alike.no_links", term=term(work)))
        return
    tier = [tier_of(sender, facts) for sender in senders]
    code, words = leaving_finding(facts, work)
    labels = [brought(sender, work) for sender in senders]
    figure = partial(
        charts.plot_leaving,
        [sender.name for sender in senders],
        [sender.own for sender in senders],
        [sender.value for sender in senders],
        tier,
        labels,
        axis=catalogue().say("referrals.leaving.axis"),
    )
    listed = [f"{sender.name}: {label}" for sender, label in zip(senders, labels, strict=True)]
    _show(figure, "leaving", code, words, listed, say("referrals.leaving.reading"))
