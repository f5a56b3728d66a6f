"""A window whose workbook is put anew again and again, and every view of the workshop that can be opened in it.

A view is opened once. Then the workbook in the database is replaced and the page asked to run again: it shows the new
texts within a fraction of what going there takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.store import Store, VersionConflict
from tests.browser.conftest import WAIT, Visitor
from tests.browser.payloads import READ

SETTLE = """async ({press, folds}) => {
  const app = document.querySelector('[data-testid="stApp"]');
  const runs = () => app.dataset.testScriptState !== 'notRunning';
  const wait = ms => new Promise(done => setTimeout(done, ms));
  const begun = (use, most) => new Promise(done => {
    const watch = new MutationObserver(() => { if (runs()) { watch.disconnect(); done(true); } });
    watch.observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
    setTimeout(() => { watch.disconnect(); done(false); }, most);
    use();
  });
  const still = async () => {
    let last = performance.now();
    const end = last + 120000;
    const watch = new MutationObserver(() => { last = performance.now(); });
    watch.observe(document.body, {childList: true, subtree: true, characterData: true});
    while ((runs() || performance.now() - last < 60) && performance.now() < end) await wait(20);
    watch.disconnect();
    if (runs()) throw new Error('the page did not come to an end');
  };
  if (press) {
    document.activeElement?.blur();
    const key = {key: 'r', code: 'KeyR', keyCode: 82, which: 82, bubbles: true};
    const tell = () => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', key));
      document.body.dispatchEvent(new KeyboardEvent('keyup', key));
    };
    let told = 0;
    while (!await begun(tell, 15000)) if (++told > 3) throw new Error('the page did not run again');
  }
  await still();
  for (let round = 0; folds && round < 3; round++) {
    const closed = [...document.querySelectorAll('[data-testid="stMain"] details:not([open]) > summary')];
    if (!closed.length) break;
    await begun(() => closed.forEach(each => each.click()), 400);
    await still();
  }
  if (document.querySelector('[data-testid="stException"]')) throw new Error('the page failed');
  return (READ)();
}""".replace("READ", READ)

MARKS = """drawing => [...drawing.querySelectorAll('.points path, .point path, .hm image')].slice(0, 24).map(mark => {
  const box = mark.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}).filter(([x, y]) => x > 0 && y > 0 && x < innerWidth && y < innerHeight)"""


Step = tuple[str, str]
"""What is pressed to come to a section, and how it is found: ("tap", its pill's words) or ("text", words)."""


@dataclass
class Window:
    """A visitor with a workbook that is put into the database from outside. ``at``: where they are."""

    visitor: Visitor
    store: Store
    key: str = ""
    at: tuple[str, tuple[Step, ...]] = ("?", ())

    def begin(self) -> None:
        """Open the first page, which gives this browser its key."""
        self.visitor.open()
        cookies = self.visitor.page.context.cookies()
        self.key = next(str(cookie["value"]) for cookie in cookies if cookie["name"] == "icp_key")
        self.at = ("", ())

    def put(self, work: Workbook) -> None:
        """Store the workbook as this visitor's."""
        with suppress(VersionConflict):  # the page kept something of its own in between
            self.store.save(self.key, work.to_json().encode(), based_on=self.store.version(self.key) or 0)
            return
        self.put(work)

    def see(self, *, again: bool = False, folds: bool = True) -> dict[str, Any]:
        """What stands on the page, all folds open, once it is still; ``again``: after it has run once more."""
        seen: dict[str, Any] = self.visitor.page.evaluate(SETTLE, {"press": again, "folds": folds})
        return seen

    def prod(self) -> list[dict[str, Any]]:
        """What comes up when one points at the drawings' marks."""
        page, seen = self.visitor.page, []
        for drawing in page.locator(".js-plotly-plot").all():
            drawing.scroll_into_view_if_needed()
            for x, y in drawing.evaluate(MARKS):
                page.mouse.move(x, y)
                page.wait_for_timeout(60)
                seen.append(page.evaluate(READ))
        page.mouse.move(1, 1)
        return seen

    def lose_way(self) -> None:
        """Something went wrong: the next view begins with its page loaded anew."""
        self.at = ("?", ())

    def go(self, page: str, steps: tuple[Step, ...] = ()) -> None:
        """To a page, by the menu where that leads there, and on to a section of it."""
        here, taken = self.at
        if here != page:
            link = self.visitor.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{page}"]')
            if here == "?" or "?" in page or not link.count():
                self.visitor.open(page)
            else:
                link.first.evaluate("link => link.click()")
                self.visitor.page.wait_for_url(f"**/{page}", timeout=WAIT)
                self.visitor.settle()
            taken = ()
        shared = next((n for n, pair in enumerate(zip(taken, steps, strict=False)) if pair[0] != pair[1]), len(taken))
        for how, words in steps[shared:]:
            if how == "tap":
                self.visitor.tap(words)
            else:
                main = self.visitor.page.get_by_test_id("stMain")
                main.get_by_text(words, exact=True).first.click(delay=80, timeout=WAIT)
                self.visitor.settle()
        self.at = (page, steps)


@dataclass(frozen=True)
class View:
    """A page or a section of one that shows what was typed."""

    name: str
    page: str
    steps: tuple[Step, ...] = ()

    def open(self, window: Window) -> None:
        """Go there from wherever the window is."""
        screen = f"guide?screen={int(self.page.rpartition('=')[2]) - 1}" if self.page.startswith("guide?") else None
        if screen is not None and window.at == (screen, ()):
            window.visitor.click(catalogue().say("guide.next"))
            window.at = (self.page, ())
        else:
            window.go(self.page, self.steps)


def sections(page: str, key: str, names: tuple[str, ...]) -> Iterator[View]:
    """A page, and each of its sections by its pill."""
    yield View(page, page)
    for name in names:
        yield View(f"{page}, {name}", page, (("tap", catalogue().say(key.format(name))),))


def guide_views() -> Iterator[View]:
    """Every screen of the guide, by pressing Next."""
    for number, _ in enumerate(catalogue().screens, 1):
        yield View(f"guide, {number}", f"guide?screen={number}")


def avatar_views() -> Iterator[View]:
    """The parts of the portrait, and the steps after it."""
    say = catalogue().say
    yield View("avatar", "avatar")
    for part in ("person", "belief", "closeness", "quality", "behaviour", "money", "own"):
        yield View(f"avatar, {part}", "avatar", (("text", say(f"avatar.part.{part}")),))
    for step in ("never", "order", "mirror"):
        yield View(f"avatar, {step}", "avatar", (("tap", say(f"avatar.step.{step}")),))


def roster_views() -> Iterator[View]:
    """The sections of the client list; in two of them groups of questions."""
    say = catalogue().say
    yield View("roster", "roster")
    for name in ("put_in", "sort", "taps", "ladder", "origins", "reasons", "card", "grid", "figures"):
        section = ("tap", say(f"roster.section.{name}"))
        yield View(f"roster, {name}", "roster", (section,))
        for group in ("need", "origin", "work", "person", "belief", "own") if name in ("card", "grid") else ():
            yield View(f"roster, {name}, {group}", "roster", (section, ("tap", say(f"roster.group.{group}"))))


def typed_views() -> Iterator[View]:
    """Every page and section that shows what is asked."""
    yield View("start", "")
    yield from guide_views()
    yield from sections(
        "compare", "compare.{}.name", ("more", "fit", "meets", "gaps", "sure", "corners", "vacation", "ask", "gut")
    )
    yield from sections(
        "referrals", "referrals.section.{}", ("sources", "shared", "ideal", "alike", "leaving", "ask")
    )  # fmt: skip
    yield from avatar_views()
    yield from roster_views()


DECIDED = {
    "reality": ("spectrum", "campaigns"),
    "absolutes": ("musts", "card", "prospects", "providers"),
    "rules": ("write", "publish", "agree", "uphold", "packet"),
    "system": (),
    "transition": ("sort", "person", "months", "terms", "odds", "providers"),
    "message": ("words", "asks", "ads"),
    "takeaway": ("keep", "homework", "back"),
}


def decided_views() -> Iterator[View]:
    """Every page and section that shows what is decided."""
    for page, names in DECIDED.items():
        yield from sections(page, f"{page}.section.{{}}", names)
    say = catalogue().say
    letter = (("tap", say("transition.section.person")), ("text", say("transition.letter.open_goodbye")))
    yield View("transition, letter", "transition", letter)
    for prospect in ("q0", "q1", "q2", "q3"):
        yield View(f"screener, {prospect}", f"absolutes?prospect={prospect}")
