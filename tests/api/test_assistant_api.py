"""The assistant for programs: what its document promises is what it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from luotsi.assistant import actions
from luotsi.assistant.types import Need, Place
from luotsi.catalogue import queries as catalogue
from luotsi.web.api.reading import LARGEST_BODY
from tests.pages.scripted import KELA, WHO, Script, offering, path

pytestmark = pytest.mark.usefixtures("morning")
TURN, FEEDBACK = "/api/v1/assistant/turn", "/api/v1/assistant/feedback"


@pytest.fixture
def program(demo_county: None, db: None) -> Client:
    """A server that calls; it sends no origin."""
    return Client()


def post(program: Client, address: str, body: object, **headers: str) -> HttpResponse:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return program.post(address, text, content_type="application/json", headers=headers)


def ask(program: Client, text: str, **more: object) -> dict[str, Any]:
    response = post(program, TURN, {"text": text, "language": "fi", **more})
    assert response.status_code == 200, response.content
    assert_keeps_its_word(program, "Reply", response)
    return response.json()


def assert_keeps_its_word(program: Client, name: str, response: HttpResponse) -> None:
    """The answer has the shape that the document promises."""
    document = program.get("/api/v1/openapi.json").json()
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(response.json())
    assert response["Content-Type"] == "application/json"
    assert not response.cookies
    assert not any(name.startswith("Access-Control") for name in response.headers)


def assert_refused(program: Client, response: HttpResponse, status: int, code: str) -> str:
    assert response.status_code == status, response.content
    assert_keeps_its_word(program, "Error", response)
    error = response.json()["error"]
    assert error["code"] == code
    return str(error["message"])


def test_an_offer_with_its_reason(program: Client, script: Script) -> None:
    script.when("hammas", **offering("toothache", because=("hammas särkee",)))
    told = ask(program, "hammas särkee", municipality="001", earlier=["131052-308T"], facets={"who": "self"})
    assert told["kind"] == "guide"
    assert told["candidates"][0]["address"] == "http://testserver/fi/ohje/toothache/"
    assert told["explanation"][0]["because"] == ["hammas särkee"]
    assert told["explanation"][0]["for_whom"].startswith("Sinulle")
    assert told["person"]["numbers"][0]["number"] == "020 000 0100"
    assert told["person"]["is_open"] is True
    asked = script.asked[-1]
    assert asked.earlier == ("[henkilötunnus peitetty]",), "masked once more"
    assert (asked.municipality, asked.facets) == ("001", {"who": "self"})


@pytest.mark.parametrize(
    ("language", "address"), [("sv", "/sv/rad/toothache/"), ("en", "/en/guide/toothache/")]
)
def test_every_text_is_in_the_language_asked_for(
    program: Client, script: Script, language: str, address: str
) -> None:
    script.when("x", **offering("toothache"))
    told = ask(program, "x ei hengitä", language=language)
    assert told["candidates"][0]["address"].endswith(address)
    assert told["emergency"]["title"].startswith({"sv": "Ring", "en": "Call"}[language])
    assert told["person"]["other_ways"].startswith(f"http://testserver/{language}/")


def test_danger_distress_and_covered_data(program: Client, script: Script) -> None:
    told = ask(program, "mieheni ei hengitä, 131052-308T")
    assert told["emergency"]["kinds"] == ["medical"]
    assert told["emergency"]["calls"][0]["href"] == "tel:112"
    assert told["masked"] == ["identity_code"]
    assert "308T" not in json.dumps(told)
    assert ask(program, "hammas")["emergency"] is None


def test_questions_places_authorities_needs_and_subjects(program: Client, script: Script) -> None:
    point = next(each for each in catalogue.all_contact_points() if each.kind == "place" and each.hours)
    script.when("kysy", kind="clarify", question=WHO)
    script.when("missä", place=Place("location", (point.id, "gone")))
    script.when("kela", kind="out_of_scope", authorities=(KELA,))
    script.when("ja", needs=(Need("a", (path("toothache"),)), Need("b", (path("new-baby"),))))
    script.when("", kind="none", miss="no_candidate", themes=("oral_health", "no_such"))
    assert ask(program, "kysy")["question"]["options"][-1] == {"code": "dont_know", "label": "En tiedä"}
    place = ask(program, "missä")["place"]
    assert [each["name"] for each in place["contact_points"]] == [point.names["fi"]]
    assert ask(program, "kela")["authorities"][0]["address"] == "https://www.kela.fi"
    assert [need["candidates"][0]["path"] for need in ask(program, "a ja b")["needs"]] == [
        "toothache",
        "new-baby",
    ]
    assert [theme["code"] for theme in ask(program, "xqz")["themes"]] == ["oral_health"]


def test_what_it_is(program: Client) -> None:
    response = program.get("/api/v1/assistant")
    assert_keeps_its_word(program, "About", response)
    told = response.json()
    assert told["is_machine"] is True
    assert set(told["what_it_is"]) == {"fi", "sv", "en"}
    assert len(told["advises_on"]) == 27
    assert program.head("/api/v1/assistant").status_code == 200


def test_a_verdict(program: Client, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[tuple[str, str]] = []
    monkeypatch.setattr(actions, "judged", lambda *told: judged.append(told))
    record = ask(program, "hammas")["record"]
    response = post(program, FEEDBACK, {"record": record, "verdict": "partly"})
    assert (response.status_code, response.content) == (204, b"")
    assert judged == [(record, "partly")]
    refused = post(program, FEEDBACK, {"record": record, "verdict": "maybe"})
    assert_refused(program, refused, 400, "wrong_shape")


@pytest.mark.parametrize(
    ("body", "code", "names"),
    [
        (" ", "not_json", ""),
        ("{", "not_json", ""),
        (b"\xff\xfe{}", "not_json", ""),
        pytest.param("[" * 5000, "not_json", "", id="deep"),
        ("[]", "wrong_shape", "the body"),
        ({"text": "a"}, "wrong_shape", "language"),
        ({"language": "fi"}, "wrong_shape", "text"),
        ({"text": "", "language": "fi"}, "wrong_shape", "text"),
        ({"text": " \x00 ", "language": "fi"}, "wrong_shape", "text"),
        ({"text": 7, "language": "fi"}, "wrong_shape", "text"),
        ({"text": "a", "language": "ru"}, "wrong_shape", "language"),
        ({"text": "a", "language": "fi", "municipality": "Helsinki"}, "wrong_shape", "municipality"),
        ({"text": "a", "language": "fi", "facets": {"who": "<b>"}}, "wrong_shape", "facets"),
        ({"text": "a", "language": "fi", "earlier": ["a"] * 7}, "wrong_shape", "earlier"),
        ({"text": "a", "language": "fi", "name": "Aino"}, "wrong_shape", "name"),
    ],
)
def test_a_wrong_body_is_told_what_is_wrong_and_not_repeated(
    program: Client, script: Script, body: object, code: str, names: str
) -> None:
    message = assert_refused(program, post(program, TURN, body), 400, code)
    assert names in message
    assert "Aino" not in message
    assert not script.asked


def test_other_refusals(program: Client) -> None:
    assert_refused(program, program.get(TURN), 405, "wrong_method")
    assert program.get(TURN)["Allow"] == "POST"
    assert_refused(program, program.post("/api/v1/assistant"), 405, "wrong_method")
    assert_refused(program, program.options(TURN), 405, "wrong_method")
    large = {"text": "a" * LARGEST_BODY, "language": "fi"}
    assert_refused(program, post(program, TURN, large), 413, "too_large")
    form = program.post(TURN, {"text": "a", "language": "fi"})
    assert_refused(program, form, 415, "not_json")
    plain = program.post(TURN, '{"text":"a","language":"fi"}', content_type="text/plain")
    assert_refused(program, plain, 415, "not_json")
    for address in ("/api/v1/", "/api/v1/nothing", "/api/v1/assistant/turn/x"):
        assert_refused(program, program.get(address), 404, "not_found")


def test_a_flood_waits_and_danger_is_still_answered(program: Client, script: Script) -> None:
    body = {"text": "mieheni ei hengitä", "language": "fi"}
    for _ in range(200):
        assert post(program, TURN, body).status_code == 200
    response = post(program, TURN, body)
    assert_refused(program, response, 429, "too_often")
    assert response["Retry-After"] == "60"
    assert response.json()["emergency"]["calls"][0]["number"] == "112"
    assert len(script.asked) == 200
    late = post(program, FEEDBACK, {"record": "a" * 26, "verdict": "yes"})
    assert_refused(program, late, 429, "too_often")


def test_nothing_sent_stands_in_the_log(
    program: Client, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        ask(program, "salaisuus-xyzzy")
        post(program, TURN, {"text": "salaisuus-xyzzy", "language": "??"})
    assert "xyzzy" not in caplog.text


@given(text=st.text(alphabet=st.characters(exclude_categories=()), min_size=1, max_size=80))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_in_json(program: Client, script: Script, text: str) -> None:
    """Lone surrogates and control characters too."""
    response = post(program, TURN, {"text": text, "language": "en"})
    assert response.status_code in {200, 400}
    assert_keeps_its_word(program, "Reply" if response.status_code == 200 else "Error", response)


def test_the_document_is_sound(program: Client) -> None:
    document = program.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://testserver/api/v1"}]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for address in document["paths"]:
        assert program.options(f"/api/v1{address}").status_code == 405, "every address of it is there"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "mieheni ei hengitä", "language": "fi", "earlier": ["ä" * 4_000] * 6}, 413, "too_large"),
        ({"text": "ы" * 4_000 + " min man andas inte", "language": "sv"}, 413, "too_large"),
        ({"text": "mieheni ei hengitä", "language": "ru"}, 400, "wrong_shape"),
        ('{"text": "mieheni ei hengit\\u00e4", "language": "fi"', 400, "not_json"),
    ],
)
def test_danger_in_a_body_that_is_refused_is_answered_too(
    program: Client, body: object, status: int, code: str
) -> None:
    response = post(program, TURN, body)
    assert_refused(program, response, status, code)
    assert response.json()["emergency"]["calls"][0]["number"] == "112"


def test_danger_at_the_end_of_a_long_message_makes_the_reply_one_to_an_emergency(
    program: Client, script: Script
) -> None:
    told = ask(program, "hei " * 1_200 + "mieheni ei hengitä")
    assert (told["kind"], told["question"], bool(told["emergency"])) == ("emergency", None, True)
