"""A build puts what can be found in use at once, and the classifier follows when it has learnt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from luotsi.understanding import actions, artefact, learning, loading, queries, registry
from luotsi.understanding.types import Meaning, SearchDocument, Understood

from .conftest import Content
from .world import MEANINGS, MONEY, PATH, TEETH, TERMS

Build = Callable[[], actions.BuildReport]
TICKS = Meaning(PATH, "ticks", {"fi": ("punkki puri minua", "punkin purema", "punkki on kiinni ihossa")})


@pytest.fixture
def meanings(build: Build) -> list[Meaning]:
    """What can be meant; a test may change it and build again."""
    known = list(MEANINGS)
    registry.register_meanings("world", lambda: known)
    registry.register_terms("world", lambda: TERMS)
    return known


def best(text: str, language: str = "fi") -> str:
    guesses = queries.understand(text, language).guesses
    return guesses[0].key if guesses else "nothing"


def learns(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> list[str]:
    """Have something happen while the classifier learns; each time is listed."""
    times: list[str] = []
    learn = learning.learn

    def watched(*told: object) -> dict[str, np.ndarray]:
        times.append("learnt")
        meanwhile()
        return learn(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(learning, "learn", watched)
    return times


def test_a_lay_word_finds_a_service_whose_text_has_only_the_official_one(
    build: Build, content: Content, meanings: list[Meaning]
) -> None:
    physiotherapy = "Fysioterapeutin vastaanotto", "Apua liikkumiseen ja kipuun."
    content.append(SearchDocument("service", "s9", "fi", *physiotherapy))
    content.append(SearchDocument("service", "s10", "fi", "Vastaanotto", "Aika vastaanotolle."))
    build()
    for asked in ("fyssarille", "Fyssan vastaanotto"):
        hit = queries.search(asked, "fi", kinds=("service",)).hits[0]
        assert hit.key == "s9"
        assert next(word for match in hit.why for word in match.words) == "Fysioterapeutin"


def test_before_anything_is_learnt_a_message_is_not_understood_but_things_are_found(build: Build) -> None:
    assert queries.understand("hammas", "fi") == Understood(is_ready=False)
    build()
    assert queries.search("hammas", "fi").hits
    understood = queries.understand("hammas", "fi")
    assert (understood.is_ready, understood.guesses) == (False, ())
    assert queries.because(understood, PATH, ["toothache"]) == {}
    assert queries.guesses_each(["hammas"], "fi", understood) == []
    assert queries.not_learnt(PATH, ["toothache"]) == []


def test_a_build_understands_what_is_registered(build: Build, meanings: list[Meaning]) -> None:
    build()
    understood = queries.understand("hei, hammas SÄRKEE kovasti", "sv")
    assert understood.is_ready
    assert (understood.guesses[0].kind, understood.guesses[0].key) == (PATH, "toothache")
    assert (understood.language, understood.words) == ("fi", 4)
    assert queries.because(understood, PATH, ["toothache"])["toothache"][:2] == ("hammas", "SÄRKEE")
    assert best("fyssarille") == "back"
    parts = queries.guesses_each(["hammas särkee", "rahat loppu"], "fi", understood)
    assert [guesses[0].key for guesses in parts] == ["toothache", "money"]


def test_reasons_of_a_very_long_story_are_the_words_it_has(build: Build, meanings: list[Meaning]) -> None:
    build()
    story = " ".join(f"sana{number}" for number in range(900)) + " ja nyt Hammas särkee"
    understood = queries.understand(story, "fi")
    assert set(queries.because(understood, PATH, ["toothache"])["toothache"]) & {"Hammas", "särkee"}


def test_what_is_published_is_found_before_learning_is_over(
    build: Build, meanings: list[Meaning], content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    content.append(SearchDocument("path", "ticks", "fi", "Punkin purema", "Mitä teet punkin jälkeen."))
    meanings.append(TICKS)
    seen: list[tuple[str, str, list[str]]] = []

    def look() -> None:
        found = queries.search("punkki", "fi").hits
        seen.append((found[0].key, best("hammas särkee"), queries.not_learnt(PATH, ["ticks", "money"])))

    learns(monkeypatch, look)
    build()
    assert seen == [("ticks", "toothache", ["ticks"])]
    assert best("punkki puri") == "ticks"
    assert queries.not_learnt(PATH, ["ticks", "money"]) == []


def test_nothing_is_learnt_again_when_only_other_content_changes(
    build: Build, meanings: list[Meaning], content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = learns(monkeypatch, lambda: None)
    build()
    content.append(SearchDocument("service", "s9", "fi", "Apuvälinelainaamo"))
    build()
    assert times == ["learnt"]
    assert queries.search("apuväline", "fi").hits[0].key == "s9"
    assert best("hammas särkee") == "toothache"
    meanings.append(TICKS)
    build()
    assert times == ["learnt", "learnt"]


def test_what_is_withdrawn_is_no_longer_meant(build: Build, meanings: list[Meaning]) -> None:
    build()
    meanings.remove(MONEY)
    build()
    assert "money" not in [guess.key for guess in queries.understand("rahat loppu", "fi").guesses]


@pytest.mark.parametrize("failing", ["documents", "meanings", "terms"])
def test_a_failing_source_leaves_what_is_in_use(build: Build, meanings: list[Meaning], failing: str) -> None:
    name = build().artefact

    def fails() -> list[object]:
        raise RuntimeError("gone")

    register = {
        "documents": registry.register,
        "meanings": registry.register_meanings,
        "terms": registry.register_terms,
    }[failing]
    register("world", fails)  # type: ignore[arg-type]
    actions.request_rebuild()
    with pytest.raises(registry.SourceError) as caught:
        build()
    assert caught.value.kind == "world"
    assert actions.worker_tick() is None
    assert best("hammas särkee") == "toothache"
    assert queries.search("hammas", "fi").hits
    assert artefact.current_name(folder()) == name
    assert queries.freshness().is_behind


def test_a_fault_while_learning_leaves_the_classifier_of_before(
    build: Build, meanings: list[Meaning], content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    content.append(SearchDocument("path", "ticks", "fi", "Punkin purema"))
    meanings.append(TICKS)

    def breaks() -> None:
        raise MemoryError

    learns(monkeypatch, breaks)
    with pytest.raises(MemoryError):
        build()
    assert queries.search("punkki", "fi").hits[0].key == "ticks"
    assert best("hammas särkee") == "toothache"


@pytest.mark.parametrize("lost", ["model/rarity", "model/about", "model/starts"])
def test_the_classifier_of_an_older_version_is_learnt_again(
    build: Build, meanings: list[Meaning], lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is never put in use again beside new documents: no reader could open it."""
    build()
    older = {name: array for name, array in artefact.read(folder()).items() if name != lost}
    artefact.write(folder(), older)
    monkeypatch.setattr(loading, "_holder", None)
    put_in_use: list[set[str]] = []
    write = artefact.write

    def watched(place: Path, arrays: artefact.Arrays) -> str:
        put_in_use.append(set(arrays))
        return write(place, arrays)

    monkeypatch.setattr(artefact, "write", watched)
    times = learns(monkeypatch, lambda: None)
    build()
    assert times == ["learnt"]
    assert all(lost in names for names in put_in_use)
    assert best("hammas särkee") == "toothache"


