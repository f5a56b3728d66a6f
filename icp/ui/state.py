"""The workbook of this browser: opened from the store, changed answer by answer, saved before "Saved" is shown.

Each change is a function from workbook to workbook. If another tab saved in between, the two sets of changes are
merged; only when both changed the same answer differently is the owner asked (:func:`conflicts`). If the database does
not answer, the change stays in this session, :func:`unsaved` turns true, and every later run tries again; the store
holds it meanwhile, so that a reload or another window goes on from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st
from pydantic import ValidationError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from icp.catalogue import follow_term
from icp.model import Cell, Client, Workbook, without_refused_musts
from icp.room.codes import code_names
from icp.server.identity import workbook_key
from icp.store import (
    Held,
    Saved,
    StoreError,
    StoreUnavailable,
    VersionConflict,
    WorkbookDamaged,
    WorkbookMissing,
    get_store,
)
from icp.store.merge import MISSING, Conflict, Merge, answer_at, merge, resolve, same
from icp.store.workbooks import KEPT_VERSIONS
from icp.ui import keys
from icp.ui.text import say


@dataclass(frozen=True)
class _Work:
    """What this session holds: the workbook as stored (``base``), as changed here, and what is between them.

    left: what it last left with the store to be saved later, which may have happened by now.
    """

    key: str
    version: int
    base: Workbook
    mine: Workbook
    saved_at: datetime | None
    unsaved: bool = False
    conflicts: tuple[Conflict, ...] = ()
    left: tuple[Held, ...] = ()


def _parse(body: bytes) -> Workbook:
    """The workbook in stored bytes. Raises WorkbookDamaged for what no release of this product would have written.

    What was a must-have when it was stored and has since been listed as a fact about the person is one no more.
    """
    try:
        return Workbook.model_validate_json(body)
    except ValidationError:
        try:
            return Workbook.model_validate(without_refused_musts(json.loads(body)))
        except (ValidationError, ValueError) as error:
            raise WorkbookDamaged from error


def _body(workbook: Workbook) -> bytes:
    return workbook.to_json().encode()


def open_workbook() -> Workbook:
    """Bring this session's copy up to the store; the shell calls it once a full run.

    Raises: the store's errors, when there is nothing yet that could be shown instead.
    """
    key = workbook_key()
    work: _Work | None = st.session_state.get(keys.WORK)
    if work is not None and work.key != key:
        work = None
    if work is None and (reopened := _reopened(key)):
        return _hold(reopened).mine
    work = _with_held(key, work)
    if work is not None and work.unsaved and work.mine != work.base:
        return _save(work, work.mine).mine
    try:
        version = get_store().version(key)
        if work is None or version != (work.version or None):
            work = _load(key, work)
        work = replace(work, unsaved=False)
    except StoreUnavailable:
        if work is None:
            raise
        work = replace(work, unsaved=True)
    return _hold(work).mine


def _reopened(key: str) -> _Work | None:
    """What the page of a session that is gone shows, so that what was typed on it is merged like another tab's."""
    stood: str | None = st.session_state.pop(keys.STOOD, None)
    if stood is None:
        return None
    version, generation = map(int, stood.split("."))
    shown, saved_at = Workbook(), None
    try:
        if version:
            kept = get_store().load_version(key, version)
            if kept is None and (older := get_store().versions(key)):  # more was saved since than is kept
                kept = get_store().load_version(key, older[-1].version)
            if kept is None:
                return None
            shown, version, saved_at = _parse(kept.body), kept.version, kept.saved_at
    except (StoreUnavailable, WorkbookDamaged):
        return None
    st.session_state[keys.GENERATION] = generation
    return _Work(key, version, shown, shown, saved_at)


def _with_held(key: str, work: _Work | None) -> _Work | None:
    """This session's work with what another one of this workbook could not save and left with the store."""
    try:
        held = get_store().held(key)
    except StoreUnavailable:
        return work
    if held is None or (work is not None and held in work.left):
        return work
    if work is None:
        return _Work(key, held.based_on, _parse(held.base), _parse(held.body), None, True, (), (held,))
    # What this session left and the other was made of: what was left may as well have been saved, unseen by the other.
    common = next((each for each in work.left[::-1] if each.mark in held.holds or each.body == held.base), None)
    if common is not None:
        since = _parse(common.body)
    else:
        since = work.base if held.based_on > work.version else _parse(held.base)
    mine, conflicts = _both(since, work.mine, _parse(held.body), work.conflicts)
    base, version = work.base, work.version
    if held.based_on > version:
        base, version = _parse(held.base), held.based_on
    left = (*work.left[1 - _LEFT :], held)
    return replace(work, version=version, base=base, mine=mine, unsaved=True, conflicts=conflicts, left=left)


