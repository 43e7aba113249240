"""A professional who answers chats, signed in in a browser of their own."""

from __future__ import annotations

import re
from typing import Any

from luotsi.accounts.demo import DEMO_PASSPHRASE
from tests.browser.conftest import Visitor

AREA = "oral-health"


class Professional:
    """Signed in in a browser of their own; speaks to the live part as their page would."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.go("/staff/")
        self.page.get_by_label(re.compile("Käyttäjätunnus|Sähköposti")).first.fill("demo-professional")
        self.page.locator("input[type=password]").fill(DEMO_PASSPHRASE)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/staff/")
        self.token = self.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        self.said = 0
        self.call("presence", {"state": "present", "areas": [AREA], "capacity": 20})

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

    def take(self, number: str) -> None:
        self.call("presence", {"state": "present", "areas": [AREA], "capacity": 20})
        self.call("pick", {"id": number})

    def say(self, number: str, text: str) -> None:
        self.said += 1
        self.call(f"conversations/{number}/messages", {"key": f"professional-{self.said}", "text": text})

    def do(self, number: str, verb: str, **more: Any) -> None:
        self.call(f"conversations/{number}/{verb}", more)
