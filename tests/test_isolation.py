"""Nothing of one person's lives where another's page could meet it: no mutable globals, no caches of what is typed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.test_floors import sources

CACHES = {"lru_cache", "cache", "cache_data", "cache_resource"}
ABOUT_THE_CATALOGUE = {("icp/methods/value.py", "_meanings"), ("icp/catalogue.py", "_edition")}
"""Cached functions that take an argument: a field's id, of which there are as many as questions; client or customer."""
NOT_WORKBOOKS = {("icp/store/__init__.py", "_open"), ("icp/catalogue.py", "_asked")}
"""Globals that change: the open databases, by address; the function that tells a session's word for its clients."""
GROWING = {"list", "dict", "set", "defaultdict", "deque", "OrderedDict", "Counter", "WeakKeyDictionary"}
ROOT = Path(__file__).resolve().parent.parent


def called(node: ast.expr) -> str:
    """The bare name of what is called or named: ``functools.lru_cache(maxsize=1)`` → "lru_cache"."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def faults(source: str, path: str) -> list[str]:
    """What a module keeps for longer than one person's run."""
    tree, found = ast.parse(source), []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            cached = {called(decorator) for decorator in node.decorator_list} & CACHES
            if cached & {"cache_data", "cache_resource"}:
                found.append(f"{node.name} is cached for everybody")
            elif cached and (node.args.args or node.args.kwonlyargs) and (path, node.name) not in ABOUT_THE_CATALOGUE:
                found.append(f"{node.name} keeps its arguments")
        elif isinstance(node, ast.Global):
            found.append(f"global {', '.join(node.names)}")
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        empty = isinstance(value, ast.List | ast.Dict) and ast.unparse(value) in ("[]", "{}")
        growing = empty or (isinstance(value, ast.Call) and called(value) in GROWING)
        if growing and (path, ast.unparse(node).partition(":")[0]) not in NOT_WORKBOOKS:
            found.append(f"line {node.lineno} fills as it goes")
    return found


MODULES = [path for path in sources() if path.parent.name != "pages"]  # a page is run anew for each session


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_keeps_what_people_enter(path: Path) -> None:
    assert faults(path.read_text(), str(path.relative_to(ROOT))) == []


@pytest.mark.parametrize(
    "source",
    [
        "SEEN = []", "SEEN: dict[str, str] = {}", "SEEN = set()", "SEEN = defaultdict(list)",
        "def f():\n    global SEEN\n    SEEN = 1", "@lru_cache(maxsize=64)\ndef f(text): ...", "@cache\ndef f(a): ...",
        "@st.cache_data\ndef f(): ...", "@st.cache_resource(ttl=1)\ndef f(): ...",
    ],
)  # fmt: skip
def test_the_lint_finds(source: str) -> None:
    assert faults(source, "x.py")
