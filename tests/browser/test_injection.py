"""What people type is shown as typed, everywhere: payloads in every text field, every page and section once.

All of the payloads in all of the fields: ``python -m tests.soak.injections``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from icp.model import Workbook
from tests.browser.conftest import Visitor
from tests.browser.payloads import TEMPLATES, Hand, Reader
from tests.browser.views import View, Window, decided_views, typed_views
from tests.browser.works import decided_work, work_of
from tests.conftest import Server
from tests.server.test_server import store_of

pytestmark = pytest.mark.browser
PAYLOADS = 200
"""At least so many shapes."""


@pytest.mark.parametrize(
    ("fill", "views", "least"),
    [(work_of, typed_views, 90), (decided_work, decided_views, 80)],
    ids=["typed", "decided"],
)
def test_what_is_typed_or_decided_is_shown_as_typed(
    room_server: Server,
    visit: Callable[..., Visitor],
    fill: Callable[[Hand], Workbook],
    views: Callable[[], Iterator[View]],
    least: int,
) -> None:
    me, store = Window(visit(room_server), store_of(room_server)), store_of(room_server)
    dialogs: list[str] = []
    me.visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    hand = Hand()
    reader = Reader(hand, urlsplit(room_server.url).netloc)
    me.begin()
    me.put(fill(hand))
    for view in views():
        view.open(me)
        reader.judge(me.see(), view.name)
    store.close()
    assert dialogs == []
    assert me.visitor.outside == []
    assert not reader.wrong, f"{len(reader.wrong)}\n" + "\n".join(sorted(reader.wrong))
    assert len(reader.met) > least
    assert len(set(TEMPLATES)) == len(TEMPLATES) >= PAYLOADS
