"""Clients as a frame."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from icp.model import Client


def clients_frame(clients: Sequence[Client]) -> pd.DataFrame:
    """One row a client, in order: ``name``, then every key any client has a value for. A missing answer is None."""
    keys = dict.fromkeys(key for client in clients for key in client.values if key != "name")
    columns = {key: [client.values.get(key) for client in clients] for key in keys}
    return pd.DataFrame({"name": [client.name for client in clients], **columns}, dtype=object)
