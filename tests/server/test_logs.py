"""A log says where something failed, never with what."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from icp.model import Workbook
from icp.server.headers import SecurityHeaders
from icp.server.logs import keep_values_out_of_logs, tell_error
from icp.store import Store, StoreUnavailable, new_key
from tests.conftest import Server
from tests.server.test_server import run
from tests.soak.wire import browse

CANARY = "Ottoline Quaver"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What all loggers write, as this server sets them up."""
    for place, name in ((threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    factory, stream = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    keep_values_out_of_logs()
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(factory)


class Person(BaseModel):
    age: int


def refuse() -> None:
    """Fails as a page would over an answer it cannot read: pydantic quotes it."""
    Person.model_validate({"age": CANARY})


def test_an_exception_is_told_by_its_type_and_its_way(written: io.StringIO) -> None:
    with pytest.raises(ValidationError) as refused:
        refuse()
    assert CANARY in str(refused.value)  # what would have been written
    logging.getLogger("streamlit").error("Uncaught app execution", exc_info=refused.value)
    logging.getLogger("any").warning("It failed: %s", refused.value)
    try:
        refuse()
    except ValidationError:
        logging.getLogger("any").exception("Again")
    told = written.getvalue()
    assert CANARY not in told
    assert told.count("pydantic_core._pydantic_core.ValidationError") == 3
    assert "in refuse" in told
    assert "Uncaught app execution" in told


def fail_twice() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        raise ValueError(CANARY) from error


def test_the_whole_chain_is_told_and_ends() -> None:
    with pytest.raises(ValueError, match=CANARY) as raised:
        fail_twice()
    last = raised.value
    told = tell_error(last)
    assert told.index("KeyError") < told.index("led to") < told.index("ValueError")
    assert CANARY not in told
    assert last.__cause__ is not None
    last.__cause__.__cause__ = last
    assert tell_error(last).count("Traceback") == 2


def test_what_the_host_needs_is_told(written: io.StringIO) -> None:
    logging.getLogger("icp").error("The database does not answer: %s", StoreUnavailable("gone", "no such file"))
    logging.getLogger("icp").error("%s at %d of %s", OSError(28, "No space left"), 7, "ten")
    logging.getLogger("icp").error("%(what)s", {"what": "as before"})
    for told in ("no such file", "No space left", "at 7 of ten", "as before"):
        assert told in written.getvalue()


@pytest.mark.parametrize(("error", "lines"), [(ClientDisconnect, 0), (RuntimeError, 1)])
def test_who_hangs_up_before_the_end_writes_no_log(written: io.StringIO, error: type[Exception], lines: int) -> None:
    async def app(*_: object) -> None:
        raise error

    async def send(message: Any) -> None:
        answers.append(message)

    answers: list[Any] = []
    scope = {"type": "http", "path": "/r", "method": "POST", "headers": []}
    run(SecurityHeaders(app)(scope, None, send))  # type: ignore[arg-type]
    assert written.getvalue().count("A request failed") == lines
    assert bool(answers) == bool(lines)


def test_a_thread_a_task_and_what_nobody_caught_are_told_alike(written: io.StringIO) -> None:
    thread = threading.Thread(target=refuse)
    thread.start()
    thread.join()

    async def drop_a_task() -> None:
        async def fail() -> None:
            refuse()

        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        del task
        gc.collect()

    run(drop_a_task())

    class Failing:
        def __del__(self) -> None:
            refuse()

    Failing()
    gc.collect()
    told = written.getvalue()
    assert CANARY not in told
    for sentence in ("A thread failed", "asyncio: Task exception was never retrieved", "nobody could catch"):
        assert sentence in told
    assert told.count("ValidationError") >= 3


FAILING = """
import sys
from icp.cli import main
from icp.model import Workbook
from icp.ui import frame, state

def footer():
    name = state.workbook().text("business_name")
    Workbook.model_validate({"answers": {"business_name": name}, "clients": "Ida Merl"})

frame.footer = footer
main(sys.argv[1:])
"""


def test_a_page_that_fails_over_what_was_typed_tells_nobody_of_it(start_server: Callable[..., Server]) -> None:
    server = start_server(command=(sys.executable, "-c", FAILING))
    key, store = new_key(), Store(f"sqlite:///{server.database}")
    store.save(key, Workbook(answers={"business_name": CANARY}).to_json().encode(), 0)
    store.close()
    with browse(server.url, key) as visitor:
        with pytest.raises(AssertionError):  # the page shows that it failed
            visitor.run("")
        assert not visitor.sees("Ida Merl")
    server.stop()
    assert "Uncaught app execution" in server.output
    assert "ValidationError" in server.output
    assert "in footer" in server.output
    for word in (CANARY, "Ida Merl", key):
        assert word not in server.output
