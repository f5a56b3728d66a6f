"""The small pages that are not Streamlit's: their files, and the questions their scripts ask this server by POST."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from icp.server.hosts import is_own_origin
from icp.store import StoreUnavailable

_FILES = Path(__file__).parent / "files"
_LARGEST = 2000  # bytes

Handler = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Request, dict[str, Any]], Response]


def file(name: str) -> Handler:
    """What sends a file of ``files/``; browsers ask each time whether it still holds."""

    async def serve(_request: Request) -> Response:
        return FileResponse(_FILES / name, headers={"cache-control": "no-cache"})

    return serve


def asked(answer: Answer) -> Handler:
    """What takes a POST from this server's own page, with a small JSON object, to ``answer`` in a thread.

    Anything else is refused before it is read.
    """

    async def serve(request: Request) -> Response:
        if not _is_same_origin(request):
            return say("refused", 403)
        if not request.headers.get("content-type", "").startswith("application/json"):
            return say("invalid", 400)
        read = b""
        async for chunk in request.stream():
            read += chunk
            if len(read) > _LARGEST:
                return say("invalid", 413)
        try:
            question = json.loads(read)
        except (ValueError, RecursionError):
            return say("invalid", 400)
        if not isinstance(question, dict):
            return say("invalid", 400)
        try:
            return await run_in_threadpool(answer, request, question)
        except StoreUnavailable:
            return say("unavailable", 503)

    return serve


def say(answer: str, status: int = 200, **more: object) -> Response:
    """An answer by its code, kept by no browser and no proxy."""
    return JSONResponse({"answer": answer, **more}, status, headers={"cache-control": "no-store"})


def _is_same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return "origin" in request.headers and is_own_origin(request.headers)  # a browser older than that header
