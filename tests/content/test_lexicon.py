"""The county's own words join the packaged ones, hold instead of them, and can be told from every other."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as some

from luotsi.content import lexicon, lexicon_rules
from luotsi.content.models import LexiconTerm
from luotsi.understanding import queries, registry
from luotsi.understanding.lexicon import Lexicon, Term
from luotsi.understanding.models import IndexState

PACKAGED = (
    Term("fi", ("terkkari", "tk"), ("terveysasema",)),
    Term("fi", ("hammaslekuri",), ("hammaslääkäri",)),
    Term("sv", ("tk",), ("hälsocentral",)),
)


def made(say: str, means: str = "", **columns: Any) -> LexiconTerm:
    """A row as the form saves it."""
    row = LexiconTerm(say=say, means=means, **columns)
    row.full_clean()
    row.save()
    return row


def refusal(say: str, means: str = "terveysasema", **columns: Any) -> dict[str, list[str]]:
    """What is said of each field; nothing is stored then."""
    before = LexiconTerm.objects.count()
    with pytest.raises(ValidationError) as refused:
        made(say, means, **columns)
    assert LexiconTerm.objects.count() == before
    return refused.value.message_dict


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """A packaged lexicon of three terms."""
    monkeypatch.setattr(lexicon, "packaged", lambda: PACKAGED)


@pytest.mark.usefixtures("small")
def test_words_are_read_however_they_are_parted() -> None:
    row = made("Fysiikka, fyssari;\r\n  fysio  terapeutti\n\n", "fysioterapia,")
    assert row.say == "Fysiikka\nfyssari\nfysio terapeutti"
    assert row.meanings == ("fysioterapia",)
    assert str(row) == "Fysiikka, fyssari, fysio terapeutti"


@pytest.mark.usefixtures("small")
def test_without_rows_the_packaged_lexicon_is_as_it_came() -> None:
    assert tuple(lexicon.terms()) == PACKAGED


@pytest.mark.usefixtures("small")
def test_a_new_word_is_added_and_an_old_one_overridden_in_its_language_only() -> None:
    made("mäkitalo", "terveysasema")
    made("TK", "työkeskus")
    assert list(lexicon.terms()) == [
        Term("fi", ("terkkari",), ("terveysasema",)),
        PACKAGED[1],
        PACKAGED[2],
        Term("fi", ("mäkitalo",), ("terveysasema",)),
        Term("fi", ("TK",), ("työkeskus",)),
    ]


@pytest.mark.usefixtures("small")
def test_a_row_without_a_meaning_switches_a_packaged_word_off_and_one_not_in_use_does_nothing() -> None:
    row = made("hammaslekuri")
    assert list(lexicon.terms()) == [PACKAGED[0], PACKAGED[2]]
    row.is_in_use = False
    row.save()
    assert tuple(lexicon.terms()) == PACKAGED
    row.delete()
    assert tuple(lexicon.terms()) == PACKAGED


@pytest.mark.usefixtures("small")
def test_understanding_knows_a_county_word_in_its_inflected_forms() -> None:
    made("mäkitalo", "terveysasema")
    known = Lexicon.of(lexicon.terms())
    assert known.added(("olin", "makitalolla"), "fi") == (("terveysasema", 1),)
    assert known.added(("makitalolla",), "sv") == ()


@pytest.mark.usefixtures("small")
def test_what_the_packaged_lexicon_says_of_a_word_can_be_told() -> None:
    assert lexicon.packaged_meanings("fi", ("Tk", "hammaslekuri")) == ("terveysasema", "hammaslääkäri")
    assert lexicon.packaged_meanings("en", ("tk",)) == ()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("say", "told"),
    [
        (" , \n", "Kirjoita ainakin yksi sana."),
        ("terkkari, x", "”x” on vain yksi kirjain"),
        ("terkkari, Ä-", "”Ä-” on vain yksi kirjain"),
        ("?!", "ei ole yhtään kirjainta"),
        ("ja", "”ja” on melkein joka viestissä"),
        ("minä olen", "”minä olen” on melkein joka viestissä"),
        ("terkkari, Terkkari", "”Terkkari” on tässä kahdesti."),
        ("hyvin " * 20 + "pitkä", "on liian pitkä"),
        (", ".join(f"sana{number}" for number in range(41)), "liikaa sanoja"),
        ("soita 040 123 4567", "Poista henkilötunnus, numero"),
    ],
)
def test_a_word_that_would_do_harm_is_refused_in_plain_words(say: str, told: str) -> None:
    faults = refusal(say)
    assert set(faults) == {"say"}
    assert any(told in words for words in faults["say"]), faults


@pytest.mark.usefixtures("small")
def test_every_fault_is_told_at_once_and_each_at_its_field() -> None:
    faults = refusal("a, ja", "b", note="Hetu 131052-308T")
    assert {field: len(told) for field, told in faults.items()} == {"say": 2, "means": 1, "note": 1}


@pytest.mark.usefixtures("small")
def test_one_word_has_one_row_in_a_language() -> None:
    row = made("mäkitalo, mäkkäri", "terveysasema")
    faults = refusal("Mäkitalo")
    assert faults == {"say": ["”Mäkitalo” on jo hyvinvointialueen sanastossa. Muuta sitä riviä."]}
    made("mäkitalo", "hälsocentral", language="sv")
    row.means = "sosiaalitoimisto"
    row.full_clean()


@pytest.mark.usefixtures("small")
def test_a_stem_with_its_hyphen_is_kept_as_it_is_written() -> None:
    assert made("hammaslek-", "hammaslääkäri").says == ("hammaslek-",)


@pytest.mark.usefixtures("small")
def test_saving_and_deleting_ask_for_a_new_index(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = made("mäkitalo", "terveysasema")
    assert queries.freshness().is_behind
    first = asked_for()
    with django_capture_on_commit_callbacks(execute=True):
        row.delete()
    assert asked_for() > first


def asked_for() -> int:
    """How often a new index has been asked for."""
    return int(IndexState.objects.get().requested)


@pytest.mark.django_db
def test_the_packaged_lexicon_fits_the_rules_of_the_countys_own() -> None:
    for term in lexicon.packaged():
        assert list(lexicon_rules.faults_of_meaning(term.means)) == [], term
    assert list(registry.terms()) == list(lexicon.terms()), "understanding reads it"


words = some.lists(some.sampled_from(["tk", "TK", "terkkari", "lekuri", "fyssa", "hamma-"]), min_size=1).map(
    lambda chosen: tuple(dict.fromkeys(chosen))
)
terms = some.lists(
    some.builds(Term, some.sampled_from(["fi", "sv"]), words, some.sampled_from([(), ("a b",), ("lääkäri",)]))
)


@settings(max_examples=60, deadline=None)
@given(terms, terms)
def test_of_every_word_the_countys_meaning_holds_alone(packaged: list[Term], county: list[Term]) -> None:
    joined = list(lexicon_rules.joined(packaged, county))
    taken = {(term.language, lexicon_rules.key(word)) for term in county for word in term.say}
    from_packaged = joined[: len(joined) - sum(bool(term.means) for term in county)]
    assert not any(
        (one.language, lexicon_rules.key(word)) in taken for one in from_packaged for word in one.say
    )
    kept = {(one.language, lexicon_rules.key(word)) for one in joined for word in one.say}
    meant = {(one.language, lexicon_rules.key(word)) for one in packaged for word in one.say} - taken
    assert meant <= kept
    Lexicon.of(joined)
