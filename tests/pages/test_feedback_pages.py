"""”Did this help?”: one press counts; words may follow and are masked."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from luotsi.feedback import queries as feedback
from luotsi.feedback.models import Answer
from luotsi.feedback.types import Subject
from luotsi.guidance import queries as guidance
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")
TOOTHACHE = {"kind": "path", "key": "toothache", "revision": "1", "step": "call_dental"}


def test_one_press_is_enough(reader: Client) -> None:
    page = reader.post("/fi/palaute/", {**TOOTHACHE, "verdict": "yes"})
    assert "Kiitos, kun kerroit" in words_of(page)
    assert feedback.summary(Subject("path", "toothache")).yes == 1


def test_a_reason_and_words_may_follow_once_and_are_masked(reader: Client) -> None:
    page = reader.post("/fi/palaute/", {**TOOTHACHE, "verdict": "no"})
    receipt = re.search(r'name="receipt" value="([^"]+)"', page.content.decode())
    assert receipt
    assert "Haluatko ihmisen avuksi?" in words_of(page)
    more = {
        "receipt": receipt[1],
        "verdict": "no",
        "reason": "wrong_contact",
        "words": "Olen 131052-308T, soita 040 123 4567",
    }
    assert "Kiitos" in words_of(reader.post("/fi/palaute/", more))
    row = Answer.objects.get()
    assert (row.verdict, row.reason) == ("no", "wrong_contact")
    assert "131052" not in row.words
    assert "040 123" not in row.words
    again = reader.post("/fi/palaute/", more)
    assert again.status_code == 400
    assert Answer.objects.count() == 1


def test_words_of_danger_bring_the_numbers_first(reader: Client) -> None:
    page = reader.post("/fi/palaute/", {**TOOTHACHE, "verdict": "no"})
    receipt = re.search(r'name="receipt" value="([^"]+)"', page.content.decode())[1]
    more = {"receipt": receipt, "verdict": "no", "reason": "wrong_contact", "words": "aion tappaa itseni"}
    words = words_of(reader.post("/fi/palaute/", more))
    assert "Soita heti 112" in words
    assert words.index("Soita heti 112") < words.index("Sanasi auttavat")


def test_words_that_are_too_long_come_back_to_be_shortened(reader: Client) -> None:
    page = reader.post("/fi/palaute/", {**TOOTHACHE, "verdict": "partly"})
    receipt = re.search(r'name="receipt" value="([^"]+)"', page.content.decode())
    assert receipt
    page = reader.post("/fi/palaute/", {"receipt": receipt[1], "verdict": "partly", "words": "a" * 2001})
    assert page.status_code == 422
    assert "a" * 2001 in page.content.decode()
    assert "<title>Virhe:" in page.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"verdict": "maybe"},
        {**TOOTHACHE, "verdict": "x"},
        {**TOOTHACHE, "verdict": "yes", "kind": "page"},
        {**TOOTHACHE, "verdict": "yes", "key": "<b>"},
        {**TOOTHACHE, "verdict": "yes", "key": "no-such-path"},
        {**TOOTHACHE, "verdict": "yes", "key": "131052-308T"},
        {**TOOTHACHE, "verdict": "yes", "step": "131052-308T"},
        {**TOOTHACHE, "verdict": "yes", "step": "who"},
        {**TOOTHACHE, "verdict": "yes", "revision": "131052-308T"},
    ],
)
def test_nonsense_is_not_stored(reader: Client, sent: dict[str, str]) -> None:
    page = reader.post("/fi/palaute/", sent)
    assert page.status_code == 400
    assert not Answer.objects.exists()


def test_where_a_sensitive_path_ended_is_not_stored_even_when_it_is_sent(reader: Client) -> None:
    violence = {"kind": "path", "key": "violence-at-home", "revision": "1", "verdict": "no"}
    outcome = next(iter(guidance.path("violence-at-home").flow.outcomes))
    assert reader.post("/fi/palaute/", {**violence, "step": outcome}).status_code == 400
    assert reader.post("/fi/palaute/", {**violence, "step": ""}).status_code == 200
    assert Answer.objects.get().step == ""


def test_other_sites_cannot_answer_for_people(reader: Client) -> None:
    sent = reader.post(
        "/fi/palaute/", {**TOOTHACHE, "verdict": "yes"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403
