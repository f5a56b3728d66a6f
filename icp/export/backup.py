"""The kept copy read back: a JSON file from anywhere, trusted with nothing.

Writing one is ``Workbook.to_json``; reading it back gives the very same workbook.
"""

from __future__ import annotations

import json
import re
import unicodedata
from itertools import accumulate
from typing import Any, Literal, get_args

from icp.dealings import Dealings
from icp.model import SCHEMA_VERSION, Client, Workbook, limit_marks

MAX_BYTES = 10_000_000
MAX_DEPTH = 12
MAX_ENTRIES = 10_000
"""Answers of one client, wishes, questions, promises …: the most of each."""
# The densest copy this workshop writes spends over ten bytes on each bracket.
_MAX_BRACKETS = MAX_BYTES // 10

RefusalCode = Literal["too_big", "not_json", "too_deep", "twice", "not_finite", "not_a_copy", "newer", "broken"]
REFUSAL_CODES: tuple[RefusalCode, ...] = get_args(RefusalCode)

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = re.compile(r"[^\[\]{}]++")
_HUGE = re.compile(r"[0-9]{19}")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_COUNTED = (
    ("avatar", "criteria"),
    ("questions",),
    ("promises",),
    ("sales_years",),
    ("receipts",),
    *(("dealings", kind) for kind in Dealings.model_fields),
)


class BackupRefused(Exception):  # noqa: N818 (it names the failure)
    """The file is no kept copy that can be opened; ``code`` says why."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code: RefusalCode = code


def read_backup(data: bytes) -> Workbook:
    """The workbook of a kept copy. Raises BackupRefused; nothing of a refused file is used.

    Refused: over 10 MB, nested deeper than 12, more brackets than such a copy can hold, a key standing twice, NaN,
    infinity or a number of more than 18 digits, another program's JSON, a newer schema, and whatever the model
    does not allow (a must-have about who somebody is, nine ranked wishes …). Texts are brought to Unicode's composed
    form.
    """
    if len(data) > MAX_BYTES:
        raise BackupRefused("too_big")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BackupRefused("not_json") from error
    _check_shape(text)
    try:
        raw = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BackupRefused("not_json") from error
    if not isinstance(raw, dict) or "clients" not in raw or "avatar" not in raw:
        raise BackupRefused("not_a_copy")
    version = raw.get("schema_version", SCHEMA_VERSION)
    if type(version) is not int:
        raise BackupRefused("broken")
    if version > SCHEMA_VERSION:
        raise BackupRefused("newer")
    try:
        plain = json.dumps(_compose(raw), ensure_ascii=False, allow_nan=False)
    except ValueError as error:  # 1e999 is a number to a parser, and infinite once read
        raise BackupRefused("not_finite") from error
    _check_entries(raw)
    try:
        return Workbook.model_validate_json(plain)
    except ValueError as error:  # ValidationError, or half a character
        raise BackupRefused("broken") from error


def _compose(value: Any) -> Any:
    """Texts in Unicode's composed form; never the JSON itself, in which an accent after ``\\n`` would join the n."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", limit_marks(value))
    if isinstance(value, list):
        return [_compose(item) for item in value]
    if isinstance(value, dict):
        return {key: _compose(item) for key, item in value.items()}
    return value


def _check_shape(text: str) -> None:
    """Brackets and digits outside strings: a parser must not be the first to meet ten thousand, or memory millions."""
    outside = _STRING.sub("", text)
    if sum(map(outside.count, _STEP)) > _MAX_BRACKETS:
        raise BackupRefused("too_big")
    if any(depth > MAX_DEPTH for depth in accumulate(map(_STEP.__getitem__, _NO_BRACKETS.sub("", outside)))):
        raise BackupRefused("too_deep")
    if _HUGE.search(outside):
        raise BackupRefused("not_finite")


def _check_entries(raw: dict[str, Any]) -> None:
    """Refuse at the first bad client, and lists longer than any owner's: the model would name every fault in them.

    Two million faults fill two gigabytes.
    """
    clients = raw["clients"]
    if not isinstance(clients, list):
        raise BackupRefused("broken")
    try:
        for client in clients:
            Client.model_validate(client)
    except ValueError as error:
        raise BackupRefused("broken") from error
    for keys in _COUNTED:
        part: Any = raw
        for key in keys:
            part = part.get(key, ()) if isinstance(part, dict) else ()
        if isinstance(part, list) and len(part) > MAX_ENTRIES:
            raise BackupRefused("broken")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MAX_ENTRIES:
        raise BackupRefused("broken")
    found = {_compose(key): value for key, value in pairs}
    if len(found) < len(pairs):
        raise BackupRefused("twice")
    return found


def _refuse_constant(_: str) -> Any:
    raise BackupRefused("not_finite")
