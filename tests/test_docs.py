"""README, the command line's help and the catalogue tell the same story."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from icp.catalogue import CatalogueError, catalogue, load_catalogue, normalise_header
from icp.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
COMMAND_LINES = re.search(r"## Commands\n\n```\n(.*?)```", README, re.S)[1].splitlines()  # type: ignore[index]


def help_of(*command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "icp.cli", *command, "--help"], capture_output=True, text=True, check=True
    ).stdout


def test_readme_lists_exactly_the_commands_there_are() -> None:
    listed = {line.split()[1] for line in COMMAND_LINES if not line.startswith("icp [")}
    assert listed == {"serve", *(command.name for command in COMMANDS)}


@pytest.mark.parametrize("line", COMMAND_LINES, ids=lambda line: line[:14])
def test_every_option_and_sentence_of_the_readme_is_in_the_help_and_the_other_way_round(line: str) -> None:
    usage, _, sentence = line.partition("  ")
    words = usage.split()
    name = [] if words[1].startswith("[") else [words[1]]
    text = help_of(*name)
    in_readme = set(re.findall(r"--?[a-z][a-z-]*|\b[A-Z]{3,}\b", usage)) - {"AVATAR", "OUT", "URL", "COLUMN", "VALUE"}
    assert in_readme <= set(re.findall(r"--?[a-z][a-z-]*|\b[A-Z]{3,}\b", text))
    options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text.split("commands:")[0])) - {"-h", "--help"}
    assert options <= in_readme
    listing = help_of() if name else text
    assert " ".join(sentence.split()) in " ".join(listing.split()) or not name


def test_readme_has_the_two_commands_on_its_first_screen() -> None:
    top = "\n".join(README.splitlines()[:24])
    assert "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/icp" in top
    assert 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest' in top


def test_the_wheel_ships_all_of_data_but_the_pictures() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    data = {f"data/{path.name}" for path in (ROOT / "data").iterdir()} - {"data/screenshots"}
    assert {name for name in shipped if name.startswith("data/")} == data
    assert {"app.py", "pages", ".streamlit"} <= set(shipped)


def test_every_picture_and_file_the_docs_name_is_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text()):
            assert (ROOT / target).is_file(), f"{name} names {target}"


# ── one place each ───────────────────────────────────────────────────────────────────────────────────────────────

PROBE = """
import sys
from icp.catalogue import catalogue
from icp.model import Avatar, Client, Workbook
from icp.roster import build_roster, guess_mapping, read_table
from icp.wishes import make_wish, wish_label

question = catalogue().fields["sends_flowers"]
assert "sends_flowers" in [screen.id for screen in catalogue().screens]
table = read_table(b"name,Sends flowers\\nAnn,4\\n", "list.csv")
client = build_roster(table, guess_mapping(table)).clients[0]
assert client.values["sends_flowers"] == 4, client
work = Workbook(clients=(client,), avatar=Avatar(criteria=(make_wish(question),)))
assert wish_label(work.avatar.criteria[0], work) == "Sends flowers"

