"""Whether this server can do its work."""

from __future__ import annotations

import threading
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from icp.store import StoreUnavailable, get_store

_KEPT_SECONDS = 1.0


class Health:
    """The store's health, asked at most once a second however often the address is."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._asked_at = float("-inf")
        self._healthy = False

    def ask(self) -> bool:
        with self._asking:
            if time.monotonic() - self._asked_at > _KEPT_SECONDS:
                try:
                    self._healthy = get_store().healthy()
                except StoreUnavailable:
                    self._healthy = False
                self._asked_at = time.monotonic()
            return self._healthy


def health_routes() -> list[BaseRoute]:
    """`GET /healthz`: 200 when the store answers a write and the disk has room, else 503."""
    health = Health()

    def healthz(_request: Request) -> Response:  # not async: it waits for the disk, so it runs in a thread
        healthy = health.ask()
        status = "ok" if healthy else "unavailable"
        return JSONResponse({"status": status}, 200 if healthy else 503, headers={"cache-control": "no-store"})

    return [Route("/healthz", healthz, methods=["GET"])]
