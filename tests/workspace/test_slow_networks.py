"""The workspace while answers are late, come in another order or not at all: nobody's words go astray."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from luotsi.conversations import queries
from tests.conversations.makers import client_says, texts
from tests.workspace.makers import DESK, professional, taken
from tests.workspace.test_browser import county_at_noon, opened, signed_in

__all__ = ["county_at_noon"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNTIL_TOLD = """() => {
    const own = AbortSignal.timeout
    const waits = []
    AbortSignal.timeout = () => {
        waits.push(new AbortController())
        return waits.at(-1).signal
    }
    window.giveUp = () => {
        AbortSignal.timeout = own
        for (const one of waits) one.abort(new DOMException('too late', 'TimeoutError'))
    }
}"""
"""What is given up after a time is given up when the story says so, on however busy a machine."""

GIVE_UP = "giveUp()"


class Late:
    """Holds answers to some addresses back until it is told to let them go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._page = page
        self._held: list[Route] = []
        self._is_late = True
        page.route(pattern, self._answer)

    def _answer(self, route: Route) -> None:
        if self._is_late:
            self._held.append(route)
        else:
            route.continue_()

    def go(self) -> None:
        """Everything that was asked for is answered now, and what is asked later at once."""
        self._is_late = False
        for route in self._held:
            route.continue_()

    def forget(self) -> None:
        """What was asked for is never answered, what is asked later at once."""
        while not self._held:
            self._page.evaluate("1")
        self._is_late = False


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer) -> Any:
    """A professional with two conversations, the first one open."""
    person = professional()
    one, other = taken(person), taken(person, "Paljonko käynti maksaa?")
    context = opened(chromium, live_server, viewport={"width": 1280, "height": 900})
    page = signed_in(context, person)
    page.goto(f"{DESK}{one.id}/")
    expect(page.locator(".l-ws--live")).to_be_visible()
    page.refused.clear()
    yield page, one.id, other.id
    faults = page.refused
    context.close()
    assert faults == []


def said(number: Any) -> list[str]:
    return texts(queries.entries(number, staff=True))[1:]


def test_what_is_written_while_a_message_is_on_its_way_is_the_next_one(desk: Any) -> None:
    page, one, _other = desk
    message = page.get_by_label("Message to the client")
    late = Late(page, "**/say/")
    with page.expect_request("**/say/"):
        message.fill("Ensimmäinen")
        page.keyboard.press("Enter")
    expect(message).to_have_value("")
    message.type("Toi")
    late.go()
    expect(page.locator("#ws-log")).to_contain_text("Ensimmäinen")
    expect(message).to_have_value("Toi")
    expect(message).to_be_focused()
    page.keyboard.type("nen")
    page.keyboard.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Toinen")
    assert said(one) == ["Ensimmäinen", "Toinen"]


def test_who_goes_to_another_conversation_while_a_message_is_on_its_way_stays_there(desk: Any) -> None:
    page, one, other = desk
    message = page.get_by_label("Message to the client")
    late = Late(page, "**/say/")
    with page.expect_request("**/say/"):
        message.fill("Ensimmäiselle")
        page.keyboard.press("Enter")
    page.locator(f"#own-{other}").click()
    expect(page.locator("#ws-log")).to_contain_text("Paljonko käynti maksaa?")
    message.fill("Toiselle")
    with page.expect_response("**/now/"):
        late.go()
    expect(message).to_have_value("Toiselle")
    expect(page.locator("#ws-log")).to_contain_text("Paljonko käynti maksaa?")
    page.locator(f"#own-{one}").click()
    expect(page.locator("#ws-log")).to_contain_text("Ensimmäiselle")
    expect(message).to_have_value("")
    page.locator(f"#own-{other}").click()
    expect(message).to_have_value("Toiselle")
    assert (said(one), said(other)) == (["Ensimmäiselle"], [])


def test_words_that_did_not_arrive_wait_in_their_own_conversation(desk: Any) -> None:
    """Also those that are never answered: they are given up after a while, and can be sent again."""
    page, one, other = desk
    page.evaluate(UNTIL_TOLD)
    message = page.get_by_label("Message to the client")
    late = Late(page, "**/say/")
    message.fill("Ensimmäiselle")
    page.keyboard.press("Enter")
    page.locator(f"#own-{other}").click()
    expect(page.locator("#ws-log")).to_contain_text("Paljonko käynti maksaa?")
    page.evaluate(GIVE_UP)
    expect(page.locator("#ws-typing")).to_contain_text("No connection to the server.")
    page.locator(f"#own-{one}").click()
    expect(page.locator("#ws-log")).to_contain_text("Hammas lohkesi")
    expect(message).to_have_value("Ensimmäiselle")
    late.forget()
    message.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Ensimmäiselle")
    assert said(one) == ["Ensimmäiselle"]


def test_the_conversation_that_was_chosen_last_is_the_one_that_is_shown(desk: Any) -> None:
    page, one, other = desk
    late = Late(page, f"**{DESK}{other}/")
    with page.expect_request(f"**{DESK}{other}/"):
        page.locator(f"#own-{other}").click()
    with page.expect_response(f"**{DESK}{one}/"):
        page.locator(f"#own-{one}").click()
    with page.expect_response(f"**{DESK}{other}/"):
        late.go()
    page.get_by_label("Message to the client").fill("Tähän")
    page.keyboard.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Tähän")
    assert said(one) == ["Tähän"]


def test_a_look_that_is_never_answered_does_not_end_all_looking(desk: Any) -> None:
    page, one, _other = desk
    page.evaluate(UNTIL_TOLD)
    Late(page, "**/now/").forget()
    page.evaluate(GIVE_UP)
    client_says(one, "Oletko siellä?")
    expect(page.locator("#ws-log")).to_contain_text("Oletko siellä?")


def test_a_link_to_a_place_on_the_page_and_the_way_back_take_nothing_from_who_writes(desk: Any) -> None:
    page, one, other = desk
    message = page.get_by_label("Message to the client")
    message.fill("Kirjoitan juuri")
    page.evaluate("window.isTheSame = true")
    page.locator(".govuk-skip-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(f"#own-{other}").click()
    expect(page.locator("#ws-log")).to_contain_text("Paljonko käynti maksaa?")
    page.go_back()
    expect(page.locator("#ws-log")).to_contain_text("Hammas lohkesi")
    expect(message).to_have_value("Kirjoitan juuri")
    assert page.evaluate("window.isTheSame") is True
    assert said(one) == []
