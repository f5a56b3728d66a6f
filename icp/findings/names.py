"""How clients are called: by name, or by their place in the list when somebody looks over the shoulder."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

from icp.dealings import Dealings, Prospect
from icp.findings.words import plain, tell_apart
from icp.methods.cells import fold, split_entries
from icp.model import Cell, Client, Promise, Workbook

TELLING = ("first_name", "last_name", "email", "phone", "company", "notes")
"""What gives a client away beside the name."""
PRIVATE = ("surprise", "senders", "promise", "introduction_pleasure", "sink_other")
"""The owner's notes to themselves, in which anybody may be named."""
COVER = "…"
"""Stands for a private note: whether a page is done hangs on there being one."""
_NAMED = ("thank_first", "introduction_from")
_LEAST = 3
_NO_NAMES = frozenset("the a an and of mr mrs ms dr der die das frau herr la le les el los il lo de van von".split())
"""First words that begin a firm's name and name nobody."""
_WORD = re.compile(r"\w+")


def call_all(
    work: Workbook, *, hidden: bool = False, only_present: bool = False, apart: bool = False
) -> dict[str, str]:
    """Every client's id and how they are called, in list order: the name, or "Client 12" by place in the list.

    Plain text; former clients are marked, and left out by ``only_present``. ``apart`` numbers those of one name, the
    same ones everywhere, for whatever is chosen from.
    """
    called: dict[str, str] = {}
    names = {client.id: client.name for client in work.clients}
    if apart:
        names = tell_apart(names)
    for at, client in enumerate(work.clients, start=1):
        former = client.former
        if former and only_present:
            continue
        name = plain("roster.hidden", n=at) if hidden else names[client.id]
        called[client.id] = plain("roster.former", name=name) if former else name
    return called


def call(client: Client, work: Workbook, *, hidden: bool = False) -> str:
    """How one client is called. Plain text."""
    name = client.name
    if hidden:
        ids = [other.id for other in work.clients]
        name = plain("roster.hidden", n=ids.index(client.id) + 1) if client.id in ids else name
    return plain("roster.former", name=name) if client.former else name


def call_prospect(prospect: Prospect, work: Workbook, *, hidden: bool = False) -> str:
    """How somebody is called who may become a client: the name, or "Prospect 3". Plain text."""
    ids = [other.id for other in work.dealings.prospects]
    if hidden and prospect.id in ids:
        return plain("report.hidden.prospect", n=ids.index(prospect.id) + 1)
    return prospect.name


# ── a workbook without names ─────────────────────────────────────────────────────────────────────────────────────


def hide_names(work: Workbook) -> Workbook:
    """The workbook with everybody called by a number: clients, prospects, and people outside who sent somebody.

    Who sent whom stays as it was, so every figure comes out the same. What gives a client away beside the name goes,
    and of the owner's private notes only that there are any stays; in the words meant for others a name gives way to
    its number. Sources that are no person's name stay: they are places and media.
    """
    by_row = [plain("roster.hidden", n=at) for at in range(1, len(work.clients) + 1)]
    hide = _Hider(*_stand_ins(work, by_row))
    own = {question.id for question in work.questions if question.kind in ("text", "date")}
    clients = tuple(
        Client(id=client.id, name=name, values=_hide_values(client.values, own, hide))
        for client, name in zip(work.clients, by_row, strict=True)
    )
    answers = {
        id: COVER if id in PRIVATE else hide.cell(str(answer)) if id in _NAMED
        else hide.text(answer) if isinstance(answer, str) else answer
        for id, answer in work.answers.items()
    }  # fmt: skip
    promises = tuple(
        Promise.model_validate({**dict(promise), "text": plain("takeaway.hidden_text")}) for promise in work.promises
    )
    return work.changed(
        clients=clients,
        answers=answers,
        promises=promises,
        questions=tuple(
            question.model_copy(update={"label": hide.text(question.label)}) for question in work.questions
        ),
        receipts=tuple(_without_values(receipt) for receipt in work.receipts),
        dealings=_hide_dealings(work.dealings, hide, {c.id: name for c, name in zip(clients, by_row, strict=True)}),
    )


