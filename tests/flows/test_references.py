"""What a document refers to, and which texts are missing in which language."""

from __future__ import annotations

from luotsi.flows import fact_references, missing_texts, slots, source_references, text_maps
from luotsi.flows.references import guide_references
from tests.flows.making import document, outcome, question, text

PATH = document(
    {
        "q": question("choice", "out", hint={"fi": "{fact:visit-fee} €", "sv": "Avgift {fact: visit-fee}"}),
        "n": question("number", "out", unit=text("vuotta")),
    },
    {
        "out": outcome()
        | {
            "steps": [
                {"contact": "phone"},
                {"read": "thl-guide", "say": text("Lue {fact:deadline}.")},
                {"guide": "fee-reduction"},
            ],
            "self_care": {"dont": [text("Älä odota.")]},
        }
    },
    sources=["law-1"],
    emergency={"title": text("Hätä"), "signs": [text("Yksi"), text("Kaksi")]},
)  # fmt: skip


def test_facts_are_found_in_every_text_and_language() -> None:
    assert fact_references(PATH) == {"visit-fee", "deadline"}


def test_sources_are_those_named_and_those_to_read() -> None:
    assert source_references(PATH) == {"law-1", "thl-guide"}


def test_paths_that_an_outcome_leads_on_to_are_found() -> None:
    assert guide_references(PATH) == {"fee-reduction"}


def test_slots_are_listed_by_name() -> None:
    assert slots(PATH)["phone"].channels == ("phone",)


def test_missing_texts_are_named_by_language_and_place() -> None:
    missing = missing_texts(PATH, ["fi", "sv"])
    assert missing["fi"] == ()
    assert {"title", "questions.n.unit", "questions.q.options.self", "emergency.signs[1]"} <= set(
        missing["sv"]
    )
    assert {"outcomes.out.self_care.dont[0]", "outcomes.out.steps[1].say"} <= set(missing["sv"])
    assert "questions.q.hint" not in missing["sv"]


def test_every_place_of_a_text_is_listed_once() -> None:
    places = [place for place, _ in text_maps(PATH)]
    assert len(places) == len(set(places))
