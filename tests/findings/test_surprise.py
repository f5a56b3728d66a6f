"""What the surprise says holds beside the figures of the same page: of whom it speaks, and who reaches the line."""

from __future__ import annotations

import pytest

from icp.findings.comparison import Comparison, fit_finding, hold
from icp.findings.surprise import reading, sentence
from icp.findings.words import plain
from icp.model import Avatar, Client, ScaleCriterion, Workbook

ALL_FOUR = Avatar(criteria=(ScaleCriterion(id="respects_hours", rank=1, at_least=4),))


def book(*rows: tuple[int, int | None]) -> Workbook:
    """rows: feeling, and how well they keep to the hours (4 fits 100, 3 fits 75, 0 not at all; None not known)."""
    clients = tuple(
        Client(id=f"c{at}", name=f"N{at}", values={"tier": tier, **({} if kept is None else {"respects_hours": kept})})
        for at, (tier, kept) in enumerate(rows)
    )
    return Workbook(clients=clients, avatar=ALL_FOUR)


def opening(work: Workbook) -> tuple[Comparison, str, str]:
    held = hold(work)
    first = held.surprises[0]
    return held, sentence(first, held, work, plain), reading(first, held, work, plain)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(1, 0), (1, 4), (2, 4)], "One of your favourites does not fit what you wrote: N0."),
        ([(1, 0), (1, 0), (1, 4)], "2 of your 3 favourites do not fit what you wrote."),
        ([(1, 0), (1, 0), (2, 4)], "None of your 2 favourites fits what you wrote."),
        ([(1, 0), (1, 0), (1, 4), (1, None)], "2 of the 3 favourites you told enough about do not fit what you wrote."),
        ([(1, 0), (1, 0), (1, None)], "None of the 2 favourites you told enough about fits what you wrote."),
        # above the line of 60, and behind others
        ([(1, 3), (2, 4), (2, 4)], "One of your favourites fits what you wrote less well than others do: N0."),
        ([(1, 3), (1, 3), (2, 4), (2, 4), (2, 4), (2, 4)],
         "2 of your 2 favourites do not fit what you wrote, or less well than others do."),
    ],
)  # fmt: skip
def test_favourites_who_miss_are_counted_among_those_enough_is_known_of(
    rows: list[tuple[int, int | None]], said: str
) -> None:
    assert opening(book(*rows))[1] == said


def test_nobody_who_reaches_the_line_is_said_not_to_fit() -> None:
    work = book((1, 3), (2, 4), (2, 4))
    held, said, _ = opening(work)
    key, words = fit_finding(held, work)
    assert plain(key, **words) == "3 of 3 clients reach your line of 60."
    assert "does not fit" not in said


def test_all_who_displease_are_all_of_whom_enough_is_known() -> None:
    whole, known = book((3, 4), (3, 4)), book((3, 4), (3, 4), (3, None))
    assert opening(whole)[1] == "All 2 clients you dread fit what you wrote."
    assert opening(known)[1] == "All 2 clients you dread and told enough about fit what you wrote."


def test_agreement_speaks_for_everybody_only_where_everybody_is_known() -> None:
    _, said, why = opening(book((1, 4), (1, 4), (3, 0)))
    assert said == "Your wishes and your feelings say the same."
    assert why.startswith("Every favourite reaches your line")
    _, said, why = opening(book((1, 4), *[(1, None)] * 9, (3, 0), *[(3, None)] * 6))
    assert said == "So far your wishes and your feelings say the same."
    assert why.startswith("Counted where you told enough: favourites 1, and each reaches your line; heart sinks 1, and")


def test_who_stands_first_is_not_liked_in_spite_of_the_place() -> None:
    first, last = book((1, 2), (2, 1)), book((1, 0), (2, 3))
    assert opening(first)[2].startswith("N0 stands at place 1 of 2 and lacks something you asked for")
    assert opening(last)[2].startswith("N0 stands at place 2 of 2, and still you are glad.")


def test_who_has_left_is_not_said_to_be_unsorted() -> None:
    clients = tuple(Client(name=name, values={"status": "former", "tier": 1}) for name in ("Ann", "Bo"))
    _, told, read = opening(Workbook(clients=clients))
    assert told == "Everybody on your list has left."
    assert read == "Put in whom you work with now, and the first surprise appears here."
