"""The client list under AppTest: what goes in is kept as shown, nothing twice, nothing in silence."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.catalogue import catalogue
from icp.findings.figures import opening, share_of
from icp.findings.words import plain
from icp.model import Client, OwnQuestion, Workbook
from icp.sample import sample_workbook
from icp.site import data_folder
from icp.ui import keys
from icp.ui.roster.deck import TOO_SOON
from icp.ui.roster.paging import AT_ONCE
from icp.ui.roster.pick import find_names
from tests.pages.conftest import Kept, RunPage

LIST = (
    b"Customer,Email,Contact owner,Shoe size,Yearly spend,Age\n"
    b"Ines K.,ines@x.example,Pat,38,1900,58\n"
    b"Arne Q.,arne@x.example,Pat,44,a lot,50\n"
    b"Ines Kay,ines@x.example,Pat,38,1900,\n"
    b",,,,,\n"
)


def people(count: int, **values: Any) -> Workbook:
    return Workbook(clients=tuple(Client(id=f"c{n}", name=f"P{n}", values=values) for n in range(count)))


def open_section(run_page: RunPage, section: str, workbook: Workbook | None = None) -> AppTest:
    app = run_page("roster.py", workbook)
    app.session_state[keys.ROSTER_SECTION] = section
    app.run()
    assert not app.exception
    return app


def put_in(app: AppTest, data: bytes, name: str = "list.csv") -> AppTest:
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    return app


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def open_fold(app: AppTest, words: str) -> AppTest:
    """Open the expander whose label begins with these words."""
    fold = next(fold for fold in app.expander if fold.label.startswith(words) or words in fold.label)
    app.session_state[fold.key] = True
    app.run()
    assert not app.exception
    return app


def choose(app: AppTest, header: str, field: str) -> AppTest:
    next(box for box in app.selectbox if box.label == f"What {header} means").set_value(field).run()
    assert not app.exception
    return app


def text_of(app: AppTest) -> str:
    blocks = (*app.markdown, *app.subheader, *app.caption, *app.info, *app.error, *app.success)
    return "\n".join(block.value.replace("\\", "") for block in blocks)


# ── putting in ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_shown_corrected_and_taken_over(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), LIST)
    assert "4 rows read: 2 clients, 1 row the same person as another, 1 row left out." in text_of(app)
    assert kept.workbook().clients == ()
    open_fold(app, "Understood")
    open_fold(app, "Left out")
    assert {box.label for box in app.selectbox} == {
        f"What {header} means" for header in ("Customer", "Email", "Contact owner", "Shoe size", "Yearly spend")
    }
    choose(app, "Contact owner", "source")
    click(app, "take_over")
    work = kept.workbook()
    assert [(c.name, c.values) for c in work.clients] == [
        ("Ines K.", {"email": "ines@x.example", "source": "Pat", "annual_value": 1900}),
        ("Arne Q.", {"email": "arne@x.example", "source": "Pat"}),
    ]
    (receipt,) = work.receipts
    assert receipt["rows_read"] == 4 == receipt["clients"] + receipt["merged"] + receipt["folded"] + 1
    assert receipt["skipped"] == [{"row": 5, "reason": "blank"}]
    assert [(p["row"], p["value"], p["reason"]) for p in receipt["problems"]] == [(3, "a lot", "not_a_number")]
    assert keys.IMPORT not in app.session_state


def test_the_receipt_names_every_row_and_cell_in_words(run_page: RunPage) -> None:
    app = open_fold(put_in(run_page("roster.py"), LIST), "Receipt")
    assert "Row 5: empty row" in text_of(app)
    assert "Row 3, Yearly spend: “a lot” not a number" in text_of(app)
    assert app.get("download_button")


def test_a_field_moves_to_the_column_chosen_last(run_page: RunPage, kept: Kept) -> None:
    app = open_fold(put_in(run_page("roster.py"), LIST), "Understood")
    choose(app, "Email", "name")
    click(app, "take_over")
    assert [client.name for client in kept.workbook().clients] == [
        "ines@x.example", "arne@x.example", "ines@x.example"
    ]  # fmt: skip


def test_a_column_becomes_a_question_of_my_own(run_page: RunPage, kept: Kept) -> None:
    app = open_fold(put_in(run_page("roster.py"), LIST), "Left out")
    click(choose(app, "Shoe size", "+own"), "take_over")
    work = kept.workbook()
    assert work.questions == (OwnQuestion(id="x_shoe_size", label="Shoe size", kind="range"),)
    assert [client.values["x_shoe_size"] for client in work.clients] == ["38", "44"]


def test_age_waits_for_the_tick(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), LIST)
    assert "these columns stay out: Age" in text_of(app)
    app.checkbox[0].check().run()
    click(app, "take_over")
    work = kept.workbook()
    assert work.clients[0].values["age"] == 58
    assert len(str(work.answers["beliefs_agreed"])) == len("2026-11-22")


def test_an_age_column_without_ages_asks_for_nothing(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), b"Name,Email,Date of birth\nAda,a@x.example,\nBo,b@x.example, \n")
    assert "stay out" not in text_of(app)
    # an age below the first 200 rows counts as well
    rows = "".join(f"P{n},p{n}@x.example,\n" for n in range(300))
    click(app, "drop_import")
    app = put_in(app, f"Name,Email,Date of birth\n{rows}Zoe,z@x.example,1980\n".encode(), "long.csv")
    assert "these columns stay out: Date of birth" in text_of(app)
    click(app, "take_over")
    assert not any("age" in client.values for client in kept.workbook().clients)


def test_a_regulated_field_drops_protected_columns_and_says_so(run_page: RunPage, kept: Kept) -> None:
    data = LIST.replace(b"Shoe size", b"Religion")
    app = put_in(run_page("roster.py", Workbook().with_field("credit")), data)
    assert "forbids choosing by it: Religion, Age" in text_of(app)
    open_fold(app, "Understood")
    assert not {"What Age means", "What Religion means"} & {box.label for box in app.selectbox}
    assert not {"age", "gender", "faith"} & set(app.selectbox[0].options)
    click(app, "take_over")
    work = kept.workbook()
    assert work.questions == ()
    assert all(set(client.values) <= {"email", "annual_value"} for client in work.clients)


def test_the_same_file_twice_adds_nobody(run_page: RunPage, kept: Kept) -> None:
    data = b"Name,Hours\nA.B.,10\nC.D.,\nC.D.,4\n"
    app = put_in(run_page("roster.py"), data)
    click(app, "take_over")
    first = kept.workbook().clients
    app = put_in(open_section(run_page, "put_in"), data)
    assert next(t for t in app.toggle if "same people" in t.label).value is True  # this very file was here before
    click(app, "take_over")
    assert kept.workbook().clients == first


def test_names_alone_are_the_same_people_only_when_said(run_page: RunPage, kept: Kept) -> None:
    work = Workbook(clients=(Client(id="a", name="A.B."), Client(id="b", name="C.D.", values={"tier": 1})))
    app = put_in(open_section(run_page, "put_in", work), b"Name,Hours\nC.D.,7\nE.F.,\n")
    toggle = next(t for t in app.toggle if "same people" in t.label)
    assert toggle.value is False
    toggle.set_value(True).run()
    click(app, "take_over")
    assert [(c.name, c.values) for c in kept.workbook().clients] == [
        ("A.B.", {}), ("C.D.", {"tier": 1, "hours": 7}), ("E.F.", {})
    ]  # fmt: skip


def test_a_newer_file_fills_blanks_and_says_what_differs(run_page: RunPage, kept: Kept) -> None:
    work = Workbook(clients=(Client(id="a", name="Ines", values={"email": "ines@x.example", "annual_value": 5}),))
    app = put_in(open_section(run_page, "put_in", work), LIST)
    assert "New: 1. On your list already: 1. Blanks filled: 0." in text_of(app)
    open_fold(app, "Answers that differ")
    assert "Ines, Yearly invoice: your list says “5”, the file “1,900”" in text_of(app)
    click(app, "take_over")
    assert [(c.name, c.values["annual_value"]) for c in kept.workbook().clients[:1]] == [("Ines", 5)]


def test_undo_brings_the_list_back(run_page: RunPage, kept: Kept) -> None:
    work = people(2)
    app = put_in(open_section(run_page, "put_in", work), LIST)
    click(app, "take_over")
    assert len(kept.workbook().clients) == 4
    click(app, "undo")
    assert kept.workbook().clients == work.clients
    assert kept.workbook().receipts == ()


def test_a_dropped_file_leaves_nothing(run_page: RunPage, kept: Kept) -> None:
    app = click(put_in(run_page("roster.py"), LIST), "drop_import")
    assert kept.workbook().clients == ()
    assert app.file_uploader


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "There is nothing in this file."),
        (b" \n\n", "There is nothing in this file."),
        (b"%PDF-1.7 x", "This is not a table."),
        (b"\x00\x01\x02\x03" * 50, "This is not a table."),
        (b"<html><table><tr><td>a</td></tr></table></html>", "This is a web page"),
        (b"PK\x03\x04broken", "This spreadsheet is damaged"),
    ],
)
def test_a_bad_file_says_one_sentence_and_changes_nothing(
    run_page: RunPage, kept: Kept, data: bytes, words: str
) -> None:
    work = people(3)
    app = put_in(open_section(run_page, "put_in", work), data, "bad.csv")
    (error,) = app.error
    assert words in error.value
    assert kept.workbook().clients == work.clients
    assert app.file_uploader
    assert keys.IMPORT not in app.session_state
    put_in(app, LIST)
    assert not app.error


def test_a_list_without_names_asks_which_column_holds_them(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), b"Loan amount,Annual revenue\n100,200\n300,400\n")
    choose(app, "Loan amount", "")  # the first column was a guess, shown as one
    assert [error.value.replace("\\", "") for error in app.error] == [catalogue().say("problem.file.no_names")]
    assert "take_over" not in {button.key for button in app.button}
    assert kept.workbook().clients == ()
    choose(app, "Annual revenue", "name")
    assert not app.error
    click(app, "take_over")
    assert [client.name for client in kept.workbook().clients] == ["200", "400"]


def test_a_file_of_headers_has_nobody_to_take_over(run_page: RunPage) -> None:
    app = put_in(run_page("roster.py"), b"Name,Email\n")
    assert app.button(key="take_over").disabled


def test_one_column_of_names_is_enough(run_page: RunPage, kept: Kept) -> None:
    click(put_in(run_page("roster.py"), "Zoë\nJörg\n".encode()), "take_over")
    assert [client.name for client in kept.workbook().clients] == ["Zoë", "Jörg"]


def test_the_header_row_can_be_said(run_page: RunPage, kept: Kept) -> None:
    app = open_fold(put_in(run_page("roster.py"), b"Name,Hours\nOther,Time\nA.B.,3\n"), "read wrong")
    header = next(box for box in app.selectbox if box.label == "The column names are in row")
    assert header.options == ["there are none", "Row 1: Name, Hours", "Row 2: Other, Time", "Row 3: A.B., 3"]
    header.set_value(2).run()
    assert "1 row read: 1 client." in text_of(app)
    assert not app.error


def test_a_day_that_could_be_a_month_is_asked(run_page: RunPage, kept: Kept) -> None:
    app = put_in(run_page("roster.py"), b"Name,Customer since\nA.B.,03/04/2025\nC.D.,05/06/2024\n")
    app.pills(key=next(p.key for p in app.pills if "date_order" in (p.key or ""))).select("month").run()
    click(app, "take_over")
    assert [client.values["first_date"] for client in kept.workbook().clients] == ["2025-03-04", "2024-05-06"]


def test_letters_can_be_read_another_way(run_page: RunPage, kept: Kept) -> None:
    app = open_fold(put_in(run_page("roster.py"), "Name\nJörg\n".encode("mac-roman")), "read wrong")
    next(box for box in app.selectbox if box.label.startswith("Letters")).set_value("mac-roman").run()
    click(app, "take_over")
    assert [client.name for client in kept.workbook().clients] == ["Jörg"]


def test_a_pasted_table_goes_the_same_way(run_page: RunPage, kept: Kept) -> None:
    app = run_page("roster.py")
    app.session_state["roster_way"] = "paste"
    app.run()
    app.text_area[0].set_value("Name\tHours\nA.B.\t12\nC.D.\t3").run()
    click(click(app, "read_paste"), "take_over")
    assert [(c.name, c.values) for c in kept.workbook().clients] == [("A.B.", {"hours": 12}), ("C.D.", {"hours": 3})]


def test_typed_initials_repeat_and_stay_two_people(run_page: RunPage, kept: Kept) -> None:
    app = run_page("roster.py")
    app.session_state["roster_way"] = "type"
    app.run()
    app.text_area[0].set_value("A.B.\n\n A.B. \nC.D.").run()
    click(app, "add_names")
    assert [client.name for client in kept.workbook().clients] == ["A.B.", "A.B. (2)", "C.D."]


def test_health_work_is_told_to_use_codes(run_page: RunPage) -> None:
    assert "use a code or a number instead of a name" in text_of(run_page("roster.py", Workbook().with_field("health")))


# ── who may be one person ────────────────────────────────────────────────────────────────────────────────────────


def test_pairs_are_one_only_on_a_click(run_page: RunPage, kept: Kept) -> None:
    clients = tuple(Client(id=id, name="Ann", values=values) for id, values in
                    (("a", {"hours": 1}), ("b", {"tier": 2}), ("c", {})))  # fmt: skip
    app = open_section(run_page, "put_in", Workbook(clients=clients))
    assert kept.workbook().clients == clients
    click(app, "two_a+c")
    assert "two_a+c" not in {button.key for button in app.button}
    click(app, "one_a+b")
    assert [(c.id, c.values) for c in kept.workbook().clients] == [("a", {"hours": 1, "tier": 2}), ("c", {})]
    click(app, "undo")
    assert kept.workbook().clients == clients


# ── the deck ─────────────────────────────────────────────────────────────────────────────────────────────────────


def sort(app: AppTest, label: str) -> AppTest:
    time.sleep(TOO_SOON)
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_cards_are_sorted_taken_back_and_left_for_later(run_page: RunPage, kept: Kept) -> None:
    app = run_page("roster.py", people(3))
    assert app.header[0].value == "P0"
    click(app, "card_skip")
    assert app.header[0].value == "P1"
    sort(app, "glad")
    sort(app, "heart sinks")
    assert app.header[0].value == "P0"  # the one left for later comes round
    assert [client.tier for client in kept.workbook().clients] == [None, 1, 3]
    click(app, "card_back")
    assert app.header[0].value == "P2"
    assert [client.tier for client in kept.workbook().clients] == [None, 1, None]
    sort(app, "fine")
    sort(app, "glad")
    assert [client.tier for client in kept.workbook().clients] == [1, 1, 2]
    assert app.success


def test_the_second_half_of_a_double_click_sorts_nobody(run_page: RunPage, kept: Kept) -> None:
    app = run_page("roster.py", people(2))
    app.session_state[keys.ROSTER_TOUCHED] = time.monotonic() + 60
    next(button for button in app.button if button.label == "glad").click().run()
    assert [client.tier for client in kept.workbook().clients] == [None, None]


def test_the_keys_1_2_3_sort(run_page: RunPage) -> None:
    app = run_page("roster.py", people(1))
    cards = [button for button in app.button if ":deck:" in (button.key or "")]
    assert [button.proto.shortcut for button in cards] == ["1", "2", "3"]


def test_the_first_finding_comes_with_the_twelfth_card(run_page: RunPage) -> None:
    tiers = [3, 3, *[1] * 9]
    clients = tuple(
        Client(id=f"c{n}", name=f"P{n}", values={"tier": tier, "hours": 30 if tier == 3 else 10, "annual_value": 100})
        for n, tier in enumerate(tiers)
    )
    late = Client(id="late", name="Late", values={"hours": 50, "annual_value": 100})
    app = run_page("roster.py", Workbook(clients=(*clients, late)))
    assert app.subheader[0].value == "12 clients: 9 glad, 0 fine, 2 heart sinks, 1 not sorted yet."
    sort(app, "heart sinks")
    # 30 + 30 + 50 of 200 hours; 300 of 1200
    assert app.subheader[0].value == (
        "12 clients: 9 glad, 0 fine, 3 heart sinks. Heart sinks take 55% of your hours and bring 25% of the income."
    )


def test_the_opening_says_the_best_that_is_known() -> None:
    assert opening(people(1), plain) == "1 client, and none sorted yet. The first feeling is the right one."
    assert opening(people(12, tier=1), plain) == "12 clients: 12 glad, 0 fine, 0 heart sinks."
    assert opening(people(12, tier=1, annual_value=5), plain).endswith(
        "The ones you are glad of bring 100% of the income."
    )
    early = people(12, tier=1, annual_value=5)
    for n in range(3):
        early = early.with_client(Client(id=f"u{n}", name="U", values={"annual_value": 50}))
    assert opening(early, plain).endswith("Of those sorted so far, the ones you are glad of bring 100% of the income.")
    one_invoice = people(12, tier=1).with_client(Client(id="x", name="X", values={"tier": 1, "annual_value": 5}))
    # a share of one invoice says nothing
    assert opening(one_invoice, plain) == "13 clients: 13 glad, 0 fine, 0 heart sinks."
    former = people(2, status="former")
    assert opening(former.with_client(Client(name="New")), plain).startswith("1 client, and none sorted yet.")
    assert opening(former.with_client(Client(name="New")), plain).endswith("Former ones beside them: 2.")


def test_shares() -> None:
    assert share_of(3, [(3, 1.0), (1, 3.0)]) == 0.25
    assert share_of(3, [(1, 3.0)]) is None
    assert share_of(3, [(3, 0.0)]) is None


# ── what they do ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_taps_go_page_by_page_over_the_whole_list(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page, "taps", people(AT_ONCE + 2))
    taps = app.pills(key=next(p.key for p in app.pills if ":tap:" in (p.key or "")))
    assert len(taps.options) == AT_ONCE
    app.session_state["page_taps"] = 2
    app.run()
    taps = app.pills(key=next(p.key for p in app.pills if ":tap:" in (p.key or "")))
    assert list(taps.options) == [f"P{AT_ONCE}", f"P{AT_ONCE + 1}"]
    taps.select(f"c{AT_ONCE}").run()
    app.toggle(key=next(t.key for t in app.toggle if ":rest:" in (t.key or ""))).set_value(True).run()
    answers = [client.values.get("respects_hours") for client in kept.workbook().clients]
    assert answers == [*[None] * AT_ONCE, 0, 4]  # the rest of the page, not of the list


def test_every_tap_question_opens(run_page: RunPage) -> None:
    app = open_section(run_page, "taps", people(3))
    for id in app.pills(key="tap_question").options:
        assert id
    for id in ("willing_to_laugh", "speaks_well", "needs_me", "gets_me", "will_pay"):
        app.session_state["tap_question"] = id
        app.run()
        assert not app.exception


def test_a_shorter_list_has_fewer_pages(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page, "taps", people(60))
    app.session_state["page_taps"] = 3
    app.run()
    kept.put(people(30))
    app.run()
    assert not app.exception
    assert app.session_state["page_taps"] == 2


def test_the_ladder_begins_with_favourites_and_heart_sinks(run_page: RunPage, kept: Kept) -> None:
    clients = tuple(
        Client(id=f"c{n}", name=f"P{n}", values={"tier": 2 if n < 12 else 1 if n < 14 else 3}) for n in range(16)
    )
    app = open_section(run_page, "ladder", Workbook(clients=clients))
    rungs = [p for p in app.pills if ":ladder:" in (p.key or "")]
    assert [p.label for p in rungs[:4]] == ["P12", "P13", "P14", "P15"]
    assert len(rungs) == 10
    rungs[0].select("free_time").run()
    client = kept.workbook().client("c12")
    assert client
    assert [client.values[step] for step in ("home", "free_time", "vacation")] == [4, 4, 1]


def test_who_sent_them_may_be_a_channel_or_a_client(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page, "origins", people(3))
    app.selectbox[0].set_value("P1").run()
    app.selectbox[1].set_value("Website").run()
    values = [client.values for client in kept.workbook().clients]
    assert values == [{"referred_by": "P1"}, {"source": "Website"}, {}]
    assert "P0" not in app.selectbox[0].options


def test_reasons_are_asked_of_heart_sinks_only(run_page: RunPage, kept: Kept) -> None:
    work = people(2, tier=1).with_client(Client(id="s", name="Sink", values={"tier": 3}))
    app = open_section(run_page, "reasons", work)
    (reason,) = [p for p in app.pills if p.label == "Sink"]
    reason.select("money").run()
    client = kept.workbook().client("s")
    assert client
    assert client.values["sink_reason"] == "money"
    assert "Nobody makes your heart sink" in text_of(open_section(run_page, "reasons", people(2, tier=1)))


# ── one by one ───────────────────────────────────────────────────────────────────────────────────────────────────


def open_card(run_page: RunPage, work: Workbook, group: str) -> AppTest:
    app = open_section(run_page, "card", work)
    app.session_state["card_group"] = group
    app.run()
    assert not app.exception
    return app


def test_of_two_with_the_same_initials_the_one_chosen_is_taken_off(run_page: RunPage, kept: Kept) -> None:
    twins = Workbook(clients=tuple(Client(id=id, name="A. B.") for id in ("first", "second")))
    app = open_section(run_page, "card", twins)
    (who,) = [box for box in app.selectbox if box.label == "Who?"]
    assert who.options == ["A. B.", "A. B. (2)"]
    next(button for button in app.button if button.label == "Take off the list").click().run()
    assert [client.id for client in kept.workbook().clients] == ["second"]


def test_a_new_name_follows_to_those_they_sent(run_page: RunPage, kept: Kept) -> None:
    work = Workbook(clients=(Client(id="a", name="Ines"), Client(id="b", name="Tom", values={"referred_by": "Ines"})))
    app = open_card(run_page, work, "feeling")
    app.text_input[0].set_value("Ines K.").run()
    assert [c.name for c in kept.workbook().clients] == ["Ines K.", "Tom"]
    assert kept.workbook().clients[1].values["referred_by"] == "Ines K."


def labels(app: AppTest) -> set[str]:
    return {w.label for kind in (app.pills, app.selectbox, app.text_input, app.number_input, app.multiselect)
            for w in kind}  # fmt: skip


@pytest.mark.parametrize("group", ["person", "belief", "own"])
def test_who_somebody_is_is_asked_after_the_tick_and_never_in_regulated_fields(
    run_page: RunPage, kept: Kept, group: str
) -> None:
    own = OwnQuestion(id="x_religion", label="Religion", kind="text")
    work = people(1).changed(questions=(own, OwnQuestion(id="x_dog", label="Has a dog", kind="flag")))
    asked = {
        "person": {"Age", catalogue().fields["gender"].prompt},
        "belief": {q.prompt for q in catalogue().fields.values() if q.group == "belief" and q.protected},
        "own": {"Religion"},
    }[group]
    app = open_card(run_page, work, group)
    assert not asked & labels(app)
    app.checkbox[0].check().run()
    assert asked <= labels(app)
    regulated = open_card(run_page, kept.workbook().with_field("housing"), group if group != "belief" else "person")
    assert not asked & labels(regulated)
    assert not regulated.checkbox
    if group == "own":
        assert "Has a dog" in labels(regulated)


@pytest.mark.parametrize("group", catalogue().words["roster"]["group"])
def test_every_group_of_questions_opens_in_card_and_grid(run_page: RunPage, group: str) -> None:
    work = sample_workbook().changed(questions=(OwnQuestion(id="x_dog", label="Has a dog", kind="flag"),))
    assert not open_card(run_page, work, group).exception
    app = open_section(run_page, "grid", work)
    app.session_state["grid_group"] = group
    app.run()
    assert not app.exception
    assert len(app.data_editor[0].value) == 58


def test_off_the_list_and_back(run_page: RunPage, kept: Kept) -> None:
    work = people(2)
    app = open_card(run_page, work, "feeling")
    next(button for button in app.button if ":remove:" in (button.key or "")).click().run()
    assert [client.id for client in kept.workbook().clients] == ["c1"]
    click(app, "undo")
    assert kept.workbook().clients == work.clients


# ── the grid ─────────────────────────────────────────────────────────────────────────────────────────────────────


def keep_grid(monkeypatch: pytest.MonkeyPatch, fields: tuple[str, ...], work: Workbook, **edits: Any) -> Workbook:
    """What the grid's callback makes of edits, without a browser."""
    from icp.ui import state
    from icp.ui.roster import grid

    session: dict[str, Any] = {"editor": {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **edits}}
    changed: list[Workbook] = []
    monkeypatch.setattr(grid.st, "session_state", session)

    def change(step: Callable[[Workbook], Workbook]) -> Workbook:
        changed.append(step(work))
        return changed[0]

    monkeypatch.setattr(state, "change", change)
    grid._keep("editor", tuple(client.id for client in work.clients), fields)
    assert (keys.LIST_CHANGED in session) == bool(edits.get("deleted_rows") or edits.get("added_rows"))
    return changed[0]


