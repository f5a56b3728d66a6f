"""Asking clients to agree, by a link or on paper, and who agreed to what."""

from __future__ import annotations

from datetime import date

import streamlit as st

from icp.catalogue import rule_starters
from icp.dealings import Agreement, RulesVersion
from icp.findings.rules import announce, short_digest
from icp.methods.agreements import Standing, sign_on_paper
from icp.methods.letters import word_day
from icp.methods.welcome import write_request
from icp.store import StoreError
from icp.ui import frame, keys, state
from icp.ui.decide import put_item
from icp.ui.menu import entry
from icp.ui.roster.names import are_hidden, call, call_all
from icp.ui.roster.pick import pick_client
from icp.ui.rules import signing
from icp.ui.rules.overview import Overview, open_section, touch
from icp.ui.rules.packet import download_packet
from icp.ui.text import say

_AT_ONCE = 10
_LONGEST_NAME = 80


def draw_agree(found: Overview) -> None:
    """The section."""
    latest = found.work.dealings.latest
    if latest is None:
        st.markdown(say("rules.agree.none"))
        st.button(say("rules.to_publish"), key="agree_publish", on_click=open_section, args=("publish",))
        return
    if not found.standings:
        st.markdown(say("rules.agree.no_list"))
        st.page_link(entry(frame.find_page("roster")), label=say("frame.to_roster"), icon=":material/groups:")
        return
    _draw_ask(found, latest)
    _draw_list(found)
    st.caption(say("rules.agree.copies", digest=short_digest(latest)))


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_ask(found: Overview, latest: RulesVersion) -> None:
    names = {
        id: name
        for id, name in call_all(found.work).items()
        if id in found.present and found.standings[id].state != "agreed"
    }
    if not names:
        st.success(say("rules.agree.all"), icon=":material/task_alt:")
        return
    chosen = pick_client(say("rules.agree.who"), names, "agree_who")
    why = signing.why_paper()
    if why is not None:
        st.caption(say(f"signing.{why}"))
    if chosen is None:
        return
    if why is None:
        _draw_link(found, latest, chosen, names[chosen])
    paper = st.expander(say("rules.agree.paper"), key="agree_paper", on_change="rerun", expanded=why is not None,
                        icon=":material/draw:")  # fmt: skip
    if paper.open:
        with paper:
            _draw_paper(latest, chosen, names[chosen])


def _draw_link(found: Overview, latest: RulesVersion, client: str, name: str) -> None:
    waiting = found.standings[client]
    if waiting.state != "open" or waiting.agreement is None or not waiting.agreement.token:
        st.button(say("rules.agree.make", name=name), key="make_link", type=frame.lead(), icon=":material/link:",
                  on_click=_make, args=(client,))  # fmt: skip
        return
    link = signing.link_of(waiting.agreement)
    st.code(link, language=None, wrap_lines=True)
    if waiting.agreement.expires is not None:
        st.caption(say("rules.agree.link_how", name=name, day=word_day(waiting.agreement.expires)))
    st.markdown(f"**{say('rules.agree.letter')}**")
    st.code(_letter(found, latest, waiting, name, link), language=None, wrap_lines=True)


def _letter(found: Overview, latest: RulesVersion, standing: Standing, name: str, link: str) -> str:
    """What goes with a link: what changed since they signed, or what this is. Plain text."""
    if standing.signed is not None:
        return announce(found.work, latest, name, hosted=True, link=link, known=standing.signed.version)
    letter = rule_starters().letter
    return write_request(letter, name=name, business=latest.business or letter["we"], signed=latest.business, link=link)


def _make(client: str) -> None:
    try:
        signing.make_link(state.workbook(), client)
    except StoreError:
        frame.notify(say("signing.failed"))
    touch()


def _draw_paper(latest: RulesVersion, client: str, name: str) -> None:
    st.caption(say("rules.agree.paper_how"))
    download_packet("paper_packet")
    key = state.widget_key("paper_day")
    st.session_state.setdefault(key, date.today())
    st.date_input(say("rules.agree.day"), key=key, min_value=latest.day, max_value=date.today())
    st.button(say("rules.agree.signed", name=name), key="paper_signed", icon=":material/task_alt:",
              on_click=_sign, args=(latest, client, key))  # fmt: skip


def _sign(latest: RulesVersion, client: str, key: str) -> None:
    work = state.workbook()
    somebody, day = work.client(client), st.session_state.get(key) or date.today()
    if somebody is not None:
        put_item("agreements", sign_on_paper(client, somebody.name[:_LONGEST_NAME], latest, day))
        st.session_state[keys.RULES_SHOWN] = "agreed"
        frame.notify(say("rules.agree.noted", name=call(somebody, work), n=latest.number, day=word_day(day)))
    touch()


# ── who agreed ───────────────────────────────────────────────────────────────────────────────────────────────────


def _draw_list(found: Overview) -> None:
    states = list(dict.fromkeys(standing.state for standing in found.standings.values()))
    order = ("agreed", "open", "earlier", "lapsed", "revoked", "unasked")
    offered = [name for name in order if name in states]
    counts = {name: sum(s.state == name for s in found.standings.values()) for name in offered}
    if st.session_state.get(keys.RULES_SHOWN) not in offered:
        st.session_state[keys.RULES_SHOWN] = offered[0]
    chosen = st.pills(say("rules.agree.show"), offered, key=keys.RULES_SHOWN,
                      format_func=lambda name: f"{say(f'rules.state.{name}')} {counts[name]}")  # fmt: skip
    rows = [standing for standing in found.standings.values() if chosen is None or standing.state == chosen]
    pages = -(-len(rows) // _AT_ONCE)
    page = st.pagination(pages, key=f"agreed_page_{chosen}_{pages}") if pages > 1 else 1
    for standing in rows[(page - 1) * _AT_ONCE : page * _AT_ONCE]:
        _draw_row(standing, found)


def _draw_row(standing: Standing, found: Overview) -> None:
    client = found.work.client(standing.client)
    if client is None:
        return
    agreement = standing.agreement
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("rules.agree.line", name=call(client, found.work), safe_what=_told(standing.state, agreement)))
        if agreement is not None and standing.state in ("agreed", "open", "earlier"):
            with st.popover(say("rules.agree.take_back"), type="tertiary", key=f"back_{agreement.id}"):
                st.markdown(say("rules.agree.take_back_how"))
                st.button(say("rules.agree.take_back"), key=f"revoke_{agreement.id}", icon=":material/undo:",
                          on_click=_revoke, args=(agreement.id, call(client, found.work)))  # fmt: skip


def _told(name: str, agreement: Agreement | None) -> str:
    """How somebody stands, in words: Markdown."""
    if agreement is None:
        return say(f"rules.told.{name}")
    until = word_day(agreement.expires) if agreement.expires else ""
    signed = agreement.signed_on or agreement.sent
    day = signed if name in ("agreed", "earlier") else agreement.sent
    by = "…" if are_hidden() else agreement.signed_by
    return say(f"rules.told.{name}", n=agreement.version, day=word_day(day), by=by, until=until)


def _revoke(agreement: str, name: str) -> None:
    try:
        signing.revoke(agreement)
    except StoreError:
        frame.notify(say("rules.agree.failed"))
    else:
        frame.notify(say("rules.agree.taken_back", name=name))
    touch()
