"""`/sign` over HTTP: what a link gives, what it refuses, and that nobody gets anything else from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from icp.server.attempts import Attempts
from icp.server.hosts import public_address
from icp.server.sign import ADDRESS_FAILURES, LINK_QUESTIONS
from icp.store import Store, new_key
from tests.conftest import Server
from tests.server.test_server import ask, cookies, post, store_of

DIGEST = "d" * 64
RULES = {"business": "Quill", "client": "Ines", "digest": DIGEST, "groups": []}
TODAY = datetime.now(UTC).date()
GONE = (404, {"answer": "gone"})


@pytest.fixture
def store(room_server: Server) -> Iterator[Store]:
    opened = store_of(room_server)
    yield opened
    opened.close()


def sent(store: Store, document: object = RULES, days: float = 30) -> tuple[str, str]:
    """The owner's key and the link's token."""
    owner, token = new_key(), new_key()
    store.save(owner, b"{}", 0)
    until = datetime.now(UTC) + timedelta(days=days)
    store.sign_offs.put(owner, token, json.dumps(document).encode(), b"note", until)
    return owner, token


def said(server: Server, path: str, question: object, **headers: str | None) -> tuple[int, Any]:
    """Status and answer; none of them may hand out a cookie or be kept."""
    status, answered, body = post(server, path, question, **headers)
    assert cookies(answered) == {}
    assert answered["cache-control"] == "no-store"
    return status, body


def agreement(token: str, **other: object) -> dict[str, object]:
    return {"token": token, "name": "Ines K.", "day": TODAY.isoformat(), "digest": DIGEST, **other}


def test_a_link_is_read_signed_and_brought_home(room_server: Server, store: Store) -> None:
    owner, token = sent(store)
    assert said(room_server, "/sign", {"token": token}) == (200, {"answer": "open", "document": RULES})
    day = TODAY.isoformat()
    assert said(room_server, "/sign/agree", agreement(token)) == (200, {"answer": "agreed", "day": day})
    assert said(room_server, "/sign", {"token": token}) == (
        200,
        {"answer": "signed", "document": RULES, "day": day},
    )
    (back,) = store.sign_offs.collect(owner)
    assert json.loads(back.acceptance) == {"name": "Ines K.", "day": day, "digest": DIGEST}


def test_a_replay_changes_nothing_and_names_the_first_day(room_server: Server, store: Store) -> None:
    owner, token = sent(store)
    said(room_server, "/sign/agree", agreement(token))
    again = agreement(token, name="Mallory", day=(TODAY + timedelta(days=1)).isoformat())
    assert said(room_server, "/sign/agree", again) == (200, {"answer": "signed", "day": TODAY.isoformat()})
    assert [json.loads(back.acceptance)["name"] for back in store.sign_offs.collect(owner)] == ["Ines K."]


@pytest.mark.parametrize("path", ["/sign", "/sign/agree"])
def test_wrong_lapsed_and_revoked_links_are_answered_alike(room_server: Server, store: Store, path: str) -> None:
    (_, lapsed), (_, revoked) = sent(store, days=-0.01), sent(store)
    store.sign_offs.revoke(revoked)
    for token in (lapsed, revoked, new_key(), "short", "", "A" * 44, None, 7, ["x"]):
        question = agreement(token)  # type: ignore[arg-type]
        assert said(room_server, path, question) == GONE
    assert said(room_server, path, {}) == GONE


@pytest.mark.parametrize(
    ("other", "status", "answer"),
    [
        ({"name": ""}, 400, "nameless"),
        ({"name": " \u202e\x00\n "}, 400, "nameless"),
        ({"name": 5}, 400, "nameless"),
        ({"name": None}, 400, "nameless"),
        ({"digest": "e" * 64}, 409, "invalid"),  # another text than the one that was read
        ({"digest": None}, 409, "invalid"),
    ],
)
def test_what_is_no_signature_signs_nothing(
    room_server: Server, store: Store, other: dict[str, object], status: int, answer: str
) -> None:
    owner, token = sent(store)
    assert said(room_server, "/sign/agree", agreement(token, **other)) == (status, {"answer": answer})
    assert store.sign_offs.collect(owner) == []


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (TODAY, TODAY),
        (TODAY - timedelta(days=1), TODAY - timedelta(days=1)),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=1)),
        (TODAY - timedelta(days=2), TODAY),
        (date(1999, 1, 1), TODAY),
        ("tomorrow", TODAY),
        (None, TODAY),
    ],
)
def test_the_day_is_the_clients_own_but_never_made_up(
    room_server: Server, store: Store, day: object, kept: date
) -> None:
    _, token = sent(store)
    asked = day.isoformat() if isinstance(day, date) else day
    assert said(room_server, "/sign/agree", agreement(token, day=asked))[1]["day"] == kept.isoformat()


def test_a_typed_name_is_cleaned_and_cut_but_stays_text(room_server: Server, store: Store) -> None:
    owner, token = sent(store)
    said(room_server, "/sign/agree", agreement(token, name="<b>Ann</b>\u202e  [x](y) " + "z" * 300))
    (back,) = store.sign_offs.collect(owner)
    name = json.loads(back.acceptance)["name"]
    assert name.startswith("<b>Ann</b> [x](y) zzz")
    assert len(name) == 80


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": None},
        {"Sec-Fetch-Site": None, "Origin": "http://evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/sign", "/sign/agree"])
def test_a_foreign_page_reads_and_signs_nothing(
    room_server: Server, store: Store, headers: dict[str, str | None], path: str
) -> None:
    owner, token = sent(store)
    assert said(room_server, path, agreement(token), **headers) == (403, {"answer": "refused"})
    assert store.sign_offs.collect(owner) == []


def test_a_foreign_host_and_a_strange_question_are_refused(room_server: Server, store: Store) -> None:
    owner, token = sent(store)
    own = {"Sec_Fetch_Site": "same-origin", "Content_Type": "application/json"}
    body = json.dumps(agreement(token)).encode()
    assert ask(room_server, "/sign/agree", "POST", body, **own, Host="evil.example")[0] == 403
    for sent_body, status in (
        (b"x" * 3000, 413),
        (json.dumps(agreement(token, name="y" * 3000)).encode(), 413),
        (b"{", 400),
        (b"[]", 400),
        (b"[" * 1900, 400),
        (b"\xff", 400),
    ):
        assert ask(room_server, "/sign/agree", "POST", sent_body, **own)[0] == status
    as_form = {**own, "Content_Type": "application/x-www-form-urlencoded"}
    assert ask(room_server, "/sign/agree", "POST", body, **as_form)[0] == 400
    assert store.sign_offs.collect(owner) == []


def test_the_page_gives_no_cookie_and_prolongs_none(room_server: Server) -> None:
    for cookie in ("", f"icp_key={new_key()}"):
        status, headers, body = ask(room_server, "/sign", Accept="text/html", Accept_Encoding="br", Cookie=cookie)
        assert (status, cookies(headers)) == (200, {})
        assert b"<h1>How we work together</h1>" in body  # as it lies in the file, without the workshop's fonts
        assert b"/fonts/" not in body
        assert "script-src 'self'" in headers["content-security-policy"]
    status, headers, _ = ask(room_server, "/sign/sign.js")
    assert (status, cookies(headers)) == (200, {})
    assert "javascript" in headers["content-type"]


def test_signing_makes_no_workbook_and_nothing_secret_reaches_the_log(room_server: Server, store: Store) -> None:
    owner, token = sent(store)
    said(room_server, "/sign", {"token": token})
    said(room_server, "/sign/agree", agreement(token, name="Quillfeather Canary"))
    assert store.version(token) is None
    for secret in (token, owner, "Quillfeather"):
        assert secret not in room_server.output


def test_guessing_is_slowed_down_for_the_address_and_right_links_never_count(
    start_server: Callable[..., Server],
) -> None:
    server = start_server()
    store = store_of(server)
    tokens = [sent(store)[1] for _ in range(4)]
    store.close()
    for _ in range(LINK_QUESTIONS):
        assert said(server, "/sign", {"token": tokens[0]})[0] == 200
    slow = (429, {"answer": "slow"})
    assert said(server, "/sign", {"token": tokens[0]}) == slow
    assert said(server, "/sign/agree", agreement(tokens[0])) == slow
    assert said(server, "/sign", {"token": tokens[1]})[0] == 200  # another link from the same address
    for _ in range(ADDRESS_FAILURES):
        assert said(server, "/sign", {"token": new_key()}) == GONE
    assert said(server, "/sign", {"token": new_key()}) == slow
    assert said(server, "/sign", {"token": tokens[2]}) == slow
    elsewhere = {"X-Forwarded-For": "198.51.100.7"}  # the proxy before this server says so
    assert said(server, "/sign", {"token": tokens[3]}, **elsewhere)[0] == 200
    server.stop()


def test_a_database_that_is_away_is_said_and_nothing_is_signed(start_server: Callable[..., Server]) -> None:
    server = start_server()
    store = store_of(server)
    _, token = sent(store)
    store._database.forget_deleted()
    store.close()
    away = server.database.with_name("away")
    server.database.rename(away)
    assert said(server, "/sign/agree", agreement(token)) == (503, {"answer": "unavailable"})
    server.database.write_bytes(away.read_bytes())
    assert said(server, "/sign/agree", agreement(token))[1]["answer"] == "agreed"
    server.stop()


def test_attempts_are_forgotten_after_their_time() -> None:
    now = [0.0]
    tries = Attempts(2, 60, clock=lambda: now[0])
    tries.add("a")
    now[0] = 30
    tries.add("a")
    assert tries.are_spent("a")
    assert not tries.are_spent("b")
    now[0] = 59.9
    assert tries.are_spent("a")
    now[0] = 60
    assert not tries.are_spent("a")
    tries.add("a")
    assert tries.are_spent("a")
    now[0] = 200
    assert not tries.are_spent("a")
    assert (len(tries._made), len(tries._count)) == (0, 0)


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("https://rules.example.com/rules", "https://rules.example.com"),
        ("http://rules.example.com:8501/rules?x=1", "http://rules.example.com:8501"),
        ("https://8.8.8.8/rules", "https://8.8.8.8"),
        ("http://localhost:8501/rules", None),
        ("http://127.0.0.1:8501/rules", None),
        ("http://[::1]:8501/", None),
        ("http://192.168.1.20:8501/", None),
        ("http://10.0.0.3/", None),
        ("http://169.254.1.1/", None),
        ("http://laptop/", None),
        ("http://laptop.local:8501/", None),
        ("http://app.localhost/", None),
        ("http://[broken/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_offered_only_where_clients_reach_it(
    monkeypatch: pytest.MonkeyPatch, seen: str | None, address: str | None
) -> None:
    monkeypatch.delenv("ICP_PUBLIC_URL", raising=False)
    assert public_address(seen) == address
    monkeypatch.setenv("ICP_PUBLIC_URL", "https://said.example/")
    assert public_address(seen) == "https://said.example"
