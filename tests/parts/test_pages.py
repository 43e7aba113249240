"""What every page says to browsers and to people, whatever is put into it."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.forms import Widget
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from luotsi.foundation.languages import Worded
from luotsi.web.parts import icons, security, styles
from luotsi.web.parts.types import (
    Badge,
    Call,
    Choice,
    ContactCard,
    GivenAnswer,
    Link,
    Page,
    Problem,
    SearchHit,
)

PAGES = ("", "home/", "question/", "question/?error", "outcome/", "sensitive/", "staff/")
HOSTILE = "\"><script>alert('x')</script><b style='x'>&"


def page_of(path: str, language: str = "fi", **headers: str) -> str:
    return Client().get(f"/{language}/parts/{path}", headers=headers).content.decode()


def rendered(template: str, **values: object) -> str:
    with translation.override("fi"):
        return Template("{% load parts %}" + template).render(Context(values))


class Outline(HTMLParser):
    """Collects what the tests ask about: tags with their attributes, ids, the text of headings."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_what_the_policy_would_refuse(path: str) -> None:
    outline = Outline(page_of(path))
    for _, attributes in outline.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    assert all("src" in script for script in outline.all("script"))
    for attributes in (*outline.all("script"), *outline.all("img"), *outline.all("link")):
        address = attributes.get("src") or attributes.get("href") or ""
        assert address.startswith(("/", "data:"))


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_what_points_at_them_finds_them(path: str) -> None:
    outline = Outline(page_of(path))
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in outline.tags:
        for name in ("for", "aria-describedby", "aria-labelledby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)


@pytest.mark.parametrize("path", [path for path in PAGES if path != "staff/"])
def test_the_emergency_numbers_and_a_skip_link_come_first_on_every_resident_page(path: str) -> None:
    links = [attributes["href"] for attributes in Outline(page_of(path)).all("a")]
    assert links[:4] == ["#main", "tel:112", "tel:116117", "tel:0925250111"]


@pytest.mark.parametrize("path", ["home/", "question/", "outcome/", "sensitive/"])
def test_a_residents_page_fits_the_first_round_trip(path: str) -> None:
    page = Client().get(f"/fi/parts/{path}").content
    assert len(gzip.compress(page, 9, mtime=0)) <= 14_000


def test_the_title_says_first_that_something_is_wrong() -> None:
    assert "<title>Virhe: Millaista apua haet hampaisiin? – Rantamaan hyv" in page_of("question/?error")
    assert "<title>Millaista apua" in page_of("question/")
    assert "<title>Fel: " in page_of("question/?error", "sv")
    assert "<title>Error: " in page_of("question/?error", "en")


def test_the_error_summary_leads_to_the_first_row() -> None:
    page = page_of("question/?error")
    assert 'role="alert"' in page
    assert '<a href="#help">' in page
    assert re.search(r'<input[^>]*id="help" name="help" type="radio"', page)


def test_the_same_page_in_the_other_languages_keeps_the_answers() -> None:
    page = page_of("question/?error&who=self")
    for language, name in (("sv", "Svenska"), ("en", "English")):
        address = f"/{language}/parts/question/?error&amp;who=self"
        link = f'<a href="{address}" lang="{language}" hreflang="{language}">'
        assert link in page
        assert name in page
    assert '<html lang="fi">' in page
    assert '<html lang="sv">' in page_of("question/", "sv")


def test_the_county_is_named_in_the_language_of_the_page() -> None:
    assert "<b>Rantamaa</b> <small>hyvinvointialue</small>" in page_of("")
    assert "<b>Strandland</b> <small>välfärdsområde</small>" in page_of("", "sv")


@pytest.mark.parametrize("path", PAGES)
def test_nobody_gets_a_cookie(path: str) -> None:
    response = Client().get(f"/fi/parts/{path}")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("path", PAGES)
def test_the_policy_is_strict_and_allows_this_pages_own_sheet_only(path: str) -> None:
    response = Client().get(f"/fi/parts/{path}")
    audience: styles.Audience = "staff" if path == "staff/" else "resident"
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' {styles.sheet(audience, '#0b5c63').source}; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "X-Frame-Options" not in response.headers


def test_pages_are_asked_for_again_and_private_ones_are_never_kept() -> None:
    assert Client().get("/fi/parts/home/").headers["Cache-Control"] == "no-cache"
    assert Client().get("/fi/parts/sensitive/").headers["Cache-Control"] == "no-store"
    assert "no-store" in Client().get("/staff/").headers["Cache-Control"]
    assert Client().get("/fi/parts/nowhere/").headers["Cache-Control"] == "no-store"


def test_the_editor_is_as_strict_but_may_frame_its_previews() -> None:
    policy = Client().get("/editor/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "publickey-credentials-get=(self)" in Client().get("/staff/").headers["Permissions-Policy"]


def test_a_preview_of_a_residents_page_may_be_framed_by_the_editor_and_is_kept_nowhere() -> None:
    def preview(request: HttpRequest) -> HttpResponse:
        request.__dict__["is_preview"] = True
        return HttpResponse("a draft")

    response = security.SecurityHeadersMiddleware(preview)(RequestFactory().get("/"))
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("widget", [AdminDateInput, AdminDateTimeInput, AdminTimeInput])
def test_the_editors_date_fields_need_no_inline_script(widget: type[Widget]) -> None:
    html = widget().render("at", None, {"id": "id_at"})
    assert "<script" not in html
    assert 'data-for="id_at"' in html
    assert "init" in html


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "https://testserver.elsewhere.example"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Origin": "null"}, 200),
        ({}, 200),
    ],
)
def test_a_form_is_taken_from_our_own_pages_only(headers: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/fi/parts/sensitive/", {"help": "pain"}, headers=headers).status_code == status


@pytest.mark.parametrize("size", ["3000001", "9" * 30, "-1", "many"])
def test_what_is_larger_than_any_form_is_refused_unread(size: str) -> None:
    answer = Client().post("/fi/parts/sensitive/", {"help": "pain"}, headers={"Content-Length": size})
    assert answer.status_code == 413
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_page_made_without_a_request_still_has_its_frame_and_its_hash() -> None:
    with translation.override("sv"):
        page = Template('{% extends "parts/base.html" %}{% block content %}<h1>Oj</h1>{% endblock %}').render(
            Context({})
        )
    assert "tel:112" in page
    assert styles.sheet().css in page
    assert security.used_sheets(RequestFactory().get("/")) == [styles.sheet().source]


HOSTILE_CARD = ContactCard(
    title=HOSTILE,
    href=HOSTILE,
    badge=Badge(is_open=True, words=HOSTILE),
    calls=(Call(HOSTILE, HOSTILE, HOSTILE), Call("1", HOSTILE)),
    links=(Link(HOSTILE, HOSTILE),),
    note=HOSTILE,
    hours=HOSTILE,
    all_hours=((HOSTILE, HOSTILE),),
    address=(HOSTILE,),
    map_url=HOSTILE,
    access=HOSTILE,
    say=HOSTILE,
    lang=HOSTILE,
)


@pytest.mark.parametrize(
    "template",
    [
        "{% button x href=x name=x value=x %}{% button x name=x value=x %}{% call_button x label=x %}",
        "{% back_link x x %}{% chip x href=x %}{% chip x name=x value=x %}{% tile x x x %}",
        "{% ask_box x x x x x %}{% error_summary problems x %}{% progress 1 2 x %}",
        "{% answer_rows x x choices hint=x error=x dont_know=choice %}",
        "{% input_field x x value=x hint=x error=x suffix=x type=x inputmode=x autocomplete=x %}",
        "{% textarea_field x x value=x hint=x error=x %}",
        "{% select_field x x choices hint=x error=x empty=x %}",
        "{% answers_so_far answers x x %}{% feedback x x hidden x %}{% kind_chip text=x %}",
        "{% open_badge card.badge %}{% contact_card card %}{% emergency_card x list x %}",
        "{% do_dont list list %}{% steps list %}{% person_card x card.badge call x links %}",
        "{% search_hit hit %}{% pagination page %}",
        "{% qr address x %}{% take_along x x %}{% care_card x %}{{ x }}{% endcare_card %}",
        "{% notice kind=x %}{{ x }}{% endnotice %}{% details x %}{{ x }}{% enddetails %}",
        "{% card %}{{ x }}{% endcard %}{% empty_result x %}{{ x }}{% endempty_result %}",
        "{% words worded %}{% fallback_note worded %}{{ x|soft }}{{ x|phone }}",
        "{{ x|paragraphs }}{{ x|times }}",
    ],
)
def test_hostile_words_stay_words_in_every_part(template: str) -> None:
    choice = Choice(HOSTILE, HOSTILE, HOSTILE, lang=HOSTILE)
    html = rendered(
        template,
        x=HOSTILE,
        problems=[Problem(HOSTILE, HOSTILE)],
        choices=[choice, choice],
        choice=choice,
        answers=[GivenAnswer(HOSTILE, HOSTILE, HOSTILE), GivenAnswer(HOSTILE, HOSTILE, "", HOSTILE)],
        hidden={HOSTILE: HOSTILE},
        card=HOSTILE_CARD,
        call=Call(HOSTILE, HOSTILE, HOSTILE),
        list=[HOSTILE],
        links=[Link(HOSTILE, HOSTILE)],
        hit=SearchHit(HOSTILE, HOSTILE, HOSTILE, chip=HOSTILE, icon="info", why=HOSTILE, lang=HOSTILE),
        page=Page(1, 3, HOSTILE),
        address="https://rantamaa.example/?q=" + HOSTILE,
        worded=Worded(HOSTILE, HOSTILE, is_fallback=True),
    )
    outline = Outline(html)
    assert not outline.all("script")
    assert not outline.all("b")
    assert not [1 for _, attributes in outline.tags if "style" in attributes]


def test_a_text_in_another_language_says_so_to_screen_readers_and_to_eyes() -> None:
    html = rendered("{% words t %}{% fallback_note t %}", t=Worded("Ring oss.", "sv", is_fallback=True))
    assert '<span lang="sv">Ring oss.</span>' in html
    assert "ruotsiksi" in html
    assert "lang=" not in rendered("{% words t %}{% fallback_note t %}", t=Worded("Soita.", "fi"))


def test_a_closed_place_says_so_in_words_and_shows_its_number_on_the_button() -> None:
    card = ContactCard("Neuvola", badge=Badge(is_open=False, words="Kiinni"), calls=(Call("020 000 0140"),))
    html = rendered("{% contact_card card %}", card=card)
    assert '<p class="l-open l-open--closed">Kiinni</p>' in html
    assert 'href="tel:0200000140"' in html
    assert "Soita 020\u00a0000\u00a00140" in html


def test_changing_an_answer_tells_which_answer() -> None:
    html = rendered("{% answers_so_far a %}", a=[GivenAnswer("Kenen asiasta on kyse?", "Omasta", "?x")])
    assert '>Muuta<span class="govuk-visually-hidden">: Kenen asiasta on kyse?</span></a>' in html


def test_a_qr_code_is_a_named_picture_without_inline_style() -> None:
    html = rendered('{% qr "https://rantamaa.example/fi/" %}')
    assert '<svg role="img" aria-label="Tämän sivun QR-koodi"' in html
    assert "style" not in html


def test_an_address_longer_than_a_qr_code_holds_costs_nobody_the_page() -> None:
    assert rendered("{% qr address %}", address=f"https://rantamaa.example/?{'a' * 3000}") == ""


def test_long_lists_have_gaps_and_say_where_you_are() -> None:
    assert Page(4, 12, "").steps == [1, None, 3, 4, 5, None, 12]
    assert Page(1, 2, "").steps == [1, 2]
    assert rendered("{% pagination page %}", page=Page(1, 1, "")).strip() == ""
    html = rendered("{% pagination page %}", page=Page(2, 3, "?q=a&page={page}"))
    assert 'href="?q=a&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


def test_every_icon_can_be_drawn() -> None:
    for name in icons.names():
        assert icons.icon(name).startswith('<svg class="l-icon"')
