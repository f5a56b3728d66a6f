"""The plain answers of the server itself."""

from __future__ import annotations

from starlette.responses import PlainTextResponse


def plain(status: int, sentence: str) -> PlainTextResponse:
    """A short text no browser or proxy keeps."""
    return PlainTextResponse(sentence, status, headers={"cache-control": "no-store"})
