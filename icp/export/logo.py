"""A coach's logo as files carry it: a small PNG written here, whatever picture it was made of.

Everybody in a room takes it home in their workbook, so it is a few kilobytes. Nothing of the picture that somebody
handed over goes on but its dots: they are read, made smaller and written anew, also those of a logo that comes out of a
kept copy.
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 1_000_000
MOST_DOTS = 4_000_000
"""Of a picture that is read: more would fill the memory for a mark of a few millimetres."""
LARGEST = 6_000
"""Bytes of a logo that is kept."""
WIDE, HIGH = 480, 120
"""Dots of a logo at most; at 18 millimetres high these are 170 an inch."""
_SIZES, _COLOURS = (1.0, 0.75, 0.5, 0.3), (128, 32, 16)


def shrink_logo(picture: bytes) -> bytes:
    """The picture (PNG or JPEG, told by its own first bytes) as a PNG of at most 480 × 120 dots and 6,000 bytes.

    b"" where it is none, is damaged, or has more than 1 MB or 4 million dots. Of a logo made here no dot changes.
    """
    if not 0 < len(picture) <= MOST_BYTES:
        return b""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_DOTS:
                return b""
            opened.load()
            if opened.mode == "P" and opened.width <= WIDE and opened.height <= HIGH:
                png = _write(opened)
                if len(png) <= LARGEST:
                    return png
            upright = ImageOps.exif_transpose(opened)
            whole = upright.convert("RGBA" if upright.has_transparency_data else "RGB").convert("RGBA")
    except Exception:  # whatever a reader of foreign bytes stumbles over: it is no picture we can use
        return b""
    for size in _SIZES:
        small = whole.copy()
        small.thumbnail((round(WIDE * size), round(HIGH * size)), Image.Resampling.LANCZOS)
        for colours in _COLOURS:
            png = _write(small.quantize(colours, Image.Quantize.FASTOCTREE))
            if len(png) <= LARGEST:
                return png
    return b""


def _write(picture: Image.Image) -> bytes:
    """The dots and their colours as a PNG, without anything else the picture had with it."""
    bare = picture.copy()
    bare.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    file = io.BytesIO()
    bare.save(file, "PNG", optimize=True)
    return file.getvalue()


def keep_logo(picture: bytes) -> str:
    """The logo as it is kept among answers: base64 of the small PNG, "" where there is none."""
    return base64.b64encode(shrink_logo(picture)).decode("ascii")


def read_logo(kept: str) -> bytes:
    """The small PNG out of what was kept, b"" where that is none; whoever wrote a kept copy by hand is not believed."""
    try:
        return shrink_logo(base64.b64decode(kept[: 2 * LARGEST], validate=True))
    except (binascii.Error, ValueError):
        return b""
