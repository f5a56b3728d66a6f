"""The shipped proxy configuration before real replicas that share one PostgreSQL."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server, free_port
from tests.postgresql import Databases, databases, without

__all__ = ["databases"]  # a fixture

TEMPLATE = Path(__file__).parents[2] / "deploy" / "nginx.conf.template"
NAMES = "localhost workshop.test"
FAIL_SECONDS = 5  # as compose.yaml says: how long a replica that did not answer is left out


def nginx() -> str:
    """The proxy's program; a test that needs it is skipped, or fails where everything has to run, without it."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        without("nginx is not installed (Debian: apt-get install nginx-light)")
    return str(found)


def filled_in(values: dict[str, str]) -> str:
    """The template as the proxy's container fills it in: ``${ICP_…}`` and nothing else."""
    return re.sub(r"\$\{(ICP_\w+)\}", lambda found: values[found[1]], TEMPLATE.read_text())


@dataclass
class Proxy:
    """nginx with the shipped configuration. ``replicas``: their ports."""

    folder: Path
    replicas: list[int]
    proto: str = "$scheme"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def file(self) -> Path:
        return self.folder / "nginx.conf"

    @property
    def command(self) -> list[str]:
        return [nginx(), "-p", str(self.folder), "-c", str(self.file), "-g", f"daemon off; pid {self.folder}/pid;"]

    def write(self) -> None:
        """The shipped file with this machine's ports, folders that are ours, and a note of who answered."""
        servers = " ".join(
            f"server 127.0.0.1:{port} max_fails=1 fail_timeout={FAIL_SECONDS}s;" for port in self.replicas
        )
        text = filled_in({
            "ICP_LISTEN": f"127.0.0.1:{self.port}", "ICP_SERVER_NAME": NAMES,
            "ICP_PROTO": self.proto, "ICP_REPLICAS": servers,
        })  # fmt: skip
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        own = "".join(f"{kind}_temp_path {self.folder / kind};\n" for kind in kinds)
        text = text.replace("http {\n", f"http {{\n{own}", 1).replace("/dev/stderr", str(self.folder / "error.log"))
        marked = "add_header x-answered-by $upstream_addr always;\n        proxy_http_version 1.1;"
        self.file.write_text(text.replace("proxy_http_version 1.1;", marked, 1))

    def check(self) -> None:
        done = subprocess.run([*self.command, "-t"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "[warn]" not in done.stderr, done.stderr

    def start(self) -> None:
        self.write()
        self.check()
        with (self.folder / "nginx.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        deadline = time.monotonic() + 10
        while self.ask("/healthz")[0] != 200:
            assert self.process.poll() is None, (self.folder / "nginx.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def ask(self, path: str, cookie: str = "", host: str = "", **more: str) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers (names in lower case) of a GET, 0 when the connection was closed."""
        headers = {"Cookie": cookie, "Host": host or f"localhost:{self.port}", **more}
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return _read(answer)
        except urllib.error.HTTPError as error:
            return _read(error)
        except OSError:
            return 0, "", {}

    def answered_by(self, cookie: str = "") -> int:
        """The port of the replica that serves this cookie, the one that answered in the end."""
        answered = self.ask("/healthz", cookie)[2]["x-answered-by"]
        return int(answered.split(", ")[-1].rpartition(":")[2])

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(15)
            self.process = None


def _read(answer: Any) -> tuple[int, str, dict[str, str]]:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return answer.status, answer.read().decode(errors="replace"), headers


@dataclass
class Room:
    """Replicas, their proxy, and the database they share."""

    proxy: Proxy
    replicas: list[Server]
    database: str

    def replica(self, port: int) -> Server:
        (found,) = (each for each in self.replicas if each.port == port)
        return found


@pytest.fixture(scope="module")
def replicas_and_proxy(
    start_server: Callable[..., Server], databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    nginx()
    address = databases.fresh()
    with ThreadPoolExecutor() as pool:
        started = [pool.submit(start_server, arguments=("--database", address)) for _ in range(2)]
        replicas = [each.result() for each in started]
    folder = tmp_path_factory.mktemp("proxy")
    folder.chmod(0o755)
    proxy = Proxy(folder, [each.port for each in replicas])
    proxy.start()
    yield Room(proxy, replicas, address)
    proxy.stop()
    for each in replicas:
        each.stop()
    databases.drop(address)


@pytest.fixture
def room(replicas_and_proxy: Room) -> Room:
    """Two replicas behind the proxy, all of them up and in use."""
    dead = [each for each in replicas_and_proxy.replicas if each.process is None]
    for each in dead:
        each.start()
    if dead:
        time.sleep(FAIL_SECONDS + 0.1)
    return replicas_and_proxy
