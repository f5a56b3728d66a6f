"""Nothing of one person's lives where another's page could meet it: no mutable globals, no caches of what is typed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.test_floors import sources

CACHES = {"lru_cache", "cache", "cache_data", "cache_resource"}
ABOUT_THE_CATALOGUE = {
    ("icp/methods/value.py", "_meanings"),
    ("icp/catalogue.py", "_edition"),
    ("icp/store/rooms.py", "_stretched"),
    ("icp/ui/menu.py", "_made"),
}
"""Cached functions that take an argument: a field's id, of which there are as many as questions; client or customer;
a room's join code, which says nothing about anybody; a page of the journey and whether it is done."""
NOT_WORKBOOKS = {("icp/store/__init__.py", "_open"), ("icp/catalogue.py", "_asked")}
"""Globals that change: the open databases, by address; the function that tells a session's word for its clients."""
CHANGING = {
    "append",
    "extend",
    "insert",
    "add",
    "update",
    "setdefault",
    "pop",
    "popitem",
    "popleft",
    "appendleft",
    "clear",
    "remove",
    "discard",
    "move_to_end",
}
"""Methods that change what they are called on."""
AT_START = {("icp/server/logs.py", "threading"), ("icp/server/logs.py", "sys"), ("icp/cli.py", "sys")}
"""What the start of a server sets once, before anybody is there."""
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
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            defaults = [*arguments.defaults, *arguments.kw_defaults]
            if any(isinstance(each, ast.List | ast.Dict | ast.Set) or _grows(each) for each in defaults):
                found.append(f"line {node.lineno}: a default that every call shares")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            cached = {called(decorator) for decorator in node.decorator_list} & CACHES
            if cached & {"cache_data", "cache_resource"}:
                found.append(f"{node.name} is cached for everybody")
            elif cached and (node.args.args or node.args.kwonlyargs) and (path, node.name) not in ABOUT_THE_CATALOGUE:
                found.append(f"{node.name} keeps its arguments")
        elif isinstance(node, ast.Global):
            found.append(f"global {', '.join(node.names)}")
        elif isinstance(node, ast.Call) and _is_cache_call(node):
            found.append(f"line {node.lineno}: a cache made by a call")
        elif isinstance(node, ast.ClassDef):
            found += [f"line {each.lineno}: every instance shares it" for each in node.body if _fills(each)]
    for node in tree.body:
        if _fills(node) and (path, ast.unparse(node).partition(":")[0]) not in NOT_WORKBOOKS:
            found.append(f"line {node.lineno} fills as it goes")
    return found + [
        f"{name} is changed by {where}"
        for name, where in changed_globals(tree)
        if (path, name) not in AT_START | NOT_WORKBOOKS
    ]


def _grows(value: ast.expr | None) -> bool:
    empty = isinstance(value, ast.List | ast.Dict) and ast.unparse(value) in ("[]", "{}")
    return empty or (isinstance(value, ast.Call) and called(value) in GROWING)


def _fills(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign | ast.AnnAssign) and _grows(node.value)


def _is_cache_call(node: ast.Call) -> bool:
    """``cache(f)`` and ``lru_cache(maxsize=9)(f)``: a decorator without its sign."""
    inner = node.func if isinstance(node.func, ast.Call) else None
    named = called(inner) if inner else called(node) if node.args else ""
    return named in {"lru_cache", "cache"} and not isinstance(node.func, ast.Attribute)


def changed_globals(tree: ast.Module) -> list[tuple[str, str]]:
    """Names of a module that its functions change: a key set, a method called that changes, an attribute set."""
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    modules = {
        (alias.asname or alias.name).partition(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    found = []
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]:
        own = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        own |= {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
        for node in ast.walk(function):
            at, reached = None, set[str]()
            if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                at, reached = node.value, names | modules
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
                at, reached = node.func.value, names
            if isinstance(at, ast.Name) and at.id in reached - own:
                found.append((at.id, function.name))
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
        "@cache\nasync def f(a): ...", "f = cache(g)", "f = lru_cache(maxsize=9)(g)", "def f(seen=[]): ...",
        "def f(*, seen={}): ...", "f = lambda seen=[]: seen", "class C:\n    seen = []",
        "class C:\n    seen: dict[str, str] = {}", "SEEN = {1: 2}\ndef f(k):\n    SEEN[k] = 1",
        "SEEN = {1: 2}\ndef f(k):\n    del SEEN[k]", "SEEN = [1]\ndef f(k):\n    SEEN.append(k)",
        "SEEN = [1]\nclass C:\n    def f(self, k):\n        SEEN.append(k)", "def f(k):\n    f.seen = k",
        "import json\ndef f(k):\n    json.seen = k",
    ],
)  # fmt: skip
def test_the_lint_finds(source: str) -> None:
    assert faults(source, "x.py")


@pytest.mark.parametrize(
    "source",
    [
        "LIMITS = {1: 2}\ndef f(k):\n    return LIMITS[k]", "@lru_cache(maxsize=1)\ndef f(): ...",
        "NAMES = ('a',)\ndef f():\n    NAMES = []\n    NAMES.append(1)", "def f(seen):\n    seen.append(1)",
        "class C:\n    def __init__(self):\n        self.seen = []", "def f(a=()): ...",
    ],
)  # fmt: skip
def test_the_lint_lets_pass(source: str) -> None:
    assert faults(source, "x.py") == []


def test_no_page_caches_either() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        assert not {called(d) for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)
                    for d in n.decorator_list} & CACHES  # fmt: skip
