"""The full work holds what the pages show, a section a step; the figures are those of the sample's own sheet."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from icp.export.document import Card, Document, Figure, Points, Section, Table, Text
from icp.model import Avatar, Client, Promise, Workbook
from icp.report import build_workbook
from tests.report.conftest import TODAY, read


@pytest.fixture(scope="module")
def whole(sample: Workbook) -> Document:
    return build_workbook(sample, TODAY)


def section(document: Document, id: str) -> Section:
    return next(section for section in document.sections if section.id == id)


def table(document: Document, id: str) -> Table:
    return next(block for block in section(document, id).blocks if isinstance(block, Table))


def test_every_step_that_is_known_in_the_order_of_the_journey(whole: Document) -> None:
    assert [each.id for each in whole.sections] == [
        "portrait", "roster", "reality", "compare", "fit", "misses", "corners", "referrals", "sources", "alike",
        "leaving", "absolutes", "prospects", "rules", "system", "transition", "message", "monday", "takeaway", "todo",
    ]  # fmt: skip
    assert isinstance(section(whole, "portrait").blocks[0], Card)


@pytest.mark.parametrize(
    ("id", "finding"),
    [
        ("roster", "58 clients: 13 glad, 28 fine, 12 heart sinks, 5 not sorted yet. Heart sinks take 34% of your "
                   "hours and bring 21% of the income."),
        ("reality", "Nobody is left: none of your 58 clients meets all 6 must-haves. Let go of “yearly invoice "
                    "€5,000 or more”, and 7 come back."),
        ("compare", "Your biggest invoice is your hardest client."),
        ("referrals", "10 of 13 favourites came through someone; 13 of 40 others."),
        ("sources", "Ines K. brings favourites most surely; of 10 you sorted from Facebook, none is one."),
        ("leaving", "Gus P. makes your heart sink, and brought more than they pay: €14,030 against €2,400."),
        ("absolutes", "“Keeps to my hours” would cost you €46,160 a year (22% of your income), and give back 749 "
                      "hours (30%)."),
        ("prospects", "3 asked: 1 thinking it over, 1 taken on, 1 kindly declined."),
        ("transition", "Saying goodbye to Harald V. and Dirk H. gives you back 11 hours a month, and your income stays "
                       "above the €15,000 you need."),
    ],
)  # fmt: skip
def test_a_section_is_headed_by_what_its_page_found(whole: Document, id: str, finding: str) -> None:
    assert section(whole, id).heading == finding


def test_the_figures_are_the_samples(whole: Document) -> None:
    """SAMPLE.md: late cancelling 6/13, 14/28, 7/12; evening calls 1, 2, 8; Ines 11 clients, 7 glad, €45,140; "no
    evening calls" turns away 11 and costs €46,160 and spares 749 hours."""
    said = {row[0]: row for row in table(whole, "system").rows}
    assert said["Cancels late or vanishes"][1:5] == ("everyone", "6 of 13", "14 of 28", "7 of 12")
    assert said["Rings at bad times"][1] == "some people"
    assert said["Rings at bad times"][2:5] == ("1 of 13", "2 of 26", "8 of 12")
    assert said["Leaves me waiting for their part"][5:] == ("Write it first", date(2026, 12, 11))
    senders = {row[0]: row for row in table(whole, "leaving").rows}
    assert senders["Ines K."] == ("Ines K.", 11, 7, 45140.0, 1900.0)
    prices = {row[0]: row for row in table(whole, "reality").rows}
    assert prices["Keeps to my hours"][1:6] == (11, 1, 46160.0, pytest.approx(0.2173, abs=1e-4), 749)
    sources = {row[0]: row for row in table(whole, "sources").rows}
    assert sources["Facebook"][1] == 11
    assert sources["Facebook"][-1] == "Close"
    assert (sources["Solicitor"][1], sources["Chamber"][1]) == (9, 10)
    text = read(whole)
    assert "Chamber and Solicitor share 6 clients." in text
    assert "They move together by 0.67" in text
    assert "Ines K. brought a fifth of your income." in text


def test_a_fit_with_missing_answers_says_where_it_could_go(sample: Workbook) -> None:
    """Weights of two wishes: 1 + 2/2 to 1/2 + 1/2, so 2/3 and 1/3; of Rita the heavier is not known, the other 0."""
    wishes = [{"id": id, "kind": "scale", "rank": at} for at, id in enumerate(("pays_on_time", "does_the_work"), 1)]
    clients = (
        Client(name="Rita", values={"does_the_work": 0}),
        Client(name="Sol", values={"pays_on_time": 4, "does_the_work": 4}),
    )
    work = Workbook(clients=clients, avatar=Avatar.model_validate({"criteria": wishes}))
    rows = {row[0]: row for row in table(build_workbook(work, TODAY), "fit").rows}
    assert (rows["Sol"][2], rows["Sol"][3]) == (pytest.approx(100), "")
    assert rows["Rita"][3] == "0 to 67"


