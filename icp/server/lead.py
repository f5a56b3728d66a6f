"""The page by which a coach opens a room on another device, `/lead#KEY`, and the page a phone opens beforehand.

The key stands behind the #, so no request line and no log ever holds it; the page's script sends it by POST. It then
leads the room from the workbook of this browser, so that the browser needs no second cookie.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from icp.room.leading import read_room, resume
from icp.server.cookies import sent_key
from icp.server.questions import asked, file, say
from icp.store import Chair, RoomGone, get_store, key_in_file


def lead_routes() -> list[BaseRoute]:
    """`GET /lead` and its script, `POST /lead`; `GET /room-check` says that a phone reaches the workshop."""
    return [
        Route("/lead", file("lead.html"), methods=["GET"]),
        Route("/lead/lead.js", file("lead.js"), methods=["GET"]),
        Route("/lead", asked(_lead), methods=["POST"]),
        Route("/room-check", file("room_check.html"), methods=["GET"]),
    ]


def _lead(request: Request, question: dict[str, Any]) -> Response:
    """Lead the room of this key from this browser, once its owner has read which room it is: whoever planted the link
    would otherwise have a session held in a room of theirs."""
    rooms, here = get_store().rooms, _workbook_key(request)
    chair = resume(rooms, str(question.get("key", "")))
    name = None if chair is None else _name(chair)
    if chair is None or name is None:
        return say("unknown", 404)
    if here is None:
        return say("cookie", 400)
    if question.get("sure") is not True:
        before = resume(rooms, here)
        other = _name(before) if before is not None and before.room != chair.room else None
        return say("ask", 409, room=name, other=other)
    rooms.give_chair(chair, here)
    return say("opened")


def _name(chair: Chair) -> str | None:
    try:
        return read_room(get_store().rooms, chair)[1].name
    except RoomGone:
        return None


def _workbook_key(request: Request) -> str | None:
    if kept := os.environ.get("ICP_KEY_FILE"):
        return key_in_file(Path(kept))
    return sent_key(request.scope)
