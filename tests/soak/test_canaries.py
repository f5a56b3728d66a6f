"""The walk of the canaries, short; and long where that is asked for."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile

import pytest

from tests.conftest import Server
from tests.soak.canaries import Canary, Figures, people_in, walk, work_with


def test_nobody_receives_anothers_words(server: Server) -> None:
    figures = walk(server, 15, pages=6, every=15)
    assert figures.failures == []
    assert figures.foreign == []
    assert (figures.fetched_by_others, figures.in_log, figures.silent) == (0, 0, 0)
    assert figures.own > 5_000
    assert figures.refused_to_others >= 5
    assert figures.files["json"] >= 10


def test_a_foreign_word_is_found_wherever_it_is_packed() -> None:
    word = b"before cq0042n7z after"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", word)
    for data in (
        word,
        b'"data:image/svg+xml;base64,' + base64.b64encode(word) + b'"',
        packed.getvalue(),
        gzip.compress(word),
        word.upper(),
    ):
        assert people_in(data)[42] == 1
        assert people_in(data).total() == 1


def test_every_text_of_a_workbook_is_a_canary() -> None:
    for person in (4, 5):
        text = work_with(person).to_json()
        assert people_in(text.encode()).keys() == {person}
        deal = Canary(person)
        assert deal() != deal()
    assert Figures().told().count("foreign canaries 0") == 1


@pytest.mark.soak
def test_five_hundred_receive_nothing_of_each_others(server: Server) -> None:
    figures = walk(server, 500)
    print(figures.told())
    assert (figures.foreign, figures.failures) == ([], [])
    assert (figures.fetched_by_others, figures.in_log, figures.silent) == (0, 0, 0)
