"""A waiting list, shown as it was understood: taken over with one button, every column to be corrected below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from icp.catalogue import Question
from icp.model import Cell, Client, Workbook
from icp.roster import Change, ColumnGuess
from icp.roster.columns import FEEDS, SEVERAL
from icp.roster.reimport import Update
from icp.ui import frame, keys, state
from icp.ui.roster.beside import show_beside
from icp.ui.roster.files import bar_while
from icp.ui.roster.names import are_hidden
from icp.ui.roster.notice import show_notice
from icp.ui.roster.pending import (
    LEAVE_OUT,
    OWN,
    Pending,
    Understood,
    drop,
    field_words,
    following,
    is_understood,
    put_back,
    understand,
    waiting,
)
from icp.ui.roster.reading import ask_date_order, ask_sheet, show_reading
from icp.ui.roster.receipt import show_receipt
from icp.ui.roster.review_people import show_merges, show_senders, show_sources
from icp.ui.text import badge, counted, esc, say

SURE = 0.9
_FIRST = 4  # column meanings named in a fold's title
_PREVIEW_ROWS, _PREVIEW_COLUMNS = 4, 6
_TOLD = 50  # changes listed one by one
_WORKED_OUT = {  # by the first of these columns there is
    "annual_value": ("monthly_value", "total_sales"),
    "average_sale": ("amount", "total_sales"),
    "frequency": ("sales_count",),
}


def show_review(pending: Pending, work: Workbook) -> None:
    """What was understood, the button that takes it over, and below it everything that can be corrected."""
    with bar_while(len(pending.data), not is_understood(pending, work), len(pending.table.rows)):
        understood = understand(pending, work)
    update = understood.update
    rows = counted(len(pending.table.rows), "row")
    st.markdown(say("roster.read_file", name=pending.name, rows=rows, columns=counted(len(pending.guesses), "column")))
    if any(guess.how == "remembered" for guess in pending.guesses):
        badge(say("roster.remembered"), icon=":material/history:", color="green")
    if later := following():
        badge(say("roster.later", names=", ".join(later)[:80]), icon=":material/stacks:", color="gray")
    ask_sheet(pending)
    if update is None:
        st.error(understood.refused, icon=":material/error:")
    else:
        _summary(understood, update, work)
    with st.container(horizontal=True):
        if update is not None:
            receipt = update.roster.receipt
            what = counted(receipt.clients, work.text("term", "client"))
            st.button(say("roster.take_over", what=what), key="take_over", type=frame.lead(), icon=":material/check:",
                      on_click=_ask_to_take, disabled=receipt.clients == 0)  # fmt: skip
        st.button(say("roster.drop_it"), key="drop_import", on_click=drop)
    show_beside(pending)
    _columns(understood, work)
    if update is not None:
        show_merges(understood, update)
        show_sources(understood)
        show_senders(understood)
    show_reading(pending, understood.roster)
    if update is not None:
        show_receipt({"file": pending.name, **update.roster.receipt.as_json()}, work, "pending")


def _ask_to_take() -> None:
    st.session_state[keys.TO_TAKE] = True


def _summary(understood: Understood, update: Update, work: Workbook) -> None:
    roster = update.roster
    receipt = roster.receipt
    counts = {"merged": receipt.merged, "folded": receipt.folded, "skipped": len(receipt.skipped)}
    parts = [
        counted(receipt.clients, work.text("term", "client")),
        *(say(f"roster.{name}", what=counted(n, "row")) for name, n in counts.items() if n),
    ]
    st.markdown(f"#### {say('roster.sum', what=counted(receipt.rows_read, 'row'), safe_parts=', '.join(parts))}")
    if work.clients:
        _meeting(understood, update, work)
    if receipt.dropped:
        st.info(say("roster.dropped", columns=", ".join(receipt.dropped)), icon=":material/gavel:")
    if understood.asking:
        show_notice(work, say("roster.asking", columns=", ".join(understood.asking)))
    if not are_hidden():
        _preview(understood, update, work)
    ask_date_order(understood.pending, roster)


def _meeting(understood: Understood, update: Update, work: Workbook) -> None:
    """What the file does to the list that is there already: new, filled, brought up to date, differing."""
    roster = update.roster
    new = len(roster.added)
    st.markdown(say("roster.meets", new=new, known=roster.receipt.clients - new, filled=len(roster.filled)))
    names = {client.id: "…" if are_hidden() else client.name for client in roster.clients}
    for what, changes in (("changed", update.changed), ("differing", roster.differing)):
        if not changes:
            continue
        key = state.widget_key(what, understood.pending.stamp)
        fold = st.expander(say(f"roster.{what}", n=len(changes)), key=key, on_change="rerun")
        if fold.open:
            fold.markdown("\n".join("- " + _tell(what, change, names, work) for change in changes[:_TOLD]))
            if len(changes) > _TOLD:
                fold.caption(say("roster.and_more", n=len(changes) - _TOLD))
    if update.kept:
        st.caption(say("roster.kept_yours", what=counted(update.kept, "answer")))
    if roster.lookalikes or understood.pending.same:
        key = state.widget_key("same", understood.pending.stamp)
        if key not in st.session_state:
            st.session_state[key] = understood.pending.same
        n = len({pair.second for pair in roster.lookalikes})
        label = say("roster.same_people", n=n) if n else say("roster.same_people_on")
        st.toggle(label, key=key, help=say("roster.same_help"),
                  on_change=lambda: put_back(same=st.session_state[key]))  # fmt: skip


def _tell(what: str, change: Change, names: dict[str, str], work: Workbook) -> str:
    words = "differs" if what == "differing" else "changes"
    return say(f"roster.{words}", name=names[change.client], field=work.label(change.field),
               before=_word(change.field, change.before, work),
               after=_word(change.field, change.after, work))  # fmt: skip


def _word(field: str, value: Cell | None, work: Workbook) -> str:
    """An answer as it is read by people, hidden with the names where it is a text. Plain text."""
    if value is None:
        return ""
    question = work.question(field)
    if isinstance(value, str) and are_hidden() and (question is None or question.kind != "date"):
        return "…"
    if isinstance(value, bool):
        return say("roster.yes" if value else "roster.no")
    if isinstance(value, int | float) and question is not None and question.kind == "range":
        return f"{value:,.2f}".removesuffix(".00")
    if question is not None and question.kind == "date":
        return _day(str(value))
    return question.option_label(value) if isinstance(question, Question) else str(value)


def _day(text: str) -> str:
    """ "4 Mar 2025", which nobody reads as the third of April."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"


