"""What an editor publishes is findable within seconds, in every process, whatever happens to the file."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError

from luotsi.understanding import actions, artefact, loading, queries, registry
from luotsi.understanding.index import Index
from luotsi.understanding.models import IndexState
from luotsi.understanding.types import SearchDocument

from .conftest import Content

Build = Callable[[], actions.BuildReport]


def folder_of(settings: object) -> Path:
    return Path(settings.INDEX_DIR)  # type: ignore[attr-defined]


def another_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> loading.Holder:
    """A holder that only the pointer tells anything, as in another web process."""
    return loading.Holder(folder, lambda: None)


def test_before_the_first_build_the_search_says_that_it_is_not_ready(build: Build) -> None:
    results = queries.search("hammas", "fi")
    assert (results.is_ready, results.hits) == (False, ())


def test_the_worker_builds_when_there_is_no_index_and_then_rests(build: Build) -> None:
    report = actions.worker_tick()
    assert report is not None
    assert report.documents == 11
    assert actions.worker_tick() is None
    assert queries.search("hammas", "fi").is_ready


def test_what_an_editor_publishes_is_found_within_five_seconds(
    build: Build, content: Content, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    other = another_process(folder_of(settings), monkeypatch)
    before = other.index()
    assert before is not None
    content.append(SearchDocument("path", "ticks", "fi", "Punkin purema", "Mitä teet punkin jälkeen."))
    began = time.thread_time()
    actions.request_rebuild()
    assert actions.worker_tick() is not None
    built_in = time.thread_time() - began
    assert queries.search("punkki", "fi").hits[0].key == "ticks"
    deadline = time.monotonic() + 60
    while other.index() is before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert built_in + loading.LOOK_EVERY < 5, "on a machine that has nothing else to do"
    assert other.index().titled("punkin purema", "fi")  # type: ignore[union-attr]


def test_what_is_withdrawn_is_no_longer_found(build: Build, content: Content) -> None:
    build()
    content[:] = [one for one in content if one.key != "violence"]
    actions.request_rebuild()
    actions.worker_tick()
    assert "violence" not in [hit.key for hit in queries.search("väkivalta", "fi").hits]


def test_a_request_during_a_build_is_not_lost(build: Build, content: Content) -> None:
    build()

    def asks_meanwhile() -> list[SearchDocument]:
        if not asked:
            asked.append(True)
            actions.request_rebuild()
        return content

    asked: list[bool] = []
    registry.register("path", asks_meanwhile)
    actions.request_rebuild()
    assert actions.worker_tick() is not None
    assert actions.worker_tick() is not None
    assert actions.worker_tick() is None


def test_the_same_content_has_the_same_name_in_any_order(build: Build, content: Content) -> None:
    name = build().artefact
    content.reverse()
    assert build().artefact == name
    content.pop()
    assert build().artefact != name


def test_a_failing_source_leaves_the_index_in_use(
    build: Build, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    build()

    def fails() -> list[SearchDocument]:
        raise DatabaseError("gone")

    registry.register("path", fails)
    actions.request_rebuild()
    with caplog.at_level(logging.ERROR):
        assert actions.worker_tick() is None
    assert "stays" in caplog.text
    assert queries.search("hammas", "fi").hits
    registry.register("path", lambda: content)
    assert actions.worker_tick() is None, "it waits before it tries again"


def test_a_failure_nobody_thought_of_is_not_repeated_every_second(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()

    def bug() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "build_index", bug)
    actions.request_rebuild()
    with pytest.raises(ZeroDivisionError):
        actions.worker_tick()
    assert actions.worker_tick() is None


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "pointer", "missing"])
def test_a_damaged_index_is_reported_and_built_again(
    build: Build,
    settings: object,
    damage: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build()
    folder = folder_of(settings)
    path = folder / artefact.current_name(folder)
    data = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(
            {"cut": data[:500], "changed": data[:-1] + b"!", "emptied": b"", "pointer": data}[damage]
        )
    if damage == "pointer":
        (folder / artefact.POINTER).write_bytes(b"../../etc/passwd\xff")
    monkeypatch.setattr(loading, "_holder", None)
    with caplog.at_level(logging.ERROR):
        assert not queries.search("hammas", "fi").is_ready
    assert "will be built again" in caplog.text
    assert actions.worker_tick() is not None
    assert queries.search("hammas", "fi").hits


def test_a_damaged_new_index_leaves_the_old_one_in_use(
    build: Build, settings: object, content: Content
) -> None:
    build()
    folder = folder_of(settings)
    assert queries.search("hammas", "fi").hits
    content.pop()
    name = build().artefact
    (folder / name).unlink()
    (folder / name).write_bytes(b"torn")
    assert queries.search("hammas", "fi").hits


def test_old_files_are_removed_but_the_last_one_is_kept_for_slow_readers(
    build: Build, settings: object, content: Content
) -> None:
    names = []
    for _ in range(4):
        names.append(build().artefact)
        content.pop()
    left = {path.name for path in folder_of(settings).glob("*.index")}
    assert left == set(names[-2:])


def test_an_index_stays_usable_after_its_file_is_gone(build: Build, settings: object) -> None:
    build()
    folder = folder_of(settings)
    index = Index(artefact.read(folder))
    (folder / artefact.current_name(folder)).unlink()
    assert index.titled("neuvola", "fi")


def test_no_content_at_all_is_an_empty_index(build: Build, content: Content) -> None:
    content.clear()
    assert build().documents == 0
    results = queries.search("hammas", "fi")
    assert (results.is_ready, results.hits) == (True, ())


def test_hostile_content_is_indexed_as_it_is(build: Build, content: Content) -> None:
    content.append(
        SearchDocument("path", "odd", "fi", "\ud800<b>Outo</b> \x00 otsikko", "İSTANBUL " * 50, "x" * 90_000)
    )
    content.append(SearchDocument("path", "none", "fi", ""))
    content.append(SearchDocument("path", "heavy", "fi", "Raskas", weight=1e9))
    build()
    assert queries.search("outo otsikko", "fi").hits[0].key == "odd"
    assert queries.search("Neuvola", "fi").hits[0].key == "s3"


def test_documents_that_call_themselves_the_same_are_one(
    build: Build, content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    content.append(SearchDocument("service", "s3", "fi", "Neuvola toistamiseen"))
    build()
    assert "s3" in caplog.text
    assert [hit.key for hit in queries.search("neuvola", "fi").hits].count("s3") == 1


def test_readers_see_a_whole_index_while_another_is_being_built(build: Build, content: Content) -> None:
    build()
    found: list[bool] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            loading.look_again()
            results = queries.search("hammas särkee", "fi")
            found.append(results.is_ready and bool(results.hits) and results.hits[0].key == "toothache")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(8):
        content.append(SearchDocument("path", f"more{number}", "fi", f"Lisää {number}"))
        build()
    done.set()
    for reader in readers:
        reader.join()
    assert found
    assert all(found)


def test_the_state_is_one_row_that_says_what_is_in_use(build: Build) -> None:
    report = build()
    state = IndexState.objects.get()
    assert (state.artefact, state.documents) == (report.artefact, 11)
    assert report.artefact in str(state)
