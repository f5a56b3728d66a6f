"""The sample business: Salt & Ledger, a bookkeeper's fifty-eight clients, all invented by `data/sample/make.py`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from icp.model import Workbook
from icp.site import data_folder

SAMPLE_FILES = ("roster.csv", "transactions.csv", "avatar.json", "workbook.json")


def sample_folder() -> Path:
    """Where the sample's files stand."""
    return data_folder() / "sample"


@lru_cache(maxsize=1)
def sample_workbook() -> Workbook:
    """Nora's workbook: clients, the ideal client she stated, answers, promises. Frozen, so read once a process."""
    return Workbook.model_validate_json((sample_folder() / "workbook.json").read_bytes())


def write_sample(folder: Path) -> tuple[Path, ...]:
    """Write the sample's files into ``folder``, made where it is missing; the paths in ``SAMPLE_FILES`` order.

    Errors: FileExistsError, before anything is written, when a file of that name holds something else; OSError when the
    folder cannot be written.
    """
    files = {folder / name: (sample_folder() / name).read_bytes() for name in SAMPLE_FILES}
    for path, data in files.items():
        if path.exists() and not (path.is_file() and path.read_bytes() == data):
            raise FileExistsError(f"{path} is already there and is not the sample's")
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        path.write_bytes(data)
    return tuple(files)
