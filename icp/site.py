"""Where the site's own files are: `app.py`, `pages`, `data` and `.streamlit`.

A wheel carries them inside the package as `icp/_site`; a checkout has them beside the package.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def site_folder() -> Path:
    """The folder that holds `app.py`, `pages`, `data` and `.streamlit`."""
    installed = _PACKAGE / "_site"
    return installed if installed.is_dir() else _PACKAGE.parent


def data_folder() -> Path:
    """The folder that holds the catalogue's TOML files and the sample business."""
    return site_folder() / "data"
