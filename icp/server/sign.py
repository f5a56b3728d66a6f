"""The page on which a client reads the rules and agrees: `/sign#TOKEN`.

The token stands behind the #, so no request line and no log ever holds it; the page's script sends it by POST. Nobody
gets a cookie or a workbook here, and a wrong, a withdrawn and a lapsed link are answered alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from icp.model import clean_name
from icp.server.attempts import Attempts, network_of
from icp.server.questions import Answer, asked, file, say
from icp.store import SignOff, WorkbookDamaged, get_store

ADDRESS_FAILURES = 100
"""Wrong links one address may try in a minute; a whole office stands behind one, so right ones never count."""
LINK_QUESTIONS = 30
"""Questions about one link in a minute."""
_LONGEST_NAME = 80


def sign_routes() -> list[BaseRoute]:
    """`GET /sign` and its script; `POST /sign` reads a document, `POST /sign/agree` signs it."""
    failures, questions = Attempts(ADDRESS_FAILURES), Attempts(LINK_QUESTIONS)

    def limited(answer: Callable[[str, dict[str, Any]], Response]) -> Answer:
        def serve(request: Request, question: dict[str, Any]) -> Response:
            token = str(question.get("token", ""))
            address = network_of(request.client.host if request.client else "")
            if failures.are_spent(address) or questions.are_spent(token):
                return say("slow", 429)
            response = answer(token, question)
            if response.status_code == 404:
                failures.add(address)
            else:  # a wrong one counts by its address only: whoever makes them up would fill the memory
                questions.add(token)
            return response

        return serve

    return [
        Route("/sign", file("sign.html"), methods=["GET"]),
        Route("/sign/sign.js", file("sign.js"), methods=["GET"]),
        Route("/sign", asked(limited(_read)), methods=["POST"]),
        Route("/sign/agree", asked(limited(_agree)), methods=["POST"]),
    ]


def _read(token: str, _question: dict[str, Any]) -> Response:
    """The document, and the day it was signed if it was."""
    found = _open(token)
    if found is None:
        return say("gone", 404)
    document = json.loads(found.document)
    if found.signed_on is not None:
        return say("signed", document=document, day=found.signed_on.isoformat())
    return say("open", document=document)


def _agree(token: str, question: dict[str, Any]) -> Response:
    """Keep who agreed to which text on which day, once and for good."""
    found = _open(token)
    if found is None:
        return say("gone", 404)
    digest, name = json.loads(found.document)["digest"], question.get("name")
    if not isinstance(name, str) or not (name := clean_name(name)[:_LONGEST_NAME]):
        return say("nameless", 400)
    if question.get("digest") != digest:
        return say("invalid", 409)
    day = _day(question.get("day"))
    acceptance = json.dumps({"name": name, "day": day.isoformat(), "digest": digest}).encode()
    accepted = get_store().sign_offs.accept(token, acceptance, day)
    if accepted is None:
        return say("gone", 404)
    return say("agreed" if accepted.anew else "signed", day=accepted.day.isoformat())


def _open(token: str) -> SignOff | None:
    try:
        return get_store().sign_offs.open(token)
    except WorkbookDamaged:
        return None


def _day(said: object) -> date:
    """The day it is where the client is: at most one off from the day in Greenwich, or that day itself."""
    today = datetime.now(UTC).date()
    try:
        day = date.fromisoformat(said) if isinstance(said, str) else today
    except ValueError:
        return today
    return day if abs((day - today).days) <= 1 else today
