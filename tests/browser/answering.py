"""A professional who answers chats, signed in in a browser of their own."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

from luotsi.accounts.demo import DEMO_PASSPHRASE
from tests.browser.conftest import Visitor

AREA = "oral-health"


def sign_in(visitor: Visitor, name: str) -> Page:
    """One of the demo's people, signed in at the front page of staff."""
    page = visitor.go("/staff/")
    page.get_by_label(re.compile("Käyttäjätunnus|Sähköposti")).first.fill(name)
    page.locator("input[type=password]").fill(DEMO_PASSPHRASE)
    page.keyboard.press("Enter")
    # The address of the sign-in ends so, too: it tells where one wanted to go.
    page.wait_for_url(re.compile(r"^[^?]*/staff/$"))
    return page


class Professional:
    """Signed in in a browser of their own; speaks to the live part as their page would."""

    def __init__(self, visitor: Visitor, *areas: str, name: str = "demo-professional") -> None:
        self.areas = areas or (AREA,)
        self.page = sign_in(visitor, name)
        self.token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        self.said = 0
        self.is_at_work()

    def call(self, path: str, body: dict[str, Any]) -> Any:
        status, told = self.page.evaluate(
            """async ([path, body, token]) => {
                const answer = await fetch(`/live/v1/staff/${path}`, {
                    method: 'POST', body: JSON.stringify(body),
                    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token }
                })
                return [answer.status, answer.status === 204 ? null : await answer.json()]
            }""",
            [path, body, self.token],
        )
        assert status < 300, told
        return told

    def is_at_work(self) -> None:
        """A sign of life: without one for a minute a person counts as gone."""
        self.call("presence", {"state": "present", "areas": self.areas, "capacity": 20})

    def go_home(self) -> None:
        self.call("presence", {"state": "gone"})

    def take(self, number: str) -> None:
        self.is_at_work()
        self.call("pick", {"id": number})

    def say(self, number: str, text: str) -> None:
        self.said += 1
        self.call(f"conversations/{number}/messages", {"key": f"professional-{self.said}", "text": text})

    def do(self, number: str, verb: str, **more: Any) -> None:
        self.call(f"conversations/{number}/{verb}", more)
