"""What Word and PowerPoint files of ours share: fonts and colours of the house, and the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from icp.charts.palette import LIGHT
from icp.export.cells import plain
from icp.export.document import Document
from icp.methods.letters import word_day

SERIF = "Georgia"
SANS = "Calibri"
"""Both are on every computer that has Word or PowerPoint, and other programs have fonts as wide in their place."""

_COLOURS = {
    "dk1": LIGHT.ink, "lt1": "#ffffff", "dk2": LIGHT.quiet, "lt2": LIGHT.paper,
    "accent1": LIGHT.green, "accent2": LIGHT.gold, "accent3": LIGHT.clay, "accent4": LIGHT.grey,
    "accent5": LIGHT.unknown, "accent6": LIGHT.line, "hlink": LIGHT.green, "folHlink": LIGHT.quiet,
}  # fmt: skip
_REGION = {"en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "nl": "nl-NL"}
_LONGEST_PROPERTY = 255


def bare(colour: str) -> str:
    """``#1f5a47`` as these files write it: ``1F5A47``."""
    return colour.removeprefix("#").upper()


def language(document: Document) -> str:
    """The language with a region, as spelling checkers name theirs."""
    return _REGION.get(document.language, document.language)


def imprint(document: Document) -> list[str]:
    """The lines under the title: the subtitle, and whose and of which day this is where the subtitle does not say."""
    day = word_day(document.day)
    whose = [] if day in document.subtitle else [" · ".join(filter(None, (document.business, day)))]
    return [*filter(None, [document.subtitle]), *whose]


def dress(theme: bytes) -> bytes:
    """A DrawingML theme in the house's colours and fonts."""
    from lxml import etree

    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    root = etree.fromstring(theme)
    root.set("name", "Ideal Client Workshop")
    for name, colour in _COLOURS.items():
        slot = root.find(f".//{a}clrScheme/{a}{name}")
        slot.clear()
        slot.append(etree.Element(f"{a}srgbClr", val=bare(colour)))
    for part, font in (("majorFont", SERIF), ("minorFont", SANS)):
        root.find(f".//{a}fontScheme/{a}{part}/{a}latin").set("typeface", font)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def describe(properties: Any, document: Document) -> None:
    """Fill a file's core properties: what it is, whose business it is of, of which day. Nobody's own name."""
    moment = datetime(document.day.year, document.day.month, document.day.day)
    properties.title = plain(document.title)[:_LONGEST_PROPERTY]
    properties.subject = plain(document.subtitle)[:_LONGEST_PROPERTY]
    properties.author = plain(document.business)[:_LONGEST_PROPERTY]
    properties.last_modified_by = ""
    properties.comments = ""
    properties.keywords = ""
    properties.language = language(document)
    properties.created = properties.modified = moment
    properties.revision = 1


def seal(package: bytes) -> bytes:
    """The package with its members packed on no particular day, so that one document is the same bytes every time."""
    sealed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as read, zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name), read.read(name), zipfile.ZIP_DEFLATED)
    return sealed.getvalue()


def drop_parts(part: Any, *kinds: str) -> None:
    """Cut the relationships of these kinds (the last step of their type), and with them what a template brought."""
    relations = part.rels if hasattr(part, "rels") else part._rels  # python-pptx's package hides its own
    for id, relation in list(relations.items()):
        if relation.reltype.rsplit("/", 1)[-1] in kinds:
            relations.pop(id)


def ink(colour: str) -> Any:
    """A colour as python-pptx takes one."""
    from pptx.dml import color

    made: Any = color.RGBColor
    return made.from_string(bare(colour))


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_WORD = re.compile(r"[^\W\d_]+")


def reads_leftwards(text: str) -> bool:
    """Whether the text begins in a script written from right to left (UAX 9, P2), and is mostly in one.

    A sentence of ours that begins with somebody's name stays a sentence: turned round, its figures and its full stop
    would stand at the wrong end.
    """
    turned = [_RIGHT_TO_LEFT.match(word) is not None for word in _WORD.findall(text)]
    return bool(turned) and turned[0] and 2 * sum(turned) > len(turned)
