"""Which names this server answers to: a foreign page must not reach it under a name of its own (DNS rebinding)."""

from __future__ import annotations

import os
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit import config

from icp.server.answers import plain

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::\d{1,5})?", re.ASCII)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_WILDCARDS = ("0.0.0.0", "::", "")
_NEAR = (".localhost", ".local", ".lan", ".home", ".internal", ".home.arpa")  # names that mean this network only


def allowed_hosts() -> tuple[str, ...]:
    """The names from server.allowedHosts; without them loopback and the bound address, or "*" when bound to all.

    Bound to every address a server cannot know its names; there is no key-file workbook then, and a foreign name
    has no cookie, so it finds an empty workbook.
    """
    named: list[str] = config.get_option("server.allowedHosts")
    if named:
        return tuple(name.strip().lower().rstrip(".").strip("[]") for name in named)
    address: str | None = config.get_option("server.address")
    if address is None or address.strip("[]") in _WILDCARDS:
        return ("*",)
    return (*LOOPBACK, address.strip("[]").lower())


class AllowedHosts:
    """Refuses requests and websockets whose Host is another's, and websockets that another origin opens."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._allowed: tuple[str, ...] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            if self._allowed is None:  # the settings are complete only when the server runs
                self._allowed = allowed_hosts()
            headers = Headers(scope=scope)
            names = headers.getlist("host")
            if len(names) != 1 or not is_allowed(names[0], self._allowed):
                await _refuse(scope, receive, send)
                return
            if scope["type"] == "websocket" and not is_own_origin(headers):
                await _refuse(scope, receive, send)
                return
        await self.app(scope, receive, send)


def is_allowed(host: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether the Host header, port aside, is one of the names; `*.example.com` stands for every name below."""
    said = _HOST.fullmatch(host or "")
    if said is None:
        return False
    name = (said[1] or said[2]).lower().rstrip(".")
    return any(each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:])) for each in allowed)


def is_own_origin(headers: Headers) -> bool:
    """Whether the request comes from one of this server's own pages, or from no page at all.

    Cookies ignore the port, so another program's page on localhost would be let in by them.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        said = urlsplit(origin).netloc.lower()
    except ValueError:  # "http://["
        return False
    hosts = (headers.get("host"), headers.get("x-forwarded-host"))
    return said in [host.lower() for host in hosts if host]


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    sentence = "This address is not served here."
    if scope["type"] == "websocket":
        await refuse_websocket(scope, receive, send, 403, sentence)
    else:
        await plain(403, sentence)(scope, receive, send)


async def refuse_websocket(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Answer a websocket's opening as a page's request would be, with all headers, where the server can."""
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        await WebSocket(scope, receive, send).send_denial_response(plain(status, sentence))
    else:
        await send({"type": "websocket.close", "code": 1008})


def public_address(seen: str | None) -> str | None:
    """Where people elsewhere reach this server ("https://host"), or None when nobody can.

    ICP_PUBLIC_URL says it; else it is ``seen``, the address in the owner's browser, unless that leads no further than
    this computer or this network.
    """
    if said := os.environ.get("ICP_PUBLIC_URL"):
        return said.rstrip("/")
    try:
        url = urlsplit(seen or "")
        host = (url.hostname or "").rstrip(".")
    except ValueError:
        return None
    return f"{url.scheme}://{url.netloc}" if _is_known_everywhere(host) else None


def _is_known_everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_NEAR)
