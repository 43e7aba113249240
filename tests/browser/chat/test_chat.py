"""Live chat in real browsers: a resident on a phone, a professional on a computer, and the real server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import AREA, Professional
from tests.browser.beginning import press_start, when_live
from tests.browser.conftest import Visitor
from tests.chromium import barriers, is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

ADDRESS = f"/fi/chat/?area={AREA}"
SCREENS = [{"width": 320, "height": 560, "color_scheme": "dark"}, {"width": 1280, "color_scheme": "light"}]
PLACE = re.compile("Olet seuraavana vuorossa|Olet jonossa sijalla")
OFFLINE = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"


def start(page: Page, name: str = "Aloita chat") -> str:
    """Press "start" and wait for the conversation's screen; the conversation's id."""
    press_start(page, name)
    return number_on(page)


def number_on(page: Page) -> str:
    """The id of the conversation whose screen has come."""
    expect(page.locator(".l-chat")).to_be_visible()
    return str(page.evaluate("JSON.parse(sessionStorage.getItem('luotsi-chat')).id"))


def say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Kirjoita viesti").fill(words)
    page.keyboard.press("Enter")


def waits_in_line(page: Page) -> None:
    """The client sees their place. The same words may also be said, to whoever does not see it."""
    expect(page.locator("[data-place]").filter(has_text=PLACE)).to_be_visible()


def texts(page: Page) -> list[str]:
    return page.locator("[data-lines] .l-words").all_inner_texts()


def sound(visitor: Visitor, *, without: tuple[str, ...] = ()) -> None:
    """No barrier, nothing cut off, nothing from elsewhere, no cookie, nothing secret in the address."""
    page = visitor.page
    assert barriers(page) == []
    assert not is_too_wide(page)
    assert [one for one in visitor.complaints if not one.startswith(without)] == []
    assert visitor.elsewhere == []
    assert visitor.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0


def erase(visitor: Visitor) -> None:
    """Have what was written erased; it is asked twice."""
    page = visitor.page
    page.get_by_role("button", name="Poista keskustelu").click()
    expect(page.locator("#erase-title")).to_be_focused()
    sound(visitor)
    page.get_by_role("button", name="Poista pysyvästi").click()
    expect(page.locator("[data-erased]")).to_be_focused()
    assert texts(page) == []
    sound(visitor)


@pytest.mark.parametrize("screen", SCREENS, ids=["small panel, dark", "computer, light"])
def test_two_talk_through_a_reload_and_each_screen_is_open_to_everybody(
    visit: Visits, professional: Professional, screen: dict[str, object]
) -> None:
    visitor = visit(**screen)
    page = visitor.go(ADDRESS)
    assert page.evaluate("sessionStorage.length") == 0
    sound(visitor)
    number = start(page)
    waits_in_line(page)
    sound(visitor)
    say(page, "Hei! Voinko kysyä ajoista?")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    professional.take(number)
    professional.say(number, "Hei, totta kai voit!")
    expect(page.locator(".l-bubble")).to_have_text(re.compile("Anni.*totta kai voit"))
    sound(visitor)
    page.get_by_role("textbox", name="Kirjoita viesti").fill("Koodini on 131052-308T")
    expect(page.locator("[data-code]")).to_be_visible()
    say(page, "Otin kaikki lääkkeet kerralla, 131052-308T")
    expect(page.locator("[data-code]")).to_be_hidden()
    expect(page.get_by_role("heading", name=re.compile("Soita heti 112"))).to_be_in_viewport()
    expect(page.locator("[data-lines]").get_by_text("Peitimme henkilötunnuksesi")).to_be_attached()
    sound(visitor)
    before = texts(page)
    page.reload()
    expect(page.locator("[data-lines] .l-words")).to_have_count(len(before))
    assert texts(page) == before
    assert page.locator("[role=log]").inner_text() == "", "what was said before is not read out again"
    professional.do(number, "end")
    expect(page.get_by_text("Saitko vastauksen?")).to_be_visible()
    sound(visitor)
    page.get_by_label("Kyllä").check()
    page.get_by_label("9", exact=True).check()
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.locator("[data-thanks]")).to_be_focused()
    expect(page.get_by_text("Kiitos palautteestasi")).to_be_visible()
    sound(visitor)
    erase(visitor)
    page.get_by_role("button", name="Aloita uusi chat").click()
    expect(page.get_by_role("button", name="Aloita chat")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_without_a_network_words_wait_and_nothing_is_lost_or_doubled(
    visit: Visits, professional: Professional
) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    number = start(page)
    professional.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    visitor.context.set_offline(True)
    say(page, "Kirjoitin tunnelissa")
    expect(page.get_by_text("Ei vielä lähetetty")).to_be_visible()
    expect(page.locator("[data-link]")).to_have_text(re.compile("Ei yhteyttä"))
    say(page, "ja toisenkin")
    assert barriers(page) == []
    professional.say(number, "Oletko siellä?")
    visitor.context.set_offline(False)
    expect(page.get_by_text("Lähetetty", exact=True)).to_have_count(2)
    expect(page.locator(".l-bubble")).to_have_count(1)
    assert sorted(texts(page)) == ["Kirjoitin tunnelissa", "Oletko siellä?", "ja toisenkin"]
    page.reload()
    expect(page.locator("[data-lines] .l-words")).to_have_count(3)
    assert texts(page) == ["Oletko siellä?", "Kirjoitin tunnelissa", "ja toisenkin"]
    sound(visitor, without=(OFFLINE,))


def test_what_was_not_sent_survives_a_reload_and_answers_that_get_lost(visit: Visits) -> None:
    """The server has the message and the answer is lost: it is sent again, and is there once."""
    visitor = visit()
    page = visitor.go(ADDRESS)
    start(page)
    lost = {"left": 2}

    def lose(route: Any) -> None:
        if lost["left"]:
            lost["left"] -= 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/messages", lose)
    say(page, "Vain kerran")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    assert texts(page) == ["Vain kerran"]
    page.route("**/messages", lambda route: route.abort())
    say(page, "Kesken jäänyt")
    page.reload()
    page.unroute("**/messages")
    expect(page.get_by_text("Lähetetty", exact=True)).to_have_count(2, timeout=30_000)
    assert texts(page) == ["Vain kerran", "Kesken jäänyt"]


def test_a_tab_opened_twice_is_one_conversation(visit: Visits, professional: Professional) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    number = start(page)
    kept = page.evaluate("sessionStorage.getItem('luotsi-chat')")
    twin = visitor.context.new_page()
    twin.add_init_script(f"sessionStorage.setItem('luotsi-chat', {kept!r})")
    twin.goto(page.url)
    expect(twin.locator(".l-chat")).to_be_visible()
    say(page, "Ensimmäisestä")
    expect(twin.get_by_text("Ensimmäisestä")).to_be_visible()
    twin.get_by_role("textbox", name="Kirjoita viesti").fill("Toisesta")
    twin.keyboard.press("Enter")
    expect(page.get_by_text("Toisesta")).to_be_visible()
    professional.take(number)
    for tab in (page, twin):
        expect(tab.get_by_text("Anni liittyi").first).to_be_attached()
        assert texts(tab) == ["Ensimmäisestä", "Toisesta"]


def test_where_streams_are_held_back_the_poll_brings_the_same(
    visit: Visits, professional: Professional
) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    page.route("**/live/v1/stream**", lambda route: route.fulfill(body="", content_type="text/event-stream"))
    number = start(page)
    professional.take(number)
    professional.say(number, "Kuuluuko?")
    expect(page.locator(".l-bubble")).to_have_text(re.compile("Kuuluuko"), timeout=30_000)


def test_the_keyboard_alone_is_enough(visit: Visits, professional: Professional) -> None:
    """Focus goes where one goes on; Enter sends, Shift+Enter makes a line, a setting turns that round."""
    page = visit(width=1280).go(ADDRESS)
    when_live(page)
    page.get_by_role("button", name="Aloita chat").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".l-chat h1")).to_be_focused()
    number = number_on(page)
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.type("yksi")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("kaksi")
    page.keyboard.press("Enter")
    expect(page.locator("[data-lines] .l-words")).to_have_text("yksi\nkaksi")
    expect(page.locator("#text")).to_be_focused()
    page.locator("summary", has_text="Asetukset").focus()
    page.keyboard.press("Enter")
    page.get_by_label(re.compile("Enter lähettää")).focus()
    page.keyboard.press("Space")
    page.locator("#text").focus()
    page.keyboard.type("rivi")
    page.keyboard.press("Enter")
    assert page.locator("#text").input_value() == "rivi\n"
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-lines] .l-words")).to_have_count(2)
    professional.take(number)
    page.get_by_role("button", name="Päätä keskustelu").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sure")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Miten meni?")).to_be_focused()


def test_only_what_is_new_is_read_out(visit: Visits, professional: Professional) -> None:
    """The list is not live; each new line of the other side is said once, one's own is not. A place in the
    queue is said when it changes; and the end does not leave the keyboard in a field that is gone."""
    first = start(visit().go(ADDRESS))
    page = visit().go(ADDRESS)
    number = start(page)
    log, status = page.locator("[role=log]"), page.locator(".l-chat [data-status]")
    assert status.inner_text() == ""
    professional.take(first)
    expect(status).to_have_text(PLACE)
    assert (
        page.locator("[data-lines]").evaluate("one => one.closest('[aria-live], [role=log], [role=status]')")
        is None
    )
    professional.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    professional.say(number, "Ensimmäinen")
    expect(page.locator(".l-bubble")).to_have_text(re.compile("Ensimmäinen"))
    say(page, "Oma")
    professional.say(number, "Toinen")
    expect(log.get_by_text("Anni: Toinen")).to_have_count(1)
    expect(log.get_by_text("Anni: Ensimmäinen")).to_have_count(1)
    expect(log.get_by_text("Oma")).to_have_count(0)
    expect(page.locator("#text")).to_be_focused()
    professional.do(number, "end")
    expect(page.get_by_role("heading", name="Miten meni?")).to_be_focused()
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(status).to_have_text("Valitse ensin, saitko vastauksen.")
