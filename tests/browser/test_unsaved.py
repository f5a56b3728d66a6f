"""A server whose disk is full, in a browser: said at once, kept over a reload, saved by itself once there is room."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from icp.catalogue import catalogue
from tests.browser.conftest import WAIT, Visitor
from tests.conftest import Server
from tests.small_disk import SmallDisk, small_disk

__all__ = ["small_disk"]  # fixtures
pytestmark = pytest.mark.browser
SAY = catalogue().say


class TinyServer(Server):
    """A server on a disk so small that its health check always has something to say."""

    def healthz(self) -> int:
        return 200 if super().healthz() else 0


def test_what_is_typed_while_the_disk_is_full_is_not_lost(small_disk: SmallDisk, visit: Callable[..., Visitor]) -> None:
    server = TinyServer(folder=small_disk.folder)
    server.start()
    try:
        visitor = visit(server)
        visitor.open()
        name = re.compile("called", re.IGNORECASE)
        visitor.type_into(name, "Quiet Ledger")
        visitor.saved()
        small_disk.fill()
        visitor.type_into(name, "Loud Ledger")
        visitor.page.get_by_text(SAY("frame.unsaved_title")).first.wait_for(timeout=WAIT)
        assert visitor.sees(SAY("frame.not_saved"))
        visitor.page.reload()
        visitor.settle()
        visitor.holds(name, "Loud Ledger")
        assert visitor.sees(SAY("frame.unsaved_title"))
        small_disk.empty()
        visitor.click(SAY("frame.retry"))
        visitor.saved()
        assert not visitor.sees(SAY("frame.unsaved_title"))
        server.kill()
        server.start()
        visitor.open()
        visitor.holds(name, "Loud Ledger")
    finally:
        server.stop()
