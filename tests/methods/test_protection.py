"""What a room may see: the rules by hand, and properties over any answers."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icp.methods.disclosure import Seen, find_pinned
from icp.methods.protection import Memory, Protection, View, begin_anew, missing, protect, show_texts

ONE, SEVERAL, SENSITIVE = Protection(), Protection(single=False), Protection(sensitive=True)


def people(said: str, first: int = 0) -> dict[str, set[str]]:
    """ "aab": three people, two of whom say a."""
    return {f"p{first + at}": {option} for at, option in enumerate(said)}


def view_of(said: str, options: str = "abcd", how: Protection = ONE) -> View | None:
    return protect(people(said), options, Memory(), how).view


def test_four_people_show_nothing_and_five_do() -> None:
    assert view_of("aaaa") is None
    assert missing(people("aaaa"), Memory(), ONE) == 1
    assert view_of("aaabc") == View(5, (("a", 3),), ("b", "c", "d"), 2)


def test_a_coach_may_lower_it_to_three_and_no_further() -> None:
    assert view_of("aaa", how=Protection(least=3)) == View(3, (("a", 3),), ("b", "c", "d"), 0)
    with pytest.raises(ValueError, match="fewer than 3"):
        Protection(least=2)


def test_options_with_one_or_two_answers_are_told_together() -> None:
    assert view_of("aaaabbbccd") == View(10, (("a", 4), ("b", 3)), ("c", "d"), 3)


def test_a_pool_of_one_option_takes_in_the_next_in_the_list_and_not_the_smallest() -> None:
    # b alone has 2. c, which follows it, goes along, although d is smaller.
    assert view_of("aaaabbcccccddd") == View(14, (("a", 4), ("d", 3)), ("b", "c"), 7)
    # The last one's next is the first.
    assert view_of("aaaabbbcccd") == View(11, (("b", 3), ("c", 3)), ("a", "d"), 5)


def test_a_pool_in_which_each_must_be_two_takes_in_another() -> None:
    # b and d share 4 answers and each has at most 2: both would be known. c follows b.
    assert view_of("aaabbcccdd") == View(10, (("a", 3),), ("b", "c", "d"), 7)


def test_a_first_picture_in_which_each_must_be_two_waits_for_one_more() -> None:
    waits = protect(people("aabbcc"), "abc", Memory(), ONE)
    assert waits.view is None
    assert missing(people("aabbcc"), waits, ONE) == 1
    assert protect(people("aabbcc"), "abc", waits, ONE) is waits
    assert protect(people("aabbcca"), "abc", waits, ONE).view == View(7, (), ("a", "b", "c"), 7)


def test_a_pool_of_nobody_needs_no_company() -> None:
    assert view_of("aaabbb", "abc") == View(6, (("a", 3), ("b", 3)), ("c",), 0)


def test_where_people_give_several_answers_the_small_ones_are_not_summed() -> None:
    said = {**{f"p{n}": {"a", "b"} for n in range(3)}, "p3": {"a"}, "p4": {"c"}}
    assert protect(said, "abcd", Memory(), SEVERAL).view == View(5, (("a", 4), ("b", 3)), ("c", "d"), None)


def test_a_picture_moves_with_the_fifth_new_person_only() -> None:
    first = protect(people("aaabbb"), "ab", Memory(), ONE)
    for more in ("a", "ab", "aba", "abab"):
        assert protect({**people("aaabbb"), **people(more, 6)}, "ab", first, ONE) is first
    assert missing({**people("aaabbb"), **people("abab", 6)}, first, ONE) == 1
    second = protect({**people("aaabbb"), **people("ababa", 6)}, "ab", first, ONE)
    assert second.view == View(11, (("a", 6), ("b", 5)), (), 0)


def test_a_picture_of_many_moves_in_steps_of_a_tenth() -> None:
    hundred = {**people("a" * 60), **people("b" * 60, 60)}
    first = protect(hundred, "ab", Memory(), ONE)
    assert missing(hundred, first, ONE) == 12
    assert protect({**hundred, **people("ab" * 5 + "a", 120)}, "ab", first, ONE) is first
    assert protect({**hundred, **people("ab" * 6, 120)}, "ab", first, ONE).view == View(
        132, (("a", 66), ("b", 66)), (), 0
    )


def test_leaving_coming_back_and_thinking_again_change_nothing_that_is_shown() -> None:
    first = protect(people("aaabbb"), "ab", Memory(), ONE)
    without_one = {person: said for person, said in people("aaabbb").items() if person != "p0"}
    changed = {**people("aaabbb"), "p0": {"b"}}
    for now in (without_one, changed, {}):
        assert protect(now, "ab", first, ONE) is first
    # Five new ones come in beside them, and p0 stays counted as what they said first.
    for now in (without_one, changed):
        after = protect({**now, **people("bbbba", 6)}, "ab", first, ONE)
        assert after.view == View(11, (("a", 4), ("b", 7)), (), 0)


def test_somebody_who_leaves_before_a_step_was_never_in_the_picture() -> None:
    first = protect(people("aaabbb"), "ab", Memory(), ONE)
    assert protect({**people("aaabbb"), **people("abab", 7)}, "ab", first, ONE) is first


def test_sensitive_answers_wait_while_all_say_the_same() -> None:
    assert view_of("aaaaaa", how=SENSITIVE) is None
    assert view_of("aaaaaa") == View(6, (("a", 6),), ("b", "c", "d"), 0)
    first = protect(people("aaabbb"), "ab", Memory(), SENSITIVE)
    assert protect({**people("aaabbb"), **people("aaaaa", 6)}, "ab", first, SENSITIVE) is first
    assert protect({**people("aaabbb"), **people("aaaaab", 6)}, "ab", first, SENSITIVE).view is not first.view


def test_an_option_leaves_the_pool_only_where_the_pool_stays_open_to_two_readings() -> None:
    # b and c share 3 answers: (1, 2) or (2, 1). Five new ones say a: telling b and c now would tell them then.
    first = protect(people("aaabcc"), "abc", Memory(), ONE)
    assert first.view == View(6, (("a", 3),), ("b", "c"), 3)
    assert protect({**people("aaabcc"), **people("aaaaa", 6)}, "abc", first, ONE).view == View(
        11, (("a", 8),), ("b", "c"), 3
    )
    # With two more for b and one for c both could come out: 3 and 3, from (1, 2) or from (2, 1).
    second = protect({**people("aaabcc"), **people("aabbc", 6)}, "abc", first, ONE)
    assert second.view == View(11, (("a", 5), ("b", 3), ("c", 3)), (), 0)


def test_a_picture_that_would_tell_too_much_waits_for_one_more() -> None:
    # Where several answers are given: a hidden 2 and five new ones who all give it make 7, which has one reading only.
    said = {**{f"p{n}": {"a"} for n in range(6)}, "p0": {"a", "b"}, "p1": {"a", "b"}}
    first = protect(said, "ab", Memory(), SEVERAL)
    assert first.view == View(6, (("a", 6),), ("b",), None)
    five = {**said, **{f"q{n}": {"b"} for n in range(5)}}
    kept = protect(five, "ab", first, SEVERAL)
    assert kept.view == View(11, (("a", 6),), ("b",), None)  # b stays in the pool
    # b may be told once somebody new does not give it: 1 and 6 or 2 and 5.
    assert protect({**five, "q5": {"a"}}, "ab", first, SEVERAL).view == View(12, (("a", 7), ("b", 7)), (), None)


def test_begun_anew_the_same_people_or_five_others() -> None:
    anew = begin_anew(protect(people("aaabbb"), "ab", Memory(), ONE))
    assert anew.view is None
    assert protect(people("bbbaaa"), "ab", anew, ONE).view == View(6, (("a", 3), ("b", 3)), (), 0)
    assert protect(people("aaabb"), "ab", anew, ONE) is anew  # one is missing: the difference would be theirs
    assert protect(people("aaabbba"), "ab", anew, ONE) is anew  # one is new
    assert protect(people("aaabbbababa"), "ab", anew, ONE).view == View(11, (("a", 6), ("b", 5)), (), 0)


def test_unknown_options_and_two_answers_where_one_is_asked_are_refused() -> None:
    with pytest.raises(ValueError, match="'z'"):
        protect({"p": {"z"}}, "ab", Memory(), ONE)
    with pytest.raises(ValueError, match="one answer"):
        protect({"p": {"a", "b"}}, "ab", Memory(), ONE)


def test_texts_open_from_ten_in_an_order_that_tells_nothing() -> None:
    assert show_texts(9, ["b", "a"], Protection(least=10)) == ()
    assert show_texts(10, ["b", "A"], Protection(least=10)) == ("A", "b")


# ── what pictures pin down ───────────────────────────────────────────────────────────────────────────────────────


def test_one_reading_is_pinned_and_two_are_not() -> None:
    hidden = {"b": True, "c": True}
    assert find_pinned([Seen(6, {"a": 3}, hidden, 3)], single=True) == frozenset()
    assert find_pinned([Seen(7, {"a": 3}, hidden, 4)], single=True) == {(0, "b"), (0, "c")}
    assert find_pinned([Seen(4, {"a": 3}, {"b": True}, 1)], single=True) == {(0, "b")}


def test_a_later_picture_pins_an_earlier_pool() -> None:
    pool = Seen(6, {"a": 3}, {"b": True, "c": True}, 3)
    assert find_pinned([pool, Seen(5, {"a": 8, "b": 1, "c": 2}, {}, 0)], single=True) == {(0, "b"), (0, "c")}
    assert find_pinned([pool, Seen(5, {"a": 5, "b": 3, "c": 3}, {}, 0)], single=True) == frozenset()


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────

ROOMS = st.lists(
    st.lists(st.sampled_from("aaaabbbccde"), min_size=0, max_size=9), min_size=1, max_size=6
)  # who comes between two looks


def pictures_of(comers: list[list[str]], how: Protection) -> list[tuple[Memory, Counter[str]]]:
    memory, here, all_of_it = Memory(), {}, []
    for said in comers:
        here |= {f"p{len(here) + at}": {option} for at, option in enumerate(said)}
        after = protect(here, "abcde", memory, how)
        if len(after.steps) > len(memory.steps):
            all_of_it.append((after, Counter(option for given in here.values() for option in given)))
        memory = after
    return all_of_it


@settings(max_examples=50, deadline=None)
@given(ROOMS)
def test_every_picture_is_true_and_keeps_the_rules(comers: list[list[str]]) -> None:
    for memory, true in pictures_of(comers, ONE):
        view = memory.view
        assert view is not None
        assert view.people >= 5
        assert all(count == true[option] and count >= 3 for option, count in view.bars)
        assert view.pool == view.people - sum(count for _, count in view.bars)
        assert [option for option, _ in view.bars] + list(view.pooled) == sorted(
            "abcde", key=lambda option: (option in view.pooled, option)
        )
        small = [option for option in view.pooled if 0 < true[option] < 3]
        assert not small or len(view.pooled) > 1
        assert not small or view.pool != 2 * len(view.pooled)


@settings(max_examples=50, deadline=None)
@given(ROOMS)
def test_two_pictures_differ_by_five_people_or_more(comers: list[list[str]]) -> None:
    shown = [memory for memory, _ in pictures_of(comers, ONE)]
    for before, after in pairwise(shown):
        assert len(after.seen - before.seen) >= 5
        assert before.seen < after.seen


@settings(max_examples=20, deadline=None)
@given(ROOMS)
def test_the_same_answers_make_the_same_pictures(comers: list[list[str]]) -> None:
    assert pictures_of(comers, SENSITIVE) == pictures_of(comers, SENSITIVE)
