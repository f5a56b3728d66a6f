"""The script that keeps a page usable while its line to the server is gone (`files/line.js`)."""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from icp.catalogue import catalogue

# Its digest stands in its name.
_FOR_GOOD = {"cache-control": "public, immutable, max-age=31536000"}


def line_routes() -> list[BaseRoute]:
    """`GET /line/line.<digest>.js`."""

    async def script(_request: Request) -> Response:
        return Response(_script(), media_type="text/javascript", headers=_FOR_GOOD)

    return [Route(_address(), script)]


def line_head() -> bytes:
    """The line for a page's head that loads it, before Streamlit's scripts, with the words it shows."""
    say = catalogue().say
    words = "".join(f' data-{id}="{escape(say(f"line.{id}"))}"' for id in ("away", "unsaved"))
    return f'<script src="{_address()}"{words}></script>'.encode()


@cache
def _script() -> bytes:
    return (Path(__file__).parent / "files" / "line.js").read_bytes()


def _address() -> str:
    return f"/line/line.{hashlib.sha256(_script()).hexdigest()[:8]}.js"