def _load(key: str, before: _Work | None) -> _Work:
    """The workbook as stored. Answers in question ``before`` stay in question while the stored one still differs."""
    stored = get_store().load(key)
    refresh_widgets()
    if stored is None:
        empty = Workbook()
        return _Work(key, 0, empty, empty, None)
    workbook = _parse(stored.body)
    still_open = _still_open(before.conflicts, workbook) if before else ()
    return _Work(key, stored.version, workbook, workbook, stored.saved_at, False, still_open)


def _still_open(conflicts: tuple[Conflict, ...], now: Workbook) -> tuple[Conflict, ...]:
    """The conflicts whose stored answer is not mine, with the answer that is stored now."""
    if not conflicts:
        return ()
    raw = _answers(now)
    found = (replace(conflict, theirs=answer_at(raw, conflict.path)) for conflict in conflicts)
    return tuple(conflict for conflict in found if not same(conflict.mine, conflict.theirs))


def workbook() -> Workbook:
    """The workbook as it stands in this session."""
    return _work().mine


# Each run has a thread of its own, so this is one run's word. A page asks some three hundred times.
_term: ContextVar[str | None] = ContextVar("term", default=None)


def _term_now() -> str:
    """ "client" or "customer": the word of whoever this run is for, "client" where nobody is being served."""
    if (term := _term.get()) is not None:
        return term
    if get_script_run_ctx(suppress_warning=True) is None:
        return "client"
    work: _Work | None = st.session_state.get(keys.WORK)
    if work is None:
        return "client"
    _term.set(term := work.mine.text("term", "client"))
    return term


def _hold(work: _Work) -> _Work:
    """Make this the session's workbook."""
    st.session_state[keys.WORK] = work
    _note_stand()
    _term.set(work.mine.text("term", "client"))
    return work


follow_term(_term_now)


def _work() -> _Work:
    return cast(_Work, st.session_state[keys.WORK])


def change(step: Callable[[Workbook], Workbook], *, as_given: bool = False) -> Workbook:
    """Apply a change and save it. Returns the workbook with the change in it, saved or not (see :func:`unsaved`).

    Where names become codes (:func:`are_coded`) they do so here, whichever page they were typed on; ``as_given`` is for
    work that comes back whole.
    """
    st.session_state.pop(keys.UNDO_AT, None)
    work = _work()
    after = step(work.mine)
    if are_coded(after) and not as_given:
        after = code_names(work.mine, after)
    after = after.settled()
    if after == work.mine:
        return work.mine
    try:
        return _save(work, after).mine
    except StoreError:  # the link was replaced, or the stored work is damaged: the next full run says which
        return _hold(replace(work, mine=after, unsaved=True)).mine


def are_coded(work: Workbook) -> bool:
    """Whether names become codes and no file is taken in: in a room, where the list is about people's health."""
    return work.field == "health" and bool(st.session_state.get(keys.IN_ROOM))


def _save(work: _Work, after: Workbook) -> _Work:
    """Store ``after``; merge with what another tab saved; remember as unsaved what the store would not take.

    Raises KeyRevoked, WorkbookDamaged.
    """
    store = get_store
    work = replace(work, mine=after, conflicts=_unanswered(work.conflicts, work.mine, after))
    if work.left:
        work = _with_held(work.key, work) or work
    mine, base, version, conflicts = work.mine, work.base, work.version, work.conflicts
    try:
        if not version and work.left and store().held(work.key) is None and store().version(work.key) is None:
            return _erased(work)  # what was left was saved, and then deleted: there never was a version that could miss
        while True:
            try:
                version = store().save(work.key, _body(mine), based_on=version)
                break
            except VersionConflict:
                stored = store().load(work.key)
                if stored is None:
                    return _erased(work)
                theirs, base = _parse(stored.body), _stored_of(work.key, work.left, version) or base
                mine, conflicts = _both(base, mine, theirs, conflicts)
                base, version = theirs, stored.version
                if mine == theirs:
                    break
        saved = _Work(work.key, version, mine, mine, datetime.now(UTC), False, _still_open(conflicts, mine))
        if work.left:
            store().let_go(work.key, work.left[-1])
    except WorkbookMissing:
        return _erased(work)
    except StoreUnavailable:
        saved = _leave(replace(work, mine=mine, base=base, version=version, unsaved=True, conflicts=conflicts))
    return _hold(saved)


