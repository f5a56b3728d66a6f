"""What is promised about names: said before anything is asked, all of it to take along, all of it gone when deleted."""

from __future__ import annotations

import asyncio
import importlib
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from icp.catalogue import catalogue
from icp.store import Store, close_store, get_store, new_key
from icp.store.keys import row_of
from icp.store.tables import workbook
from tests.conftest import Server
from tests.server.test_server import run
from tests.soak.canaries import people_in, work_with
from tests.soak.wire import Watched, browse


@pytest.fixture
def mine(server: Server) -> Iterator[Watched]:
    """Somebody with a full workbook, saved several times over, and rules sent out."""
    key, store = new_key(), Store(f"sqlite:///{server.database}")
    body = work_with(7).to_json().encode()
    version = 0
    for _ in range(5):
        version = store.save(key, body, version)
    store.sign_offs.put(key, new_key(), body, b"note", datetime.now(UTC) + timedelta(days=30))
    store.close()
    with browse(server.url, key) as visitor:
        visitor.run("")
        yield visitor


def on_disk(server: Server) -> bytes:
    """Every byte of the database, its log and its index."""
    return b"".join(path.read_bytes() for path in sorted(server.database.parent.glob("workshop.db*")))


def sealed_of(server: Server, key: str) -> list[bytes]:
    """The encrypted bodies stored under this key's name, and its rules sent out."""
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in database.execute(f'SELECT * FROM "{table}"')]
    mine = [row for row in rows if row_of(key) in row or row_of(key, "owner") in row]
    return [cell for row in mine for cell in row if isinstance(cell, bytes) and len(cell) > 200]


def inflated(body: bytes) -> bytes:
    """What a compressed part of these bytes comes to, wherever in the first hundred it begins."""
    for start in range(100):
        with suppress(zlib.error):
            found = zlib.decompressobj().decompress(body[start:])
            if people_in(found):
                return found
    return b""


def test_all_can_be_taken_along_and_deleted_at_the_foot_of_every_page(mine: Watched) -> None:
    say = catalogue().say
    for page in catalogue().pages:
        mine.run(page.address)
        feet = [button.label for button in mine.downloads() if button.id.endswith("footer_backup")]
        assert feet == [say("frame.keep_copy")], page.id
        buttons = [e.button.label for e, _ in mine.elements.values() if e.WhichOneof("type") == "button"]
        assert say("frame.delete_all") in buttons, page.id


def test_delete_everything_leaves_not_a_byte(server: Server, mine: Watched) -> None:
    say = catalogue().say
    sealed, row = sealed_of(server, mine.key), row_of(mine.key).encode()
    before = on_disk(server)
    assert len(sealed) >= 5
    assert row in before
    assert all(body in before for body in sealed)
    # Encrypted: not one word of it stands there at any time, neither as it is nor compressed.
    assert people_in(before) == {}
    assert not [body for body in sealed if inflated(body)]
    mine.press(say("frame.delete_all"))
    mine.press(say("frame.delete_yes"))
    after = on_disk(server)
    assert row not in after
    assert not [body for body in sealed if body[:64] in after or body[-64:] in after]
    assert people_in(server.output.encode()) == {}
    assert mine.key not in server.output
    mine.forget()
    mine.run("roster")
    assert not people_in(b"".join(mine.frames))


@pytest.mark.parametrize("mode", ["host", "own computer"])
def test_a_host_forgets_by_itself_what_nobody_came_back_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    lifespan = importlib.import_module("icp.server.lifespan")
    # What is of this whole process stays.
    for name in ("_warm_up", "allow_many_files", "keep_values_out_of_logs", "mend_resuming", "share_the_processor"):
        monkeypatch.setattr(lifespan, name, lambda: None)
    monkeypatch.setenv("ICP_DATABASE_URL", f"sqlite:///{tmp_path / 'workshop.db'}")
    monkeypatch.delenv("ICP_KEY_FILE", raising=False)
    if mode == "own computer":
        monkeypatch.setenv("ICP_KEY_FILE", str(tmp_path / "key"))
    idle, used = new_key(), new_key()
    for key, days in ((idle, 401), (used, 399)):
        get_store().save(key, b"names", 0)
        with get_store()._database.writing() as connection:
            then = time.time() - days * 86_400
            connection.execute(update(workbook).where(workbook.c.id == row_of(key)).values(saved_at=then))
    past = datetime.now(UTC) - timedelta(hours=1)
    room = get_store().rooms.open(new_key(), "ABCD2345", b"state", past, past)

    async def serve() -> None:
        async with lifespan.lifespan(None):
            until = time.monotonic() + 10
            while get_store().rooms.read(room) is not None and time.monotonic() < until:
                await asyncio.sleep(0.02)

    run(serve())
    try:
        assert (get_store().load(idle) is None) == (mode == "host")
        assert get_store().load(used) is not None
        assert get_store().rooms.read(room) is None  # whose people were told the day, on a coach's own computer, too
    finally:
        close_store()


def test_where_names_go_is_said_and_the_whole_notice_is_one_step_away_before_anything_is_asked(server: Server) -> None:
    say = catalogue().say
    with browse(server.url, new_key()) as visitor:
        visitor.run("")
        shown = [e for _, (e, _) in sorted(visitor.elements.items()) if e.DESCRIPTOR.name == "Element"]
        kinds = [e.WhichOneof("type") for e in shown]
        told = next(at for at, e in enumerate(shown) if "Where do names go" in e.markdown.body)
        notice = next(at for at, e in enumerate(shown) if e.page_link.label == say("start.notice"))
        asked = min(at for at, kind in enumerate(kinds) if kind in ("text_input", "selectbox", "button_group"))
        assert told < notice < asked
        visitor.run("about")
        assert visitor.shows(say("about.privacy_title"))