def test_cells_are_kept_as_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    work = people(3, hours=5, referred_by="P0")
    after = keep_grid(
        monkeypatch,
        ("tier", "hours", "first_date", "notes"),
        work,
        edited_rows={
            0: {"name": "Ines", "tier": "3", "hours": 12.0},
            1: {"hours": None, "first_date": "2024-05-01T00:00:00", "notes": "  "},
            2: {"name": " ", "email": "not shown"},
        },
    )
    assert [(c.name, c.values) for c in after.clients] == [
        ("Ines", {"tier": 3, "hours": 12, "referred_by": "Ines"}),
        ("P1", {"referred_by": "Ines", "first_date": "2024-05-01"}),
        ("P2", {"hours": 5, "referred_by": "Ines"}),
    ]


def test_rows_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    after = keep_grid(
        monkeypatch,
        ("hours",),
        people(3),
        deleted_rows=[1],
        added_rows=[{"name": "New", "hours": 2.5}, {"hours": 3}],
    )
    assert [(c.name, c.values) for c in after.clients] == [("P0", {}), ("P2", {}), ("New", {"hours": 2.5})]


def test_the_grid_shows_two_hundred_rows_a_page_and_answers_not_on_offer(run_page: RunPage) -> None:
    work = people(250, place="Anytown", tier=1, first_date="2024-05-01")
    app = open_section(run_page, "grid", work)
    assert len(app.data_editor[0].value) == 200
    assert list(app.data_editor[0].value["tier"][:2]) == ["1", "1"]
    app.session_state["page_grid"] = 2
    app.session_state["grid_group"] = "person"
    app.run()
    assert not app.exception
    frame = app.data_editor[0].value
    assert len(frame) == 50
    assert set(frame["place"]) == {"Anytown"}


