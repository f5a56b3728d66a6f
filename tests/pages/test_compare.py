"""The page Compare: the surprise first, every section behind "show why", and each designed state."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.methods.match import score
from icp.model import Avatar, ChoiceCriterion, Client, RangeCriterion, ScaleCriterion, Workbook
from icp.roster.frames import clients_frame
from icp.sample import sample_workbook
from icp.ui import keys
from tests.pages.conftest import Kept, RunPage

PAGE = "compare.py"
SECTIONS = ("more", "fit", "meets", "gaps", "sure", "corners", "vacation", "ask", "gut")
WISHES = Avatar(
    criteria=(
        ScaleCriterion(id="respects_hours", rank=1, at_least=4),
        ScaleCriterion(id="asks_questions", rank=2, at_least=4),
        RangeCriterion(id="age", rank=3, low=30, high=40),
    )
)


def client(name: str, id: str = "", **values: Any) -> Client:
    return Client(
        id=id or name[:8], name=name, values={key: value for key, value in values.items() if value is not None}
    )


def said(app: AppTest) -> str:
    """Everything the page says in words."""
    parts = [*app.markdown, *app.caption, *app.subheader, *app.title, *app.info]
    return "\n".join(part.value for part in parts)


def open_section(app: AppTest, name: str) -> AppTest:
    pills = next(group for group in app.pills if group.key == "compare_section")
    pills.set_value(name).run()
    assert not app.exception
    return app


def images(app: AppTest) -> list[Any]:
    return list(app.get("image"))


def charts(app: AppTest) -> list[Any]:
    return list(app.get("plotly_chart"))


# ── the opening ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_hours_of_the_biggest_invoice_are_told_as_many_only_where_they_are(run_page: RunPage) -> None:
    """Two hours of 52 are less than a quarter, which is what each of four would take; 101 of 151 are two thirds."""
    for hours, told in ((2, "€900 a year for only 2 hours of yours, and still your heart sinks."),
                        (101, "€900 a year, and 101 hours of yours, 67% of all the hours you counted.")):  # fmt: skip
        others = (client(f"B{n}", tier=1, annual_value=100, hours=h) for n, h in enumerate((20, 20, 10)))
        work = Workbook(clients=(client("A", tier=3, annual_value=900, hours=hours), *others))
        app = run_page(PAGE, work)
        assert app.subheader[0].value == "Your biggest invoice is your hardest client."
        assert told in said(app)


def test_the_sample_opens_on_one_sentence_and_one_picture_without_a_chart_library(run_page: RunPage) -> None:
    app = run_page(PAGE, sample_workbook())
    assert app.subheader[0].value == "Your biggest invoice is your hardest client."
    assert len(images(app)) == 1
    assert images(app)[0].proto.imgs[0].alt.startswith("Your biggest invoice is your hardest client. Rolf D.: €13,800")
    assert not charts(app)
    assert "Rolf D." in said(app)
    assert "place 10 of 57" in said(app)


def test_what_the_owner_makes_of_it_is_saved_and_ticks_the_page(run_page: RunPage, kept: Kept) -> None:
    work = sample_workbook().with_answer("surprise", None)
    app = run_page(PAGE, work)
    assert any("What is it that they do" in field.label for field in app.text_input)
    app.text_input[0].set_value("Evening calls, and I never said a word.").run()
    assert not app.exception
    assert kept.workbook().answers["surprise"] == "Evening calls, and I never said a word."
    assert any("check_circle" in badge.value and "surprise" in badge.value for badge in app.markdown)


def test_nothing_is_drawn_before_show_why_is_used(run_page: RunPage) -> None:
    app = run_page(PAGE, sample_workbook())
    pills = next(group for group in app.pills if group.key == "compare_section")
    assert pills.value is None
    assert len(pills.options) == len(SECTIONS)


def test_hidden_names_stay_hidden(run_page: RunPage) -> None:
    app = run_page(PAGE, sample_workbook())
    app.session_state[keys.HIDE_NAMES] = True
    app.run()
    for section in ("more", "corners", "ask", "gut"):
        open_section(app, section)
        assert "Rolf" not in said(app)
        assert "Ines" not in said(app)
    assert "Client " in said(app)


# ── the sections ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_sample_opens(run_page: RunPage, section: str) -> None:
    app = open_section(run_page(PAGE, sample_workbook()), section)
    for toggle in list(app.toggle):
        toggle.set_value(True)
    app.run()
    assert not app.exception
    if section in ("fit", "meets", "gaps", "sure", "corners", "vacation"):
        assert charts(app)


def test_the_fit_of_one_client_is_explained_and_adds_up(run_page: RunPage) -> None:
    rows = [client("Ines", respects_hours=4, asks_questions=2), client("Rolf", respects_hours=0, asks_questions=None)]
    work = Workbook(clients=tuple(rows), avatar=WISHES)
    app = open_section(run_page(PAGE, work), "fit")
    app.selectbox(key="compare_whose").select("Rolf").run()
    for toggle in list(app.toggle):
        toggle.set_value(True)
    app.run()
    assert not app.exception
    held = score(clients_frame(work.clients), WISHES)
    table = app.table[-1].value
    points = [float(text.replace("−", "-")) for text in table["Points"]]
    assert held.base + sum(points) == pytest.approx(float(held.match[1]), abs=0.11)
    assert table["Theirs"].tolist() == ["not met", "not known", "not known"]
    assert "2 answers missing" in app.table[0].value.iloc[1]["Fit"]


def test_whom_too_little_is_known_of_is_shown_and_not_ranked(run_page: RunPage) -> None:
    rows = [
        client("Known", respects_hours=1, asks_questions=1),
        client("Open", age=35),
        client("Gone", respects_hours=4, asks_questions=4, age=35, status="former"),
    ]
    app = open_section(run_page(PAGE, Workbook(clients=tuple(rows), avatar=WISHES)), "fit")
    next(each for each in app.toggle if str(each.key).endswith("_table")).set_value(True).run()
    names = [name.replace("\\", "") for name in app.table[0].value["Client"]]
    assert names == ["Known (not said)", "Open (not said)", "Gone (former) (not said)"]
    assert "ask first" in app.table[0].value["Fit"].tolist()[1]
    assert "too little is known" in said(app)


def test_the_corners_name_one_action_each_and_no_person(run_page: RunPage) -> None:
    rows = [
        client("Look", respects_hours=4, asks_questions=4, annual_value=900, age=70),
        client("Change", respects_hours=0, asks_questions=4, annual_value=800, age=35),
        client("Ask", asks_questions=None, annual_value=100, age=35),
        client("Small", respects_hours=4, asks_questions=4, annual_value=50, age=70),
    ]
    rows.append(client("Dread", tier=3, respects_hours=4, asks_questions=4, annual_value=850, age=35))
    app = open_section(run_page(PAGE, Workbook(clients=tuple(rows), avatar=WISHES)), "corners")
    assert "**Look** (€900): thank them this week" in said(app)
    assert "**Dread** (€850): your heart sinks all the same." in said(app)
    which = next(group for group in app.segmented_control if group.key == "compare_corner")
    which.set_value("one_change").run()
    assert "agree on one thing: “Keeps to my hours”" in said(app)
    which.set_value("ask_first").run()
    assert "find out: “Keeps to my hours”" in said(app)


def test_the_next_best_question_is_asked_saved_and_moves_the_fit(run_page: RunPage, kept: Kept) -> None:
    rows = [
        client("Ines", id="ines", respects_hours=4, asks_questions=4, age=35),
        client("Rolf", id="rolf", respects_hours=0, asks_questions=0, age=60),
        client("Open", id="open", asks_questions=4, age=35),
    ]
    app = open_section(run_page(PAGE, Workbook(clients=tuple(rows), avatar=WISHES)), "ask")
    assert "Open: “Keeps to my hours”" in said(app).replace("\\", "")
    question = next(group for group in app.pills if group.key and group.key.endswith("respects_hours"))
    question.set_value("4").run()
    assert not app.exception
    client_now = kept.workbook().client("open")
    assert client_now is not None
    assert client_now.values["respects_hours"] == 4
    assert "now it is 100" in said(app)  # all three known and met
    app.button(key="compare_next").click().run()
    assert "Nothing is missing" in said(app)


def test_nothing_protected_is_asked_about_a_person(run_page: RunPage) -> None:
    avatar = Avatar(criteria=(RangeCriterion(id="age", rank=1, low=30, high=40), ChoiceCriterion(id="faith", rank=2,
                    accept=("none",)), ScaleCriterion(id="asks_questions", rank=3)))  # fmt: skip
    app = open_section(run_page(PAGE, Workbook(clients=(client("Ines"), client("Rolf")), avatar=avatar)), "ask")
    assert "Asks when something is unclear" in said(app)
    only = Avatar(criteria=(RangeCriterion(id="age", rank=1, low=30, high=40),))
    app = open_section(run_page(PAGE, Workbook(clients=(client("Ines"), client("Rolf")), avatar=only)), "ask")
    assert "Nothing is missing" in said(app)


def test_five_are_foretold_sealed_asked_and_counted(run_page: RunPage, kept: Kept) -> None:
    unrated = [
        client(f"U{n}", id=f"u{n}", respects_hours=4 if n < 3 else 0, asks_questions=4, age=35) for n in range(6)
    ]
    rated = client("Ines", respects_hours=2, asks_questions=4, tier=1)
    app = open_section(run_page(PAGE, Workbook(clients=(rated, *unrated), avatar=WISHES)), "gut")
    app.button(key="compare_gut").click().run()
    assert not app.exception
    sealed = kept.workbook().answers["gut_check"]
    assert isinstance(sealed, tuple)
    assert len(sealed) == 5
    assert set(sealed) <= {f"u{n}:{'glad' if n < 3 else 'not'}" for n in range(6)}
    assert "foretold “" not in said(app)  # sealed until all five are answered
    for entry in sealed:
        group = next(g for g in app.pills if g.key and f":{entry.partition(':')[0]}:tier" in g.key)
        group.set_value("1").run()  # the owner is glad of everybody
    assert not app.exception
    right = sum(entry.endswith(":glad") for entry in sealed)
    assert f"**{right} of 5 foretold right**" in said(app)
    assert "%" not in said(app).split("A handful")[0].split(f"**{right} of 5 foretold right**")[1][:400]
    assert kept.workbook().answers["gut_check"] == sealed


# ── designed states ──────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_list_teaches(run_page: RunPage) -> None:
    app = run_page(PAGE, Workbook())
    assert "where the two disagree" in said(app)
    assert images(app)[0].proto.imgs[0].alt.startswith("An example, greyed: Your biggest invoice")
    assert not app.pills
    assert any("sample" in button.label for button in app.button)


@pytest.mark.parametrize(
    "work",
    [
        Workbook(clients=(client("Ines", tier=1),), avatar=WISHES),
        Workbook(clients=(client("Ines", tier=1, respects_hours=4, asks_questions=4),), avatar=WISHES),
        Workbook(clients=tuple(client(f"C{n}") for n in range(12)), avatar=WISHES),
        Workbook(clients=tuple(client(f"C{n}", tier=1, respects_hours=n % 5) for n in range(12)), avatar=WISHES),
        Workbook(clients=tuple(client(f"C{n}", tier=1 + n % 3, annual_value=n * 100) for n in range(12))),
        Workbook(clients=(client("Gone", tier=3, respects_hours=0, status="former"),), avatar=WISHES),
        Workbook(clients=(client("Ines", vacation=4, home=4, annual_value=0, hours=0, tier=3),), avatar=WISHES),
    ],
    ids=["one unknown", "one known", "all answers missing", "all glad", "no wishes", "all former", "zeros"],
)
def test_thin_lists_are_worded_states_in_every_section(run_page: RunPage, work: Workbook) -> None:
    app = run_page(PAGE, work)
    offered = next(group for group in app.pills if group.key == "compare_section")
    values = [name for name in SECTIONS if (work.avatar.criteria or name in ("more", "vacation"))]
    if len(offered.options) < len(values):
        values.remove("more")
    for section in values:
        open_section(app, section)
        for toggle in list(app.toggle):
            toggle.set_value(True)
        app.run()
        assert not app.exception, section


def test_without_wishes_the_page_says_where_to_write_them(run_page: RunPage) -> None:
    app = run_page(PAGE, Workbook(clients=(client("Ines", tier=1), client("Rolf", tier=3))))
    assert "Put one to three wishes in order" in said(app)
    assert app.subheader[0].value == "So far: 1 glad, 0 fine, 1 heart sinks."


def test_wishes_and_feelings_that_agree_are_a_finding_too(run_page: RunPage) -> None:
    rows = (client("Ines", tier=1, respects_hours=4, asks_questions=4), client("Rolf", tier=3, respects_hours=0,
            asks_questions=0))  # fmt: skip
    app = run_page(PAGE, Workbook(clients=rows, avatar=WISHES))
    assert app.subheader[0].value == "Your wishes and your feelings say the same."


@pytest.mark.parametrize(
    ("rows", "sentence", "reading"),
    [
        ([(1, 0), (1, 1), (2, 4)], "None of your 2 favourites fits what you wrote.", "stands at place 3 of 3"),
        ([(1, 0), (1, 4), (1, 4)], "One of your favourites does not fit what you wrote: C0.", "place 3 of 3"),
        ([(1, 0), (1, 0), (1, 4)], "2 of your 3 favourites do not fit what you wrote.", "place 2 of 3"),
        ([(3, 4), (3, 4)], "All 2 clients you dread fit what you wrote.", "none of your wishes asks about"),
        ([(2, 4), (2, 4)], "So far: 0 glad, 2 fine, 0 heart sinks.", "they do not disagree"),
        ([(2, None), (2, None)], "So far: 0 glad, 2 fine, 0 heart sinks.", "Of nobody is enough known"),
        ([(None, 4)], "Your list is here; your feelings about it are not yet.", "Say of twelve people"),
    ],
)
def test_each_finding_has_its_words(
    run_page: RunPage, rows: list[tuple[int | None, int | None]], sentence: str, reading: str
) -> None:
    clients = tuple(client(f"C{n}", tier=tier, respects_hours=kept) for n, (tier, kept) in enumerate(rows))
    avatar = Avatar(criteria=(ScaleCriterion(id="respects_hours", rank=1, at_least=4),))
    app = run_page(PAGE, Workbook(clients=clients, avatar=avatar))
    assert app.subheader[0].value == sentence
    assert reading in said(app)


@pytest.mark.parametrize(
    "name", ["![x](https://x.example/i.png) **b** :red[r] $a$", "🦊" * 40, "N" * 300, "<b>&lt;</b>"]
)
def test_odd_names_stay_names(run_page: RunPage, name: str) -> None:
    rows = (
        client(name, id="odd", tier=3, respects_hours=0, asks_questions=4, annual_value=900, hours=9, home=1),
        client("B", tier=1, respects_hours=0, asks_questions=4, annual_value=90, hours=9, home=4, vacation=4),
        client("C", tier=1, asks_questions=4, annual_value=90, hours=9, home=4),
    )
    app = run_page(PAGE, Workbook(clients=rows, avatar=WISHES))
    assert app.subheader[0].value == "Your biggest invoice is your hardest client."
    for section in SECTIONS:
        open_section(app, section)
        for toggle in list(app.toggle):
            toggle.set_value(True)
        app.run()
        assert not app.exception, section
        assert "![x](" not in said(app)
        assert "**b**" not in said(app)
        assert "<b>" not in said(app)


def test_five_thousand_clients_come_twenty_at_a_time(run_page: RunPage) -> None:
    rows = tuple(
        client(f"Client {n}", id=f"c{n}", tier=1 + n % 3, respects_hours=n % 5, asks_questions=n % 4, annual_value=n,
               hours=n % 90, home=4 if n % 2 else 1, vacation=4 if n % 4 else 1)
        for n in range(5_000)
    )  # fmt: skip
    app = run_page(PAGE, Workbook(clients=rows, avatar=WISHES))
    for section in ("fit", "meets", "sure", "corners", "vacation"):
        open_section(app, section)
    open_section(app, "fit")
    assert len(app.selectbox(key="compare_whose").options) == 20


# ── answers that are asked for where they are kept ───────────────────────────────────────────────────────────────


def test_hours_are_asked_for_as_they_are_kept_a_year(run_page: RunPage, kept: Kept) -> None:
    """The guide asks for hours a month and multiplies; a field that keeps them as typed asks for hours a year."""
    wishes = Avatar(criteria=(RangeCriterion(id="hours", rank=1, high=40), ScaleCriterion(id="asks_questions", rank=2)))
    people = (client("Ann", tier=1, hours=30, asks_questions=4), client("Bo", tier=3, asks_questions=1))
    app = open_section(run_page(PAGE, Workbook(clients=people, avatar=wishes)), "ask")
    assert [field.label for field in app.number_input] == ["Hours a year"]
    app.number_input[0].set_value(324.0).run()
    assert kept.workbook().client("Bo").values["hours"] == 324


def test_of_two_of_one_name_each_fit_can_be_explained(run_page: RunPage) -> None:
    people = tuple(client("Ann", id, tier=1, respects_hours=answer) for id, answer in (("a", 4), ("b", 0)))
    app = open_section(run_page(PAGE, Workbook(clients=people, avatar=WISHES)), "fit")
    assert app.selectbox(key="compare_whose").options == ["Ann", "Ann (2)"]


def test_one_fit_has_no_half_above_it(run_page: RunPage) -> None:
    people = (client("Ann", tier=1, respects_hours=4, asks_questions=4, age=35),)
    app = open_section(run_page(PAGE, Workbook(clients=people, avatar=WISHES)), "gaps")
    assert "So far one fit can be seen: 100." in said(app)
    assert "run from" not in said(app)


def test_nobody_to_go_on_vacation_with_is_said_as_nobody(run_page: RunPage) -> None:
    people = tuple(client(n, tier=2, home=1, free_time=1, vacation=1, annual_value=900) for n in ("Ann", "Bo", "Cy"))
    app = open_section(run_page(PAGE, Workbook(clients=people)), "vacation")
    assert "Of the 3 you see here, you would go on vacation with nobody." in said(app)
