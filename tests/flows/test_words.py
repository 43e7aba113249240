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


def said_in_outcome(language: str, text: str) -> list[str]:
    """What the check says of a text that stands in an outcome."""
    path = document({"q": question("yes_no", "out")}).model_dump(by_alias=True, exclude_none=True)
    end = outcome() | {"lead": {language: text}}
    return [
        fault.message
        for fault in check_words(type(document({})).model_validate(path | {"outcomes": {"out": end}}))
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Ota 1 tabletti 3 kertaa päivässä."),
        ("fi", "Parasetamolia 500 mg riittää."),
        ("fi", "Lopeta lääke, jos olo ei helpota."),
        ("sv", "Ta två tabletter på kvällen."),
        ("sv", "Öka dosen efter en vecka."),
        ("en", "Take 400 mg with food."),
        ("en", "Two tablets are enough."),
    ],
)
def test_no_outcome_says_how_to_take_a_medicine(language: str, text: str) -> None:
    (message,) = said_in_outcome(language, text)
    assert "how to take a medicine" in message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Sinulla on masennus, joka helpottaa ajan kanssa."),
        ("fi", "Oireesi viittaavat tulehdukseen."),
        ("fi", "Vaivasi on lievä."),
        ("fi", "Tämä ei ole vaarallista, jos olo pysyy ennallaan."),
        ("sv", "Du har troligen en infektion."),
        ("sv", "Dina symtom tyder på allergi."),
        ("sv", "Det är helt ofarligt."),
        ("en", "You probably have the flu."),
        ("en", "Your symptoms suggest an infection."),
        ("en", "It is harmless."),
    ],
)
def test_no_outcome_says_what_somebody_has(language: str, text: str) -> None:
    (message,) = said_in_outcome(language, text)
    assert "what somebody has" in message


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Jos sinulla on diabetes, kerro siitä."),
        ("fi", "Kysy apteekista sinulle sopivaa lääkettä ja noudata pakkauksen ohjetta."),
        ("fi", "Älä lopeta lääkettä itse."),
        ("fi", "Lääkäri arvioi, onko sinulla tulehdus."),
        ("fi", "Kerroit, että sinulla on diabetes."),
        ("fi", "Sinulla on oikeus tulkkiin."),
        ("fi", "Apteekki voi jakaa lääkkeet annoksiin."),
        ("sv", "Om du har diabetes, berätta det."),
        ("sv", "Läkaren bedömer om det är allvarligt."),
        ("sv", "Sluta inte ta medicinen på egen hand."),
        ("en", "If you have asthma, say so."),
        ("en", "Do not stop taking the medicine on your own."),
        ("en", "Your answers show in the address of the page."),
    ],
)
def test_an_ordinary_outcome_passes(language: str, text: str) -> None:
    assert said_in_outcome(language, text) == []


def test_the_emergency_box_is_not_read_for_verdicts() -> None:
    box = {"title": {"fi": "Soita 112"}, "signs": [{"fi": "hän on itsetuhoinen eikä kuuntele"}]}
    assert check_words(document({"q": question("yes_no", "out")}, emergency=box)) == ()
