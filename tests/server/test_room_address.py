"""What phones open: the address a room's board shows."""

from __future__ import annotations

import pytest
from streamlit import config

from icp.server import address
from icp.server.address import RoomAddress, is_loopback, room_address


@pytest.fixture
def bound(monkeypatch):
    """``bound(to, place)``: a server that listens there, on a computer of that place in its network."""

    def bind(to, place="192.168.1.20"):
        monkeypatch.delenv("ICP_PUBLIC_URL", raising=False)
        monkeypatch.setattr(config, "get_option", lambda name: to if name == "server.address" else None)
        monkeypatch.setattr(address, "network_place", lambda: place)

    return bind


def test_a_public_address_goes_before_all(bound, monkeypatch):
    bound("127.0.0.1")
    monkeypatch.setenv("ICP_PUBLIC_URL", "https://workshop.example/")
    assert room_address("http://localhost:8501/coach") == RoomAddress("https://workshop.example", True)


@pytest.mark.parametrize("seen", ["http://localhost:8501/coach", "http://127.0.0.1:8501/", "http://[::1]:8501/", None])
def test_bound_to_this_computer_nobody_else_gets_in(bound, seen):
    bound("127.0.0.1")
    assert not room_address(seen).reachable


def test_bound_to_all_the_coach_s_localhost_becomes_the_place_in_the_network(bound):
    bound("0.0.0.0")
    found = room_address("http://localhost:8501/coach")
    assert found == RoomAddress("http://192.168.1.20:8501", True)
    assert found.short == "192.168.1.20:8501"
    bound("0.0.0.0", None)
    assert not room_address("http://localhost:8501/coach").reachable


def test_a_name_others_know_stays_as_it_is_seen(bound):
    bound("127.0.0.1")  # behind a proxy
    assert room_address("https://room.example/coach") == RoomAddress("https://room.example", True)
    bound("192.168.1.20")
    assert room_address("http://192.168.1.20:8501/coach") == RoomAddress("http://192.168.1.20:8501", True)


@pytest.mark.parametrize(
    ("host", "own"),
    [("localhost", True), ("LOCALHOST.", True), ("a.localhost", True), ("127.9.9.9", True), ("[::1]", True), ("", True),
     ("192.168.1.20", False), ("localhost.example", False), ("workshop", False)],
)  # fmt: skip
def test_which_names_lead_back_to_this_computer(host, own):
    assert is_loopback(host) is own
