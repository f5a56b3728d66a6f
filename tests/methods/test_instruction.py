"""The missing text: drafted from what is known, made a rule by its first paragraph."""

import pytest

from icp.catalogue import CatalogueError, own_systems, rule_starters
from icp.dealings import Dealings, Spoken
from icp.methods.behaviours import shipped_behaviours
from icp.methods.fair_wording import find_unfair
from icp.methods.instruction import as_rule, draft_instruction, rule_template, words_for
from icp.model import OwnQuestion, Workbook
from icp.sample import sample_workbook

HOURS = "respects_hours"


def test_every_shipped_behaviour_has_steps_of_its_own_and_none_asks_who_somebody_is():
    known = own_systems()
    assert known.keys() == {"other", *(behaviour.column for behaviour in shipped_behaviours())}
    assert not [text for words in known.values() for text in (*words.steps, *words.easier) if find_unfair(text)]


@pytest.mark.parametrize("trade", ["", "trades", "bookkeeping", "coaching"])
@pytest.mark.parametrize("column", [behaviour.column for behaviour in shipped_behaviours()])
def test_every_trade_has_a_draft_for_every_shipped_behaviour(trade, column):
    work = Workbook().with_answer("trade", trade)
    paragraphs = draft_instruction(column, work).split("\n\n")
    template = rule_template(column, work)
    assert paragraphs[0] == (template.expectation if template else paragraphs[0])
    assert len(paragraphs[0]) > 20
    assert paragraphs[-1].splitlines()[1:] == [f"{n}. {step}" for n, step in enumerate(words_for(column).steps, 1)]
    assert "{" not in "".join(paragraphs)


def test_the_owners_words_go_before_the_shipped_ones():
    said = Spoken(id=HOURS, sentence="After five I am at the allotment.")
    work = Workbook(answers={"mirror_reach": "Nine to five."}, dealings=Dealings(spoken=(said,)))
    first, *_, last = draft_instruction(HOURS, work).split("\n\n")
    assert first == "After five I am at the allotment."
    assert last == "And this is what you can count on: Nine to five."
    never = Workbook(dealings=Dealings(spoken=(said.model_copy(update={"id": f"never_{HOURS}"}),)))
    assert draft_instruction(HOURS, never).startswith(said.sentence)
    assert "Nine to five." not in draft_instruction("pays_on_time", work)


def test_a_trouble_of_the_owners_own_has_a_draft_too():
    work = Workbook(questions=(OwnQuestion(id="x_voice", label="Ten voice messages"),))
    draft = draft_instruction("x_voice", work)
    assert "ten voice messages" in draft
    assert words_for("x_voice") == own_systems()["other"]
    rule = as_rule("x_voice", draft, work)
    assert (rule.expectation, rule.about, rule.template) == (draft.split("\n\n")[0], "x_voice", None)


def test_a_draft_becomes_a_rule_by_its_first_paragraph():
    work = sample_workbook()
    rule = as_rule("does_the_work", "\n\n  By the tenth.  \n\nBecause.", work)
    template = rule_template("does_the_work", work)
    assert template.id.startswith("practice")
    assert (rule.expectation, rule.reason, rule.consequence) == ("By the tenth.", template.reason, template.consequence)
    assert (rule.about, rule.template) == ("does_the_work", template.id)
    assert rule.group == rule_starters().groups[template.group]
    assert as_rule("does_the_work", " \n\n ", work) is None


def test_a_column_nobody_knows_still_has_steps():
    assert draft_instruction("gone", Workbook()).startswith("This is how it goes:")


@pytest.mark.parametrize("text", ["[age]\nsteps = ['a']\neasier = ['b']", "[respects_hours]\nsteps = ['a']", "[other"])
def test_a_broken_file_is_refused_by_name(tmp_path, monkeypatch, text):
    import icp.catalogue as module

    for file in module.data_folder().glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "own_system.toml").write_text(text)
    monkeypatch.setattr(module, "data_folder", lambda: tmp_path)
    with pytest.raises(CatalogueError, match=r"own_system\.toml"):
        own_systems.__wrapped__()
