"""What somebody takes away is written for that one answer and kept nowhere on its way."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryFile

from icp.server.answers import plain
from icp.server.downloads import Downloads
from icp.server.headers import SecurityHeaders
from icp.store import new_key
from tests.conftest import Server
from tests.server.test_server import ask
from tests.soak.wire import browse


def headers_of(path: str) -> dict[str, str]:
    sent: list[Any] = []

    async def ask() -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "scheme": "http"}
        await SecurityHeaders(plain(200, "a kept copy"))(scope, receive, send)

    loop = threading.Thread(target=asyncio.run, args=(ask(),))  # a browser test may have left a loop in this thread
    loop.start()
    loop.join()
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(("path", "kept"), [("/media/abc.json", False), ("/static/media/font.woff2", True)])
def test_no_cache_keeps_a_kept_copy(path: str, kept: bool) -> None:
    assert (headers_of(path).get("cache-control") != "private, no-store") is kept


def test_a_download_waits_for_its_browser_whatever_others_do(room_server: Server) -> None:
    with browse(room_server.url, new_key()) as mine, browse(room_server.url, new_key()) as other:
        mine.run("")
        address = mine.download(mine.downloads()[0])
        for page in ("about", "", "about"):  # two ends of anybody's runs are enough for Streamlit to let go
            other.run(page)
        status, headers, body = ask(room_server, address, Cookie=mine.cookie)
        assert status == 200
        assert headers["content-disposition"].startswith("attachment; filename*=utf-8''icp_my")
        assert headers["content-type"] == "application/json"
        assert headers["x-content-type-options"] == "nosniff"
        assert b'"answers"' in body


def test_downloads_are_held_for_their_time_and_within_their_room() -> None:
    now = [0.0]
    held = Downloads(seconds=100, most=30, clock=lambda: now[0])

    def there() -> str:
        return "".join(name for name in "abcd" if held.find(name))

    for name in "abc":
        held.hold(name, MemoryFile(name.encode() * 10, "text/csv", MediaFileKind.DOWNLOADABLE, None))
        now[0] += 40
    assert there() == "bc"  # at 120 the first one's time is over
    held.hold("d", MemoryFile(b"d" * 15, "text/csv", MediaFileKind.DOWNLOADABLE, '=evil\r\nX: y;".csv'))
    assert there() == "cd"  # 35 would be too many
    answer = held.find("d")
    assert answer is not None
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''%3Devil%0D%0AX%3A%20y%3B%22.csv"
    now[0] += 100
    assert there() == ""
