"""Whom the guide asks about, and the names it collects."""

from __future__ import annotations

from collections.abc import Sequence

from icp.model import Cell, Client, Workbook, clean_name

NAMED_BY = ("glad_1", "glad_2", "glad_3", "sink_name")
IN_DEPTH = 6
AT_ONCE = 24


def linked(work: Workbook, id: str) -> Client | None:
    """The client a naming screen created, if still there."""
    return work.client(work.text(id)) if work.text(id) else None


def guide_people(work: Workbook, most: int = AT_ONCE) -> tuple[Client, ...]:
    """The clients the guide works with: those named in it first, then the rest of the list, at most ``most``."""
    more = work.answers.get("more_names", ())
    ids = [*(work.text(id) for id in NAMED_BY), *(more if isinstance(more, tuple) else ())]
    named = [client for id in ids if (client := work.client(id))]
    return tuple({client.id: client for client in (*named, *work.clients)}.values())[:most]


def favourites(work: Workbook, most: int = IN_DEPTH) -> tuple[Client, ...]:
    """Clients the owner is glad about."""
    everybody = guide_people(work, len(work.clients))
    return tuple(client for client in everybody if client.tier == 1)[:most]


def in_depth(work: Workbook) -> tuple[Client, ...]:
    """Six to look at closely: up to three favourites, up to two who make the heart sink, then the others in order."""
    everybody = guide_people(work, len(work.clients))
    glad = [client for client in everybody if client.tier == 1]
    sinks = [client for client in everybody if client.tier == 3]
    picked = [*glad[:3], *sinks[:2], *everybody]
    return tuple({client.id: client for client in picked}.values())[:IN_DEPTH]


def name_client(work: Workbook, question: str, text: str, **values: Cell) -> Workbook:
    """Give the naming screen ``question`` this name.

    A new name becomes a client, a changed one renames it, an emptied one takes it away, except where more is known
    about that client than the screen itself put in: then the client stays on the list.
    """
    name, client = clean_name(text), linked(work, question)
    if client is None:
        if not name:
            return work.with_answer(question, None)
        client = Client(name=name, values=values)
        return work.with_client(client).with_answer(question, client.id)
    if name:
        return rename_client(work, client.id, name)
    work = work.with_answer(question, None)
    return work.without_client(client.id) if set(client.values) <= {*values, "status"} else work


def rename_client(work: Workbook, id: str, name: str) -> Workbook:
    """Rename a client, and the client wherever they are named as the sender of another."""
    client, name = work.client(id), clean_name(name)
    if client is None or not name or client.name == name:
        return work
    old = client.name
    return work.changed(
        clients=tuple(
            Client(
                id=c.id,
                name=name if c.id == id else c.name,
                values={**c.values, "referred_by": name} if c.values.get("referred_by") == old else c.values,
            )
            for c in work.clients
        )
    )


def name_more(work: Workbook, lines: Sequence[str]) -> Workbook:
    """Make the "eight more" exactly these names, in order.

    A line that stood there before keeps its client and all that is known; a line that is gone takes its client along
    only if nothing was said about that client yet.
    """
    stored = work.answers.get("more_names", ())
    before = [client for id in (stored if isinstance(stored, tuple) else ()) if (client := work.client(id))]
    names = [name for line in lines if (name := clean_name(line))]
    ids: list[str] = []
    for name in names:
        known = next((client for client in before if client.name == name), None)
        if known is None:
            known = Client(name=name)
            work = work.with_client(known)
        else:
            before.remove(known)
        ids.append(known.id)
    for client in before:
        if client.values:
            ids.append(client.id)
        else:
            work = work.without_client(client.id)
    return work.with_answer("more_names", tuple(ids) or None)


# ── one tap, three answers ───────────────────────────────────────────────────────────────────────────────────────

LADDER: dict[str, tuple[int, int, int]] = {
    "office": (1, 1, 1),
    "home": (4, 1, 1),
    "free_time": (4, 4, 1),
    "vacation": (4, 4, 4),
}
"""How far would you go → answers to home, free time, vacation."""
STEPS = ("home", "free_time", "vacation")


def ladder_step(client: Client) -> str | None:
    """The tap that stands for this client's three answers; None when unanswered or edited apart."""
    found = tuple(client.values.get(step) for step in STEPS)
    return next((name for name, answers in LADDER.items() if answers == found), None)


def band_of(amount: float, edges: Sequence[float]) -> int:
    """Number of the band an amount falls into: 0 below the first edge, up to len(edges) from the last on."""
    return sum(amount >= edge for edge in edges)


def band_middle(band: int, edges: Sequence[float]) -> float:
    """The amount kept for a tapped band: its middle; half the first edge, and a quarter over the last."""
    if band == 0:
        return edges[0] / 2
    return edges[-1] * 1.25 if band == len(edges) else (edges[band - 1] + edges[band]) / 2