def test_an_index_of_an_older_version_is_asked_for_and_built_again(
    build: Build, meanings: list[Meaning], monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    assert actions.worker_tick() is None
    older = {name: array for name, array in artefact.read(folder()).items() if name != "documents/things"}
    artefact.write(folder(), older)
    monkeypatch.setattr(loading, "_holder", None)
    assert not queries.search("hammas", "fi").is_ready
    assert not queries.understand("hammas", "fi").is_ready
    assert actions.worker_tick() is not None
    assert queries.search("hammas", "fi").hits
    assert best("hammas särkee") == "toothache"


def test_a_classifier_that_learns_otherwise_now_is_learnt_again(
    build: Build, meanings: list[Meaning], monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    times = learns(monkeypatch, lambda: None)
    build()
    assert times == []
    monkeypatch.setattr(learning, "VERSION", learning.VERSION + 1)
    build()
    assert times == ["learnt"]


def test_the_same_world_builds_the_same_artefact(build: Build, meanings: list[Meaning]) -> None:
    name = build().artefact
    data = (folder() / name).read_bytes()
    for file in folder().iterdir():
        file.unlink()
    meanings.reverse()
    assert build().artefact == name
    assert (folder() / name).read_bytes() == data


def test_readers_understand_all_the_while_a_new_classifier_is_swapped_in(
    build: Build, meanings: list[Meaning]
) -> None:
    build()
    found: list[tuple[str, tuple[str, ...]]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            loading.look_again()
            understood = queries.understand("hammas särkee", "fi")
            reasons = queries.because(understood, PATH, ["toothache"])
            found.append((understood.guesses[0].key, reasons["toothache"]))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(4):
            meanings.append(Meaning(PATH, f"more{number}", {"fi": (f"lisää asiaa {number}",)}))
            build()
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert set(found) == {("toothache", ("hammas", "särkee"))}
    assert queries.not_learnt(PATH, [f"more{number}" for number in range(4)]) == []


def test_an_understood_message_is_explained_by_the_classifier_that_read_it(
    build: Build, meanings: list[Meaning]
) -> None:
    build()
    understood = queries.understand("hammas särkee", "fi")
    meanings.remove(TEETH)
    build()
    assert queries.because(understood, PATH, ["toothache"]) == {"toothache": ("hammas", "särkee")}


def folder() -> Path:
    return Path(settings.INDEX_DIR)
