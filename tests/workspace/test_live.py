"""The workspace and a client over real processes: what one writes stands on the other's page at once."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from luotsi.accounts.demo import DEMO_PASSPHRASE
from tests.chromium import PATIENCE
from tests.demo_server import MORNING, serving

pytestmark = pytest.mark.browser

AREA = "oral-health"
ONLY_THE_STREAM = "window.setInterval = () => 0"
"""The page then never looks by itself: what it shows, the stream has brought."""


@pytest.fixture(scope="module")
def site(untouched_demo_data: Path) -> Iterator[str]:
    """A server of this story's own: a professional who has three in hand already can take no fourth."""
    with serving(untouched_demo_data, MORNING) as address:
        yield address


def at_work(chromium: Browser, site: str) -> Page:
    """A professional of the demo who has signed in and takes chats."""
    screen = {"width": 1280, "height": 900}
    page = chromium.new_context(base_url=site, locale="fi-FI", viewport=screen).new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(ONLY_THE_STREAM)
    page.goto("/staff/")
    page.locator("input[name=login]").fill("demo-professional")
    page.locator("input[type=password]").fill(DEMO_PASSPHRASE)
    page.keyboard.press("Enter")
    # The address of the sign-in ends so, too: it tells where one wanted to go.
    page.wait_for_url(re.compile(r"^[^?]*/staff/$"))
    with page.expect_response(lambda answer: "/live/v1/staff/stream" in answer.url) as stream:
        page.goto("/staff/chats/")
    assert stream.value.status == 200
    page.get_by_label("Otan keskusteluja").check()
    page.locator("#ws-presence").get_by_role("button", name="Tallenna").click()
    expect(page.locator("#presence-summary")).to_contain_text("Vastaan nyt")
    return page


def call(page: Page, path: str, body: dict[str, Any], capability: str) -> Any:
    """As the client's own page would ask."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {capability}"}
    answer = page.request.post(f"/live/v1/{path}", data=json.dumps(body), headers=headers)
    assert answer.ok, answer.text()
    return answer.json()


def test_what_a_client_writes_is_on_the_desk_at_once_and_the_answer_with_the_client(
    chromium: Browser, site: str
) -> None:
    page = at_work(chromium, site)
    client = chromium.new_context(base_url=site).new_page()
    capability = secrets.token_urlsafe(32)
    opening = {"area": AREA, "language": "fi", "message": "Hammas lohkesi", "key": secrets.token_hex(8)}
    number = call(client, "conversations", opening, capability)["id"]
    expect(page.locator(f"#queue-{number}")).to_be_visible()
    page.locator(f"#take-{number}").click()
    expect(page.locator("#ws-log")).to_contain_text("Hammas lohkesi")
    again = {"text": "Särkee nyt", "key": secrets.token_hex(8)}
    call(client, f"conversations/{number}/messages", again, capability)
    expect(page.locator("#ws-log")).to_contain_text("Särkee nyt")
    expect(page.locator("#ws-said")).to_contain_text("Särkee nyt")
    page.get_by_label("Viesti asiakkaalle").fill("Hei! Autan sinua.")
    page.keyboard.press("Enter")
    expect(page.locator("#ws-log")).to_contain_text("Hei! Autan sinua.")
    seen = client.request.get(
        f"/live/v1/conversations/{number}", headers={"Authorization": f"Bearer {capability}"}
    )
    assert "Hei! Autan sinua." in [entry.get("text") for entry in seen.json()["entries"]]
