"""Putting clients in: a file, a pasted table or typed names; what was understood, corrected, taken over, its receipt.

A file waits in the session, read but not taken over, until the owner confirms or drops it. Undo at the foot of the page
brings back the list as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from icp.catalogue import catalogue
from icp.model import OwnQuestion, Workbook
from icp.roster import (
    ColumnGuess,
    Roster,
    Table,
    UnreadableFile,
    build_roster,
    from_names,
    from_pasted,
    guess_mapping,
    own_field,
    read_table,
)
from icp.ui import frame, keys, state
from icp.ui.text import counted, say

ACCEPTED = ("csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xls", "ods", "vcf")
ENCODINGS = ("utf-8", "cp1252", "utf-16", "iso-8859-1", "mac-roman")
KEPT_RECEIPTS = 5
PREVIEW_ROWS = 5
_LEAVE_OUT, _OWN = "", "+own"


@dataclass(frozen=True)
class Pending:
    """A file that was read and not yet taken over. ``fields``: column position → the field the owner chose for it."""

    name: str
    data: bytes
    pasted: bool
    table: Table
    guesses: tuple[ColumnGuess, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[int, str] = field(default_factory=dict)
    date_order: Any = None

    def mapping(self) -> tuple[ColumnGuess, ...]:
        """The guesses with the owner's corrections; columns kept as questions of one's own get a field of their own."""
        taken: list[str] = []
        columns = []
        for guess in self.guesses:
            chosen = self.fields.get(guess.position, guess.field or _LEAVE_OUT)
            if chosen == _OWN:
                chosen = own_field(guess.header, taken)
                taken.append(chosen)
            columns.append(guess if chosen == (guess.field or _LEAVE_OUT) else guess.as_field(chosen or None))
        return tuple(columns)


def show_upload(work: Workbook) -> None:
    """The three ways in; below them whatever waits to be taken over."""
    if work.clients:
        frame.saved_mark()
    pending: Pending | None = st.session_state.get(keys.IMPORT)
    if pending is not None:
        _review(pending, work)
        return
    ways = {way: say(f"roster.way_{way}") for way in ("file", "paste", "type")}
    way = st.segmented_control(
        say("roster.ways"), list(ways), format_func=lambda w: ways[w], default="file", required=True,
        key="roster_way", persist_state="session",
    )  # fmt: skip
    if work.field == "health":
        st.info(say("roster.health_codes"), icon=":material/health_and_safety:")
    {"file": _ask_file, "paste": _ask_paste, "type": _ask_names}[way or "file"]()
    error: tuple[str, str] | None = st.session_state.get(keys.IMPORT_ERROR)
    if error is not None:
        st.error(say("roster.refused", name=error[0], safe_why=error[1]), icon=":material/error:")
    if work.receipts:
        show_receipt(work.receipts[-1])


def _ask_file() -> None:
    key = state.widget_key("file")

    def read() -> None:
        file = st.session_state[key]
        if file is not None:
            _open(file.name, file.getvalue())

    st.file_uploader(say("roster.drop"), type=list(ACCEPTED), key=key, on_change=read, help=say("roster.drop_help"))
    st.caption(say("roster.where_from"))


def _ask_paste() -> None:
    key = state.widget_key("paste")
    st.text_area(say("roster.paste"), key=key, height=200, placeholder=say("roster.paste_example"))

    def read() -> None:
        text = st.session_state[key]
        if text.strip():
            _open(say("roster.pasted"), text.encode(), pasted=True)

    st.button(say("roster.read"), key="read_paste", type="primary", on_click=read)


def _ask_names() -> None:
    key = state.widget_key("names")
    st.text_area(say("roster.type"), key=key, height=260, placeholder=catalogue().question("more_names").example)

    def add() -> None:
        lines = st.session_state[key].splitlines()
        before = len(state.workbook().clients)
        after = state.change(lambda work: work.changed(clients=(*work.clients, *from_names(lines, work.clients))))
        if len(after.clients) > before:
            frame.notify(say("roster.added", what=counted(len(after.clients) - before, "client")))
            st.session_state[key] = ""

    st.button(say("roster.add"), key="add_names", type="primary", on_click=add)


def _open(name: str, data: bytes, *, pasted: bool = False, **options: Any) -> None:
    """Read a file into the session, or remember in words why it cannot be."""
    st.session_state.pop(keys.IMPORT_ERROR, None)
    try:
        table = from_pasted(data.decode()) if pasted else read_table(data, name, **options)
        guesses = guess_mapping(table)
        build_roster(table, guesses)
    except UnreadableFile as refused:
        if refused.code != "no_names" or pasted:
            st.session_state[keys.IMPORT_ERROR] = (
                name,
                catalogue().say(f"problem.file.{refused.code}", **refused.facts),
            )
            return
    st.session_state[keys.IMPORT] = Pending(name, data, pasted, table, guesses, options)


def _drop() -> None:
    st.session_state.pop(keys.IMPORT, None)
    state.refresh_widgets()


def _review(pending: Pending, work: Workbook) -> None:
    """What was understood, to be corrected, and the button that takes it over."""
    st.markdown(say("roster.read_file", name=pending.name, rows=len(pending.table.rows), columns=len(pending.guesses)))
    roster: Roster | None = None
    try:
        roster = build_roster(
            pending.table, pending.mapping(), existing=work.clients, field=work.field, date_order=pending.date_order
        )
    except UnreadableFile as refused:
        st.error(catalogue().say(f"problem.file.{refused.code}", **refused.facts), icon=":material/error:")
    if roster is not None:
        _summary(roster, work)
        with st.container(horizontal=True):
            label = say("roster.take_over", what=counted(roster.receipt.clients, "client"))
            st.button(label, key="take_over", type="primary", icon=":material/check:", on_click=_take_over,
                      disabled=roster.receipt.clients == 0)  # fmt: skip
            st.button(say("roster.drop_it"), key="drop_import", on_click=_drop)
    else:
        st.button(say("roster.drop_it"), key="drop_import", on_click=_drop)
    _columns(pending)
    _reading(pending, roster)
    if roster is not None:
        show_receipt(roster.receipt.as_json(), key="pending")


def _summary(roster: Roster, work: Workbook) -> None:
    receipt = roster.receipt
    counts = {"merged": receipt.merged, "folded": receipt.folded, "skipped": len(receipt.skipped)}
    parts = [counted(receipt.clients, "client"), *(say(f"roster.{name}", n=n) for name, n in counts.items() if n)]
    st.markdown(say("roster.sum", rows=receipt.rows_read, safe_parts=", ".join(parts)))
    if work.clients:
        st.markdown(say("roster.meets", new=len(roster.added), known=len(roster.updated), filled=len(roster.filled)))
    if roster.differing:
        with st.expander(say("roster.differing", n=len(roster.differing))):
            names = {client.id: client.name for client in roster.clients}
            for change in roster.differing[:50]:
                st.markdown(
                    say("roster.differs", name=names.get(change.client, ""), field=work.label(change.field),
                        before=change.before, after=change.after)
                )  # fmt: skip
    if receipt.dropped:
        st.info(say("roster.dropped", columns=", ".join(receipt.dropped)), icon=":material/gavel:")


def _take_over() -> None:
    pending: Pending | None = st.session_state.get(keys.IMPORT)
    if pending is None:
        return
    mapping = pending.mapping()

    def step(work: Workbook) -> Workbook:
        roster = build_roster(
            pending.table, mapping, existing=work.clients, field=work.field, date_order=pending.date_order
        )
        return work.changed(
            clients=roster.clients,
            questions=(*work.questions, *own_questions(mapping, work)),
            receipts=(*work.receipts, {"file": pending.name, **roster.receipt.as_json()})[-KEPT_RECEIPTS:],
            sales_years=tuple(roster.years) or work.sales_years,
        )

    before = len(state.workbook().clients)
    after = state.change(step)
    st.session_state.pop(keys.IMPORT, None)
    frame.notify(say("roster.taken_over", what=counted(len(after.clients) - before, "client")))
    st.session_state[keys.ROSTER_SECTION] = "sort"
    state.refresh_widgets()


def own_questions(mapping: Sequence[ColumnGuess], work: Workbook) -> list[OwnQuestion]:
    """A question of the owner's own for every column kept as one; its kind is read off the column's cells."""
    known = {question.id for question in work.questions}
    return [
        OwnQuestion(id=column.field, label=column.header[:120] or column.field, kind=_kind(column.samples),
                    options=())
        for column in mapping
        if column.field and column.field.startswith("x_") and column.field not in known
    ]  # fmt: skip


def _kind(samples: Sequence[str]) -> Any:
    """flag for yes/no, range for numbers, else choice."""
    from icp.methods.cells import read_flag
    from icp.methods.numerals import read_number

    for kind, read in (("flag", read_flag), ("range", read_number)):
        if samples and all(read(sample) is not None for sample in samples):
            return kind
    return "choice"


# ── the mapping ──────────────────────────────────────────────────────────────────────────────────────────────────


def _columns(pending: Pending) -> None:
    """Each column with what it holds and what it is taken for; the unknown ones behind a fold."""
    st.markdown(f"#### {say('roster.columns')}")
    words = _field_words()
    mapped = [guess for guess in pending.mapping() if guess.field is not None]
    unknown = [guess for guess in pending.mapping() if guess.field is None]
    for guess in mapped:
        _column(pending, guess, words)
    if unknown:
        with st.expander(say("roster.left_out", n=len(unknown)), expanded=not mapped):
            for guess in unknown:
                _column(pending, guess, words)


def _column(pending: Pending, guess: ColumnGuess, words: Mapping[str, str]) -> None:
    key = state.widget_key("column", pending.name, guess.position)
    original = next(g for g in pending.guesses if g.position == guess.position)
    if key not in st.session_state:
        st.session_state[key] = pending.fields.get(guess.position, original.field or _LEAVE_OUT)

    def choose() -> None:
        now: Pending = st.session_state[keys.IMPORT]
        chosen = st.session_state[key]
        fields = dict(now.fields)
        if chosen not in (_LEAVE_OUT, _OWN):  # a field takes one column; the one chosen last has it
            for other in now.mapping():
                if other.field == chosen and other.position != guess.position:
                    fields[other.position] = _LEAVE_OUT
                    st.session_state.pop(state.widget_key("column", now.name, other.position), None)
        st.session_state[keys.IMPORT] = replace(now, fields={**fields, guess.position: chosen})

    header = guess.header or say("roster.no_header")
    sure = "own" if guess.how == "owner" else "sure" if original.confidence >= 0.95 else "likely"
    hint = say(f"roster.{sure}") if guess.field else ""
    options = dict.fromkeys([_LEAVE_OUT, _OWN, *words, *([original.field] if original.field else [])])
    left, right = st.columns([3, 2], vertical_alignment="center")
    samples = ", ".join(sample[:30] for sample in original.samples[:3])
    left.markdown(say("roster.column", header=header[:60], samples=samples, safe_hint=hint))
    right.selectbox(
        say("roster.means", safe_header=header), list(options), key=key, on_change=choose, label_visibility="collapsed",
        format_func=lambda f: words.get(f, "") or say({_LEAVE_OUT: "roster.leave_out", _OWN: "roster.keep_own"}.get(
            f, "roster.this_key")),
    )  # fmt: skip


def _field_words() -> dict[str, str]:
    """What a column may be taken for, in words: the catalogue's fields, then what only serves to compute."""
    fields = {id: question.label for id, question in catalogue().fields.items()}
    return {**fields, **{key: say(f"roster.key.{key}") for key in catalogue().words["roster"]["key"]}}