# ── names hidden, former clients ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("section", list(catalogue().words["roster"]["section"]))
def test_hidden_names_stand_nowhere(run_page: RunPage, section: str) -> None:
    clients = tuple(
        Client(id=f"c{n}", name=f"Zebulon{n}", values={"tier": tier, "company": "Zebulon Ltd", "email": "Zebulon@x.y",
                                                       "referred_by": "Zebulon1"})
        for n, tier in enumerate((1, 3, 2))
    )  # fmt: skip
    clients = (*clients, Client(id="u", name="Zebulon9", values={"occupation": "Zebulon tamer"}))
    work = Workbook(clients=clients)
    app = open_section(run_page, section, work)
    app.toggle(key=keys.HIDE_SWITCH).set_value(True).run()
    for group in catalogue().words["roster"]["group"] if section == "card" else ("feeling",):
        if group in ("own", "work"):  # nothing of one's own; what they do for a living is an answer, not a name
            continue
        app.session_state["card_group"] = group
        app.run()
        assert not app.exception
        shown = text_of(app) + str([header.value for header in app.header]) + str(
            [(w.label, getattr(w, "options", ""), w.value)
             for kind in (app.pills, app.selectbox, app.text_input) for w in kind]
        )  # fmt: skip
        assert "Zebulon" not in shown, (section, group)
    assert not app.data_editor


