"""Where, when and at which number: the right units of the catalogue, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from luotsi.assistant import places
from luotsi.assistant.queries import turn
from luotsi.assistant.types import Asked, Place
from luotsi.catalogue import queries as catalogue
from luotsi.understanding import queries as understanding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_county")]


def asked(text: str, language: str = "fi", municipality: str | None = None) -> Place:
    reply = turn(Asked(text, language, municipality=municipality))
    assert (reply.kind, reply.question) == ("guide", None)
    assert reply.place is not None
    assert reply.act == reply.place.wish
    return reply.place


def names(place: Place) -> list[str]:
    return [catalogue.contact_point(code).names["fi"] for code in place.contact_points]


@pytest.mark.parametrize(
    ("text", "language", "wish", "name"),
    [
        ("milloin terveysasema on auki", "fi", "opening_hours", r"terveysasema$"),
        ("terveysaseman aukioloajat", "fi", "opening_hours", r"[Tt]erveysasem"),
        ("när är hälsostationen öppen", "sv", "opening_hours", r"terveysasema$"),
        ("when is the health centre open", "en", "opening_hours", r"[Tt]erveysasem"),
        ("milloin neuvola on auki", "fi", "opening_hours", r"neuvola"),
        ("missä neuvola on", "fi", "location", r"neuvola$"),
        ("var finns tandkliniken", "sv", "location", r"hammashoitola$"),
        ("where is the dental clinic", "en", "location", r"hammashoitola$"),
        ("missä laboratorio sijaitsee", "fi", "location", r"^Laboratorio"),
        ("terveysaseman puhelinnumero", "fi", "phone_number", r"Terveysasemien puhelinpalvelu"),
        ("numret till tandvården", "sv", "phone_number", r"Suun terveydenhuollon ajanvaraus"),
        ("phone number of the maternity clinic", "en", "phone_number", r"Neuvolan ajanvaraus"),
        ("sosiaalipäivystyksen numero", "fi", "phone_number", r"^Sosiaalipäivystys"),
    ],
)
def test_the_unit_asked_for_comes_first(text: str, language: str, wish: str, name: str) -> None:
    place = asked(text, language)
    assert place.wish == wish
    assert re.search(name, names(place)[0]), names(place)
    assert 1 <= len(place.contact_points) <= places.MOST
    assert len(set(place.contact_points)) == len(place.contact_points)
    assert place.because


@pytest.mark.parametrize("municipality", ["001", "002", "003", "004", "006"])
def test_the_unit_of_ones_own_municipality_comes_first(municipality: str) -> None:
    place = asked("milloin terveysasema on auki", municipality=municipality)
    first = catalogue.contact_point(place.contact_points[0])
    assert first.address is not None
    assert first.address.municipality == municipality
    assert re.search("terveys(asema|piste)", first.names["fi"])


def test_a_wish_is_answered_by_what_can_answer_it() -> None:
    for text in ("neuvola", "hammashoitola", "terveysasema", "päivystys", "sosiaalineuvonta"):
        for code in places.answer("phone_number", text, "fi").contact_points:
            assert catalogue.contact_point(code).phones
    for code in places.answer("location", "hammashoitola", "fi").contact_points:
        assert catalogue.contact_point(code).address is not None


@pytest.mark.parametrize("wish", ["opening_hours", "location", "phone_number"])
@pytest.mark.parametrize("text", ["xqzzy", "", "puhelinnumero", "öppet", "where is", "🦷", "\ud800" * 20])
def test_where_no_unit_can_be_told_the_advice_line_answers(wish: str, text: str) -> None:
    place = places.answer(wish, text, "fi")  # type: ignore[arg-type]
    assert place.contact_points == (catalogue.advice_line().id,)


def test_what_the_index_still_has_and_the_catalogue_no_longer_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = catalogue.advice_line()

    def gone(code: str) -> None:
        raise LookupError(code)

    monkeypatch.setattr(catalogue, "contact_point", gone)
    monkeypatch.setattr(catalogue, "service", gone)
    monkeypatch.setattr(catalogue, "advice_line", lambda: line)
    assert understanding.search("neuvola", "fi", kinds=("contact_point",)).hits
    assert places.answer("location", "neuvola", "fi").contact_points == (line.id,)


@pytest.fixture(autouse=True)
def same_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer of these stories is given twice, and is the same."""
    answer = places.answer

    def twice(*told: object) -> Place:
        first = answer(*told)  # type: ignore[arg-type]
        assert answer(*told) == first  # type: ignore[arg-type]
        return first

    monkeypatch.setattr(places, "answer", twice)
    yield
