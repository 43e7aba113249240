"""Signs: what a message tells, the same in three languages."""

from __future__ import annotations

import time

import pytest

from luotsi.safety.signs import LANGUAGES, NO, SignError, Signs, read_signs
from luotsi.safety.words import fold, split

SIGNS = read_signs()


def seen(text: str) -> set[str]:
    return {one.name for one in SIGNS.find(split(fold(text)))}


def denied(text: str) -> set[str]:
    return {one.name for one in SIGNS.find(split(fold(text))) if one.is_denied}


@pytest.mark.parametrize(
    ("finnish", "swedish", "english", "signs"),
    [
        ("mummo kaatui rappusissa", "mormor föll i trappan", "grandma fell on the stairs", {"old", "fall"}),
        ("huulet ovat siniset", "läpparna är blåa", "her lips are blue", {"lips", "blue"}),
        ("kirje on pöydällä", "brevet ligger på bordet", "the letter is on the table", {"letters"}),
        (
            "vauva nieli pariston",
            "bebisen svalde ett batteri",
            "the baby swallowed a battery",
            {"baby", "object"},
        ),
        ("eksä potkii ovea", "exet sparkar in dörren", "my ex is kicking the door", {"ex", "hit"}),
        ("varaan ajan labraan", "jag vill boka tid till labb", "I want to book a lab", {"booking"}),
    ],
)
def test_three_languages_tell_the_same(finnish: str, swedish: str, english: str, signs: set[str]) -> None:
    for text in (finnish, swedish, english):
        assert signs <= seen(text), text


@pytest.mark.parametrize("text", ["ukki ei herää", "farfar vaknar inte", "grandpa does not wake"])
def test_what_is_denied_is_another_sign(text: str) -> None:
    assert "wake" in denied(text)
    assert NO in seen(text)


def test_a_denial_ends_with_its_clause() -> None:
    assert "wake" in seen("ei, hän heräsi jo") - denied("ei, hän heräsi jo")


def test_a_phrase_may_have_one_word_between() -> None:
    assert "want_die" in seen("en jaksa elää")
    assert "want_die" in seen("en jaksa enää elää")
    assert "want_die" not in seen("en jaksa lukea koko kirjaa, elää voi monella tavalla")


def test_words_that_mean_something_else_in_another_language_do_not_count() -> None:
    """A husband in Swedish is any man in English."""
    assert "spouse" in seen("min man är inte hemma")
    assert "spouse" not in seen("there was a man at the bus station yesterday morning")


def test_people_who_mix_languages_are_read() -> None:
    assert {"parent", "breathe"} <= seen("hei my father is ill, hengitys vinkuu")


def test_each_sign_is_written_in_each_language() -> None:
    for name in SIGNS.names:
        written = {code for number, code in SIGNS._languages.items() if SIGNS._names[number] == name}
        assert written == set(LANGUAGES), name


@pytest.mark.parametrize("text", ["fi: kaatu*", "sign fall\n  de: gefallen", "sign fall\nkaatu*"])
def test_a_damaged_file_names_its_line(text: str) -> None:
    with pytest.raises(SignError, match=r"line \d"):
        Signs(text)


def test_a_long_text_is_read_in_time_proportional_to_it() -> None:
    words = split(fold("ei kaatunut mummo " * 2_000))
    start = time.process_time()
    found = SIGNS.find(words)
    assert len(found) >= 6_000
    assert time.process_time() - start < 2
