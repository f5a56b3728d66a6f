"""What people type is shown as typed, everywhere: two hundred payloads in every text field, every page once.

Each payload carries a mark (``zq17z``). Wherever a mark is met, in text, in labels for those who hear a page, in a
field, in a drawing, the characters before it must be the ones that were typed: a missing one was taken for markup, a
further backslash was escaped for a place that shows plain text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from icp.catalogue import catalogue
from icp.dealings import (
    Agreement,
    Breach,
    Course,
    Dealings,
    OwnSystem,
    Prospect,
    Provider,
    Rule,
    Situation,
    Spoken,
    Terms,
)
from icp.methods.rule_document import publish_version
from icp.model import (
    Avatar,
    ChoiceCriterion,
    Client,
    Criterion,
    FlagCriterion,
    OwnQuestion,
    Promise,
    ScaleCriterion,
    TagsCriterion,
    Workbook,
    clean_text,
)
from icp.store import Store
from tests.browser.conftest import Visitor
from tests.conftest import Server

pytestmark = pytest.mark.browser

TEXTS = (
    "source", "place", "occupation", "industry", "problem", "notes", "company", "email", "phone", "values",
    "life_stage", "x_unknown",
)  # fmt: skip
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
PAYLOADS = 200
"""At least so many shapes, each in every field over a full round (``python -m tests.soak.injections``)."""
NAMES = 102


def mark(number: int) -> str:
    return f"zq{number}z"


class Hand:
    """Deals payloads, a new one each time; the same shapes over and over, each with a mark of its own.

    ``turn`` is the shape it begins with: over as many turns as there are shapes every field gets each of them.
    """

    def __init__(self, turn: int = 0) -> None:
        self.turn = turn
        self.dealt: list[str] = []

    def __call__(self, most: int = 400) -> str:
        template = TEMPLATES[(self.turn + len(self.dealt)) % len(TEMPLATES)]
        text = template.replace("M", mark(len(self.dealt)))[:most]
        self.dealt.append(text)
        return text


def work_of(deal: Hand) -> Workbook:
    """A workbook with a payload in every text field there is."""
    texts = [q.id for q in catalogue().questions if q.scope == "owner" and q.kind == "text" and not q.guide]
    texts += ["must_sentence", "surprise", "sink_other"]
    own = (
        OwnQuestion(id="x_words", label=deal(120), kind="choice", options=(deal(), deal())),
        OwnQuestion(id="x_tags", label=deal(120), kind="tags", options=(deal(), deal())),
        *(OwnQuestion(id=f"x_scale{n}", label=deal(120)) for n in range(4)),
        OwnQuestion(id="x_flag", label=deal(120), kind="flag"),
    )
    wishes: list[Criterion] = [
        ScaleCriterion(id="x_scale0", rank=1, absolute=True),
        ChoiceCriterion(id="x_words", rank=2, accept=own[0].options),
        TagsCriterion(id="x_tags", rank=3, wanted=own[1].options),
        ScaleCriterion(id="asks_questions", rank=4),
        TagsCriterion(id="problem", rank=5, wanted=(deal(), deal())),
        FlagCriterion(id="x_flag", rank=6, repel=True),
        ScaleCriterion(id="never_x_scale1", column="x_scale1", repel=True),
        ChoiceCriterion(id="never_industry", column="industry", repel=True, accept=(deal(),)),
        *(ChoiceCriterion(id=id, accept=(deal(),)) for id in ("place", "occupation", "industry")),
        TagsCriterion(id="values", wanted=(deal(), deal())),
        *(ScaleCriterion(id=id) for id in ("home", "free_time", "vacation")),
    ]
    names = [deal() for _ in range(NAMES)]
    sources = [deal() for _ in range(8)]
    clients = []
    for at, name in enumerate(names):
        values: dict[str, Any] = {
            "tier": 1 + at % 3, "annual_value": 500 + 137 * at % 9000, "hours": 5 + at * 7 % 60,
            "asks_questions": at % 5, "home": at % 5, "free_time": at % 4, "vacation": at % 3,
            "x_scale0": at % 4, "status": "present",
        }  # fmt: skip
        values |= {"x_words": own[0].options[at % 2], "x_tags": "; ".join(own[1].options), "respects_hours": at % 5}
        if at % 7 == 0:
            values |= {id: deal() for id in TEXTS}
        values.setdefault("source", sources[at % len(sources)])
        if at % 3:
            values["referred_by"] = clean_text(names[at // 3])
        elif at % 4 == 0:
            values["referred_by"] = deal()
        values["sink_reason"] = "person"
        if at % 5 == 4:
            values.pop("asks_questions")
        clients.append(Client(id=f"c{at}", name=name, values=values))
    receipt = {
        "file": deal(), "digest": "d", "rows_read": 3, "clients": 1, "merged": 0, "folded": 0,
        "skipped": [{"row": 2, "reason": "no_name"}],
        "problems": [{"row": 3, "column": deal(), "value": deal(), "reason": deal()},
                     {"row": 4, "column": deal(), "value": deal(), "reason": "not_a_number"}],
        "encoding": "utf-8", "delimiter": ",", "header_row": 1, "columns": [{"header": deal(), "field": None}],
    }  # fmt: skip
    answers: dict[str, Any] = {id: deal() for id in texts}
    answers |= {"glad_1": "c0", "glad_2": "c1", "glad_3": "c3", "sink_name": "c2", "more_names": ("c4", "c5", "c6")}
    answers |= {"beliefs_agreed": "2026-11-22", "thank_first": sources[0], "introduction_from": clients[0].name}
    return Workbook(
        answers=answers, avatar=Avatar(criteria=tuple(wishes)), clients=tuple(clients), questions=own,
        promises=(Promise(text=deal(), client="c0", due=date(2026, 12, 1)),), receipts=(receipt,),
    )  # fmt: skip


def decided_work(deal: Hand) -> Workbook:
    """A workbook of few clients in which every text that can be decided about working together is a payload."""
    day = date.today()
    behaviours = ("respects_hours", "keeps_appointments", "does_the_work", "asks_questions", "pays_on_time")
    clients = tuple(
        Client(
            id=f"c{at}", name=deal(),
            values={
                "tier": 1 + at % 3, "annual_value": 900 + 300 * at, "hours": 10 + 5 * at, "source": deal(),
                "sink_reason": "person", **{id: (at + n) % 5 for n, id in enumerate(behaviours)},
            },
        )
        for at in range(18)
    )  # fmt: skip
    own = (OwnQuestion(id="x_moment", label=deal(120)),)
    wishes = (
        ScaleCriterion(id="respects_hours", rank=1, absolute=True),
        ScaleCriterion(id="x_moment", rank=2, absolute=True),
        ScaleCriterion(id="does_the_work", rank=3),
        TagsCriterion(id="problem", wanted=(deal(), deal())),
    )
    rules = tuple(
        Rule(
            id=f"r{n}", group=deal(80), expectation=deal(), reason=deal(), consequence=deal(),
            about=behaviours[n] if n < 2 else None,
        )
        for n in range(4)
    )  # fmt: skip
    dealings = Dealings(
        spoken=tuple(
            Spoken(id=id, why=deal(), sentence=deal(), question=deal(), good=deal(), worrying=deal())
            for id in ("respects_hours", "x_moment")
        ),
        providers=tuple(Provider(id=f"o{n}", name=deal(), suits=deal(200), contact=deal(200)) for n in range(3)),
        prospects=tuple(
            Prospect(
                id=f"q{n}", name=deal(), day=day, source=deal(200), answers={"respects_hours": answer},
                asked={"respects_hours": deal()}, note=deal(), decide_by=day, outcome=outcome, provider="o0",
            )
            for n, (answer, outcome) in enumerate(
                (("unsure", "waiting"), ("no", "declined"), ("yes", "taken"), ("yes", "open"))
            )
        ),
        rules=rules,
        systems=(OwnSystem(id="respects_hours", rule=False, draft=deal()), OwnSystem(id="keeps_appointments")),
        courses=tuple(
            Course(
                id=f"c{at}", way=way, cause="work", reasons=("respects_hours",), change=deal(), system=day, talk=day,
                terms=day, provider="o1", letter=deal(), ask="c0",
            )
            for at, way in ((2, "goodbye"), (5, "change"), (8, "reprice"), (11, "goodbye"))
        ),
        terms=Terms(floor=100, start=day),
        situations=(
            Situation(id="s0", title=deal(200), difficult=deal(), ideal=deal(), dream=deal(), column="x_moment"),
        ),
        packet={"first": deal(), "before": deal()},
        message={part: deal() for part in ("line", "who", "not_for", "promise", "profile", "post", "ask", "brief")},
    )  # fmt: skip
    version = publish_version(dealings, business=deal(), day=day, follow_up=deal(80))
    dealings = dealings.changed(
        versions=(version,),
        agreements=tuple(
            Agreement(
                id=f"a{n}", client=f"c{n}", name=clients[n].name, version=1, digest=version.digest, sent=day,
                state="signed", signed_by=deal(80), signed_on=day,
            )
            for n in (1, 2)
        ),
        breaches=tuple(Breach(id=f"b{n}", rule="r0", expectation=deal(), client="c2", day=day, note=deal(), step=n)
                       for n in range(2)),
    )  # fmt: skip
    answers: dict[str, Any] = {"business_name": deal(), "trade": deal(), "mirror_weak": deal(), "sink_other": deal()}
    return Workbook(
        answers=answers, avatar=Avatar(criteria=wishes), clients=clients, questions=own, dealings=dealings,
        promises=tuple(Promise(text=deal(), client=f"c{n}", due=day) for n in range(3)),
    )  # fmt: skip


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
    """Looks at a page and keeps what is wrong with it."""

    def __init__(self, dealt: list[str], own: str) -> None:
        self.own, self.wrong, self.met = own, set[str](), set[int]()
        self.meant = []
        for number, payload in enumerate(dealt):
            shapes = {payload, clean_text(payload), payload.replace(";", ",").strip(), " ".join(payload.split())}
            shapes |= {shape.replace("\\", "") for shape in shapes}
            shapes |= {part.strip() for shape in shapes for part in shape.split(";")}  # a list of tags is typed so
            self.meant.append({before(s, s.find(mark(number))) for s in shapes if mark(number) in s})
            if payload.startswith("👩"):  # a pill takes an emoji in front for its icon
                self.meant[-1].add("")

    def look(self, visitor: Visitor, where: str) -> None:
        seen = visitor.page.evaluate(READ)
        drawings = [unquote(source) for source in seen["pictures"] if source and source.startswith("data:image/svg")]
        for kind, text in self._texts(seen, drawings):
            for found in _MARK.finditer(text):
                number = int(found[1])
                self.met.add(number)
                line = text[: found.start()].rpartition("\n")[2]
                if not any(before(line, len(line)).endswith(meant) for meant in self.meant[number]):
                    self.wrong.add(f"{where}, {kind}: {line[-40:]!r} before {found[0]}, meant {self.meant[number]}")
        for link in seen["links"]:
            if urlsplit(link).netloc != self.own:
                self.wrong.add(f"{where}: a live link to {link}")
        for picture in seen["pictures"]:
            if picture and urlsplit(picture).scheme not in ("data", "blob") and urlsplit(picture).netloc != self.own:
                self.wrong.add(f"{where}: a picture from {picture}")
        if seen["foreign"]:
            self.wrong.add(f"{where}: a frame, script or formula")

    @staticmethod
    def _texts(seen: dict[str, Any], drawings: Iterable[str]) -> Iterable[tuple[str, str]]:
        yield "text", seen["text"]
        # Streamlit gives a widget's label to those who hear it as Markdown, not as what that comes to.
        yield from (("label", text.replace("\\", "")) for text in seen["spoken"] if not text.startswith("data:"))
        yield from (("field", text) for text in seen["typed"])
        for drawing in drawings:
            yield from (("drawing", html.unescape(text)) for text in re.findall(r">([^<]*)<", drawing))


def put(server: Server, visitor: Visitor, work: Workbook) -> None:
    """Store the workbook as this visitor's."""
    visitor.open()
    key = next(cookie["value"] for cookie in visitor.page.context.cookies() if cookie["name"] == "icp_key")
    store = Store(f"sqlite:///{server.database}")
    store.save(key, work.to_json().encode(), based_on=store.version(key) or 0)
    store.close()


