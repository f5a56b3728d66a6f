"""The one page: the person, the wishes in the owner's order, must-haves as they are said."""

from __future__ import annotations

from icp.export.document import Card, Text
from icp.model import Workbook
from icp.report import build_portrait
from icp.wishes import make_wish, put_wish
from tests.report.conftest import TODAY, read


def test_the_card_says_who_it_is_in_the_owners_words(sample: Workbook) -> None:
    document = build_portrait(sample, TODAY)
    (section,) = document.sections
    (card,) = section.blocks
    assert isinstance(card, Card)
    assert card.name == "The ideal client of Salt & Ledger"
    assert card.person.startswith("Someone of 35 to 50, in a small town or in the country")
    assert card.order == ("Yearly invoice €5,000 or more", "Delivers their part", "Asks when something is unclear")
    groups = dict(card.groups)
    assert groups["What I say before we begin"] == ("I answer from nine to five, and after five nobody does.",)
    assert groups["The problem I love solving"] == ("Shoebox of receipts", "First year in business")
    assert groups["Works well with me"][0] == "Keeps appointments"  # what counts most is said once
    assert groups["Never again"] == ("Blames everybody else",)
    assert card.promise == "My promise: Your return is in a week before the deadline, or I tell you in time."
    assert card.svg.startswith("<svg")


def test_the_sample_is_marked_and_real_work_is_not(sample: Workbook) -> None:
    assert "Sample, all invented" in build_portrait(sample, TODAY).subtitle
    assert "Sample" not in build_portrait(sample.changed(sample=False), TODAY).subtitle


def test_an_empty_portrait_says_what_to_tell_first() -> None:
    (section,) = build_portrait(Workbook(), TODAY).sections
    (block,) = section.blocks
    assert isinstance(block, Text)
    assert block.text.startswith("Nothing is told yet.")


def test_a_customer_is_a_customer_off_the_page_too(sample: Workbook) -> None:
    text = read(build_portrait(sample.with_answer("term", "customer"), TODAY))
    assert "ideal customer" in text
    assert "client" not in text.casefold()


def test_a_wish_that_is_only_a_story_in_a_regulated_field_is_not_on_the_wall(sample: Workbook) -> None:
    assert "35 to 50" in read(build_portrait(sample, TODAY))
    regulated = read(build_portrait(sample.with_field("credit"), TODAY))
    assert "35 to 50" not in regulated
    assert "family" not in regulated
    assert "small town" in regulated


def test_a_must_have_without_words_of_its_own_is_said_in_the_drafted_ones() -> None:
    from icp.catalogue import catalogue

    wish = make_wish(catalogue().fields["pays_on_time"]).model_copy(update={"absolute": True})
    work = Workbook()
    (section,) = build_portrait(work.changed(avatar=put_wish(work.avatar, wish)), TODAY).sections
    (card,) = section.blocks
    assert isinstance(card, Card)
    (said,) = dict(card.groups)["What I say before we begin"]
    assert len(said.split()) > 3
