"""axe finds no serious violation that is ours, in light and dark, on laptop and phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import LAPTOP, PHONE, Visitor
from tests.browser.test_kept import PAGES, load_sample
from tests.conftest import Server

pytestmark = pytest.mark.browser

# What Streamlit draws by itself and no page can change: rule → a part of the element's HTML.
STREAMLITS_OWN: dict[str, tuple[str, ...]] = {
    "list": ('data-testid="stSidebarNavItems"',),  # the menu's list holds more than items
    "listitem": ('<li class="st-emotion-cache',),  # and its items stand in a wrapper
}


def ours(violation: dict[str, Any]) -> list[str]:
    """The elements of a violation that are not Streamlit's own doing."""
    parts = STREAMLITS_OWN.get(violation["id"], ())
    return [node["html"] for node in violation["nodes"] if not any(part in node["html"] for part in parts)]


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_serious_violation_of_ours(
    room_server: Server, visit: Callable[..., Visitor], size: tuple[int, int]
) -> None:
    axe_core = pytest.importorskip("axe_playwright_python.sync_playwright")
    me = visit(room_server, size, color_scheme="dark")
    load_sample(me)
    found: list[str] = []
    for path in (*PAGES, "guide?screen=8", "guide?screen=10", "guide?screen=28"):
        me.open(path)
        for scheme in ("light", "dark"):
            put_on(me, scheme)
            found += [
                f"{path or 'start'}, {scheme}: {violation['id']}: {elements[0][:200]} (+{len(elements) - 1})"
                for violation in axe_core.Axe().run(me.page).response["violations"]
                if violation["impact"] in ("serious", "critical") and (elements := ours(violation))
            ]
    assert not found, "\n".join(found)


def put_on(me: Visitor, scheme: str) -> None:
    """Let the browser ask for light or dark, and wait until the page, which follows, is drawn in it."""
    me.page.emulate_media(color_scheme=scheme)
    me.page.wait_for_function(
        "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === scheme", arg=scheme
    )
    me.settle()
