"""Take the README's pictures anew: the sample business in Chromium, at laptop and phone width, light and dark.

Run from an environment with the ``test`` extra: ``python data/screenshots/make.py``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
PORT = 8599
SIZES = {1280: 860, 390: 844}
SHOTS = (
    ("compare", "compare", 1280, "light"),
    ("referrals", "referrals", 1280, "light"),
    ("avatar", "avatar", 1280, "dark"),
    ("roster", "roster", 1280, "light"),
    ("guide?screen=28", "guide", 390, "light"),
    ("compare", "compare", 390, "dark"),
)


def wait_for_server() -> None:
    """Until the server answers, 40 s at most."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://localhost:{PORT}/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def shoot(page: Page, path: str, to: Path) -> None:
    """Open a page, wait until it stands, and keep what a visitor sees first."""
    page.goto(f"http://localhost:{PORT}/{path}")
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(1500)
    page.screenshot(path=to)


def main() -> None:
    """Start the server on a fresh database with the sample, take every picture, stop."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "icp.cli", "serve", "--demo", "--port", str(PORT)),
                *("--database", f"sqlite:///{folder}/shots.db"),
            ]
        )
        try:
            wait_for_server()
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                for path, name, width, scheme in SHOTS:
                    size = {"width": width, "height": SIZES[width]}
                    context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
                    shoot(context.new_page(), path, HERE / f"{name}_{width}_{scheme}.png")
                    context.close()
                chromium.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
