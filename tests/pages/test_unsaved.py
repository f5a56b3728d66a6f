"""When the database takes nothing: said at once, nothing forgotten, saved as soon as it can be."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.catalogue import catalogue
from icp.model import Workbook
from icp.server.identity import workbook_key
from icp.site import site_folder
from icp.store import KeyRevoked, StoreUnavailable, WorkbookDamaged, get_store, new_key
from icp.store.keys import row_of
from icp.store.workbooks import Store
from tests.pages.conftest import Kept, RunPage

SAY = catalogue().say


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception, *names: str) -> None:
    """The store answers these calls with the error until ``monkeypatch.undo()``."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    for name in names:
        monkeypatch.setattr(Store, name, fail)


def answer(app: AppTest, text: str) -> AppTest:
    app.text_input[0].set_value(text).run()
    return app


def banners(app: AppTest) -> list[str]:
    return [banner.value for banner in app.warning]


@pytest.mark.parametrize("trouble", ["full", "readonly", "locked", "gone", "unreachable"])
@pytest.mark.parametrize("calls", [("save",), ("save", "load", "version")])
def test_what_is_entered_while_the_database_fails_waits_and_is_saved_later(
    run_page: RunPage, kept: Kept, trouble: Any, calls: tuple[str, ...]
) -> None:
    app = answer(run_page("start.py", Workbook()), "First")
    assert kept.workbook().text("business_name") == "First"
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable(trouble), *calls)
        answer(app, "Second")
        assert not app.exception
        assert SAY("frame.unsaved_body") in banners(app)
        assert app.text_input[0].value == "Second"
        assert any(SAY("frame.not_saved") in mark.value for mark in app.markdown)
        assert not any("Saved " in mark.value for mark in app.markdown)
        app.button(key="retry").click().run()  # still nothing
        assert SAY("frame.unsaved_body") in banners(app)
        app.switch_page("guide.py").run()  # and on another page it still waits
        assert SAY("frame.unsaved_body") in banners(app)
        assert not app.exception
    app.button(key="retry").click().run()
    assert banners(app) == []
    assert kept.workbook().text("business_name") == "Second"


def test_the_next_answer_after_the_failure_saves_both(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py", Workbook())
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable("full"), "save")
        answer(app, "Salt")
    app.selectbox[0].select_index(1).run()
    assert banners(app) == []
    assert kept.workbook().text("business_name") == "Salt"
    assert len(kept.workbook().answers) == 2


def test_a_database_that_is_not_there_at_all_is_said_in_a_sentence(kept: Kept, run_page: RunPage) -> None:
    app = run_page("start.py", Workbook())
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable("gone"), "load", "version", "save")
        fresh = AppTest.from_file(app._script_path, default_timeout=30).run()
        assert not fresh.exception
        assert [error.value for error in fresh.error] == [SAY("problem.StoreUnavailable")]
    fresh.button(key="reopen").click().run()
    assert not fresh.error
    assert fresh.text_input


def test_a_tab_left_open_while_the_link_was_replaced_says_so(run_page: RunPage, kept: Kept) -> None:
    app = answer(run_page("start.py", Workbook()), "Salt")
    get_store().rekey(workbook_key(), new_key())
    with pytest.raises(KeyRevoked):
        get_store().load(workbook_key())
    answer(app, "Pepper")
    assert not app.exception
    assert [error.value for error in app.error] == [SAY("problem.KeyRevoked")]


def test_a_tab_left_open_while_all_was_deleted_brings_nothing_back(run_page: RunPage, kept: Kept) -> None:
    app = answer(run_page("start.py", Workbook()), "Salt")
    get_store().erase(workbook_key())
    answer(app, "Pepper")
    assert not app.exception
    assert get_store().version(workbook_key()) is None
    assert app.text_input[0].value == ""
    answer(app, "Anew")  # and it can be begun again
    assert kept.workbook().text("business_name") == "Anew"


def test_what_waited_and_was_deleted_from_another_window_does_not_come_back(run_page: RunPage, kept: Kept) -> None:
    app = run_page("start.py")
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable("locked"), "save")
        answer(app, "Salt")
    other = run_page("start.py")
    assert kept.workbook().text("business_name") == other.text_input[0].value == "Salt"
    get_store().erase(workbook_key())
    answer(app, "Pepper")
    assert not app.exception
    assert get_store().version(workbook_key()) is None
    assert app.text_input[0].value == ""


def test_stored_bytes_of_a_later_release_are_no_traceback(run_page: RunPage, kept: Kept) -> None:
    run_page("start.py", Workbook())
    version = get_store().version(workbook_key()) or 0
    get_store().save(workbook_key(), b'{"schema_version": 2, "colour": 1}', based_on=version)
    app = AppTest.from_file(str(site_folder() / "pages" / "shell.py"), default_timeout=30).run()
    assert not app.exception
    assert [error.value for error in app.error] == [SAY("problem.WorkbookDamaged")]


