"""The built wheel, installed into an environment that has never seen the checkout."""

from __future__ import annotations

import os
import re
import shutil
import site
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Server

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `icp` command of a new environment. The dependencies are this environment's, the project is the wheel's."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("icp", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file() and file.name != "README.md":
            shutil.copy(file, source)
    (source / "README.md").write_text("# Ideal Client Workshop\n", encoding="utf-8")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    shutil.rmtree(source)  # nothing may come from there any more
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    packages = Path(
        subprocess.check_output([python, "-c", "import site; print(site.getsitepackages()[0])"], text=True).strip()
    )
    # A .pth file adds the folders only: an editable install of the checkout in them is not followed.
    folders = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (packages / "dependencies.pth").write_text("\n".join(folders), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(pip, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    command = python.with_name("icp")
    return command


def test_the_wheel_starts_from_a_foreign_folder(installed: Path, start_server: Callable[..., Server]) -> None:
    asked = [str(installed.with_name("python")), "-c", "import icp; print(icp.__file__)"]
    where = subprocess.check_output(asked, text=True, cwd=installed.parent, env={"PATH": os.environ["PATH"]})
    assert installed.parent.parent in Path(where.strip()).parents
    server = start_server(command=(str(installed),), environment={"PYTHONPATH": ""})
    with urllib.request.urlopen(f"{server.url}/") as answer:
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert re.search(r'<div id="root">', answer.read().decode())
    server.stop()
    assert (server.folder / "workshop.db").exists()
    assert not [name for name in os.listdir(server.folder) if name in ("pages", "data", ".streamlit")]
    assert "Traceback" not in server.output


def test_the_wheel_prints_with_its_own_fonts(installed: Path) -> None:
    """A PDF from the templates and fonts in the wheel; a letter that only one of those fonts holds is in it."""
    probe = """
import io, sys
from datetime import date
from icp.export.document import Document, Section, Text
from icp.export.pdf import write_pdf
from icp.site import data_folder
import icp
page = Document("rules", "How we work", date(2026, 11, 22), (Section("a", "A", blocks=(Text("\u5c71\u7530"),)),))
from pypdf import PdfReader
print(str(data_folder()).startswith(icp.__file__.rsplit("/", 1)[0]))
print(ascii(PdfReader(io.BytesIO(write_pdf(page))).pages[0].extract_text()))
"""
    command = [str(installed.with_name("python")), "-c", probe]
    out = subprocess.check_output(command, text=True, cwd=installed.parent, env={"PATH": os.environ["PATH"]})
    inside, text = out.splitlines()
    assert inside == "True"
    assert "How we work" in text
    assert "\\u5c71\\u7530" in text


@pytest.mark.browser
def test_its_first_page_appears(installed: Path, start_server: Callable[..., Server], page: object) -> None:
    server = start_server(command=(str(installed),), environment={"PYTHONPATH": ""})
    page.goto(server.url)  # type: ignore[attr-defined]
    page.locator("h1").first.wait_for(timeout=30_000)  # type: ignore[attr-defined]
    server.stop()
