"""A path about violence: nothing of the answers is in any address, and everything can be erased at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from luotsi.foundation import clock
from luotsi.guidance import actions
from luotsi.guidance import queries as guidance
from luotsi.guidance.models import SensitiveVisitRow
from tests.pages.conftest import A_NIGHT
from tests.pages.reading import words_of

ADDRESS = "/fi/ohje/violence-at-home/"


def key_in(page: object) -> str:
    found = re.search(r'name="_visit" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def first_question() -> tuple[str, str]:
    document = guidance.path("violence-at-home").document
    question = document.questions[document.start]
    return document.start, next(iter(question.options))


@pytest.mark.usefixtures("night")
def test_answers_travel_in_the_body_only_and_pages_are_stored_nowhere(reader: Client) -> None:
    page = reader.get(ADDRESS)
    assert page["Cache-Control"] == "no-store"
    assert 'method="post"' in page.content.decode()
    assert not SensitiveVisitRow.objects.exists()
    question, answer = first_question()
    page = reader.post(ADDRESS, {"_step": question, question: answer})
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert f"{question}=" not in page.content.decode()
    assert SensitiveVisitRow.objects.count() == 1


@pytest.mark.usefixtures("night")
def test_the_title_which_a_history_keeps_tells_nothing(reader: Client) -> None:
    question, answer = first_question()
    for page in (reader.get(ADDRESS), reader.post(ADDRESS, {"_step": question, question: answer})):
        assert "<title>Ohje – Rantamaan hyvinvointialue</title>" in page.content.decode()


@pytest.mark.usefixtures("night")
def test_another_guide_opens_in_place_so_that_it_is_in_no_history(reader: Client) -> None:
    page = reader.post("/fi/ohje/money-has-run-out/", {"_step": "need", "need": "debts"})
    assert '<a class="govuk-button govuk-button--secondary" href="/fi/ohje/debts/" data-in-place>' in (
        page.content.decode()
    )


@pytest.mark.usefixtures("night")
def test_an_answer_in_the_address_is_not_taken(reader: Client) -> None:
    question, answer = first_question()
    assert words_of(reader.get(ADDRESS, {question: answer})) == words_of(reader.get(ADDRESS))


@pytest.mark.usefixtures("night")
def test_the_way_out_erases_the_visit(reader: Client) -> None:
    question, answer = first_question()
    key = key_in(reader.post(ADDRESS, {"_step": question, question: answer}))
    response = reader.post(ADDRESS, {"_visit": key, "_exit": "yes"})
    assert 'http-equiv="refresh" content="0; url=https://' in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not SensitiveVisitRow.objects.exists()


def test_after_half_an_hour_the_answers_are_gone_and_the_page_says_so(reader: Client) -> None:
    question, answer = first_question()
    with clock.frozen_at(A_NIGHT):
        key = key_in(reader.post(ADDRESS, {"_step": question, question: answer}))
    with clock.frozen_at(A_NIGHT + timedelta(minutes=31)):
        page = reader.post(ADDRESS, {"_visit": key, "_step": question, question: answer})
    assert page.status_code == 200
    assert "Vastauksesi on poistettu" in words_of(page)


@pytest.mark.usefixtures("night")
def test_going_back_to_change_an_answer_needs_no_address(reader: Client) -> None:
    question, answer = first_question()
    key = key_in(reader.post(ADDRESS, {"_step": question, question: answer}))
    page = reader.post(ADDRESS, {"_visit": key, "_edit": question})
    asked = guidance.path("violence-at-home").document.questions[question].ask["fi"]
    assert asked in words_of(page)
    assert re.search(rf'value="{answer}"[^>]* checked', page.content.decode())


@pytest.mark.usefixtures("night")
def test_an_empty_answer_gets_an_error_and_keeps_the_visit(reader: Client) -> None:
    question, answer = first_question()
    page = reader.post(ADDRESS, {"_step": question, question: answer})
    following = re.search(r'name="_step" value="([^"]+)"', page.content.decode())
    assert following
    page = reader.post(ADDRESS, {"_visit": key_in(page), "_step": following[1]})
    assert "<title>Virhe:" in page.content.decode()


@pytest.mark.usefixtures("night")
def test_an_answer_that_was_taken_back_is_kept_nowhere(reader: Client) -> None:
    question, answer = first_question()
    key = key_in(reader.post(ADDRESS, {"_step": question, question: answer}))
    assert actions.read_visit(key).answers == {question: [answer]}
    reader.post(ADDRESS, {"_visit": key, "_step": question})
    assert actions.read_visit(key).answers == {}


@pytest.mark.usefixtures("night")
def test_another_site_cannot_send_answers(reader: Client) -> None:
    question, answer = first_question()
    sent = reader.post(
        ADDRESS, {"_step": question, question: answer}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403
    assert not SensitiveVisitRow.objects.exists()


@pytest.mark.usefixtures("night")
def test_the_key_of_one_path_opens_no_other(reader: Client) -> None:
    question, answer = first_question()
    key = key_in(reader.post(ADDRESS, {"_step": question, question: answer}))
    page = reader.post("/fi/ohje/low-mood/", {"_visit": key})
    assert "Vastauksesi on poistettu" in words_of(page)
    assert key not in page.content.decode()


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize("key", ["x", "a" * 43, "ä" * 43, "../../etc/passwd", "\x00"])
def test_a_made_up_key_opens_nothing(reader: Client, key: str) -> None:
    page = reader.post(ADDRESS, {"_visit": key, "_step": "who"})
    assert page.status_code == 200
    assert "Vastauksesi on poistettu" in words_of(page)
