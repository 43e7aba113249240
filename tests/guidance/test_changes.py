"""What publishing changes: for the starter library, and told in words."""

from __future__ import annotations

import time
from typing import Any

import pytest

from luotsi.flows import LinkError, PathDocument, differences, link, replay
from luotsi.foundation import clock
from luotsi.guidance import queries
from luotsi.guidance.folder import PACKAGED_LIBRARY, read_folder
from tests.guidance.documents import CALLER, ELSEWHERE, REACH, TEETH, drafted, published

LIBRARY = read_folder(PACKAGED_LIBRARY).documents


def exchanged(document: PathDocument) -> PathDocument:
    """The document with the targets of each question's first and last rule exchanged."""
    plain: dict[str, Any] = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    for question in plain["questions"].values():
        if isinstance(question["next"], list):
            first, last = question["next"][0], question["next"][-1]
            ends = ["to" if "to" in rule else "otherwise" for rule in (first, last)]
            first[ends[0]], last[ends[1]] = last[ends[1]], first[ends[0]]
    return PathDocument.model_validate(plain)


@pytest.mark.parametrize("code", LIBRARY)
def test_a_path_of_the_library_is_compared_in_a_blink_and_completely(code: str) -> None:
    before, after = link(LIBRARY[code], LIBRARY), link(exchanged(LIBRARY[code]), LIBRARY)
    began = time.process_time()
    found = differences(before, after)
    assert time.process_time() - began < 0.3
    assert found.is_complete
    assert found.changes
    for change in found.changes:
        assert replay(before, change.answers, clock.today()).position.key == change.before
        assert replay(after, change.answers, clock.today()).position.key == change.after


def document_of(text: str) -> PathDocument:
    return PathDocument.from_json(drafted(text).get_latest_revision_as_object().document)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "asked", "answered", "before", "after"),
    [
        ("fi", "Kenen hampaat?", "Lapsen", "Soita lapsen puolesta", "Soita"),
        ("sv", "Vems tänder?", "Barnets", "Ring för barnet", "Ring"),
        ("en", "Whose teeth?", "A child's", "Call for the child", "Call"),
    ],
)
def test_a_change_is_told_in_each_language(
    language: str, asked: str, answered: str, before: str, after: str
) -> None:
    published(TEETH)
    told = queries.changes_since_published("teeth", document_of(ELSEWHERE), language)
    (change,) = told.changes
    (answer,) = change.answers
    assert (str(answer.asked), str(answer.answered[0])) == (asked, answered)
    assert (str(change.before), str(change.after)) == (before, after)
    assert not told.is_none


@pytest.mark.django_db
def test_what_is_published_does_not_differ_from_itself_and_a_first_version_from_nothing() -> None:
    assert queries.changes_since_published("teeth", document_of(TEETH), "fi").is_first
    published(TEETH)
    told = queries.changes_since_published("teeth", document_of(TEETH), "fi")
    assert told.is_none
    assert not told.is_first


@pytest.mark.django_db
def test_a_draft_is_compared_among_the_sub_paths_that_are_published() -> None:
    published(TEETH)
    longer = document_of(CALLER.replace("teeth-caller", "teeth"))
    with pytest.raises(LinkError):
        queries.changes_since_published("teeth", longer, "fi")
    published(REACH, "reach")
    told = queries.changes_since_published("teeth", longer, "sv")
    assert (told.longest_before, told.longest_after) == (1, 2)
    assert [(each.change.kind, str(each.asked)) for each in told.questions] == [("added", "Hur?")]
    assert [[str(end) for end in each.then] for each in told.changes] == [["Ring", "Ring för barnet"]] * 2


@pytest.mark.django_db
def test_answers_taken_out_are_told_by_the_labels_that_people_knew() -> None:
    wider = TEETH.replace(
        "      child: {", "      friend: {fi: Ystävän, sv: Väns, en: Friend's}\n      child: {"
    )
    published(wider.replace('- {when: "who == child"', '- {when: "who != self"'))
    (question,) = queries.changes_since_published("teeth", document_of(TEETH), "fi").questions
    assert [str(word) for word in question.removed] == ["Ystävän"]