def _stored_of(key: str, left: tuple[Held, ...], based_on: int) -> Workbook | None:
    """What is stored of the work left with the store on top of that version, by itself or within another window's."""
    saved = [each for each in left if each.based_on == based_on]
    for number in {each.version for each in saved}:
        stored = get_store().load_version(key, number)
        if stored is not None and any(stored.body == each.body for each in saved):
            return _parse(stored.body)
    if saved and get_store().held(key) is None:  # whoever took it up has stored it
        return _parse(saved[-1].body)
    return None


def _leave(work: _Work) -> _Work:
    """Leave with the store what it cannot save now, together with what another window left there."""
    for _ in range(_TRIES):
        if work.mine == work.base:
            break
        try:
            store = get_store()
            work = _with_held(work.key, work) or work
            last = work.left[-1] if work.left else None
            left = store.hold(work.key, _body(work.mine), work.version, _body(work.base), over=last)
            return work if left is None else replace(work, left=(*work.left[1 - _LEFT :], left))
        except VersionConflict:  # another window was faster
            continue
        except StoreUnavailable:  # the database was never there
            break
    return work


_TRIES = 9  # each but the last was spoilt by another window
_LEFT = 5  # one of them may be on its way into the database, and the next ones are left meanwhile


def _both(
    base: Workbook, mine: Workbook, theirs: Workbook, conflicts: tuple[Conflict, ...]
) -> tuple[Workbook, tuple[Conflict, ...]]:
    """Both sides' changes, and the conflicts with those that are new."""
    both, new = _merged(base, mine, theirs)
    if both != mine:
        refresh_widgets()
    # Of an answer already in question, what stands here is another window's: it is in question, too, not instead.
    found = list(conflicts)
    for conflict in new:
        if not any(old.path == conflict.path and same(old.mine, conflict.mine) for old in found):
            found.append(conflict)
    return both, _still_open(tuple(found), both)


def _unanswered(conflicts: tuple[Conflict, ...], before: Workbook, after: Workbook) -> tuple[Conflict, ...]:
    """The conflicts about answers that were not given anew between the two."""
    if not conflicts:
        return ()
    was, now = _answers(before), _answers(after)
    return tuple(c for c in conflicts if same(answer_at(was, c.path), answer_at(now, c.path)))


def _erased(work: _Work) -> _Work:
    """Another window deleted the work: what was deleted does not come back through this one."""
    empty = Workbook()
    gone = _hold(_Work(work.key, 0, empty, empty, None))
    st.session_state[keys.NOTICE] = say("frame.erased_elsewhere")
    refresh_widgets()
    return gone


def _merged(base: Workbook, mine: Workbook, theirs: Workbook) -> tuple[Workbook, tuple[Conflict, ...]]:
    """Both sides' changes; what was merged is settled again (:meth:`Workbook.settled`)."""
    result = merge(*map(_answers, (base, mine, theirs)))
    asked = tuple(conflict for conflict in result.conflicts if conflict.path[0] not in _NEVER_ASKED)
    return _workbook(result.merged), asked


_NEVER_ASKED = ("mappings", "imported")  # what the program remembers of files; the stored one will do
_KEPT_TOGETHER = ("criteria", "order")


def _answers(workbook: Workbook) -> dict[str, Any]:
    """The workbook as JSON cut into what counts as one answer when two tabs are merged.

    A wish with its target and marks is one answer, the order of the wishes is another: ranks kept with their wishes
    could come out equal. Receipts are only ever added.
    """
    raw: dict[str, Any] = json.loads(_body(workbook))
    raw["avatar"]["order"] = [wish.id for wish in workbook.avatar.ranked]
    # In two lists: what lies in one, with an id, is merged field by field, and the target's ends could change places.
    raw["avatar"]["criteria"] = {wish["id"]: [[{**wish, "rank": None}]] for wish in raw["avatar"]["criteria"]}
    raw["receipts"] = {json.dumps(receipt, sort_keys=True): receipt for receipt in raw["receipts"]}
    return raw


