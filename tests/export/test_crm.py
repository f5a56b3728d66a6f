"""What goes back into a customer database: keys as they came, and nothing that would overwrite them."""

from __future__ import annotations

import csv
import io

from icp.analysis import score_workbook
from icp.catalogue import speak
from icp.export.crm import list_for_crm
from icp.export.sheet import write_csv
from icp.model import Avatar, Client, Workbook

AVATAR = Avatar.model_validate(
    {
        "criteria": [
            {"id": "asks_questions", "kind": "scale", "rank": 1, "at_least": 4},
            {"id": "age", "kind": "range", "rank": 2, "low": 35, "high": 50},
        ]
    }
)


def written(work: Workbook) -> list[dict[str, str]]:
    """The file as a database's import reads it."""
    text = write_csv(*list_for_crm(work, score_workbook(work))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def receipt(**columns: str) -> dict[str, object]:
    return {"columns": [{"header": header, "field": field} for field, header in columns.items()]}


def test_rows_stand_under_the_headers_of_the_newest_file() -> None:
    work = Workbook(
        avatar=AVATAR,
        receipts=(receipt(record_id="Kundennr.", email="Old mail"), receipt(name="Full name", email="Contact Email")),
        clients=(
            Client(id="a", name="Ann B.", values={"asks_questions": 2, "email": "ann@x.example", "record_id": "0017",
                                                  "tier": 1}),
            Client(id="b", name="Bo", values={"asks_questions": 4, "age": 40}),
        ),
    )  # fmt: skip
    ann, bo = written(work)
    # ranks 1 and 2 weigh 2/3 and 1/3; half of the one that is answered, the other as on the list (Bo: in full)
    assert ann == {
        "Kundennr.": "0017", "Contact Email": "ann@x.example", "Name": "Ann B.", "Ideal client: fit": "67",
        "Ideal client: works well": "50", "Ideal client: feeling": "glad", "Ideal client: ask first": "no",
    }  # fmt: skip
    assert (bo["Kundennr."], bo["Contact Email"], bo["Name"]) == ("", "", "Bo")
    assert (bo["Ideal client: fit"], bo["Ideal client: feeling"]) == ("100", "")


def test_nothing_known_is_empty_and_asks_first() -> None:
    (row,) = written(Workbook(avatar=AVATAR, clients=(Client(id="a", name="A", values={"email": "a@x.example"}),)))
    assert row == {
        "Email": "a@x.example", "Name": "A", "Ideal client: fit": "", "Ideal client: works well": "",
        "Ideal client: feeling": "", "Ideal client: ask first": "yes",
    }  # fmt: skip


def test_one_person_with_two_numbers_is_two_rows_without_a_mail() -> None:
    work = Workbook(
        clients=(
            Client(id="a", name="Ann", values={"record_id": "17; 23", "email": "a@x.example; b@x.example"}),
            Client(id="b", name="Bo", values={"record_id": 5.0, "email": "bo@x.example; bo@y.example"}),
        )
    )
    assert [(row["Record ID"], row["Email"], row["Name"]) for row in written(work)] == [
        ("17", "", "Ann"), ("23", "", "Ann"), ("5", "bo@x.example", "Bo")
    ]  # fmt: skip


def test_no_keys_at_all_is_a_list_by_name() -> None:
    (row,) = written(Workbook(clients=(Client(id="a", name="=HYPERLINK(1)"),)))
    assert next(iter(row)) == "Name"
    assert row["Name"] == "'=HYPERLINK(1)"


def test_a_header_is_data_whatever_a_copy_says() -> None:
    odd = ({"columns": 7}, {"columns": [7, {"field": "email"}, {"field": "email", "header": "\x00"}]}, {},
           receipt(email="=cmd|' /C calc'!A0\n"))  # fmt: skip
    (row,) = written(Workbook(receipts=odd, clients=(Client(id="a", name="A", values={"email": "a@x.example"}),)))
    assert next(iter(row)) == "'=cmd|' /C calc'!A0"


def test_no_protected_fact_is_written_in_a_regulated_field() -> None:
    work = Workbook(
        avatar=AVATAR,
        clients=(Client(id="a", name="A", values={"asks_questions": 4, "age": 71, "faith": "quaker"}),),
    ).with_field("credit")
    (row,) = written(work)
    assert row["Ideal client: fit"] == "100", "age is told and not weighed"
    assert "quaker" not in str(row)
    assert "71" not in str(row)


def test_customers_are_called_customers() -> None:
    with speak("customer"):
        assert "Ideal customer: fit" in written(Workbook(clients=(Client(id="a", name="A"),)))[0]
