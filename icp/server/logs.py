"""Logs that tell where something failed and never with what.

An exception's text often quotes what it stumbled over: pydantic the refused answer, pandas a column's values. Whoever
runs a host reads its logs and must not read its visitors' clients there, so of an exception only its type and the
lines of code it went through are written.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from typing import Any

from icp.store import StoreError

_log = logging.getLogger(__name__)
_SAYABLE = (StoreError, OSError)  # they name files and servers, which the host needs, and quote nobody


def keep_values_out_of_logs() -> None:
    """From now on no logger of this process writes the text of an exception; twice is as good as once."""
    if logging.getLogRecordFactory() is not _record:
        logging.setLogRecordFactory(_record)
        threading.excepthook = _thread_failed
        sys.unraisablehook = _nobody_caught


def tell_error(error: BaseException) -> str:
    """The exception's traceback after those that led to it, each exception by its type alone."""
    chain: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in chain:
        chain.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    told = (f"Traceback:\n{''.join(traceback.format_tb(at.__traceback__))}{_named(at)}" for at in reversed(chain))
    return "\nled to\n".join(told)


def _named(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name}: {error}" if isinstance(error, _SAYABLE) else name


class _Record(logging.LogRecord):
    """A record whose exception and whose arguments are told by type."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if self.exc_info and self.exc_info[1] is not None:
            self.exc_text = tell_error(self.exc_info[1])
        self.exc_info = None
        if isinstance(self.args, tuple):
            self.args = tuple(_named(each) if isinstance(each, BaseException) else each for each in self.args)
        if self.name == "asyncio":  # its second line is the task as text, with the exception in it
            self.msg, self.args = self.getMessage().partition("\n")[0], ()


def _record(*given: Any, **more: Any) -> logging.LogRecord:
    return _Record(*given, **more)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        _log.error("A thread failed", exc_info=failed.exc_value)


def _nobody_caught(failed: sys.UnraisableHookArgs) -> None:
    if failed.exc_value is not None:
        _log.error("An exception nobody could catch", exc_info=failed.exc_value)
