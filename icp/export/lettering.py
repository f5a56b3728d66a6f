"""Which letters the printed pages can show, and what stands for those they cannot.

A tagged PDF may hold no letter that none of its fonts draws, so this is settled before a page is set: an emoji stands
as its name in brackets, a letter of a script without a font as ``□``, and a mark that no font can put on its letter
falls away. ``data/fonts/paper/letters.toml`` lists what each font holds.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from icp.export.cells import plain
from icp.site import data_folder

BLANK = "□"
_COUNTRY = re.compile("[\U0001f1e6-\U0001f1ff]{1,2}")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_JOINS = "[\u200c\u200d\ufe0e\ufe0f]*"
_ENDS = "\0"  # no text holds one any more
_LONG = re.compile("[^\\s\u200b\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef]{29,}")
"""A run no line could hold and no rule would part: scripts that may be parted anywhere, or by words, are left out."""
_PIECE = 14


@dataclass(frozen=True, slots=True)
class Fonts:
    """``folder`` with the files; ``families`` in the order they are tried.

    ``outside`` finds what none of them holds; ``each`` what one alone does.
    """

    folder: Path
    families: tuple[str, ...]
    outside: re.Pattern[str]
    each: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def paper_fonts() -> Fonts:
    """The fonts of printed pages."""
    folder = data_folder() / "fonts" / "paper"
    listed = tomllib.loads((folder / "letters.toml").read_text(encoding="utf-8"))["font"]
    held = [_character_class(font["letters"]) for font in listed]
    gap = f"[^\n{''.join(held)}]"
    return Fonts(
        folder=folder,
        families=tuple(dict.fromkeys(font["family"] for font in listed)),
        outside=re.compile(f"{gap}(?:{_JOINS}{gap})*{_JOINS}"),
        each=tuple(re.compile(f"[{letters}]*") for letters in held),
    )


def letter(text: str) -> str:
    """The text as the fonts can show it; a word longer than a line may be parted in it (U+200B)."""
    shown = show(text)
    return shown if len(shown) < 29 else _LONG.sub(_part, shown)


def show(text: str) -> str:
    """The text as the fonts can show it."""
    if text.isascii():
        return plain(text).replace("\t", " ")
    fonts = paper_fonts()
    text = plain(unicodedata.normalize("NFC", text)).replace("\t", " ")
    text = fonts.outside.sub(_stand_in, text)
    return _settle_marks(text, fonts) if any(unicodedata.combining(c) or _is_mark(c) for c in text) else text


def _character_class(ranges: str) -> str:
    """ "20-7e a0" → the inside of a regular expression's brackets."""
    ends = (part.split("-") for part in ranges.split())
    return "".join("-".join(f"\\U{int(end, 16):08x}" for end in pair) for pair in ends)


def _stand_in(found: re.Match[str]) -> str:
    """What is printed for a run of characters that no font holds."""
    run = _COUNTRY.sub(lambda flag: f"{_ENDS}flag {_letters_of(flag[0])}{_ENDS}", found[0])
    parts: list[str] = []
    names: list[str] = []
    for at, piece in enumerate(run.split(_ENDS)):
        if at % 2:
            names.append(piece)
            continue
        for character in piece:
            kind = unicodedata.category(character)
            if _SKIN.match(character) or kind[0] == "M" or kind == "Cf":
                continue  # shapes the sign before it
            if kind[0] == "S":
                names.append(unicodedata.name(character, "symbol").lower())
            else:
                parts += [_bracket(names), " " if kind[0] == "Z" else BLANK]
                names = []
    return "".join([*parts, _bracket(names)])


def _letters_of(flag: str) -> str:
    """A flag's two signs as the letters of its country."""
    return "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in flag)


def _bracket(names: list[str]) -> str:
    return f"({', '.join(names)})" if names else ""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _settle_marks(text: str, fonts: Fonts) -> str:
    """Without the marks that stand on a letter of a font that lacks them."""
    clusters: list[str] = []
    for character in text:
        if clusters and _is_mark(character):
            together = clusters[-1] + character
            if any(font.fullmatch(together) for font in fonts.each):
                clusters[-1] = together
        else:
            clusters.append("" if _is_mark(character) else character)
    return "".join(clusters)


def _part(found: re.Match[str]) -> str:
    pieces = [""]
    for character in found[0]:
        if len(pieces[-1]) >= _PIECE and not _is_mark(character):
            pieces.append("")
        pieces[-1] += character
    return "\u200b".join(pieces)
