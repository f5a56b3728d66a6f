"""The workbook of this browser: opened from the store, changed answer by answer, saved before "Saved" is shown.

Each change is a function from workbook to workbook. If another tab saved in between, the two sets of changes are
merged; only when both changed the same answer differently is the owner asked (:func:`conflicts`). If the database does
not answer, the change stays in this session, :func:`unsaved` turns true, and every later run tries again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st
from pydantic import ValidationError

from icp.model import Cell, Client, Workbook
from icp.server.identity import workbook_key
from icp.store import StoreUnavailable, VersionConflict, WorkbookMissing, get_store
from icp.store.merge import MISSING, Conflict, merge
from icp.ui import keys
from icp.ui.text import say


@dataclass(frozen=True)
class _Work:
    """What this session holds: the workbook as stored (``base``), as changed here, and what is between them."""

    key: str
    version: int
    base: Workbook
    mine: Workbook
    saved_at: datetime | None
    unsaved: bool = False
    conflicts: tuple[Conflict, ...] = ()


def _parse(body: bytes) -> Workbook:
    return Workbook.model_validate_json(body)


def _body(workbook: Workbook) -> bytes:
    return workbook.to_json().encode()


def open_workbook() -> Workbook:
    """Bring this session's copy up to the store; the shell calls it once a full run.

    Raises: the store's errors, when there is nothing yet that could be shown instead.
    """
    key = workbook_key()
    work: _Work | None = st.session_state.get(keys.WORK)
    if work is not None and work.key == key and work.unsaved:
        return _save(work, work.mine).mine
    try:
        version = get_store().version(key)
        if work is None or work.key != key or version != (work.version or None):
            work = _load(key)
    except StoreUnavailable:
        if work is None or work.key != key:
            raise
        work = replace(work, unsaved=True)
    st.session_state[keys.WORK] = work
    return work.mine


def _load(key: str) -> _Work:
    stored = get_store().load(key)
    refresh_widgets()
    if stored is None:
        empty = Workbook()
        return _Work(key, 0, empty, empty, None)
    workbook = _parse(stored.body)
    return _Work(key, stored.version, workbook, workbook, stored.saved_at)


def workbook() -> Workbook:
    """The workbook as it stands in this session."""
    return _work().mine


def _work() -> _Work:
    return cast(_Work, st.session_state[keys.WORK])


def change(step: Callable[[Workbook], Workbook]) -> Workbook:
    """Apply a change and save it. Returns the workbook with the change in it, saved or not (see :func:`unsaved`)."""
    st.session_state.pop(keys.UNDO_AT, None)
    work = _work()
    after = step(work.mine)
    return work.mine if after == work.mine else _save(work, after).mine


def _save(work: _Work, after: Workbook) -> _Work:
    """Store ``after``; merge with what another tab saved; remember as unsaved what the store would not take."""
    store = get_store
    mine, base, version, conflicts = after, work.base, work.version, list(work.conflicts)
    try:
        while True:
            try:
                version = store().save(work.key, _body(mine), based_on=version)
                break
            except VersionConflict:
                stored = store().load(work.key)
                if stored is None:
                    return _erased(work)
                theirs = _parse(stored.body)
                mine, new = _merged(base, mine, theirs)
                conflicts += [c for c in new if c.path not in {old.path for old in conflicts}]
                base, version = theirs, stored.version
                refresh_widgets()
        saved = _Work(work.key, version, mine, mine, datetime.now(UTC), False, tuple(conflicts))
    except WorkbookMissing:
        return _erased(work)
    except StoreUnavailable:
        saved = replace(work, mine=mine, base=base, version=version, unsaved=True, conflicts=tuple(conflicts))
    st.session_state[keys.WORK] = saved
    return saved


def _erased(work: _Work) -> _Work:
    """Another window deleted the work: what was deleted does not come back through this one."""
    empty = Workbook()
    st.session_state[keys.WORK] = gone = _Work(work.key, 0, empty, empty, None)
    st.session_state[keys.NOTICE] = say("frame.erased_elsewhere")
    refresh_widgets()
    return gone


def _merged(base: Workbook, mine: Workbook, theirs: Workbook) -> tuple[Workbook, tuple[Conflict, ...]]:
    """Both sides' changes. Wishes that do not fit together (two of the same rank) are one conflict about the wishes."""
    raw = [json.loads(_body(workbook)) for workbook in (base, mine, theirs)]
    result = merge(*raw)
    try:
        return Workbook.model_validate(result.merged), result.conflicts
    except ValidationError:
        ours, others = raw[1]["avatar"], raw[2]["avatar"]
        for side in raw:
            side.pop("avatar")
        rest = merge(*raw)
        together = Workbook.model_validate({**cast(dict[str, Any], rest.merged), "avatar": others})
        return together, (*rest.conflicts, Conflict(("avatar",), ours, others))