def test_what_is_only_tried_is_not_told_as_decided(whole: Document, sample: Workbook) -> None:
    assert "Decided on 20 November 2026: keeps to my hours." in read(whole)
    assert "nothing of it is decided yet" in read(whole)
    settled = sample.changed(dealings=sample.dealings.changed(tried=()))
    assert "nothing of it is decided yet" not in read(build_workbook(settled, TODAY))


def test_counts_lead_and_every_caveat_of_the_pages_is_there(whole: Document) -> None:
    text = read(whole)
    for caveat in (
        "Your list is not the market",
        "Corners are decided by how people work with you, and by nothing else.",
        "Whether this holds differs from trade to trade",
        "Like sends like, and that cuts both ways",
        "New clients are not counted.",
        "Counted over your own list as it stands.",
        "too early to tell",
    ):
        assert caveat in text


def test_pictures_are_drawings_with_words_and_most_bring_their_numbers(whole: Document) -> None:
    figures = {each.id: block for each in whole.sections for block in each.blocks if isinstance(block, Figure)}
    assert set(figures) == {
        "roster",
        "reality",
        "compare",
        "referrals",
        "absolutes",
        "system",
        "transition",
        "takeaway",
    }
    for figure in figures.values():
        assert ElementTree.fromstring(figure.svg).tag.endswith("svg")
        assert figure.alt
        assert figure.title
    income = figures["transition"].chart
    assert income is not None
    assert income.kind == "line"
    assert income.series[0].values[0] == pytest.approx(17_700, rel=0.001)
    assert set(income.series[1].values) == {15_000.0}
    for figure in figures.values():
        for series in figure.chart.series if figure.chart and figure.chart.kind != "scatter" else ():
            assert len(series.values) == len(figure.chart.categories)  # type: ignore[union-attr]


def test_tables_are_short_and_square_and_say_what_they_leave_out(whole: Document) -> None:
    for each in whole.sections:
        for block in each.blocks:
            if isinstance(block, Table):
                assert 0 < len(block.rows) <= 13
                assert {len(row) for row in block.rows} == {len(block.columns)}
    assert "and 46 more" in read(whole)


def test_no_markdown_and_no_unfilled_place_is_left(whole: Document) -> None:
    said = [text for text in read(whole).splitlines() if not text.startswith("<svg")]
    assert not [text for text in said if "**" in text or ":material" in text or re.search(r"\{[a-z_]+\}", text)]


# ── little is known ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_workbook_says_how_to_begin_and_what_there_is_to_do() -> None:
    document = build_workbook(Workbook(), TODAY)
    assert [each.id for each in document.sections] == ["empty", "todo"]
    (lines,) = document.sections[1].blocks
    assert isinstance(lines, Points)
    assert len(lines.items) == 10
    assert document.sections[0].blocks


def test_one_client_is_enough_for_a_list_and_nothing_is_made_up() -> None:
    document = build_workbook(Workbook(clients=(Client(name="Ann"),)), TODAY)
    assert [each.id for each in document.sections] == ["roster", "todo"]
    assert document.sections[0].heading.startswith("1 client, and none sorted yet")


def test_a_list_of_favourites_only_has_nobody_to_part_from() -> None:
    clients = tuple(Client(name=f"N{n}", values={"tier": "1", "annual_value": 1000 + n}) for n in range(12))
    document = build_workbook(Workbook(clients=clients), TODAY)
    ids = [each.id for each in document.sections]
    assert "transition" not in ids
    assert "compare" not in ids  # their counts stand with the list
    assert "12 glad" in section(document, "roster").heading


def test_a_promise_is_told_with_what_became_of_it() -> None:
    promise = Promise(text="Ring *Ann*", due=date(2026, 11, 1), kept="partly")
    rows = table(build_workbook(Workbook(promises=(promise,)), TODAY), "takeaway").rows
    assert rows == ((date(2026, 11, 1), "Ring *Ann*", "Partly"),)  # about nobody: no column for it


def test_a_column_in_which_nobody_has_anything_is_left_out(whole: Document) -> None:
    """All of the first dozen's answers are known in the sample, so none of them has a range."""
    assert [column.label for column in table(whole, "fit").columns] == [
        "Client", "Feeling", "Fit", "Works well", "Feels right", "Must-haves",
    ]  # fmt: skip


