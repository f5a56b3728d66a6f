"""Where workbooks are kept: encrypted under their key, saved once committed, merged when two tabs meet."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from platformdirs import user_data_path

from icp.store.database import file_of
from icp.store.errors import (
    CodeTaken,
    CopyRefused,
    KeyInvalid,
    KeyRevoked,
    KeyTaken,
    RoomGone,
    StoreError,
    StoreUnavailable,
    TokenTaken,
    VersionConflict,
    WorkbookDamaged,
    WorkbookMissing,
)
from icp.store.keys import key_in_file, new_key, parse_key
from icp.store.rooms import Chair, Item, Mark, Purged, Rooms, Seat
from icp.store.sign_offs import Accepted, Returned, SignOff
from icp.store.workbooks import Held, Saved, Store, Stored

__all__ = [
    "Accepted",
    "Chair",
    "CodeTaken",
    "CopyRefused",
    "Held",
    "Item",
    "KeyInvalid",
    "KeyRevoked",
    "KeyTaken",
    "Mark",
    "Purged",
    "Returned",
    "RoomGone",
    "Rooms",
    "Saved",
    "Seat",
    "SignOff",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "Stored",
    "TokenTaken",
    "VersionConflict",
    "WorkbookDamaged",
    "WorkbookMissing",
    "close_store",
    "database_url",
    "get_store",
    "key_file",
    "key_in_file",
    "new_key",
    "parse_key",
]

_opening = threading.Lock()
_open: dict[str, Store] = {}


def default_database() -> Path:
    """The SQLite file in the platform's folder for a user's data."""
    return user_data_path("Ideal Client Workshop", appauthor=False) / "workshop.db"


def database_url() -> str:
    """ICP_DATABASE_URL, or the default SQLite file."""
    return os.environ.get("ICP_DATABASE_URL") or f"sqlite:///{default_database()}"


def key_file() -> Path:
    """Where this computer's own key lies: beside the database file, or in the user-data folder beside none.

    Raises StoreUnavailable when the address of the database cannot be read.
    """
    file = file_of(database_url()) or default_database()
    return file.with_name(f"{file.name}.key")


def get_store() -> Store:
    """This process's store, opened at first use. Raises StoreUnavailable, and tries again at the next call."""
    with _opening:
        url = database_url()
        if url not in _open:
            _open[url] = Store(url)
        return _open[url]


def close_store() -> None:
    """Commit what is waiting and close; a later get_store opens anew."""
    with _opening:
        while _open:
            _open.popitem()[1].close()
