"""Payloads: what somebody may type to become more than text, and a reader that looks whether it did.

Each payload carries a mark (``zq17z``). Wherever a mark is met, in text, in labels for those who hear a page, in a
field, in a drawing, the characters before it must be the ones that were typed: a missing one was taken for markup, a
further backslash was escaped for a place that shows plain text.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from icp.model import clean_text

TEMPLATES = (
    "![M](http://evil.invalid/a.png)", "[M](http://evil.invalid/)", "[M](javascript:alert(1))",
    "[M]: http://evil.invalid",
    "<http://evil.invalid/M>", "http://evil.invalid/M", "https://evil.invalid/M", "www.evil.invalid/M",
    "M@evil.invalid",
    "mailto:M@evil.invalid", "ftp://evil.invalid/M", "//evil.invalid/M", "javascript:alert('M')", "![][M]", "[^M]",
    "**M**", "__M__", "_M_", "*M*", "~~M~~", "`M`", "```M```", "# M", "- M", "> M", "1. M", "| M | b |", "---M", "===M",
    "<b>M</b>", "<i>M", "a<br>M", "<a href='http://evil.invalid'>M</a>", "<img src=x onerror=alert(1)>M",
    "<script>alert(1)</script>M", "<svg onload=alert(1)>M", "<tspan>M</tspan>", "<iframe src=//evil.invalid>M",
    "<style>*{display:none}</style>M", "<image href='http://evil.invalid/a.png'/>M", "&lt;M&gt;", "&#60;M", "&amp;M",
    "<!--M-->", "]]>M", "<![CDATA[M", "</text>M", "\"M\"", "'M'", "\" onload=\"alert(1)M",
    "$M$", "$$M$$", "\\(M\\)", "\\M", "\\[M\\]", "\\*M", "%{customdata}M", "%{M}", "{M}", "{{M}}", "{0.__class__}M",
    "{x}M", "%sM", "%(M)s", "${M}", "{{7*7}}M", "#{M}",
    ":red[M]", ":rainbow[M]", ":blue-background[M]", ":small[M]", ":green-badge[M]", ":material/home: M", ":smile: M",
    ":streamlit: M", "-> M", "<- M", "-- M", "<-> M", ">= M", "(c) M", "^M^", "~M~", "==M==", "++M++", ":M:", "::M",
    "=cmd|' /c calc'!M", "+M", "-M", "@M", "\u202eM", "\u200bM\u200b", "a\u2060M", "M\nline two",
    "👩\u200d👩\u200d👧 M",
    "e\u0301\u0301 M", "\uff1dM", "М M", "; M;", ", M", "M" + "x" * 300,
    # images, links and addresses in other clothes
    "![M](//evil.invalid/a.png 'b')", "![M](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[![M](http://evil.invalid/a)](x)", "[M](<javascript:alert(1)>)", "[M](JaVaScRiPt:alert`1`)",
    "[M](data:text/html,<script>alert(1)</script>)", "[M](vbscript:msgbox)", "[M](\tjavascript:alert(1))",
    "[M](//evil.invalid)", "[M](/sign#x)", "[M](#a)", "[M][evil]", "[M]( http://evil.invalid 'title')",
    "<javascript:alert(1)//M>", "<mailto:M@evil.invalid>", "<M@evil.invalid>", "HTTP://EVIL.INVALID/M",
    "http:/\\evil.invalid/M", "https://evil.invalid:443/M?a=b#c", "http://[::1]/M", "xmpp:M@evil.invalid", "tel:M",
    "file:///etc/passwd M", "blob:http://evil.invalid/M", "WWW.evil.invalid/M", "M.evil.invalid", "evil.invalid/M",
    "user:M@evil.invalid", "git+ssh://evil.invalid/M",
    # HTML that does something without a script
    "<a href=javascript:alert(1)>M", "<a href=//evil.invalid ping=//evil.invalid>M", "<b onmouseover=alert(1)>M",
    "<body onload=alert(1)>M", "<details open ontoggle=alert(1)>M", "<video src=x onerror=alert(1)>M",
    "<audio src=//evil.invalid/a>M", "<input autofocus onfocus=alert(1)>M", "<form action=//evil.invalid><button>M",
    "<meta http-equiv=refresh content='0;//evil.invalid'>M", "<base href=//evil.invalid>M",
    "<link rel=stylesheet href=//evil.invalid>M", "<object data=//evil.invalid>M", "<embed src=//evil.invalid>M",
    "<math><mtext>M</mtext></math>", "<marquee>M", "<svg><a href=//evil.invalid><text>M</text></a></svg>",
    "<svg><image href=//evil.invalid/a>M", "<svg><script>alert(1)</script>M",
    "<svg><foreignObject><iframe src=//evil.invalid>M", "<svg><use href='data:image/svg+xml,x'/>M",
    "<svg><animate onbegin=alert(1)>M", "<img srcset='//evil.invalid/a 1x'>M", "<img/src=x/onerror=alert(1)>M",
    "<ImG SrC=x OnErRoR=alert(1)>M", "<scr<script>ipt>alert(1)</script>M", "</script><script>alert(1)</script>M",
    "</title>M", "</textarea>M", "</style>M", "<%= 7*7 %>M", "<?xml version='1.0'?>M",
    "<!DOCTYPE a [<!ENTITY b PUBLIC 'file:///etc/passwd'>]>M", "&b;M", "&#x3c;script&#x3e;M", "\\u003cscript\\u003eM",
    "%3Cscript%3EM", "+ADw-script+AD4-M", "'-alert(1)-'M", "';alert(1)//M", "\"><img src=x>M",
    "{constructor.constructor('alert(1)')()}M",
    # the places where text becomes something else
    "#set text(red)M", "#image(\"/etc/passwd\")M", "#read(\"/etc/passwd\")M", "@label M", "<label> M", "`#M`",
    "*_M_*", "~\\M~", "=HYPERLINK(\"http://evil.invalid\")M", "=1+1M", "\uff0b1M", "\uff20M", "\uff0dM", "@AVG(1)M",
    "|M", "M|M2", "::: M", "!!! M", ":::{M}", "$\\href{http://evil.invalid}{M}$", "$$\\text{M", "\\begin{M}",
    ":violet-background[:material/star: M]", ":gray[[M](x)]", ":orange-badge[M", "[[M]]", "[M]{.red}", "[x] M",
    "- [ ] M", "***M***", "___M___", "~~~M", "    M", "M\n===", "M\n---", "\u2028M", "\u2066M\u2069", "\ufeffM",
    "\u00adM", "\ufff9M", "Z\u0335\u0336a\u0337 M", "\u0000M", "\u001b[31mM", "\r\nSet-Cookie: a=b M",
    "../../etc/passwd M", "CON M", "null M", "-1e999 M",
)  # fmt: skip


FILE_NAMES = ("file: name", "kept copy: file")


def mark(number: int) -> str:
    return f"zq{number}z"


@dataclass(frozen=True)
class Dealt:
    """A payload put into a field: which of the shapes, and the text with its mark."""

    field: str
    shape: int
    text: str


@dataclass
class Hand:
    """Deals payloads, each with a mark of its own; a field gets the shapes it was not met with yet, in turn.

    ``first``: the shape the first field begins with, the others each at another. ``met``: field → shapes it was met
    with before. ``too_long``: pairs of a field and a
    shape whose mark stands beyond what the field takes.
    """

    first: int = 0
    met: Mapping[str, Collection[int]] = field(default_factory=dict)
    dealt: list[Dealt] = field(default_factory=list)
    waiting: dict[str, deque[int]] = field(default_factory=dict)
    too_long: set[tuple[str, int]] = field(default_factory=set)

    def __call__(self, field: str, most: int = 400) -> str:
        if field not in self.waiting:
            begin = self.first + 7 * len(self.waiting)
            shapes = ((begin + n) % len(TEMPLATES) for n in range(len(TEMPLATES)))
            self.waiting[field] = deque(shape for shape in shapes if shape not in self.met.get(field, ()))
        row, number = self.waiting[field], len(self.dealt)
        while row:
            shape = row.popleft()
            if mark(number) in (text := TEMPLATES[shape].replace("M", mark(number))[:most]):
                row.append(shape)
                break
            self.too_long.add((field, shape))
        else:  # every shape was met: the field goes on, and nothing waits
            shape = number % len(TEMPLATES)
            text = TEMPLATES[shape].replace("M", mark(number))[:most]
        self.dealt.append(Dealt(field, shape, text))
        return text

    def leave_out(self, met: Mapping[str, Collection[int]]) -> None:
        """Deal no more of what was met before."""
        self.met = met
        for name, row in self.waiting.items():
            self.waiting[name] = deque(shape for shape in row if shape not in met.get(name, ()))

    def note(self, numbers: Iterable[int]) -> set[tuple[str, int]]:
        """These marks were met; the pairs of field and shape that were still waiting."""
        anew = set()
        for number in numbers:
            dealt = self.dealt[number]
            if dealt.shape in self.waiting[dealt.field]:
                self.waiting[dealt.field].remove(dealt.shape)
                anew.add((dealt.field, dealt.shape))
        return anew


_UNSEEN = re.compile("[\u2060\u200b\u200e\u200f\u00ad\u202a-\u202e\ufeff]")
_MARK = re.compile(r"zq(\d+)z", re.IGNORECASE)
READ = """() => {
  const attributes = ['alt', 'aria-label', 'title', 'placeholder', 'value'];
  const all = [...document.querySelectorAll('body *')];
  return {
    text: document.body.innerText + '\\n' + [...document.querySelectorAll('svg text, canvas td')]
      .map(e => e.textContent).join('\\n'),
    spoken: all.flatMap(e => attributes.map(a => e.getAttribute(a) || '')).filter(Boolean),
    typed: [...document.querySelectorAll('input, textarea')].map(e => e.value),
    links: [...document.querySelectorAll('a[href]')].map(e => e.href),
    pictures: [...document.querySelectorAll('img, image')].map(e => e.src || e.getAttribute('href')),
    foreign: document.querySelectorAll('iframe, script[src*="evil"], .katex, object, embed').length,
  };
}"""


def before(text: str, at: int) -> str:
    """The three visible characters before a place, in small letters."""
    return _UNSEEN.sub("", text[:at])[-3:].casefold()


class Reader:
    """Looks at a page and keeps what is wrong with it. ``met``: the marks that were ever met."""

    def __init__(self, hand: Hand, own: str) -> None:
        self.hand, self.own, self.wrong, self.met = hand, own, set[str](), set[int]()
        self._meant: dict[int, set[str]] = {}

    def meant(self, number: int) -> set[str]:
        """What may stand before this mark."""
        if number not in self._meant:
            payload = self.hand.dealt[number].text
            shapes = {payload, clean_text(payload), payload.replace(";", ",").strip(), " ".join(payload.split())}
            if self.hand.dealt[number].field in FILE_NAMES:  # so browsers send them
                shapes.add(payload.replace('"', "%22").replace("/", ""))
            shapes |= {shape.replace("\\", "") for shape in shapes}
            shapes |= {part.strip() for shape in shapes for part in shape.split(";")}  # a list of tags is typed so
            meant = {before(s, s.find(mark(number))) for s in shapes if mark(number) in s}
            if self.hand.dealt[number].field in ("client: referred_by", "file: cell"):  # so whoever sent one is called
                meant.add(before(payload.lstrip(" ,;"), payload.lstrip(" ,;").find(mark(number))))
            if self.hand.dealt[number].field == "file: cell":  # a list in a cell may be separated so
                meant |= {before(part, part.find(mark(number))) for part in payload.split("/") if mark(number) in part}
            self._meant[number] = meant | ({""} if payload.startswith("👩") else set())  # a pill takes it for its icon
        return self._meant[number]

    def look(self, visitor: Any, where: str) -> set[int]:
        """What stands on the page now; the marks met on it."""
        return self.judge(visitor.page.evaluate(READ), where)

    def judge(self, seen: dict[str, Any], where: str) -> set[int]:
        """What :data:`READ` found; the marks met in it."""
        here = set[int]()
        drawings = [unquote(source) for source in seen["pictures"] if source and source.startswith("data:image/svg")]
        for kind, text in self._texts(seen, drawings):
            for found in _MARK.finditer(text):
                number = int(found[1])
                here.add(number)
                line = text[: found.start()].rpartition("\n")[2]
                if self.hand.dealt[number].field in FILE_NAMES and "..." in line:  # a file's name cut in its middle
                    continue
                if not any(before(line, len(line)).endswith(meant) for meant in self.meant(number)):
                    self.wrong.add(f"{where}, {kind}: {line[-40:]!r} before {found[0]} of {self.hand.dealt[number]}")
        for link in seen["links"]:
            if urlsplit(link).netloc != self.own:
                self.wrong.add(f"{where}: a live link to {link}")
        for picture in seen["pictures"]:
            if picture and urlsplit(picture).scheme not in ("data", "blob") and urlsplit(picture).netloc != self.own:
                self.wrong.add(f"{where}: a picture from {picture}")
        if seen["foreign"]:
            self.wrong.add(f"{where}: a frame, script or formula")
        self.met |= here
        return here

    @staticmethod
    def _texts(seen: dict[str, Any], drawings: Iterable[str]) -> Iterable[tuple[str, str]]:
        yield "text", seen["text"]
        # Streamlit gives a widget's label to those who hear it as Markdown, not as what that comes to.
        yield from (("label", text.replace("\\", "")) for text in seen["spoken"] if not text.startswith("data:"))
        yield from (("field", text) for text in seen["typed"])
        for drawing in drawings:
            yield from (("drawing", html.unescape(text)) for text in re.findall(r">([^<]*)<", drawing))
