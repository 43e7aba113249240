"""How stories begin a chat: when the page's script is ready to open it, and not before."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page, expect


def when_live(place: Page | FrameLocator) -> None:
    """Wait until the page's script opens the chat.

    Whoever presses earlier is served by the form and by another page: a story of its own, with other focus.
    """
    expect(place.locator("#chat[data-is-live]")).to_be_attached()


def press_start(place: Page | FrameLocator, name: str = "Aloita chat") -> None:
    """Begin the chat live."""
    when_live(place)
    place.get_by_role("button", name=name).click()
