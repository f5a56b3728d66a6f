"""vCards (2.1, 3.0, 4.0) as table rows: what a phone or mail program exports."""

from __future__ import annotations

import re
from typing import Any

HEADERS = (
    "Full name",
    "First name",
    "Last name",
    "Email",
    "Phone",
    "Company",
    "Job title",
    "Birthday",
    "City",
    "Categories",
    "Notes",
)
_CARD = re.compile(r"^BEGIN:VCARD\s*$.*?^END:VCARD\s*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_FOLDED = re.compile(r"\n[ \t]")
# Pictures, sounds and keys are large, and of no use here.
_HEAVY = re.compile(
    r"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:].*(?:\n(?!BEGIN|END|[\w-]+[;:.]).*)*\n?", re.IGNORECASE | re.MULTILINE
)
_FULL_NAME = re.compile(r"^(?:[\w-]+\.)?FN[^:\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)


def holds_contacts(text: str) -> bool:
    """Whether a text is a file of vCards."""
    return text[:200].lstrip("\ufeff \r\n\t").upper().startswith("BEGIN:VCARD")


def read_contacts(text: str) -> list[list[str]]:
    """One row a card under ``HEADERS``. A card too damaged to read keeps its full name, if it has one."""
    import vobject

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _HEAVY.sub("", _FOLDED.sub(lambda fold: "\n ", text))
    rows = []
    for found in _CARD.finditer(text):
        try:
            card = vobject.readOne(found[0], allowQP=True)
            rows.append(_row(card))
        except Exception:  # the parser raises whatever its parts raise; the card is the unit that fails
            name = _FULL_NAME.search(found[0])
            rows.append([name[1].strip() if name else "", *[""] * (len(HEADERS) - 1)])
    return rows


def _row(card: Any) -> list[str]:
    contents = card.contents

    def first(field: str) -> Any:
        found = contents.get(field)
        return found[0].value if found else ""

    name, address = first("n"), first("adr")
    company = first("org")
    cells = (
        first("fn"),
        getattr(name, "given", ""),
        getattr(name, "family", ""),
        " ::: ".join(str(mail.value) for mail in contents.get("email", ())),
        " ::: ".join(str(phone.value).removeprefix("tel:") for phone in contents.get("tel", ())),
        company[0] if isinstance(company, list) and company else company,
        first("title"),
        first("bday"),
        getattr(address, "city", ""),
        first("categories"),
        first("note"),
    )
    return [" ".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell).strip() for cell in cells]
