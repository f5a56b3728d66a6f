"""A coach's logo: made small, written anew, and on the papers that people take home."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image, ImageDraw
from pypdf import PdfReader

from icp.export.document import Document, Section, Text
from icp.export.docx import write_docx
from icp.export.logo import HIGH, LARGEST, WIDE, keep_logo, read_logo, shrink_logo
from icp.export.pdf import write_pdf
from icp.export.pptx import write_pptx

MARKER = b"<script>alert(1)</script>"


def picture(form: str = "PNG", size: tuple[int, int] = (1600, 400), mode: str = "RGB", **options: object) -> bytes:
    """A blue field with a red half at its left."""
    made = Image.new("RGB", size, (20, 40, 200))
    made.paste((200, 20, 20), (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    made.convert(mode).save(file, form, **options)
    return file.getvalue()


def bomb() -> bytes:
    """A hundred million white dots in a few kilobytes."""

    def chunk(kind: bytes, told: bytes) -> bytes:
        return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    dots = zlib.compress(bytes((10_000 // 8 + 1) * 10_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def read(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=("PNG",))


def dots(png: bytes) -> bytes:
    return read(png).convert("RGBA").tobytes()


LOGO = shrink_logo(picture())


@pytest.mark.parametrize(
    ("given", "size"),
    [((1600, 400), (480, 120)), ((400, 400), (120, 120)), ((4000, 100), (480, 12)), ((60, 30), (60, 30)),
     ((1, 1), (1, 1)), ((100_000, 1), (480, 1)), ((3, 100_000), (1, 120))],
)  # fmt: skip
def test_it_is_made_as_large_as_it_is_printed_and_never_larger_than_it_was(
    given: tuple[int, int], size: tuple[int, int]
) -> None:
    made = shrink_logo(picture(size=given))
    assert read(made).size == size
    assert len(made) <= LARGEST


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_colours_stay_where_they_were(form: str, mode: str) -> None:
    made = read(shrink_logo(picture(form, mode=mode))).convert("RGB")
    left, right = made.getpixel((60, 60)), made.getpixel((420, 60))
    if mode != "L":
        assert left[0] > 150 > 100 > left[2]  # type: ignore[index,operator]
        assert right[2] > 150 > 100 > right[0]  # type: ignore[index,operator]
    assert left != right


def test_what_was_clear_stays_clear() -> None:
    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    ImageDraw.Draw(clear).ellipse((20, 20, 80, 80), fill=(0, 120, 60, 255))
    file = io.BytesIO()
    clear.save(file, "PNG")
    made = read(shrink_logo(file.getvalue())).convert("RGBA")
    assert made.getpixel((190, 10))[3] == 0  # type: ignore[index]
    assert made.getpixel((50, 50))[3] == 255  # type: ignore[index]


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    made = read(shrink_logo(picture("JPEG", size=(400, 200), exif=exif))).convert("RGB")
    assert made.size == (60, 120)
    assert made.getpixel((30, 10))[0] > 150  # type: ignore[index,operator]  # what was left is at the top


def test_the_busiest_picture_is_no_larger_and_a_made_one_comes_out_as_it_is() -> None:
    noise = Image.effect_noise((700, 700), 120).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=60)
    for each in (file.getvalue(), picture(), picture("JPEG")):
        made = shrink_logo(each)
        assert 0 < len(made) <= LARGEST
        assert dots(shrink_logo(made)) == dots(made)


def test_nothing_but_dots_goes_on() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Comment", MARKER.decode())
    exif = Image.Exif()
    exif[0x010E] = MARKER.decode()
    small = read(LOGO)
    file = io.BytesIO()
    small.save(file, "PNG", pnginfo=told)  # as small as one made here, and of the same kind
    for each in (picture(pnginfo=told), picture("JPEG", exif=exif, comment=MARKER), picture() + MARKER,
                 file.getvalue()):  # fmt: skip
        assert MARKER in each
        made = shrink_logo(each)
        assert made
        assert MARKER not in made
        assert [part for part in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP") if part in made] == []


@pytest.mark.parametrize(
    "hostile",
    [b"", b"GIF89a" + bytes(50), picture("GIF"), picture("TIFF"), picture("BMP"), picture("WEBP"), picture("PDF"),
     b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', b"\x89PNG\r\n\x1a\n" + bytes(100),
     b"\xff\xd8\xff" + bytes(100), picture()[:-300], picture("JPEG")[:200], picture() + bytes(1_000_000),
     picture(size=(2001, 2000)), bomb()],
    ids=lambda given: f"{len(given)}{given[:6]!r}",
)  # fmt: skip
def test_what_is_no_picture_or_too_much_of_one_is_none(hostile: bytes) -> None:
    assert shrink_logo(hostile) == b""
    assert keep_logo(hostile) == ""


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(LOGO) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_one_is_none_or_one_of_ours(changes: list[tuple[int, int]]) -> None:
    broken = bytearray(LOGO)
    for at, to in changes:
        broken[at] = to
    made = shrink_logo(bytes(broken))
    if made:
        assert (read(made).width <= WIDE, read(made).height <= HIGH, len(made) <= LARGEST) == (True, True, True)
        assert dots(shrink_logo(made)) == dots(made)


def test_what_is_kept_reads_back_and_what_somebody_wrote_by_hand_does_not() -> None:
    assert read_logo(keep_logo(picture())) == LOGO
    large = base64.b64encode(picture(size=(1000, 1000))).decode()
    assert read(read_logo(large)).size == (120, 120)  # out of a kept copy, made small like any other
    for written in ("", "no", "é", "=" * 50, "A" * 1_000_000, base64.b64encode(b"<svg/>").decode()):
        assert read_logo(written) == b""


# ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────────────

PAPER = Document("general", "Ours", date(2026, 11, 22), (Section("s", "Heading", blocks=(Text("Words."),)),),
                 credit=("Ada Coach",), logo=LOGO)  # fmt: skip
BARE = replace(PAPER, logo=b"")


@pytest.mark.parametrize("id", ["general", "portrait", "workbook", "screener"])
def test_a_pdf_has_it_once_and_at_the_foot_of_every_sheet(id: str) -> None:
    pages = PdfReader(io.BytesIO(write_pdf(replace(PAPER, id=id)))).pages
    assert all(len(page.images) == 1 for page in pages)
    assert pages[0].images[0].image.size == (480, 120)  # type: ignore[union-attr]
    assert not any(page.images for page in PdfReader(io.BytesIO(write_pdf(replace(BARE, id=id)))).pages)
    assert write_pdf(replace(PAPER, id=id)) == write_pdf(replace(PAPER, id=id))


def inside(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_a_word_file_has_it_in_its_foot_with_words_for_who_cannot_see_it() -> None:
    parts = inside(write_docx(PAPER))
    assert [content for name, content in parts.items() if name.endswith(".png")] == [LOGO]
    (foot,) = (etree.fromstring(content) for name, content in parts.items() if name.startswith("word/footer"))
    assert [one.get("descr") for one in foot.iter("{*}docPr")] == ["The logo of whoever led the workshop"]
    assert not [name for name in inside(write_docx(BARE)) if name.endswith(".png")]


def test_slides_have_it_on_the_last_one_and_nowhere_else() -> None:
    from pptx import Presentation

    made = Presentation(io.BytesIO(write_pptx(PAPER)))
    pictures = [[shape for shape in slide.shapes if shape.shape_type == 13] for slide in made.slides]
    assert [len(each) for each in pictures] == [0, 0, 1]
    (mark,) = pictures[-1]
    assert mark.image.blob == LOGO
    assert mark.width / mark.height == pytest.approx(4, abs=0.01)
    assert mark.top + mark.height < next(iter(made.slides[-1].placeholders)).top
