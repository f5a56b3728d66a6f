"""The client list as rows with fit."""

from icp.analysis import score_workbook
from icp.catalogue import catalogue
from icp.export.client_list import list_clients
from icp.model import Avatar, Client, Workbook

WORK = Workbook(
    avatar=Avatar.model_validate({"criteria": [{"id": "asks_questions", "kind": "scale", "rank": 1, "at_least": 4}]}),
    clients=(
        Client(id="a", name="=Ann", values={"asks_questions": 2, "income": "25k_50k", "email": "a@x.example"}),
        Client(id="b", name="Bo", values={"tier": 1}),
    ),
)
NAMES = {"a": "=Ann", "b": "Bo"}


def test_fit_range_and_fields_by_client():
    headers, rows = list_clients(WORK, score_workbook(WORK), NAMES)
    told = [dict(zip(headers, row, strict=True)) for row in rows]
    # an answer of 2 where 4 is wished for: half; nothing known of Bo, so no fit
    assert [row["Fit"] for row in told] == [50, None]
    assert [row["How much we know (%)"] for row in told] == [100, 0]
    assert told[0]["Fit, at least"] == told[0]["Fit, at most"] == 50
    assert "25,000" in next(str(told[0][h]) for h in headers if "ncome" in h)
    assert "a@x.example" in rows[0]
    assert None in rows[1]


def test_hidden_names_take_what_gives_them_away_along():
    _headers, rows = list_clients(WORK, score_workbook(WORK), {"a": "Client 1", "b": "Client 2"}, telling=False)
    assert [row[0] for row in rows] == ["Client 1", "Client 2"]
    assert "a@x.example" not in str(rows)


def test_an_empty_list_is_its_header():
    headers, rows = list_clients(Workbook(), score_workbook(Workbook()), {})
    assert len(headers) == 5
    assert rows == []


def test_what_somebody_believes_is_in_no_list_to_hand_on():
    values = {
        "political_outlook": "conservative",
        "social_outlook": "open",
        "faith": "important",
        "communication": "direct",
    }
    work = Workbook(clients=(Client(id="a", name="Ann", values=values),))
    told = [
        q.id
        for q in map(catalogue().fields.get, values)
        if q.label in list_clients(work, score_workbook(work), {"a": "Ann"})[0]
    ]
    assert told == ["communication"]
