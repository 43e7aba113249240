"""In Chromium: a page on another site cannot show ours in a frame to steal clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, Route, expect

pytestmark = pytest.mark.browser

TRAP = "http://trap.example/"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def framed(page: Page, address: str) -> Frame:
    """The page at an address, inside a frame of the trap."""
    trap = f"<!doctype html><title>trap</title><iframe src='{address}' width=900 height=900></iframe>"
    page.route(TRAP, lambda route: route.fulfill(body=trap, content_type="text/html"))
    page.goto(TRAP, wait_until="networkidle")
    return page.frames[1]


@pytest.mark.parametrize("path", ["/fi/parts/home/", "/staff/", "/editor/"])
def test_another_site_cannot_frame_a_page(page: Page, site: str, path: str) -> None:
    framed(page, f"{site}{path}").wait_for_url(re.compile("^chrome-error:"))


def test_it_is_the_policy_that_stops_it(page: Page, site: str) -> None:
    """The same page without its policy is shown: otherwise the story above would prove nothing."""

    def without_policy(route: Route) -> None:
        answer = route.fetch()
        kept = {name: told for name, told in answer.headers.items() if name != "content-security-policy"}
        route.fulfill(response=answer, headers=kept)

    page.route(f"{site}/fi/parts/home/", without_policy)
    expect(framed(page, f"{site}/fi/parts/home/").locator("h1")).to_have_count(1)
