"""People search in their own words and find what they mean."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luotsi.understanding import queries
from luotsi.understanding.types import SearchResults
from luotsi.understanding.words import fold

from .conftest import CONTENT

pytestmark = pytest.mark.usefixtures("built")
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def best(results: SearchResults) -> str:
    return results.hits[0].key if results.hits else "nothing"


@pytest.mark.parametrize(
    ("query", "language", "key"),
    [
        ("hammas särkee", "fi", "toothache"),
        ("hammas sarkee", "fi", "toothache"),
        ("hamas särkee kovasti", "fi", "toothache"),
        ("HAMPAASEEN KOSKEE!!", "fi", "toothache"),
        ("paikka irtos", "fi", "toothache"),
        ("äidille apua kotiin", "fi", "home-care"),
        ("isä ei pärjää yksin", "fi", "home-care"),
        ("rahat loppu", "fi", "money"),
        ("en saa maksettua laskuja", "fi", "money"),
        ("toimentulotuki", "fi", "money"),
        ("mun mies lyö mua", "fi", "violence"),
        ("lastenneuvola", "fi", "s3"),
        ("e-pillerit", "fi", "s4"),
        ("epilleri", "fi", "s4"),
        ("116117", "fi", "s1"),
        ("ont i tanden", "sv", "toothache"),
        ("tandläkaren", "sv", "toothache"),
        ("tooth hurts", "en", "toothache"),
    ],
)
def test_own_words_lead_to_the_right_thing(query: str, language: str, key: str) -> None:
    assert best(queries.search(query, language)) == key


def test_a_long_story_leads_to_the_right_path() -> None:
    story = (
        "Hei! Äitini on 84-vuotias ja asuu yksin toisella paikkakunnalla. Viime viikolla hän kaatui, ja nyt "
        "hän ei enää jaksa laittaa ruokaa eikä pärjää yksin kotona. Mistä saisimme hänelle kotihoitoa tai "
        "aterioita, ja mitä se maksaa? Olen itse töissä enkä voi käydä siellä joka päivä. Kiitos!"
    )
    assert best(queries.search(story, "fi")) in {"home-care", "s2"}
    assert "home-care" in [hit.key for hit in queries.search(story, "fi").hits]


@pytest.mark.parametrize(
    "query", ["asdf qwerty", "xyzzy", "?!…", "", "   ", "\x00\ufffe", "zzzzzz zzzz", "%%%", "ଅଆଇ"]
)
def test_nonsense_finds_nothing(query: str) -> None:
    results = queries.search(query, "fi")
    assert results.hits == ()
    assert results.is_ready


def test_words_that_only_bind_a_sentence_are_no_reason_for_a_hit() -> None:
    assert queries.search("mikä se on ja miten voin", "fi").hits == ()


def test_a_hit_says_why_it_was_found() -> None:
    hit = queries.search("hammas sarkee", "fi").hits[0]
    assert ("utterances", ("hammas", "särkee")) in [(match.field, match.words) for match in hit.why] or any(
        match.field == "utterances" and {"hammas", "särkee"} <= set(match.words) for match in hit.why
    )
    assert hit.title == "Hammassärky"
    assert hit.themes == ("oral_health",)


def test_the_snippet_shows_the_words_in_their_place() -> None:
    hit = next(hit for hit in queries.search("kotihoidon maksu", "fi").hits if hit.key == "home-care")
    assert "maksu" in hit.snippet or "Kotihoito" in hit.snippet
    assert len(hit.snippet) <= 202


def test_another_language_is_searched_when_the_asked_one_gives_little() -> None:
    results = queries.search("väkivalta", "sv")
    assert best(results) == "violence"
    assert results.hits[0].language == "fi"
    assert results.searched_as[0] == "sv"
    assert "fi" in results.searched_as


def test_a_thing_found_in_another_language_is_shown_in_the_readers_own() -> None:
    hit = queries.search("hammassärky", "sv").hits[0]
    assert (hit.key, hit.language, hit.title) == ("toothache", "sv", "Tandvärk")
    assert any("Hammassärky" in match.words for match in hit.why)


def test_a_good_find_needs_no_other_language() -> None:
    assert queries.search("hammashoito", "fi").searched_as == ("fi",)


def test_only_the_kinds_asked_for() -> None:
    hits = queries.search("kotihoito", "fi", kinds={"service"}).hits
    assert [hit.key for hit in hits] == ["s2"]
    assert queries.search("kotihoito", "fi", kinds=()).hits == ()


def test_the_limit_holds() -> None:
    assert len(queries.search("kotihoito hammashoito neuvola", "fi", limit=2).hits) == 2
    assert queries.search("kotihoito", "fi", limit=0).hits == ()


@pytest.mark.parametrize("document", CONTENT, ids=lambda one: f"{one.key}-{one.language}")
def test_an_exact_title_is_always_first(document: object) -> None:
    for typed in (document.title, document.title.upper(), f" {fold(document.title)}. "):  # type: ignore[attr-defined]
        hit = queries.search(typed, document.language).hits[0]  # type: ignore[attr-defined]
        assert (hit.kind, hit.key) == (document.kind, document.key)  # type: ignore[attr-defined]


@given(st.text(max_size=200), st.sampled_from(["fi", "sv", "en", "se", ""]), st.integers(-2, 30))
@few
def test_no_text_makes_it_fail_and_the_order_is_the_same_again(text: str, language: str, limit: int) -> None:
    first = queries.search(text, language, limit)
    assert first.is_ready
    assert len(first.hits) <= max(limit, 0)
    assert first == queries.search(text, language, limit)
    assert [hit.score for hit in first.hits] == sorted((hit.score for hit in first.hits), reverse=True)


@given(
    st.sampled_from(["hammassärky", "kotihoito", "väkivalta", "toimeentulotuki", "ehkäisyneuvonta"]),
    st.data(),
)
@few
def test_one_slip_of_the_finger_still_finds_it(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 2))
    typed = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + "x" + word[place + 1 :],
                word[:place] + word[place] + word[place:],
            ]
        )
    )
    right = {hit.key for hit in queries.search(word, "fi").hits[:1]}
    assert right & {hit.key for hit in queries.search(typed, "fi").hits[:2]}


@pytest.mark.parametrize("text", ["hammas särkee " * 5_000, "ä" * 200_000, "a b " * 20_000, "\ud800 hammas"])
def test_huge_and_broken_texts_are_cut_sensibly(text: str) -> None:
    results = queries.search(text, "fi")
    assert results.is_ready
    if "hammas" in text:
        assert best(results) == "toothache"


def test_a_result_is_a_value() -> None:
    hit = queries.search("neuvola", "fi").hits[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        hit.title = "other"  # type: ignore[misc]
