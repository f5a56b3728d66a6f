"""Start: the answers are kept, a regulated field drops what it must, and a kept copy comes back."""

from __future__ import annotations

import pytest

from icp.model import Client, Workbook
from icp.sample import sample_workbook
from tests.pages.conftest import Kept, RunPage

COPY = Workbook(clients=(Client(id="a", name="Ann", values={"tier": 1}),)).with_answer("business_name", "Bakery")


@pytest.mark.parametrize(
    ("own", "told", "untold"),
    [
        (True, "only your user account can read", "400 days"),
        (False, "until 400 days after your last change", "user folder"),
    ],
)
def test_where_names_go_is_said_as_it_is_here(
    run_page: RunPage, monkeypatch: pytest.MonkeyPatch, own: bool, told: str, untold: str
) -> None:
    """On one's own computer the key lies in a file, not in the browser; and a visit alone keeps no work for longer."""
    monkeypatch.setattr("icp.server.identity.is_own_computer", lambda: own)
    (said,) = [text.value for text in run_page("start.py").main.markdown if "Where do names go" in text.value]
    assert told in said
    assert untold not in said


def test_where_names_go_is_answered_before_any_field_and_guide_me_is_the_first_button(run_page: RunPage) -> None:
    app = run_page("start.py")
    kinds = [element.type for element in app.main]
    told = next(at for at, element in enumerate(app.main) if "Where do names go" in str(getattr(element, "value", "")))
    fields = {"text_input", "selectbox", "button_group", "number_input", "text_area", "multiselect"}
    assert told < min(at for at, kind in enumerate(kinds) if kind in fields)
    assert app.main.button[0].label == "Guide me"
    assert app.text_input[0].label == "What is your business called?"


def test_each_answer_is_kept_as_given(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py")
    assert any(badge.value.endswith("[Nothing entered yet]") for badge in app.markdown)
    app.text_input[0].set_value("Salt & Co").run()
    app.selectbox[0].set_value("bookkeeping").run()
    app.pills[0].select("customer").run()
    work = kept.workbook()
    assert [work.text(id) for id in ("business_name", "trade", "term")] == ["Salt & Co", "bookkeeping", "customer"]
    assert any("Saved " in badge.value for badge in app.markdown)


def test_a_regulated_field_takes_protected_facts_off_every_client_and_undo_brings_them_back(
    run_page: RunPage, kept: Kept
) -> None:
    client = Client(id="a", name="Ann", values={"age": 40, "faith": "important", "pays_on_time": 4})
    app = run_page("start.py", Workbook(clients=(client,)))
    field = next(pills for pills in app.pills if "regulated" in pills.label)
    field.select("credit").run()
    assert kept.workbook().clients[0].values == {"pays_on_time": 4}
    assert kept.workbook().regulated
    app.button(key="undo").click().run()
    assert kept.workbook().clients[0].values == client.values


def test_the_sample_is_one_click_and_one_click_clears_it(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py")
    (load,) = [button for button in app.button if "sample" in button.label.casefold()]
    load.click().run()
    assert kept.workbook() == sample_workbook()
    app.button(key="clear_example").click().run()
    assert kept.workbook().clients == ()
    assert not app.exception


def test_answers_on_start_do_not_stand_between_the_sample_and_its_click(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py")
    app.text_input[0].set_value("Salt & Co").run()
    next(button for button in app.button if "sample" in button.label).click().run()
    assert kept.workbook() == sample_workbook()
    app.button(key="undo").click().run()
    assert kept.workbook().text("business_name") == "Salt & Co"


@pytest.mark.parametrize("real", [COPY, Workbook().with_answer("must_sentence", "Rings before six")])
def test_real_entries_are_asked_about_before_the_sample_takes_their_place(
    real: Workbook, run_page: RunPage, kept: Kept
) -> None:
    app = run_page("start.py", real)
    next(button for button in app.button if "sample" in button.label).click().run()
    assert kept.workbook() == real
    assert {"Replace it", "Leave it as it is"} <= {button.label for button in app.button}


def test_a_kept_copy_comes_back_and_undo_restores_what_was_there(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py", Workbook().with_answer("business_name", "Mine"))
    next(toggle for toggle in app.toggle if toggle.label == "I have a kept copy").set_value(True).run()
    app.file_uploader[0].upload("copy.json", COPY.to_json().encode(), "application/json").run()
    app.button(key="take_copy").click().run()
    assert kept.workbook().text("business_name") == "Bakery"
    assert [client.name for client in kept.workbook().clients] == ["Ann"]
    app.button(key="undo").click().run()
    assert kept.workbook().text("business_name") == "Mine"


@pytest.mark.parametrize("data", [b"", b"{}", b'{"clients": [], "avatar": {"fit_line": 1e999}}'])
def test_a_refused_copy_changes_nothing_and_says_why(run_page: RunPage, kept: Kept, data: bytes) -> None:
    mine = Workbook().with_answer("business_name", "Mine")
    app = run_page("start.py", mine)
    next(toggle for toggle in app.toggle if toggle.label == "I have a kept copy").set_value(True).run()
    app.file_uploader[0].upload("copy.json", data, "application/json").run()
    assert "nothing here has changed" in app.error[0].value
    assert kept.workbook() == mine


def test_a_trade_that_is_usually_regulated_is_offered_its_field(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py", Workbook().with_answer("trade", "lending"))
    assert kept.workbook().field == "general"
    app.button(key="take_field").click().run()
    assert kept.workbook().field == "credit"
    assert next(pills for pills in app.pills if "regulated" in pills.label).value == "credit"
    assert not [button for button in app.button if button.key == "take_field"]
