"""Two replicas and a proxy: who answers whom, and that nobody loses anything when a replica dies."""

from __future__ import annotations

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from icp.store import Store, new_key
from tests.deploy.conftest import FAIL_SECONDS, NAMES, Proxy, Room, filled_in
from tests.store.test_workbooks import CANARY

WAIT = 30_000


def test_the_configuration_is_one_nginx_takes(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("proxy")
    proxy = Proxy(folder, [8501, 8502, 8503])
    proxy.write()
    proxy.check()
    assert not re.search(r"\$\{ICP_\w", proxy.file.read_text())
    with pytest.raises(KeyError):  # what the container would leave empty
        filled_in({})


def test_a_browser_stays_with_one_replica_and_a_name_that_is_not_ours_is_not_answered(room: Room) -> None:
    proxy = room.proxy
    keys = [new_key() for _ in range(24)]
    places = {key: proxy.answered_by(f"icp_key={key}") for key in keys}
    assert set(places.values()) == {each.port for each in room.replicas}  # 24 on one side: one in eight million
    for key, place in places.items():
        assert proxy.answered_by(f"other=1; icp_key={key}; _streamlit_xsrf=x") == place
        assert proxy.answered_by(f"__Host-icp_key={key}") == place
    assert len({proxy.answered_by(cookie) for cookie in ("", "icp_key=short", "not_icp_key=" + keys[0])}) == 1
    for host in ("evil.test", f"evil.test:{proxy.port}"):
        assert proxy.ask("/healthz", host=host)[0] == 0
    for host in NAMES.split()[:1]:
        assert proxy.ask("/healthz", host=host)[0] == 200
    # Whoever makes up links is slowed down whichever replica would answer; one office's questions are not.
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda key: proxy.ask("/sign", f"icp_key={key}")[0], keys * 6))
    assert statuses[:90] == [200] * 90
    assert 429 in statuses[110:]

    # Scripts come as the replica compressed them, to be kept by the browser.
    script = re.search(r'src="\./(static/js/index[^"]+)"', proxy.ask("/")[1])
    assert script is not None
    headers = proxy.ask(f"/{script[1]}", **{"Accept-Encoding": "gzip"})[2]
    assert headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"]

    first, second = room.replicas
    doomed = [key for key, place in places.items() if place == first.port]
    first.kill()
    assert {proxy.answered_by(f"icp_key={key}") for key in places} == {second.port}
    first.start()
    time.sleep(FAIL_SECONDS + 0.1)
    assert {proxy.answered_by(f"icp_key={key}") for key in doomed} == {first.port}
    for each in room.replicas:
        each.kill()
    status, text, headers = proxy.ask("/")
    assert (status, headers["cache-control"]) == (503, "no-store")
    assert "What was saved is kept" in text


def test_what_a_visitor_says_about_himself_does_not_count_and_what_the_proxy_says_does(
    room: Room, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def cookie(proxy: Proxy, **more: str) -> str:
        return proxy.ask("/", Accept="text/html", **{"Accept-Encoding": "gzip"}, **more)[2]["set-cookie"]

    assert cookie(room.proxy, **{"X-Forwarded-Proto": "https"}).startswith("icp_key=")
    behind = Proxy(tmp_path_factory.mktemp("behind"), [each.port for each in room.replicas], proto="https")
    behind.start()
    try:
        assert cookie(behind).startswith("__Host-icp_key=")
        assert "; Secure" in cookie(behind)
        assert "strict-transport-security" in behind.ask("/healthz")[2]
    finally:
        behind.stop()


@pytest.mark.browser
def test_a_participant_whose_replica_dies_goes_on_at_the_other_with_nothing_lost(room: Room, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(room.proxy.url)
    field = page.get_by_role("textbox").first
    field.wait_for(timeout=WAIT)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=WAIT)
    field.fill("Fern & Co")
    field.press("Tab")
    page.get_by_text(re.compile("^Saved")).first.wait_for(timeout=WAIT)
    (key,) = (cookie["value"] for cookie in context.cookies() if cookie["name"] == "icp_key")
    here = room.proxy.answered_by(f"icp_key={key}")

    with page.expect_websocket(timeout=WAIT):  # the page comes back by itself
        room.replica(here).kill()
    page.wait_for_timeout(2000)

    # Nobody reloads: what is typed now is saved through the other replica.
    field = page.get_by_role("textbox").first
    field.fill(CANARY)
    field.press("Tab")
    (there,) = {each.port for each in room.replicas} - {here}
    store, deadline = Store(room.database), time.monotonic() + 30
    while answers_in(store, key).get("business_name") != CANARY:
        assert time.monotonic() < deadline, "what was typed after the loss was never saved"
        time.sleep(0.1)
    page.get_by_text(re.compile("^Saved")).first.wait_for(timeout=WAIT)
    assert room.proxy.answered_by(f"icp_key={key}") == there
    # Nothing of before is gone: the version from the dead replica is the one before this.
    earlier = [store.load_version(key, each.version) for each in store.versions(key)]
    assert "Fern & Co" in [json.loads(each.body)["answers"].get("business_name") for each in earlier if each]
    store.close()

    page.reload()
    page.get_by_role("textbox").first.wait_for(timeout=WAIT)
    assert page.get_by_role("textbox").first.input_value() == CANARY
    # What was typed stands in no log.
    folders = [room.proxy.folder, *(each.folder for each in room.replicas)]
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        assert CANARY.encode() not in file.read_bytes(), file
        assert key.encode() not in file.read_bytes(), file
    context.close()


def answers_in(store: Store, key: str) -> dict[str, Any]:
    stored = store.load(key)
    return {} if stored is None else dict(json.loads(stored.body)["answers"])
