"""One real Chromium for the whole run, what axe finds on a page, and what the page refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 20_000
"""Milliseconds that an expectation waits: what a busy machine needs. A story that holds does not wait."""

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
STILL = """Promise.allSettled(
    document.getAnimations()
        .filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
        .map(one => one.finished)
)"""
"""What fades in has its colours only when it is there."""

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """The browser that LUOTSI_CHROMIUM names, or one of Debian's and others' usual names."""
    named = os.environ.get("LUOTSI_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless browser. Where there is none, its tests skip on a person's machine and fail in CI."""
    path = chromium_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and this is CI: run `make browser`.")
        pytest.skip("Chromium is not installed, so nothing was tried in a browser (see `make browser`).")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe finds: (rule, the first element that breaks it). Empty is the aim."""
    # Between two pages there is an empty one.
    page.wait_for_load_state()
    page.evaluate(STILL)
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run({ runOnly: rules })", AXE_RULES)
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in found["violations"]]


def is_too_wide(page: Page) -> bool:
    """Whether the page has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
