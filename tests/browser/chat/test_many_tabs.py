"""Five conversations and three tabs at once in real browsers, which open six connections to a host."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.browser.answering import AREA, Professional
from tests.browser.chat.test_chat import ADDRESS, say, start, texts
from tests.browser.conftest import Visitor
from tests.chromium import PATIENCE

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

ONLY_THE_STREAM = "window.setInterval = () => 0"
"""A desk then never looks by itself: what it shows, its stream has brought."""


class Streams:
    """The streams that are open in a browser, by tab."""

    def __init__(self, context: BrowserContext) -> None:
        self.open: Counter[Page] = Counter()
        context.on("request", lambda request: self._count(request, 1))
        for end in ("requestfinished", "requestfailed"):
            context.on(end, lambda request: self._count(request, -1))

    def _count(self, request: Request, number: int) -> None:
        if "/live/v1/" in request.url and "/stream?" in request.url:
            self.open[request.frame.page] += number

    def assert_are(self, tabs: list[Page], numbers: list[int]) -> None:
        """So many are open in each tab, as soon as the browser has told what has happened."""
        deadline = time.monotonic() + PATIENCE / 1000
        while [self.open[tab] for tab in tabs] != numbers and time.monotonic() < deadline:
            tabs[-1].wait_for_timeout(50)
        assert [self.open[tab] for tab in tabs] == numbers


def same_again(page: Page) -> Page:
    """The tab once more, with what it remembers, as a browser duplicates one."""
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href)")
    expect(opened.value.locator(".l-chat")).to_be_visible()
    return opened.value


def test_a_client_with_three_tabs_hears_everything_in_each(visit: Visits, professional: Professional) -> None:
    visitor = visit()
    streams = Streams(visitor.context)
    page = visitor.go(ADDRESS)
    number = start(page)
    professional.take(number)
    tabs = [page, same_again(page), same_again(page)]
    said = [f"Välilehdestä {nth}" for nth in range(3)]
    for tab, words in zip(tabs, said, strict=True):
        say(tab, words)
    professional.say(number, "Kuulen kaikki")
    for tab in tabs:
        expect(tab.locator(".l-bubble")).to_have_text(re.compile("Kuulen kaikki"))
        expect(tab.locator("[data-lines] .l-words")).to_have_count(4)
        assert sorted(texts(tab)) == sorted([*said, "Kuulen kaikki"])
    streams.assert_are(tabs, [1, 1, 1])
    another = visitor.context.new_page()
    another.goto(visitor.site + "/fi/")
    expect(another.get_by_role("heading", level=1)).to_be_visible()
    another.close()
    # One tab goes to another page and comes back, while the others stay and the professional writes.
    tabs[1].goto(visitor.site + "/fi/")
    professional.say(number, "Odotan")
    for tab in (tabs[0], tabs[2]):
        expect(tab.locator(".l-bubble").last).to_have_text(re.compile("Odotan"))
    streams.assert_are(tabs, [1, 0, 1])
    tabs[1].go_back()
    expect(tabs[1].locator(".l-bubble").last).to_have_text(re.compile("Odotan"))
    tabs[0].reload()
    say(tabs[1], "Palasin")
    for tab in tabs:
        expect(tab.locator("[data-lines] .l-words").last).to_have_text("Palasin")
        assert sorted(texts(tab)) == sorted([*said, "Kuulen kaikki", "Odotan", "Palasin"])
    streams.assert_are(tabs, [1, 1, 1])
    professional.do(number, "end")


def test_a_professional_with_five_conversations_in_three_tabs_hears_everything_in_each(
    visit: Visits, professional: Professional
) -> None:
    clients = [Client(professional.page) for _client in range(5)]
    for client in clients:
        professional.take(client.number)
    context = professional.page.context
    context.add_init_script(ONLY_THE_STREAM)
    streams = Streams(context)
    desks = [context.new_page() for _desk in range(3)]
    for desk, client in zip(desks, clients, strict=False):
        desk.goto(f"{client.site}/staff/chats/{client.number}/")
        expect(desk.locator(".l-ws--live #ws-log")).to_contain_text("Hammas lohkesi")
    for client in clients:
        client.says(f"Minä olen {client.number}")
    for desk, open_there in zip(desks, clients, strict=False):
        expect(desk.locator("#ws-log")).to_contain_text(f"Minä olen {open_there.number}")
        for client in clients:
            expect(own(desk, client)).to_contain_text(f"Minä olen {client.number}")
    streams.assert_are(desks, [1, 1, 1])
    # From one conversation to the next in one tab, by links and by loading anew: the others' streams stay.
    for client in clients[1:]:
        desks[0].locator(f"#own-{client.number}").click()
        expect(desks[0].locator("#ws-log")).to_contain_text(f"Minä olen {client.number}")
    desks[1].reload()
    for nth, desk in enumerate(desks):
        desk.get_by_label("Viesti asiakkaalle").fill(f"Vastaus {nth}")
        desk.keyboard.press("Enter")
        expect(desk.locator("#ws-log")).to_contain_text(f"Vastaus {nth}")
    clients[4].says("Viimeinen")
    expect(desks[0].locator("#ws-log")).to_contain_text("Viimeinen")
    for desk in desks:
        expect(own(desk, clients[4])).to_contain_text("Viimeinen")
    streams.assert_are(desks, [1, 1, 1])
    for client in clients:
        professional.do(client.number, "end")
        professional.do(client.number, "wrap-up", code="answered")


class Client:
    """A client of few words, without a browser."""

    def __init__(self, page: Page) -> None:
        self.site = re.match(r"https?://[^/]+", page.url).group()  # type: ignore[union-attr]
        self._request = page.request
        self._capability = secrets.token_urlsafe(32)
        opening = {"area": AREA, "language": "fi", "message": "Hammas lohkesi", "key": secrets.token_hex(8)}
        self.number = str(self._call("conversations", opening)["id"])

    def says(self, text: str) -> None:
        self._call(f"conversations/{self.number}/messages", {"text": text, "key": secrets.token_hex(8)})

    def _call(self, path: str, body: dict[str, str]) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._capability}"}
        answer = self._request.post(f"{self.site}/live/v1/{path}", data=json.dumps(body), headers=headers)
        assert answer.ok, answer.text()
        return dict(answer.json())


def own(desk: Page, client: Client) -> Locator:
    """The client's card in the professional's list."""
    return desk.locator("#ws-own li", has=desk.locator(f"#own-{client.number}"))
