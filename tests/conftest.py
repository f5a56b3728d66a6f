"""Fixtures that stand on a real server and a real browser."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A process a core for the whole suite (None: as many as there are); a part that was asked for runs in this one."""
    return None if config.args_source == pytest.Config.ArgsSource.TESTPATHS else 0


def pytest_configure() -> None:
    """Properties are about outcomes; a busy machine, or a first example that loads a library, must not fail them."""
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


def free_port() -> int:
    """A port nobody listens on right now.

    From below those the system gives to whoever connects somewhere (from 32768 on Linux, from 49152 elsewhere):
    between this look and a server's start, or while a server is down to be started again, nobody else gets it.
    """
    while True:
        port = secrets.choice(range(10_000, 32_768))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Server:
    """`icp` running as its own process on a free port with its own database.

    ``mode`` is "serve" (a workbook for every browser) or "here" (bare `icp`, the key in a file).
    """

    folder: Path
    mode: str = "serve"
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = (sys.executable, "-m", "icp.cli")
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "workshop.db"

    @property
    def output(self) -> str:
        """All the server has written so far to standard output and standard error."""
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start, and return when `/healthz` says ok."""
        row = ["serve"] if self.mode == "serve" else ["--no-browser"]
        self.log = (self.folder / "server.log").open("ab")
        path = os.pathsep.join(filter(None, [str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [
                *self.command,
                *row,
                "--port",
                str(self.port),
                "--database",
                f"sqlite:///{self.database}",
                *self.arguments,
            ],
            cwd=self.folder,  # a foreign directory: nothing may depend on where it was started
            env={**os.environ, "PYTHONPATH": path, **self.environment},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 40
        while self.healthz() != 200:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"the server did not start:\n{self.output}")
            time.sleep(0.05)

    def healthz(self) -> int:
        """The status of `/healthz`, 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def kill(self) -> None:
        """kill -9: no goodbye, nothing flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> int | None:
        """SIGTERM, as a service manager does; kill -9 after 15 s. Returns the exit code."""
        return self._end(signal.SIGTERM)

    def restart(self) -> None:
        """kill -9 and start again on the same port and database."""
        self.kill()
        self.start()

    def _end(self, how: signal.Signals) -> int | None:
        if self.process is None:
            return None
        self.process.send_signal(how)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        code, self.process = self.process.returncode, None
        if self.log:
            self.log.close()
        return code


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server: ``start_server(mode="serve", arguments=("--demo",), environment={...})``. Stopped at the end."""
    started: list[Server] = []

    def start(**settings: Any) -> Server:
        server = Server(folder=tmp_path_factory.mktemp("server"), **settings)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def room_server(start_server: Callable[..., Server]) -> Server:
    """One `icp serve` for the whole test run: every browser context is another visitor."""
    return start_server()


@pytest.fixture
def server(start_server: Callable[..., Server]) -> Iterator[Server]:
    """A fresh `icp serve` with an empty database for this test alone; it may be killed and restarted."""
    fresh = start_server()
    yield fresh
    fresh.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium under Playwright's sync API. Skips where it is missing, fails under ICP_REQUIRE_BROWSER=1."""
    missing = None
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing = "playwright is not installed"
    executable = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    if missing is None and executable is None:
        missing = "chromium is not installed"
    if missing:
        if os.environ.get("ICP_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in a browser context of its own: new cookies, nothing cached."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
