"""Who agreed to which version of the rules, what is open, and since when somebody is bound by one rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from icp.dealings import Agreement, Dealings, Rule, RulesVersion

State = Literal["agreed", "earlier", "open", "lapsed", "revoked", "unasked"]


@dataclass(frozen=True)
class Standing:
    """How one client stands to the newest version.

    ``state``: agreed to it · agreed to an earlier one only · a link is open · a link lapsed unsigned · what was sent or
    agreed was taken back · was never asked. ``agreement`` is the one that says so, None for the last. ``signed`` is the
    newest one signed, which binds until another is signed or it is taken back.
    """

    client: str
    state: State
    agreement: Agreement | None = None
    signed: Agreement | None = None


def find_standings(
    agreements: Iterable[Agreement], clients: Iterable[str], latest: int, today: date
) -> dict[str, Standing]:
    """How each of these clients (ids) stands to version ``latest``, in their order. An open link that has not been
    answered does not undo what was signed before."""
    by_client: dict[str, list[Agreement]] = {}
    for agreement in agreements:
        by_client.setdefault(agreement.client, []).append(agreement)
    return {id: _stand(id, by_client.get(id, []), latest, today) for id in clients}


def _stand(client: str, theirs: Sequence[Agreement], latest: int, today: date) -> Standing:
    signed = _newest_signed(theirs)
    if signed is not None and signed.version >= latest:
        return Standing(client, "agreed", signed, signed)
    sent = [a for a in theirs if a.state == "sent" and a.version >= latest]
    waiting = next((a for a in reversed(sent) if not has_lapsed(a, today)), None)
    if waiting is not None:
        return Standing(client, "open", waiting, signed)
    if signed is not None:
        return Standing(client, "earlier", signed, signed)
    if sent:
        return Standing(client, "lapsed", sent[-1])
    gone = [a for a in theirs if a.state == "revoked" or a.state == "sent"]
    if gone:
        return Standing(client, "revoked" if gone[-1].state == "revoked" else "lapsed", gone[-1])
    return Standing(client, "unasked")


def _newest_signed(theirs: Iterable[Agreement]) -> Agreement | None:
    signed = (a for a in theirs if a.state == "signed")
    return max(signed, key=lambda a: (a.version, a.signed_on or a.sent), default=None)


def has_lapsed(agreement: Agreement, today: date) -> bool:
    """Whether a link's last day is over and nobody signed."""
    return agreement.state == "sent" and agreement.expires is not None and agreement.expires < today


def sign_on_paper(client: str, name: str, version: RulesVersion, day: date) -> Agreement:
    """What is kept of two signed copies on paper."""
    return Agreement(client=client, name=name, version=version.number, digest=version.digest, sent=day,
                     state="signed", signed_by=name, signed_on=day)  # fmt: skip


def find_bindings(dealings: Dealings) -> dict[tuple[str, str], tuple[Agreement, Rule]]:
    """By what clients are bound: (client, rule) ids → the newest signed agreement, and the rule as that version has it.

    A rule the newest signed version does not hold binds no more; one deleted since it was signed still does.
    """
    signed: dict[str, list[Agreement]] = {}
    for agreement in dealings.agreements:
        signed.setdefault(agreement.client, []).append(agreement)
    rules = {version.number: version.rules for version in dealings.versions}
    newest = (_newest_signed(theirs) for theirs in signed.values())
    return {
        (agreement.client, rule.id): (agreement, rule)
        for agreement in newest
        if agreement is not None
        for rule in rules.get(agreement.version, ())
    }


def count_states(standings: Mapping[str, Standing]) -> dict[State, int]:
    """How many clients stand in each state; states nobody is in are left out."""
    counts: dict[State, int] = {}
    for standing in standings.values():
        counts[standing.state] = counts.get(standing.state, 0) + 1
    return counts