def test_former_clients_are_marked_and_can_be_left_out(run_page: RunPage) -> None:
    work = people(2).with_client(Client(id="f", name="Gone", values={"status": "former"}))
    app = open_section(run_page, "card", work)
    assert list(app.selectbox[0].options) == ["P0", "P1", "Gone (former)"]
    app.toggle(key=keys.ONLY_PRESENT).set_value(True).run()
    assert list(app.selectbox[0].options) == ["P0", "P1"]


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_invoices_dropped_after_the_list_fold_into_it(run_page: RunPage, kept: Kept) -> None:
    work = sample_workbook().changed(sales_years=(), receipts=())
    data = (data_folder() / "sample" / "transactions.csv").read_bytes()
    app = put_in(open_section(run_page, "put_in", work), data, "transactions.csv")
    click(app, "take_over")
    assert app.session_state[keys.ROSTER_SECTION] == "figures"
    after = kept.workbook()
    assert len(after.clients) == 58  # every invoice found its client
    assert [year.year for year in after.sales_years] == list(range(2019, 2027))
    receipt = after.receipts[-1]
    assert receipt["rows_read"] == receipt["clients"] + receipt["folded"] + len(receipt["skipped"])
    assert receipt["folded"] > 0
    app = open_section(run_page, "figures")
    assert {metric.label.rsplit(" ", 1)[0] for metric in app.metric} >= {"Income", "Average sale"}


