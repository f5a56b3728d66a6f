"""The page around its sections: one finding, the picture of where a rule is missing, one action, and the sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from icp.catalogue import catalogue
from icp.charts.drawing_rules import Row, draw_troubles
from icp.charts.svg import greyed
from icp.dealings import Agreement
from icp.methods.letters import word_day
from icp.methods.rule_gaps import Trouble, find_troubles, list_behaviours
from icp.model import Workbook
from icp.roster.frames import clients_frame
from icp.sample import sample_workbook
from icp.ui import frame, keys, state
from icp.ui.menu import entry
from icp.ui.pictures import is_dark, read_out, show_drawing
from icp.ui.roster.names import are_hidden, call
from icp.ui.rules.agree import draw_agree
from icp.ui.rules.overview import Overview, open_section, read_overview, trouble_words
from icp.ui.rules.packet import draw_packet
from icp.ui.rules.publish import draw_publish
from icp.ui.rules.uphold import count_times, draw_uphold
from icp.ui.rules.write import draw_write, take_for
from icp.ui.text import say, term

_SECTIONS: Mapping[str, Callable[[Overview], None]] = {
    "write": draw_write,
    "publish": draw_publish,
    "agree": draw_agree,
    "uphold": draw_uphold,
    "packet": draw_packet,
}


def draw_page(work: Workbook, came_back: tuple[Agreement, ...] = ()) -> None:
    """Everything under the page's head. ``came_back``: what clients signed since the last time."""
    st.session_state.pop(keys.RULES_CHANGED, None)
    found = read_overview(work)
    if came_back:
        names = ", ".join(_name_signer(each, work) for each in came_back)
        st.success(say("rules.back", names=names), icon=":material/mark_email_read:")
    sentence, section = _finding(found)
    frame.finding(sentence)
    _picture(found)
    _act(found, section)
    if work.dealings.rules or work.dealings.versions:
        st.caption(_status(found))
    st.session_state.setdefault(keys.RULES_SECTION, section)
    _look_closer()


def _name_signer(agreement: Agreement, work: Workbook) -> str:
    """Who signed, as they wrote themselves; while names are hidden as they are called here. Plain text."""
    if not are_hidden():
        return agreement.signed_by or agreement.name
    client = work.client(agreement.client)
    return call(client, work) if client else catalogue().say("takeaway.hidden_who")


# ── the sentence ─────────────────────────────────────────────────────────────────────────────────────────────────


def _finding(found: Overview) -> tuple[str, str]:
    """The sentence the page opens on (Markdown), and the section it leads to."""
    work, lead = found.work, found.lead
    dealings, terms = work.dealings, term(work, many=True)
    if lead is not None:
        what = trouble_words(lead.column, work)
        return say("rules.gap", what=what, doing=lead.doing, known=lead.known), "write"
    if found.matters:
        return _matter(found), "uphold"
    if not dealings.rules and dealings.latest is None:
        named = next((trouble for trouble in found.open_troubles if trouble.wanted_gone), None)
        if named is not None:
            return say("rules.first_gap", what=trouble_words(named.column, work)), "write"
        return say("rules.write_first"), "write"
    if dealings.latest is None:
        n = len(dealings.rules)
        return say("rules.unseen_one" if n == 1 else "rules.unseen", n=n), "publish"
    day = word_day(dealings.latest.day)
    if found.difference:
        n = len(found.difference)
        return say("rules.changed_one" if n == 1 else "rules.changed", n=n, terms=terms, day=day), "publish"
    if not found.present:
        return say("rules.shared", terms=terms, day=day), "agree"
    if found.agreed == len(found.present):
        return say("rules.all_agreed", day=day), "packet"
    if len(found.present) == 1:
        return say("rules.asked_one", day=day), "agree"
    return say("rules.asked", agreed=found.agreed, n=len(found.present), terms=terms, day=day), "agree"


def _matter(found: Overview) -> str:
    matter = found.matters[0]
    client = found.work.client(matter.client)
    name = call(client, found.work) if client else catalogue().say("rules.uphold.gone")
    times = count_times(len(matter.breaches))
    step = catalogue().say(f"rules.step.{matter.next}")
    return say("rules.matter", name=name, what=_short(matter.expectation), times=times, step=step)


