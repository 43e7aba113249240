"""Visitors of the demo county: people with a phone or a computer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.chromium import PATIENCE


class Visitor:
    """A person with a phone or a computer, and what their browser refused or asked elsewhere."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.failures: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._hear)
        context.on("weberror", lambda error: self._fail(str(error.error)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _fail(self, error: str) -> None:
        self.complaints.append(error)
        self.failures.append(error)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.elsewhere.append(request.url)

    def go(self, address: str) -> Page:
        self.page.goto(self.site + address)
        return self.page


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[object]:
    """Makes visitors: `visit()` on a phone, `visit(width=1280, java_script_enabled=False, …)`."""
    made: list[Visitor] = []

    def make(width: int = 390, height: int = 844, at: str = "", **options: object) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, **{"locale": "fi-FI", **options}
        )
        context.set_default_timeout(PATIENCE)
        made.append(Visitor(context, at or site))
        return made[-1]

    yield make
    for visitor in made:
        visitor.context.close()
    # A script that throws is a fault in every story, whether or not the story asks.
    assert [failure for visitor in made for failure in visitor.failures] == []
