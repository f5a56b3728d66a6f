"""The observer in a few rooms: nothing recovered where pictures are protected, a great deal where they are not."""

from __future__ import annotations

from tests.soak.observer import attack


def test_an_observer_recovers_nothing_from_protected_pictures() -> None:
    found = attack(40, with_fakes=False)
    assert found.hidden > 100
    assert (found.pinned, found.small) == (0, 0)
    assert found.smallest >= 5


def test_with_invented_people_no_group_under_five_is_isolated() -> None:
    found = attack(40, with_fakes=True, cells=0)
    assert found.pictures > 120
    assert (found.small, found.smallest) == (0, 5)


def test_the_same_observer_recovers_a_great_deal_without_protection() -> None:
    for with_fakes in (False, True):
        found = attack(3, with_fakes=with_fakes, protected=False)
        assert found.small == 3
        assert found.pinned > 10
