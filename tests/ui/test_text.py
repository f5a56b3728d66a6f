"""Typed text where Streamlit reads Markdown."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from icp.ui.text import esc, tell_apart


def typed_in_a_badge(words: str) -> None:
    from icp.ui.text import badge, esc

    badge(esc(words))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Tuesday room", "Tuesday room"),
        ("[x](http://a.b)", r"\[x\](http" + "\u2060" + "://a.b)"),
        (r"\[x\]", r"\\\[x\\\]"),
        ("*a*]", r"\*a\*\]"),
    ],
)
def test_in_a_badge_each_bracket_is_escaped_once(typed: str, shown: str) -> None:
    app = AppTest.from_function(typed_in_a_badge, args=(typed,)).run()
    assert app.markdown[0].value == f":gray-badge[{shown}]"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("::a", ":\u2060:\u2060a"),
        (":::a", ":\u2060:\u2060:\u2060a"),
        ("a :b: c", "a :\u2060b: c"),
        ("12:30", "12:\u206030"),
        ("a: b", "a: b"),
    ],
)
def test_no_colon_begins_a_directive(typed: str, shown: str) -> None:
    """Streamlit shows nothing at all of a line that is "::" and a word."""
    assert esc(typed) == shown


def test_labels_are_told_apart_by_a_number() -> None:
    assert tell_apart({"a": "A. B.", "b": "C. D."}) == {"a": "A. B.", "b": "C. D."}
    assert tell_apart({1: "Ann", 2: "Ann", 3: "Ann (2)"}) == {1: "Ann", 2: "Ann (3)", 3: "Ann (2)"}
