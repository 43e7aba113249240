"""The national list of themes and contact reasons, named in three languages."""

from __future__ import annotations

import json

import pytest

from luotsi.organisation import taxonomy
from tests.shared_data import shared_data_folder


def test_the_list_has_its_known_size() -> None:
    assert (len(taxonomy.ALL_THEMES), len(taxonomy.THEMES)) == (30, 27)
    assert (len(taxonomy.ALL_CONTACT_REASONS), len(taxonomy.CONTACT_REASONS)) == (88, 80)
    assert list(taxonomy.LIFE_SITUATIONS) == [
        "ill_or_hurt",
        "teeth",
        "mind",
        "family",
        "youth",
        "ageing",
        "money_home",
        "helping",
    ]


@pytest.mark.shared_data
def test_codes_themes_and_classes_are_those_of_the_national_list() -> None:
    source = json.loads((shared_data_folder() / "taxonomy" / "contact-reasons.json").read_text())
    assert {t["code"]: t["guidable"] for t in source["themes"]} == {
        code: theme.is_guidable for code, theme in taxonomy.ALL_THEMES.items()
    }
    for row in source["contact_reasons"]:
        ours = taxonomy.reason(row["code"])
        assert list(ours.themes) == row["themes"], row["code"]
        assert list(ours.service_classes) == row["ptv_service_classes"], row["code"]
        assert ours.is_guidable == row["guidable"], row["code"]
    assert {row["code"] for row in source["contact_reasons"]} == set(taxonomy.ALL_CONTACT_REASONS)


@pytest.mark.shared_data
def test_every_national_code_that_a_theme_names_exists() -> None:
    folder = shared_data_folder()
    classes = json.loads((folder / "ptv/codes/ServiceClasses.json").read_text(encoding="utf-8-sig"))
    descriptions = json.loads((folder / "ptv/general-descriptions/gd.json").read_text())
    terms = [
        term["id"]
        for name in ("tero", "jupo")
        for term in json.loads((folder / f"ontology/{name}.json").read_text(encoding="utf-8-sig"))
    ]
    for theme in taxonomy.ALL_THEMES.values():
        assert set(theme.service_classes) <= {row["Notation"] for row in classes}, theme.code
        assert set(theme.general_descriptions) <= {row["ReferenceCode"] for row in descriptions}, theme.code
        assert set(theme.ontology) <= set(terms), theme.code


def test_everything_is_named_in_three_languages() -> None:
    texts = [
        thing.names
        for things in (taxonomy.ALL_THEMES, taxonomy.ALL_CONTACT_REASONS, taxonomy.LIFE_SITUATIONS)
        for thing in things.values()
    ] + [situation.leads for situation in taxonomy.LIFE_SITUATIONS.values()]
    for names in texts:
        assert set(names) == {"fi", "sv", "en"}, names
        assert all(text.strip() == text and text for text in names.values()), names


def test_every_guidable_theme_is_reached_from_a_life_situation() -> None:
    reached = {code for situation in taxonomy.LIFE_SITUATIONS.values() for code in situation.themes}
    assert reached == set(taxonomy.THEMES)


def test_an_unknown_code_is_named_in_the_error() -> None:
    with pytest.raises(taxonomy.UnknownCode, match="no theme 'dentist'"):
        taxonomy.theme("dentist")
    with pytest.raises(taxonomy.UnknownCode, match="no contact reason 'pain'"):
        taxonomy.reason("pain")


def test_a_service_is_recognised_by_its_national_codes() -> None:
    def codes(**given: list[str]) -> list[str]:
        return [theme.code for theme in taxonomy.themes_of(**given)]

    assert codes(service_classes=["P5.10"]) == ["oral_health"]
    assert codes(service_classes=["P5.14"]) == ["informal_care", "home_care"]
    assert codes(service_classes=["P5.14"], general_descriptions=["SOTE-0091"]) == ["informal_care"]
    assert codes(service_classes=["P5.18"], general_descriptions=["SOTE-0101"])[0] == "interpreter"
    assert codes(ontology=[taxonomy.KOKO + "p61986"]) == ["fees"]
    assert codes() == []


def test_every_class_of_a_guidable_reason_is_known_to_some_theme_or_shared_by_all() -> None:
    known = {code for theme in taxonomy.ALL_THEMES.values() for code in theme.service_classes}
    rest = {code for reason in taxonomy.CONTACT_REASONS.values() for code in reason.service_classes} - known
    assert rest == {"P1.1", "P4.1", "P4.14"}, "housing and side services belong to no single theme"
