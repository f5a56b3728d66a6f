"""The shipped situations: each has three cards, a question of the list counts it, and none asks who somebody is."""

import shutil

import pytest

from icp.catalogue import CatalogueError, catalogue, for_customers, load_catalogue
from icp.methods.behaviours import Behaviour
from icp.model import is_about_the_person
from icp.site import data_folder


@pytest.fixture
def copy(tmp_path):
    for file in data_folder().glob("*.toml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_there_are_at_least_eight_and_all_behaviours_among_them():
    columns = [situation.column for situation in catalogue().situations]
    assert len(columns) >= 8
    assert {id for id, q in catalogue().fields.items() if q.group == "behaviour"} <= set(columns)


@pytest.mark.parametrize("situation", catalogue().situations, ids=lambda s: s.column)
def test_its_cards_differ_and_can_be_counted(situation):
    cards = {situation.difficult, situation.ideal, situation.dream}
    assert len(cards) == 3
    assert all(card.strip() == card and card.endswith(".") for card in cards)
    assert Behaviour(situation.column).wish.part == "service"
    assert not any(is_about_the_person(words) for words in (situation.title, *cards))


@pytest.mark.parametrize(
    ("column", "says"),
    [("age", "no 0–4 service question"), ("vacation", "no 0–4"), ("will_pay", "no 0–4"), ("gone", "no 0–4"),
     ("pays_on_time", "stands there twice")],
)  # fmt: skip
def test_one_that_cannot_be_counted_is_refused(copy, column, says):
    with (copy / "situations.toml").open("a") as file:
        file.write(f'\n[[situation]]\ncolumn = "{column}"\ntitle = "t"\ndifficult = "a"\nideal = "b"\ndream = "c"\n')
    with pytest.raises(CatalogueError, match=says):
        load_catalogue(copy)


def test_customers_are_called_so(copy):
    path = copy / "situations.toml"
    path.write_text(path.read_text().replace("Your invoice", "A client's invoice"))
    (titled,) = [s.title for s in for_customers(load_catalogue(copy)).situations if s.column == "pays_on_time"]
    assert titled == "A customer's invoice"
