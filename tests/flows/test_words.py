"""A path never asks symptoms, measurements, severity or urgency; ordinary questions pass."""

from __future__ import annotations

from typing import Any

import pytest

from luotsi.flows import check_words
from tests.flows.making import document, outcome, question


def words_of(ask: str, language: str = "fi", **more: Any) -> list[str]:
    """What the check says of one question's text."""
    asked = question("yes_no", "out", **more) | {"ask": {language: ask}}
    return [fault.message for fault in check_words(document({"q": asked}))]


@pytest.mark.parametrize(
    ("language", "ask"),
    [
        ("fi", "Kuinka kova kipu sinulla on?"),
        ("fi", "Onko sinulla kuumetta?"),
        ("fi", "Mikä on verenpaineesi?"),
        ("fi", "Arvioi vointisi asteikolla 1–10."),
        ("fi", "Millaisia oireita lapsella on?"),
        ("fi", "Särkeekö hammasta yöllä?"),
        ("fi", "Onko kasvoissasi turvotusta?"),
        ("fi", "Onko asiasi kiireellinen?"),
        ("fi", "Onko sinulla itsetuhoisia ajatuksia?"),
        ("fi", "Paljonko painat?"),
        ("fi", "Oletko kotona. Onko vatsakipuja ollut pitkään?"),
        ("sv", "Hur ont gör det?"),
        ("sv", "Har barnet feber?"),
        ("sv", "Vad är ditt blodtryck?"),
        ("sv", "Hur svår är värken på en skala 1–10?"),
        ("sv", "Är ditt ärende brådskande?"),
        ("sv", "Vilka symtom har du?"),
        ("en", "How severe is it?"),
        ("en", "Do you have a fever?"),
        ("en", "Where does it hurt?"),
        ("en", "What is your blood pressure?"),
        ("en", "Are you in pain?"),
        ("en", "How urgent is your need?"),
        ("en", "Rate your pain from 0 to 10."),
    ],
)
def test_a_question_that_assesses_is_refused(language: str, ask: str) -> None:
    assert words_of(ask, language)


@pytest.mark.parametrize(
    ("language", "ask"),
    [
        ("fi", "Kenen hammasta särkee?"),
        ("fi", "Haluatko apua kipuun vai ajan tarkastukseen?"),
        ("fi", "Kuinka pian haluat apua?"),
        ("fi", "Missä kunnassa asut?"),
        ("fi", "Minkä ikäinen lapsi on?"),
        ("fi", "Oletko käyttänyt särkylääkettä tai kuumemittaria?"),
        ("fi", "Mitä painotat, kun valitset palvelua?"),
        ("fi", "Kuinka monta henkeä perheeseesi kuuluu (1–5 henkilöä)?"),
        ("fi", "Soititko jo numeroon 116117?"),
        ("fi", "Vaikeaako kirjautuminen on sinulle?"),
        ("sv", "Vem gäller ditt ärende?"),
        ("sv", "Hur snart vill du ha hjälp?"),
        ("sv", "Vill du ha hjälp med smärta?"),
        ("sv", "Är det viktigt för dig att få träffa någon?"),
        ("sv", "Var bor du?"),
        ("en", "Who needs help?"),
        ("en", "How soon would you like help?"),
        ("en", "Do you want help with pain?"),
        ("en", "Has someone hurt you?"),
        ("en", "Where do you live?"),
    ],
)
def test_an_ordinary_question_passes(language: str, ask: str) -> None:
    assert words_of(ask, language) == []


def test_an_option_may_say_in_the_persons_words_what_they_need() -> None:
    asked = question("choice", "out") | {
        "ask": {"fi": "Millaista apua haluat?"},
        "options": {"ache": {"fi": "Hammasta särkee"}, "check": {"fi": "Tarkastus"}},
    }
    assert check_words(document({"q": asked})) == ()


def test_an_option_may_not_grade_or_measure() -> None:
    asked = question("choice", "out") | {
        "options": {"mild": {"fi": "Lievä kipu"}, "fever": {"fi": "Kuumetta yli 38 °C"}}
    }
    assert len(check_words(document({"q": asked}))) == 2


@pytest.mark.parametrize("unit", ["°C", "mmHg", "mmol/l", "kg", "iskua minuutissa"])
def test_a_number_in_a_bodys_unit_is_refused(unit: str) -> None:
    asked = question("number", "out", unit={"fi": unit})
    (fault,) = check_words(document({"q": asked}))
    assert fault.where == "questions.q.unit"
    assert "professional" in fault.advice


@pytest.mark.parametrize("unit", ["vuotta", "euroa kuukaudessa", "henkilöä", "km", "päivää"])
def test_a_number_of_everyday_life_passes(unit: str) -> None:
    assert check_words(document({"q": question("number", "out", unit={"fi": unit})})) == ()


def test_the_emergency_box_may_say_what_it_must() -> None:
    box = {"title": {"fi": "Soita 112"}, "signs": [{"fi": "Kova rintakipu tai hengenahdistus"}]}
    assert check_words(document({"q": question("yes_no", "out")}, emergency=box)) == ()


def test_no_answer_leads_to_another_emergency_text() -> None:
    end = outcome() | {"lead": {"fi": "Soita hätänumeroon 112."}}
    path = document({"q": question("yes_no", "out")}, outcomes=()).model_dump(
        by_alias=True, exclude_none=True
    )
    (fault,) = check_words(type(document({})).model_validate(path | {"outcomes": {"out": end}}))
    assert fault.where == "outcomes.out.lead"
    assert "everybody" in fault.advice


def test_only_the_languages_asked_for_are_read() -> None:
    asked = question("yes_no", "out") | {"ask": {"fi": "Missä asut?", "sv": "Har du feber?"}}
    assert check_words(document({"q": asked}), ["fi"]) == ()
    assert check_words(document({"q": asked}), ["fi", "sv"])
