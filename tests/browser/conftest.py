"""Visitors of the demo county: people with a phone or a computer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request


class Visitor:
    """A person with a phone or a computer, and what their browser refused or asked elsewhere."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.site = site
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.elsewhere.append(request.url)

    def go(self, address: str) -> Page:
        self.page.goto(self.site + address)
        return self.page


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[object]:
    """Makes visitors: `visit()` on a phone, `visit(width=1280, java_script_enabled=False, …)`."""
    made: list[BrowserContext] = []

    def make(width: int = 390, height: int = 844, at: str = "", **options: object) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, **{"locale": "fi-FI", **options}
        )
        context.set_default_timeout(15_000)
        made.append(context)
        return Visitor(context, at or site)

    yield make
    for context in made:
        context.close()
