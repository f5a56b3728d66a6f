"""The small fonts: every icon is in, the theme names files that exist, and they are sent as they should."""

from __future__ import annotations

import gzip
import re
import tomllib

import streamlit

from icp.site import data_folder, site_folder
from tests.conftest import Server
from tests.server.test_server import BROWSER, ask

FONTS = data_folder() / "fonts"
ICONS = tomllib.loads((FONTS / "icons.toml").read_text(encoding="utf-8"))
FACES = tomllib.loads((site_folder() / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]["fontFaces"]
REMAKE = "run data/fonts/make.py"


def test_every_icon_of_the_pages_is_in_the_small_font() -> None:
    site = site_folder()
    files = [*(site / "pages").rglob("*.py"), *(site / "icp").rglob("*.py"), *(site / "data").glob("*.toml")]
    used = {name for file in files for name in re.findall(r":material/([a-z0-9_]+):", file.read_text(encoding="utf-8"))}
    assert len(used) > 30
    assert used <= set(ICONS["names"]), REMAKE


def test_the_small_icon_font_was_made_from_the_streamlit_in_use() -> None:
    assert ICONS["streamlit"] == streamlit.__version__, REMAKE


def test_the_theme_names_the_files_there_are() -> None:
    named = {face["url"].removeprefix("/fonts/") for face in FACES}
    assert named | {ICONS["file"]} == {path.name for path in FONTS.glob("*.woff2")}, REMAKE


def test_text_fonts_are_kept_for_good_and_fetched_ahead(room_server: Server) -> None:
    for face in FACES:
        status, headers, body = ask(room_server, face["url"])
        assert (status, headers["content-type"]) == (200, "font/woff2")
        assert headers["cache-control"] == "public, immutable, max-age=31536000"
        assert body == (FONTS / face["url"].removeprefix("/fonts/")).read_bytes()
    for other in ("/fonts/icons.toml", "/fonts/../icons.toml"):
        assert ICONS["file"].encode() not in ask(room_server, other)[2]


def test_icons_are_asked_for_again_and_sent_once(room_server: Server) -> None:
    path = f"/static/media/{ICONS['file']}"
    status, headers, body = ask(room_server, path)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "font/woff2", "no-cache")
    assert body == (FONTS / ICONS["file"]).read_bytes()
    status, again, nothing = ask(room_server, path, If_None_Match=headers["etag"])
    assert (status, nothing, again["etag"]) == (304, b"", headers["etag"])
    assert ask(room_server, path, If_None_Match='"of another workshop"')[0] == 200


def test_a_page_fetches_the_small_fonts_and_not_the_full_one(room_server: Server) -> None:
    page = gzip.decompress(ask(room_server, "/guide", **BROWSER)[2]).decode()
    fetched = re.findall(r'<link rel="preload" href="([^"]+)" as="font"', page)
    assert fetched == [face["url"] for face in FACES if face["style"] == "normal"]
    assert not re.search(r"SourceSansVF", page)
