"""What a run of each page costs the server, beside a blank page and a plain twin (PERFORMANCE goals 1 and 2).

Run with ``pytest tests/bench/test_pages_bench.py -s`` to see CPU time and ratios; nothing here asserts a time.
A few runs by default; ``ICP_BENCH=full`` for figures to rely on.
"""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from icp.catalogue import catalogue
from tests.bench.plain import BLANK, KINDS, write_page, write_server, write_shell
from tests.bench.visitor import cpu_of_each, visit
from tests.conftest import free_port

ROUNDS, WARM = (40, 5) if os.environ.get("ICP_BENCH") == "full" else (4, 2)
PAGES = [page.address for page in catalogue().pages]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads another process's CPU clock")


@contextmanager
def plain_server(folder, main):
    """A server of plain pages in the folder: its address and process id."""
    port = free_port()
    command = [sys.executable, str(write_server(folder, main, port))]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
                break
            except OSError:
                assert process.poll() is None, "the plain server did not start"
                time.sleep(0.1)
        yield f"http://localhost:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def ours(start_server):
    server = start_server(arguments=("--demo",))
    return server.url, server.process.pid


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blank")
    (folder / "blank.py").write_text(BLANK, encoding="utf-8")
    with plain_server(folder, "blank.py") as served:
        yield served


@pytest.fixture(scope="module")
def twin(ours, tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    for page in PAGES:
        with visit(ours[0], page) as visitor:
            visitor.run()
            write_shell(folder, visitor)
            write_page(folder, page, visitor)
    with plain_server(folder, "shell.py") as served:
        yield served


@contextmanager
def visitors(page, ours, twin, blank):
    """One visitor each on our page, its twin and the blank page, after a few runs to warm up."""
    with visit(ours[0], page) as mine, visit(twin[0], page) as plain, visit(blank[0]) as nothing:
        for visitor in (mine, plain, nothing):
            for _ in range(WARM):
                visitor.run()
        yield mine, plain, nothing


def report(what, costs):
    mine, plain, nothing = costs["ours"], costs["twin"], costs["blank"]
    print(
        f"\n{what:34} ours {mine:5.1f}, plain twin {plain:5.1f}, blank {nothing:4.1f} ms CPU: "
        f"{mine / plain:.2f} × twin, {mine / nothing:.1f} × blank",
        end="",
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_run_of_a_page(page, ours, twin, blank):
    with visitors(page, ours, twin, blank) as (mine, plain, nothing):
        runs = {
            "ours": (ours[1], lambda turn: mine.run()),
            "twin": (twin[1], lambda turn: plain.run()),
            "blank": (blank[1], lambda turn: nothing.run()),
        }
        report(page or "start", cpu_of_each(runs, ROUNDS))
        shown = mine.kinds()
        assert plain.kinds() == {kind: n for kind, n in shown.items() if kind in KINDS}
        if set(shown) - KINDS:
            print(f" (the twin lacks {sorted(set(shown) - KINDS)})", end="")


@pytest.mark.parametrize(("page", "label"), [("avatar", catalogue().fields["needs_me"].wish)])
def test_one_edit(page, label, ours, twin, blank):
    """An answer with all it brings about: saved, and drawn anew wherever it shows."""
    with visitors(page, ours, twin, blank) as (mine, plain, nothing):
        edits = {
            "ours": (ours[1], lambda turn: mine.tap(label, turn)),
            "twin": (twin[1], lambda turn: plain.tap(label, turn)),
            "blank": (blank[1], lambda turn: nothing.run()),
        }
        report(f"{page}, an answer", cpu_of_each(edits, ROUNDS))
        assert any("badge[Saved" in str(each) for each, _ in mine.elements.values())