def damage_last() -> None:
    """Change one byte of what was saved last, as a failing disk does."""
    url = get_store()._database.engine.url
    with closing(sqlite3.connect(str(url.database))) as raw, raw:
        (last,) = raw.execute("SELECT version FROM workbook WHERE id = ?", (row_of(workbook_key()),)).fetchone()
        at = "id = ? AND version = ?", (row_of(workbook_key()), last)
        (body,) = raw.execute(f"SELECT body FROM workbook_version WHERE {at[0]}", at[1]).fetchone()
        broken = body[:40] + bytes([body[40] ^ 1]) + body[41:]
        raw.execute(f"UPDATE workbook_version SET body = ? WHERE {at[0]}", (broken, *at[1]))
    with pytest.raises(WorkbookDamaged):
        get_store().load(workbook_key())


def test_what_was_saved_before_a_damaged_version_is_one_tap_away(run_page: RunPage, kept: Kept) -> None:
    app = answer(answer(run_page("start.py", Workbook()), "First"), "Second")
    damage_last()
    broken = reload(app)
    assert not broken.exception
    assert [error.value for error in broken.error] == [SAY("problem.WorkbookDamaged")]
    broken.button(key="reopen").click().run()  # it does not mend itself, and asks the same again
    assert broken.error
    broken.button(key="take_earlier").click().run()
    assert not broken.exception
    assert not broken.error
    assert broken.text_input[0].value == kept.workbook().text("business_name") == "First"
    answer(broken, "Third")
    for wanted in ("First", "First", ""):  # undo steps over the damaged one
        broken.button(key="undo").click().run()
        assert not broken.exception
        assert kept.workbook().text("business_name") == wanted


def test_a_kept_copy_takes_the_place_of_work_that_opens_nowhere(run_page: RunPage, kept: Kept) -> None:
    app = answer(run_page("start.py"), "Only")
    copy = kept.workbook().to_json().encode()
    damage_last()
    broken = reload(app)
    assert [error.value for error in broken.error] == [SAY("problem.WorkbookDamaged")]
    assert "take_earlier" not in [button.key for button in broken.button]
    file = io.BytesIO(copy)
    broken.file_uploader[0].set_value(("copy.json", file.read(), "application/json")).run()
    broken.button(key="take_copy").click().run()
    assert not broken.exception
    assert not broken.error
    assert broken.text_input[0].value == kept.workbook().text("business_name") == "Only"


def test_who_has_the_work_open_goes_on_over_a_damaged_version(run_page: RunPage, kept: Kept) -> None:
    app = answer(run_page("start.py", Workbook()), "First")
    damage_last()
    assert app.run().error == []
    answer(app, "Second")
    assert not app.exception
    assert banners(app) == []
    assert kept.workbook().text("business_name") == "Second"


def reload(app: AppTest) -> AppTest:
    """The same browser's next window: a session that begins with nothing."""
    return AppTest.from_file(app._script_path, default_timeout=30).run()


@pytest.mark.parametrize("calls", [("save",), ("save", "load", "version")])
def test_a_reload_before_the_database_is_back_loses_nothing(
    run_page: RunPage, kept: Kept, calls: tuple[str, ...]
) -> None:
    app = answer(run_page("start.py", Workbook()), "First")
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable("full"), *calls)
        answer(app, "Second")
        again = reload(app)
        assert not again.exception
        assert again.text_input[0].value == "Second"
        assert SAY("frame.unsaved_body") in banners(again)
        answer(again, "Third")
        assert reload(app).text_input[0].value == "Third"
    last = reload(app)
    assert banners(last) == []
    assert last.text_input[0].value == "Third"
    assert kept.workbook().text("business_name") == "Third"


def test_two_windows_without_a_database_keep_both_answers(run_page: RunPage, kept: Kept) -> None:
    app = answer(run_page("start.py", Workbook()), "First")
    other = reload(app)
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable("gone"), "save", "load", "version")
        answer(app, "Second")
        other.selectbox[0].select_index(1).run()
        assert other.text_input[0].value == "Second"
    del app, other  # nobody comes back: the process saves it by itself
    get_store()._holding.flush()
    assert kept.workbook().text("business_name") == "Second"
    assert len(kept.workbook().answers) == 2


def test_what_the_process_saved_by_itself_is_no_other_window(run_page: RunPage, kept: Kept) -> None:
    app = answer(run_page("start.py", Workbook()), "First")
    with pytest.MonkeyPatch.context() as broken:
        refuse(broken, StoreUnavailable("locked"), "save")
        answer(app, "Second")
        get_store()._holding.flush()
        assert kept.workbook().text("business_name") == "Second"
        answer(app, "Third")
    app.run()
    assert banners(app) == []
    assert not [button for button in app.button if str(button.key).startswith("conflict")]
    assert kept.workbook().text("business_name") == "Third"
