"""Checking rules and sharing them as a version: what is unclear, what is new, what to tell those one has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import Rule, RulesVersion, put
from icp.findings.rules import FOLLOW_UP, announce, follow_up, short_digest
from icp.methods.letters import word_day
from icp.methods.readiness import Flaw, check_readiness
from icp.methods.rule_document import (
    Difference,
    Piece,
    build_document,
    compare_rules,
    is_intact,
    publish_version,
)
from icp.model import Workbook
from icp.ui import frame, state
from icp.ui.rules.overview import Overview, touch
from icp.ui.rules.signing import is_hosted
from icp.ui.text import esc, say, term

_SHOWN = 10
_FRESH = timedelta(days=30)


def draw_publish(found: Overview) -> None:
    """The section."""
    work = found.work
    rules, latest = work.dealings.rules, work.dealings.latest
    if not rules and latest is None:
        st.markdown(say("rules.publish.none"))
        return
    _draw_flaws(work)
    if latest is None:
        key = "rules.publish.first_one" if len(rules) == 1 else "rules.publish.first"
        st.markdown(say(key, terms=term(work, many=True), n=len(rules)))
    elif found.difference:
        st.markdown(f"**{say('rules.publish.since', n=latest.number, day=word_day(latest.day))}**")
        draw_difference(found.difference)
    else:
        st.markdown(say("rules.publish.same", n=latest.number, day=word_day(latest.day)))
    if rules and (latest is None or found.difference):
        number = latest.number + 1 if latest else 1
        st.button(say("rules.publish.button", n=number), key="publish", type=frame.lead(), icon=":material/publish:",
                  on_click=_publish)  # fmt: skip
    _draw_announcement(work)
    _draw_versions(work)


def _publish() -> None:
    """Keep the rules of this moment as the next version."""

    def step(work: Workbook) -> Workbook:
        if not work.dealings.rules:
            return work
        version = publish_version(work.dealings, business=work.text("business_name"), day=date.today(),
                                  follow_up=follow_up(work))  # fmt: skip
        return work.changed(dealings=work.dealings.changed(versions=put(work.dealings.versions, version)))

    latest = state.change(step).dealings.latest
    if latest is not None:
        frame.notify(say("rules.publish.done", n=latest.number, terms=term(state.workbook(), many=True)))
    touch()


# ── what is unclear ──────────────────────────────────────────────────────────────────────────────────────────────


def _draw_flaws(work: Workbook) -> None:
    flaws = check_readiness(work.dealings.rules, follow_up_said=bool(work.text(FOLLOW_UP)))
    if not flaws:
        if work.dealings.rules:
            st.success(say("rules.publish.clear"), icon=":material/check_circle:")
        return
    n = len(flaws)
    st.markdown(f"**{say('rules.publish.flaws_one' if n == 1 else 'rules.publish.flaws', n=n)}**")
    lines = [f"- {word_flaw(flaw, work)}" for flaw in flaws[:_SHOWN]]
    if n > _SHOWN:
        lines.append(f"- {say('rules.publish.more', n=n - _SHOWN)}")
    st.markdown("\n".join(lines))
    st.caption(say("rules.publish.flaws_how"))


def word_flaw(flaw: Flaw, work: Workbook) -> str:
    """A flaw in words, with the sentence to improve: Markdown."""
    rule = next((rule for rule in work.dealings.rules if rule.id == flaw.rule), None)
    sentence = flaw.sentence or (rule.expectation if rule else "")
    sentence = sentence if len(sentence) <= 200 else f"{sentence[:199].rstrip()}…"
    return say(f"rules.flaw.{flaw.code}", found=flaw.found, instead=flaw.instead, sentence=sentence, count=flaw.count)


# ── what differs ─────────────────────────────────────────────────────────────────────────────────────────────────


def draw_difference(difference: Difference) -> None:
    """New, gone and reworded rules, words struck out or set bold."""
    lines = [f":green[**{say('rules.publish.added')}**] {esc(rule.expectation)}" for rule in difference.added]
    lines += [f":red[**{say('rules.publish.removed')}**] ~~{esc(rule.expectation)}~~" for rule in difference.removed]
    for change in difference.changed:
        lines.append(f"**{say('rules.publish.reworded')}** {_reworded(change.parts, change.after)}")
    st.markdown("\n\n".join(lines))


def _reworded(parts: Mapping[str, tuple[Piece, ...]], after: Rule) -> str:
    told = [] if "expectation" in parts else [f"{esc(after.expectation)}"]
    for part, pieces in parts.items():
        told.append(f"{say(f'rules.publish.{part}')}: {_mark_all(pieces)}")
    return "  \n".join(told)


def _mark_all(pieces: tuple[Piece, ...]) -> str:
    """The pieces in a row; what was put in the place of something stands a space behind it."""
    text, before = "", None
    for piece in pieces:
        replaces = before is not None and before.kind == "removed" and piece.kind == "added"
        text += f" {_mark(piece).lstrip()}" if replaces and not text.endswith(" ") else _mark(piece)
        before = piece
    return text


def _mark(piece: Piece) -> str:
    """A piece of text, struck out or bold; spaces stay outside the marks, where Markdown wants them."""
    if not piece.text.strip():
        return " "
    words = esc(piece.text)
    marked = {"same": words, "removed": f":red[~~{words}~~]", "added": f":green[**{words}**]"}[piece.kind]
    return f"{' ' if piece.text[0].isspace() else ''}{marked}{' ' if piece.text[-1].isspace() else ''}"


# ── what to send, and what was ───────────────────────────────────────────────────────────────────────────────────


def _draw_announcement(work: Workbook) -> None:
    """The note about the newest version, against the one before."""
    latest = work.dealings.latest
    if latest is None:
        return
    fresh = date.today() - latest.day < _FRESH
    more = st.expander(say("rules.publish.announce"), key="rules_announce", on_change="rerun", expanded=fresh,
                       icon=":material/campaign:")  # fmt: skip
    if more.open:
        with more:
            st.caption(say("rules.publish.announce_how"))
            everybody = catalogue().say("rules.publish.everybody")
            st.code(announce(work, latest, everybody, hosted=is_hosted()), language=None, wrap_lines=True)


def _draw_versions(work: Workbook) -> None:
    versions = sorted(work.dealings.versions, key=lambda version: -version.number)
    if not versions:
        return
    more = st.expander(say("rules.publish.versions"), key="rules_versions", on_change="rerun",
                       icon=":material/history:")  # fmt: skip
    if not more.open:
        return
    with more:
        names = {v.number: say("rules.publish.version", n=v.number, day=word_day(v.day)) for v in versions}
        number = st.selectbox(say("rules.publish.versions"), list(names), format_func=names.__getitem__,
                              key=state.widget_key("version"), label_visibility="collapsed")  # fmt: skip
        version = next((v for v in versions if v.number == number), versions[0])
        draw_version(version)
        before = next((v for v in versions if v.number < version.number), None)
        if before is not None:
            st.markdown(f"**{say('rules.publish.since', n=before.number, day=word_day(before.day))}**")
            draw_difference(compare_rules(before.rules, version.rules))


def draw_version(version: RulesVersion) -> None:
    """A version as it was shared, word for word."""
    if not is_intact(version):
        st.warning(say("rules.publish.broken"), icon=":material/warning:")
    lines = []
    for group in build_document(version)["groups"]:
        lines.append(f"*{esc(group['title'])}*" if group["title"] else "")
        for rule in group["rules"]:
            told = [f"**{esc(rule['expectation'])}**"]
            if rule["reason"]:
                told.append(say("rules.write.reason", what=rule["reason"]))
            if rule["consequence"]:
                told.append(say("rules.write.consequence", what=rule["consequence"]))
            if rule["follow_up"]:
                told.append(f"{say('rules.publish.follow_up')}: {esc(rule['follow_up'])}")
            lines.append("  \n".join(told))
    st.markdown("\n\n".join(line for line in lines if line))
    st.caption(say("rules.publish.fingerprint", digest=short_digest(version)))
