"""Clients that may be one person: found for the owner to decide, merged only on a click."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from icp.catalogue import Question, catalogue
from icp.dealings import Dealings, KeptPlan, Parting
from icp.methods.cells import fold, read_text, split_entries
from icp.model import BusinessField, Cell, Client, Workbook, is_protected
from icp.roster.cells import DateOrder, clean_cell, read_date
from icp.roster.columns import ColumnGuess
from icp.roster.linkage import Link, NameLikeness, link_records
from icp.roster.table import Table

LIKELY = 0.9
"""Chance from which a pair is called one person. Relatives born on one day stay just below."""
DOUBTFUL = 0.8
"""Least chance that a pair is one person for it to be shown at all."""
POSSIBLE = 0.01
"""The same for a pair of one name, which is shown as having no more than that in common."""
APART = "not_alike"
"""The owner's answer that keeps the pairs told apart."""
_COMPARED = frozenset(
    {"email", "phone", "record_id", "age", "gender", "company", "place", "occupation", "industry", "first_date",
     "referred_by"}
)  # fmt: skip
_BY_NAME = frozenset({"introduction_from", "thank_first"})  # answers that name a client rather than give the id
_CONTRADICT = frozenset({"email", "birthday"})
_LONGEST = 60  # characters; longer cells are remarks
_UNITED = frozenset({"source", "referred_by", "email", "phone", "record_id"})  # one answer may hold several


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Two clients that may be one; merged only on a click.

    ``reason`` says how the names are alike; ``same``, ``near`` and ``differ`` name the fields (or headers of evidence)
    that agree, the most telling first, nearly agree, and contradict. ``chance`` (0–1) that they are one person.
    """

    first: str
    second: str
    reason: NameLikeness
    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    chance: float = 0.0


def find_lookalikes(
    clients: Sequence[Client],
    *,
    evidence: Mapping[str, Mapping[str, str]] | None = None,
    apart: Collection[frozenset[str]] = (),
    least: float = DOUBTFUL,
) -> tuple[Lookalike, ...]:
    """Pairs that may be one person, the likeliest first.

    Shown are pairs with a chance of at least ``least`` by :func:`icp.roster.linkage.link_records` over name, contact
    data, company, place, birthday or age and the owner's own columns. No name reaches it alone: a pair of one name
    with a lesser chance is shown too, unless record id, e-mail or birthday contradict. From :data:`LIKELY` on a pair
    may be called likely. ``evidence``: more answers by client id (:func:`gather_evidence`). ``apart``: pairs of ids
    told apart. The first of a pair stands earlier in the list; of three that are alike two pairs suffice. The order
    of clients changes no pair.
    """
    more = evidence or {}
    ids = [client.id for client in clients]
    records = [_record(client, more.get(client.id, {})) for client in clients]
    links = [
        link
        for link in link_records([_name(client) for client in clients], records, least, namesakes=min(least, POSSIBLE))
        if link.chance >= least or _is_namesake(link, records)
    ]
    links.sort(key=lambda link: (-link.chance, *sorted((ids[link.first], ids[link.second]))))
    kept = _span((link for link in links if frozenset((ids[link.first], ids[link.second])) not in apart), len(ids))
    kept.sort(key=lambda link: (-link.chance, link.first, link.second))
    return tuple(
        Lookalike(ids[k.first], ids[k.second], k.name, k.same, k.near, k.differ, k.chance)
        for k in kept
    )  # fmt: skip


def _name(client: Client) -> str:
    """The client's name; "" where a number or an address stands in for it, whose likeness would say nothing."""
    return "" if stands_in(client) else client.name


def stands_in(client: Client) -> bool:
    """Whether the client is called by a number or an address because no file said the name yet."""
    called = (str(client.values.get(field, "")) for field in ("record_id", "email", "phone"))
    return fold(client.name) in {fold(part) for text in called for part in text.split(";")}


