"""Whatever comes in an address or a form gets a page: never a 500, and nothing is stored twice."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luotsi.feedback.models import Answer
from luotsi.guidance import queries as guidance
from luotsi.guidance.models import SensitiveVisitRow
from tests.conftest import forget_what_was_counted

pytestmark = pytest.mark.usefixtures("morning")
quickly = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

CODES = ["toothache", "new-baby", "omakanta-sign-in", "home-care-for-parent", "violence-at-home"]
TEMPTING = [
    "self",
    "talk",
    "dont_know",
    "none",
    "yes",
    "001",
    "-1",
    "99999999999999999999",
    "2026-02-30",
    "1.1.2026",
]
HOSTILE = [
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "{{7*7}}",
    "%s%n",
    "\u202e",
    "\x00",
    "😀" * 40,
]
values = st.one_of(st.sampled_from(TEMPTING + HOSTILE), st.text(max_size=60))
known_keys = st.sampled_from(["who", "wish", "reach.channel", "_edit", "_step", "_m", "_visit", "_exit", "q"])
keys = st.one_of(known_keys, st.text(max_size=30))
pairs = st.lists(st.tuples(keys, values), max_size=15)


@quickly
@given(code=st.sampled_from(CODES), sent=pairs)
def test_nonsense_answers_in_an_address_lead_to_a_question_or_an_outcome(
    reader: Client, code: str, sent: list[tuple[str, str]]
) -> None:
    page = reader.get(f"/fi/ohje/{code}/?{urlencode(sent, errors='surrogatepass')}")
    assert page.status_code == 200
    html = page.content.decode()
    assert "<h1" in html
    assert "<script>alert" not in html


@quickly
@given(sent=pairs)
def test_nonsense_in_a_sensitive_form_stores_at_most_one_visit(
    reader: Client, sent: list[tuple[str, str]]
) -> None:
    SensitiveVisitRow.objects.all().delete()
    forget_what_was_counted()
    body = urlencode(sent, errors="surrogatepass")
    page = reader.post("/fi/ohje/violence-at-home/", body, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 200
    assert SensitiveVisitRow.objects.count() <= 1


@quickly
@given(asked=st.one_of(values, st.text(max_size=400)))
def test_any_search_gets_a_page(reader: Client, asked: str) -> None:
    forget_what_was_counted()
    page = reader.get(f"/fi/haku/?{urlencode({'q': asked}, errors='surrogatepass')}", follow=True)
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@quickly
@given(
    sent=st.dictionaries(
        st.sampled_from(
            ["kind", "key", "revision", "step", "verdict", "receipt", "reason", "words", "sensitive"]
        ),
        values,
    )
)
def test_any_feedback_is_taken_whole_or_not_at_all(reader: Client, sent: dict[str, str]) -> None:
    forget_what_was_counted()
    before = Answer.objects.count()
    page = reader.post("/fi/palaute/", sent)
    assert page.status_code in {200, 400, 422}
    assert Answer.objects.count() - before <= 1


@quickly
@given(
    place=st.sampled_from(["ohje", "palvelu", "yhteys", "aiheet", "tilanne", "", "xx"]),
    rest=st.text(min_size=1, max_size=40),
)
def test_any_address_is_a_page_or_an_honest_404(reader: Client, place: str, rest: str) -> None:
    page = reader.get(f"/fi/{place}/{quote(rest.encode('utf-8', 'replace'), safe='')}/", follow=True)
    assert page.status_code in {200, 404}


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize(
    "address", ["/fi/", "/fi/haku/", "/fi/ohje/toothache/", "/fi/ohje/violence-at-home/", "/fi/palaute/"]
)
def test_other_methods_are_refused(reader: Client, method: str, address: str) -> None:
    assert getattr(reader, method)(address).status_code in {302, 403, 405}


def test_a_very_long_address_is_answered(reader: Client) -> None:
    many = urlencode([(f"k{number}", "x" * 200) for number in range(2000)][:900])
    assert reader.get(f"/fi/ohje/toothache/?{many}").status_code in {200, 400}
    assert guidance.path("toothache").code == "toothache"
