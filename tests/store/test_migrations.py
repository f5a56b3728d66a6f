"""Databases of every earlier release open under this one, with all that was in them."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from icp.store import KeyRevoked, Store, new_key
from icp.store.database import MIGRATIONS, SCHEMA
from icp.store.tables import metadata
from tests.store.fixtures.make import BODIES, KEY, MOVED, OTHER, TOKEN

FIXTURES = Path(__file__).parent / "fixtures"
EARLIER = sorted(each.stem for each in FIXTURES.glob("*.sql"))


def test_there_is_a_database_of_every_schema_before_this_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    assert known - {SCHEMA} <= set(EARLIER) <= known


@pytest.mark.parametrize("schema", EARLIER)
def test_an_earlier_database_opens_with_all_that_was_in_it(file: Path, schema: str) -> None:
    with sqlite3.connect(file) as raw:
        raw.executescript((FIXTURES / f"{schema}.sql").read_text(encoding="utf-8"))
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema,)]
    raw.close()
    store = Store(f"sqlite:///{file}")
    stored = store.load(KEY)
    assert stored is not None
    assert stored.body.decode() == BODIES[-1]
    before = [store.load_version(KEY, each.version) for each in store.versions(KEY)]
    assert [each.body.decode() for each in before if each is not None] == list(BODIES[-2::-1])
    if schema >= "0002":
        moved, opened = store.load(MOVED), store.sign_offs.open(TOKEN)
        assert moved is not None
        assert moved.body == b"moves"
        with pytest.raises(KeyRevoked):
            store.load(OTHER)
        assert opened is not None
        assert opened.document == b"the rules"
        assert store.sign_offs.accept(TOKEN, b"agreed", date(2026, 11, 22))
        (back,) = store.sign_offs.collect(KEY)
        assert (back.note, back.acceptance) == (b"the note", b"agreed")
    else:
        store.rekey(OTHER, MOVED)
    assert store.save(KEY, b"and on", stored.version) == stored.version + 1
    assert store.save(new_key(), b"new", 0)
    store.close()
    made = inspect(create_engine(f"sqlite:///{file}"))
    assert set(made.get_table_names()) == {*metadata.tables, "alembic_version"}


def test_an_upgrade_that_breaks_off_leaves_the_database_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(file) as raw:
        raw.executescript((FIXTURES / "0001.sql").read_text(encoding="utf-8"))
        was = list(raw.iterdump())
    from alembic import op

    made = op.create_index

    def fail(name: str, *given: object, **named: object) -> None:
        if "sign_off_keep" in name:
            raise KeyboardInterrupt
        made(name, *given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(op, "create_index", fail)
        with pytest.raises(KeyboardInterrupt):
            Store(f"sqlite:///{file}")
    assert list(raw.iterdump()) == was
    raw.close()
    store = Store(f"sqlite:///{file}")
    assert store.load(KEY) is not None
    store.close()