def test_a_client_known_by_number_gets_the_name_of_a_later_file(run_page: RunPage, kept: Kept) -> None:
    sales = b"Customer ID,Invoice date,Amount\n7,2023-02-01,100\n7,2024-12-01,300\n8,2024-01-05,50\n"
    click(put_in(run_page("roster.py"), sales), "take_over")
    assert [client.name for client in kept.workbook().clients] == ["7", "8"]
    app = put_in(open_section(run_page, "put_in"), b"Customer ID,Name\n8,Ines\n7,Tom\n")
    click(app, "take_over")
    assert [client.name for client in kept.workbook().clients] == ["Tom", "Ines"]


def test_sales_by_hand(run_page: RunPage, kept: Kept) -> None:
    sales = (
        b"Client,Invoice date,Amount\nP0,2023-02-01,100\nP0,2024-12-01,300\nP1,2023-03-01,50\nP1,2024-01-05,50\n"
        b"P0,2024-12-02,100\n"
    )
    app = put_in(open_section(run_page, "put_in", people(2)), sales)
    click(app, "take_over")
    work = kept.workbook()
    assert [(y.year, y.clients, y.sales, y.income, y.retention, y.whole) for y in work.sales_years] == [
        (2023, 2, 2, 150, None, True), (2024, 2, 3, 450, 1, True)
    ]  # fmt: skip
    app = open_section(run_page, "figures")
    shown = {metric.label: (metric.value, metric.delta) for metric in app.metric}
    assert shown["Income 2024"] == ("€450", "+200% on 2023")
    assert shown["Average sale 2024"] == ("€150", "+100% on 2023")
    assert shown["Invoices per client 2024"] == ("1.5", "+50% on 2023")
    assert shown["Stayed on in 2024"] == ("100%", "")


