"""Tabs that sleep, networks that go and come, ends that are heard late: nothing is lost or stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.answering import Professional
from tests.browser.chat.test_chat import ADDRESS, say, start, texts
from tests.browser.chat.test_chat_states import sleep, wake
from tests.browser.conftest import Visitor
from tests.demo_server import MORNING, free_port, serving

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

LATER = "2026-11-25T10:10"
"""Ten minutes after the morning's begin: every ticket of then is too old."""


def is_poll(request: Any) -> bool:
    return "/live/v1/poll?" in request.url


def is_stream(request: Any) -> bool:
    return "/live/v1/stream?" in request.url


def hold_streams_back(page: Page) -> None:
    """A network that lets no stream through, and polls that end after a second."""
    page.route("**/live/v1/stream?**", lambda route: route.fulfill(body="", content_type="text/event-stream"))
    page.route(
        "**/live/v1/poll?**",
        lambda route: route.continue_(url=re.sub("wait=[0-9]+", "wait=1", route.request.url)),
    )


def freeze(visitor: Visitor) -> None:
    """The tab sleeps, and the network stays."""
    visitor.context.new_cdp_session(visitor.page).send("Page.setWebLifecycleState", {"state": "frozen"})


@pytest.mark.parametrize("falls_asleep", [freeze, sleep])
def test_a_tab_that_sleeps_over_the_end_of_a_poll_hears_at_once_what_was_said_meanwhile(
    visit: Visits, professional: Professional, falls_asleep: Callable[[Visitor], None]
) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    hold_streams_back(page)
    with page.expect_request(is_poll):
        number = start(page)
    professional.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    with page.expect_request(is_poll) as poll:
        pass
    falls_asleep(visitor)
    poll.value.response()
    professional.say(number, "Yksi")
    professional.say(number, "Kaksi")
    wake(visitor)
    expect(page.locator(".l-bubble")).to_have_count(2)
    assert texts(page) == ["Yksi", "Kaksi"]
    say(page, "Heräsin")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    professional.do(number, "end")


def test_a_ticket_that_grew_too_old_while_the_tab_slept_is_changed_for_a_new_one(
    visit: Visits, untouched_demo_data: Path
) -> None:
    """Ten minutes of sleep, in which the server died and was started anew."""
    port = free_port()
    with serving(untouched_demo_data, MORNING, "--only", "web", port=port, dies=True) as address:
        professional = Professional(visit(width=1280, at=address))
        visitor = visit(at=address)
        page = visitor.go(ADDRESS)
        with page.expect_response(is_stream):
            number = start(page)
        professional.take(number)
        expect(page.locator("[data-side]")).to_have_text("Anni")
        sleep(visitor)
    with serving(untouched_demo_data, LATER, "--only", "web", port=port):
        professional.say(number, "Oletko siellä?")
        opened: list[int] = []
        page.on("response", lambda answer: opened.append(answer.status) if is_stream(answer) else None)
        wake(visitor)
        expect(page.locator(".l-bubble")).to_have_text(re.compile("Oletko siellä"))
        # Waking up begins a try, and so does the network that is back: either may be the first to be refused.
        *refused, taken = opened
        assert (set(refused), taken) == ({401}, 200)
        say(page, "Olen taas")
        expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
        professional.do(number, "end")
        expect(page.get_by_text("Saitko vastauksen?")).to_be_visible()
        professional.go_home()


def test_what_was_on_its_way_when_the_conversation_ended_says_that_it_did_not_arrive(
    visit: Visits, professional: Professional
) -> None:
    page = visit().go(ADDRESS)
    number = start(page)
    professional.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    network = {"is_away": True}

    def deliver(route: Route) -> None:
        if network["is_away"]:
            route.abort()
        else:
            route.continue_()

    page.route("**/messages", deliver)
    say(page, "Vielä yksi asia")
    expect(page.get_by_text("Ei vielä lähetetty")).to_be_visible()
    professional.do(number, "end")
    network["is_away"] = False
    expect(
        page.locator("[data-lines]").get_by_text(re.compile("tämä viesti ei mennyt kenellekään"))
    ).to_be_visible()
    expect(page.get_by_text("Ei vielä lähetetty")).to_have_count(0)


def test_after_the_end_nothing_is_waited_for_also_when_the_answer_is_first_to_tell_of_it(
    visit: Visits,
) -> None:
    """The stream may be slower than the answer to "end"; and there is none after a reload."""
    page = visit().go(ADDRESS)
    page.route("**/live/v1/stream?**", lambda route: route.fulfill(body="", content_type="text/event-stream"))
    # A poll that is never answered.
    page.route("**/live/v1/poll?**", lambda _route: None)
    with page.expect_request(is_poll):
        start(page)
    page.get_by_role("button", name="Päätä keskustelu").click()
    with page.expect_event("requestfailed", is_poll):
        page.get_by_role("button", name="Päätä", exact=True).click()
    expect(page.get_by_role("heading", name="Miten meni?")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.get_by_text("Saitko vastauksen?")).to_be_visible()
    page.get_by_label("Kyllä").check()
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.locator("[data-thanks]")).to_be_focused()
    assert [one for one in asked if "/stream?" in one or "/poll?" in one] == []


def test_a_proxys_page_in_the_place_of_an_answer_costs_nobody_the_conversation(
    visit: Visits, professional: Professional
) -> None:
    """A network that wants a log-in answers everything with a page of its own, and then lets one through."""
    page = visit().go(ADDRESS)
    number = start(page)
    professional.take(number)
    network = {"wants_a_login": True}

    def answer(route: Route) -> None:
        if network["wants_a_login"]:
            route.fulfill(status=403, body="<h1>Kirjaudu verkkoon</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/live/v1/**", answer)
    with page.expect_response(lambda one: one.status == 403):
        page.reload()
    assert page.evaluate("JSON.parse(sessionStorage.getItem('luotsi-chat')).id") == number
    network["wants_a_login"] = False
    professional.say(number, "Jatketaan")
    expect(page.locator(".l-bubble")).to_have_text(re.compile("Jatketaan"))
    professional.do(number, "end")
