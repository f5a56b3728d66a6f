"""The join code: eight characters that can be read out across a room and typed on a phone.

Crockford's base 32 (no I, L, O, U), 40 bits; what people make of it by hand is read as it was meant.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = "-‐‑‒–—―−_ . ·/"


def new_code() -> str:
    """A fresh random code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def parse_code(text: str) -> str | None:
    """The code in what somebody typed, or None where it is none: any case, with dashes and spaces, O for 0, I and L
    for 1.

    >>> parse_code("abcd-efgo")
    'ABCDEFG0'
    """
    bare = "".join(char for char in text.upper() if char not in _DASHES and not char.isspace()).translate(_MEANT)
    return bare if len(bare) == LENGTH and all(char in ALPHABET for char in bare) else None


def show_code(code: str) -> str:
    """The code as it is read out: "ABCD-EFG0"."""
    return f"{code[:4]}-{code[4:]}"