def _preview(understood: Understood, update: Update, work: Workbook) -> None:
    """The first clients as they were understood, with the answers this file gives, in its order."""
    roster = update.roster
    ids = (*roster.added, *roster.updated) or tuple(client.id for client in roster.clients[:_PREVIEW_ROWS])
    wanted = set(ids[:_PREVIEW_ROWS])
    shown = [client for client in roster.clients if client.id in wanted]
    if not shown:
        return
    headers = {FEEDS.get(g.field, g.field): g.header for g in understood.mapping if g.field}
    given = [c.field for c in (*roster.filled, *update.changed) if c.client in wanted]
    given += [field for client in shown if client.id in roster.added for field in client.values]
    fields = [field for field in dict.fromkeys((*headers, *given))
              if field and field != "record_id" and any(field in client.values for client in shown)]  # fmt: skip
    fields = fields[:_PREVIEW_COLUMNS] or ["record_id"] * any("record_id" in client.values for client in shown)

    def label(field: str) -> str:
        return work.label(field) if work.question(field) else headers.get(field) or field

    def row(client: Client) -> list[str]:
        return [esc(client.name[:40]), *(esc(_word(f, client.values.get(f), work)[:40]) for f in fields)]

    columns = [work.label("name"), *map(label, fields)]
    cells = zip(*map(row, shown), strict=True)
    st.table({esc(column): list(texts) for column, texts in zip(columns, cells, strict=True)}, border="horizontal",
             hide_index=True, alt=say("roster.preview_alt"))  # fmt: skip
    told = [say("roster.and_more", n=more)] if (more := len(roster.added) - len(shown)) > 0 else []
    for worked_out, by in _WORKED_OUT.items():
        mapped = {g.field: g.header for g in understood.mapping}
        used = next((mapped[field] for field in by if field in mapped), None)
        if worked_out in fields and used is not None:
            told.append(say("roster.worked_out", field=label(worked_out), columns=used))
    if told:
        st.caption("  \n".join(told))


