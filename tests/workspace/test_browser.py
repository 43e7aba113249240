"""The workspace in a real Chromium: keyboard, focus, what is announced, narrow, dark, without JavaScript."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from luotsi.accounts.models import User
from luotsi.conversations import queries
from luotsi.foundation import clock
from luotsi.organisation import actions as organisation
from tests.accounts.makers import PASSWORD, code_of
from tests.chromium import PATIENCE, barriers, is_too_wide
from tests.contacts.conftest import COUNTY
from tests.contacts.makers import NOON
from tests.conversations.makers import client_says, texts
from tests.workspace.makers import DESK, PACKET, professional, taken, waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHELF = os.environ.get("STAFF_PICTURES", "")
"""A folder for pictures of the pages, when somebody wants to look at them."""

DANGER = "En jaksa enää elää, haluan tappaa itseni"


@pytest.fixture(autouse=True)
def county_at_noon(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock runs on from noon in the server's threads, too."""
    monkeypatch.setattr(clock, "_shift", timedelta(0))
    clock.start_from(NOON)
    organisation.load_county(COUNTY)


def opened(chromium: Browser, server: LiveServer, **more: Any) -> BrowserContext:
    """A browser whose stream ends at once: the pages' server has no live part."""
    context = chromium.new_context(
        base_url=server.url.replace("127.0.0.1", "localhost"), locale="en-GB", **more
    )
    context.set_default_timeout(PATIENCE)
    quiet = {"status": 200, "content_type": "text/event-stream", "body": ": nothing\n\n"}
    context.route("**/live/v1/staff/**", lambda route: route.fulfill(**quiet))
    return context


