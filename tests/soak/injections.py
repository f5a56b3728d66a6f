"""Every payload in every text field, in Chromium, until each pair was met on a page.

A place is opened once; then what it shows is put anew into the database, or typed, and the page runs again, until
every field it shows had every payload there. ``--everywhere`` asks that of each place, otherwise a pair met at one
place is not looked for at another; places that show texts in a way of their own (banners, boards, the pages that are
no Streamlit, files) get some turns of all. What was found is kept in a log, place by place, and a run goes on from it.
``--most 12`` first is quickest: lists of many are done with then, and what stands alone is left.

    python -m tests.soak.injections --log injections.jsonl --most 12
    python -m tests.soak.injections --log injections.jsonl
    python -m tests.soak.injections --log room.jsonl injections.jsonl --parts room --everywhere
    python -m tests.soak.injections --log injections.jsonl room.jsonl --table
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from icp.catalogue import catalogue
from icp.dealings import Dealings
from icp.export.backup import lock_backup
from icp.methods.rule_document import publish_version
from icp.model import Client, Workbook
from icp.room.leading import Opened, open_room, plan_room
from icp.room.state import Room
from icp.store import Seat, Store, new_key
from icp.ui.rules.signing import document
from tests.browser.conftest import CLICK, LAPTOP, WAIT, Visitor
from tests.browser.payloads import READ, TEMPLATES, Hand, Reader
from tests.browser.views import View, Window, decided_views, typed_views
from tests.browser.works import card, decided_work, said_in, sentence, work_of
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, Server

MANY = 16
"""Rules, providers, prospects: the more at once, the fewer turns."""
PATIENCE = 15
"""So many turns without a new pair, and the rest is left to other places."""
TRIES = 4
"""So often something may go wrong before a place is given up."""
MOST = 2 * len(TEMPLATES)
SOME = 12
"""Turns a place with a way of its own gets for what was met elsewhere."""
PRODS = 3
"""In so many turns at a place, drawings are pointed at, too."""
Seen = dict[str, Any]
SAY = catalogue().say


@dataclass(frozen=True)
class Place:
    """Somewhere texts are shown. ``open``: go there, once; ``turn``: new texts, and all that stands there then.

    ``whole``: gets some turns of payloads whatever was met elsewhere.
    """

    name: str
    open: Callable[[], None] = field(repr=False)
    turn: Callable[[], Seen] = field(repr=False)
    whole: bool = False


@dataclass
class Stage:
    """The server, the browser, and whose hand deals at the place that is being looked at."""

    server: Server
    browser: Any
    store: Store
    hand: Hand = field(default_factory=Hand)
    asked: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)

    def window(self) -> Window:
        """A visitor of their own, on a laptop."""
        context = self.browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]})
        visitor = Visitor(context.new_page(), self.server, self.asked)
        visitor.page.on("request", lambda request: self.asked.append(request.url))
        visitor.page.on("dialog", self._dismiss)
        self.windows.append(Window(visitor, self.store))
        return self.windows[-1]

    def owner(self) -> Window:
        """A visitor with a workbook."""
        window = self.window()
        window.begin()
        return window

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


def _together(all_seen: Sequence[Seen]) -> Seen:
    """What was seen one after the other, as one."""
    text = "\n".join(seen["text"] for seen in all_seen)
    lists = ("spoken", "typed", "links", "pictures")
    found = {name: list(dict.fromkeys(each for seen in all_seen for each in seen[name])) for name in lists}
    return {"text": text, "foreign": sum(seen["foreign"] for seen in all_seen), **found}


# ── the workbook's own pages ─────────────────────────────────────────────────────────────────────────────────────


def _shown_by(stage: Stage, views: Iterator[View], fill: Callable[[Hand], Workbook]) -> Iterator[Place]:
    me, turns = stage.owner(), iter(())

    def opening(view: View) -> Callable[[], None]:
        def open() -> None:
            nonlocal turns
            turns = iter(range(PRODS))
            me.put(fill(stage.hand))
            view.open(me)

        return open

    def turn() -> Seen:
        me.put(fill(stage.hand))
        seen = me.see(again=True)
        return seen if next(turns, None) is None else _together([seen, *me.prod()])

    for view in views:
        yield Place(view.name, opening(view), turn)


def typed(stage: Stage) -> Iterator[Place]:
    """What is asked."""
    return _shown_by(stage, typed_views(), partial(work_of, every=2))


def decided(stage: Stage) -> Iterator[Place]:
    """What is decided, also by whoever answered everything else."""
    return _shown_by(stage, decided_views(), partial(decided_work, many=MANY))


def staying(stage: Stage) -> Iterator[Place]:
    """Where nobody is said goodbye to, what is agreed with those who stay; where nobody is on the list, the ask."""
    person = ("tap", SAY("transition.section.person"))
    views = iter([View("who stays", "transition", (person,))])
    yield from _shown_by(stage, views, partial(decided_work, many=MANY, stay=True))
    asks = iter([View("whom to ask", "message", (("tap", SAY("message.section.asks")),))])
    yield from _shown_by(stage, asks, lambda hand: decided_work(hand, MANY).changed(clients=()))


def asked_decided(stage: Stage) -> Iterator[Place]:
    """What is asked, on the pages about working together."""
    return _shown_by(stage, decided_views(), work_of)


def conflicts(stage: Stage) -> Iterator[Place]:
    """A kept copy taken back while another window saved: every answer is in question."""
    me = stage.owner()

    def turn() -> Seen:
        both = [work_of(stage.hand).changed(created=datetime(2026, 11, 22, tzinfo=UTC)) for _ in range(2)]
        me.put(work_of(Hand()))
        me.lose_way()
        me.go("")
        _upload_copy(me, "copy.json", both[0])
        me.put(both[1])
        me.visitor.page.get_by_role("button", name=SAY("frame.copy_take")).click(timeout=WAIT, **CLICK)
        me.visitor.settle()
        return me.see()

    yield Place("two windows disagree", lambda: None, turn, whole=True)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def files(stage: Stage) -> Iterator[Place]:
    """Files that are refused, read, and kept copies, by their names and what stands in them."""
    me = stage.owner()
    put_in = View("", "roster", (("tap", SAY("roster.section.put_in")),))

    def to_list() -> None:
        me.put(Workbook(clients=(Client(id="c0", name="Ann"),)))
        me.lose_way()
        put_in.open(me)

    def refused() -> Seen:
        _upload(me, stage.hand("file: name") + ".csv", b"\x89PNG\r\n\x1a\n\x00\x00")
        return me.see()

    yield Place("a file that is refused", to_list, refused, whole=True)

    def read() -> Seen:
        hand = stage.hand
        headers = ["Name", "Source", "Referred by", *(hand("file: column") for _ in range(16))]
        rows = [[hand("file: client’s name"), *(hand("file: cell") for _ in headers[1:])] for _ in range(4)]
        table = io.StringIO()
        csv.writer(table, delimiter="\t").writerows([headers, *rows])
        _upload(me, hand("file: name") + ".tsv", table.getvalue().encode())
        seen = me.see()
        me.visitor.page.get_by_role("button", name=SAY("roster.drop_it")).click(timeout=WAIT, **CLICK)
        me.visitor.settle()
        return seen

    yield Place("a file that is read", to_list, read, whole=True)

    def bring(name: str, data: bytes) -> Seen:
        """A kept copy by this name."""
        me.lose_way()
        me.go("")
        me.visitor.page.get_by_text(SAY("frame.have_copy"), exact=True).first.click(timeout=WAIT, **CLICK)
        me.visitor.settle()
        _upload(me, name, data)
        return me.see()

    def nothing() -> None:
        me.put(Workbook(clients=(Client(id="c0", name="Ann"),)))

    copy = Workbook().to_json().encode()
    for words, data in (("that is opened", copy), ("that is locked", lock_backup(copy, "a")), ("refused", b"{}")):

        def turn(data: bytes = data) -> Seen:
            return bring(stage.hand("kept copy: file") + ".json", data)

        yield Place(f"a kept copy {words}", nothing, turn, whole=True)

    def then_and_now() -> Seen:
        me.put(work_of(stage.hand))
        me.lose_way()
        me.go("takeaway", (("tap", SAY("takeaway.section.back")),))
        _upload(me, "work_2026-08-22.json", work_of(stage.hand).to_json().encode())
        return me.see()

    yield Place("an older copy beside today", nothing, then_and_now, whole=True)


def _upload(me: Window, name: str, data: bytes) -> None:
    drop = me.visitor.page.get_by_test_id("stFileUploaderDropzoneInput").last
    name = name.replace("\0", "").replace("/", "")  # no file's name has these
    drop.set_input_files([{"name": name, "mimeType": "application/json", "buffer": data}])
    me.visitor.settle()


def _upload_copy(me: Window, name: str, work: Workbook) -> None:
    page = me.visitor.page
    page.get_by_text(SAY("frame.have_copy"), exact=True).first.click(timeout=WAIT, **CLICK)
    me.visitor.settle()
    _upload(me, name, work.to_json().encode())
    page.get_by_role("button", name=SAY("frame.copy_take")).wait_for(timeout=WAIT)
    me.visitor.settle()


# ── what is said after something was done, and lists with something amiss ───────────────────────────────────────


def after(stage: Stage) -> Iterator[Place]:
    """Notes that pass, people who may be one, sources that may be one."""
    me = stage.owner()

    def alike() -> Seen:
        hand, clients = stage.hand, []
        for pair in range(5):
            name, source = hand("client: name"), hand("client: source")
            for side in range(2):
                values = {id: hand(f"client: {id}") for id in ("company", "occupation", "notes")}
                values["source"] = (source, source.swapcase())[side]
                clients.append(Client(id=f"c{pair}{side}", name=name, values=values))
        me.put(Workbook(clients=tuple(clients)))
        return me.see(again=True)

    def put_in() -> None:
        me.put(Workbook(clients=(Client(id="c0", name="Ann"),)))
        me.go("roster", (("tap", SAY("roster.section.put_in")),))

    yield Place("people and sources that may be one", put_in, alike, whole=True)

    def press(*keys: str) -> Seen:
        for key in keys:
            me.visitor.page.locator(f'[class*="{key}"] button').first.click(timeout=WAIT, **CLICK)
            me.visitor.settle()
        return me.see(folds=False)

    def removed() -> Seen:
        me.put(Workbook(clients=tuple(Client(id=f"c{n}", name=stage.hand("client: name")) for n in range(2))))
        me.see(again=True)
        return press("-remove-")

    def to_card() -> None:
        put_in()
        me.go("roster", (("tap", SAY("roster.section.card")),))

    yield Place("somebody is taken off the list", to_card, removed, whole=True)

    def dropped() -> Seen:
        me.put(decided_work(stage.hand))
        me.see(again=True)
        return press("prospect_drop_")

    def to_prospects() -> None:
        me.put(decided_work(stage.hand))
        me.go("absolutes", (("tap", SAY("absolutes.section.prospects")),))

    yield Place("a prospect is dropped", to_prospects, dropped, whole=True)

    def refused() -> Seen:
        name = " ".join(stage.hand("client: name", 80).split())
        me.put(Workbook(clients=(Client(id="c0", name=name),)))
        me.see(again=True)
        box = me.visitor.page.locator('[class*="st-key-room_text_insight"] textarea').first
        box.fill(f"I thank {name} for it")
        box.blur()
        me.visitor.settle()
        return press("send_insight")

    def in_room() -> None:
        Session.sit(stage, open_room(stage.store.rooms, plan_room("60", "Room", pace="free")), me.key)
        me.lose_way()
        me.go("takeaway")

    yield Place("a sentence that names a client", in_room, refused, whole=True)


# ── rooms ────────────────────────────────────────────────────────────────────────────────────────────────────────

WRITERS = 12
WALLS = ("must_sentence", "insight")


@dataclass
class Session:
    """A room that is open, somebody who takes part in it and some who write."""

    stage: Stage
    opened: Opened
    seats: list[Seat]

    @classmethod
    def begin(cls, stage: Stage) -> Session:
        opened = open_room(stage.store.rooms, plan_room("60", "Room"))
        return cls(stage, opened, [cls.sit(stage, opened, new_key()) for _ in range(WRITERS)])

    @staticmethod
    def sit(stage: Stage, opened: Opened, key: str, nickname: str = "") -> Seat:
        body = json.dumps({"nickname": nickname, "came": "2026-11-22T10:00:00+00:00"}).encode()
        seat = stage.store.rooms.enter(opened.code, key, body, "start")
        assert seat is not None
        return seat

    def say(self, **parts: object) -> None:
        """Every text of the coach's anew."""

        def change(body: bytes) -> bytes:
            room = said_in(Room.model_validate_json(body), self.stage.hand)
            return room.changed(**{"pairs": (), "least": 5, **parts}).model_dump_json().encode()

        self.stage.store.rooms.change(self.opened.chair, change)

    def write(self, mark: Any, seats: Sequence[Seat]) -> None:
        """Sentences and cards of these people anew."""
        for seat in seats:
            for kind in WALLS:
                self.stage.store.rooms.put(seat, kind, sentence(self.stage.hand, kind), mark)
            self.stage.store.rooms.put(seat, "card", card(self.stage.hand), "open")


