"""The small fonts of `data/fonts`: the text fonts at addresses of their own, the icons in place of Streamlit's file."""

from __future__ import annotations

import hashlib
import tomllib
from html import escape
from pathlib import Path

import streamlit
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from icp.site import data_folder

_FONT = "font/woff2"
# Text fonts carry a digest in their names.
_FOR_GOOD = {"cache-control": "public, immutable, max-age=31536000"}


def font_routes() -> list[BaseRoute]:
    """`GET /fonts/<file>` for the text fonts."""
    return [_text_font(path) for path in sorted(_folder().glob("workshop-*.woff2"))]


def font_head() -> bytes:
    """Lines for a page's head about the theme's text fonts; empty when the theme brings none.

    The upright ones are fetched beside the scripts. Streamlit draws a few words before it knows the theme, in its own
    sans; for the letters of the small sans they use that file too, or those words alone would fetch the full font.
    """
    faces = [face for face in config.get_option("theme.fontFaces") or [] if isinstance(face, dict)]
    upright = [face for face in faces if face.get("style", "normal") == "normal"]
    lines = [
        f'<link rel="preload" href="{escape(face["url"])}" as="font" type="{_FONT}" crossorigin />' for face in upright
    ]
    lines += [
        # The weights are those of Streamlit's own rule: only equal rules complete each other letter by letter.
        f"<style>@font-face{{font-family:Source Sans;font-weight:100 900;font-style:normal;"
        f'src:url({face["url"]})format("woff2");unicode-range:{face["unicodeRange"]}}}</style>'
        for face in upright
        if face["family"] == config.get_option("theme.font")
    ]
    return "".join(lines).encode()


def _folder() -> Path:
    return data_folder() / "fonts"


def _text_font(path: Path) -> Route:
    body = path.read_bytes()

    async def font(_request: Request) -> Response:
        return Response(body, media_type=_FONT, headers=_FOR_GOOD)

    return Route(f"/fonts/{path.name}", font)


class SmallIcons:
    """Answers with the icons that occur where Streamlit's pages ask for its font of four thousand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        icons = tomllib.loads((_folder() / "icons.toml").read_text(encoding="utf-8"))
        # Another Streamlit may draw icons that the small font lacks, and a missing icon shows as a word.
        self.path = f"/static/media/{icons['file']}" if icons["streamlit"] == streamlit.__version__ else None
        self.body = (_folder() / icons["file"]).read_bytes()
        # The address is Streamlit's: another app or a later version on this host answers it with other bytes, so every
        # visit asks whether the kept ones still hold.
        etag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        self.headers = {"cache-control": "no-cache", "etag": etag}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] != self.path:
            await self.app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "").removeprefix("W/") == self.headers["etag"]
        if known:
            answer = Response(status_code=304, headers=self.headers)
        else:
            answer = Response(self.body, media_type=_FONT, headers=self.headers)
        await answer(scope, receive, send)
