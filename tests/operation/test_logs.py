"""What is logged when something breaks: where and in which request, and nothing that came with it."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.config import logs, request_log
from luotsi.config.urls import handler404, handler500
from luotsi.config.urls import urlpatterns as every_address
from luotsi.safety.logging_filter import PersonalDataFilter

__all__ = ["handler404", "handler500"]

CANARIES = {
    "query": "canary-in-query",
    "body": "canary-in-body",
    "header": "canary-in-header",
    "path": "canary-in-path",
    "address": "192.0.2.77",
    "message": "canary-in-message",
    "local": "canary-in-a-variable",
    "cause": "canary-in-cause",
}


def breaks(request: HttpRequest, code: str) -> HttpResponse:
    """A view that fails with everything it was given in its mouth."""
    kept = CANARIES["local"]
    try:
        raise KeyError(f"{CANARIES['cause']} {request.POST} {request.headers}")
    except KeyError as error:
        raise ValueError(f"{CANARIES['message']} {code} {request.get_full_path()} {kept}") from error


def grumbles(request: HttpRequest, code: str) -> HttpResponse:
    """A view that logs an exception as an argument, and goes on."""
    try:
        int(request.GET["q"])
    except ValueError as error:
        logging.getLogger("luotsi.test").warning("It is no number (%s)", error, exc_info=True)
    return HttpResponse("on it goes")


urlpatterns = [
    path("breaks/<str:code>/", breaks, name="breaks"),
    path("grumbles/<str:code>/", grumbles),
    *every_address,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(params=["TEXT", "JSON"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What a handler made as in settings writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(logs.Discreet())
    handler.addFilter(PersonalDataFilter())
    form = "{asctime} {levelname} {name}: {message}"
    handler.setFormatter(
        logs.JsonFormatter() if request.param == "JSON" else logs.TextFormatter(form, style="{")
    )
    handler.is_json = request.param == "JSON"  # type: ignore[attr-defined]
    root, ours = logging.getLogger(), logging.getLogger("luotsi")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield written
    ours.setLevel(before)
    root.removeHandler(handler)


def everything_wrong(client: Client, where: str = "breaks") -> HttpResponse:
    return client.post(
        f"/{where}/{CANARIES['path']}/?q={CANARIES['query']}&id=131052-308T",
        {"words": f"{CANARIES['body']} 040 123 4567"},
        REMOTE_ADDR=CANARIES["address"],
        headers={"User-Agent": CANARIES["header"], "X-Forwarded-For": CANARIES["address"]},
    )


@pytest.mark.django_db
def test_a_failure_is_logged_with_its_place_and_request_and_nothing_of_the_person(log: io.StringIO) -> None:
    response = everything_wrong(Client(raise_request_exception=False))
    assert response.status_code == 500
    told = log.getvalue()
    assert [name for name, canary in CANARIES.items() if canary in told] == []
    assert "131052" not in told
    assert "123 4567" not in told
    assert "test_logs.py" in told
    assert "ValueError" in told
    assert "KeyError" in told
    failures = [line for line in told.splitlines() if "django.request" in line]
    assert len(failures) == 1
    assert response.headers["X-Request-Id"] in failures[0]
    assert "breaks" in failures[0]


@pytest.mark.django_db
def test_an_exception_given_as_an_argument_keeps_its_type_only(log: io.StringIO) -> None:
    response = everything_wrong(Client(), "grumbles")
    assert response.status_code == 200
    told = log.getvalue()
    assert "It is no number (ValueError)" in told
    assert [name for name, canary in CANARIES.items() if canary in told] == []


@pytest.mark.django_db
def test_a_line_of_json_tells_the_request_in_fields(log: io.StringIO) -> None:
    response = Client().get("/fi/?q=canary-in-query")
    (line,) = [line for line in log.getvalue().splitlines() if "luotsi.requests" in line]
    if not line.startswith("{"):
        assert line.endswith(response.headers["X-Request-Id"])
        return
    told = json.loads(line)
    assert told["request_id"] == response.headers["X-Request-Id"]
    assert (told["method"], told["route"], told["status"]) == ("GET", "pages:home", response.status_code)
    assert isinstance(told["ms"], int)
    assert set(told) == {
        "time",
        "level",
        "logger",
        "message",
        "request_id",
        "method",
        "route",
        "status",
        "ms",
    }


@settings(max_examples=50)
@given(st.text(min_size=1).filter(str.strip))
def test_no_value_of_an_exception_reaches_a_trace(words: str) -> None:
    secret = f"<<{words}>>"
    try:
        try:
            {}[secret]
        except KeyError:
            raise UnicodeDecodeError("utf-8", secret.encode("utf-8", "replace"), 0, 1, secret) from None
    except UnicodeDecodeError as error:
        assert secret not in logs.trace(error)
        assert logs.name_of(error) == "UnicodeDecodeError"


def test_the_systems_own_errors_keep_their_reason_without_the_file() -> None:
    told = logs.name_of(FileNotFoundError(2, "No such file or directory", "/srv/letters/one"))
    assert told == "FileNotFoundError: No such file or directory"
    refused = ValueError("x")
    refused.__cause__ = sqlite3.OperationalError("no such column: secret")
    refused.__cause__.sqlite_errorname = "SQLITE_ERROR"  # type: ignore[attr-defined]
    assert logs.name_of(refused) == "ValueError: SQLITE_ERROR"


def test_a_chain_of_causes_without_end_comes_to_an_end() -> None:
    one, other = ValueError("a"), KeyError("b")
    one.__cause__, other.__cause__ = other, one
    assert logs.trace(one).splitlines() == ["KeyError", "ValueError"]


def test_a_developer_sees_the_values() -> None:
    record = logging.LogRecord("luotsi", logging.ERROR, __file__, 1, "%s", (ValueError("seen"),), None)
    logs.Discreet(show_values=True).filter(record)
    assert record.getMessage() == "seen"


def test_an_id_is_never_taken_for_a_number_that_must_be_masked() -> None:
    ids = {request_log.new_id() for _ in range(200)}
    assert len(ids) == 200
    for one in ids:
        record = logging.LogRecord("luotsi", logging.INFO, __file__, 1, f"GET - 200 1 ms {one}", None, None)
        PersonalDataFilter().filter(record)
        assert one in record.getMessage()


def test_both_formats_can_be_configured(settings: LazySettings) -> None:
    for form in ("TEXT", "JSON"):
        made = logs.configuration(level="INFO", form=form, debug=False)
        assert made["handlers"]["console"]["formatter"] in made["formatters"]
        assert made["handlers"]["console"]["filters"] == ["discreet", "personal_data"]
