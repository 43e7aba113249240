"""A writer is told what makes words hard, hurtful or soon untrue, and ordinary text is left alone."""

from __future__ import annotations

import re

import pytest

from luotsi.flows import PathDocument, plain_language
from luotsi.flows.plain_language import Advice, advise, reading_ease, sentences
from tests.flows.making import document, outcome, plain, question


def with_lead(language: str, text: str, **more: object) -> PathDocument:
    """A path whose outcome says this."""
    end = outcome() | {"lead": {language: text}, "because": {"fi": "Valitsit tämän."}}
    whole = {"sources": ["helpline"], "facets": {"who": ["self"]}, **more}
    return PathDocument.model_validate(plain({"q": question("yes_no", "out")}, {"out": end}, **whole))


def kinds(language: str, text: str) -> list[str]:
    """What is said of a text in an outcome."""
    return [advice.kind for advice in advise(with_lead(language, text))]


def only(language: str, text: str) -> Advice:
    (advice,) = advise(with_lead(language, text))
    return advice


def test_a_long_sentence_is_to_be_split_and_two_short_ones_are_not() -> None:
    short = "Soita meille heti, kun voit, ja kerro, mitä on tapahtunut."
    assert kinds("fi", short) == []
    assert kinds("fi", f"{short} {short}") == []
    joined = short.rstrip(".") + " ja " + short.casefold()
    assert only("fi", joined).kind == "sentence"


def test_swedish_may_use_more_words_than_finnish() -> None:
    words = "Ring oss genast när du kan och berätta vad som har hänt och vem som behöver hjälp nu"
    assert len(words.split()) == 18
    assert kinds("sv", words) == []
    assert kinds("fi", words) == ["sentence"]


def test_reading_ease_is_the_mean_sentence_and_the_long_words() -> None:
    assert reading_ease("Ring oss. Vi hjälper dig.") == pytest.approx(5 / 2 + 100 * 1 / 5)
    assert reading_ease("") == 0
    assert sentences("Soita {fact:helpline}. Kerro: asia on tämä.") == [
        ["Soita"],
        ["Kerro"],
        ["asia", "on", "tämä"],
    ]


def test_a_text_of_long_words_is_hard_though_its_sentences_are_short() -> None:
    heavy = "Toimeentulotukihakemuksen käsittelyaikataulu määräytyy asiakkuudenhallintajärjestelmässä. " * 12
    assert kinds("fi", heavy) == ["reading"]
    assert kinds("fi", heavy[:100].rsplit(".", 1)[0]) == []


@pytest.mark.parametrize(
    ("language", "text", "better"),
    [
        ("fi", "Mikäli et pääse, soita.", "jos"),
        ("fi", "Palvelu on tarkoitettu vanhuksille.", "iäkäs"),
        ("fi", "Kerromme palvelupolkusi.", "miten hoito etenee"),
        ("sv", "Ring vårdcentralen.", "hälsostation"),
        ("sv", "Hjälp för missbrukare.", "person"),
        ("sv", "Ta kontakt till oss.", "kontakt med"),
        ("en", "Call prior to your visit.", "before"),
        ("en", "Help for addicts.", "person"),
        ("en", "See your GP.", "health centre"),
    ],
)
def test_a_worse_word_is_told_with_a_better_one(language: str, text: str, better: str) -> None:
    advice = only(language, text)
    assert advice.kind == "word"
    assert better in advice.advice


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Soita vanhuspalveluun tai vammaispalveluun."),
        ("fi", "Nimettömät Alkoholistit auttaa."),
        ("fi", "Kerro alkoholista, jos haluat."),
        ("fi", "Suorita tutkinto loppuun koulussa."),
        ("fi", "Ole kärsivällinen."),
        ("sv", "Ansök om handikappbidrag hos FPA."),
        ("sv", "Fråga om preventivmedel."),
        ("sv", "Anonyma Alkoholister hjälper."),
        ("en", "Alcoholics Anonymous helps."),
        ("en", "Ask for the abuse to stop."),
    ],
)
def test_names_and_ordinary_words_pass(language: str, text: str) -> None:
    assert kinds(language, text) == []


