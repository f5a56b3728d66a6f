"""Make the small fonts: what the pages need of the fonts that Streamlit ships, a twelfth of their size.

    python data/fonts/make.py      writes the .woff2 files and icons.toml beside itself, and their names into the theme

Needs `fonttools` and `brotli`, and the Streamlit version the workshop runs on. Run it after a new icon stands in a page
(a test says so), after a new version of Streamlit, and after a change to the letters of the theme's font faces.

Letters outside the theme's ranges come from Streamlit's full fonts, which a browser fetches only when they occur. An
icon has no such second source, so icons.toml names the Streamlit it was made from, and the server gives the full icon
font with any other. The text fonts may not keep the name "Source" once changed (licence beside this file).
"""

from __future__ import annotations

import hashlib
import io
import re
import tomllib
from pathlib import Path
from typing import Any

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STREAMLIT = Path(streamlit.__file__).parent
THEME = ROOT / ".streamlit" / "config.toml"
# family and style of a font face in the theme → the font it is cut from, and how far its axes still reach
SOURCES = {
    ("Workshop Sans", "normal"): ("SourceSansVF-Upright", {"wght": (400, 700)}),
    ("Workshop Sans", "italic"): ("SourceSansVF-Italic", {"wght": (400, 700)}),
    ("Workshop Serif", "normal"): ("SourceSerifVariable-Roman", {"wght": 600, "opsz": (14, 40)}),
}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "rlig", "rvrn"]
ICON = re.compile(r":material/([a-z0-9_]+):")
# Streamlit's scripts also write icons as plain words, so every word of theirs that is an icon's name counts. These
# libraries inside its bundle know many words and no icon.
NO_ICONS = re.compile(
    r"Plotly|DeckGl|ECharts|GraphViz|Syntax|embed|elk|cytoscape|katex|rehype|chunk|[dD]iagram|definition|mermaid|^lib\."
    r"|protobuf|react-dom"
)
WORD = re.compile(r"[`\"']([a-z0-9_]+)[`\"']")


def shipped(name: str) -> Path:
    """The one font file of Streamlit whose name starts so."""
    (path,) = (STREAMLIT / "static" / "static" / "media").glob(f"{name}.*")
    return path


def code_points(unicode_range: str) -> list[int]:
    """The letters of a CSS unicode-range."""
    letters: list[int] = []
    for part in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", unicode_range):
        first, last = (int(end or part[0], 16) for end in part)
        letters += range(first, last + 1)
    return letters


def cut(font: TTFont, features: list[str], **wanted: Any) -> TTFont:
    """The font with nothing but the wanted letters or glyphs and features."""
    options = subset.Options()
    options.layout_features = features
    options.layout_closure = "glyphs" not in wanted  # an icon is reached by its name only, not by its letters
    options.hinting = False
    options.name_IDs = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(**wanted)
    subsetter.subset(font)
    return font


def packed(font: TTFont) -> bytes:
    """The file as browsers fetch it; the same font gives the same bytes."""
    font.flavor = "woff2"
    font.recalcTimestamp = False
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def narrowed(source: str, axes: dict[str, Any]) -> TTFont:
    """Streamlit's font of that name, its axes reaching no further than asked."""
    font = instancer.instantiateVariableFont(TTFont(shipped(source), recalcTimestamp=False), axes)
    plain = io.BytesIO()
    font.flavor = None
    font.save(plain)
    return TTFont(plain, recalcTimestamp=False)


