"""Letters, welcome packet and call sheet: what is sent and said, and what is not written before its time."""

from __future__ import annotations

import re
from datetime import date

from icp.dealings import Course, Dealings, Terms
from icp.export.document import Points, Quote, Section, Signature, Table, Text
from icp.model import Client, Workbook
from icp.report import build_letters, build_packet, build_screener
from tests.report.conftest import TODAY, read


def test_a_letter_for_everybody_whose_course_changes_and_none_before_its_steps(sample: Workbook) -> None:
    document = build_letters(sample, TODAY)
    assert [section.heading for section in document.sections] == [
        "To Ines K.: thanks, and one question", "To Rolf D.: one change", "To Harald V.: goodbye",
        "To Gus P.: one change", "To Petra A.: other terms", "To everybody: the rules", "Not written yet",
    ]  # fmt: skip
    goodbye = document.sections[2].blocks[0]
    assert isinstance(goodbye, Quote)
    assert goodbye.text.startswith("Dear Harald V.,\n\n")
    assert "I will therefore finish my work for you on 31 January 2027." in goodbye.text
    assert document.sections[6].blocks == (
        Text("No letter yet for Dirk H.: steps before it are still open.", quiet=True),
    )


def test_the_owners_own_wording_goes_out_as_it_is_and_who_left_gets_none(sample: Workbook) -> None:
    course = Course(id="c1003", way="change", letter="Rolf,\n\n$x$ *enough* =1+1")
    work = sample.changed(dealings=sample.dealings.changed(courses=(course,)))
    (letter,) = [s for s in build_letters(work, TODAY).sections if s.id == "letter_c1003"]
    assert letter.blocks[0] == Quote("Rolf,\n\n$x$ *enough* =1+1")
    gone = work.with_client(work.clients[2].with_values(status="former"))
    assert not [s for s in build_letters(gone, TODAY).sections if s.id == "letter_c1003"]


def test_nothing_to_write_is_said() -> None:
    (section,) = build_letters(Workbook(clients=(Client(name="A"),)), TODAY).sections
    assert section.heading.startswith("No letter is due")


def test_the_packet_holds_the_rules_after_what_to_tick(sample: Workbook) -> None:
    sections = build_packet(sample, TODAY).sections
    order = [section.id for section in sections]
    assert order.index("before") + 1 == order.index("rules") < order.index("group_1") < order.index("after")
    (boxes,) = sections[order.index("before")].blocks
    assert isinstance(boxes, Points)
    assert boxes.boxes
    assert boxes.items[0] == "Read and agree to the rules"
    assert sections[-1].blocks[0] == Signature(("The client", "For Salt & Ledger"))


def test_a_packet_without_shared_rules_has_nothing_to_sign() -> None:
    document = build_packet(Workbook(), TODAY)
    assert "sign" not in [section.id for section in document.sections]
    assert "fingerprint" not in read(document)


def test_the_call_sheet_asks_each_must_have_and_knows_who_suits_them_better(sample: Workbook) -> None:
    sections = {section.id: section for section in build_screener(sample, TODAY).sections}
    must = sections["must_respects_hours"]
    assert must.heading == "Keeps to my hours"
    assert must.blocks[:2] == (
        Quote("When something worries you on a Sunday evening, what do you do with it?"),
        Points(("Yes, it is there", "Not sure", "No, it is missing"), boxes=True),
    )
    said = sections["decline"].blocks[0]
    assert isinstance(said, Quote)
    assert "I answer from nine to five, and after five nobody does." in said.text
    (table,) = sections["providers"].blocks
    assert isinstance(table, Table)
    assert table.rows[1] == ("Nightowl Books", "owners who think best after dark", "")


def test_nothing_is_asked_without_a_must_have() -> None:
    assert build_screener(Workbook(), TODAY).sections == (
        Section("screener", "There is no must-have to ask about yet."),
    )


def test_who_has_no_month_in_the_plan_gets_no_day_to_go() -> None:
    """One goodbye a month over twelve months, the first after a month's notice: of fourteen the last three wait."""
    clients = tuple(
        Client(id=f"c{n}", name=f"N{n}", values={"tier": "3" if n < 14 else "1", "respects_hours": 0 if n < 14 else 4,
                                                 "annual_value": 1000, "hours": 10})
        for n in range(40)
    )  # fmt: skip
    day = date(2026, 9, 1)
    courses = tuple(
        Course(id=f"c{n}", way="goodbye", cause="person", reasons=("respects_hours",), system=day, talk=day, terms=day)
        for n in range(14)
    )
    work = Workbook(clients=clients, dealings=Dealings(courses=courses, terms=Terms(floor=500)))
    *letters, waiting = build_letters(work, TODAY).sections
    last = [re.search(r"work for you on ([^.]+)\.", read_quote(letter)) for letter in letters]
    assert len({found[1] for found in last if found}) == len(letters) == 11
    (said,) = waiting.blocks
    assert isinstance(said, Text)
    assert said.text.endswith(": the plan has no month for it so far.")


def read_quote(section: Section) -> str:
    (quote,) = [block.text for block in section.blocks if isinstance(block, Quote)]
    return quote
