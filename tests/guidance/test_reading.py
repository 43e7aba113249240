"""What residents' pages read: texts with facts, local help, and why."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from luotsi.catalogue.types import State
from luotsi.flows.replaying import replay
from luotsi.foundation import clock
from luotsi.guidance import freshness, queries, search, snapshot
from luotsi.guidance.faults import NoSuchPath
from luotsi.guidance.models import FactRow, PublishedState
from tests.guidance.documents import CALLER, FACT, LEADING_ON, REACH, TEETH, published


@pytest.mark.django_db
def test_a_text_is_filled_with_facts_and_says_when_it_fell_back() -> None:
    published(TEETH)
    lead = queries.path("teeth").flow.outcomes["call"].outcome.lead
    assert queries.render(lead, "sv").text == "Numret 116117."
    fallen = queries.render({"fi": "Soita {fact:helpline}, {fact:nobody}"}, "en")
    assert (fallen.text, fallen.language, fallen.is_fallback) == ("Soita 116117, –", "fi", True)
    assert queries.render(None, "fi").text == ""


@pytest.mark.django_db
def test_a_changed_fact_changes_the_text_at_once() -> None:
    published(TEETH)
    assert queries.facts()["helpline"].value["fi"] == "116117"
    FactRow.objects.filter(pk="helpline").update(entry={**FACT, "value": "112"})
    PublishedState.touch()
    assert queries.render({"fi": "{fact:helpline}"}, "fi").text == "112"


@pytest.mark.django_db
def test_help_leads_to_a_person_even_where_no_service_is_known() -> None:
    published(TEETH)
    path = queries.path("teeth")
    do, contact = queries.help_for(path, "call", None, "sv")
    assert (do.kind, do.say.text) == ("do", "Ta en penna.")
    assert contact.slot.service_classes == ("P5.10",)
    assert contact.resolution.state is State.NONE
    assert contact.resolution.fallback.names
    _, read = queries.help_for(path, "call_child", "091", "en")
    assert (read.kind, read.source.title["en"]) == ("read", "Advice")


@pytest.mark.django_db
def test_a_step_that_leads_on_has_the_other_path_while_residents_have_it() -> None:
    published(LEADING_ON)
    path = queries.path("teeth")
    _, alone = queries.help_for(path, "call_child", None, "fi")
    assert (alone.kind, alone.say.text, alone.guide) == ("guide", "Ikenille on oma ohje.", None)
    published(TEETH.replace("code: teeth", "code: gums").replace("fi: Hampaat", "fi: Ikenet"), "gums")
    _, beside = queries.help_for(path, "call_child", None, "fi")
    assert beside.guide.title["fi"] == "Ikenet"


@pytest.mark.django_db
def test_a_writer_is_told_that_a_step_leads_to_no_path() -> None:
    row = published(LEADING_ON)
    lost = [flaw for flaw in row.advice() if flaw.kind == "guide"]
    assert [flaw.where for flaw in lost] == ["gums"]
    published(TEETH.replace("code: teeth", "code: gums"), "gums")
    assert [flaw for flaw in row.advice() if flaw.kind == "guide"] == []


@pytest.mark.django_db
def test_why_this_names_only_what_decided() -> None:
    published(REACH, "reach")
    published(CALLER, "teeth-caller")
    path = queries.path("teeth-caller")
    visit = replay(path.flow, {"who": ["self"], "reach.channel": ["write"]}, clock.today())
    assert visit.position.key == "call_child"
    because = queries.explain(path, visit, "sv")
    assert [(one.question, [str(word) for word in one.answered]) for one in because] == [
        ("reach.channel", ["Jag skriver"])
    ]


@pytest.mark.django_db
def test_answers_are_told_in_words_of_each_language() -> None:
    published(
        TEETH.replace("dont_know: false", "dont_know: true").replace(
            '{when: "who == child", to', "{otherwise"
        )
    )
    path = queries.path("teeth")
    words = {
        lang: str(queries.answer_words(path, "who", ["dont_know"], lang)[0]) for lang in ("fi", "sv", "en")
    }
    assert words == {"fi": "En tiedä", "sv": "Jag vet inte", "en": "I don’t know"}


@pytest.mark.django_db
def test_a_subpath_is_no_path_of_its_own() -> None:
    published(REACH, "reach")
    with pytest.raises(NoSuchPath):
        queries.path("reach")
    assert queries.all_paths() == []
    assert list(search.documents()) == []


@pytest.mark.django_db
def test_search_is_offered_each_language_with_what_people_say() -> None:
    row = published(TEETH)
    row.utterances.create(language="fi", text="hampi kipee")
    offered = {document.language: document for document in search.documents()}
    assert set(offered) == {"fi", "sv", "en"}
    assert offered["fi"].utterances == ("hampi kipee",)
    assert offered["sv"].title == "Tänderna"
    assert "Ring för barnet" in offered["sv"].body
    assert offered["en"].key == "teeth"


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_a_publishing_within_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is a thread with its own connection; its memory is what this one held before."""
    published(TEETH)
    assert queries.path("teeth").document.title["en"] == "Teeth"

    def elsewhere() -> None:
        held = dict(snapshot._held_by_transaction), freshness.SNAPSHOT.read_at
        published(TEETH.replace("en: Teeth}", "en: Dental}"))
        snapshot._held_by_transaction.update(held[0])
        freshness.SNAPSHOT.read_at = held[1]
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert queries.path("teeth").document.title["en"] == "Teeth"
    monkeypatch.setattr(freshness, "CHECK_EVERY_SECONDS", 0.0)
    assert queries.path("teeth").document.title["en"] == "Dental"


@pytest.mark.django_db(transaction=True)
def test_reading_costs_no_query_within_the_second(django_assert_num_queries) -> None:
    published(TEETH)
    queries.path("teeth")
    with django_assert_num_queries(0):
        queries.path("teeth")
        queries.all_paths()
        queries.render({"fi": "{fact:helpline}"}, "fi")
