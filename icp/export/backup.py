"""The kept copy read back: a JSON file from anywhere, trusted with nothing.

Writing one is ``Workbook.to_json``; reading it back gives the very same workbook.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Literal, get_args

from icp.model import SCHEMA_VERSION, Workbook

MAX_BYTES = 10_000_000
MAX_DEPTH = 12

RefusalCode = Literal["too_big", "not_json", "too_deep", "twice", "not_finite", "not_a_copy", "newer", "broken"]
REFUSAL_CODES: tuple[RefusalCode, ...] = get_args(RefusalCode)


class BackupRefused(Exception):  # noqa: N818 (it names the failure)
    """The file is no kept copy that can be opened; ``code`` says why."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(code)
        self.code: RefusalCode = code


def read_backup(data: bytes) -> Workbook:
    """The workbook of a kept copy. Raises BackupRefused; nothing of a refused file is used.

    Refused: over 10 MB, nested deeper than 12, a key standing twice, NaN or infinity, another program's JSON, a newer
    schema, and whatever the model does not allow (a must-have about who somebody is, nine ranked wishes …). Texts are
    brought to Unicode's composed form.
    """
    if len(data) > MAX_BYTES:
        raise BackupRefused("too_big")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BackupRefused("not_json") from error
    _check_depth(text)
    try:
        raw = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BackupRefused("not_json") from error
    if not isinstance(raw, dict) or "clients" not in raw or "avatar" not in raw:
        raise BackupRefused("not_a_copy")
    version = raw.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise BackupRefused("newer")
    try:
        plain = json.dumps(raw, ensure_ascii=False, allow_nan=False)
    except ValueError as error:  # 1e999 is a number to a parser, and infinite once read
        raise BackupRefused("not_finite") from error
    try:
        return Workbook.model_validate_json(unicodedata.normalize("NFC", plain))
    except ValueError as error:  # ValidationError, or half a character
        raise BackupRefused("broken") from error


def _check_depth(text: str) -> None:
    """Count brackets outside strings: a parser must not be the first to meet ten thousand of them."""
    depth, inside, escaped = 0, False, False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BackupRefused("too_deep")
        elif char in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BackupRefused("twice")
    return found


def _refuse_constant(_: str) -> Any:
    raise BackupRefused("not_finite")