def room(stage: Stage) -> Iterator[Place]:
    """A room as its people see it."""
    me, session, partner = stage.owner(), Session.begin(stage), new_key()
    other = open_room(stage.store.rooms, plan_room("60", "Another room"))
    mine = session.sit(stage, session.opened, me.key)

    def bar() -> Seen:
        them = session.sit(stage, session.opened, partner, stage.hand("room: nickname", 30))
        session.say(pairs=((mine.person, them.person),))
        return me.see(again=True)

    def to_bar() -> None:  # a session looks for a seat when it begins
        me.lose_way()
        me.go("takeaway")

    yield Place("room, over every page", to_bar, bar, whole=True)

    def window() -> Seen:
        session.say(least=3)
        session.write("waiting", [mine])
        me.see(again=True)
        me.visitor.page.get_by_text(SAY("room_ui.open"), exact=True).first.click(timeout=WAIT, **CLICK)
        me.visitor.page.get_by_role("dialog").wait_for(timeout=WAIT)
        me.visitor.settle()
        return me.see(folds=False)

    yield Place("room, its window", to_bar, window, whole=True)

    def joining() -> Seen:
        session.say()
        return me.see(again=True)

    yield Place("room, coming into another", lambda: me.go(f"?join={other.code}"), joining, whole=True)

    def ending() -> None:
        me.lose_way()
        me.go("")

    def over() -> Seen:
        session.say(closed_at=datetime.now(UTC), purged_on=datetime.now(UTC) + timedelta(days=30))
        return me.see(again=True)

    yield Place("room, when it is over", ending, over, whole=True)