def go_through(visitor: Visitor, reader: Reader, where: str, words: Iterable[str]) -> None:
    """Open one section after the other."""
    for name in words:
        visitor.tap(name)
        reader.look(visitor, f"{where}, {name}")


def walk_typed(me: Visitor, reader: Reader) -> None:
    """Every page and section that shows what is asked."""
    say = catalogue().say
    for path in ("", "about", *(f"guide?screen={n}" for n in range(1, len(catalogue().screens) + 1))):
        me.open(path)
        reader.look(me, path or "start")

    me.open("compare")
    compare = ("more", "fit", "meets", "gaps", "sure", "corners", "vacation", "ask", "gut")
    go_through(me, reader, "compare", [say(f"compare.{name}.name") for name in compare])
    me.open("referrals")
    shown = ("sources", "shared", "ideal", "alike", "leaving", "ask")
    go_through(me, reader, "referrals", [say(f"referrals.section.{name}") for name in shown])

    me.open("avatar")
    parts = ("need", "person", "belief", "closeness", "quality", "behaviour", "money", "own")
    reader.look(me, "avatar")
    for part in parts[1:]:
        me.page.get_by_test_id("stMain").get_by_text(say(f"avatar.part.{part}"), exact=True).first.click(delay=80)
        me.settle()
        reader.look(me, f"avatar, {part}")
    for step in ("never", "order", "mirror"):
        me.tap(say(f"avatar.step.{step}"))
        if step == "order":
            me.page.get_by_text(say("avatar.fine")).first.click(delay=80)
            me.settle()
        reader.look(me, f"avatar, {step}")

    me.open("roster")
    for section in ("put_in", "sort", "taps", "ladder", "origins", "reasons", "card", "grid", "figures"):
        me.tap(say(f"roster.section.{section}"))
        if section == "put_in":
            for receipt in me.page.get_by_test_id("stExpander").all():
                receipt.locator("summary").click(delay=80)
                me.settle()
        reader.look(me, f"roster, {section}")
        if section == "taps":  # everybody's name
            for number in range(2, me.page.get_by_test_id("stPaginationPage").count() + 2):
                me.page.get_by_role("button", name=f"Page {number}", exact=True).click(delay=80)
                me.settle()
                reader.look(me, f"roster, taps, page {number}")
        if section in ("card", "grid"):
            groups = ("need", "origin", "work", "person", "belief", "own")
            go_through(me, reader, f"roster, {section}", [say(f"roster.group.{name}") for name in groups])


