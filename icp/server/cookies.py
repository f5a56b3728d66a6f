"""The cookie that holds a browser's workbook key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from icp.server.headers import is_https
from icp.store import KeyInvalid, new_key, parse_key

Role = Literal["key", "next"]  # next: the key a workbook is about to move to
_LIFE_SECONDS = 400 * 24 * 60 * 60  # the longest a browser keeps a cookie; every visit starts it anew


def _name(role: Role, https: bool) -> str:
    return f"__Host-icp_{role}" if https else f"icp_{role}"


def key_in(cookies: Mapping[str, str], https: bool, role: Role = "key") -> str | None:
    """The workbook key among a browser's cookies, or None.

    On HTTPS only the __Host- cookie counts: a neighbouring subdomain could have planted the other.
    """
    try:
        return parse_key(cookies.get(_name(role, https), ""))
    except KeyInvalid:
        return None


def key_cookie(key: str, https: bool, role: Role = "key", life_seconds: int = _LIFE_SECONDS) -> str:
    """The Set-Cookie value that gives the browser this key; a life of 0 takes it away."""
    secure = "; Secure" if https else ""
    return f"{_name(role, https)}={key}; Path=/; Max-Age={life_seconds}; HttpOnly; SameSite=Lax{secure}"


def sent_key(scope: Scope, role: Role = "key") -> str | None:
    """The workbook key this request carries, or None."""
    return key_in(cookie_parser(Headers(scope=scope).get("cookie", "")), is_https(scope), role)


def websocket_key(headers: Headers, scope: Scope) -> str | None:
    """The workbook key a websocket's opening, or a request of the page behind it, carries; None without.

    A page on HTTPS says so by its origin, whatever stands between browser and server.
    """
    https = is_https(scope) or headers.get("origin", "").startswith("https:")
    return key_in(cookie_parser(headers.get("cookie", "")), https)


class KeyCookie:
    """Gives a browser that opens a page its key, and prolongs the one it has."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # On one's own computer the key lies in a file instead. Whoever comes to sign is no owner and gets none.
        elsewhere = scope["type"] != "http" or scope["method"] != "GET" or scope["path"] == "/sign"
        if elsewhere or "ICP_KEY_FILE" in os.environ:
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", key_cookie(sent_key(scope) or new_key(), is_https(scope)))
                    headers["cache-control"] = "no-cache, private"  # a shared cache would hand one key to many
            await send(message)

        await self.app(scope, receive, send_with_cookie)
