"""The files of deploy/ name what there is: folders, settings, addresses, commands. And a backup is a backup."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import make_url

from icp.server.sessions import ADDRESS_SOCKETS, ALL_SOCKETS
from icp.server.sign import ADDRESS_FAILURES, LINK_QUESTIONS
from icp.server.uploads import ADDRESS_BYTES, ALL_BYTES, SESSION_BYTES
from icp.store import Store, new_key
from tests.deploy.conftest import FAIL_SECONDS, TEMPLATE
from tests.postgresql import Databases, NoServer, programs, without

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text()
COMPOSE = (DEPLOY / "compose.yaml").read_text()
README = (DEPLOY / "README.md").read_text()


def services() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE)["services"])


def replicas() -> list[str]:
    return [name for name in services() if name.startswith("icp-")]


def test_the_image_is_built_from_files_that_are_there_and_suffice(tmp_path: Path) -> None:
    copied = [source for line in re.findall(r"^COPY (?!--from)(.+)$", CONTAINER, re.M) for source in line.split()[:-1]]
    assert {"pyproject.toml", "icp", "data"} <= set(copied)
    for name in copied:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "wheels")]
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    listed = subprocess.run([sys.executable, "-m", "zipfile", "-l", str(wheel)], capture_output=True, text=True).stdout
    for part in ("icp/_site/app.py", "icp/_site/pages/shell.py", "icp/_site/.streamlit/config.toml"):
        assert part in listed
    assert "postgres = [" in (ROOT / "pyproject.toml").read_text()  # the extra it installs


def test_a_replica_runs_unprivileged_and_is_asked_for_its_health() -> None:
    last = CONTAINER.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert "useradd --system --uid 10001" in last
    assert "http://127.0.0.1:8501/healthz" in last
    (entry,) = re.findall(r'^ENTRYPOINT \["(.+)"\]$', last, re.M)
    assert Path(entry).name == "icp"
    (arguments,) = re.findall(r"^CMD \[(.+)\]$", last, re.M)
    command = [each.strip(' "') for each in arguments.split(",")]
    options = subprocess.run(
        [sys.executable, "-m", "icp.cli", command[0], "--help"], capture_output=True, text=True, check=True
    ).stdout
    for option in (each for each in command if each.startswith("--")):
        assert option in options
    for name in replicas():
        service = services()[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "ports" not in service  # reached through the proxy alone, whose word about addresses it takes
        assert list(service["networks"]) == ["inside"]
    assert yaml.safe_load(COMPOSE)["networks"]["inside"]["internal"] is True


def test_the_proxy_is_told_every_replica_by_the_address_it_has() -> None:
    proxy = services()["proxy"]
    addresses = {name: services()[name]["networks"]["inside"]["ipv4_address"] for name in replicas()}
    assert dict(each.split(":") for each in proxy["extra_hosts"]) == addresses
    told = re.findall(r"server (\S+):8501 max_fails=1 fail_timeout=(\d+)s;", proxy["environment"]["ICP_REPLICAS"])
    assert told == [(name, str(FAIL_SECONDS)) for name in replicas()]
    assert "EXPOSE 8501" in CONTAINER
    assert set(re.findall(r"\$\{(ICP_\w+)\}", TEMPLATE.read_text())) <= set(proxy["environment"])


def test_every_setting_is_explained_and_no_secret_is_shipped() -> None:
    example = (DEPLOY / "env.example").read_text()
    explained = dict(re.findall(r"^(?:# )?(ICP_\w+)=(.*)$", example, re.M))
    assert set(re.findall(r"\$\{(ICP_\w+)[:}]", COMPOSE)) == set(explained)
    assert explained["ICP_DB_PASSWORD"] == ""
    assert set(re.findall(r"PASSWORD: (.+)", COMPOSE)) == {"${ICP_DB_PASSWORD:?fill in .env}"}
    assert "ICP_DATABASE_URL: postgresql+psycopg://icp@database/icp" in COMPOSE  # a password there ends in messages


def test_the_readme_speaks_of_files_and_services_there_are() -> None:
    for name in re.findall(r"^\| `([\w.]+)` \|", README, re.M):
        assert (DEPLOY / name).is_file()
    for line in re.findall(
        r"docker compose (?:exec -T|stop|start|up -d --no-deps) ([\w -]+?)(?: pg_| *#|$)", README, re.M
    ):
        assert set(line.split()) <= set(services()), line
    for words, limit in (
        ("100 failures", ADDRESS_FAILURES),
        ("30 questions", LINK_QUESTIONS),
        ("90 MB a session", SESSION_BYTES >> 20),
        ("250 MB an address", ADDRESS_BYTES >> 20),
        ("500 MB in all in ten minutes", ALL_BYTES >> 20),
        ("4000 in all", ALL_SOCKETS),
        ("1500 a network", ADDRESS_SOCKETS),
    ):
        assert words in README
        assert words.startswith(str(limit))


def test_what_the_readme_dumps_it_restores(databases: Databases) -> None:
    try:
        folder = programs()
    except NoServer as reason:
        without(str(reason))
    dump, restore = (
        re.search(rf"{program} -U icp (.+?) (?:icp )?[<>]", README)[1].replace("-d icp", "")  # type: ignore[index]
        for program in ("pg_dump", "pg_restore")
    )
    url = databases.fresh()
    store, key, later = Store(url), new_key(), new_key()
    version = store.save(key, b"in the dump", 0)
    where = make_url(url)
    place = ["-h", str(where.host), "-p", str(where.port), "-U", str(where.username)]
    environment = {**os.environ, "PGPASSWORD": str(where.password)}
    taken = subprocess.run(
        [folder / "pg_dump", *place, *dump.split(), str(where.database)], env=environment, capture_output=True
    )
    assert taken.returncode == 0, taken.stderr
    store.save(key, b"after the dump", version)
    store.save(later, b"after the dump", 0)
    store.close()  # as docker compose stop does
    put_back = subprocess.run(
        [folder / "pg_restore", *place, "-d", str(where.database), *restore.split()],
        env=environment, input=taken.stdout, capture_output=True,
    )  # fmt: skip
    assert put_back.returncode == 0, put_back.stderr
    again = Store(url)
    stored = again.load(key)
    assert stored is not None
    assert (stored.version, stored.body) == (version, b"in the dump")
    assert again.load(later) is None
    assert again.save(key, b"on", version) == version + 1
    again.close()
    databases.drop(url)
