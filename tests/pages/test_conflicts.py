"""One answer given differently in two windows: both are named, and the one that is pressed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.model import Avatar, ChoiceCriterion, Client, Criterion, RangeCriterion, TagsCriterion, Workbook
from icp.server.identity import workbook_key
from icp.store import get_store
from icp.ui import keys

RunPage = Callable[..., AppTest]


def disagree(run_page: RunPage, kept: Any, base: Workbook, mine: Workbook, theirs: Workbook) -> AppTest:
    """A window that could not save what another one has changed since."""
    kept.put(base)
    key = workbook_key()
    version = get_store().version(key)
    kept.put(theirs)
    get_store().hold(key, mine.to_json().encode(), version, base.to_json().encode(), over=None)
    return run_page("start.py")


def questions(app: AppTest) -> list[str]:
    return [str(each.value) for each in app.markdown if "Answered in two windows" in str(each.value)]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "words"),
    [
        (
            ChoiceCriterion(id="place", accept=("Porto",)), ChoiceCriterion(id="place", accept=("Braga", "Faro")),
            ChoiceCriterion(id="place", accept=("Lagos",)), ("Braga", "Lagos"),
        ),
        (
            TagsCriterion(id="problem", wanted=("Late papers",)), TagsCriterion(id="problem", wanted=("No plan",)),
            TagsCriterion(id="problem", wanted=("No time",)), ("No plan", "No time"),
        ),
        (
            RangeCriterion(id="age", low=30, high=40), RangeCriterion(id="age", low=30, high=35),
            RangeCriterion(id="age", low=38, high=40), ("35", "38"),
        ),
    ],
    ids=["choice", "tags", "range"],
)  # fmt: skip
@pytest.mark.parametrize("pressed", ["mine", "theirs"])
def test_a_wish_changed_in_two_windows_is_one_answer_whole(
    run_page: RunPage,
    kept: Any,
    base: Criterion,
    mine: Criterion,
    theirs: Criterion,
    words: tuple[str, str],
    pressed: str,
) -> None:
    works = [Workbook(avatar=Avatar(criteria=(wish,))) for wish in (base, mine, theirs)]
    works = [work.changed(created=works[0].created) for work in works]
    app = disagree(run_page, kept, *works)
    assert not app.exception
    assert len(questions(app)) == 1
    keep_mine, keep_theirs = app.button(key="conflict0True"), app.button(key="conflict0False")
    assert words[0] in keep_mine.label
    assert words[1] in keep_theirs.label
    (keep_mine if pressed == "mine" else keep_theirs).click().run()
    assert not app.exception
    assert questions(app) == []
    assert kept.workbook().avatar.criteria == ((mine if pressed == "mine" else theirs),)


def test_while_names_are_hidden_no_side_is_shown(run_page: RunPage, kept: Any) -> None:
    works = [Workbook(clients=(Client(id="a", name=name),)) for name in ("Ines", "Ines K.", "Ines B.")]
    works = [work.changed(created=works[0].created) for work in works]
    app = disagree(run_page, kept, *works)
    assert "Ines K." in app.button(key="conflict0True").label.replace("\\", "")
    app.session_state[keys.HIDE_NAMES] = True
    app.run()
    shown = [*(each.label for each in app.button), *(str(each.value) for each in app.markdown)]
    assert questions(app) == ["**Answered in two windows.** Names are hidden; show them to choose which answer stays."]
    assert not any("Ines" in text for text in shown)


def test_two_windows_that_differ_in_everything_are_asked_about_each_answer(run_page: RunPage, kept: Any) -> None:
    def work(text: str) -> Workbook:
        return Workbook(
            created=Workbook(answers={}).created.replace(year=2026), answers={"trade": text, "mirror_best": text},
            clients=(Client(id="ann", name=f"Ann {text}", values={"notes": text}),),
            avatar=Avatar(criteria=(ChoiceCriterion(id="place", accept=(text,)),)),
        )  # fmt: skip

    app = disagree(run_page, kept, work("one"), work("two"), work("three"))
    assert not app.exception
    assert len(questions(app)) == 5
