"""The desk in a real Chromium: a fault that is seen where it is, a phone in the dark, nothing refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from luotsi.accounts.types import Role
from luotsi.content.demo_stories import publish_demo_stories
from luotsi.content.models import LexiconTerm, Story
from luotsi.feedback import actions, queries, wish_actions
from luotsi.feedback.types import Subject
from luotsi.feedback.wish_types import Wish
from luotsi.foundation import clock
from luotsi.guidance.models import FactRow, GuidancePath
from luotsi.web.editor.panels import NOTICES, address
from tests.chromium import PATIENCE, barriers, is_too_wide
from tests.editor.conftest import COUNTY
from tests.editor.desk import at_the_desk
from tests.guidance.documents import TEETH, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("county")]

NAME = settings.SESSION_COOKIE_NAME
WIDE = {"width": 1500, "height": 900}
STORIES, WORDS = "/editor/snippets/content/story", "/editor/snippets/content/lexiconterm"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer) -> Iterator[object]:
    """Makes signed-in pages: `desk(role, **options)`."""
    made: list[BrowserContext] = []

    def make(role: Role, **options: object) -> Page:
        cookie = at_the_desk(role, name=f"person{len(made)}").cookies[NAME].value
        wanted = {"base_url": live_server.url, "locale": "fi-FI", "viewport": WIDE, **options}
        context = chromium.new_context(**wanted)
        context.add_cookies([{"name": NAME, "value": cookie, "url": live_server.url}])
        context.set_default_timeout(PATIENCE)
        made.append(context)
        page = context.new_page()
        page.refused = []
        page.on("console", lambda message: message.type == "error" and page.refused.append(message.text))
        page.on("pageerror", lambda error: page.refused.append(str(error)))
        return page

    yield make
    for context in made:
        context.close()


def test_a_fault_is_seen_while_one_writes_and_its_line_is_one_key_away(desk: object) -> None:
    row = published(TEETH)
    page = desk(Role.EDITOR)
    page.goto(address("edit", row.pk))
    text = page.locator("#id_text")
    text.fill(TEETH.replace("start: who", "start: whoo"))
    fault = page.locator("[data-check-result] [data-flaw]")
    expect(fault).to_contain_text("Tässä polussa ei ole kohtaa ”whoo”. Tarkoititko ”who”?")
    expect(page.locator(".luotsi-yaml-lines [data-faulty]")).to_have_attribute("data-number", "13")
    fault.get_by_role("link", name="Rivi 13").press("Enter")
    chosen = text.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert chosen == "start: whoo"
    text.fill(TEETH)
    expect(page.locator("[data-verdict]")).to_contain_text("ei virheitä")
    assert barriers(page) == []
    assert page.refused == []


def test_long_lines_wrap_and_keep_their_numbers(desk: object) -> None:
    row = published(TEETH.replace("fi: Apua hampaisiin", "fi: " + "Apua hampaisiin " * 20))
    page = desk(Role.EDITOR, viewport=PHONE, color_scheme="dark")
    page.goto(address("edit", row.pk))
    lines = page.locator(".luotsi-yaml-lines > div")
    expect(lines).to_have_count(len(row.text.split("\n")))
    heights = lines.evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert heights[4] > 5 * heights[0]
    field = page.locator("#id_text")
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")
    assert sum(heights) == pytest.approx(field.evaluate("field => field.scrollHeight"), abs=2 * heights[0])
    assert not is_too_wide(page)


def test_a_preview_shows_the_draft_as_a_resident_meets_it(desk: object) -> None:
    row = published(TEETH)
    page = desk(Role.EDITOR)
    page.goto(address("edit", row.pk))
    page.get_by_role("button", name="Esikatselu").click()
    inside = page.frame_locator("iframe[data-w-preview-target=iframe], iframe").last
    expect(inside.locator("h1")).to_contain_text("Hampaat")
    assert page.refused == []


@pytest.mark.parametrize(
    "look", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "dark phone"]
)
def test_pages_of_ours_have_no_barrier_and_nothing_is_refused(desk: object, look: dict[str, object]) -> None:
    row = published(TEETH)
    GuidancePath.objects.filter(pk=row.pk).update(behind_count=1)
    page = desk(Role.COORDINATOR, **look)
    first = row.latest_revision_id
    pages = (
        "/editor/", address("list"), address("inspect", row.pk), address("history", row.pk),
        address("revisions_compare", row.pk, first, "latest"), address("walk", row.pk),
        address("unpublish", row.pk), reverse(f"{NOTICES}:add"), "/editor/account/",
    )  # fmt: skip
    # A wide screen has the same pages; three of them are enough.
    for url in pages if look else pages[:3]:
        page.goto(url)
        assert barriers(page) == [], url
        assert not is_too_wide(page), url
    assert page.refused == []


@pytest.mark.parametrize(
    "look", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "dark phone"]
)
def test_stories_wishes_and_feedback_have_no_barrier(desk: object, look: dict[str, object]) -> None:
    row = published(TEETH)
    for verdict, words in (("yes", ""), ("no", "En saanut aikaa."), ("no", "Luettu")):
        actions.answer(Subject("path", "teeth"), str(row.live_revision_id), "call", verdict, "", words)
    actions.mark_read(Subject("path", "teeth"), 1, queries.written(Subject("path", "teeth"))[0].id)
    survey = wish_actions.open_survey(clock.today(), clock.today(), by=None)
    for _number in range(5):
        wish_actions.give_wish(Wish(channels=("phone",), hours=("night",), words="Iltaisin"), "fi")
    publish_demo_stories(COUNTY.parent / "stories.yaml")
    story = Story.objects.first()
    page = desk(Role.COORDINATOR, **look)
    pages = (
        reverse("desk-feedback"), reverse("desk-feedback-path", args=("teeth",)), reverse("desk-wishes"),
        f"{STORIES}/", f"{STORIES}/add/", f"{STORIES}/edit/{story.pk}/", f"{STORIES}/inspect/{story.pk}/",
        "/fi/toiveet/", f"/fi/tarina/{story.code}/",
    )  # fmt: skip
    for url in pages:
        page.goto(url)
        assert barriers(page) == [], url
        assert not is_too_wide(page), url
    wish_actions.close_survey(survey.id, by=None)
    page.goto(reverse("desk-wishes"))
    assert barriers(page) == [], "with the form that opens one"
    assert page.refused == []


@pytest.mark.parametrize(
    "look", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "dark phone"]
)
def test_the_lexicon_has_no_barrier(desk: object, look: dict[str, object]) -> None:
    page = desk(Role.COORDINATOR, **look)
    page.goto(f"{WORDS}/")
    assert barriers(page) == [], "an empty list"
    word = LexiconTerm.objects.create(say="terkkari\nmäkitalo", means="", note="Vanha talo mäellä")
    for url in (f"{WORDS}/", f"{WORDS}/add/", f"{WORDS}/inspect/{word.pk}/", f"{WORDS}/edit/{word.pk}/"):
        page.goto(url)
        assert barriers(page) == [], url
        assert not is_too_wide(page), url
    page.get_by_role("textbox", name="Mitä ihmiset sanovat").fill("x")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_text("”x” on vain yksi kirjain")).to_be_visible()
    page.get_by_role("textbox", name="Mitä ihmiset sanovat").fill("mäkkäri")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_role("link", name="mäkkäri")).to_be_visible()
    assert page.refused == []


@pytest.mark.parametrize(
    "look", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "dark phone"]
)
def test_sources_and_facts_have_no_barrier_and_a_key_compares(desk: object, look: dict[str, object]) -> None:
    published(TEETH)
    words = {"text": {"fi": "Käynti on maksuton."}, "until_verified": {"fi": "Kysy hintaa."}}
    fact = {"what": {"fi": "maksuttomuus"}, "as_of": "2026-11-24", "source": "helpline", "verified": False}
    library = words | {"text": {"fi": "Käynti maksaa."}}
    FactRow.objects.create(key="visit", entry=fact | words, upstream=fact | library, upstream_waits=True)
    page = desk(Role.REVIEWER, **look)
    entry = reverse("desk-register-entry", args=("facts", "visit"))
    pages = (
        reverse("desk-registers"), f"{reverse('desk-registers')}?what=sources", entry, f"{entry}edit/",
        reverse("desk-register-entry", args=("sources", "helpline")),
        reverse("desk-register-edit", args=("sources", "helpline")),
    )  # fmt: skip
    for url in pages:
        page.goto(url)
        assert barriers(page) == [], url
        assert not is_too_wide(page), url
    page.goto(entry)
    page.get_by_role("button", name="Vertasin sen lähteeseen tänään").press("Enter")
    expect(page.get_by_text("Tallennettu. Asukkaat lukevat sen näin")).to_be_visible()
    page.get_by_role("link", name="Muuta sanoja").press("Enter")
    page.get_by_role("textbox", name="Ennen vertaamista (suomi)").fill("")
    page.get_by_role("button", name="Tallenna").press("Enter")
    expect(page.get_by_text("Teksti lupaa jotain (maksuto)")).to_be_visible()
    assert barriers(page) == [], "with a fault"
    assert page.refused == []


def test_a_drawing_is_on_the_desk_in_every_language_and_as_a_file(desk: object) -> None:
    row = published(TEETH)
    page = desk(Role.EDITOR)
    page.goto(address("inspect", row.pk))
    page.get_by_role("link", name="Piirros").click()
    drawing = page.get_by_role("region", name="Piirros").locator("svg")
    expect(drawing).to_be_visible()
    expect(drawing.locator("text", has_text="Omani")).to_be_visible()
    page.get_by_role("link", name="Ruotsi").click()
    expect(drawing).to_have_attribute("lang", "sv")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lataa piirros").click()
    assert download.value.suggested_filename == "teeth-sv.svg"
    assert barriers(page) == []
    assert page.refused == []
