"""A participant joins, sees what could be put up, puts up what they choose, takes it back."""

from __future__ import annotations

import pytest

from icp.catalogue import catalogue, coach_kit
from icp.model import BusinessField, Client, Workbook, is_protected
from icp.room.kinds import KINDS, PICTURED, qualities
from icp.room.leading import Opened, go_to_step, reveal, set_pace, unlock_all
from icp.room.pictures import moderate, read_board, read_gallery, read_wall, to_moderate
from icp.room.rehearse import fill_room, invent_workbook
from icp.room.taking_part import (
    find_name,
    join,
    leave,
    may_open,
    nickname,
    offers,
    seat_of,
    share,
    share_text,
    shared,
    unshare,
)  # fmt: skip
from icp.sample import sample_workbook
from icp.server.attempts import Attempts
from icp.store import Rooms, Seat, new_key
from icp.wishes import make_wish, put_musts, put_wish

SAMPLE = sample_workbook()


def seat_in(rooms: Rooms, opened: Opened, name: str = "") -> Seat:
    seat = join(rooms, new_key(), opened.code, name)
    assert isinstance(seat, Seat)
    return seat


def given(work: Workbook, kind: str) -> tuple[str, ...] | None:
    return next((offer.given for offer in offers(work) if offer.kind.id == kind), None)


# ── joining ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_nickname_or_none(rooms: Rooms, opened: Opened) -> None:
    key = new_key()
    seat = join(rooms, key, opened.code.lower(), " Ada\n")
    assert isinstance(seat, Seat)
    assert nickname(rooms, seat) == "Ada"
    assert seat_of(rooms, key) == seat
    assert nickname(rooms, seat_in(rooms, opened)) == ""
    assert seat_of(rooms, new_key()) is None


def test_a_hundred_wrong_codes_wait_and_right_ones_never_count(rooms: Rooms, opened: Opened) -> None:
    tries = Attempts(3)
    for _ in range(5):
        assert isinstance(join(rooms, new_key(), opened.code, tries=tries, who="1.2.3.4"), Seat)
    for _ in range(3):
        assert join(rooms, new_key(), "not a code", tries=tries, who="1.2.3.4") == "wrong"
    assert join(rooms, new_key(), opened.code, tries=tries, who="1.2.3.4") == "wait"
    assert isinstance(join(rooms, new_key(), opened.code, tries=tries, who="5.6.7.8"), Seat)


