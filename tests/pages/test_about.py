"""About: what a fit means, the methods, privacy, credits."""

from __future__ import annotations

import re

import pytest

from icp.findings.comparison import hold
from icp.model import Workbook
from icp.sample import sample_workbook
from icp.ui.about import example_row
from tests.pages.conftest import RunPage


def words_of(run_page: RunPage, workbook: Workbook | None = None) -> str:
    app = run_page("about.py", workbook or Workbook())
    return "\n".join(text.value for text in (*app.main.subheader, *app.main.markdown, *app.main.caption))


def test_it_opens_on_what_a_fit_means_by_a_client_of_the_sample_nearest_62(run_page: RunPage) -> None:
    held = hold(sample_workbook())
    row = example_row(held)
    fit = held.scored.match[row]
    known = held.scored.high - held.scored.low < 1e-6
    assert known[row]
    assert abs(fit - 62) == min(abs(held.scored.match[known] - 62))
    app = run_page("about.py", Workbook())
    assert app.main.subheader[0].value == f"What does a fit of {fit:.0f} mean?"
    assert len(app.main.get("plotly_chart")) == 1


def test_its_figures_are_the_samples_whatever_the_owner_has(run_page: RunPage) -> None:
    def shown(workbook: Workbook) -> list[str]:
        return [text.value for text in run_page("about.py", workbook).main.markdown if "Saved" not in text.value]

    assert shown(Workbook()) == shown(Workbook().with_answer("currency", "USD"))


def test_every_idea_is_credited_and_every_method_names_where_it_comes_from(run_page: RunPage) -> None:
    app = run_page("about.py", Workbook())
    folds = {fold.label: fold for fold in app.main.expander}
    for author in ("Jeff Garrett", "Ideal versus perfect", "Fabienne Fredrickson", "Stephen Marino", "Steve Chandler"):
        assert any(author in title for title in folds), author
    sourced = [title for title, fold in folds.items() if len(fold.caption)]
    assert len(sourced) == 15
    named = " ".join(folds[title].caption[0].value for title in sourced)
    assert len(re.findall(r"doi 10\.\d{4,}/", named)) == 13


@pytest.mark.parametrize(("own", "told"), [(True, "On this computer"), (False, "After 400 days")])
def test_the_privacy_notice_is_that_of_the_place_it_runs_on(
    run_page: RunPage, monkeypatch: pytest.MonkeyPatch, own: bool, told: str
) -> None:
    monkeypatch.setattr("icp.ui.about.is_own_computer", lambda: own)
    shown = words_of(run_page)
    assert told in shown
    for right in ("Keep my copy", "Delete everything", "No account, no analytics", "Not legal advice"):
        assert right in shown