def test_what_is_typed_is_shown_as_typed(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me, deal = visit(room_server), Hand()
    work = work_of(deal)
    assert len(deal.dealt) > 200
    dialogs: list[str] = []
    me.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    put(room_server, me, work)
    reader = Reader(deal.dealt, urlsplit(room_server.url).netloc)

    walk_typed(me, reader)
    assert dialogs == []
    assert me.outside == []
    assert not reader.wrong, f"{len(reader.wrong)}\n" + "\n".join(sorted(reader.wrong))
    assert len({number % len(TEMPLATES) for number in reader.met}) > 150  # the rest by other fields, in other turns
    assert len(set(TEMPLATES)) == len(TEMPLATES) >= PAYLOADS
    assert len(reader.met) > 140


DECIDED = {
    "reality": ("spectrum", "campaigns"),
    "absolutes": ("musts", "card", "prospects", "providers"),
    "rules": ("write", "publish", "agree", "uphold", "packet"),
    "system": (),
    "transition": ("sort", "person", "months", "terms", "odds", "providers"),
    "message": ("words", "asks", "ads"),
    "takeaway": ("keep", "homework", "back"),
}


def walk_decided(me: Visitor, reader: Reader) -> None:
    """Every page and section that shows what is decided."""
    for page, sections in DECIDED.items():
        me.open(page)
        reader.look(me, page)
        go_through(me, reader, page, [catalogue().say(f"{page}.section.{name}") for name in sections])
    me.open("absolutes?prospect=q3")
    reader.look(me, "screener")


def test_what_is_decided_is_shown_as_typed(room_server: Server, visit: Callable[..., Visitor]) -> None:
    me, deal = visit(room_server), Hand()
    work = decided_work(deal)
    dialogs: list[str] = []
    me.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    put(room_server, me, work)
    reader = Reader(deal.dealt, urlsplit(room_server.url).netloc)
    walk_decided(me, reader)
    assert dialogs == []
    assert me.outside == []
    assert not reader.wrong, f"{len(reader.wrong)}\n" + "\n".join(sorted(reader.wrong))
    assert len(reader.met) > 80