def coach(stage: Stage) -> Iterator[Place]:
    """A room as its coach sees it, and its board."""
    me, session = stage.owner(), Session.begin(stage)
    stage.store.rooms.give_chair(session.opened.chair, me.key)

    def turn() -> Seen:
        session.say()
        return me.see(again=True)

    def moderating() -> Seen:
        session.say()
        session.write("waiting", session.seats[: WRITERS // 2])
        session.write("approved", session.seats[WRITERS // 2 :])
        return me.see(again=True)

    def section(name: str) -> Callable[[], None]:
        return lambda: me.go("coach", (("tap", SAY(f"coach.section.{name}")),))

    yield Place("coach, lead", section("lead"), turn, whole=True)
    yield Place("coach, show", section("show"), moderating, whole=True)

    def helper() -> None:
        section("ready")()
        me.visitor.click(SAY("coach.link.helper"))

    yield Place("coach, link for a helper", helper, turn, whole=True)
    yield Place("coach, kit", section("kit"), turn, whole=True)
    yield Place("coach, end", section("end"), turn, whole=True)

    def board(parts: Callable[[], dict[str, object]]) -> Callable[[], Seen]:
        def show() -> Seen:
            session.write("approved", session.seats[:5])
            session.say(**parts())
            me.visitor.page.wait_for_timeout(1500)  # it looks every second
            return me.see(folds=False)

        return show

    def to_board() -> None:
        for seat in session.seats[5:]:
            for kind in (*WALLS, "card"):
                stage.store.rooms.drop(seat, kind)
        me.visitor.page.goto(f"{stage.server.url}/coach?board=on&embed=true")
        me.visitor.page.get_by_test_id("stImage").first.wait_for(timeout=WAIT)
        me.lose_way()

    def shows(kind: str) -> dict[str, object]:
        return {"revealed": (kind,), "least": 3, "least_text": 3}

    yield Place("board, before it begins", to_board, board(lambda: {"at": -1, "revealed": ()}), whole=True)
    for kind in (*WALLS, "card"):
        yield Place(f"board, {kind}", to_board, board(lambda kind=kind: shows(kind)), whole=True)
    closed = datetime(2026, 11, 22, tzinfo=UTC)
    yield Place("board, thanks", to_board, board(lambda: {"revealed": (), "closed_at": closed}), whole=True)


# ── the pages that are no Streamlit ──────────────────────────────────────────────────────────────────────────────


def doors(stage: Stage) -> Iterator[Place]:
    """A private link in a browser without work and in one with some, a coach's link, and the rules to sign."""
    fresh, me = stage.window(), stage.owner()
    session = Session.begin(stage)

    def kept(field: str) -> str:
        key = new_key()
        stage.store.save(key, Workbook(answers={"business_name": stage.hand(field)}).to_json().encode(), 0)
        return key

    def read(window: Window, address: str, shown: str) -> Seen:
        page = window.visitor.page
        page.goto("about:blank")
        page.goto(f"{stage.server.url}/{address}")
        page.locator(shown).first.wait_for(timeout=WAIT)
        seen: Seen = page.evaluate(READ)
        return seen

    def first() -> Seen:
        return read(fresh, f"r#{kept('answer: business_name')}", "[data-answer=first]:visible")

    yield Place("private link, first", lambda: None, first, whole=True)

    def ask() -> Seen:
        me.put(Workbook(answers={"business_name": stage.hand("answer: business_name")}))
        return read(me, f"r#{kept('answer: business_name')}", "[data-answer=ask]:visible")

    yield Place("private link, over other work", lambda: None, ask, whole=True)

    def lead() -> Seen:
        session.say()
        return read(me, f"lead#{session.opened.key}", "[data-answer=ask]:visible")

    yield Place("coach’s link", lambda: None, lead, whole=True)

    def sign() -> Seen:
        rules = decided_work(stage.hand).dealings.rules[:2]
        version = publish_version(
            Dealings(rules=rules), business=stage.hand("rules: business then"), day=date.today(),
            follow_up=stage.hand("rules: who reminds", 80),
        )  # fmt: skip
        token = new_key()
        papers = document(version, Client(name=stage.hand("client: name")))
        until = datetime.now(UTC) + timedelta(days=1)
        stage.store.sign_offs.put(me.key, token, json.dumps(papers).encode(), b"{}", until)
        seen = read(fresh, f"sign#{token}", "article:visible")
        page = fresh.visitor.page
        page.get_by_label("Your full name").fill(" ".join(stage.hand("agreement: signed by", 80).split()))
        page.get_by_role("button", name="I agree").click(timeout=WAIT)
        page.get_by_role("heading", name="Agreed on").wait_for(timeout=WAIT)
        signed: Seen = page.evaluate(READ)
        return _together([seen, signed])

    def have_work() -> None:
        me.put(Workbook())

    yield Place("rules to sign", have_work, sign, whole=True)


PARTS: dict[str, Callable[[Stage], Iterator[Place]]] = {
    "typed": typed, "decided": decided, "staying": staying, "doors": doors, "room": room, "coach": coach,
    "files": files, "conflicts": conflicts, "after": after, "asked_decided": asked_decided,
}  # fmt: skip


# ── the run ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Found:
    """What a place came to. ``met``: field → shapes met; ``dealt``: every field a payload was put into.

    ``stumbles``: what went wrong once, most of all a machine too busy to answer in time, and not when tried again;
    ``failures``: what went wrong each time. ``ended``: nothing was left to do there.
    """

    place: str
    turns: int = 0
    seconds: float = 0.0
    requests: int = 0
    met: dict[str, list[int]] = field(default_factory=dict)
    dealt: list[str] = field(default_factory=list)
    too_long: list[tuple[str, int]] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stumbles: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    everywhere: bool = False
    ended: bool = True


def visit(place: Place, stage: Stage, done: dict[str, set[int]], first: int, most: int, *, everywhere: bool) -> Found:
    """Look at a place until every field it shows had every payload there, or none comes any more."""
    found, began = Found(place.name), time.monotonic()
    hand = stage.hand = Hand(first, met={} if place.whole or everywhere else done)
    reader, fields, idle = Reader(hand, urlsplit(stage.server.url).netloc), set[str](), 0
    asked, dialogs = len(stage.asked), len(stage.dialogs)
    pairs: dict[str, set[int]] = defaultdict(set)
    opened, tries = False, 0
    while tries < TRIES and found.turns < min(most, MOST) and idle < PATIENCE:
        if found.turns == SOME and not everywhere:
            hand.leave_out(done)
        try:
            if not opened:
                place.open()
                opened = True
            here = reader.judge(place.turn(), place.name)
        except Exception as error:
            tries += 1
            found.stumbles.append(f"{place.name}, turn {found.turns}: {type(error).__name__}: {error}"[:400])
            for window in stage.windows:
                window.lose_way()
            opened = False
            continue
        tries = 0
        found.turns += 1
        fields |= {hand.dealt[number].field for number in here}
        for number in here:
            pairs[hand.dealt[number].field].add(hand.dealt[number].shape)
        idle = 0 if hand.note(here) else idle + 1
        # More than one turn: what a page fetches only when it is needed comes after the first look.
        if found.turns > 1 and (fields or idle > 2) and not any(hand.waiting[name] for name in fields):
            break
    found.ended = found.turns < most or not any(hand.waiting[name] for name in fields)
    if tries == TRIES:
        found.failures.append(found.stumbles.pop())
    found.met = {name: sorted(shapes) for name, shapes in sorted(pairs.items())}
    found.dealt, found.too_long = sorted(hand.waiting), sorted(hand.too_long)
    own = {urlsplit(stage.server.url).netloc, ""}
    new = stage.asked[asked:]
    found.outside = [url for url in new if urlsplit(url).netloc not in own and urlsplit(url).scheme != "data"]
    found.dialogs, found.wrong = stage.dialogs[dialogs:], sorted(reader.wrong)
    found.requests, found.seconds = len(new), round(time.monotonic() - began, 1)
    return found


def read_log(log: Path) -> list[Found]:
    """What earlier runs found."""
    return [Found(**json.loads(line)) for line in log.read_text().splitlines()] if log.exists() else []


def told(found: Sequence[Found]) -> str:
    """The table: a field a line, and the sums."""
    met: dict[str, set[int]] = defaultdict(set)
    long: dict[str, set[int]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    deep = 0
    for each in found:
        for name in each.dealt:
            met[name] |= set(each.met.get(name, ()))
            deep += len(each.met.get(name, ()))
            if name in each.met:
                places[name].add(each.place)
        for name, shape in each.too_long:
            long[name].add(shape)
    lines = [f"{'field':38}{'met':>6}{'too long':>10}{'not met':>9}{'places':>8}"]
    sums = [0, 0, 0]
    for name in sorted(met):
        cut = len(long[name] - met[name])
        numbers = (len(met[name]), cut, len(TEMPLATES) - len(met[name]) - cut)
        sums = [one + other for one, other in zip(sums, numbers, strict=True)]
        lines.append(f"{name:38}{numbers[0]:6}{numbers[1]:10}{numbers[2]:9}{len(places[name]):8}")
    lines.append(f"{f'{len(met)} fields × {len(TEMPLATES)} payloads':38}{sums[0]:6}{sums[1]:10}{sums[2]:9}")
    turns, seconds = sum(each.turns for each in found), sum(each.seconds for each in found)
    lines += [
        f"{len({each.place for each in found})} places, {turns} turns, {deep} triples of place, field and payload, "
        f"{sum(each.requests for each in found)} requests, {seconds:.0f} s",
        f"outside requests {sum(len(each.outside) for each in found)}, "
        f"dialogs {sum(len(each.dialogs) for each in found)}, "
        f"live links, foreign pictures and changed texts {sum(len(each.wrong) for each in found)}, "
        f"failures {sum(len(each.failures) for each in found)} "
        f"(tried again and done: {sum(len(each.stumbles) for each in found)})",
    ]
    for each in found:
        lines += [*each.wrong[:8], *each.outside[:8], *each.dialogs[:8], *each.failures[:8]]
    return "\n".join(lines)


def run(
    stage: Stage, parts: Sequence[str], logs: Sequence[Path], *, everywhere: bool, minutes: float, most: int
) -> None:
    """Visit what the logs do not have yet, and add it to the first of them."""
    found, began = [each for log in logs for each in read_log(log)], time.monotonic()
    done: dict[str, set[int]] = defaultdict(set)
    for each in found:
        for name, shapes in each.met.items():
            done[name] |= set(shapes)
    had = {(each.place, each.everywhere) for each in found if each.ended and not each.failures}
    for part in parts:
        for place in PARTS[part](stage):
            name = f"{part}: {place.name}"
            if time.monotonic() - began > 60 * minutes:
                return
            if (name, everywhere) in had or (name, True) in had:
                continue
            first = 31 * len(found) % len(TEMPLATES)
            named = Place(name, place.open, place.turn, place.whole)
            each = visit(named, stage, done, first, most, everywhere=everywhere)
            each.everywhere = everywhere
            found.append(each)
            for field_, shapes in each.met.items():
                done[field_] |= set(shapes)
            with logs[0].open("a") as file:
                file.write(json.dumps(each.__dict__) + "\n")
            print(f"{name}: {each.turns} turns, {each.seconds:.0f} s, {sum(map(len, each.met.values()))} pairs, "
                  f"wrong {len(each.wrong)}, tried again {len(each.stumbles)}, failures {len(each.failures)}",
                  file=sys.stderr, flush=True)  # fmt: skip
        for window in stage.windows:
            window.visitor.page.context.close()
        stage.windows.clear()


def main(argv: Sequence[str] | None = None) -> int:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", type=Path, nargs="+", default=[Path("injections.jsonl")])
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--everywhere", action="store_true")
    parser.add_argument("--most", type=int, default=MOST, help="turns at one place")
    parser.add_argument("--table", action="store_true", help="only say what the logs hold")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no place after so many")
    given = parser.parse_args(argv)
    if not given.table:
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            server = Server(Path(folder))
            server.start()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
            stage = Stage(server, browser, Store(f"sqlite:///{server.database}"))
            run(stage, given.parts.split(","), given.log, everywhere=given.everywhere, minutes=given.minutes,
                most=given.most)  # fmt: skip
            stage.store.close()
            browser.close()
            server.stop()
    found = [each for log in given.log for each in read_log(log)]
    print(told(found))
    return any(each.wrong or each.outside or each.dialogs or each.failures for each in found)


if __name__ == "__main__":
    sys.exit(main())