def test_the_next_years_invoices_keep_the_years_before(run_page: RunPage, kept: Kept) -> None:
    for year in (2024, 2025):
        sales = f"Client,Invoice date,Amount\nP0,{year}-02-01,100\nP0,{year}-12-01,100\n".encode()
        click(put_in(open_section(run_page, "put_in", *([people(1)] if year == 2024 else [])), sales), "take_over")
    work = kept.workbook()
    assert [(each.year, each.income) for each in work.sales_years] == [(2024, 200), (2025, 200)]
    assert work.clients[0].values["first_date"] == "2024-02-01"


def test_a_year_that_fell_points_down_and_small_sales_keep_their_cents(run_page: RunPage) -> None:
    sales = b"Client,Invoice date,Amount\nP0,2023-02-01,20.50\nP1,2023-12-01,20.50\nP0,2024-12-02,10.25\n"
    click(put_in(open_section(run_page, "put_in", people(2)), sales), "take_over")
    income, average = (
        next(m for m in open_section(run_page, "figures").metric if m.label == label)
        for label in ("Income 2024", "Average sale 2024")
    )
    assert (income.value, income.delta) == ("€10", "-75% on 2023")
    assert income.proto.direction == income.proto.MetricDirection.DOWN
    assert average.value == "€10.25"


