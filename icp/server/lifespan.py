"""What happens when the server starts and stops."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import os
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from icp.catalogue import catalogue
from icp.server.logs import keep_values_out_of_logs
from icp.server.rejoin import mend_resuming
from icp.server.runs import share_the_processor
from icp.store import StoreError, close_store, get_store

IDLE_DAYS = 400
OPEN_FILES = 10_000
"""Each open page holds one, and four thousand are let in; a page that loads holds six for a moment."""
_DAY_SECONDS = 24 * 60 * 60
_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Open the store, clean up once a day, and commit what waits before the process ends.

    A database that does not answer does not keep the server from starting: pages say so, and /healthz does.
    """
    keep_values_out_of_logs()
    allow_many_files()
    mend_resuming()
    share_the_processor()
    try:
        await asyncio.to_thread(get_store)
    except StoreError as error:
        _log.error("The database does not answer: %s", error)
    # A visitor who loads scripts meanwhile does not wait for it.
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(asyncio.to_thread(_warm_up)),
        asyncio.create_task(_clean_up_daily()),
    ]
    if address := os.environ.get("ICP_OPEN_BROWSER"):
        tasks.append(asyncio.create_task(asyncio.to_thread(webbrowser.open, address)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        await asyncio.to_thread(close_store)


def allow_many_files() -> None:
    """Let this process open as many files as it takes connections, where the system lets it.

    Many systems begin with 256 or 1,024, which a room full of phones, or one visitor, would use up.
    """
    if os.name == "nt":  # has no such limit
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _warm_up() -> None:
    """Load what the first page needs, and keep it out of garbage collections for good.

    A full collection over a quarter of a million objects of libraries holds up everybody for a tenth of a second.
    """
    for module in ("pandas", "icp.analysis"):
        importlib.import_module(module)
    catalogue()
    gc.collect()
    gc.freeze()


async def _clean_up_daily() -> None:
    while True:
        try:
            await asyncio.to_thread(_clean_up)
        except StoreError as error:
            _log.warning("Cleaning up waits for tomorrow: %s", error)
        await asyncio.sleep(_DAY_SECONDS)


def _clean_up() -> None:
    if "ICP_KEY_FILE" in os.environ:
        get_store().purge_rooms()
    else:
        get_store().purge_idle(IDLE_DAYS)
