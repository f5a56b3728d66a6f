"""Any number of answers, and words of one's own."""

from __future__ import annotations

from icp.model import Workbook
from tests.pages.conftest import Kept, RunPage


def wanted(kept: Kept) -> tuple[str, ...]:
    wish = kept.workbook().avatar.find("problem")
    return tuple(getattr(wish, "wanted", ()))


def test_suggestions_are_tapped_and_own_words_become_pills_that_can_be_taken_away(
    run_page: RunPage, kept: Kept
) -> None:
    app = run_page("guide.py", Workbook().with_answer("trade", "bookkeeping"), screen=19)
    first = app.pills[0].options[0]
    app.pills[0].select(first).run()
    assert wanted(kept) == (first,)
    app.text_input[0].set_value("Boxes; full *of* paper").run()
    assert wanted(kept) == (first, "Boxes, full *of* paper")
    assert app.pills[0].value == [first, "Boxes, full *of* paper"]
    assert app.text_input[0].value == ""
    assert "Boxes, full \\*of\\* paper" in [option.content for option in app.pills[0].proto.options]
    app.pills[0].set_value([first]).run()
    assert wanted(kept) == (first,)
    assert app.pills[0].value == [first]
    assert len(app.pills[0].options) == 5


def test_without_suggestions_there_is_a_field(run_page: RunPage, kept: Kept) -> None:
    app = run_page("guide.py", Workbook(), screen=19)
    assert not app.pills
    app.text_input[0].set_value("Wilted roses").run()
    assert wanted(kept) == ("Wilted roses",)
    assert app.pills[0].value == ["Wilted roses"]
