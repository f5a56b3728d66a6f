"""Plain Streamlit pages to hold ours against: a blank one, and twins with the same elements and nothing behind them.

A twin is written from what a page sent to a browser: the same menu, containers, texts and widgets in the same
fragments, each a call with fixed arguments. It reads nothing, computes nothing and saves nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.bench.visitor import Visitor

BLANK = "import streamlit as st\n\nst.write('Hello')\n"
_SERVER = """\
import sys

import streamlit as st

sys.argv = [__file__]
app = st.App({main!r})
if __name__ == "__main__":
    app.run(config={{"server.port": {port}, "server.headless": True, "logger.hideWelcomeMessage": True}})
"""
_HEADINGS = {"h1": "title", "h2": "header", "h3": "subheader"}
_ALERTS = {1: "error", 2: "warning", 3: "info", 4: "success"}
_ALIGN = {1: "left", 2: "right", 3: "center", 4: "distribute"}


KINDS = frozenset(
    "markdown heading alert progress space imgs page_link link_button button download_button text_input text_area "
    "number_input selectbox multiselect button_group checkbox slider".split()
)
"""The elements a twin can hold."""


def write_server(folder: Path, main: str, port: int) -> Path:
    """Put a server for the script ``main`` into the folder, with this project's settings. Returns its file."""
    shutil.copytree(Path(__file__).parents[2] / ".streamlit", folder / ".streamlit", dirs_exist_ok=True)
    file = folder / "server.py"
    file.write_text(_SERVER.format(main=main, port=port), encoding="utf-8")
    return file


def write_shell(folder: Path, visitor: Visitor) -> None:
    """The twin of the frame around every page: the menu and what stands in the sidebar."""
    sections: dict[str, list[str]] = {}
    files = {}
    for page in visitor.pages:
        name = page.url_pathname or "start"
        files[page.page_script_hash] = f"{name}.py"
        sections.setdefault(page.section_header, []).append(
            f"st.Page({name + '.py'!r}, title={page.page_name!r}, icon={page.icon!r}, "
            f"url_path={page.url_pathname or None!r}, default={page.is_default})"
        )
    menu = ", ".join(f"{title!r}: [{', '.join(pages)}]" for title, pages in sections.items())
    lines = ["import streamlit as st", "st.set_page_config(layout='centered')"]
    lines += [f"current = st.navigation({{{menu}}}, expanded=True)", "with st.sidebar:", "    pass"]
    lines += [f"    {line}" for line in _lines(visitor, (1,), "")]
    (folder / "shell.py").write_text("\n".join([*lines, "current.run()", ""]), encoding="utf-8")


def write_page(folder: Path, name: str, visitor: Visitor) -> None:
    """The twin of the page the visitor is on."""
    lines = ["import streamlit as st", *_lines(visitor, (0,), "")]
    (folder / f"{name or 'start'}.py").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _lines(visitor: Visitor, place: tuple[int, ...], fragment: str) -> list[str]:
    """The calls for everything inside the block at this place, in order."""
    lines: list[str] = []
    inside = sorted(at for at in visitor.elements if at[:-1] == place)
    for at in inside:
        element, drawn_by = visitor.elements[at]
        is_block = element.DESCRIPTOR.name == "Block"
        calls = _lines(visitor, at, drawn_by) or ["pass"] if is_block else [_call(element, visitor, str(at))]
        head, foot = [], []
        if drawn_by != fragment:  # Streamlit gives a fragment its own container
            name = f"part{'_'.join(map(str, at))}"
            head, foot = ["@st.fragment", f"def {name}():"], [f"{name}()"]
        elif is_block:
            head = [f"with {_block(element)}:"]
        lines += [*head, *(f"    {line}" if head else line for line in calls), *foot]
    return lines


def _block(block: Any) -> str:
    kind = block.WhichOneof("type")
    if kind == "expandable":
        return f"st.expander({block.expandable.label!r})"
    if kind != "flex_container":
        return "st.container()"
    flex = block.flex_container
    if flex.direction == flex.HORIZONTAL:
        place = _ALIGN.get(flex.justify, "left")
        return f"st.container(horizontal=True, border={flex.border}, horizontal_alignment={place!r})"
    return f"st.container(border={flex.border})"


def _call(element: Any, visitor: Visitor, key: str) -> str:
    """One element as a call with fixed arguments; ``pass`` for a kind that has no twin yet (see KINDS)."""
    kind = element.WhichOneof("type")
    e = getattr(element, kind)
    named: dict[str, Any] = {"help": getattr(e, "help", "") or None, "disabled": getattr(e, "disabled", False) or None}
    if hasattr(e, "id"):
        named["key"] = key
    match kind:
        case "markdown":
            name = {e.CAPTION: "caption", e.DIVIDER: "divider"}.get(e.element_type, "markdown")
            return f"st.{name}({'' if name == 'divider' else repr(e.body)})"
        case "heading":
            return f"st.{_HEADINGS.get(e.tag, 'header')}({e.body!r}, anchor=False)"
        case "alert":
            return f"st.{_ALERTS[e.format]}({e.body!r}, icon={e.icon or None!r})"
        case "progress":
            return f"st.progress({e.value}, text={e.text!r})"
        case "space":
            return "st.space('small')"
        case "imgs":
            return f"st.image({e.imgs[0].url!r})"
        case "page_link":
            page = next(page for page in visitor.pages if page.page_script_hash == e.page_script_hash)
            return (
                f"st.page_link({(page.url_pathname or 'start') + '.py'!r}, label={e.label!r}, icon={e.icon or None!r})"
            )
        case "link_button":
            name, positional = "link_button", [e.label, e.url]
            named = {"icon": e.icon or None}
        case "button":
            name, positional = "button", [e.label]
            named |= {"icon": e.icon or None, "type": e.type}
        case "download_button":
            name, positional = "download_button", [e.label]
            named |= {"data": "", "icon": e.icon or None, "on_click": "ignore"}
        case "text_input" | "text_area":
            name, positional = kind, [e.label]
            named |= {"value": e.default, "placeholder": e.placeholder or None}
        case "number_input":
            name, positional = kind, [e.label]
            named |= {"value": e.default if e.HasField("default") else None, "min_value": e.min, "step": e.step}
        case "selectbox":
            name, positional = kind, [e.label, list(e.options)]
            named |= {"index": e.default if e.HasField("default") else None}
        case "multiselect":
            name, positional = kind, [e.label, list(e.options)]
            named |= {"default": [e.options[at] for at in e.default], "accept_new_options": e.accept_new_options}
        case "button_group":
            name = "pills" if e.style == e.PILLS else "segmented_control"
            options = [" ".join(filter(None, (option.content_icon, option.content))) for option in e.options]
            positional = [e.label, options]
            many = e.click_mode == e.MULTI_SELECT
            chosen = [options[at] for at in e.default]
            named |= {
                "selection_mode": "multi" if many else "single",
                "default": chosen if many else (chosen or [None])[0],
            }
        case "checkbox":
            name, positional = ("toggle" if e.type == e.TOGGLE else "checkbox"), [e.label]
            named |= {"value": e.default}
        case "slider":
            name, positional = kind, [e.label, e.min, e.max, e.default[0]]
        case _:
            return "pass"
    words = [*map(repr, positional), *(f"{key}={value!r}" for key, value in named.items() if value is not None)]
    return f"st.{name}({', '.join(words)})"
