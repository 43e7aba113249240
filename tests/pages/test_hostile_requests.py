"""Whatever a stranger sends to any open address gets a clear answer: never a 500, always with its headers."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import forget_what_was_counted

pytestmark = pytest.mark.usefixtures("morning")
quickly = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

OPEN = [
    "/",
    "/k/ABCD",
    "/k/ab-cd_9",
    "/fi/kutsu/",
    "/sv/",
    "/en/",
    "/fi/haku/",
    "/fi/palaute/",
    "/health",
    "/ready",
    "/metrics",
    "/robots.txt",
    "/fi/ohje/toothache/",
    "/fi/ohje/violence-at-home/",
    "/fi/aiheet/",
    "/fi/toiveet/",
]
DOORS = [
    "/staff/login/",
    "/staff/login/code/",
    "/staff/login/passkey/",
    "/staff/password/",
    "/staff/language/",
]
"""Addresses of staff's that anybody may ask for."""
REFUSED_OR_ANSWERED = {200, 301, 302, 400, 401, 403, 404, 405, 410, 413, 422, 429, 503}

hostile = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "<svg onload=alert(1)>",
            "' OR 1=1 --",
            "../../etc/passwd",
            "\x00",
            "%00",
            "{{7*7}}",
            "=1+1",
            "\u202e",
            "😀",
        ]
    ),
)
fields = st.dictionaries(
    st.one_of(
        st.sampled_from(
            [
                "login",
                "password",
                "code",
                "credential",
                "next",
                "language",
                "token",
                "q",
                "c",
                "csrfmiddlewaretoken",
            ]
        ),
        st.text(max_size=12),
    ),
    hostile,
    max_size=6,
)
header = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
NAMES = [
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Authorization",
    "Cookie",
    "Host",
    "Origin",
    "Referer",
    "Sec-Fetch-Site",
    "User-Agent",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Requested-With",
    "Range",
    "If-Modified-Since",
    "If-None-Match",
    "Content-Length",
    "Content-Encoding",
]
headers = st.dictionaries(st.sampled_from(NAMES), header, max_size=3)


def assert_refused_or_answered(answer: HttpResponse) -> None:
    assert answer.status_code in REFUSED_OR_ANSWERED
    assert b"Traceback" not in answer.content
    assert b"<svg onload" not in answer.content


@quickly
@given(address=st.sampled_from(OPEN + DOORS), sent=fields, told=headers)
def test_any_question_with_any_headers(
    reader: Client, address: str, sent: dict[str, str], told: dict[str, str]
) -> None:
    forget_what_was_counted()
    query = urlencode(sent, errors="surrogatepass")
    assert_refused_or_answered(reader.get(f"{address}?{query}", headers=told))


@quickly
@given(address=st.sampled_from(OPEN + DOORS), sent=fields, told=headers)
def test_any_form_with_any_headers(
    reader: Client, address: str, sent: dict[str, str], told: dict[str, str]
) -> None:
    forget_what_was_counted()
    body = urlencode(sent, errors="surrogatepass")
    answer = reader.post(address, body, content_type="application/x-www-form-urlencoded", headers=told)
    assert_refused_or_answered(answer)


@quickly
@given(
    address=st.sampled_from(
        ["/fi/palaute/", "/fi/ohje/violence-at-home/", "/staff/login/", "/staff/login/passkey/"]
    ),
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/json",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "text/xml",
            "",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded; charset=nonsense",
        ]
    ),
)
def test_any_body_of_any_kind(reader: Client, address: str, body: bytes, kind: str) -> None:
    forget_what_was_counted()
    assert_refused_or_answered(reader.generic("POST", address, body, content_type=kind))


@quickly
@given(
    place=st.sampled_from(["k", "fi/kutsu", "fi/toiveet", "staff/password", "staff/people", "editor"]),
    rest=hostile,
)
def test_any_address_below_the_new_ones(reader: Client, place: str, rest: str) -> None:
    forget_what_was_counted()
    told = quote(rest.encode("utf-8", "replace"), safe="")
    for end in ("", "/"):
        assert_refused_or_answered(reader.get(f"/{place}/{told}{end}"))


@pytest.mark.parametrize("address", [*OPEN, *DOORS, "/fi/nowhere/", "/static/nowhere.css", "/staff/people/"])
def test_every_answer_wears_its_headers(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"]
    if answer.content:
        assert re.fullmatch(r"[a-z]+/[a-z.+-]+; .*charset=utf-8.*", answer["Content-Type"]), answer[
            "Content-Type"
        ]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_no_answer_opens_itself_to_other_origins(reader: Client, origin: str) -> None:
    for address in (*OPEN, *DOORS):
        for answer in (
            reader.get(address, headers={"Origin": origin}),
            reader.options(address, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}),
        ):
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/media/",
        "/.git/config",
        "/.env",
        "/data/",
        "/secret-key",
        "/luotsi.sqlite3",
        "/keyring",
        "/static/../secret-key",
        "/static/%2e%2e/secret-key",
        "/admin/",
        "/server-status",
        "/__debug__/",
        "/fi/parts/",
    ],
)
def test_folders_and_files_of_the_program_are_not_there(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code in {301, 302, 404}
    assert b"Index of" not in answer.content
