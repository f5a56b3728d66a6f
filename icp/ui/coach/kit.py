"""The coach's kit: one file to print, the script to read here, and letters to copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from icp.catalogue import coach_kit
from icp.export.document import Document
from icp.export.names import file_name
from icp.files import MIME, Paper
from icp.methods.letters import word_day
from icp.model import Workbook
from icp.room.kit import build_kit, build_twin, write_mail
from icp.room.state import Host, RoomStep
from icp.ui import frame
from icp.ui.coach.chair import Leading
from icp.ui.files import choose_paper, in_turn, offer
from icp.ui.text import esc, say

_PARTS = ("say", "do", "watch", "stuck", "skip")


def show_kit(leading: Leading | None) -> None:
    """The kit of this room's session, or of an agenda chosen here."""
    frame.finding(say("coach.kit.finding"))
    if leading is None:
        agendas = {each.id: each for each in coach_kit().agenda}
        chosen = st.segmented_control(
            say("coach.kit.agenda"), list(agendas), key="coach_kit_agenda", default="60", required=True,
            format_func=lambda id: agendas[id].title, persist_state="session",
        )  # fmt: skip
        agenda = agendas[chosen or "60"]
        name, host = say("coach.open.name_example"), Host()
        steps = tuple(RoomStep(step=timed.step, minutes=timed.minutes) for timed in agenda.steps)
    else:
        name, host, steps = leading.room.name, leading.room.host, leading.room.steps
    paper = choose_paper()
    today, named = datetime.now(UTC).date(), Workbook(answers={"business_name": name})
    for id, icon, build in (
        ("pdf", "print", lambda: build_kit(name, steps, today, host)),
        ("twin", "edit_note", lambda: build_twin(name, today, host)),
    ):
        offer(say(f"coach.kit.{id}"), f"coach_kit_{id}", icon, in_turn(_write(build, paper)),
              file_name(named, "kit" if id == "pdf" else "questions", today, "pdf"), MIME["pdf"],
              primary=id == "pdf")  # fmt: skip
        st.caption(say(f"coach.kit.{id}_how"))
    _scripts(steps)
    _mails(name, host, leading)


def _write(build: Callable[[], Document], paper: Paper) -> Callable[[], bytes]:
    def write() -> bytes:
        from icp.export.pdf import write_pdf

        return write_pdf(build(), paper=paper)

    return write


def _scripts(steps: Sequence[RoomStep]) -> None:
    with st.expander(say("coach.kit.scripts"), key="coach_scripts", on_change="rerun", icon=":material/menu_book:") as (
        folded
    ):
        if folded.open:
            for number, step in enumerate(steps, 1):
                script = coach_kit().step[step.step]
                st.markdown(f"**{number}. {esc(step.title)}** · {say('coach.kit.minutes', n=step.minutes)}")
                st.markdown("\n".join(f"- **{say(f'coach.script.{part}')}** {esc(getattr(script, part))}"
                                      for part in _PARTS))  # fmt: skip


def _mails(name: str, host: Host, leading: Leading | None) -> None:
    with st.expander(say("coach.kit.mails"), key="coach_mails", on_change="rerun", icon=":material/mail:") as folded:
        if not folded.open:
            return
        st.caption(say("coach.mail.how"))
        known = {"name": name, "least": str(leading.room.least if leading is not None else 5)}
        if host.name:
            known["coach"] = host.name
        if day := st.text_input(say("coach.mail.day"), key="coach_mail_day", persist_state="session"):
            known["day"] = day
        if leading is not None and leading.room.purged_on is not None:
            known["purged"] = word_day(leading.room.purged_on)
        for id in ("before", "after"):
            subject, body = write_mail(id, **known)
            st.markdown(f"**{say(f'coach.mail.{id}')}**")
            st.code(f"{subject}\n\n{body}", language=None, wrap_lines=True)