def _reading(pending: Pending, roster: Roster | None) -> None:
    """How the file was read, for when it was read wrong: header row, sheet, letters, order of dates."""
    table = pending.table
    if pending.pasted:
        return
    open_dates = roster is not None and any(p.reason == "day_or_month" for p in roster.receipt.problems)
    with st.expander(say("roster.read_wrong"), expanded=open_dates):
        st.number_input(say("roster.header_row"), min_value=1, max_value=15, value=max(1, table.header_row), step=1,
                        key=state.widget_key("header_row"), on_change=_again("header_row", int))  # fmt: skip
        if len(table.sheets) > 1:
            st.selectbox(say("roster.sheet"), table.sheets, index=table.sheets.index(table.sheet or table.sheets[0]),
                         key=state.widget_key("sheet"), on_change=_again("sheet", str))  # fmt: skip
        if table.encoding:
            choices = list(dict.fromkeys([table.encoding, *ENCODINGS]))
            st.selectbox(say("roster.encoding"), choices, key=state.widget_key("encoding"),
                         on_change=_again("encoding", str))  # fmt: skip
        orders = {"": say("roster.date_unsure"), "day": say("roster.date_day"), "month": say("roster.date_month")}
        key = state.widget_key("date_order")
        if key not in st.session_state:
            st.session_state[key] = pending.date_order or ""

        def order() -> None:
            now: Pending = st.session_state[keys.IMPORT]
            st.session_state[keys.IMPORT] = replace(now, date_order=st.session_state[key] or None)

        st.selectbox(say("roster.date_order"), list(orders), format_func=lambda o: orders[o], key=key, on_change=order)


