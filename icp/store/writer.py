"""One thread writes: whatever waits when it comes round shares one transaction, so one sync serves many saves."""

from __future__ import annotations

import queue
import random
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from icp.store.database import Database, is_passing, trouble_in
from icp.store.errors import StoreUnavailable
from icp.turns import PAGES

T = TypeVar("T")
Work = Callable[[Connection], T]


class Alike(ABC):
    """Work that does for many of its kind in a few statements what each would do alone."""

    @abstractmethod
    def __call__(self, connection: Connection) -> None:
        """Do it alone."""

    @abstractmethod
    def together(self, works: Sequence[Any], connection: Connection) -> bool:
        """Do all of ``works``; False, or what one of them raises, where each has to be asked alone.

        Whatever was done by then is undone.
        """


GROUP = 64
_GATHERING_SECONDS = 0.001
_PATIENCE_SECONDS = 30.0
# About three seconds in all, as long as a server needs to restart; who waits longer is told, and tries again later.
_ATTEMPTS = 7
_FIRST_PAUSE_SECONDS = 0.05
_TRYING_SECONDS = 5.0


class Writer:
    """Runs pieces of work in the order they come, up to 64 a commit, and answers each after its commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="icp-writer", daemon=True)
        self._thread.start()

    def run(self, work: Work[T]) -> T:
        """What `work` returns, once it is committed.

        Work may run again after a lost connection, so it has to come to the same end when its first run was
        committed after all. Raises what `work` raises (its own changes are undone, its neighbours' are not), or
        StoreUnavailable.
        """
        answer = self.submit(work)
        try:
            with PAGES.aside():
                return answer.result(_PATIENCE_SECONDS)
        except TimeoutError as error:
            answer.cancel()
            raise StoreUnavailable("locked", "the database did not answer in time") from error

    def submit(self, work: Work[T]) -> Future[T]:
        """The same without waiting: the future has what ``run`` returns or raises. Raises StoreUnavailable (closed)."""
        answer: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise StoreUnavailable("closed")
            self._waiting.put((work, answer))
        return answer

    def close(self) -> None:
        """Commit what is waiting, take no more, and return when done."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (first := self._waiting.get()) is not None:
            group, last = [first], False
            while len(group) < GROUP:
                try:  # a lone piece of work goes at once; where two wait, others are on their way
                    following = self._waiting.get(timeout=_GATHERING_SECONDS if len(group) > 1 else 0)
                except queue.Empty:
                    break
                if following is None:
                    last = True
                    break
                group.append(following)
            self._answer([pair for pair in group if pair[1].set_running_or_notify_cancel()])
            if last:
                return

    def _answer(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        try:
            outcomes = self._commit([work for work, _ in group])
        except Exception as error:
            for _, answer in group:
                answer.set_exception(error)
            return
        for (_, answer), outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, _Refused):
                answer.set_exception(outcome.error)
            else:
                answer.set_result(outcome)

    def _commit(self, group: list[Work[Any]]) -> list[Any]:
        """The outcome of each piece of work after one commit. Raises when the commit as a whole failed."""
        give_up_at = time.monotonic() + _TRYING_SECONDS
        for attempt in range(_ATTEMPTS):
            try:
                # Savepoints cost as much as the work itself, and hardly ever is anything refused.
                with suppress(_OneRefused), self._database.writing() as connection:
                    return _do_all(group, connection)
                with self._database.writing() as connection:
                    return [_attempt(work, connection) for work in group]
            except DBAPIError as error:
                last = attempt == _ATTEMPTS - 1 or time.monotonic() > give_up_at
                if last or not is_passing(error):
                    raise trouble_in(error) from error
                # By chance: two replicas that stood in each other's way must not come back at the same moment.
                time.sleep(_FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1))
            except SQLAlchemyError as error:
                raise trouble_in(error) from error
        raise AssertionError("the last attempt returns or raises")


class _Refused:
    """Work that raised: its savepoint is rolled back, the rest of the group goes on."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class _OneRefused(Exception):  # noqa: N818
    """Work in the group raised: nothing is committed, and the group starts over with a savepoint around each."""


def _do_all(group: list[Work[Any]], connection: Connection) -> list[Any]:
    """The outcome of each; work that is alike is done together, for a statement costs more than what it does."""
    alike: dict[type, list[Alike]] = {}
    for work in group:
        if isinstance(work, Alike):
            alike.setdefault(type(work), []).append(work)
    for works in alike.values():
        if not _do(partial(works[0].together, works), connection):
            raise _OneRefused
    return [None if isinstance(work, Alike) else _do(work, connection) for work in group]


def _do(work: Work[T], connection: Connection) -> T:
    try:
        return work(connection)
    except Exception as error:
        if _concerns_all(error):
            raise
        raise _OneRefused from error


def _attempt(work: Work[T], connection: Connection) -> T | _Refused:
    savepoint = connection.begin_nested()
    try:
        outcome = work(connection)
        savepoint.commit()
        return outcome
    except Exception as error:
        # SQLite has already ended the transaction by itself when the disk failed: rolling back to the savepoint would
        # fail, too, and hide the reason.
        if _concerns_all(error):
            raise
        savepoint.rollback()
        return _Refused(error)


def _concerns_all(error: Exception) -> bool:
    """Whether it is the disk, the connection or the moment that failed, not this piece of work's own values."""
    return isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError)
