"""Pairs that may be one person, as the owner sees and settles them."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from icp.model import Client, Workbook
from icp.ui import keys
from icp.ui.roster import alike
from tests.pages.conftest import Kept, RunPage


def client(id: str, name: str, **values: Any) -> Client:
    return Client(id=id, name=name, values=values)


INES = client("a", "Ines Keller", email="i@x.example", company="Keller | Bau", place="Celle", age=40, tier=1)
KELLNER = client("b", "Ines Kellner", company="Keller | Bau", place="Celle", age=52, tier=3, hours=4)
OTHERS = tuple(client(f"n{n}", f"Q{n}a Z{n}o", company=f"Firm {n}", place=f"Town {n}") for n in range(12))


def open_pairs(run_page: RunPage, *clients: Client, hidden: bool = False) -> AppTest:
    app = run_page("roster.py", Workbook(clients=(*clients, *OTHERS)))
    app.session_state[keys.ROSTER_SECTION] = "put_in"
    app.session_state[keys.HIDE_NAMES] = hidden
    app.run()
    assert not app.exception
    return app


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def text_of(app: AppTest) -> str:
    return "\n".join(block.value.replace("\\", "") for block in (*app.markdown, *app.caption, *app.subheader))


def test_a_pair_stands_side_by_side_with_the_reason_and_what_a_click_keeps(run_page: RunPage, kept: Kept) -> None:
    app = open_pairs(run_page, INES, KELLNER)
    shown = text_of(app)
    assert "Same: Company, Place. The names differ by one letter. Different: Age." in shown
    assert "One person: “Ines Keller” stays and takes over what was blank." in shown
    assert "What differs goes into the notes: How it feels. Falls away: Age of the second." in shown
    (table,) = [block.value for block in app.markdown if "|---|" in block.value]
    rows = [line.strip("| ").split(" | ") for line in table.replace("\\|", "¦").splitlines()]
    assert rows[0][-2:] == ["Ines Keller", "Ines Kellner"]
    assert ["How it feels", "glad", "heart sinks"] in rows
    assert ["Company", "Keller ¦ Bau", "Keller ¦ Bau"] in rows
    assert [row[0] for row in rows[2:4]] == ["How it feels", "Age"]  # what differs comes first
    click(app, "one_a+b")
    one = kept.workbook().clients[0]
    assert one.name == "Ines Keller"
    assert one.values["hours"] == 4
    assert one.values["notes"] == "also called Ines Kellner · also How it feels: heart sinks"
    click(app, "undo")
    assert kept.workbook().clients[:2] == (INES, KELLNER)


def test_two_people_are_not_asked_about_again(run_page: RunPage, kept: Kept) -> None:
    app = click(open_pairs(run_page, INES, KELLNER), "two_a+b")
    assert kept.workbook().answers["not_alike"] == ("a+b",)
    assert "One person, or two?" not in text_of(app)
    click(app, "undo")
    assert "One person, or two?" in text_of(app)


def test_a_name_alone_says_so(run_page: RunPage) -> None:
    app = open_pairs(run_page, client("a", "Ines Keller"), client("b", "ines keller"))
    assert "They have the same name, and nothing else in common that would tell." in text_of(app)


def test_too_little_in_common_says_so(run_page: RunPage) -> None:
    same = [client(f"m{n}", f"M{n}e V{n}u", place="Celle") for n in range(9)]
    app = open_pairs(
        run_page, client("a", "Ines Keller", place="Celle"), client("b", "ines keller", place="Celle"), *same
    )
    assert "Same: Place. They have the same name. Look twice:" in text_of(app)


def test_twins_come_last_and_with_a_warning(run_page: RunPage) -> None:
    home = {"birthday": "1971-04-02", "Street": "Lindenweg 4"}
    others = client("c", "Tom Ott", company="Ott"), client("d", "Tom Otto", company="Ott")
    app = open_pairs(run_page, client("a", "Ines Keller"), client("b", "Ruth Keller"), *others)
    app.session_state[keys.ALIKE_EVIDENCE] = {"a": home, "b": home}
    app.run()
    assert [button.key for button in app.button if str(button.key).startswith("one_")] == ["one_c+d", "one_a+b"]
    shown = text_of(app)
    assert "Same: Birthday, Street. The first names are different. Look twice:" in shown
    assert shown.count("Look twice:") == 1


def test_hidden_names_stay_hidden(run_page: RunPage) -> None:
    shown = text_of(open_pairs(run_page, INES, KELLNER, hidden=True))
    assert "Same: Company, Place." in shown
    assert "Client 1 · Client 2" in shown
    assert not any(given in shown for given in ("Ines", "Keller", "Celle", "i@x"))


def test_all_pairs_of_one_email_at_once(run_page: RunPage, kept: Kept) -> None:
    app = open_pairs(
        run_page,
        client("a", "Ines Keller", email="i@x.example"),
        client("b", "Ines Kellner", email="I@x.example"),
        client("c", "I. Keller", email="i@x.example"),
        client("d", "Tom Brandt", email="t@x.example"),
        client("e", "Thomas Brandt", email="t@x.example"),
        client("f", "Mia Dorn"),
        client("g", "Mia Dorn"),
    )
    click(app, "one_email")
    assert [c.id for c in kept.workbook().clients if c not in OTHERS] == ["a", "d", "f", "g"]
    assert "one_email" not in {button.key for button in app.button}


def test_what_a_file_said_beyond_the_list_counts_for_the_visit(run_page: RunPage) -> None:
    app = open_pairs(run_page, client("a", "Ines Keller"), client("b", "Ines Kellner"))
    assert "One person, or two?" not in text_of(app)
    own = {"birthday": "1971-04-02", "Street": "Lindenweg 4"}
    app.session_state[keys.ALIKE_EVIDENCE] = {"a": own, "b": own}
    app.run()
    assert "Same: Birthday, Street. The names differ by one letter." in text_of(app)


def test_a_birthday_and_a_street_in_the_file_tell_after_it_was_taken_over(run_page: RunPage, kept: Kept) -> None:
    rows = ["Ines Keller,02.04.1971,Lindenweg 4,red", "Ines Kellner,02.04.1971,Lindenweg 4,red"]
    rows += [f"{c.name},{n + 1:02}.05.19{n + 60},Bachstr. {n},red" for n, c in enumerate(OTHERS)]
    data = "\n".join(["Name,Birthday,Street,Team", *rows]).encode()
    app = run_page("roster.py")
    app.file_uploader[0].upload("list.csv", data).run()
    app.checkbox[0].check().run()
    click(app, "take_over")
    assert len(kept.workbook().clients) == 14
    app.session_state[keys.ROSTER_SECTION] = "put_in"
    app.run()
    assert "Same: Birthday, Street. The names differ by one letter." in text_of(app)


def test_a_long_list_is_compared_when_asked(run_page: RunPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "LONG_LIST", 10)
    mia = [client(id, "Mia Dorn", company="Dorn KG") for id in ("c", "d")]
    app = open_pairs(run_page, INES, KELLNER, *mia)
    assert "One person, or two?" not in text_of(app)
    click(app, "look_for_alike")
    click(app, "one_a+b")
    assert {"one_c+d", "two_c+d"} <= {button.key for button in app.button}
    assert "one_a+b" not in {button.key for button in app.button}