from streamlit.testing.v1 import AppTest
shell = sys.argv[1] + "/pages/shell.py"
app = AppTest.from_file(shell, default_timeout=30)
place = [screen.id for screen in catalogue().screens].index("sends_flowers") + 1
app.query_params["screen"] = str(place)
app.run().switch_page("guide.py").run()
assert not app.exception, app.exception
assert app.title[0].value == "Who sends flowers?"
app.switch_page("garden.py").run()
assert not app.exception, app.exception
assert app.title[0].value == "Garden"
print("grown")
"""


def test_a_question_and_a_page_are_added_by_the_one_place_each_that_contributing_names(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    block = re.search(r"```toml\n(.*?)```", text, re.S)[1]  # type: ignore[index]
    page = re.search(r"```python\n(.*?)```", text, re.S)[1]  # type: ignore[index]
    for name in ("icp", "pages", "data", "app.py"):
        source = ROOT / name
        shutil.copytree(source, tmp_path / name) if source.is_dir() else shutil.copy(source, tmp_path / name)
    with (tmp_path / "data/questions.toml").open("a") as file:
        file.write("\n" + block + 'core = "14a"\nguide = "tap"\ntap = "Who sends flowers?"\ntaps = [4, 1]\n')
    pages = tmp_path / "data/pages.toml"
    line = '  { id = "garden", file = "garden.py", address = "garden", title = "Garden", icon = ":material/park:",'
    line += ' section = "Small print", minutes = 1, purpose = "Grow.", example = "A rose.", done = "It blooms." },\n'
    pages.write_text(pages.read_text().rstrip().removesuffix("]") + line + "]\n")
    (tmp_path / "pages/garden.py").write_text(page)
    environment = {
        "PYTHONPATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path),
        "ICP_DATABASE_URL": f"sqlite:///{tmp_path}/probe.db", "ICP_KEY_FILE": f"{tmp_path}/key",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("grown"), done.stderr


# ── the catalogue itself ─────────────────────────────────────────────────────────────────────────────────────────

FIELDS = """name first_name last_name email phone company source referred_by tier annual_value average_sale frequency
first_date last_date hours age* gender* income place life_stage* occupation industry values political_outlook*
social_outlook* faith* communication home free_time vacation asks_questions keeps_appointments does_the_work
follows_advice pays_on_time respects_hours open_to_change takes_ownership willing_to_laugh enjoys_learning problem
needs_me gets_me will_pay energises speaks_well sink_reason status notes""".split()
AFFINITY = """age gender income place life_stage values political_outlook social_outlook faith communication energises
home free_time vacation""".split()
RANGES = {"age", "annual_value", "average_sale", "frequency", "hours"}
CHOICES = set(
    """income tier gender place life_stage occupation industry political_outlook social_outlook faith
communication sink_reason status source""".split()
)
TEXTS = {"name", "first_name", "last_name", "email", "phone", "company", "referred_by", "notes"}


def test_every_field_of_the_interface_is_a_question_with_its_kind_part_and_protection() -> None:
    fields = catalogue().fields
    assert {field.rstrip("*") for field in FIELDS} <= set(fields)
    assert {id for id, question in fields.items() if question.protected} == {f[:-1] for f in FIELDS if f.endswith("*")}
    for id in (field.rstrip("*") for field in FIELDS):
        if id in TEXTS:
            kind = "text"
        elif id in RANGES:
            kind = "range"
        elif id in CHOICES:
            kind = "choice"
        else:
            kind = {
                "values": "tags",
                "problem": "tags",
                "will_pay": "flag",
                "first_date": "date",
                "last_date": "date",
            }.get(id, "scale")
        assert fields[id].kind == kind, id
        if kind not in ("text", "date"):
            assert fields[id].part == ("affinity" if id in AFFINITY else "service"), id


def test_every_question_has_a_prompt_a_hint_and_a_worked_example() -> None:
    assert [q.id for q in catalogue().questions if not (q.prompt and q.help and q.example)] == []


def test_a_broken_catalogue_names_file_and_block(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("sample", "screenshots"))
    with (tmp_path / "data/questions.toml").open("a") as file:
        file.write('\n[[question]]\nid = "tier"\npage = "roster"\ngroup = "g"\nlabel = "l"\nprompt = "p"\n')
    with pytest.raises(CatalogueError, match="tier"):
        load_catalogue(tmp_path / "data")


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("Person - Last activity date", "last activity date"),
        ("Amount (USD)", "amount"),
        ("\ufeffFirst_Name", "first name"),
        ("FirstName", "first name"),
        ("LeadSource", "lead source"),
    ],
)
def test_headers_are_reduced_to_what_exports_share(header: str, plain: str) -> None:
    assert normalise_header(header) == plain
