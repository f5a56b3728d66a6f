"""Typed text made safe for Plotly, which reads ``<a>``, ``<b>``, entities, ``%{…}`` and ``$…$`` in any text."""

from __future__ import annotations

_JOINER = "\u2060"  # no width: splits what would be read as a placeholder or a formula


def esc(text: object) -> str:
    """Typed text as it may stand in a Plotly title, label, tick or hover text: shown as typed, one line, no markup.

    >>> esc("<b>A & B</b>")
    '&lt;b&gt;A &amp; B&lt;/b&gt;'
    """
    plain = " ".join(str(text).split())
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("%{", f"%{_JOINER}{{").replace("$", f"{_JOINER}$")


def shorten(text: str, most: int) -> str:
    """At most ``most`` characters, the last one an ellipsis where something was cut. Shorten first, escape after.

    >>> shorten("Ines Kowalska", 7)
    'Ines K…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
