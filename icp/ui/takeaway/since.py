"""What has changed since an older copy: three sentences, one picture, and the names on demand."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing import draw_shares
from icp.drift import Drift, Standing
from icp.findings.comparison import tier_words
from icp.findings.monday import hours_words
from icp.model import Workbook
from icp.ui.pictures import is_dark, show_drawing
from icp.ui.roster.names import are_hidden, call
from icp.ui.takeaway.words import list_names, promise_text
from icp.ui.text import counted, esc, money, say, term

CHANGES = 3
_GLAD, _SINKS = 0, 2
_SHOWN = 12
_SHARE = 0.005
"""A share that moved by less reads as unchanged."""
_TELLING = 0.05
"""A source is told of when its share moved by this much."""


def show_drift(drift: Drift, then: Workbook, now: Workbook) -> None:
    """Everything the two workbooks differ in."""
    ours = {client.id for client in now.clients}
    if then.clients and not ours & {client.id for client in then.clients}:
        st.warning(say("takeaway.back.stranger"))
    said = changes(drift, now)
    if said:
        st.markdown("\n".join(f"- {sentence}" for sentence in said[:CHANGES]))
    else:
        st.markdown(say("takeaway.back.same"))
    _picture(drift, now)
    if drift.portrait_changed:
        st.caption(say("takeaway.back.portrait"))
    _promises(drift)
    with st.expander(say("takeaway.back.details"), key="drift_details", on_change="rerun") as folded:
        if folded.open:
            _details(drift, then, now)


def changes(drift: Drift, work: Workbook) -> list[str]:
    """What has changed, as Markdown sentences: people, heart sinks, glad ones, sources, fits, income."""
    then, now, noun = drift.then, drift.now, work.text("term", "client")
    said = []
    came, left = len(drift.came) + len(drift.back), len(drift.left)
    if came or left:
        key = "people" if came and left else "people_came" if came else "people_left"
        said.append(say(f"takeaway.since.{key}", came=counted(came, noun), left=counted(left, noun)))
    if then.clients[_SINKS] != now.clients[_SINKS]:
        hours = [hours_words(side.hours[_SINKS]) for side in (then, now)]
        key = "sinks_hours" if then.hours[_SINKS] and hours[0] != hours[1] else "sinks"
        said.append(say(f"takeaway.since.{key}", then=then.clients[_SINKS], now=now.clients[_SINKS],
                        hours_then=hours[0], hours_now=hours[1]))  # fmt: skip
    if then.clients[_GLAD] != now.clients[_GLAD]:
        said.append(say("takeaway.since.glad", then=then.clients[_GLAD], now=now.clients[_GLAD]))
    moved = next((row for row in drift.sources if abs(row[2] - row[1]) >= _TELLING), None)
    if moved is not None and then.channels and now.channels:
        name = say("takeaway.hidden_who") if are_hidden() else moved[0]
        said.append(say("takeaway.since.source", name=name, then=f"{moved[1]:.0%}", now=f"{moved[2]:.0%}"))
    if (then.fits, then.scored) != (now.fits, now.scored):
        said.append(say("takeaway.since.fits", then=then.fits, of_then=then.scored, now=now.fits, of_now=now.scored))
    if sum(then.income) != sum(now.income):
        said.append(say("takeaway.since.income", then=money(sum(then.income), work), now=money(sum(now.income), work)))
    return said


def _picture(drift: Drift, work: Workbook) -> None:
    names = [*tier_words(), catalogue().fields["tier"].label]
    plain = catalogue().say
    bars = []
    for side, standing in (("then", drift.then), ("now", drift.now)):
        whole = sum(standing.clients)
        if whole:
            many = f"{plain(f'takeaway.back.{side}')}: {counted(whole, work.text('term', 'client'))}"
            bars.append((many, [count / whole for count in standing.clients]))
    if bars:
        told = plain("takeaway.back.picture", then=drift.then.clients[_SINKS], now=drift.now.clients[_SINKS])
        names[3] = plain("takeaway.back.unsorted")
        show_drawing(draw_shares(bars, names=names, title=told, dark=is_dark()), alt=told)


def _promises(drift: Drift) -> None:
    lines = []
    for promise in drift.promises[:_SHOWN]:
        said = say(f"takeaway.said_{promise.kept}") if promise.kept else say("takeaway.back.open")
        lines.append(say("takeaway.back.promise", what=promise_text(promise), said=said))
    _list(say("takeaway.back.promises"), lines)


def _details(drift: Drift, then: Workbook, now: Workbook) -> None:
    """Who came and left, whose feeling and fit changed, the sources, and the figures by feeling."""
    people = {**{c.id: call(c, then) for c in then.clients}, **{c.id: call(c, now) for c in now.clients}}

    def all_of(ids: Iterable[str]) -> str:
        return list_names([people[id] for id in ids], _SHOWN) or say("takeaway.back.nobody")

    st.markdown(say("takeaway.back.came", safe_names=all_of(drift.came)))
    st.markdown(say("takeaway.back.left", safe_names=all_of(drift.left)))
    if drift.back:
        st.markdown(say("takeaway.back.returned", safe_names=all_of(drift.back)))
    words = {1: tier_words()[0], 2: tier_words()[1], 3: tier_words()[2], 0: catalogue().say("takeaway.back.unsorted")}
    moved = [say("takeaway.back.moved", name=people[m.client], then=words[m.then], now=words[m.now])
             for m in drift.moved[:_SHOWN]]  # fmt: skip
    _list(say("takeaway.back.feelings"), moved)
    fits = sorted(((id, *pair) for id, pair in drift.fit.items()), key=lambda fit: -abs(fit[2] - fit[1]))
    _list(say("takeaway.back.fits"), [
        say("takeaway.back.fit", name=people[id], then=round(was), now=round(is_)) for id, was, is_ in fits[:_SHOWN]
        if round(was) != round(is_)
    ])  # fmt: skip
    if not are_hidden():
        _list(say("takeaway.back.sources"), [
            say("takeaway.back.source", name=name, then=f"{was:.0%}", now=f"{is_:.0%}")
            for name, was, is_ in drift.sources[:_SHOWN] if abs(is_ - was) >= _SHARE
        ])  # fmt: skip
    st.markdown(f"**{say('takeaway.back.figures')}**")
    st.table(_figures(drift.then, drift.now, now), border="horizontal", hide_index=True)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown(f"**{title}**\n" + "".join(f"\n- {line}" for line in lines))


def _figures(then: Standing, now: Standing, work: Workbook) -> dict[str, list[str]]:
    """Then and now by feeling, as columns of Markdown-safe text."""
    plain = catalogue().say
    feelings = [*tier_words(), plain("takeaway.back.unsorted")]

    def both(before: str, after: str) -> str:
        return esc(plain("takeaway.back.moved_figure", then=before, now=after))

    return {
        say("takeaway.back.feeling"): [esc(feeling) for feeling in feelings],
        esc(term(work, many=True).capitalize()): [
            both(str(a), str(b)) for a, b in zip(then.clients, now.clients, strict=True)
        ],
        say("takeaway.back.income"): [
            both(money(a, work), money(b, work)) for a, b in zip(then.income, now.income, strict=True)
        ],
        say("takeaway.back.hours"): [
            both(f"{a:,.0f}", f"{b:,.0f}") for a, b in zip(then.hours, now.hours, strict=True)
        ],
    }
