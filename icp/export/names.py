"""What a file is called."""

from __future__ import annotations

import unicodedata
from datetime import date

from icp.model import Workbook

LONGEST = 80
_NAMELESS = "my-work"


def file_name(work: Workbook, part: str, day: date, ending: str) -> str:
    """``icp_<business>_<part>_<date>.<ending>``, at most 80 characters: "icp_salt-ledger_rules_2026-11-22.docx".

    The business in small letters, without marks where plain ones will do; letters that have none stay (NFC). Whatever
    else stands in it becomes a hyphen, so the name cannot lead into another folder. ``part`` and ``ending`` are the
    program's own words.
    """
    after = f"_{part}_{day:%Y-%m-%d}.{ending}"
    room = LONGEST - len("icp_") - len(after)
    return f"icp_{_slug(work.text('business_name'))[:room].strip('-') or _NAMELESS}{after}"


def _slug(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    plain = "".join(_plain(char) for char in unicodedata.normalize("NFC", folded))
    return "-".join("".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in plain).split())


def _plain(char: str) -> str:
    """The letter without its marks where it is then one of the English alphabet, else as it is."""
    return unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode().casefold() or char
