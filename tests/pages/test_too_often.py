"""What comes too often waits a minute and loses nothing: numbers, a person and the words stay on the page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import LazySettings
from django.test import Client

from luotsi.feedback.models import Answer
from luotsi.foundation import clock
from luotsi.guidance import queries as guidance
from luotsi.guidance.models import SensitiveVisitRow
from luotsi.web.pages import limits
from tests.pages.conftest import A_NIGHT
from tests.pages.reading import words_of

SENSITIVE = "/fi/ohje/violence-at-home/"
VERDICT = {"kind": "path", "key": "toothache", "revision": "1", "step": "call_dental", "verdict": "no"}


def hidden_fields(page: object) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.content.decode())
    return {unescape(name): unescape(value) for name, value in found}


def assert_asks_to_wait(page: object) -> None:
    words = words_of(page)
    assert page.status_code == 429
    assert page["Retry-After"] == "60"
    assert "Odota hetki" in words
    for number in ("tel:112", "tel:116117", "tel:+358200000100"):
        assert f'href="{number}"' in page.content.decode(), number
    assert "Haluatko ihmisen avuksi?" in words
    assert not page.cookies


def test_the_sixty_first_search_within_a_minute_waits_and_keeps_the_words(reader: Client) -> None:
    with clock.frozen_at(A_NIGHT):
        for _ in range(60):
            assert reader.get("/fi/haku/", {"q": "hammas"}).status_code == 200
        page = reader.get("/fi/haku/", {"q": 'hammas "särkee" 040 123 4567'}, follow=True)
        assert_asks_to_wait(page)
        html = page.content.decode()
        assert 'value="hammas &quot;särkee&quot; [puhelinnumero peitetty]"' in html
        assert reader.get("/fi/haku/").status_code == 200, "the empty page of the search is no search"
        assert reader.get("/fi/ohje/toothache/").status_code == 200, "advice is never limited"
    with clock.frozen_at(A_NIGHT + timedelta(minutes=1)):
        assert reader.get("/fi/haku/", {"q": "hammas särkee"}).status_code == 200


@pytest.mark.usefixtures("night")
def test_the_twenty_first_form_waits_and_can_be_sent_again_as_it_was(reader: Client) -> None:
    page = reader.post("/fi/palaute/", VERDICT)
    receipt = hidden_fields(page)["receipt"]
    for _ in range(19):
        reader.post("/fi/palaute/", VERDICT)
    more = {"receipt": receipt, "verdict": "no", "reason": "wrong_contact", "words": "Numero <ei> vastaa."}
    page = reader.post("/fi/palaute/", more)
    assert_asks_to_wait(page)
    assert "Numero &lt;ei&gt; vastaa.</textarea>" in page.content.decode()
    assert Answer.objects.count() == 20
    assert not Answer.objects.exclude(words="").exists()
    limits.forms.clear_all()
    again = {**hidden_fields(page), "words": "Numero <ei> vastaa."}
    assert reader.post("/fi/palaute/", again).status_code == 200
    assert Answer.objects.get(reason="wrong_contact").words == "Numero <ei> vastaa."


@pytest.mark.usefixtures("night")
def test_a_sensitive_answer_waits_in_the_page_and_the_way_out_is_never_limited(reader: Client) -> None:
    document = guidance.path("violence-at-home").document
    question, answer = document.start, next(iter(document.questions[document.start].options))
    key = hidden_fields(reader.post(SENSITIVE, {"_step": question, question: answer}))["_visit"]
    for _ in range(19):
        reader.post(SENSITIVE, {"_visit": key, "_edit": question})
    sent = {"_visit": key, "_step": question, question: answer}
    page = reader.post(SENSITIVE, sent)
    assert_asks_to_wait(page)
    assert page["Cache-Control"] == "no-store"
    html = page.content.decode()
    assert "<title>Ohje – " in html
    assert "data-sensitive" in html
    assert "data-quick-exit" in html
    assert hidden_fields(page).items() >= sent.items()
    assert SensitiveVisitRow.objects.count() == 1
    reader.post(SENSITIVE, {"_visit": key, "_exit": "yes"})
    assert not SensitiveVisitRow.objects.exists()


@pytest.mark.usefixtures("night")
def test_the_limit_of_one_reader_is_not_that_of_another(reader: Client, settings: LazySettings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    noisy, calm = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "192.0.2.8"}
    for _ in range(60):
        reader.get("/fi/haku/", {"q": "hammas"}, headers=noisy)
    assert reader.get("/fi/haku/", {"q": "hammas"}, headers=noisy).status_code == 429
    assert reader.get("/fi/haku/", {"q": "hammas"}, headers=calm).status_code == 200


@pytest.mark.usefixtures("night")
def test_the_page_speaks_the_readers_language(reader: Client) -> None:
    for _ in range(61):
        page = reader.get("/sv/sok/", {"q": "tand"})
    assert "Vänta en stund" in words_of(page)
    assert "Skicka på nytt" in words_of(page)