def _record(client: Client, more: Mapping[str, str]) -> dict[str, str]:
    """What is compared of a client, as folded text. A birthday says all that an age does."""
    record = {
        field: " ".join(fold(read_text(value) or "").split())
        for field, value in client.values.items()
        if field in _COMPARED or field.startswith("x_")
    }
    for what, text in more.items():
        record[what] = " ".join(fold(text).split())
    if "birthday" in record:
        record.pop("age", None)
    if "email" in record:
        record["email"] = record["email"].split(";")[0].strip()
    if "phone" in record:
        record["phone"] = "".join(filter(str.isdecimal, record["phone"].split(";")[0])).lstrip("0")
    return {what: text for what, text in record.items() if text and len(text) <= _LONGEST}


def _is_namesake(link: Link, records: Sequence[Mapping[str, str]]) -> bool:
    """Whether two of one name may be shown with nothing much else in common."""
    one, other = (records[at].get("record_id") for at in (link.first, link.second))
    return link.name == "same_name" and not _CONTRADICT & set(link.differ) and not (one and other and one != other)


def _span(links: Iterable[Link], count: int) -> list[Link]:
    """The links that connect anybody who is not connected yet."""
    leader = list(range(count))

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    kept = []
    for link in links:
        a, b = find(link.first), find(link.second)
        if a != b:
            leader[b] = a
            kept.append(link)
    return kept


def gather_evidence(
    table: Table,
    mapping: Sequence[ColumnGuess],
    rows: Mapping[str, int],
    *,
    field: BusinessField = "general",
    date_order: DateOrder = "day",
) -> dict[str, dict[str, str]]:
    """What a file says that the list does not keep, to compare by: the birthday behind an age, and unmapped columns.

    ``rows``: client id → index of the client's row in ``table``. Protected columns count only where they are kept as
    an answer (then they are compared from there): one nobody mapped, or that the field of business forbids, tells
    nobody apart. Remarks and columns that say the same of everybody are left out.
    """
    found: dict[str, dict[str, str]] = {id: {} for id in rows}
    for guess in mapping:
        if guess.field is not None and guess.field != "age":
            continue
        if is_protected(guess.header, guess.field or "") and (guess.field is None or field != "general"):
            continue
        if guess.field is None and not guess.header.strip():
            continue
        column = table.columns[guess.position].map(
            partial(_read_birthday, order=date_order) if guess.field else _read_any
        )
        if guess.field is None and len(set(column.values)) < 2:
            continue
        for id, row in rows.items():
            if cell := column[row]:
                found[id].setdefault("birthday" if guess.field else guess.header, cell)
    return {id: answers for id, answers in found.items() if answers}


def _read_birthday(cell: str, order: DateOrder) -> str:
    cell = clean_cell(cell)
    born = read_date(cell, order) if len(cell) > len("1960") else None
    return born.isoformat() if born else ""


def _read_any(cell: str) -> str:
    cell = clean_cell(cell)
    return cell if len(cell) <= _LONGEST else ""


def pair_up(lookalikes: Iterable[Lookalike]) -> dict[str, str]:
    """Second → first, each client used once: for a list met again, whose namesakes are the same people in order."""
    used: set[str] = set()
    into: dict[str, str] = {}
    for pair in lookalikes:
        if not used & {pair.first, pair.second}:
            into[pair.second] = pair.first
            used |= {pair.first, pair.second}
    return into


def join_pairs(lookalikes: Iterable[Lookalike]) -> dict[str, str]:
    """Second → first for :func:`merge_clients`, where everybody connected becomes the one of them met first.

    >>> join_pairs([Lookalike("a", "c", "same_name"), Lookalike("b", "c", "same_name")])
    {'c': 'a', 'b': 'a'}
    """
    groups: dict[str, list[str]] = {}
    met: dict[str, int] = {}
    for pair in lookalikes:
        for id in (pair.first, pair.second):
            met.setdefault(id, len(met))
        one, other = (groups.setdefault(id, [id]) for id in (pair.first, pair.second))
        if one is not other:
            earlier, later = sorted((one, other), key=lambda ids: met[ids[0]])
            earlier += later
            groups.update(dict.fromkeys(later, earlier))
    return {id: ids[0] for ids in {ids[0]: ids for ids in groups.values()}.values() for id in ids[1:]}


