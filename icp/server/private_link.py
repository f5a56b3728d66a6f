"""The three small pages that change which workbook a browser holds; Streamlit itself cannot set a cookie.

`/r#KEY` opens a workbook by its private link (or a pasted one), `/r/new` begins an empty one, `/r/rekey` gives the
workbook a new link and ends the old one. Each is a page whose script asks this server by POST; a GET changes nothing,
so a link on a foreign page cannot either.
"""

from __future__ import annotations

import json
import os
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from icp.server.cookies import key_cookie, sent_key
from icp.server.headers import is_https
from icp.server.questions import Answer, asked, file, say
from icp.store import (
    KeyInvalid,
    KeyRevoked,
    KeyTaken,
    WorkbookDamaged,
    WorkbookMissing,
    get_store,
    new_key,
    parse_key,
)

_HOUR = 3600


def private_link_routes() -> list[BaseRoute]:
    return [
        Route("/r", _page("open.html"), methods=["GET"]),
        Route("/r/new", _page("new.html"), methods=["GET"]),
        Route("/r/rekey", _page("rekey.html"), methods=["GET"]),
        Route("/r/link.js", file("link.js"), methods=["GET"]),
        Route("/r/page.css", file("page.css"), methods=["GET"]),
        Route("/r", _asked(_open), methods=["POST"]),
        Route("/r/new", _asked(_begin), methods=["POST"]),
        Route("/r/rekey", _asked(_rekey), methods=["POST"]),
    ]


def _page(name: str) -> Any:
    send = file(name)

    async def serve(request: Request) -> Response:
        if "ICP_KEY_FILE" in os.environ:  # one's own computer holds one workbook and no cookie
            return RedirectResponse("/", 303)
        return await send(request)

    return serve


def _asked(answer: Answer) -> Any:
    """A question of these pages; one's own computer is asked none."""

    def on_a_host(request: Request, question: dict[str, Any]) -> Response:
        if "ICP_KEY_FILE" in os.environ:
            return say("refused", 403)
        try:
            return answer(request, question)
        except KeyRevoked:
            return say("revoked", 410)

    return asked(on_a_host)


def _say(answer: str, status: int = 200, cookies: tuple[str, ...] = (), **more: str | None) -> Response:
    response = say(answer, status, **more)
    for cookie in cookies:
        response.headers.append("set-cookie", cookie)
    return response


def _open(request: Request, question: dict[str, Any]) -> Response:
    """Open the workbook of a private link, once the person has said that it is theirs.

    Also a browser that holds nothing yet is asked: whoever planted the link would read all that is typed there.
    """
    try:
        key = parse_key(str(question.get("key", "")))
    except KeyInvalid:
        return _say("invalid", 400)
    store, here = get_store(), sent_key(request.scope)
    if store.version(key) is None:
        return _say("unknown", 404)
    if here != key and question.get("replace") is not True:
        if _is_in_use(here):
            return _say("ask", 409, here=_name(here), there=_name(key))
        return _say("first", 409, there=_name(key))
    return _say("opened", cookies=(key_cookie(key, is_https(request.scope)),))


def _begin(request: Request, question: dict[str, Any]) -> Response:
    """Give the browser a new key; asks first when it holds a workbook."""
    here = sent_key(request.scope)
    if question.get("replace") is not True and _is_in_use(here):
        return _say("ask", 409, here=_name(here))
    return _say("opened", cookies=(key_cookie(new_key(), is_https(request.scope)),))


def _rekey(request: Request, question: dict[str, Any]) -> Response:
    """Move the workbook to a new key in two steps, so that no lost answer can lose the key.

    "prepare" hands the browser the new key beside the old; "move" re-encrypts and makes it the key. A repeated
    "move" comes to the same end.
    """
    https = is_https(request.scope)
    here, following = sent_key(request.scope), sent_key(request.scope, "next")
    if question.get("step") == "prepare":
        return _say("prepared", cookies=(key_cookie(following or new_key(), https, "next", _HOUR),))
    if here is None or following is None:
        return _say("invalid", 400)
    try:
        get_store().rekey(here, following)
    except WorkbookMissing:
        return _say("unknown", 404)
    except WorkbookDamaged:
        return _say("damaged", 409)
    except KeyTaken:  # the next cookie outlived a finished move
        return _say("invalid", 409, cookies=(key_cookie("", https, "next", 0),))
    return _say("opened", cookies=(key_cookie(following, https), key_cookie("", https, "next", 0)))


def _is_in_use(key: str | None) -> bool:
    try:
        return key is not None and get_store().version(key) is not None
    except KeyRevoked:
        return False


def _name(key: str | None) -> str | None:
    """The business name in a workbook, or None where there is none."""
    try:
        stored = get_store().load(key) if key else None
        answers = json.loads(stored.body)["answers"] if stored else {}
        name = answers.get("business_name")
        return name if isinstance(name, str) and name.strip() else None
    except (WorkbookDamaged, KeyRevoked, ValueError, LookupError, TypeError, AttributeError):
        return None
