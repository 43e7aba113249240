"""Live chat turn by turn, when it is closed, and in Swedish: in a real browser, on a server of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.answering import AREA, Professional
from tests.browser.beginning import press_start
from tests.browser.chat.test_chat import ADDRESS, PLACE, SCREENS, sound
from tests.browser.conftest import Visitor
from tests.chromium import barriers, is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]


def test_without_javascript_it_goes_turn_by_turn(visit: Visits, professional: Professional) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go(ADDRESS)
    page.get_by_role("button", name="Aloita chat").click()
    expect(page.get_by_text(PLACE)).to_be_visible()
    number = page.locator("[name=conversation]").first.input_value()
    page.get_by_label("Kirjoita viesti").fill("Hei!")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.locator(".l-said")).to_contain_text("Hei!")
    professional.take(number)
    professional.say(number, "Hei, miten voin auttaa?")
    page.get_by_role("button", name="Katso uudet viestit").click()
    expect(page.locator(".l-bubble")).to_contain_text("miten voin auttaa")
    page.get_by_role("button", name="Päätä keskustelu").click()
    page.get_by_role("button", name="Päätä", exact=True).click()
    expect(page.get_by_text("Saitko vastauksen?")).to_be_visible()
    assert number not in page.url
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("screen", SCREENS, ids=["small panel, dark", "computer, light"])
def test_the_forms_are_open_to_everybody(visit: Visits, screen: dict[str, object]) -> None:
    visitor = visit(**screen)
    page = visitor.go(ADDRESS)
    for script in ("**/chat/ruutu/", "**/chat/moved*.js"):
        page.route(script, lambda route: route.abort())
    page.reload()
    page.get_by_role("button", name="Aloita chat").click()
    expect(page.get_by_role("button", name="Katso uudet viestit")).to_be_visible()
    assert barriers(page) == []
    assert not is_too_wide(page)


def test_a_closed_service_says_when_it_opens_and_what_to_do(visit: Visits, site_at_night: str) -> None:
    visitor = visit(at=site_at_night)
    page = visitor.go(ADDRESS)
    expect(page.get_by_text("Chat avautuu klo 8")).to_be_visible()
    expect(page.get_by_role("button", name="Aloita chat")).to_have_count(0)
    sound(visitor)


def test_a_swedish_speaker_gets_every_word_in_swedish(visit: Visits) -> None:
    page = visit(locale="sv-FI").go(f"/sv/chatt/?area={AREA}")
    press_start(page, "Starta chatten")
    place = page.locator("[data-place]").filter(has_text=re.compile("Du står på tur|Du är nummer"))
    expect(place).to_be_visible()
    words = page.locator("main").inner_text()
    for finnish in ("Olet", "Kirjoita", "Päätä", "Hätä", "Lähetä"):
        assert finnish not in words
