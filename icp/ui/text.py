"""Words on screen: sentences from the catalogue, and typed text made safe for Markdown."""

from __future__ import annotations

import re
from typing import Literal

import streamlit as st

from icp.catalogue import catalogue
from icp.findings.words import counted, money, tell_apart, term
from icp.model import clean_text

__all__ = ["badge", "counted", "esc", "money", "say", "tell_apart", "term"]

# Only what Markdown would read: a widget's label is also read out to those who cannot see it, backslashes and all.
_MARKDOWN = re.compile(r"^(\d{0,9})([#+\-=.)])|()([\\`*_\[\]|~<>$]|&(?=#?\w+;))")
# A joiner of no width splits what is replaced after Markdown was read, escaped or not: addresses become links, names
# between colons icons, emoji or colours, a line of two colons nothing, and arrows of hyphens typographic ones.
_JOINER = "\u2060"
_REPLACED = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp|www)(?=[:.])|(?=@)|:(?=[\w+\-:])|[<>~\-](?=\\?[\-=>])")


def esc(text: object) -> str:
    """Typed text as it may stand in Markdown: no markup, icon, formula, image or link comes out of it.

    For places that Streamlit renders as Markdown (markdown, labels, pills, radio, buttons, tabs, metric, toast,
    alerts; a badge through :func:`badge`); selectboxes, text fields and tables show text as it is and need none.
    """
    escaped = _MARKDOWN.sub(r"\1\3\\\2\4", clean_text(str(text)))
    return _REPLACED.sub(lambda found: found[0] + _JOINER, escaped)


def badge(markdown: str, *, icon: str | None = None, color: Literal["gray", "green", "orange", "red"] = "gray") -> None:
    """``st.badge``, which escapes brackets by itself: a second time would set free what was typed in them."""
    st.badge(markdown.replace("\\[", "[").replace("\\]", "]"), icon=icon, color=color)  # noqa: TID251


def say(key: str, /, **values: object) -> str:
    """The catalogue's words at ``key``.

    Values are made safe for Markdown, except numbers; ``safe_what`` fills the place ``{what}`` with Markdown, or with
    words bound for a place that shows plain text.
    """
    filled = {
        name.removeprefix("safe_"): v if isinstance(v, int | float) or name.startswith("safe_") else esc(v)
        for name, v in values.items()
    }
    return catalogue().say(key, **{**values, **filled})
