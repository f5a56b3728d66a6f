"""One thread writes: whatever waits when it comes round shares one transaction, so one sync serves many saves."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from icp.store.database import Database, trouble_in
from icp.store.errors import StoreUnavailable

T = TypeVar("T")
Work = Callable[[Connection], T]

GROUP = 64
_PATIENCE_SECONDS = 30.0
_ATTEMPTS = 6
# serialization failure, deadlock, and the three ways a PostgreSQL server says it is going or not yet there
_TRY_AGAIN = frozenset({"40001", "40P01", "57P01", "57P02", "57P03"})


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
        answer: Future[T] = Future()
        with self._closing:
            if self._closed:
                raise StoreUnavailable("closed")
            self._waiting.put((work, answer))
        try:
            return answer.result(_PATIENCE_SECONDS)
        except TimeoutError as error:
            answer.cancel()
            raise StoreUnavailable("locked", "the database did not answer in time") from error

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
            while len(group) < GROUP and not self._waiting.empty():
                following = self._waiting.get()
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
        for attempt in range(_ATTEMPTS):
            try:
                with self._database.writing() as connection:
                    outcomes = [_attempt(work, connection) for work in group]
                return outcomes
            except DBAPIError as error:
                sqlstate = getattr(error.orig, "sqlstate", None)
                lost = error.connection_invalidated and self._database.dialect == "postgresql"
                if not (lost or sqlstate in _TRY_AGAIN) or attempt == _ATTEMPTS - 1:
                    raise trouble_in(error) from error
                time.sleep(0.05 * 2**attempt)
            except SQLAlchemyError as error:
                raise trouble_in(error) from error
        raise AssertionError("the last attempt returns or raises")


class _Refused:
    """Work that raised: its savepoint is rolled back, the rest of the group goes on."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _attempt(work: Work[T], connection: Connection) -> T | _Refused:
    savepoint = connection.begin_nested()
    try:
        outcome = work(connection)
        savepoint.commit()
        return outcome
    except (OperationalError, InterfaceError):
        # The disk or the connection, not this piece of work. SQLite has already ended the transaction by itself, so
        # rolling back to the savepoint would fail and hide the reason.
        raise
    except DBAPIError as error:
        if error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
            raise
        savepoint.rollback()
        return _Refused(error)
    except Exception as error:
        savepoint.rollback()
        return _Refused(error)
