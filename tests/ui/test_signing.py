"""The owner's side of signing on the real store: links made, withdrawn, answered, undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from icp.dealings import Agreement, Dealings, Rule, RulesVersion
from icp.methods.rule_document import fingerprint, publish_version
from icp.model import Client, Workbook
from icp.store import Store, StoreUnavailable, WorkbookMissing, new_key
from icp.ui import state
from icp.ui.rules import signing
from tests.ui.test_state import Tabs

ADDRESS = "https://rules.example.com"
TODAY = date.today()
RULES = (
    Rule(id="late", group="Keeping dates", expectation="We start on time", reason="Others wait", consequence="It ends",
         follow_up="Ana"),
    Rule(id="pay", group="Money", expectation="Invoices are paid in 14 days"),
    Rule(id="call", group="Keeping dates", expectation="Tell me a day ahead"),
)  # fmt: skip


def version(number: int, *rules: Rule) -> RulesVersion:
    return RulesVersion(number=number, day=date(2026, 11, number), business="Quill",
                        rules=rules or RULES, digest=str(number) * 64)  # fmt: skip


class Owner(Tabs):
    """One owner in one window, with clients and a first version of the rules."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        clients = (Client(id="ines", name="Ines *K*"), Client(id="bo", name="Bo"))
        with self.here():
            state.change(
                lambda work: work.changed(clients=clients, dealings=Dealings(rules=RULES, versions=(version(1),)))
            )

    @contextmanager
    def here(self, seen: str = f"{ADDRESS}/rules", *, own_computer: bool = False) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch, self.at(0):
            patch.delenv("ICP_PUBLIC_URL", raising=False)
            patch.setattr(signing, "st", SimpleNamespace(context=SimpleNamespace(url=seen)))
            patch.setattr(signing, "get_store", lambda: self.store)
            patch.setattr(signing, "workbook_key", lambda: self.key)
            patch.setattr(signing, "is_own_computer", lambda: own_computer)
            yield

    def send(self, client: str = "ines") -> str:
        """Make a link; its token."""
        with self.here():
            link = signing.make_link(state.workbook(), client)
        assert link is not None
        address, _, token = link.partition("/sign#")
        assert address == ADDRESS
        return token

    def publish(self, number: int) -> None:
        with self.here():
            state.change(
                lambda work: work.changed(
                    dealings=work.dealings.changed(versions=(*work.dealings.versions, version(number)))
                )
            )

    def answer(self, token: str, name: str = "Ines K.", day: date = TODAY) -> None:
        """What the server does when the client agrees."""
        acceptance = json.dumps({"name": name, "day": day.isoformat(), "digest": "1" * 64})
        assert self.store.sign_offs.accept(token, acceptance.encode(), day) is not None

    def collect(self) -> tuple[Agreement, ...]:
        with self.here():
            return signing.collect()

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        return self.stored().dealings.agreements


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'signing.db'}")
    yield opened
    opened.close()


@pytest.fixture
def owner(store: Store) -> Owner:
    return Owner(store)


def test_the_client_reads_the_rules_by_group_as_they_were_published(owner: Owner) -> None:
    opened = owner.store.sign_offs.open(owner.send())
    assert json.loads(opened.document) == {
        "business": "Quill",
        "client": "Ines *K*",
        "number": 1,
        "day": "2026-11-01",
        "digest": "1" * 64,
        "groups": [
            {
                "title": "Keeping dates",
                "rules": [
                    {"expectation": "We start on time", "reason": "Others wait", "consequence": "It ends",
                     "follow_up": "Ana"},
                    {"expectation": "Tell me a day ahead", "reason": "", "consequence": "", "follow_up": ""},
                ],
            },
            {
                "title": "Money",
                "rules": [
                    {"expectation": "Invoices are paid in 14 days", "reason": "", "consequence": "", "follow_up": ""}
                ],
            },
        ],
    }  # fmt: skip


def test_the_fingerprint_is_that_of_what_the_client_reads(owner: Owner) -> None:
    published = publish_version(Dealings(rules=RULES), business="Quill", day=TODAY, follow_up="Ana")
    with owner.here():
        state.change(lambda work: work.changed(dealings=work.dealings.changed(versions=(published,))))
    read = json.loads(owner.store.sign_offs.open(owner.send()).document)
    assert (read.pop("client"), read.pop("digest")) == ("Ines *K*", fingerprint(read))
    assert owner.agreements[0].digest == fingerprint(read)


def test_an_agreement_waits_then_comes_home_once(owner: Owner) -> None:
    token = owner.send()
    (waiting,) = owner.agreements
    assert (waiting.client, waiting.name, waiting.version, waiting.state) == ("ines", "Ines *K*", 1, "sent")
    assert (waiting.token, waiting.digest, waiting.sent) == (token, "1" * 64, TODAY)
    assert waiting.expires == TODAY + timedelta(days=30)
    assert owner.collect() == ()
    owner.answer(token, "Ines K.", TODAY)
    signed = waiting.model_copy(update={"state": "signed", "signed_by": "Ines K.", "signed_on": TODAY})
    assert owner.collect() == (signed,)
    assert owner.agreements == (signed,)
    assert owner.collect() == ()


def test_a_link_that_is_open_is_given_again(owner: Owner) -> None:
    token = owner.send()
    assert owner.send() == token
    assert owner.send("bo") != token
    assert len(owner.agreements) == 2