def _workbook(answers: dict[str, Any]) -> Workbook:
    """The reverse of :func:`_answers`, of whatever a merge made of them."""
    wishes = [wish for [[wish]] in answers["avatar"]["criteria"].values()]
    order = [id for id in answers["avatar"]["order"] if id in answers["avatar"]["criteria"]]
    ranked = [{**wish, "rank": order.index(wish["id"]) + 1 if wish["id"] in order else None} for wish in wishes]
    avatar = {key: value for key, value in answers["avatar"].items() if key not in _KEPT_TOGETHER}
    receipts = list(answers["receipts"].values())
    raw = {**answers, "avatar": {**avatar, "criteria": ranked}, "receipts": receipts}
    return Workbook.model_validate(without_refused_musts(raw))


def conflicts() -> tuple[Conflict, ...]:
    """Answers given differently in two tabs and not settled yet."""
    return _work().conflicts


def settle(conflict: Conflict, *, mine: bool) -> None:
    """Keep this tab's answer, or leave the other's, which is the stored one."""
    work = _work()
    left = tuple(c for c in work.conflicts if c.path != conflict.path or (not mine and c != conflict))
    work = _hold(replace(work, conflicts=left))
    if mine:
        raw = resolve(Merge(_answers(work.mine), (conflict,)), {conflict.path})
        change(lambda _: _workbook(raw))
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


def can_undo() -> bool:
    """Whether there is something to take back."""
    work = _work()
    return not unsaved() and st.session_state.get(keys.UNDO_AT, work.version) > 0


def undo() -> None:
    """Bring back the version before; again: the one before that, at last the empty one everybody begins with.

    An undo is itself a saved version.
    """
    work = _work()
    before = st.session_state.get(keys.UNDO_AT, work.version)
    try:
        kept = get_store().versions(work.key)
        older = [version for version in kept if version.version < before]
        found = _newest_that_opens(work.key, older)
    except StoreUnavailable:
        return
    if not older and len(kept) < KEPT_VERSIONS:  # none was forgotten yet: this is the very first
        found = Earlier(0, None, Workbook(created=work.mine.created))
    if found is not None:
        was = found.work
        change(lambda _: was, as_given=True)
        st.session_state[keys.UNDO_AT] = found.version
        refresh_widgets()


@dataclass(frozen=True)
class Earlier:
    """A version from before, and when it was saved."""

    version: int
    saved_at: datetime | None
    work: Workbook


def earlier() -> Earlier | None:
    """The newest version before the stored one that still opens. Raises the store's errors."""
    key = workbook_key()
    return _newest_that_opens(key, get_store().versions(key))


def _newest_that_opens(key: str, versions: Sequence[Saved]) -> Earlier | None:
    for each in versions:
        with suppress(WorkbookDamaged):
            stored = get_store().load_version(key, each.version)
            if stored is not None:
                return Earlier(each.version, each.saved_at, _parse(stored.body))
    return None


def replace_damaged(work: Workbook) -> None:
    """Store this after a version that cannot be opened, which stays where it is."""
    key = workbook_key()
    with suppress(StoreError):  # the run that follows says what is the matter
        get_store().save(key, _body(work), based_on=get_store().version(key) or 0)


def replace_workbook(new: Workbook) -> None:
    """Put another workbook in the place of this one (sample, backup); undo brings the old one back."""
    change(lambda _: new, as_given=True)
    refresh_widgets()


def erase_workbook() -> None:
    """Delete the workbook and all its versions. Raises StoreUnavailable."""
    work = _work()
    get_store().erase(work.key)
    empty = Workbook()
    _hold(_Work(work.key, 0, empty, empty, None))
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


def latest() -> Callable[[], Workbook]:
    """What reads the workbook when it is asked for, as :func:`backup` does."""
    read = backup()
    return lambda: _parse(read())


def refresh_widgets() -> None:
    """Make every widget read the workbook anew: its old keys are dropped."""
    st.session_state[keys.GENERATION] = st.session_state.get(keys.GENERATION, 0) + 1
    _note_stand()


def _note_stand() -> None:
    """Note for the page what it shows (:mod:`icp.server.rejoin`)."""
    work: _Work | None = st.session_state.get(keys.WORK)
    if work is not None:
        st.session_state[keys.STANDS] = f"{work.version}.{st.session_state.get(keys.GENERATION, 0)}"


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
