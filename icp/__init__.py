"""Ideal Client Workshop: build the avatar of the ideal client and hold the roster against it.

>>> from icp import Avatar, match
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icp.methods.match import match
    from icp.model import Avatar

__all__ = ["Avatar", "match"]


def __getattr__(name: str) -> Any:
    """Load a public name when first used: ``icp --help`` needs neither pandas nor pydantic."""
    if name == "Avatar":
        from icp.model import Avatar

        return Avatar
    if name == "match":
        from icp.methods.match import match

        return match
    raise AttributeError(f"module 'icp' has no attribute {name!r}")