# ── the columns ──────────────────────────────────────────────────────────────────────────────────────────────────


def _columns(understood: Understood, work: Workbook) -> None:
    """Guesses stand open, to be looked at; what is certain, and what is left out, is one click away."""
    words = field_words(work)
    dropped = understood.roster.receipt.dropped if understood.roster else ()
    closed = {header for header in (*dropped, *understood.asking) if header}
    allowed = [g for g in understood.pending.mapping() if g.header not in closed]
    unsure = [g for g in allowed if g.field and g.how != "owner" and g.confidence < SURE]
    sure = [g for g in allowed if g.field and g not in unsure]
    out = [g for g in allowed if not g.field]
    if unsure:
        st.markdown(f"**{say('roster.check')}**")
        for guess in unsure:
            _column(understood.pending, guess, words)
    _fold("sure", sure, [words.get(g.field or "") or g.header for g in sure], understood, words)
    _fold("out", out, [g.header for g in out if g.header], understood, words, opened=understood.roster is None)


def _fold(
    name: str,
    columns: Sequence[ColumnGuess],
    named: Sequence[str],
    understood: Understood,
    words: Mapping[str, str],
    *,
    opened: bool = False,
) -> None:
    """Columns behind a fold that builds nothing while it is closed."""
    if not columns:
        return
    listing = ", ".join(text[:30] for text in named[:_FIRST]) + (" …" if len(named) > _FIRST else "")
    title = say("roster.understood" if name == "sure" else "roster.left_out", n=len(columns), columns=listing)
    key = state.widget_key("columns", name, understood.pending.stamp)
    fold = st.expander(title, expanded=opened, key=key, on_change="rerun")
    if fold.open:
        with fold:
            if name == "out" and len(columns) > 1:
                st.button(say("roster.keep_all"), key="keep_all", on_click=_keep_all,
                          args=(tuple(guess.position for guess in columns),))  # fmt: skip
            for guess in columns:
                _column(understood.pending, guess, words)


def _keep_all(positions: tuple[int, ...]) -> None:
    """Every column left out becomes a question of the owner's own; columns without a cell stay out."""
    if (pending := waiting()) is not None:
        kept = {at: OWN for at in positions if pending.guesses[at].samples}
        for at in kept:
            st.session_state.pop(state.widget_key("column", pending.stamp, at), None)
        put_back(fields={**pending.fields, **kept})


def _column(pending: Pending, guess: ColumnGuess, words: Mapping[str, str]) -> None:
    key = state.widget_key("column", pending.stamp, guess.position)
    meant = pending.guesses[guess.position].field or LEAVE_OUT
    if key not in st.session_state:
        st.session_state[key] = pending.fields.get(guess.position, meant)
    header = guess.header or say("roster.no_header", n=guess.position + 1)
    certainty = "own" if guess.how == "owner" else "sure" if guess.confidence >= SURE else "likely"
    hint = say(f"roster.{certainty}") if guess.field else ""
    samples = " · ".join(sample[:30] for sample in guess.samples[:3]) or say("roster.no_samples")
    if are_hidden():
        samples = "…"
    left, right = st.columns([3, 2], vertical_alignment="center", gap="small")
    left.markdown(say("roster.column", header=header[:60], samples=samples, safe_hint=hint))
    special = {LEAVE_OUT: say("roster.leave_out"), OWN: say("roster.keep_own")}
    right.selectbox(
        say("roster.means", header=header[:60]), [*special, *words], key=key, label_visibility="collapsed",
        format_func=lambda field: special.get(field) or words[field],
        on_change=_choose, args=(guess.position, key),
    )  # fmt: skip


def _choose(position: int, key: str) -> None:
    """What a column means, said by the owner. A field takes one column; the one chosen last has it."""
    pending, chosen = waiting(), st.session_state[key]
    if pending is None:
        return
    fields = dict(pending.fields)
    if chosen not in (LEAVE_OUT, OWN, *SEVERAL):
        for other in pending.mapping():
            if other.field == chosen and other.position != position:
                fields[other.position] = LEAVE_OUT
                st.session_state.pop(state.widget_key("column", pending.stamp, other.position), None)
    put_back(fields={**fields, position: chosen})
