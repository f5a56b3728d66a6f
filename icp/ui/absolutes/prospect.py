"""Which prospect is being asked: their id stands in the address, so that a refresh in the middle of a call loses
nothing. And the steps that change one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from icp.catalogue import catalogue
from icp.dealings import Prospect
from icp.methods.screening import make_client
from icp.model import Workbook
from icp.ui import keys, state
from icp.ui.decide import drop_item, put_item
from icp.ui.text import say

Step = Callable[[Prospect], Prospect]


def find_prospect() -> Prospect | None:
    """The prospect who is being asked, None on the page itself; of one who is gone the page says so."""
    id = st.query_params.get(keys.PROSPECT)
    if not id:
        return None
    found = get(state.workbook(), id)
    if found is None:
        leave()
        st.info(say("screen.gone"))
    return found


def get(work: Workbook, id: str) -> Prospect | None:
    """The prospect of that id."""
    return next((prospect for prospect in work.dealings.prospects if prospect.id == id), None)


def begin() -> None:
    """A new prospect, to be asked the first question at once; who it is can be said while they talk."""
    prospect = Prospect(name=default_name(date.today()), day=date.today())
    put_item("prospects", prospect)
    go_to(prospect.id)


def default_name(day: date) -> str:
    """What somebody asked on that day is called before a name is given, in whatever year it is read. Plain text."""
    return catalogue().say("screen.caller", date=f"{day.day} {day:%B}")


def is_named(prospect: Prospect) -> bool:
    """Whether a name was given."""
    return prospect.name != default_name(prospect.day)


def go_to(id: str) -> None:
    """Ask that prospect."""
    st.query_params[keys.PROSPECT] = id


def leave() -> None:
    """Back to the page. Somebody of whom nothing was noted was nobody."""
    id = st.query_params.pop(keys.PROSPECT, None)
    prospect = get(state.workbook(), id) if id else None
    if prospect and not (prospect.answers or prospect.source or prospect.note) and not is_named(prospect):
        drop_item("prospects", prospect.id)


def step(id: str, change: Step) -> None:
    """Change one prospect; one deleted elsewhere stays deleted."""

    def apply(work: Workbook) -> Workbook:
        changed = tuple(change(p) if p.id == id else p for p in work.dealings.prospects)
        return work.changed(dealings=work.dealings.changed(prospects=changed))

    state.change(apply)


def set_part(id: str, **parts: object) -> None:
    """Keep a name, source, note or day of one prospect."""
    step(id, lambda prospect: Prospect.model_validate({**dict(prospect), **parts}))


def put_on_list(id: str) -> None:
    """Make a client of the prospect; somebody who is on the list already is left as they are."""

    def apply(work: Workbook) -> Workbook:
        prospect = get(work, id)
        if prospect is None or work.client(id) is not None:
            return work
        return work.with_client(make_client(prospect, work.clients, date.today()))

    state.change(apply)


def say_day(day: date) -> str:
    """A day as people say it: "24 November", with the year where it is another one."""
    return f"{day.day} {day:%B}" + ("" if day.year == date.today().year else f" {day.year}")
