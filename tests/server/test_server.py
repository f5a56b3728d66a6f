from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from icp.server.uploads import UploadQuota, held_bytes
from icp.store import Store, key_in_file, new_key, parse_key
from icp.store.keys import row_of
from tests.conftest import Server, free_port
from tests.soak.wire import browse

CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "media-src 'self'; manifest-src 'self'; frame-src 'none'; frame-ancestors 'none'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'"
)
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}


def ask(
    server: Server, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, Any, bytes]:
    """Status, headers, body. Header names are written with _ for -."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Host": f"localhost:{server.port}", **sent})
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, answer.headers, read


def post(server: Server, path: str, question: object, cookie: str = "", **headers: str | None) -> tuple[int, Any, Any]:
    """A POST as the server's own page sends it."""
    sent = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Cookie": cookie, **headers}
    given = {name: value for name, value in sent.items() if value is not None}
    status, answered, body = ask(server, path, "POST", json.dumps(question).encode(), **given)
    return status, answered, json.loads(body)


def run(waiting: Any) -> Any:
    """What the coroutine returns, from a thread of its own: an earlier browser test keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, waiting).result()


def cookies(headers: Any) -> dict[str, Any]:
    jar: SimpleCookie = SimpleCookie()
    for line in headers.get_all("set-cookie") or []:
        jar.load(line)
    return dict(jar)


def store_of(server: Server) -> Store:
    return Store(f"sqlite:///{server.database}")


def a_workbook(server: Server, name: str | None) -> str:
    """A saved workbook; its key."""
    key, store = new_key(), store_of(server)
    store.save(key, json.dumps({"answers": {"business_name": name} if name else {}}).encode(), 0)
    store.close()
    return key


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/roster", 200),
        ("GET", "/healthz", 200),
        ("GET", "/r", 200),
        ("GET", "/r/link.js", 200),
        ("GET", "/r/page.css", 200),
        ("POST", "/r", 403),
        ("GET", "/_stcore/health", 200),
        ("GET", "/_stcore/host-config", 200),
        ("GET", "/favicon.png", 200),
        ("GET", "/media/none", 404),
        ("GET", "/_stcore/metrics", 404),
        ("GET", "/_stcore/metrics/", 404),
        ("GET", "/_stcore/agent/openapi.json", 404),
        ("POST", "/_stcore/agent/interact", 404),
        ("POST", "/_stcore/agent/mcp", 404),
        ("PUT", "/_stcore/upload_file/none/none", 403),
        ("DELETE", "/", 405),
        ("GET", "//evil.example", 400),
    ],
)
def test_every_answer_carries_the_headers(room_server: Server, method: str, path: str, status: int) -> None:
    answered, headers, _ = ask(room_server, path, method)
    assert answered == status
    assert headers["content-security-policy"] == CSP
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] is None
    _, on_https, _ = ask(room_server, path, method, X_Forwarded_Proto="https")
    assert on_https["strict-transport-security"] == "max-age=31536000"


def test_a_new_browser_gets_a_key_and_keeps_it(room_server: Server) -> None:
    keys = set()
    for _ in range(2):
        _, headers, _ = ask(room_server, "/", **BROWSER)
        cookie = cookies(headers)["icp_key"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Lax", "/", "")
        assert (cookie["domain"], int(cookie["max-age"])) == ("", 400 * 86_400)
        assert "private" in headers["cache-control"]
        keys.add(parse_key(cookie.value))
    assert len(keys) == 2
    key = keys.pop()
    _, headers, _ = ask(room_server, "/roster", **BROWSER, Cookie=f"icp_key={key}")
    assert cookies(headers)["icp_key"].value == key
    _, headers, _ = ask(room_server, "/", **BROWSER, Cookie="icp_key=<script>")
    assert re.fullmatch(r"[\w-]{43}", cookies(headers)["icp_key"].value)
    for path in ("/healthz", "/r/link.js", "/favicon.png"):
        assert cookies(ask(room_server, path)[1]) == {}


def test_on_https_the_cookie_is_bound_to_the_host(room_server: Server) -> None:
    planted = new_key()
    _, headers, _ = ask(room_server, "/", **BROWSER, Cookie=f"icp_key={planted}", X_Forwarded_Proto="https")
    given = cookies(headers)
    assert list(given) == ["__Host-icp_key"]
    assert given["__Host-icp_key"]["secure"] is True
    assert given["__Host-icp_key"].value != planted


def test_on_https_a_planted_cookie_names_no_work_and_moves_none(room_server: Server) -> None:
    own, planted = a_workbook(room_server, "Mine"), new_key()
    on_https = {"X-Forwarded-Proto": "https"}
    there = a_workbook(room_server, "Theirs")
    said = post(room_server, "/r", {"key": there}, f"icp_key={own}", **on_https)[2]
    assert said == {"answer": "first", "there": "Theirs"}  # what a neighbour may have planted is nobody's work here
    for cookie in (
        f"__Host-icp_key={own}; icp_next={planted}",  # else the work would move to a key that somebody knows
        f"icp_key={own}; __Host-icp_next={planted}",
    ):
        status, headers, said = post(room_server, "/r/rekey", {"step": "move"}, cookie, **on_https)
        assert (status, said["answer"], cookies(headers)) == (400, "invalid", {})
    assert post(room_server, "/r", {"key": own, "replace": True})[0] == 200
    assert post(room_server, "/r", {"key": planted})[0] == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8501",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "",
        "[::1].evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "localhost, evil.example",
        "localhost:evil.example",
    ],
)
def test_a_foreign_host_is_refused(room_server: Server, host: str) -> None:
    for path in ("/", "/healthz", "/r", "/_stcore/host-config"):
        status, headers, _ = ask(room_server, path, Host=host)
        assert status == 403
        assert cookies(headers) == {}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
def test_loopback_names_are_served(room_server: Server, host: str) -> None:
    assert ask(room_server, "/healthz", Host=host.format(port=room_server.port))[0] == 200


def websocket(server: Server, host: str, origin: str | None) -> bool:
    """Whether a websocket opens."""

    async def attempt() -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        origin_line = f"Origin: {origin}\r\n" if origin else ""
        writer.write(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\n{origin_line}"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
        )
        first = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        return b" 101 " in first

    return run(attempt())


def test_a_websocket_opens_for_own_pages_only(room_server: Server) -> None:
    own = f"localhost:{room_server.port}"
    assert websocket(room_server, own, f"http://{own}")
    assert not websocket(room_server, "evil.example", "http://evil.example")
    assert not websocket(room_server, f"evil.example:{room_server.port}", f"http://evil.example:{room_server.port}")
    assert not websocket(room_server, own, "http://evil.example")
    assert not websocket(room_server, own, "http://localhost:9999")


def test_assets_are_compressed_once_and_kept_for_good(room_server: Server) -> None:
    _, _, page = ask(room_server, "/", **BROWSER)
    html = gzip.decompress(page).decode()
    assert "<script>" not in html
    assert "agent" not in html
    scripts = re.findall(r'"\./(static/js/[^"]+\.js)"', html)
    assert len(scripts) > 10
    for path in (scripts[0], re.search(r'"\./(static/css/[^"]+\.css)"', html)[1]):  # type: ignore[index]
        _, plain_headers, plain = ask(room_server, f"/{path}")
        for offered, coding, unpack in (
            ("gzip, deflate, br, zstd", "br", brotli.decompress),
            ("gzip, br;q=0", "gzip", gzip.decompress),
            ("gzip", "gzip", gzip.decompress),
        ):
            status, headers, packed = ask(room_server, f"/{path}", Accept_Encoding=offered)
            assert status == 200
            assert headers["content-encoding"] == coding
            assert headers["cache-control"] == "public, immutable, max-age=31536000"
            assert headers["content-type"] == plain_headers["content-type"]
            assert headers["vary"] == "Accept-Encoding"
            assert unpack(packed) == plain
            assert ask(room_server, f"/{path}", Accept_Encoding=offered)[2] == packed
    for other in (f"/static//{path[7:]}", f"/static/./{path[7:]}", f"/static/%2e/{path[7:]}"):
        status, headers, _ = ask(room_server, other, Accept_Encoding="gzip")  # the same file, but nothing more is kept
        assert (status, headers["content-encoding"]) == (200, None)
    status, headers, _ = ask(room_server, "/static/js/none.js", Accept_Encoding="gzip")
    assert "immutable" not in (headers["cache-control"] or "")


def test_uploads_have_a_quota() -> None:
    async def accepts(scope: Any, receive: Any, send: Any) -> None:
        status = 400 if scope["path"].endswith("bad") else 204
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    held: dict[str, int] = {}
    quota = UploadQuota(
        accepts, session_bytes=100, address_bytes=180, all_bytes=250, most_held=1000, least_bytes=1, held=lambda: held
    )

    def put(session: str, size: int, file: str = "f", address: str = "192.0.2.1", length: str = "") -> int:
        statuses = []

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        path = f"/_stcore/upload_file/{session}/{file}"
        headers = [(b"content-length", (length or str(size)).encode())]
        scope = {"type": "http", "method": "PUT", "path": path, "headers": headers, "client": (address, 1)}
        run(quota(scope, None, send))  # type: ignore[arg-type]
        return int(statuses[0])

    assert put("a", 60) == 204
    assert put("a", 41) == 429
    assert put("a", 40, "bad") == 400  # what Streamlit refuses does not count
    assert put("a", 40) == 204
    assert put("b", 81) == 429  # another session of the same address
    assert put("b", 80) == 204
    assert put("c", 71, address="2001:db8::1") == 429  # all together
    assert put("c", 70, address="2001:db8::1") == 204
    quota = UploadQuota(
        accepts, session_bytes=100, address_bytes=180, all_bytes=250, most_held=1000, least_bytes=1, held=lambda: held
    )
    held = {"earlier": 991}
    assert put("d", 10) == 429  # what earlier sessions still hold
    assert put("d", 9) == 204
    held = {"d": 490, "earlier": 300}
    assert put("f", 11) == 429  # of that an address may hold half, however long it takes
    assert put("f", 11, address="192.0.2.2") == 204
    assert put("f", 10) == 204
    held = {"earlier": 300}
    assert put("f", 11) == 204  # those who left hold nothing
    for length in ("-1", "1e3", "²", "1 1"):
        assert put("d", 0, address="192.0.2.9", length=length) == 411
    quota = UploadQuota(accepts, session_bytes=100, address_bytes=180, all_bytes=250, least_bytes=50)
    assert [put("e", 1) for _ in range(3)] == [204, 204, 429]  # the smallest counts, too


def test_what_is_held_of_uploads_is_counted_by_streamlit_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert held_bytes() == {}  # no server here
    files = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=files))
    assert held_bytes() == {}
    for session, file in (("a", "1"), ("a", "2"), ("b", "1")):
        files.add_file(session, UploadedFileRec(file, "name", "text/csv", b"x" * 500))
    assert held_bytes() == {"a": 1000, "b": 500}
    files.remove_session_files("a")
    assert held_bytes() == {"b": 500}


def test_a_file_is_taken_for_an_open_session_with_its_token_alone(room_server: Server) -> None:
    token = "2|00000000|00000000000000000000000000000000|0"
    sent = {"Cookie": f"_streamlit_xsrf={token}", "X_Xsrftoken": token}
    kind = {"Content_Type": "multipart/form-data; boundary=b"}
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\nName\r\n--b--\r\n'
    with browse(room_server.url, new_key()) as visitor:
        visitor.run("")
        at = f"/_stcore/upload_file/{visitor.session}"
        assert ask(room_server, f"{at}/1", "PUT", body, **sent, **kind)[0] == 204
        assert ask(room_server, "/_stcore/upload_file/none/1", "PUT", body, **sent, **kind)[0] == 400
        assert ask(room_server, f"{at}/2", "PUT", body, **kind)[0] == 403


def test_a_private_link_asks_whose_it_is_in_a_browser_without_work(room_server: Server) -> None:
    key = a_workbook(room_server, "Quill")
    for cookie in (f"icp_key={new_key()}", ""):  # whoever planted the link would read what is typed from here on
        status, headers, said = post(room_server, "/r", {"key": key}, cookie)
        assert (status, said, cookies(headers)) == (409, {"answer": "first", "there": "Quill"}, {})
    status, headers, said = post(room_server, "/r", {"key": key, "replace": True}, f"icp_key={new_key()}")
    assert (status, said["answer"]) == (200, "opened")
    assert cookies(headers)["icp_key"].value == key
    assert cookies(headers)["icp_key"]["httponly"] is True
    assert headers["cache-control"] == "no-store"


def test_a_private_link_asks_by_name_before_it_replaces_a_workbook(room_server: Server) -> None:
    here, there = a_workbook(room_server, "Mine & <b>Co</b>"), a_workbook(room_server, "Theirs")
    status, headers, said = post(room_server, "/r", {"key": there}, f"icp_key={here}")
    assert status == 409
    assert said == {"answer": "ask", "here": "Mine & <b>Co</b>", "there": "Theirs"}
    assert cookies(headers) == {}
    status, headers, _ = post(room_server, "/r", {"key": there, "replace": True}, f"icp_key={here}")
    assert (status, cookies(headers)["icp_key"].value) == (200, there)
    assert post(room_server, "/r", {"key": here}, f"icp_key={here}")[0] == 200  # its own link replaces nothing


@pytest.mark.parametrize(
    ("question", "status", "answer"),
    [
        ({"key": "nonsense"}, 400, "invalid"),
        ({}, 400, "invalid"),
        ([], 400, "invalid"),
        ({"key": "A" * 43}, 404, "unknown"),
        ({"key": "A" * 3000}, 413, "invalid"),
    ],
)
def test_a_wrong_link_sets_nothing(room_server: Server, question: object, status: int, answer: str) -> None:
    answered, headers, said = post(room_server, "/r", question)
    assert (answered, said["answer"], cookies(headers)) == (status, answer, {})


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": None},
        {"Sec-Fetch-Site": None, "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": None, "Origin": "http://["},
    ],
)
@pytest.mark.parametrize("path", ["/r", "/r/new", "/r/rekey"])
def test_a_foreign_page_cannot_change_the_key(room_server: Server, headers: dict[str, str | None], path: str) -> None:
    key = a_workbook(room_server, "Planted")
    status, answered, _ = post(room_server, path, {"key": key, "replace": True, "step": "prepare"}, "", **headers)
    assert status == 403
    assert cookies(answered) == {}


def test_an_older_browser_is_known_by_its_origin(room_server: Server) -> None:
    sent: dict[str, str | None] = {"Sec-Fetch-Site": None, "Origin": room_server.url}
    assert post(room_server, "/r/new", {"replace": True}, "", **sent)[0] == 200


def test_beginning_anew_asks_first(room_server: Server) -> None:
    key = a_workbook(room_server, None)
    status, _, said = post(room_server, "/r/new", {}, f"icp_key={key}")
    assert (status, said) == (409, {"answer": "ask", "here": None})
    status, headers, _ = post(room_server, "/r/new", {"replace": True}, f"icp_key={key}")
    assert status == 200
    assert cookies(headers)["icp_key"].value != key
    store = store_of(room_server)
    assert store.version(key) is not None  # still there, by its link
    store.close()


def test_a_new_link_ends_the_old_and_survives_a_lost_answer(room_server: Server) -> None:
    old = a_workbook(room_server, "Moved")
    _, headers, said = post(room_server, "/r/rekey", {"step": "prepare"}, f"icp_key={old}")
    assert said["answer"] == "prepared"
    new = cookies(headers)["icp_next"].value
    both = f"icp_key={old}; icp_next={new}"
    for _ in range(2):  # the first answer is taken to be lost
        status, headers, _ = post(room_server, "/r/rekey", {"step": "move"}, both)
        given = cookies(headers)
        assert (status, given["icp_key"].value, given["icp_next"]["max-age"]) == (200, new, "0")
    assert post(room_server, "/r", {"key": old})[0] == 410
    assert post(room_server, "/r", {"key": new, "replace": True})[0] == 200


def test_work_that_cannot_be_opened_keeps_its_link(room_server: Server) -> None:
    old, new = a_workbook(room_server, "Stays"), new_key()
    with closing(sqlite3.connect(room_server.database)) as raw, raw:
        raw.execute("UPDATE workbook_version SET body = zeroblob(99) WHERE id = ?", (row_of(old),))
    status, headers, said = post(room_server, "/r/rekey", {"step": "move"}, f"icp_key={old}; icp_next={new}")
    assert (status, said, cookies(headers)) == (409, {"answer": "damaged"}, {})
    assert post(room_server, "/r", {"key": old, "replace": True})[0] == 200


def test_health_tells_a_broken_database(server: Server) -> None:
    assert server.healthz() == 200
    away = server.database.with_name("away")
    server.database.rename(away)
    time.sleep(1.1)
    status, _, body = ask(server, "/healthz")
    assert (status, json.loads(body)) == (503, {"status": "unavailable"})
    away.rename(server.database)
    time.sleep(1.1)
    assert server.healthz() == 200


def test_sigterm_ends_it_cleanly_and_a_kill_is_survived(server: Server) -> None:
    key = a_workbook(server, "Stays")
    server.restart()
    assert post(server, "/r", {"key": key, "replace": True})[0] == 200
    assert server.process is not None
    pid = server.process.pid
    code = server.stop()
    assert code in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    assert pid
    assert not server.database.with_name("workshop.db-wal").exists()  # closed, not dropped
    assert "Traceback" not in server.output


def test_ones_own_computer_keeps_its_key_in_a_file(start_server: Callable[..., Server]) -> None:
    server = start_server(mode="here")
    _, headers, _ = ask(server, "/", **BROWSER)
    assert cookies(headers) == {}
    assert ask(server, "/r", **BROWSER)[0] == 303
    assert post(server, "/r/new", {"replace": True})[0] == 403
    key_file = server.folder / "workshop.db.key"
    if key_file.exists():
        assert parse_key(key_in_file(key_file))
    server.stop()


def icp(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "icp.cli", *arguments],
        capture_output=True, text=True, timeout=30, cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("--port", "none"),
        ("--port", "70000"),
        ("--nonsense",),
        ("nonsense",),
        ("serve", "--host", "192.0.2.1", "--database", "sqlite:///x.db"),
        ("--database", "mysql://host/db", "--no-browser"),
        ("serve", "--database", "nonsense"),
        ("purge", "--database", "sqlite:////proc/none/x.db"),
    ],
)
def test_an_error_is_one_line_and_exit_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = icp(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"icp: [^\n]+\n", done.stderr)


def test_a_taken_port_is_one_line_and_exit_2(room_server: Server, tmp_path: Path) -> None:
    done = icp("serve", "--port", str(room_server.port), "--database", "sqlite:///x.db", folder=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert str(room_server.port) in done.stderr


def test_every_command_has_help_and_purge_purges(tmp_path: Path) -> None:
    listed = icp("--help", folder=tmp_path)
    assert listed.returncode == 0
    for command in ("serve", "purge"):
        assert command in listed.stdout
        assert icp(command, "--help", folder=tmp_path).returncode == 0
    assert icp("purge", "--database", "sqlite:///x.db", folder=tmp_path).stdout == "0 deleted\n"


def test_streamlit_run_starts_it_too(start_server: Callable[..., Server], tmp_path: Path) -> None:
    root, port = Path(__file__).parents[2], free_port()
    launcher = f"""
import os, runpy, sys
told = dict(zip(sys.argv, sys.argv[1:]))
os.environ["ICP_DATABASE_URL"] = told["--database"]
sys.argv = ["streamlit", "run", {str(root / "app.py")!r}, "--server.port", told["--port"], "--server.headless", "true"]
runpy.run_module("streamlit", run_name="__main__")
"""
    server = start_server(command=(sys.executable, "-c", launcher), port=port)
    _, headers, _ = ask(server, "/", **BROWSER)
    assert headers["content-security-policy"] == CSP
    assert "icp_key" in cookies(headers)
    assert ask(server, "/", Host="evil.example")[0] == 403
    server.stop()
