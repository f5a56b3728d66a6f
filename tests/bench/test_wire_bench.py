"""Bytes on the wire: first question, second visit, a chart page, each with brotli and with gzip only.

``ICP_BENCH=full pytest tests/bench/test_wire_bench.py -s`` shows them; tests/browser/test_wire.py weighs the first
question in every run of the suite and holds its figures.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.wire import fetched
from tests.conftest import Server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("ICP_BENCH") != "full", reason="only shows figures: ICP_BENCH=full"),
]
KINDS = (".js", ".css", ".woff2")


@pytest.mark.parametrize("codings", ["gzip, deflate, br", "gzip, deflate"])
def test_bytes_of_a_visit(browser: Any, start_server: Callable[..., Server], codings: str) -> None:
    sample = start_server(arguments=("--demo",))
    rows = [("first question", start_server(), "guide")]
    rows += [("referral sources", sample, "referrals"), ("client list", sample, "roster")]
    for name, server, path in rows:
        context = browser.new_context(extra_http_headers={"Accept-Encoding": codings})
        for visit in ("first", "second"):
            sizes = fetched(context, f"{server.url}/{path}", quiet=4000)
            total = sum(sizes.values())
            of_kind = {kind: sum(size for path, size in sizes.items() if path.endswith(kind)) for kind in KINDS}
            parts = ", ".join(f"{kind} {size / 1000:.0f}" for kind, size in of_kind.items())
            print(f"\n{codings:18} {name:17} {visit:6} visit {total / 1000:7.1f} kB  ({parts})", end="")
            assert total > 0
        context.close()
