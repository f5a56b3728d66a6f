"""What is said to people who ask to work with the owner."""

from __future__ import annotations

from icp.dealings import Provider
from icp.findings.words import plain


def decline_words(sentence: str, provider: Provider | None) -> str:
    """A kind no, with the name of somebody who suits them better. Plain text."""
    named = ""
    if provider is not None:
        suits = plain("screen.decline_suits", what=provider.suits) if provider.suits else ""
        contact = plain("screen.decline_contact", what=provider.contact) if provider.contact else ""
        named = plain("screen.decline_provider", name=provider.name, suits=suits, contact=contact)
    return plain("screen.decline", sentence=_ended(sentence), provider=named)


def name_provider(provider: Provider) -> str:
    """One provider in a line of plain text."""
    return ", ".join(part for part in (provider.name, provider.suits) if part)


def _ended(sentence: str) -> str:
    """The sentence with a full stop, unless it ends already."""
    text = sentence.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