def test_the_name_of_a_service_may_be_official_but_not_hurtful() -> None:
    slot = {"phone": {"what": {"fi": "Matalan kynnyksen palvelu"}, "channels": ["phone"]}}
    assert advise(with_lead("fi", "Soita.", slots=slot)) == ()
    slot["phone"]["what"] = {"fi": "Palvelu alkoholisteille"}
    assert [advice.kind for advice in advise(with_lead("fi", "Soita.", slots=slot))] == ["word"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "Tee se 30 päivän kuluessa."),
        ("fi", "Tee se kolmen viikon kuluessa."),
        ("fi", "Käynti maksaa 20,60 euroa."),
        ("fi", "Maksu on 11 %."),
        ("fi", "Soita 09 123 4567."),
        ("fi", "Olemme auki klo 8."),
        ("fi", "Laki muuttuu 1.1.2027."),
        ("sv", "Gör det inom fjorton dagar."),
        ("sv", "Det kostar 20 euro."),
        ("sv", "Ring 116 117."),
        ("en", "Do it within two weeks."),
        ("en", "It costs €20."),
        ("en", "We open at 8 am."),
        ("fi", "Neuvonta on maksutonta."),
        ("fi", "Sinulla on oikeus tulkkiin."),
        ("sv", "Ombudet ger avgiftsfria råd."),
        ("sv", "Du kan ha rätt till ett biträde."),
        ("en", "The call is free, and nobody asks your name."),
        ("en", "You may have the right to a lawyer."),
    ],
)
def test_an_amount_a_deadline_or_a_number_belongs_to_the_register(language: str, text: str) -> None:
    assert "amount" in kinds(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "{fact:review-deadline} Katso päätöksestä päivä."),
        ("fi", "Voit soittaa ympäri vuorokauden, myös viikonloppuna."),
        ("fi", "Alle 18-vuotiaan puolesta asioi huoltaja."),
        ("sv", "Om ditt barn är under 18 år, ring i dag."),
        ("en", "Ask again in a few days."),
        ("fi", "Kysy, onko käynti maksuton."),
        ("sv", "Fråga vad du har rätt till och om något är avgiftsfritt."),
        ("en", "Ask which groups are free of charge. Look at free times."),
    ],
)
def test_a_fact_and_an_everyday_time_pass(language: str, text: str) -> None:
    assert kinds(language, text) == []


def test_an_answer_may_name_a_range_of_time() -> None:
    asked = question("choice", "out") | {
        "options": {"short": {"fi": "Alle 2 viikkoa"}, "long": {"fi": "Yli 2 viikkoa"}}
    }
    assert [advice for advice in advise(document({"q": asked})) if advice.kind == "amount"] == []


def test_an_abbreviation_is_explained_where_it_first_stands() -> None:
    assert only("fi", "Kysy DVV:ltä.").message == "“DVV” is not explained (fi)."
    assert kinds("fi", "Kysy virastosta, joka hoitaa henkilötiedot (DVV). DVV neuvoo.") == []
    assert kinds("sv", "Ring HUS eller FPA.") == []
    title = {"fi": "Tiedot rekisterissä (DVV)"}
    assert advise(with_lead("fi", "DVV neuvoo.", title=title)) == ()


def test_parts_that_a_reader_misses_are_named() -> None:
    bare = plain({"q": question("yes_no", "out")})
    del bare["summary"], bare["for_whom"]
    missing = {(advice.where, advice.message) for advice in advise(PathDocument.model_validate(bare))}
    assert {where for where, _ in missing} == {"summary", "for_whom", "sources", "facets", "outcomes.out"}
    assert advise(with_lead("fi", "Soita.")) == ()


def test_nothing_is_cheered() -> None:
    assert kinds("fi", "Hienoa!") == ["tone"]


def test_the_emergency_box_may_name_what_it_must() -> None:
    box = {"title": {"fi": "Soita 112, jos"}, "signs": [{"fi": "kipu on jatkunut 20 minuuttia"}]}
    assert advise(with_lead("fi", "Soita.", emergency=box)) == ()


def test_every_word_to_avoid_has_a_better_one_that_is_not_to_be_avoided() -> None:
    for language, subjects in plain_language._plain_words().items():
        for entries in subjects.values():
            for entry in entries:
                assert entry.write.strip(), entry
                again = [each.avoid.pattern for each in entries if each.avoid.search(entry.write)]
                assert again == [], (language, entry.write)
                assert not re.fullmatch(entry.avoid, ""), entry