def _stand_ins(work: Workbook, by_row: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Folded name → what stands in its place, and how it was typed. Several clients of one name are nobody in
    particular, as everywhere."""
    times = Counter(fold(client.name) for client in work.clients)
    typed = {fold(name): name.strip() for name in (*(c.name for c in work.clients),
                                                   *(p.name for p in work.dealings.prospects))}  # fmt: skip
    shown: dict[str, str] = {}
    outsiders = 0

    def outside(name: str) -> None:
        nonlocal outsiders
        if fold(name) and fold(name) not in shown:
            outsiders += 1
            shown[fold(name)] = plain("report.hidden.outside", n=outsiders)
            typed.setdefault(fold(name), name.strip())

    for client, called in zip(work.clients, by_row, strict=True):
        if times[fold(client.name)] == 1:
            shown[fold(client.name)] = called
        else:
            outside(client.name)
    for at, prospect in enumerate(work.dealings.prospects, start=1):
        shown.setdefault(fold(prospect.name), plain("report.hidden.prospect", n=at))
    channels = {fold(text) for client in work.clients for text in split_entries(client.values.get("source"))}
    for client in work.clients:
        for text in split_entries(client.values.get("referred_by"), shown):
            if fold(text) not in channels:
                outside(text)
    for agreement in work.dealings.agreements:
        outside(agreement.name)
        outside(agreement.signed_by)
    return shown, typed


def _letters(text: str) -> str:
    """The text in small letters, each in its place: one that folds into several (ß) stays one."""
    return "".join(small if len(small := letter.casefold()) == 1 else letter for letter in text)


class _Hider:
    """Puts numbers in the place of names."""

    def __init__(self, shown: Mapping[str, str], typed: Mapping[str, str]) -> None:
        self._shown = shown
        self._typed = {_letters(typed[name]): (typed[name], instead) for name, instead in shown.items()}
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        self._marks = [name for name in self._typed if not _WORD.search(name)]
        for name in sorted(self._typed, key=len, reverse=True):
            if found := _WORD.search(name):
                self._by_word[found[0]].append(name)

    def cell(self, cell: Cell) -> str:
        """A cell of names, each with its number; one nobody knows stays."""
        texts = split_entries(cell, self._shown)
        return "; ".join(self._shown.get(fold(text), text) for text in texts)

    def text(self, text: str) -> str:
        """Words in which every name gives way: a whole one, or its first word where that is written like a name.

        A name of one word may be a word of the language ("Will", "IN"), so it has to be written like one.
        """
        folded = _letters(text)
        parts, done = [], 0
        for found in _WORD.finditer(text):
            if found.start() < done:
                continue
            known = self._by_word.get(folded[found.start() : found.end()])
            if not known:
                continue
            for name in known:
                begin = found.start() - _WORD.search(name).start()  # type: ignore[union-attr]  # it has a word
                end = begin + len(name)
                whole = folded[begin:end] == name and not folded[end : end + 1].isalnum()
                if begin >= done and whole and self._is_written(text[begin:end], name):
                    break
            else:
                word = found[0]
                if (
                    len(word) < _LEAST
                    or not word[0].isupper()
                    or word.casefold() in _NO_NAMES
                    or known[0] == _letters(word)
                ):
                    continue
                name, begin, end = known[0], found.start(), found.end()
            parts += [text[done:begin], self._typed[name][1]]
            done = end
        text = "".join((*parts, text[done:]))
        for mark in self._marks:
            text = text.replace(*self._typed[mark])
        return text

    def _is_written(self, text: str, name: str) -> bool:
        """Whether words that read like a name are one: as it was typed, or of several words, or with a capital."""
        if " " in name or text == self._typed[name][0]:
            return len(name) > 1
        return len(name) >= _LEAST and text[:1] != text[:1].lower()


def _hide_values(values: Mapping[str, Cell], own: set[str], hide: _Hider) -> dict[str, Cell]:
    kept = {id: value for id, value in values.items() if id not in TELLING and id not in own and id != "name"}
    return {id: hide.cell(value) if id in ("referred_by", "source") else value for id, value in kept.items()}


def _without_values(receipt: Mapping[str, object]) -> dict[str, object]:
    problems = receipt.get("problems")
    if not isinstance(problems, list | tuple):
        return dict(receipt)
    return {**receipt, "problems": [{**p, "value": ""} if isinstance(p, dict) else p for p in problems]}


_TEXTS: Mapping[str, tuple[str, ...]] = {
    "spoken": ("why", "sentence", "question", "good", "worrying"),
    "rules": ("group", "expectation", "reason", "consequence"),
    "systems": ("draft",),
    "courses": ("change", "letter"),
    "situations": ("title", "difficult", "ideal", "dream"),
}


def _hide_dealings(dealings: Dealings, hide: _Hider, called: Mapping[str, str]) -> Dealings:
    def reword(item: object, fields: tuple[str, ...]) -> object:
        return item.model_copy(  # type: ignore[attr-defined]  # every item is a record
            update={field: hide.text(getattr(item, field)) for field in fields}
        )

    parts: dict[str, object] = {
        kind: tuple(reword(item, fields) for item in getattr(dealings, kind)) for kind, fields in _TEXTS.items()
    }
    parts["versions"] = tuple(
        version.model_copy(update={"rules": tuple(reword(rule, _TEXTS["rules"]) for rule in version.rules)})
        for version in dealings.versions
    )
    parts["prospects"] = tuple(
        prospect.model_copy(update={"name": hide.cell(prospect.name), "note": "", "source": hide.cell(prospect.source)})
        for prospect in dealings.prospects
    )
    parts["agreements"] = tuple(
        agreement.model_copy(update={
            "name": called.get(agreement.client, hide.cell(agreement.name)), "token": "",
            "signed_by": called.get(agreement.client, hide.cell(agreement.signed_by)) if agreement.signed_by else "",
        })
        for agreement in dealings.agreements
    )  # fmt: skip
    parts["breaches"] = tuple(
        breach.model_copy(update={"note": "", "expectation": hide.text(breach.expectation)})
        for breach in dealings.breaches
    )
    parts["packet"] = {part: hide.text(words) for part, words in dealings.packet.items()}
    parts["message"] = {
        part: hide.text(words) for part, words in dealings.message.items() if not part.startswith("ask:")
    }
    return dealings.model_copy(update=parts)
