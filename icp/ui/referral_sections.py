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
from icp.methods.overlap import MixOverlap, SourceRate
from icp.methods.referral_facts import Group, Referrals
from icp.model import Workbook
from icp.ui import state
from icp.ui.pictures import is_dark, show_chart
from icp.ui.referral_actions import act_on_sources
from icp.ui.senders import figures
from icp.ui.text import counted, esc, money, say, term

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
    largest = [rate for rate in facts.rates if rate.rated][:_SOURCES]
    rates = sorted(largest, key=lambda rate: (-rate.rate, -rate.clients, rate.source))
    left_out = [rate.source for rate in facts.rates if rate not in largest]
    usual = float((facts.favourites.sum() + 1) / ((facts.favourites | facts.others).sum() + 2))
    counts = [_counts(rate) for rate in rates]
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
    found, values = _source_finding(rates)
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


def _source_finding(rates: Sequence[SourceRate]) -> tuple[str, Mapping[str, object]]:
    """The best proven source and the worst, each only if the counts carry it."""
    best = max((r for r in rates if r.reading == "invest"), key=lambda r: r.low, default=None)
    worst = max((r for r in rates if r.reading == "close"), key=lambda r: r.rated, default=None)
    words: dict[str, object] = {}
    if best is not None:
        words |= {"best": best.source, "loved": best.loved, "rated": best.rated}
    if worst is not None:
        words |= {"worst": worst.source, "n": worst.clients}
    found = {(True, True): "best_and_worst", (True, False): "best", (False, True): "worst"}
    return f"referrals.sources.{found.get((best is not None, worst is not None), 'none')}", words


def _counts(rate: SourceRate) -> str:
    return catalogue().say("referrals.sources.counted", loved=rate.loved, rated=rate.rated)


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
    members = facts.sources.members[:, list(range(len(shown)))]
    both = np.asarray((members.T.tocsr() @ members).toarray(), dtype=np.int64)
    off = np.triu(both, 1)
    i, j = np.unravel_index(int(off.argmax()), off.shape)
    noun, nouns = term(work), term(work, many=True)
    if off.max(initial=0):
        title = "referrals.shared.title_share"
    else:
        title = "referrals.shared.title_none"
    values = {"a": shown[i], "b": shown[j], "both": int(off[i, j]), "terms": nouns, "term": noun}
    reading = say("referrals.shared.reading")
    if off.max(initial=0):
        small = int(min(both[i, i], both[j, j]))
        reading += " " + say("referrals.shared.coefficient", a=shown[i], b=shown[j], both=int(off[i, j]), small=small)
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
        st.info(say("referrals.ideal.nobody"))
        return
    members = np.asarray(facts.sources.members.toarray(), dtype=bool)
    came = members.any(axis=1)
    n, m = int((ideal & came).sum()), int((others & came).sum())
    ours, theirs = members[ideal].sum(axis=0), members[others].sum(axis=0)
    gap = ours / n - theirs / m
    order = sorted(range(len(gap)), key=lambda at: -(ours[at] + theirs[at]))[:_MIX]
    order.sort(key=lambda at: -gap[at])
    names = [facts.sources.labels[at] for at in order]
    counts = [f"{ours[at]}/{n} · {theirs[at]}/{m}" for at in order]
    best = order[0]
    words = {"terms": term(work, many=True), "n": n, "m": m, "on": m, "k": int(ours[best]), "ok": int(theirs[best]),
             "source": facts.sources.labels[best]}  # fmt: skip
    code = {"different": "different", "no sign": "same", "too few": "few"}[mixed.reading]
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
    glad, rest = table[0], table[1:3].sum(axis=0)
    if rest.sum():
        counts = "referrals.alike.counts"
    else:
        counts = "referrals.alike.counts_only"
    values = {"k": int(glad[0]), "n": int(glad.sum()), "ok": int(rest[0]), "on": int(rest.sum())}
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
            share = f"{100 * test.p:.2g}%"
            why.markdown(say("referrals.alike.why_test", links=test.links, r=f"{test.r:.2f}", share=share))


# ── who leaves too ───────────────────────────────────────────────────────────────────────────────────────────────


def show_leaving(facts: Referrals, work: Workbook) -> None:
    """What each sender pays, and what came of those they sent."""
    senders = facts.senders[:_LEAVING]
    if not senders:
        st.info(say("referrals.alike.no_links", term=term(work)))
        return
    tier = [None if s.client is None or np.isnan(facts.tiers[s.client]) else int(facts.tiers[s.client])
            for s in senders]  # fmt: skip
    dread = next((s for s, feeling in zip(senders, tier, strict=True) if feeling == 3 and s.value > s.own > 0), None)
    top = dread or senders[0]
    words = {"name": top.name, "value": money(top.value, work), "own": money(top.own, work), "term": term(work),
             "clients": counted(top.clients, work.text("term", "client"))}  # fmt: skip
    code = "title_dread" if dread else "title_clients" if top.value <= 0 else "title" if top.own else "title_outside"
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
    _show(figure, "leaving", f"referrals.leaving.{code}", words, listed, say("referrals.leaving.reading"))