def test_a_new_version_asks_again_and_ends_the_open_link_of_the_old(owner: Owner) -> None:
    old, signed = owner.send(), owner.send("bo")
    owner.answer(signed, "Bo")
    owner.publish(2)
    new, again = owner.send(), owner.send("bo")
    assert owner.store.sign_offs.open(old) is None
    assert owner.store.sign_offs.open(signed) is not None  # what was signed stays as it was
    assert json.loads(owner.store.sign_offs.open(new).document)["number"] == 2
    assert {each.token: each.state for each in owner.agreements} == {
        old: "revoked", signed: "signed", new: "sent", again: "sent",
    }  # fmt: skip


def test_a_withdrawn_link_opens_nothing_and_is_not_given_again(owner: Owner) -> None:
    token = owner.send()
    with owner.here():
        signing.revoke(owner.agreements[0].id)
        signing.revoke(owner.agreements[0].id)
        signing.revoke("nobody")
    assert owner.store.sign_offs.open(token) is None
    assert [each.state for each in owner.agreements] == ["revoked"]
    assert owner.send() != token


def test_a_withdrawal_that_is_undone_leaves_the_link_dead_and_another_is_made(owner: Owner) -> None:
    token = owner.send()
    with owner.here():
        signing.revoke(owner.agreements[0].id)
        state.undo()
    assert [each.state for each in owner.agreements] == ["sent"]
    again = owner.send()
    assert again != token
    assert owner.store.sign_offs.open(again) is not None


def test_a_link_past_its_day_is_not_given_again(owner: Owner) -> None:
    token = owner.send()
    (agreement,) = owner.agreements
    yesterday = agreement.model_copy(update={"expires": TODAY - timedelta(days=1)})
    with owner.here():
        state.change(lambda work: work.changed(dealings=work.dealings.changed(agreements=(yesterday,))))
    assert owner.send() != token
    today = agreement.model_copy(update={"expires": TODAY})
    with owner.here():
        state.change(lambda work: work.changed(dealings=work.dealings.changed(agreements=(today,))))
    assert owner.send() == token


def test_an_answer_of_a_moment_ago_is_read_before_the_link_is_withdrawn(owner: Owner) -> None:
    token = owner.send()
    owner.answer(token)
    with owner.here():
        signing.revoke(owner.agreements[0].id)
    (agreement,) = owner.agreements
    assert (agreement.state, agreement.signed_by, agreement.signed_on) == ("revoked", "Ines K.", TODAY)
    assert owner.collect() == ()


def test_undo_loses_no_signature(owner: Owner) -> None:
    token = owner.send()
    with owner.here():
        state.undo()  # the link itself
    assert owner.agreements == ()
    owner.answer(token)
    assert [each.signed_by for each in owner.collect()] == ["Ines K."]
    with owner.here():
        state.undo()  # the bringing home
    assert owner.agreements == ()
    assert [each.signed_by for each in owner.collect()] == ["Ines K."]


def test_answers_do_not_wander_into_other_work_that_took_this_ones_place(owner: Owner) -> None:
    owner.answer(owner.send())
    with owner.here():
        state.replace_workbook(Workbook(clients=(Client(id="else", name="Else"),)))
    assert owner.collect() == ()
    assert owner.agreements == ()


def test_deleting_everything_ends_every_link(owner: Owner) -> None:
    tokens = [owner.send(), owner.send("bo")]
    owner.answer(tokens[1], "Bo")
    with owner.here():
        state.erase_workbook()
    assert [owner.store.sign_offs.open(token) for token in tokens] == [None, None]


def test_a_new_private_link_keeps_what_was_sent(owner: Owner) -> None:
    before, after = owner.send(), owner.send("bo")
    owner.answer(before)
    old, owner.key = owner.key, new_key()
    owner.store._store.rekey(old, owner.key)
    owner.sessions[0].clear()
    owner.answer(after, "Bo")
    assert {each.signed_by for each in owner.collect()} == {"Ines K.", "Bo"}


def test_nothing_is_sent_without_rules_without_the_client_or_without_the_database(store: Store, owner: Owner) -> None:
    with owner.here():
        assert signing.make_link(state.workbook(), "nobody") is None
        owner.store.down = True
        with pytest.raises(StoreUnavailable):
            signing.make_link(state.workbook(), "ines")
        assert signing.collect() == ()
        owner.store.down = False
    assert owner.agreements == ()
    bare = Owner(store)
    with bare.here():
        state.change(lambda work: work.changed(dealings=Dealings()))
        assert signing.make_link(state.workbook(), "ines") is None
        store.erase(bare.key)
        with pytest.raises(WorkbookMissing):
            signing.make_link(state.workbook().changed(dealings=Dealings(versions=(version(1),))), "ines")


def test_the_last_day_counts_everywhere() -> None:
    end = signing._end_everywhere(date(2026, 12, 31))
    assert end == datetime(2027, 1, 1, 12, tzinfo=UTC)  # midnight on Baker Island, UTC−12


def test_on_paper_where_no_client_could_open_a_link(owner: Owner) -> None:
    for seen, own_computer, why in (
        (f"{ADDRESS}/rules", False, None),
        (f"{ADDRESS}/rules", True, "computer"),
        ("http://192.168.0.7:8501/rules", False, "network"),
        ("http://localhost:8501/rules", False, "network"),
    ):
        with owner.here(seen, own_computer=own_computer):
            assert (signing.why_paper(), signing.is_hosted()) == (why, why is None)


def test_a_name_as_long_as_names_get_can_be_sent(owner: Owner) -> None:
    long = "👩‍👩‍👧‍👦" * 80  # eighty visible characters, many more code points
    with owner.here():
        state.change(lambda work: work.changed(clients=(Client(id="long", name=long),)))
    token = owner.send("long")
    assert len(owner.agreements[0].name) == 80
    assert json.loads(owner.store.sign_offs.open(token).document)["client"] == owner.stored().clients[0].name
