"""What every record of a workbook shares: it is frozen, refuses unknown keys, and has an id."""

from __future__ import annotations

import secrets

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen pydantic type that refuses unknown keys and numbers that are none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def new_id() -> str:
    """A short random id, unique within any workbook."""
    return secrets.token_hex(4)
