"""Words on screen: sentences from the catalogue, and typed text made safe for Markdown."""

from __future__ import annotations

import re

from icp.catalogue import catalogue
from icp.model import Workbook, clean_text

# Only what Markdown would read: a widget's label is also read out to those who cannot see it, backslashes and all.
_MARKDOWN = re.compile(r"^(\d{0,9})([#+\-=.)])|()([\\`*_\[\]|~<>$]|&(?=#?\w+;))")
# A joiner of no width splits what is replaced after Markdown was read, escaped or not: addresses become links, names
# between colons icons, emoji or colours, and arrows of hyphens typographic ones.
_JOINER = "\u2060"
_REPLACED = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp|www)(?=[:.])|(?=@)|:(?=[\w+\-])|[<>~\-](?=\\?[\-=>])")


def esc(text: object) -> str:
    """Typed text as it may stand in Markdown: no markup, icon, formula, image or link comes out of it.

    For places that Streamlit renders as Markdown (markdown, labels, pills, radio, buttons, tabs, metric, toast,
    alerts); selectboxes, text fields and tables show text as it is and need none.
    """
    escaped = _MARKDOWN.sub(r"\1\3\\\2\4", clean_text(str(text)))
    return _REPLACED.sub(lambda found: found[0] + _JOINER, escaped)


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


def counted(number: int, noun: str) -> str:
    """``counted(1, "client")`` → "1 client"; the noun is a key of ``[noun]`` in the copy."""
    form = "one" if number == 1 else "many"
    return f"{number} {catalogue().say(f'noun.{noun}.{form}')}"


_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF ", "CAD": "C$", "AUD": "A$", "NZD": "NZ$", "SEK": "kr ",
          "NOK": "kr ", "DKK": "kr ", "PLN": "zł ", "INR": "₹", "ZAR": "R", "BRL": "R$", "JPY": "¥"}  # fmt: skip


def money(amount: float, workbook: Workbook) -> str:
    """An amount as plain text: "€13,800". For Markdown put it through :func:`esc` (a dollar starts a formula)."""
    sign = _SIGNS.get(workbook.text("currency", "EUR"), "")
    return f"{'−' if amount < 0 else ''}{sign}{abs(amount):,.0f}"


def term(workbook: Workbook, *, many: bool = False) -> str:
    """The owner's own word: client or customer."""
    return say(f"noun.{workbook.text('term', 'client')}.{'many' if many else 'one'}")
