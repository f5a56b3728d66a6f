"""What may be installed: every dependency has a floor, and no floor lets in a release that is known to be unsafe."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = [Requirement(line) for line in PROJECT["dependencies"]]
EVERY = [*DEPENDENCIES, *(Requirement(line) for lines in PROJECT["optional-dependencies"].values() for line in lines)]

SAFE_FROM = {
    "starlette": ("0.49.1", "CVE-2025-62727: a Range header that costs quadratic time"),
    "python-multipart": ("0.0.18", "CVE-2024-53981: bytes after the last boundary, one log line each"),
    "h11": ("0.16.0", "CVE-2025-43859: chunk endings that smuggle a request"),
    "protobuf": ("6.31.1", "CVE-2025-4565: nested messages without end"),
    "jinja2": ("3.1.6", "CVE-2025-27516: a way out of the sandbox"),
    "pillow": ("11.3.0", "CVE-2025-48379: a buffer written over"),
    "pyarrow": ("14.0.1", "CVE-2023-47248: a file that runs code"),
    "brotli": ("1.2.0", "CVE-2025-6176: unpacking without bound"),
    "requests": ("2.32.4", "CVE-2024-47081: passwords sent to another host"),
    "urllib3": ("2.5.0", "CVE-2025-50181: redirects that cannot be switched off"),
    "cryptography": ("44.0.1", "CVE-2024-12797: OpenSSL takes a foreign raw key"),
    "streamlit": ("1.43.2", "file types were checked in the browser alone"),
    "pydantic": ("2.4.0", "CVE-2024-3772: an e-mail address that costs quadratic time"),
    "idna": ("3.7", "CVE-2024-3651: a name that costs quadratic time"),
    "tornado": ("6.5", "CVE-2025-47287: one log line for each bad part of a form"),
    "mako": ("1.2.2", "CVE-2022-40023: a template that costs exponential time"),
    "lxml": ("4.9.1", "CVE-2022-2309: a document that ends the process"),
    "certifi": ("2024.7.4", "CVE-2024-39689: authorities that are trusted no more"),
}
"""The first release without the newest serious fault we know of, also of what our dependencies bring with them."""


def key(name: str) -> str:
    return name.lower().replace("_", "-")


def floor(requirement: Requirement) -> Version | None:
    lower = [Version(each.version) for each in requirement.specifier if each.operator in (">=", "==", "~=")]
    return max(lower, default=None)


@pytest.mark.parametrize("requirement", EVERY, ids=str)
def test_every_dependency_has_a_floor_and_the_tests_ran_above_it(requirement: Requirement) -> None:
    assert floor(requirement) is not None
    assert requirement.url is None
    installed = metadata.version(requirement.name)
    assert requirement.specifier.contains(installed, prereleases=True), f"{requirement} but {installed} is installed"


@pytest.mark.parametrize("requirement", DEPENDENCIES, ids=str)
def test_no_floor_lets_in_what_is_known_to_be_unsafe(requirement: Requirement) -> None:
    lowest, safe = floor(requirement), SAFE_FROM.get(key(requirement.name))
    if safe is not None:
        assert lowest is not None
        assert lowest >= Version(safe[0]), f"{requirement}: {safe[1]}"


def brought_along() -> set[str]:
    """Everything the product needs, through all that needs something itself."""
    found: set[str] = set()
    waiting = [(each.name, each.extras) for each in DEPENDENCIES]
    while waiting:
        name, extras = waiting.pop()
        if key(name) in found:
            continue
        found.add(key(name))
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            if any(needed.marker is None or needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append((needed.name, needed.extras))
    return found


def test_nothing_that_comes_along_is_known_to_be_unsafe() -> None:
    along = brought_along()
    assert {"starlette", "python-multipart", "protobuf", "httptools", "streamlit"} <= along
    for name in along & SAFE_FROM.keys():
        assert Version(metadata.version(name)) >= Version(SAFE_FROM[name][0]), f"{name}: {SAFE_FROM[name][1]}"


def test_the_floors_are_read_right() -> None:
    assert floor(Requirement("a>=2,<3")) == Version("2")
    assert floor(Requirement("a<3")) is None
    assert floor(Requirement("a~=1.4")) == Version("1.4")
