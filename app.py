"""The server. `streamlit run app.py` and `icp` both start it."""

import streamlit as st

from icp.server import lifespan, middleware, routes

app = st.App("pages/shell.py", routes=routes(), middleware=middleware(), lifespan=lifespan)