def test_the_share_of_the_day_is_kept(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page, "figures", people(2))
    app.number_input[0].set_value(70).run()
    assert kept.workbook().answers["existing_share"] == 70


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────

SECTIONS = list(catalogue().words["roster"]["section"])
NASTY = ("**bold** [x](http://e.example) ![i](http://e.example/i.png)", "🦊👩‍👩‍👧 :material/home: $x$", "N" * 300)
STATES = {
    "one client": people(1),
    "nothing known": people(14),
    "all glad": people(14, tier=1),
    "nasty names": Workbook(
        clients=tuple(
            Client(id=f"n{n}", name=name, values={"tier": n + 1, "referred_by": NASTY[0]})
            for n, name in enumerate(NASTY)
        )
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_every_section_opens_in_every_state(run_page: RunPage, name: str) -> None:
    app = run_page("roster.py", STATES[name])
    for section in SECTIONS:
        app.session_state[keys.ROSTER_SECTION] = section
        app.run()
        assert not app.exception, (name, section)
        if name == "nasty names":
            said = "".join(block.value for block in (*app.markdown, *app.subheader, *app.header, *app.caption))
            labelled = "".join(w.label for kind in (app.pills, app.selectbox) for w in kind)
            assert "![i](" not in said + labelled


def test_nobody_yet_teaches_and_offers_the_sample(run_page: RunPage) -> None:
    app = run_page("roster.py")
    assert app.subheader[0].value == "Twelve names are enough to begin."
    assert [button.key for button in app.button if "sample" in button.label] == ["roster_sample"]
    assert len(app.title) == 1


def test_five_thousand_clients_stay_fluent(run_page: RunPage) -> None:
    names = [client.name for client in sample_workbook().clients]
    clients = tuple(
        Client(id=f"c{n}", name=f"{names[n % 58]} {n}", values={"tier": n % 3 + 1, "hours": n % 50, "place": "city"})
        for n in range(5_000)
    )
    small = run_page("roster.py", people(50, tier=1))

    def cpu(app: AppTest, section: str) -> float:
        app.session_state[keys.ROSTER_SECTION] = section
        app.run()
        took = []
        for _ in range(3):
            begun = time.process_time()
            app.run()
            took.append(time.process_time() - begun)
        assert not app.exception
        return min(took)

    few = {section: cpu(small, section) for section in SECTIONS}
    large = run_page("roster.py", Workbook(clients=clients))
    for section in SECTIONS:
        # a hundred times the clients cost a page run far less than a hundred times the work
        assert cpu(large, section) < 25 * few[section], section


# ── a long list ──────────────────────────────────────────────────────────────────────────────────────────────────


def long_list() -> Workbook:
    clients = [Client(id=f"c{n}", name=f"Person {n}") for n in range(300)]
    return Workbook(clients=(*clients, Client(id="zoe", name="Zoë Brandt"), Client(id="bad", name="**Brandy**")))


def test_names_of_a_long_list_are_found_by_typing(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page, "card", long_list())
    assert not app.selectbox
    pick = next(p for p in app.pills if p.label == "Who?")
    assert pick.options == [f"Person {n}" for n in range(12)]
    assert app.text_input[1].value == "Person 0"  # the card of the first one
    app.text_input[0].set_value("zoe").run()
    pick = next(p for p in app.pills if p.label == "Who?")
    assert pick.options == ["Person 0", "Zoë Brandt"]
    pick.select("zoe").run()
    app.text_input[1].set_value("Zoë B.").run()
    client = kept.workbook().client("zoe")
    assert client
    assert client.name == "Zoë B."
    app.text_input[0].set_value("nobody at all").run()
    assert app.text_input[1].value == "Zoë B."  # whoever was chosen stays chosen
    assert "Nobody on your list is called “nobody at all”." in text_of(app)


def test_typed_words_are_looked_for_in_any_place() -> None:
    names = {"a": "Ines Keller", "b": "Keller, Jörg", "c": "Stockkeller", "d": "Ott"}
    assert find_names(names, "keller") == ["a", "b", "c"]
    assert find_names(names, "JORG kell") == ["b"]
    assert find_names(names, " ") == ["a", "b", "c", "d"]
    assert find_names(names, "x") == []


def test_somebody_else_on_the_ladder_of_a_long_list(run_page: RunPage, kept: Kept) -> None:
    app = open_section(run_page, "ladder", long_list())
    app.text_input[0].set_value("brandy").run()
    pick = next(p for p in app.pills if p.label == "Somebody else")
    assert pick.options == [r"\*\*Brandy\*\*"]
    pick.select("bad").run()
    rungs = [p for p in app.pills if ":ladder:" in (p.key or "")]
    assert (rungs[0].label, len(rungs)) == (r"\*\*Brandy\*\*", 11)
    rungs[0].select("office").run()
    client = kept.workbook().client("bad")
    assert client
    assert client.values["home"] == 1