def told_apart(work: Workbook) -> frozenset[frozenset[str]]:
    """The pairs of ids the owner said are two people."""
    return frozenset(frozenset(mark.split("+", 1)) for mark in _marks(work))


def tell_apart(work: Workbook, first: str, second: str) -> Workbook:
    """A copy that remembers that these two are two people."""
    return work.with_answer(APART, tuple(dict.fromkeys((*_marks(work), f"{first}+{second}"))))


def _marks(work: Workbook) -> tuple[str, ...]:
    answer = work.answers.get(APART, ())
    return answer if isinstance(answer, tuple) else ()


# ── making one of two ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Answers of a client that do not become those of the one it is merged into, by field id.

    ``noted`` go into the notes in words; ``dropped``, facts about who somebody is, fall away: notes are free text,
    which no rule about such facts reaches.
    """

    noted: tuple[str, ...]
    dropped: tuple[str, ...]


def list_leftovers(kept: Client, gone: Client, work: Workbook) -> Leftovers:
    """Which answers of ``gone`` differ from those of ``kept``, so that the owner sees it before the click."""
    differ = [
        field
        for field, value in gone.values.items()
        if field in kept.values and field != "notes" and not _adds_up(field) and not _same(kept.values[field], value)
    ]
    dropped = [field for field in differ if is_protected(field, work.label(field))]
    return Leftovers(tuple(field for field in differ if field not in dropped), tuple(dropped))


def merge_clients(work: Workbook, into: Mapping[str, str]) -> Workbook:
    """The workbook where each client of ``into`` (id gone → id that stays) is one with the other.

    Who stays keeps the name and every answer and takes over what was blank; sources, senders, addresses and tags add
    up, first and last dates widen, and an answer or a name that differs is kept in the notes, in words
    (:func:`list_leftovers`). Whoever stays is named wherever the other was: as a sender, in promises, in the guide's
    answers, in agreements; of two plans for one person that of who stays counts. A chain (C into B, B into A) ends
    with its last, a ring stays as it is, and ids that are not on the list are passed over.
    """
    people = {client.id: client for client in work.clients}
    into = _follow_chains({gone: kept for gone, kept in into.items() if gone in people and kept in people})
    if not into:
        return work
    merged: dict[str, Client] = {}
    renamed: dict[str, str] = {}
    left = {client.name for client in work.clients if client.id not in into}
    for gone, kept in into.items():
        merged[kept] = _absorb(merged.get(kept, people[kept]), people[gone], work)
        if people[gone].name not in left:
            renamed[fold(people[gone].name)] = people[kept].name
    known = {fold(client.name) for client in work.clients}

    def settle(client: Client) -> Client:
        client = merged.get(client.id, client)
        entries = split_entries(client.values.get("referred_by"), known)
        if not any(fold(entry) in renamed for entry in entries):
            return client
        named = dict.fromkeys(renamed.get(fold(entry), entry) for entry in entries)
        return client.with_values(referred_by="; ".join(named))

    def follow(id: str, answer: Cell | tuple[str, ...]) -> Cell | tuple[str, ...]:
        if id == APART and isinstance(answer, tuple):
            pairs = (mark.split("+", 1) for mark in answer)
            ends = ([into.get(part, part) for part in pair] for pair in pairs)
            return tuple(dict.fromkeys("+".join(pair) for pair in ends if len(set(pair)) > 1))
        if isinstance(answer, tuple):
            return tuple(dict.fromkeys(into.get(part, part) for part in answer))
        if not isinstance(answer, str):
            return answer
        return renamed.get(fold(answer), answer) if id in _BY_NAME else into.get(answer, answer)

    imported = {id: dict(fields) for id, fields in work.imported.items() if id not in into}
    for gone, kept in into.items():
        if gone in work.imported:
            imported[kept] = {**work.imported[gone], **imported.get(kept, {})}
    return work.changed(
        clients=tuple(settle(client) for client in work.clients if client.id not in into),
        answers={id: follow(id, answer) for id, answer in work.answers.items()},
        promises=tuple(
            promise.model_copy(update={"client": into.get(promise.client or "", promise.client)})
            for promise in work.promises
        ),
        imported=imported,
        dealings=_follow_dealings(work.dealings, into),
    )


def _follow_dealings(dealings: Dealings, into: Mapping[str, str]) -> Dealings:
    """What was decided about whoever is gone, for whoever stays; of two plans for one person the latter's counts."""
    courses = {course.id: course for course in dealings.courses if course.id not in into}
    for course in dealings.courses:
        id = into.get(course.id, course.id)
        courses.setdefault(id, course.model_copy(update={"id": id}))
    return dealings.changed(
        courses=tuple(courses.values()),
        plan=dealings.plan and _follow_plan(dealings.plan, into),
        agreements=tuple(a.model_copy(update={"client": into.get(a.client, a.client)}) for a in dealings.agreements),
        breaches=tuple(b.model_copy(update={"client": into.get(b.client, b.client)}) for b in dealings.breaches),
    )