def renamed(font: TTFont, family: str, style: str, version: str) -> TTFont:
    """The font under a name of ours, its copyright and licence left in it."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID not in (0, 13, 14):  # copyright and licence stay as they are
            names.removeNames(nameID=record.nameID)
    full = f"{family} {'Italic' if style == 'italic' else 'Regular'}"
    said = {
        1: family,
        2: full.rsplit(" ", 1)[1],
        3: f"{full} {version}",
        4: full,
        5: "Version 1.0",
        6: full.replace(" ", "-", 1).replace(" ", ""),
    }
    for name_id, text in said.items():
        names.setName(text, name_id, 3, 1, 0x409)
    for table in ("STAT", "fvar"):  # their entries name styles of the original
        if table == "fvar" and "fvar" in font:
            font["fvar"].instances = []
            for axis in font["fvar"].axes:
                axis.axisNameID = 2
        elif table in font:
            del font[table]
    return font


def text_font(family: str, style: str, unicode_range: str) -> bytes:
    font = cut(narrowed(*SOURCES[family, style]), FEATURES, unicodes=code_points(unicode_range))
    return packed(renamed(font, family, style, hashlib.sha256(unicode_range.encode()).hexdigest()[:8]))


def ligatures(font: TTFont) -> dict[str, str]:
    """Name of an icon → its glyph."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, row in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items():
                for ligature in row:
                    found["".join(letters[glyph] for glyph in [first, *ligature.Component])] = ligature.LigGlyph
    return found


def icons_used(known: set[str]) -> set[str]:
    """The icons of the workshop's pages and of Streamlit's own interface."""
    ours = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "icp").rglob("*.py"), *(ROOT / "data").rglob("*.toml")]
    ours = [path for path in ours if path.parent != HERE]
    text = [path.read_text(encoding="utf-8") for path in [*ours, *STREAMLIT.rglob("*.py")]]
    scripts = [*(STREAMLIT / "static" / "static" / "js").glob("*.js")]
    text += [path.read_text(encoding="utf-8") for path in scripts]
    names = {name for part in text for name in ICON.findall(part)}
    worded = [path for path in ours + scripts if not NO_ICONS.search(path.name)]
    words = [WORD.findall(path.read_text(encoding="utf-8")) for path in worded]
    return (names | {word for row in words for word in row}) & known


def icon_font() -> tuple[str, bytes, list[str]]:
    """File name in Streamlit's bundle, the small font, and the icons in it."""
    source = shipped("MaterialSymbols-Rounded")
    font = TTFont(source, recalcTimestamp=False)
    glyphs = ligatures(font)
    names = sorted(icons_used(set(glyphs)))
    letters = {ord(letter) for name in names for letter in name} | {ord(" ")}
    small = cut(font, ["rlig"], unicodes=letters, glyphs=[glyphs[name] for name in names])
    kept = ligatures(small)
    missing = [name for name in names if name not in kept]
    if missing:
        raise SystemExit(f"not in the small icon font: {missing}")
    return source.name, packed(small), sorted(kept)


def main() -> None:
    theme = THEME.read_text(encoding="utf-8")
    file, icons, names = icon_font()
    made = {file: icons}
    for face in tomllib.loads(theme)["theme"]["fontFaces"]:
        body = text_font(face["family"], face["style"], face["unicodeRange"])
        stem = f"{face['family']} {face['style']}".replace(" ", "-").lower()
        name = f"{stem}.{hashlib.sha256(body).hexdigest()[:8]}.woff2"
        made[name] = body
        theme = re.sub(rf"(?<=/fonts/){stem}\.[0-9a-f]{{8}}\.woff2", name, theme)
    for name, body in made.items():
        (HERE / name).write_bytes(body)
        print(f"{len(body):>7} {name}")
    rows = "\n".join(f'  "{name}",' for name in names)
    (HERE / "icons.toml").write_text(
        f"# Written by make.py: the icons in the small icon font, and the Streamlit whose file it stands in for.\n"
        f'streamlit = "{streamlit.__version__}"\nfile = "{file}"\nnames = [\n{rows}\n]\n',
        encoding="utf-8",
    )
    THEME.write_text(theme, encoding="utf-8")
    for old in HERE.glob("*.woff2"):
        if old.name not in made:
            old.unlink()
    print(f"{len(names)} icons")


if __name__ == "__main__":
    main()