def test_a_locked_room_opens_what_was_begun_and_a_free_one_everything(rooms: Rooms, opened: Opened) -> None:
    chair = opened.chair
    room = go_to_step(rooms, chair, 3)  # how each one feels
    assert [may_open(room, where) for where in ("guide:glad_2", "guide:tier", "guide:values", "page:avatar")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert all(may_open(room, f"page:{page}") for page in ("start", "about", "takeaway", "guide"))
    assert may_open(unlock_all(rooms, chair), "page:avatar")
    assert not may_open(unlock_all(rooms, chair, unlocked=False), "page:avatar")
    assert may_open(set_pace(rooms, chair, "free"), "page:avatar")


# ── what could be put up ─────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_protected_is_ever_a_kind_or_an_option() -> None:
    fields = catalogue().fields
    assert not [field for field in qualities() if fields[field].protected or fields[field].part != "service"]
    about_people = {id for id in PICTURED if id in fields and fields[id].protected}
    assert about_people == set()
    for kind in ("values", "qualities", "musts", "fit", "referrals"):
        assert not [option for option in KINDS[kind].options if is_protected(option)]
    assert "faith" not in KINDS["values"].options
    assert {"gender", "life_stage", "political_outlook", "social_outlook", "faith"}.isdisjoint(KINDS)


@pytest.mark.parametrize("field", ["credit", "housing", "insurance", "employment", "health"])
def test_where_the_law_limits_choice_not_even_the_ideal_client_s_age_is_offered(field: BusinessField) -> None:
    offered = {offer.kind.id for offer in offers(SAMPLE.with_field(field))}
    assert offered == {*PICTURED, "card"} - {"ideal_age", "ideal_income"}


def test_real_clients_ages_change_nothing_that_could_be_put_up() -> None:
    older = SAMPLE.changed(clients=tuple(client.with_values(age=99, faith="important") for client in SAMPLE.clients))
    assert offers(older) == offers(SAMPLE)


def test_each_offer_of_a_small_workbook_by_hand() -> None:
    fields, work = catalogue().fields, Workbook()
    avatar = put_wish(work.avatar, make_wish(fields["age"], (35.0, 50.0)))  # middle 42.5
    avatar = put_wish(avatar, make_wish(fields["values"], ["humour", "honesty", "faith"]))
    avatar = put_wish(avatar, make_wish(fields["income"], ["25k_50k", "50k_75k"]))
    avatar = put_wish(avatar, make_wish(fields["pays_on_time"]))
    avatar = put_wish(avatar, make_wish(fields["asks_questions"], never=True))
    avatar = put_musts(avatar, ["pays_on_time"])
    paying = [Client(name=f"C{n}", values={"pays_on_time": 4 if n < 3 else 0}) for n in range(6)]
    work = work.changed(avatar=avatar, clients=tuple(paying))
    assert given(work, "ideal_age") == ("40_49",)
    assert given(work, "values") == ("honesty", "humour")
    assert given(work, "ideal_income") == ("25k_50k",)
    assert given(work, "qualities") == ("pays_on_time",)
    assert given(work, "musts") == ("pays_on_time",)
    assert given(work, "referrals") == ("too_few",)


def test_half_of_them_fit() -> None:
    avatar = put_wish(Workbook().avatar, make_wish(catalogue().fields["pays_on_time"]))
    clients = tuple(Client(name=f"C{n}", values={"pays_on_time": 4 if n < 3 else 0}) for n in range(6))
    work = Workbook(avatar=avatar, clients=clients)
    assert given(work, "fit") == ("some",)
    assert given(work.changed(clients=clients[:3] + clients[5:]), "fit") == ()  # four are too few
    assert next(o.wants for o in offers(Workbook()) if o.kind.id == "fit") == "clients"


def test_those_of_the_running_step_come_first(rooms: Rooms, opened: Opened) -> None:
    room = go_to_step(rooms, opened.chair, [s.step for s in opened.room.steps].index("senders"))
    assert offers(SAMPLE, room)[0].kind.id == "referrals"


def test_a_card_says_how_they_work_and_nothing_of_who_they_are() -> None:
    card = next(offer for offer in offers(SAMPLE) if offer.kind.id == "card")
    assert 1 <= len(card.lines) <= 6
    protected = [wish for wish in SAMPLE.avatar.criteria if is_protected(wish.id, wish.column)]
    assert protected  # the sample wishes for an age
    told = " ".join(card.lines).casefold()
    assert not [c.name for c in SAMPLE.clients if c.name.casefold() in told]
    assert "35" not in told


# ── putting up ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_put_up_replaced_and_taken_back(rooms: Rooms, opened: Opened) -> None:
    seat = seat_in(rooms, opened)
    values = next(offer for offer in offers(SAMPLE) if offer.kind.id == "values")
    assert share(rooms, seat, values)
    assert list(shared(rooms, seat)) == ["values"]
    assert unshare(rooms, seat, "values")
    assert shared(rooms, seat) == {}
    assert leave(rooms, seat) == 0
    assert not share(rooms, seat, values)


def test_an_empty_offer_and_a_card_without_a_name_stay_here(rooms: Rooms, opened: Opened) -> None:
    seat = seat_in(rooms, opened)
    for offer in offers(Workbook()):
        assert not share(rooms, seat, offer, first_name="Ada")
    card = next(offer for offer in offers(SAMPLE) if offer.kind.id == "card")
    assert not share(rooms, seat, card)
    assert share(rooms, seat, card, first_name="Ada")
    assert read_gallery(rooms, opened.chair) == ()
    reveal(rooms, opened.chair, "card")
    (shown,) = read_gallery(rooms, opened.chair)
    assert (shown.name, shown.lines) == ("Ada", card.lines)
    (before_coach,) = to_moderate(rooms, opened.chair)
    assert moderate(rooms, opened.chair, before_coach, "hide")
    assert read_gallery(rooms, opened.chair) == ()


def test_texts_wait_for_the_coach_and_for_ten_people(rooms: Rooms, opened: Opened) -> None:
    chair, empty = opened.chair, Workbook()
    reveal(rooms, chair, "insight")
    for number in range(9):
        assert share_text(rooms, seat_in(rooms, opened), "insight", f"I saw number {number}.", empty) is None
    for each in to_moderate(rooms, chair):
        assert moderate(rooms, chair, each, "approve")
    wall = read_wall(rooms, chair, "insight")
    assert (wall.texts, wall.written, wall.waits_for, wall.unread) == ((), 9, 1, 0)
    assert share_text(rooms, seat_in(rooms, opened), "insight", "And I saw this.", empty) is None
    wall = read_wall(rooms, chair, "insight")
    assert (len(wall.texts), wall.unread) == (9, 1)
    assert "And I saw this." not in wall.texts
    hidden = next(each for each in to_moderate(rooms, chair) if each.text == "I saw number 3.")
    moderate(rooms, chair, hidden, "hide")
    assert "I saw number 3." not in read_wall(rooms, chair, "insight").texts


@pytest.mark.parametrize(
    ("text", "why", "found"),
    [
        ("", "empty", ""),
        ("   \u200b ", "empty", ""),
        ("Ines is the one I would keep.", "name", "Ines"),
        ("It was I. K. after all", "name", "I. K."),
        ("Rosa sent them all", "name", "Rosa"),
        ("I only want married people", "person", "married people"),
        ("In may I had time, and nobody rang.", None, ""),
        ("Two of my favourites came through one person.", None, ""),
        ("The Two Rivers people again", "name", "Two Rivers"),
    ],
)
def test_a_text_that_names_somebody_or_asks_who_they_are_stays_here(
    rooms: Rooms, opened: Opened, text: str, why: str | None, found: str
) -> None:
    work = Workbook(
        clients=(
            Client(name="Ines Keller"), Client(name="I. K."), Client(name="Two Rivers"),
            Client(name="May", values={"referred_by": "Rosa Lind"}),
        )
    )  # fmt: skip
    refused = share_text(rooms, seat_in(rooms, opened), "insight", text, work)
    assert (refused and (refused.why, refused.found)) == ((why, found) if why else None)


def test_a_channel_names_nobody_and_a_person_among_the_sources_does() -> None:
    work = Workbook(clients=(Client(name="A", values={"source": "Google"}), Client(name="B", values={"source": "Tom"})))
    assert find_name("Half of mine came from Google", work) == ""
    assert find_name("Half of mine came from Tom", work) == "Tom"


# ── rehearsing ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rehearsal_fills_the_board(rooms: Rooms, opened: Opened) -> None:
    done = fill_room(rooms, opened.code, 25, seed=4)
    assert (len(done.seats), done.refused) == (25, 0)
    assert all(done.put_up[kind] >= 5 for kind in ("values", "qualities", "ideal_age", "insight"))
    for kind in PICTURED:
        reveal(rooms, opened.chair, kind)
    board = read_board(rooms, opened.chair)
    assert [picture.kind.id for picture in board.pictures] == list(PICTURED)
    assert all(picture.view is not None for picture in board.pictures if picture.kind.id != "fit")
    assert fill_room(rooms, "N0R00M00", 3).refused == 3


def test_invented_people_are_the_same_for_the_same_number_and_their_sentences_pass() -> None:
    assert invent_workbook(3).avatar == invent_workbook(3).avatar
    assert invent_workbook(3).avatar != invent_workbook(4).avatar
    for texts in coach_kit().rehearsal.values():
        for text in texts:
            assert find_name(text, SAMPLE) == ""
