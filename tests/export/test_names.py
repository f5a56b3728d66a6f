"""What files are called."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icp.export.names import LONGEST, file_name
from icp.model import Workbook

DAY = date(2026, 11, 22)


def called(business: str) -> str:
    return file_name(Workbook(answers={"business_name": business}), "rules", DAY, "docx")


@pytest.mark.parametrize(
    ("business", "slug"),
    [
        ("Salt & Ledger", "salt-ledger"),
        ("Käthe's Bäckerei GmbH", "kathe-s-backerei-gmbh"),
        ("Straße №7", "strasse-no7"),
        ("", "my-work"),
        ("   ", "my-work"),
        ("🌿🌿", "my-work"),
        ("../../etc/passwd", "etc-passwd"),
        ('a\\b:c*d?"<>|\x00\n\te', "a-b-c-d-e"),
        ("日本商店", "日本商店"),
        ("Ольга", "ольга"),
        ("हिन्दी दुकान", "हिन्दी-दुकान"),
        ("con.", "con"),
        ("\u202egpj.exe", "gpj-exe"),
    ],
)
def test_the_business_as_part_of_a_name(business: str, slug: str) -> None:
    assert called(business) == f"icp_{slug}_rules_2026-11-22.docx"


@given(st.text(max_size=300))
def test_any_business_gives_a_name_every_disk_takes(business: str) -> None:
    name = called(business)
    assert len(name) <= LONGEST
    assert name == unicodedata.normalize("NFC", name)
    assert name.startswith("icp_")
    assert name.endswith("_rules_2026-11-22.docx")
    assert len(name.split("_")) == 4, "the business adds no mark between the parts"
    assert all(unicodedata.category(char)[0] in "LNM" or char in "-_." for char in name)
    assert name.count(".") == 1


def test_a_long_business_is_cut() -> None:
    assert called("x" * 300) == "icp_" + "x" * (80 - 4 - 22) + "_rules_2026-11-22.docx"
