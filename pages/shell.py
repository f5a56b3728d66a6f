"""The frame every page runs in: identity, the journey menu, banners, the page itself, the footer."""

from __future__ import annotations

import os

import streamlit as st

from icp.catalogue import catalogue
from icp.findings.journey import is_done, steps
from icp.server.identity import KeyMissing
from icp.store import StoreError, WorkbookDamaged
from icp.ui import frame, keys, state
from icp.ui.menu import menu
from icp.ui.room.bar import may_show, place_of, show_bar
from icp.ui.room.here import find_room
from icp.ui.room.join import is_asked, lead_in, show_join
from icp.ui.room.share import show_share
from icp.ui.text import say

st.set_page_config(page_title=say("frame.app"), page_icon="🌿", layout="centered")
board = keys.BOARD in st.query_params  # a room's board, for a projector: the page alone, as wide as the wall

try:
    work = state.open_workbook()
except (StoreError, KeyMissing, OSError) as failure:
    st.title(say("frame.app"), anchor=False)
    st.error(
        say(f"problem.{'KeyFile' if isinstance(failure, OSError) else type(failure).__name__}"),
        icon=":material/cloud_off:",
    )
    st.button(say("frame.retry"), key="reopen")
    if isinstance(failure, WorkbookDamaged):
        frame.ways_from_damage()
    st.stop()

if os.environ.get("ICP_DEMO") == "1" and state.saved_at() is None and not state.unsaved():
    frame.load_sample()
    work = state.workbook()

done = {page.id for page in catalogue().pages if is_done(page.id, work)}
current = st.navigation(menu(done), expanded=True, position="hidden" if board else "sidebar")
if board and current.url_path == "coach":
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    current.run()
    st.stop()

with st.sidebar:
    st.progress(len(done) / len(steps()), text=say("frame.progress", done=len(done), all=len(steps())))
    if work.sample:
        st.info(say("frame.sample_open"), icon=":material/menu_book:")
        st.button(say("frame.clear_example"), key="clear_example", on_click=frame.clear_sample, width="stretch")

found = find_room()
lead_in(found)
frame.banners()
page_id = next(page.id for page in catalogue().pages if page.address == current.url_path)
if page_id == "coach":
    current.run()
elif is_asked(found):
    show_join()
else:
    show_bar(page_id)
    if may_show(page_id):
        current.run()
        show_share(place_of(page_id))
frame.footer()