def signed_in(context: BrowserContext, person: User) -> Page:
    page = context.new_page()
    page.refused = []
    page.on("console", lambda message: message.type == "error" and page.refused.append(message.text))
    page.on("pageerror", lambda error: page.refused.append(str(error)))
    page.goto("/staff/login/")
    page.get_by_label("Username or e-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(code_of(person))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    return page


def look(page: Page, name: str) -> None:
    """Nothing that axe calls a barrier, nothing wider than the screen, nothing refused by the policy."""
    if SHELF:
        page.screenshot(path=f"{SHELF}/workspace-{name}.png", full_page=True)
    assert barriers(page) == [], name
    assert not is_too_wide(page), name
    assert page.refused == [], name


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_a_professional_answers_on_a_desk_and_on_a_phone(
    chromium: Browser, live_server: LiveServer, settings: LazySettings, width: int, scheme: str
) -> None:
    person = professional()
    waiting("Hammas lohkesi", packet=PACKET)
    waiting(DANGER)
    context = opened(
        chromium,
        live_server,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = signed_in(context, person)
    page.get_by_role("link", name="Chats").click()
    expect(page.get_by_role("heading", name="In the queue (2)")).to_be_visible()
    look(page, f"desk-{width}")
    page.get_by_role("button", name="Take the next").click()
    expect(page.get_by_role("heading", name="From the assistant")).to_be_visible()
    expect(page.get_by_text("hammas lohkesi", exact=True)).to_be_visible()
    page.get_by_label("Message to the client").fill("Hei! Autan sinua.")
    page.keyboard.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Hei! Autan sinua.")
    expect(page.get_by_label("Message to the client")).to_be_focused()
    expect(page.get_by_label("Message to the client")).to_have_value("")
    look(page, f"talk-{width}")
    page.get_by_text("Transfer", exact=True).click()
    page.get_by_text("Keep as evidence").first.click()
    page.get_by_text("Keys and sound").click()
    page.get_by_text("Note for staff only").click()
    look(page, f"acts-{width}")
    context.close()


def test_what_comes_is_announced_once_and_nothing_is_taken_from_the_one_who_writes(
    chromium: Browser, live_server: LiveServer
) -> None:
    person = professional()
    one, other = taken(person), taken(person, "Paljonko käynti maksaa?")
    context = opened(chromium, live_server, viewport={"width": 1280, "height": 900})
    page = signed_in(context, person)
    page.goto(f"{DESK}{other.id}/")
    page.goto(f"{DESK}{one.id}/")
    expect(page.locator("#ws-said")).to_be_empty()
    message = page.get_by_label("Message to the client")
    message.fill("Kirjoitan juuri")
    client_says(one.id, "Oletko siellä?")
    expect(page.locator("#ws-log")).to_contain_text("Oletko siellä?")
    expect(page.locator("#ws-said")).to_contain_text("Oletko siellä?")
    assert "Hammas lohkesi" not in page.locator("#ws-said").inner_text()
    expect(message).to_be_focused()
    expect(message).to_have_value("Kirjoitan juuri")
    client_says(other.id, "Vielä yksi asia")
    expect(page.locator(f"#own-{other.id}")).to_contain_text("1 new message")
    # To the other and back by keys: what was being written is still there.
    page.keyboard.press("Alt+o")
    expect(page.locator("#ws-log")).to_contain_text("Paljonko käynti maksaa?")
    expect(page.locator("#ws-title")).to_be_focused()
    expect(message).to_have_value("")
    page.keyboard.press("Alt+o")
    expect(page.locator("#ws-log")).to_contain_text("Oletko siellä?")
    page.keyboard.press("Alt+m")
    expect(message).to_be_focused()
    expect(message).to_have_value("Kirjoitan juuri")
    page.get_by_role("button", name="Ask to call 112").click()
    expect(message).to_have_value(re.compile("Kirjoitan juuri\nJos joku on nyt vaarassa, soita 112"))
    context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#ws-typing")).to_contain_text("No connection to the server.")
    expect(message).to_have_value(re.compile("Kirjoitan juuri"))
    context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Kirjoitan juuri")
    assert sum("Kirjoitan juuri" in text for text in texts(queries.entries(one.id, staff=True))) == 1
    context.close()


def test_a_page_of_the_proxys_own_takes_neither_the_desk_nor_the_words(
    chromium: Browser, live_server: LiveServer
) -> None:
    """While the server starts anew, or an office asks too often, the proxy answers in its place."""
    person = professional()
    one = taken(person)
    context = opened(chromium, live_server, viewport={"width": 1280, "height": 900})
    page = signed_in(context, person)
    page.goto(f"{DESK}{one.id}/")
    message = page.get_by_label("Message to the client")
    message.fill("Kirjoitan juuri")
    for status in (502, 429):
        context.route(
            f"**{DESK}**", lambda route, _asked, code=status: route.fulfill(status=code, body="<p>No")
        )
        page.keyboard.press("Enter")
        expect(page.locator("#ws-typing")).to_contain_text("No connection to the server.")
        expect(message).to_have_value("Kirjoitan juuri")
        context.unroute(f"**{DESK}**")
        page.evaluate("document.getElementById('ws-typing').textContent = ''")
    page.keyboard.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Kirjoitan juuri")
    context.close()


def test_without_javascript_everything_is_done_by_forms(chromium: Browser, live_server: LiveServer) -> None:
    person = professional()
    waiting("Hammas lohkesi", packet=PACKET)
    screen = {"width": 320, "height": 700}
    context = opened(chromium, live_server, viewport=screen, java_script_enabled=False)
    page = signed_in(context, person)
    page.get_by_role("link", name="Chats").click()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    page.get_by_role("button", name="Take the next").click()
    page.get_by_label("Message to the client").fill("Hei!")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#ws-log")).to_contain_text("Hei!")
    page.get_by_text("End", exact=True).click()
    page.get_by_role("button", name="End the conversation").click()
    page.get_by_label("What came of it?").select_option("Got an answer")
    page.get_by_role("button", name="Wrap up").click()
    expect(page.get_by_role("heading", name="Own (0)")).to_be_visible()
    context.close()