def _follow_plan(plan: KeptPlan, into: Mapping[str, str]) -> KeptPlan:
    """The same goodbyes; of two that now mean one person the first stays."""
    partings: dict[str, Parting] = {}
    for parting in plan.partings:
        id = into.get(parting.id, parting.id)
        partings.setdefault(id, parting.model_copy(update={"id": id}))
    return plan.model_copy(update={"partings": tuple(partings.values())})


def _follow_chains(into: Mapping[str, str]) -> dict[str, str]:
    ends: dict[str, str] = {}
    for gone in into:
        met = {gone}
        at = into[gone]
        while at in into and at not in met:
            met.add(at)
            at = into[at]
        if at not in into:
            ends[gone] = at
    return ends


def _absorb(kept: Client, gone: Client, work: Workbook) -> Client:
    values: dict[str, Cell] = {**gone.values, **kept.values}
    for field in kept.values.keys() & gone.values.keys():
        ours, theirs = kept.values[field], gone.values[field]
        if field in ("first_date", "last_date"):
            values[field] = (min if field == "first_date" else max)(str(ours), str(theirs))
        elif _adds_up(field) and not _same(ours, theirs):
            entries = {fold(entry): entry for entry in (*split_entries(theirs), *split_entries(ours))}
            values[field] = "; ".join(dict.fromkeys(entries[fold(e)] for e in (*split_entries(ours), *entries)))
    say = catalogue().say
    told = [say("alike.also_called", name=gone.name)] if fold(gone.name) != fold(kept.name) else []
    told += [
        say("alike.also", what=work.label(field), answer=answer_words(field, gone.values[field]))
        for field in list_leftovers(kept, gone, work).noted
    ]
    notes = [str(client.values["notes"]) for client in (kept, gone) if "notes" in client.values]
    if told or len(notes) > 1:
        values["notes"] = " · ".join(dict.fromkeys([*notes, *told]))
    return Client(id=kept.id, name=kept.name, values=values)


def _adds_up(field: str) -> bool:
    """Whether one answer may hold several, or spans from first to last."""
    question = catalogue().fields.get(field)
    return field in _UNITED or field in ("first_date", "last_date") or bool(question and question.kind == "tags")


def _same(one: Cell, other: Cell) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == float(other)
    return fold(str(one)) == fold(str(other))


def answer_words(field: str, value: Cell) -> str:
    """A client's answer as it reads on screen: "mostly" for 3, "glad" for tier 1."""
    question = catalogue().fields.get(field)
    return question.option_label(value) if isinstance(question, Question) and question.options else str(value)
