"""A resident talks with the assistant in a real browser, on the demo county and the real understanding."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visitor
from tests.chromium import barriers, is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

ADDRESS = "/fi/avustaja/"
SCREENS = [{"width": 320, "color_scheme": "dark"}, {"width": 1280, "color_scheme": "light"}]


def say(page: Page, words: str) -> None:
    """Type, press Enter, and wait for the reply."""
    said = page.locator(".l-bubble").count()
    page.get_by_role("textbox").fill(words)
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".l-bubble")).to_have_count(said + 1)


def sound(visitor: Visitor) -> None:
    """No barrier, nothing cut off, nothing from elsewhere, nothing kept in the browser."""
    page = visitor.page
    assert barriers(page) == []
    assert not is_too_wide(page)
    assert visitor.complaints == []
    assert visitor.elsewhere == []
    assert visitor.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert urlsplit(page.url).query == ""


@pytest.mark.parametrize("screen", SCREENS, ids=["phone, dark", "computer, light"])
def test_a_talk_of_many_turns_is_open_to_everybody(visit: Visits, screen: dict[str, object]) -> None:
    visitor = visit(**screen)
    page = visitor.go(ADDRESS)
    sound(visitor)
    say(page, "hammas särkee 131052-308T")
    expect(page.get_by_text("Peitimme henkilötunnuksesi")).to_be_visible()
    say(page, "haluan puhua ihmiselle")
    say(page, "otin kaikki lääkkeet kerralla")
    expect(page.get_by_role("heading", name=re.compile("Soita heti 112"), level=3)).to_be_visible()
    say(page, "xqzwvk")
    sound(visitor)
    assert "308T" not in page.content()


def test_the_keyboard_alone_is_enough(visit: Visits) -> None:
    """Shift and Enter make a line, Enter sends; focus goes to the reply, and on to the guide by Tab."""
    page = visit(width=1280).go(ADDRESS)
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.type("hammas")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("särkee")
    assert page.get_by_role("textbox").input_value() == "hammas\nsärkee"
    page.keyboard.press("Enter")
    expect(page.locator("#newest")).to_be_focused()
    expect(page).to_have_title(re.compile("^Luotsi löysi"))
    expect(page.locator("body > [role=status]")).to_have_text(re.compile("Luotsi löysi"))
    expect(page.get_by_role("textbox")).to_have_value("")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(re.compile("Katso ohje"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/fi/ohje/toothache/")


def test_a_question_is_answered_by_pressing_and_the_reply_takes_focus(visit: Visits) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    say(page, "tarvitsen apua")
    options = page.get_by_role("group").get_by_role("button")
    assert options.last.inner_text() == "En tiedä"
    words = options.first.inner_text()
    page.get_by_role("textbox").fill("jäi kesken")
    options.first.click()
    expect(page.locator(".l-said").last).to_contain_text(words)
    expect(page.locator(".l-bubble")).to_have_count(2)
    expect(page.locator("#newest")).to_be_focused()
    expect(page.get_by_role("textbox")).to_have_value("jäi kesken")
    sound(visitor)


def test_words_that_could_not_be_sent_are_kept_and_sent_again(visit: Visits) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    is_cut = {"now": True}

    def cut(route: Route) -> None:
        if is_cut["now"] and route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/fi/avustaja/", cut)
    page.get_by_role("textbox").fill("hammas särkee")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_text("Viesti ei lähtenyt.").first).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("hammas särkee")
    expect(page.locator(".l-said")).to_have_count(0)
    assert barriers(page) == []
    is_cut["now"] = False
    page.get_by_role("button", name="Lähetä uudelleen").click()
    expect(page.locator(".l-bubble")).to_have_count(1)
    expect(page.get_by_role("textbox")).to_have_value("")


def test_without_javascript_it_talks_just_as_well(visit: Visits) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go("/fi/")
    page.get_by_label("Mihin tarvitset apua?").fill("tarvitsen apua")
    page.get_by_role("button", name="Kysy tai hae").click()
    expect(page).to_have_title(re.compile("^Kysymys:"))
    page.get_by_role("group").get_by_role("button").last.click()
    assert page.url.endswith("/fi/avustaja/#newest")
    page.get_by_label("Kirjoita viesti").fill("hammas särkee")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.locator(".l-bubble")).to_have_count(3)
    page.get_by_role("button", name="Kyllä").click()
    expect(page.get_by_text("Kiitos, kun kerroit")).to_be_visible()
    expect(page.locator(".l-bubble")).to_have_count(3)
    page.locator("a[href$='/toothache/']").first.click()
    page.wait_for_url("**/fi/ohje/toothache/")
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("with_script", [True, False])
def test_the_exchange_is_saved_and_printed(visit: Visits, with_script: bool) -> None:
    page = visit(java_script_enabled=with_script).go(ADDRESS)
    page.get_by_role("textbox").fill("hammas särkee")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.locator(".l-bubble")).to_have_count(1)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Tallenna keskustelu itsellesi").click()
    text = saving.value.path().read_text(encoding="utf-8")
    assert saving.value.suggested_filename == "luotsi-keskustelu.txt"
    assert "Sinä: hammas särkee" in text
    assert "/fi/ohje/toothache/" in text
    expect(page.locator(".l-bubble")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.get_by_text("hammas särkee").first).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()


def test_changing_the_language_takes_the_exchange_along(visit: Visits) -> None:
    page = visit().go(ADDRESS)
    say(page, "hammas särkee")
    page.get_by_role("link", name="Svenska").click()
    page.wait_for_url("**/sv/assistent/**")
    expect(page.locator(".l-said")).to_contain_text("hammas särkee")
    expect(page.get_by_role("link", name=re.compile("Läs rådet"))).to_be_visible()


def test_a_swedish_speaker_gets_every_word_in_swedish(visit: Visits) -> None:
    visitor = visit(locale="sv-FI")
    page = visitor.go("/sv/")
    page.get_by_role("button", name="jag har tandvärk").click()
    page.wait_for_url("**/sv/assistent/**")
    expect(page).to_have_title(re.compile("^Luotsi hittade"))
    say(page, "jag behöver hjälp")
    main = page.locator("main").inner_text()
    for finnish in ("Katso", "Sinä", "Lähetä", "Auttoiko", "En tiedä", "Auki nyt"):
        assert finnish not in main
    sound(visitor)


def test_words_of_violence_can_be_left_at_once(visit: Visits) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    say(page, "mieheni hakkaa minua")
    expect(page.get_by_role("link", name="Poistu sivulta nopeasti")).to_be_visible()
    page.context.route(
        "https://**", lambda route: route.fulfill(body="<title>Sää</title>", content_type="text/html")
    )
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://**")
    page.go_back()
    assert "hakkaa" not in page.locator("body").inner_text()
