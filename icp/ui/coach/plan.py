"""The plan while a room runs: the steps that still come, their order and minutes, and what else could be put in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import streamlit as st

from icp.catalogue import catalogue, coach_kit
from icp.room.leading import add_step, drop_step, lengthen_step, move_step
from icp.room.state import LONGEST_STEP, Room
from icp.ui import frame
from icp.ui.coach.chair import act
from icp.ui.coach.opening import usual_minutes
from icp.ui.pictures import read_out
from icp.ui.text import say

_LONGER: Mapping[str, int] = MappingProxyType({"more_5": 5, "more_1": 1, "less_1": -1, "less_5": -5})
"""What a step's menu offers, and the minutes it gives or takes."""
_MOVED: Mapping[str, int] = MappingProxyType({"earlier": -1, "later": 1})


def show_plan(room: Room) -> None:
    """How long it still takes, a row for each step that comes, and one to put another in."""
    with st.expander(say("coach.plan.title"), key="coach_plan", on_change="rerun", icon=":material/checklist:") as (
        folded
    ):
        if not folded.open:
            return
        minutes, end = what_is_left(room, datetime.now(UTC))
        read_out(say("coach.plan.left", n=minutes, time=frame.clock_time(end)))
        for at, step in enumerate(room.coming):
            st.menu_button(
                say("coach.plan.step", at=room.at + 2 + at, title=step.title, n=step.minutes), _choices(room, at),
                key=f"coach_plan_{step.step}", width="stretch", format_func=lambda id: say(f"coach.plan.{id}"),
                on_click=_change, args=(step.step,),
            )  # fmt: skip
        _add(room)


def what_is_left(room: Room, now: datetime) -> tuple[int, datetime]:
    """Minutes that the running step and those after it still take, and when that is over. The running one takes its
    minutes from when it began, or until its clock runs out if that is later."""
    end = now
    if room.step is not None:
        planned = (room.began_at or now) + timedelta(minutes=room.step.minutes)
        end = max(now, planned, room.timer.ends_at if room.timer is not None else now)
    end += timedelta(minutes=sum(step.minutes for step in room.coming))
    return round((end - now).total_seconds() / 60), end


def _choices(room: Room, at: int) -> list[str]:
    """What can be done with the coming step of that number."""
    step, last = room.coming[at], at == len(room.coming) - 1
    longer = [id for id, by in _LONGER.items() if 1 <= step.minutes + by <= LONGEST_STEP]
    moved = [id for id in _MOVED if not (at == 0 if id == "earlier" else last)]
    return [*longer, *moved, *(["out"] if len(room.steps) > 1 else [])]


def _change(step: str) -> None:
    chosen = st.session_state[f"coach_plan_{step}"]
    if chosen in _LONGER:
        act(lengthen_step, step, _LONGER[chosen])
    elif chosen in _MOVED:
        act(move_step, step, _MOVED[chosen])
    elif chosen == "out":
        act(drop_step, step)


def _add(room: Room) -> None:
    known = {step.step for step in (room.step, *room.coming) if step is not None}
    kit = {id: script.title for id, script in coach_kit().step.items() if id not in known}
    if kit:
        st.selectbox(
            say("coach.plan.add"), list(kit), index=None, key="coach_plan_add", on_change=_put_in,
            placeholder=say("coach.plan.add_which"),
            format_func=lambda id: catalogue().say("coach.plan.other", title=kit[id], n=usual_minutes(id)),
        )  # fmt: skip


def _put_in() -> None:
    step: str | None = st.session_state["coach_plan_add"]
    if step is not None:
        act(add_step, step, usual_minutes(step))
        st.session_state["coach_plan_add"] = None
