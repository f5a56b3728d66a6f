"""A PostgreSQL of the tests' own: a server in a temporary folder, and in it a new database for every test.

``python -m tests.postgresql COMMAND …`` runs a command beside such a server, with its address in ICP_TEST_PG_URL.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from icp.store import Store
from tests.conftest import free_port

ADDRESS = "ICP_TEST_PG_URL"
# Nothing of a test outlives its machine, so nobody waits for the disk; a restart test asks for the default again.
HURRIED = {"fsync": "off", "full_page_writes": "off"}


class NoServer(Exception):  # noqa: N818
    """No PostgreSQL can be started here; the message says why."""


def programs() -> Path:
    """The folder of initdb and pg_ctl, of the newest release there is. Raises NoServer."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    if found is None:
        raise NoServer("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    return Path(found).parent


def unprivileged() -> str | None:
    """Whom the server runs as: nobody else for an ordinary user, for root (whom it refuses) a user of its own."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoServer("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


@dataclass
class Cluster:
    """One server on a free port of this machine, with a password; its folder goes when it is removed."""

    settings: dict[str, str] = field(default_factory=lambda: dict(HURRIED))
    programs: Path = field(default_factory=programs)
    user: str | None = field(default_factory=unprivileged)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="icp-postgresql-")))
    password: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    port: int = 0

    def __post_init__(self) -> None:
        try:
            self._make()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def _make(self) -> None:
        self.port = free_port()
        secret = self.folder / "password"
        secret.write_text(self.password)
        for path in (self.folder, secret):
            if self.user:
                shutil.chown(path, self.user)
        self._run("initdb", "-A", "scram-sha-256", "-U", "icp", "-E", "UTF8", "--no-locale", "--no-sync",
                  "--pwfile", str(secret))  # fmt: skip
        secret.unlink()
        with (self.data / "postgresql.conf").open("a") as file:
            own = {"port": str(self.port), "listen_addresses": "'127.0.0.1'", "unix_socket_directories": "''"}
            file.writelines(f"{name} = {value}\n" for name, value in {**own, **self.settings}.items())

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://icp:{self.password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        self._run("pg_ctl", "start", "-w", "-s", "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """mode "immediate": every server process ends at once, as in a crash."""
        self._run("pg_ctl", "stop", "-w", "-s", "-m", mode)

    def restart(self, mode: str) -> None:
        self._run("pg_ctl", "restart", "-w", "-s", "-m", mode, "-l", str(self.folder / "log"))

    def remove(self) -> None:
        try:
            if (self.data / "postmaster.pid").exists():
                self.stop("immediate")
        finally:
            shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), "-D", str(self.data), *arguments],
            cwd=self.folder, env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.folder)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120,
            user=self.user, group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )  # fmt: skip
        if done.returncode:
            log = self.folder / "log"
            raise NoServer(f"{program}: {done.stderr}{log.read_text() if log.exists() else ''}")


@dataclass
class Databases:
    """Makes and drops databases on one server."""

    address: str
    _template: str = ""

    def fresh(self, *, tables: bool = True) -> str:
        """The address of a new database with the product's tables, or an empty one."""
        if tables and not self._template:
            # The migrations run once; every later database is a copy of what they made.
            self._template = self._create("template0")
            Store(self.of(self._template)).close()
        return self.of(self._create(self._template if tables else "template0"))

    def of(self, name: str) -> str:
        return make_url(self.address).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        if self._template:
            self.drop(self.of(self._template))

    def _create(self, template: str) -> str:
        name = f"icp_test_{secrets.token_hex(6)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def execute(url: str, statement: str, **values: Any) -> list[Any]:
    """Run one statement past the store, commit, and return its rows."""
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(statement), values)
        rows = list(result) if result.returns_rows else []
    engine.dispose()
    return rows


def without(reason: str) -> None:
    """Skip by name, or fail where everything has to run."""
    if os.environ.get("ICP_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """New databases on the server that ICP_TEST_PG_URL names."""
    address = os.environ.get(ADDRESS)
    if not address:
        without(f"{ADDRESS} names no PostgreSQL (python -m tests.postgresql pytest … starts one)")
    opened = Databases(address or "")
    yield opened
    opened.close()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server for this test alone, as careful as in earnest; it may be stopped and restarted."""
    try:
        own = Cluster(settings={})
    except NoServer as reason:
        without(str(reason))
        raise
    try:
        own.start()
        yield own
    finally:
        own.remove()


def main(command: list[str]) -> int:
    """Run the command beside a new server and return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        cluster = Cluster()
    except NoServer as reason:
        print(reason, file=sys.stderr)
        return 2
    try:
        cluster.start()
        return subprocess.run(command, env={**os.environ, ADDRESS: cluster.url}).returncode
    finally:
        cluster.remove()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
