"""Whose workbook a page shows."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from icp.server.cookies import key_in
from icp.store import key_in_file


class KeyMissing(Exception):  # noqa: N818
    """The browser sent no key: it refuses cookies, or opened the page before it was given one."""


def workbook_key() -> str:
    """The key of the workbook this page is to show: the key file's with ICP_KEY_FILE, else the browser's cookie.

    Raises KeyMissing; KeyInvalid when the key file holds something else; OSError when it cannot be read or made.
    """
    if file := os.environ.get("ICP_KEY_FILE"):
        return key_in_file(Path(file))
    # The address the websocket came from tells HTTPS, whatever stands between browser and server.
    headers = st.context.headers
    https = headers.get("Origin", "").startswith("https:") or headers.get("X-Forwarded-Proto", "").startswith("https")
    key = key_in(st.context.cookies, https)
    if key is None:
        raise KeyMissing
    return key


def is_own_computer() -> bool:
    """Whether this is one person's own computer (bare `icp`), where nothing is ever purged and no link is needed."""
    return "ICP_KEY_FILE" in os.environ