def _short(text: str) -> str:
    """The first sentence of a rule, cut where it is long."""
    first = text.split(". ")[0].strip().rstrip(".")
    return first if len(first) <= 90 else f"{first[:89].rstrip()}…"


def _status(found: Overview) -> str:
    dealings, latest = found.work.dealings, found.work.dealings.latest
    n, open_ones = len(dealings.rules), len(found.matters)
    rules = say("rules.status_rules_one" if n == 1 else "rules.status_rules", n=n)
    version = say("rules.status_version", n=latest.number, day=word_day(latest.day)) if latest else ""
    agreed = say("rules.status_agreed", n=found.agreed, of=len(found.present)) if latest and found.present else ""
    return say(
        "rules.status",
        safe_rules=rules,
        safe_version=version or say("rules.status_none"),
        safe_agreed=agreed or say("rules.status_nobody"),
        safe_open=say("rules.status_open", n=open_ones) if open_ones else say("rules.status_quiet"),
    )


def _act(found: Overview, section: str) -> None:
    """The page's one action."""
    if found.lead is not None:
        st.button(say("rules.take_gap"), key="rules_act", type=frame.lead(), icon=":material/add:",
                  on_click=_take, args=(found.lead.column,))  # fmt: skip
    elif st.session_state.get(keys.RULES_SECTION, section) != section:
        st.button(say(f"rules.to_{section}"), key="rules_act", type=frame.lead(), icon=":material/arrow_downward:",
                  on_click=open_section, args=(section,))  # fmt: skip


def _take(column: str) -> None:
    take_for(column)
    open_section("write")


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────


def _picture(found: Overview) -> None:
    known = [trouble for trouble in found.troubles if trouble.known]
    if known:
        show_drawing(_draw(known, found.work, dark=is_dark()), alt=_alt(known, found.work))
        read_out(say("rules.reading"))
    elif not found.work.clients and not found.work.dealings.rules:
        _teach()
    elif found.work.clients:
        st.caption(say("rules.unknown"))
        st.page_link(entry(frame.find_page("roster")), label=say("rules.to_list"), icon=":material/groups:")


def _draw(troubles: list[Trouble], work: Workbook, *, dark: bool) -> str:
    plain = catalogue().say
    rows = []
    for trouble in troubles:
        (glad, _), (fine, _), (sinks, _) = trouble.prevalence.by_tier
        rule = plain("rules.has_rule") if trouble.rules else plain("rules.no_rule") if trouble.doing else "–"
        rows.append(
            Row(
                trouble_words(trouble.column, work),
                plain("rules.count", doing=trouble.doing, known=trouble.known),
                (glad, fine, sinks),
                trouble.known,
                rule,
                trouble.open and bool(trouble.doing),
            )
        )
    return draw_troubles(rows, title=_alt(troubles, work), dark=dark)


def _alt(troubles: list[Trouble], work: Workbook) -> str:
    plain = catalogue().say
    told = [
        plain("rules.picture_row", what=trouble_words(trouble.column, work), doing=trouble.doing, known=trouble.known,
              rule=plain("rules.has_rule" if trouble.rules else "rules.no_rule"))
        for trouble in troubles
    ]  # fmt: skip
    return plain("rules.picture", what="; ".join(told))


def _teach() -> None:
    sample = sample_workbook()
    listed = clients_frame(sample.clients, derived=True)
    troubles = list(find_troubles(listed, list_behaviours(sample), sample.dealings.rules, ()))
    frame.teach("rules", picture=greyed(_draw(troubles, sample, dark=is_dark())), alt=_alt(troubles, sample))


# ── the sections ─────────────────────────────────────────────────────────────────────────────────────────────────


@st.fragment
def _look_closer() -> None:
    """The sections; only the open one is worked out. What changes the top of the page draws all of it anew."""
    if st.session_state.pop(keys.RULES_CHANGED, False):
        st.rerun()
    names = {name: say(f"rules.section.{name}") for name in _SECTIONS}
    st.subheader(say("rules.look"), anchor=False)
    chosen = st.pills(
        say("rules.look"), list(names), format_func=names.__getitem__, key=keys.RULES_SECTION,
        label_visibility="collapsed",
    )  # fmt: skip
    if chosen:
        with st.container(border=True):
            _SECTIONS[chosen](read_overview(state.workbook()))
            frame.saved_mark()
