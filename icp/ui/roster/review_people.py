"""What a waiting list says about people, to be confirmed: rows that are one person, sources that are one, senders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from icp.model import Workbook
from icp.roster.reimport import Update
from icp.roster.sources import Group, count_sources, group_sources, rename_sources
from icp.ui import frame, keys, state
from icp.ui.roster.names import are_hidden
from icp.ui.roster.paging import page_of
from icp.ui.roster.pending import MOST_SPELLINGS, Pending, Understood, put_back, waiting
from icp.ui.text import counted, esc, say

AT_ONCE = 8
"""Questions of a kind on one page."""
APART = "sources_apart"
"""The owner's answer that keeps the spellings that are sources of their own."""


def show_merges(understood: Understood, update: Update) -> None:
    """Rows that became one person and by what, each to be kept apart; and those kept apart already."""
    pending = understood.pending
    merges = () if update.roster.receipt.folded else update.roster.merges
    if not merges and not pending.apart:
        return
    title = say("roster.merges", what=counted(len(merges), "row"))
    fold = st.expander(title, key=state.widget_key("merges", pending.stamp), on_change="rerun")
    if not fold.open:
        return
    with fold:
        for merge in page_of(merges, "merges", AT_ONCE):
            left, right = st.columns([4, 1], vertical_alignment="center", gap="small")
            left.markdown(say("roster.merge", row=merge.row, into=merge.into, name=_name_in(pending, merge.into),
                              safe_why=say(f"roster.merge_by.{merge.because}")))  # fmt: skip
            right.button(say("roster.keep_apart"), key=f"apart_{merge.row}", type="tertiary",
                         on_click=_keep_apart, args=(merge.row,))  # fmt: skip
        if pending.apart:
            rows = ", ".join(str(row) for row in sorted(pending.apart)[:20])
            st.markdown(say("roster.apart", rows=rows))
            st.button(say("roster.apart_undo"), key="apart_undo", on_click=put_back, kwargs={"apart": frozenset()})


def _name_in(pending: Pending, row: int) -> str:
    """What the columns of the name hold in a row of the file."""
    if are_hidden():
        return "…"
    at = [guess.position for guess in pending.mapping() if guess.field in ("name", "first_name", "last_name")]
    cells = pending.table.rows[row - pending.table.row_number(0)]
    return " ".join(cells[position].strip() for position in at)[:40]


def _keep_apart(row: int) -> None:
    if (pending := waiting()) is not None:
        put_back(apart=pending.apart | {row})


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────


def show_sources(understood: Understood) -> None:
    """Spellings of the waiting list that look like one source; done at take-over, and undone with it."""
    pending, groups = understood.pending, understood.sources
    if not groups:
        return

    def keep(spelling: str, ticked: bool) -> None:
        if (now := waiting()) is not None:
            put_back(together={**now.together, spelling: ticked})

    st.markdown(f"**{say('roster.one_source')}**")
    _ask_together(groups, pending.together, keep, pending.stamp)


def show_kept_sources(work: Workbook) -> None:
    """The same for sources that are on the list already."""
    kept: tuple[Workbook, tuple[Group, ...]] | None = st.session_state.get(keys.SOURCES)
    if kept is None or kept[0].clients is not work.clients or kept[0].answers is not work.answers:
        kept = st.session_state[keys.SOURCES] = (work, find_kept_groups(work))
    groups = kept[1]
    if not groups:
        return
    chosen: dict[str, bool] = st.session_state.setdefault(keys.TOGETHER, {})
    st.subheader(say("roster.one_source"), anchor=False)
    shown = _ask_together(groups, chosen, chosen.__setitem__, "kept")
    st.button(say("roster.settle_sources"), key="settle_sources", on_click=_settle, args=(shown,))


def find_kept_groups(work: Workbook) -> tuple[Group, ...]:
    """Sources on the list that look like one, without those the owner said are not."""
    counts = count_sources(work.clients)
    if len(counts) > MOST_SPELLINGS:
        return ()
    answer = work.answers.get(APART, ())
    apart = set(answer) if isinstance(answer, tuple) else set()
    groups = []
    for group in group_sources(counts, [client.name for client in work.clients]):
        others = tuple(other for other in group.others if other.text not in apart)
        if others:
            groups.append(Group(group.name, group.count, others))
    return tuple(groups)


def _settle(groups: Sequence[Group]) -> None:
    """Ticked spellings are renamed, the others are sources of their own from now on."""
    chosen: Mapping[str, bool] = st.session_state.pop(keys.TOGETHER, {})
    pairs = [(other.text, group.name, chosen.get(other.text, other.sure)) for group in groups for other in group.others]
    names = {text: name for text, name, one in pairs if one}
    apart = [text for text, _, one in pairs if not one]

    def step(work: Workbook) -> Workbook:
        work = rename_sources(work, names)
        kept = work.answers.get(APART, ())
        known = kept if isinstance(kept, tuple) else ()
        return work.with_answer(APART, tuple(dict.fromkeys((*known, *apart)))) if apart else work

    state.change(step)
    state.refresh_widgets()
    frame.notify(f"{say('roster.sources_settled')} {say('roster.undo_below')}")


def _ask_together(
    groups: Sequence[Group], chosen: Mapping[str, bool], keep: Callable[[str, bool], None], place: str
) -> Sequence[Group]:
    """One line a group: the name that leads, and a tick for each other spelling. Returns the groups on this page."""
    shown = page_of(groups, f"sources_{place}", AT_ONCE)
    for group in shown:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(say("roster.source_leads", name=group.name[:60], n=group.count), width="content")
            for other in group.others[:AT_ONCE]:
                key = state.widget_key("together", place, other.text)
                if key not in st.session_state:
                    st.session_state[key] = chosen.get(other.text, other.sure)
                st.checkbox(say("roster.source_too", name=other.text[:60], n=other.count), key=key,
                            on_change=_tick, args=(keep, other.text, key))  # fmt: skip
    return shown


def _tick(keep: Callable[[str, bool], None], spelling: str, key: str) -> None:
    keep(spelling, bool(st.session_state[key]))


# ── senders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def show_senders(understood: Understood) -> None:
    """Who the senders in the file are: clients, perhaps clients (to be confirmed), or people outside the list."""
    senders, update, pending = understood.senders, understood.update, understood.pending
    if senders is None or update is None or are_hidden():
        return
    likely = list(senders.likely.items())
    total = len(senders.exact) + len(likely) + len(senders.ambiguous) + len(senders.outside)
    st.markdown(say("roster.senders", what=counted(total, "name"), exact=len(senders.exact),
                    likely=len(likely), rest=total - len(senders.exact) - len(likely)))  # fmt: skip
    names = [client.name for client in update.roster.clients]
    for text, candidates in page_of(likely, "senders", AT_ONCE):
        key = state.widget_key("meant", pending.stamp, text)
        if key not in st.session_state:
            st.session_state[key] = pending.meant.get(text, "")
        st.pills(
            say("roster.sender_meant", name=text[:60]), ["", *(names[at] for at in candidates)], key=key, required=True,
            format_func=lambda name: esc(name[:60]) if name else say("roster.sender_other"),
            on_change=_mean, args=(text, key),
        )  # fmt: skip


def _mean(text: str, key: str) -> None:
    if (pending := waiting()) is not None:
        put_back(meant={**pending.meant, text: st.session_state[key]})
