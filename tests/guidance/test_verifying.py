"""A county answers for facts and sources: what it compared or worded stays, and residents read it at once."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from luotsi.foundation import clock
from luotsi.guidance import actions, queries, snapshot
from luotsi.guidance.faults import EntryChanged, FlawedEntry, NoSuchEntry
from luotsi.guidance.kept import Kept
from luotsi.guidance.models import FactRow
from luotsi.guidance.types import Register
from luotsi.privacy import queries as privacy
from luotsi.privacy.types import Wanted
from tests.accounts.makers import make_person
from tests.guidance.documents import TEETH, library

pytestmark = pytest.mark.django_db

FACTS, SOURCES = Register.FACTS, Register.SOURCES
PROMISE = {
    "what": {"fi": "maksuttomuus"},
    "text": {"fi": "Käynti on maksuton.", "sv": "Besöket är avgiftsfritt."},
    "until_verified": {"fi": "Kysy hintaa.", "sv": "Fråga priset."},
    "as_of": "2026-11-24",
    "source": "helpline",
    "verified": False,
}


def loaded(root: Path, **changes: Any) -> None:
    """The library of this day: the path of teeth, and one fact that promises something."""
    folder = library(root, teeth=TEETH)
    facts = yaml.safe_load((folder / "facts.yaml").read_text())
    facts["facts"]["visit"] = PROMISE | changes
    (folder / "facts.yaml").write_text(yaml.safe_dump(facts))
    actions.load_library(folder)


def fact(key: str = "visit") -> Kept:
    return queries.kept_entry(FACTS, key)


def read() -> str:
    """What a resident reads in Finnish."""
    return queries.render({"fi": "{fact:visit}"}, "fi").text


@pytest.fixture
def person(db: None) -> int:
    return make_person(name="vera").pk


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    loaded(tmp_path)
    return tmp_path


def test_what_somebody_compared_is_promised_at_once_and_it_is_known_who_did(visit: Path, person: int) -> None:
    assert read() == "Kysy hintaa."
    with clock.frozen_at(datetime(2026, 12, 1, 9, tzinfo=clock.HELSINKI)):
        actions.compare_entry(FACTS, "visit", fact().version, person)
    assert read() == "Käynti on maksuton."
    kept = fact()
    assert (kept.is_verified, kept.day, kept.compared_by) == (True, date(2026, 12, 1), person)
    told = privacy.entries(Wanted(action="content.compare", object_kind="fact"))
    assert [(entry.object_id, set(entry.fields)) for entry in told] == [("visit", {"verified", "as_of"})]


def test_what_is_no_longer_certain_is_no_longer_promised(visit: Path, person: int) -> None:
    actions.compare_entry(FACTS, "visit", fact().version, person)
    actions.doubt_entry(FACTS, "visit", fact().version, person)
    assert read() == "Kysy hintaa."
    assert (fact().is_verified, fact().compared_by) == (False, None)


def test_other_words_count_as_compared_only_when_somebody_says_so(visit: Path, person: int) -> None:
    actions.compare_entry(FACTS, "visit", fact().version, person)
    words = {"text": {"fi": "Käynti ei maksa mitään.", "sv": "Besöket kostar inget."}}
    actions.edit_entry(FACTS, "visit", fact().version, person, words, is_compared=False)
    assert read() == "Kysy hintaa."
    actions.edit_entry(FACTS, "visit", fact().version, person, words, is_compared=True)
    assert read() == "Käynti ei maksa mitään."


def test_saving_the_same_words_changes_nothing(visit: Path, person: int) -> None:
    actions.compare_entry(FACTS, "visit", fact().version, person)
    before = fact()
    same = {"text": PROMISE["text"], "until_verified": PROMISE["until_verified"]}
    actions.edit_entry(FACTS, "visit", before.version, person, same, is_compared=False)
    assert fact() == before


def test_nobody_decides_on_words_that_they_have_not_seen(visit: Path, person: int) -> None:
    seen = fact().version
    words = {"text": {"fi": "Käynti maksaa 30 euroa.", "sv": "Besöket kostar 30 euro."}}
    actions.edit_entry(FACTS, "visit", seen, person, words, is_compared=False)
    for decide in (actions.compare_entry, actions.doubt_entry, actions.take_entry):
        with pytest.raises(EntryChanged):
            decide(FACTS, "visit", seen, person)
    with pytest.raises(NoSuchEntry):
        actions.compare_entry(FACTS, "nothing", seen, person)


def test_a_promise_without_words_for_meanwhile_is_refused(visit: Path, person: int) -> None:
    seen = fact().version
    bare = {"until_verified": {}}
    with pytest.raises(FlawedEntry):
        actions.edit_entry(FACTS, "visit", seen, person, bare, is_compared=False)
    actions.edit_entry(FACTS, "visit", seen, person, bare, is_compared=True)
    with pytest.raises(FlawedEntry):
        actions.doubt_entry(FACTS, "visit", fact().version, person)
    assert read() == "Käynti on maksuton."


def test_loading_leaves_what_the_county_compared_and_says_what_the_library_says_now(
    visit: Path, person: int
) -> None:
    actions.compare_entry(FACTS, "visit", fact().version, person)
    loaded(visit)
    assert not fact().upstream_waits, "the library said nothing new"
    loaded(visit, text={"fi": "Käynti maksaa.", "sv": "Besöket kostar."})
    assert read() == "Käynti on maksuton."
    kept = fact()
    assert (kept.upstream_waits, kept.differs) == (True, True)
    assert kept.upstream["text"]["fi"] == "Käynti maksaa."
    loaded(visit, text={"fi": "Käynti maksaa.", "sv": "Besöket kostar."})
    assert fact() == kept, "loading twice is loading once"


def test_taking_the_librarys_words_makes_the_fact_follow_it_again(visit: Path, person: int) -> None:
    words = {"text": {"fi": "Oma teksti.", "sv": "Egen text."}, "until_verified": {}}
    actions.edit_entry(FACTS, "visit", fact().version, person, words, is_compared=False)
    assert read() == "Oma teksti."
    actions.take_entry(FACTS, "visit", fact().version, person)
    assert read() == "Kysy hintaa."
    loaded(visit, until_verified={"fi": "Katso hinta.", "sv": "Se priset."})
    assert read() == "Katso hinta."
    assert FactRow.objects.get(pk="visit").upstream is None


def test_what_nobody_here_touched_follows_the_library(visit: Path) -> None:
    loaded(visit, until_verified={"fi": "Katso hinta.", "sv": "Se priset."})
    assert read() == "Katso hinta."
    assert not fact().upstream_waits


def test_a_source_that_somebody_read_is_linked_as_it_is(visit: Path, person: int) -> None:
    def linked() -> str:
        return snapshot.now().sources["helpline"].urls["fi"]

    assert linked() == "https://rantamaa.example"
    kept = queries.kept_entry(SOURCES, "helpline")
    assert kept.paths == ("teeth",)
    actions.compare_entry(SOURCES, "helpline", kept.version, person)
    assert linked() == "https://rantamaa.example/neuvonta"
    kept = queries.kept_entry(SOURCES, "helpline")
    assert kept.day == clock.today()
    moved = {"address": {"fi": "https://rantamaa.example/uusi"}}
    actions.edit_entry(SOURCES, "helpline", kept.version, person, moved, is_compared=False)
    assert linked() == "https://rantamaa.example"
    kept = queries.kept_entry(SOURCES, "helpline")
    assert (kept.is_verified, kept.day) == (False, None)
    with pytest.raises(FlawedEntry):
        bad = {"address": {"fi": "http://rantamaa.example"}}
        actions.edit_entry(SOURCES, "helpline", kept.version, person, bad, is_compared=True)


def test_what_the_county_verified_goes_out_with_the_library(visit: Path, person: int, tmp_path: Path) -> None:
    actions.compare_entry(FACTS, "visit", fact().version, person)
    actions.export_library(tmp_path / "out")
    written = yaml.safe_load((tmp_path / "out" / "facts.yaml").read_text())["facts"]["visit"]
    assert written["verified"] is True
    actions.load_library(tmp_path / "out")
    assert read() == "Käynti on maksuton."


def test_what_most_paths_use_and_nobody_compared_comes_first(visit: Path, person: int) -> None:
    order = [one.key for one in queries.kept_entries(FACTS)]
    assert order == ["helpline", "visit"]
    actions.compare_entry(FACTS, "helpline", fact("helpline").version, person)
    assert [one.key for one in queries.kept_entries(FACTS)] == ["visit", "helpline"]
    assert {one.key for one in queries.facts_of_source("helpline")} == {"visit", "helpline"}
