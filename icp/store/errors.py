"""What can go wrong in the store, one class a failure. Pages find the words; the store only names it."""

# ruff: noqa: N818  (the names say what happened; "Error" would add nothing)

from __future__ import annotations

from typing import Literal

Trouble = Literal["full", "readonly", "locked", "gone", "damaged", "newer", "unreachable", "closed"]


class StoreError(Exception):
    """The parent of every failure the store names."""


class KeyInvalid(StoreError):
    """The text is not a workbook key: 32 bytes as 43 characters of base64url."""


class KeyRevoked(StoreError):
    """The workbook was moved to a new key, so this one opens nothing and saves nothing."""


class KeyTaken(StoreError):
    """The new key already has a workbook."""


class WorkbookMissing(StoreError):
    """The save builds on a workbook that is not there any more: it was erased."""


class WorkbookDamaged(StoreError):
    """The stored bytes were changed by something other than the store; an earlier version may still open."""


class CopyRefused(StoreError):
    """A copy of the database cannot be made there, or brought back from there.

    reason: server (PostgreSQL has tools of its own), exists, unwritable, missing or damaged (no copy, or a broken one),
    unusable (where it is to go lies something that is no database).
    """

    def __init__(self, reason: Literal["server", "exists", "unwritable", "missing", "damaged", "unusable"]) -> None:
        super().__init__(reason)
        self.reason = reason


class TokenTaken(StoreError):
    """The token already has a document; 32 random bytes never meet by chance."""


class CodeTaken(StoreError):
    """Another room has that join code; a new one is drawn."""


class RoomGone(StoreError):
    """The room was deleted."""


class VersionConflict(StoreError):
    """Somebody (another tab, another device) saved in between.

    current: the version that is stored now.
    """

    def __init__(self, current: int) -> None:
        super().__init__(f"version {current} is stored")
        self.current = current


class StoreUnavailable(StoreError):
    """Nothing was saved, or nothing can be read, until the database answers again.

    trouble: full, readonly, locked, gone (file removed), damaged, newer (written by a later release),
    unreachable (server down or address wrong) or closed (the process is stopping).
    """

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else trouble)
        self.trouble: Trouble = trouble
