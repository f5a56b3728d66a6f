"""One server after another on one database and one port, each the child of a process that has loaded everything.

A start costs seconds, nearly all of it imports; a fork of a process that has done them costs a tenth. What runs in the
child is ``icp serve``, from its command line on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import free_port

ROOT = Path(__file__).parents[2]
NURSERY = """
import os, signal, sys
import pandas, pyarrow, icp.cli, icp.analysis, icp.server, icp.ui.frame, icp.ui.guide, icp.store.workbooks
import streamlit.testing.v1, streamlit.web.server.starlette, uvicorn
from icp.catalogue import catalogue
catalogue()
print("ready", flush=True)
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_RDWR)
        log = os.open("server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(null, 0), os.dup2(log, 1), os.dup2(log, 2)
        code = 1
        try:
            icp.cli.main(sys.argv[1:])
            code = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            os._exit(code)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Lives:
    """``start`` and ``end`` by turns; ``folder`` holds the database and the log."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.pid = folder, free_port(), 0
        self.database = folder / "workshop.db"
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY, "serve", "--port", str(self.port),
             "--database", f"sqlite:///{self.database}"],
            cwd=folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        assert self._line() == "ready"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Return when `/healthz` says ok."""
        assert self._nursery.stdin is not None
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self.pid = int(self._line())
        deadline = time.monotonic() + 60
        while not self._healthy():
            if time.monotonic() > deadline:
                self.end(signal.SIGKILL)
                raise RuntimeError(f"no server: {(self.folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.02)

    def end(self, how: signal.Signals) -> int:
        """Send the signal and return the exit code, negative for a signal."""
        os.kill(self.pid, how)
        self.pid = 0
        return int(self._line())

    def close(self) -> None:
        if self.pid:
            self.end(signal.SIGKILL)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        self._nursery.wait(10)

    def _line(self) -> str:
        assert self._nursery.stdout is not None
        return self._nursery.stdout.readline().strip()

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def lives(folder: Path) -> Iterator[Lives]:
    """A row of servers; the last one is killed at the end."""
    row = Lives(folder)
    try:
        yield row
    finally:
        row.close()
