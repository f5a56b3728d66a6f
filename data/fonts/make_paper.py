"""Make the fonts that printed pages are set in, and the list of the letters they hold.

    python data/fonts/make_paper.py      writes paper/*.ttf and paper/letters.toml

Needs `fonttools`, `brotli`, the Streamlit version the workshop runs on (its text fonts have Greek and Cyrillic too),
and Debian's packages fonts-droid-fallback (Chinese, Japanese, Korean) and fonts-noto-core (a few other scripts). A
page is set with these files alone, so that it looks the same wherever it is made; which letters they hold has to be
known before, because a tagged PDF may not contain a letter that no font draws. Licences: README.txt.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont
from make import FEATURES, HERE, cut, narrowed, renamed

PAPER = HERE / "paper"
# file → family, style, Streamlit's font, its axes; the serif is for headings
SOURCES = {
    "workshop-sans.ttf": ("Workshop Sans", "normal", "SourceSansVF-Upright", {"wght": (400, 700)}),
    "workshop-sans-italic.ttf": ("Workshop Sans", "italic", "SourceSansVF-Italic", {"wght": 400}),
    "workshop-serif.ttf": ("Workshop Serif", "normal", "SourceSerifVariable-Roman", {"wght": (400, 600), "opsz": 24}),
}
DROID = Path("/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf")
NOTO = Path("/usr/share/fonts/truetype/noto")
SCRIPTS = ("SansHebrew", "NaskhArabic", "SansThai", "SansDevanagari", "SansArmenian", "SansGeorgian")
EAST_ASIAN = ("gb2312", "big5", "shift_jis", "euc_kr")
"""The character sets in daily use in China, Taiwan, Japan and Korea: their Han letters are more than anyone's name."""
FIGURES = ["tnum", "lnum"]


def of_codec(codec: str) -> set[int]:
    """The letters of a two-byte character set, by Python's own table."""
    letters = set()
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                text = bytes((first, second)).decode(codec)
            except UnicodeDecodeError:
                continue
            letters |= {ord(letter) for letter in text}
    return letters


def east_asian() -> set[int]:
    """Han letters, kana, every Hangul syllable, and the marks and wide forms that stand between them."""
    listed = set().union(*map(of_codec, EAST_ASIAN))
    han = {letter for letter in listed if 0x3400 <= letter <= 0x9FFF or 0xF900 <= letter <= 0xFAFF}
    return han | {*range(0x3000, 0x3130), *range(0xAC00, 0xD7A4), *range(0xFF00, 0xFFF0)}


def ranges(letters: Iterable[int]) -> str:
    """Code points as text: "20-7e a0 100-17f"."""
    runs: list[list[int]] = []
    for letter in sorted(letters):
        if runs and runs[-1][1] == letter - 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return " ".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in runs)


def main() -> None:
    made: dict[str, tuple[str, TTFont]] = {}
    for file, (family, style, source, axes) in SOURCES.items():
        font = narrowed(source, axes)
        font = cut(font, FEATURES + FIGURES, unicodes=sorted(font.getBestCmap()))
        made[file] = (family, renamed(font, family, style, "paper"))
    for script in SCRIPTS:
        font = TTFont(NOTO / f"Noto{script}-Regular.ttf", recalcTimestamp=False)
        made[f"noto-{script.lower()}.ttf"] = (
            font["name"].getDebugName(1),
            cut(font, ["*"], unicodes=sorted(font.getBestCmap())),
        )
    made["droid-fallback.ttf"] = (
        "Droid Sans Fallback",
        cut(TTFont(DROID, recalcTimestamp=False), [], unicodes=east_asian()),
    )
    PAPER.mkdir(exist_ok=True)
    rows = []
    for file, (family, font) in made.items():
        font.flavor = None
        font.recalcTimestamp = False
        font.save(PAPER / file)
        rows.append(f'[[font]]\nfile = "{file}"\nfamily = "{family}"\nletters = "{ranges(font.getBestCmap())}"\n')
    text = "# Written by make_paper.py: the letters (hexadecimal) of each font here, in the order they are tried.\n"
    (PAPER / "letters.toml").write_text(text + "\n" + "\n".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