def conflicts() -> tuple[Conflict, ...]:
    """Answers given differently in two tabs and not settled yet."""
    return _work().conflicts


def settle(conflict: Conflict, *, mine: bool) -> None:
    """Keep this tab's answer, or leave the other's, which is the stored one."""
    work = _work()
    left = tuple(c for c in work.conflicts if c.path != conflict.path)
    st.session_state[keys.WORK] = work = replace(work, conflicts=left)
    if mine:
        from icp.store.merge import Merge, resolve

        raw = resolve(Merge(json.loads(_body(work.mine)), (conflict,)), {conflict.path})
        _save(work, Workbook.model_validate(raw))
        refresh_widgets()


def said(answer: object) -> object:
    """A conflict's side as it can be shown: None where the answer was taken away."""
    return None if answer is MISSING else answer


def unsaved() -> bool:
    """Whether something entered here is not in the database yet."""
    return _work().unsaved


def saved_at() -> datetime | None:
    """When this workbook was last committed, or None when nothing ever was."""
    return _work().saved_at


def retry() -> None:
    """Try again to save what is waiting."""
    work = _work()
    if work.unsaved:
        _save(work, work.mine)


def can_undo() -> bool:
    """Whether an earlier version is kept."""
    return _work().version > 1 and not unsaved()


def undo() -> None:
    """Bring back the version before; again: the one before that. An undo is itself a saved version."""
    work = _work()
    before = st.session_state.get(keys.UNDO_AT, work.version)
    try:
        older = [version for version in get_store().versions(work.key) if version.version < before]
        stored = get_store().load_version(work.key, older[0].version) if older else None
    except StoreUnavailable:
        stored = None
    if stored is not None:
        _save(work, _parse(stored.body))
        st.session_state[keys.UNDO_AT] = stored.version
        refresh_widgets()


def replace_workbook(new: Workbook) -> None:
    """Put another workbook in the place of this one (sample, backup); undo brings the old one back."""
    change(lambda _: new)
    refresh_widgets()


def erase_workbook() -> None:
    """Delete the workbook and all its versions. Raises StoreUnavailable."""
    work = _work()
    get_store().erase(work.key)
    empty = Workbook()
    st.session_state[keys.WORK] = _Work(work.key, 0, empty, empty, None)
    refresh_widgets()


def backup() -> Callable[[], bytes]:
    """What writes the kept copy when it is asked for: the workbook as stored then, also after edits in a fragment.

    It runs outside this session, so it holds on to what it needs.
    """
    work = _work()

    def write() -> bytes:
        try:
            stored = None if work.unsaved else get_store().load(work.key)
        except StoreUnavailable:
            stored = None
        return _body(work.mine) if stored is None else stored.body

    return write


def refresh_widgets() -> None:
    """Make every widget read the workbook anew: its old keys are dropped."""
    st.session_state[keys.GENERATION] = st.session_state.get(keys.GENERATION, 0) + 1


def widget_key(*parts: Hashable) -> str:
    """A widget's session key; it changes with :func:`refresh_widgets`."""
    return f"w{st.session_state.get(keys.GENERATION, 0)}:" + ":".join(str(part) for part in parts)


# ── the two everyday changes ─────────────────────────────────────────────────────────────────────────────────────


def set_answer(id: str, answer: Cell | tuple[str, ...] | None) -> None:
    """Save one answer about the business; None or "" takes it away."""
    change(lambda work: work.with_answer(id, answer))


def set_value(client_id: str, **values: Cell | None) -> None:
    """Save answers about one client; None takes one away. A client deleted elsewhere stays deleted."""

    def step(work: Workbook) -> Workbook:
        client = work.client(client_id)
        return work if client is None else work.with_client(client.with_values(**values))

    change(step)


def add_client(name: str, **values: Cell) -> Client | None:
    """Save a new client; None when the name holds nothing readable."""
    try:
        client = Client(name=name, values=values)
    except ValidationError:
        return None
    change(lambda work: work.with_client(client))
    return client
