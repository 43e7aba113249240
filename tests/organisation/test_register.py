"""The national register of organisers and municipalities agrees with its sources."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest

from luotsi.organisation import municipalities, register
from tests.shared_data import shared_data_folder


def test_twenty_three_organisers_and_all_municipalities() -> None:
    codes = [row.code for row in register.organisers()]
    assert codes == [f"{number:02}" for number in range(1, 22)] + ["90", "91"]
    assert len(register.municipalities()) == 309
    assert {row.organiser for row in register.municipalities()} == set(codes)
    assert max(Counter(row.code for row in register.municipalities()).values()) == 1


def test_every_row_has_dates_and_a_source() -> None:
    for row in (*register.organisers(), *register.municipalities()):
        assert row.source, row.code
        assert row.valid_from == date(2023, 1, 1), row.code
        assert row.names["fi"], row.code
        assert row.names["sv"], row.code


@pytest.mark.django_db
def test_before_the_register_begins_nothing_is_claimed() -> None:
    assert municipalities.municipality("091", on=date(2026, 1, 1)).organiser == "90"
    with pytest.raises(municipalities.UnknownMunicipality, match="2022-12-31"):
        municipalities.municipality("091", on=date(2022, 12, 31))


@pytest.mark.shared_data
def test_codes_and_names_are_those_of_the_sources() -> None:
    folder = shared_data_folder() / "codes"
    counties = json.loads((folder / "codelist_wellbeing_counties.json").read_text(encoding="utf-8-sig"))
    assert {row.code: dict(row.names) for row in register.organisers()} == {
        code["codeValue"]: code["prefLabel"] for code in counties["codes"]
    }
    listed = json.loads((folder / "municipality_codes_2023.json").read_text(encoding="utf-8-sig"))["results"]
    assert {row.code: dict(row.names) for row in register.municipalities()} == {
        code["codeValue"]: code["prefLabel"] for code in listed
    }
    text = (folder / "municipality_to_wellbeing_service_county_codes.csv").read_bytes().decode("cp1252")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) == 4]
    pairs = {row[0].strip("'\""): row[2].strip("'\"") for row in rows if row[0].strip("'\"").isdigit()}
    assert {row.code: row.organiser for row in register.municipalities()} == pairs
