"""What a browser fetches for a page, in bytes on the wire."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

WAIT = 30_000


def fetched(context: Any, address: str, *, quiet: int = 1500) -> dict[str, int]:
    """Path → bytes Chromium received for it, headers included, until the page stands and ``quiet`` ms more passed.

    What came out of the browser's own cache counts 0. The websocket is not in it: a page's messages are some kilobytes.
    """
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    paths: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def answered(event: Any) -> None:
        paths[event["requestId"]] = urlsplit(event["response"]["url"]).path

    def finished(event: Any) -> None:
        path = paths.get(event["requestId"], "?")
        sizes[path] = sizes.get(path, 0) + int(event["encodedDataLength"])

    wire.on("Network.responseReceived", answered)
    wire.on("Network.loadingFinished", finished)
    page.goto(address)
    page.wait_for_selector("h1", timeout=WAIT)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=WAIT)
    page.wait_for_timeout(quiet)
    page.close()
    return sizes