def test_of_people_too_little_is_known_of_nobody_is_counted() -> None:
    wishes = [{"id": id, "kind": "scale", "rank": at} for at, id in enumerate(("pays_on_time", "does_the_work"), 1)]
    clients = (Client(name="Ann", values={"does_the_work": 3}),)
    work = Workbook(clients=clients, avatar=Avatar.model_validate({"criteria": wishes}))
    assert section(build_workbook(work, TODAY), "fit").heading == (
        "Too little is known yet to say which clients reach your line of 60."
    )


def test_one_is_a_person_and_a_thousand_have_a_comma() -> None:
    one = Workbook(clients=(Client(name="Ann", values={"tier": 1}),))
    (figure,) = [b for b in section(build_workbook(one, TODAY), "roster").blocks if isinstance(b, Figure)]
    assert "One person" in figure.svg
    many = Workbook(clients=tuple(Client(name=f"N{n}", values={"tier": 1}) for n in range(1200)))
    assert section(build_workbook(many, TODAY), "roster").heading.startswith("1,200 clients")


def _sent(*rows: tuple[str, str, str, str]) -> Document:
    """A list of (name, feeling, source, sender)."""
    clients = tuple(
        Client(name=name, values={"tier": tier, "source": source, "referred_by": sender, "annual_value": 100})
        for name, tier, source, sender in rows
    )
    return build_workbook(Workbook(clients=clients), TODAY)


def test_where_no_favourite_sent_anybody_that_is_said() -> None:
    rows = [("Ann", "1", "Fair", ""), ("Bo", "2", "Fair", ""), ("Cy", "1", "", "Bo"), ("Di", "2", "", "Bo")]
    assert section(_sent(*rows), "alike").heading == (
        "No favourite sent anybody yet; of those the others sent, 1 of 2 are favourites."
    )


def test_a_source_shares_nobody_with_itself() -> None:
    document = _sent(*[(f"N{n}", "1", "Website" if n < 6 else "Fair", "") for n in range(9)])
    assert "Website and Website" not in read(document)


def test_surest_is_only_who_no_other_source_goes_beyond() -> None:
    """2 of 5 without a heart sink are a hunch beside 30 of 40 with two: the second's lower end is higher."""
    few = [(f"A{n}", "1" if n < 2 else "2", "Fair", "") for n in range(5)]
    many = [(f"B{n}", "1" if n < 30 else "3" if n < 32 else "2", "Website", "") for n in range(40)]
    assert section(_sent(*few, *many), "sources").heading == "No source stands out yet."
    assert section(_sent(*few), "sources").heading == "Fair brings favourites most surely: 2 of 5."


def test_words_about_marks_stand_with_our_drawings_only(whole: Document) -> None:
    figures = {each.id: block for each in whole.sections for block in each.blocks if isinstance(block, Figure)}
    for id, mark in (("reality", "Gold and round"), ("referrals", "Gold disc"), ("system", "diamond"),
                     ("transition", "Dashed")):  # fmt: skip
        assert mark in figures[id].reading
        assert mark not in (figures[id].chart_reading or mark)
    assert not re.search(
        "long bar|below", " ".join(b.text for s in whole.sections for b in s.blocks if isinstance(b, Text))
    )


def test_a_sender_whose_own_invoice_is_not_known_is_a_client_all_the_same() -> None:
    people = (
        Client(name="Ann", values={"tier": "1"}),
        Client(name="Bo", values={"referred_by": "Ann", "annual_value": 900}),
    )
    assert section(build_workbook(Workbook(clients=people), TODAY), "leaving").heading == "Ann brought €900."
    stranger = (Client(name="Bo", values={"tier": "1", "referred_by": "Ann", "annual_value": 900}),)
    assert section(build_workbook(Workbook(clients=stranger), TODAY), "leaving").heading == (
        "Ann is no client of yours, and brought €900."
    )


def test_whoever_was_told_has_a_month_too_and_the_odds_say_how_they_count_them(sample: Workbook) -> None:
    """Told on 22 November with a month's notice: the last day is 21 December, so December is the first without."""
    courses = tuple(
        course.model_copy(update={"said": TODAY, "notice": 1}) if course.id == "c1019" else course
        for course in sample.dealings.courses
    )
    told = sample.changed(dealings=sample.dealings.changed(courses=courses))
    document = build_workbook(told, TODAY)
    (section,) = [section for section in document.sections if section.id == "transition"]
    tables = [block for block in section.blocks if isinstance(block, Table)]
    rows = {row[0]: row[-1] for row in tables[-1].rows}
    assert rows["Harald V."] == "December 2026"
    careful = "Those who know already count as gone from the first month here"
    assert careful in read(document)
    assert careful not in read(build_workbook(sample, TODAY))
