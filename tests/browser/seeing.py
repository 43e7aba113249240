"""What every state of the chat must be: open to everybody, in both themes, on the smallest screen."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.chromium import barriers, is_too_wide
from tests.demo_server import command, environment

SHELF = os.environ.get("CHAT_PICTURES", "")
"""A folder for pictures of each state, when somebody wants to look at them."""

SMALLEST = {"width": 320, "height": 256}
"""A screen of 1280 × 1024 at 400 %."""

SIZES = {"phone": {"width": 390, "height": 844}, "computer": {"width": 1280, "height": 800}}
MOST_STEPS = 60


def open_to_everybody(page: Page, name: str) -> None:
    """No barrier in either theme, nothing cut off at 400 %, and nothing moves for who wants no motion."""
    size = page.viewport_size
    page.emulate_media(reduced_motion="reduce")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == [], f"{name}, {scheme}"
    assert page.evaluate("document.getAnimations().length") == 0, name
    page.set_viewport_size(SMALLEST)
    assert not is_too_wide(page), name
    if SHELF:
        take_pictures(page, name)
    page.set_viewport_size(size)


def take_pictures(page: Page, name: str) -> None:
    """For eyes: how it looks on a phone, on a computer, and in the dark at 400 %."""
    for size, screen in SIZES.items():
        page.set_viewport_size(screen)
        page.wait_for_timeout(500)  # for who looks at the pictures; no story waits here
        page.screenshot(path=f"{SHELF}/{name}-{size}.png")
    page.set_viewport_size(SMALLEST)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=f"{SHELF}/{name}-400.png")
    page.emulate_media(color_scheme="light")


def step_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there; fail when it never gets there."""
    for _press in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {target}.")


class Hours:
    """What the clock does in the background, at moments that a story wants: no story waits for them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def come(self, moment: str, *, has_people: bool = True) -> None:
        """It is `moment` ("2026-11-25T14:50"), and the worker has looked at what is due.

        `has_people`: the professionals are at their pages, whose clock is the server's, until that moment.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{moment} {int(has_people)}\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        assert re.fullmatch(r"done \d+\n", told), told


_TICKS = """
import sys
from datetime import datetime
from luotsi.contacts import vanishing
from luotsi.contacts.models import PresenceRow
from luotsi.conversations import timing
from luotsi.foundation import clock
for line in sys.stdin:
    moment, has_people = line.split()
    clock.start_from(datetime.fromisoformat(moment).replace(tzinfo=clock.HELSINKI))
    for person in PresenceRow.objects.values_list("pk", flat=True) if has_people == "1" else ():
        vanishing.hear(person)
    print("done", timing.tick(), flush=True)
"""


@contextmanager
def passing(data: Path) -> Iterator[Hours]:
    """The hours of the server that works on this data folder; its own clock goes on as it does."""
    process = subprocess.Popen(
        command("django", "shell", "--no-imports", "-c", _TICKS),
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Hours(process)
    finally:
        process.stdin.close()  # type: ignore[union-attr]
        process.wait(20)
