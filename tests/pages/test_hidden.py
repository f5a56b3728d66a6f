"""While names are hidden no page says one: every page, every section, in words, pictures, charts and their readings."""

from __future__ import annotations

import base64
import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from icp.catalogue import catalogue
from icp.dealings import Prospect
from icp.model import Cell, Client, Promise, Workbook
from icp.sample import sample_workbook
from icp.ui import keys
from icp.ui.guide.screens import NAMING
from tests.pages.conftest import Kept, RunPage

_NAME = re.compile(r"Zq[a-z]+")
_PACKED = re.compile(r"base64,([A-Za-z0-9+/]+={0,2})")
_SECTIONS = {
    "roster": (keys.ROSTER_SECTION, "put_in sort taps ladder origins reasons card grid figures"),
    "reality": (keys.REALITY_SECTION, "spectrum campaigns"),
    "compare": ("compare_section", "more fit meets gaps sure corners vacation ask gut"),
    "referrals": (keys.REFERRAL_SECTION, "sources shared ideal alike leaving ask loose"),
    "absolutes": (keys.MUST_SECTION, "musts card prospects providers"),
    "rules": (keys.RULES_SECTION, "write publish agree uphold packet"),
    "transition": (keys.TRANSITION_SECTION, "sort person months terms odds providers"),
    "message": (keys.MESSAGE_SECTION, "words asks ads"),
    "takeaway": (keys.TAKEAWAY_SECTION, "homework back keep"),
}
_FOLDS = ("takeaway_read", "reality_more", "breach_new", "agree_paper", "packet_words", "referrals_why")


def mark(at: int) -> str:
    """A name nobody else has, and no part of another: "Zqcb"."""
    return f"Zq{chr(97 + at // 26)}{chr(97 + at % 26)}"


def marked() -> Workbook:
    """The sample with marks for names, and marks in the owner's own words about them."""
    nora = sample_workbook()
    called = {client.name: f"{mark(at)} {mark(at + 200)}" for at, client in enumerate(nora.clients)}
    outside: dict[str, str] = {}

    def rename(cell: Cell) -> Cell:
        parts = [part.strip() for part in str(cell).split(";")]
        return "; ".join(called.get(part) or outside.setdefault(part, mark(400 + len(outside))) for part in parts)

    clients = tuple(
        Client(id=c.id, name=called[c.name],
               values={k: rename(v) if k == "referred_by" else v for k, v in c.values.items()})
        for c in nora.clients
    )  # fmt: skip
    deal = nora.dealings
    courses = tuple(c.model_copy(update={"change": mark(500), "letter": f"Dear {mark(501)}"}) for c in deal.courses)
    prospects = (
        Prospect(id="p1", name=mark(510), day=date.today(), note=mark(511), source=mark(512), decide_by=date.today(),
                 outcome="waiting"),
    )  # fmt: skip
    breaches = tuple(breach.model_copy(update={"note": mark(520)}) for breach in deal.breaches)
    agreements = tuple(a.model_copy(update={"name": mark(530), "signed_by": mark(531)}) for a in deal.agreements)
    assert all((courses, breaches, agreements))  # or the sample shows less than it did
    return nora.changed(
        clients=clients,
        promises=(Promise(id="x", text=f"Ring {mark(540)}", client=clients[0].id, due=date.today()),),
        dealings=deal.changed(courses=courses, prospects=prospects, breaches=breaches, agreements=agreements),
        answers={**nora.answers, "surprise": mark(550), "sink_other": mark(551), "introduction_pleasure": mark(552),
                 "thank_first": clients[0].name, "introduction_from": clients[0].name},
    )  # fmt: skip


def names_in(app: AppTest) -> set[str]:
    """Every mark that stands anywhere in what a browser is sent."""
    assert not app.exception
    told = "\n".join(str(proto) for node in app._tree if (proto := getattr(node, "proto", None)) is not None)
    packed = (base64.b64decode(found + "=" * (-len(found) % 4)) for found in _PACKED.findall(told))
    return set(_NAME.findall("\n".join((told, *(data.decode(errors="ignore") for data in packed)))))


def walk(app: AppTest, page: str) -> dict[str, set[str]]:
    """The marks of a page and of each of its sections, with everything switched on and folded out."""
    found = {"": names_in(app)}
    key, sections = _SECTIONS[page]
    for section in sections.split():
        (group,) = [each for each in (*app.pills, *app.segmented_control) if each.key == key]
        group.set_value(section).run()
        found[section] = names_in(app)
        for toggle in [toggle for toggle in app.toggle if toggle.key != keys.HIDE_SWITCH and not toggle.value]:
            toggle.set_value(True)
        for fold in _FOLDS:
            app.session_state[fold] = True
        app.run()
        found[f"{section}, all open"] = names_in(app)
    return {place: names for place, names in found.items() if names}


@pytest.mark.parametrize("page", _SECTIONS)
def test_no_page_says_a_name_while_names_are_hidden(run_page: RunPage, kept: Kept, page: str) -> None:
    kept.put(marked())
    app = run_page("roster.py")
    app.toggle(key=keys.HIDE_SWITCH).set_value(True).run()
    app.switch_page(f"{page}.py").run()
    assert walk(app, page) == {}


def test_with_names_shown_the_same_look_finds_them(run_page: RunPage) -> None:
    """Or the test above could not fail."""
    assert names_in(run_page("transition.py", marked()))
    assert names_in(run_page("referrals.py"))


@pytest.mark.parametrize("kind", sorted(NAMING))
def test_the_guide_asks_about_nobody_by_number(run_page: RunPage, kept: Kept, kind: str) -> None:
    kept.put(marked())
    screen = next(place for place, q in enumerate(catalogue().screens, start=1) if q.guide == kind)
    app = run_page("start.py")
    app.session_state[keys.HIDE_NAMES] = True
    app.switch_page("guide.py")
    app.query_params[keys.GUIDE_SCREEN] = str(screen)
    app.run()
    assert names_in(app) == set()
    app.button(key="show_names").click().run()
    assert "show_names" not in [button.key for button in app.button]
    assert not app.exception
