"""Links by which clients agree to the rules: made, withdrawn, and their answers brought home."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

import streamlit as st

from icp.dealings import Agreement, RulesVersion, put
from icp.methods.rule_document import build_document
from icp.model import Client, Workbook
from icp.server.hosts import public_address
from icp.server.identity import is_own_computer, workbook_key
from icp.store import Returned, StoreError, get_store, new_key
from icp.ui import state

LINK_DAYS = 30
_LONGEST_NAME = 80


def why_paper() -> Literal["computer", "network"] | None:
    """Why clients cannot open a link to this server, a key of ``[signing]`` in the copy; None where they can."""
    if is_own_computer():
        return "computer"
    return "network" if _address() is None else None


def is_hosted() -> bool:
    """Whether clients can open a link to this server."""
    return why_paper() is None


def _address() -> str | None:
    return public_address(st.context.url)


def link_of(agreement: Agreement) -> str:
    """The link of an agreement by link."""
    return f"{_address() or ''}/sign#{agreement.token}"


def make_link(work: Workbook, client_id: str) -> str | None:
    """The link by which this client agrees to the newest version of the rules, open for 30 days.

    A link that is open for that version is given again; an open one for an earlier version is withdrawn. None when no
    version was published or the client is gone. Raises StoreError; then nothing was sent.
    """
    version, client = work.dealings.latest, work.client(client_id)
    if version is None or client is None:
        return None
    store, today = get_store().sign_offs, date.today()
    for agreement in open_links(work, client_id, today):
        if agreement.version == version.number and store.open(agreement.token) is not None:
            return link_of(agreement)
        revoke(agreement.id)
    expires = today + timedelta(days=LINK_DAYS)
    agreement = Agreement(client=client.id, name=client.name[:_LONGEST_NAME], version=version.number,
                          digest=version.digest, token=new_key(), sent=today, expires=expires)  # fmt: skip
    store.put(
        workbook_key(),
        agreement.token,
        json.dumps(document(version, client)).encode(),
        agreement.model_dump_json().encode(),
        _end_everywhere(expires),
    )
    _put(agreement)
    return link_of(agreement)


def open_links(work: Workbook, client_id: str, today: date) -> tuple[Agreement, ...]:
    """The client's links that wait for an answer."""
    return tuple(
        each
        for each in work.dealings.agreements
        if each.client == client_id and each.state == "sent" and each.token and each.expires and each.expires >= today
    )


def document(version: RulesVersion, client: Client) -> dict[str, Any]:
    """What the client reads: the published rules, whom they are for, and their fingerprint."""
    return {**build_document(version), "client": client.name, "digest": version.digest}


def revoke(agreement_id: str) -> None:
    """Withdraw a link: its document is deleted, the agreement stays as revoked. Raises StoreError."""
    collect()  # an answer that came a moment ago would be deleted unread
    agreement = next((each for each in state.workbook().dealings.agreements if each.id == agreement_id), None)
    if agreement is None or agreement.state == "revoked":
        return
    if agreement.token:
        get_store().sign_offs.revoke(agreement.token)
    _put(agreement.model_copy(update={"state": "revoked"}))


def collect() -> tuple[Agreement, ...]:
    """Bring home what clients signed since the last time, and return it. One query; asks again when that fails."""
    work = state.workbook()
    known = [each.token for each in work.dealings.agreements if each.token and each.state != "sent"]
    try:
        returned = get_store().sign_offs.collect(workbook_key(), known)
    except StoreError:
        return ()
    signed = tuple(each for each in map(_signed, returned) if _belongs(each, work))
    if signed:
        _put(*signed)
    return signed


def _signed(returned: Returned) -> Agreement:
    """The agreement as it was sent, with the name and day that came back."""
    answer = json.loads(returned.acceptance)
    sent = Agreement.model_validate_json(returned.note)
    return sent.model_copy(update={"state": "signed", "signed_by": answer["name"], "signed_on": returned.signed_on})


def _belongs(agreement: Agreement, work: Workbook) -> bool:
    """Whether it waits in this workbook, or was undone in it; not where other work took the workbook's place."""
    here = next((each for each in work.dealings.agreements if each.id == agreement.id), None)
    return here.state == "sent" if here is not None else work.client(agreement.client) is not None


def _put(*agreements: Agreement) -> None:
    def step(work: Workbook) -> Workbook:
        kept: tuple[Any, ...] = work.dealings.agreements
        for agreement in agreements:
            kept = put(kept, agreement)
        return work.changed(dealings=work.dealings.changed(agreements=kept))

    state.change(step)


def _end_everywhere(day: date) -> datetime:
    """When that day is over in the last time zone, twelve hours behind Greenwich."""
    return datetime.combine(day + timedelta(days=1), time(12), UTC)