def _again(option: str, kind: Callable[[Any], Any]) -> Callable[[], None]:
    """Read the waiting file anew with one option changed; a way that does not work leaves the reading as it was."""
    key = state.widget_key(option)

    def read() -> None:
        now: Pending = st.session_state[keys.IMPORT]
        _open(now.name, now.data, **{**now.options, option: kind(st.session_state[key])})
        if (error := st.session_state.pop(keys.IMPORT_ERROR, None)) is not None:
            frame.notify(error[1])

    return read


# ── the receipt ──────────────────────────────────────────────────────────────────────────────────────────────────


def show_receipt(receipt: Mapping[str, Any], key: str = "last") -> None:
    """Where every row went, and every cell that could not be read; as a file on demand."""
    words = catalogue().words["problem"]
    skipped = [(s["row"], "", "", words["row"].get(s["reason"], s["reason"])) for s in receipt["skipped"]]
    cells = [
        (p["row"], p["column"], p["value"], words["cell"].get(p["reason"], p["reason"])) for p in receipt["problems"]
    ]
    rows = [*skipped, *cells]
    with st.expander(say("roster.receipt", n=len(rows)), icon=":material/receipt_long:"):
        st.markdown(
            say("roster.receipt_sum", rows=receipt["rows_read"], clients=receipt["clients"], merged=receipt["merged"],
                folded=receipt["folded"], skipped=len(receipt["skipped"]))
        )  # fmt: skip
        if not rows:
            st.markdown(say("roster.all_read"))
            return
        for row, column, value, reason in rows[:30]:
            place = "" if row is None else row
            st.markdown(say("roster.problem", row=place, column=column or "", value=str(value)[:60], reason=reason))
        if len(rows) > 30:
            st.caption(say("roster.more_problems", n=len(rows) - 30))
        st.download_button(
            say("roster.receipt_file"), data=lambda: _receipt_file(rows), file_name="receipt.csv", mime="text/csv",
            key=f"receipt_{key}", on_click="ignore",
        )  # fmt: skip


def _receipt_file(rows: Sequence[Sequence[Any]]) -> bytes:
    from icp.export.sheet import write_csv

    return write_csv([say(f"roster.receipt_{name}") for name in ("row", "column", "value", "reason")], rows)
