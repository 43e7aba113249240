"""The widget on somebody's page: one script tag, a button, and our panel in a frame."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.answering import AREA, Professional
from tests.browser.conftest import Visitor
from tests.chromium import ARGUMENTS, barriers, chromium_path, is_too_wide
from tests.demo_server import MORNING, command, environment, serving

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

STRICT = "default-src 'none'; script-src {site}; frame-src {site}; style-src 'none'; base-uri 'none'"
"""A host's policy that allows our script and our frame, and no style of anybody's."""

PAGE = """<!doctype html><html lang="fi"><title>Isäntä</title><main><h1>Isäntä</h1>
<p><a href="{site}/fi/chat/" data-luotsi>Chat</a></p><p><button>Muu nappi</button></p></main>
<script src="{site}/static/widget/luotsi-widget.js" data-area="{area}" data-language="fi" data-opens="chat"
{attributes}></script>"""


@pytest.fixture(scope="module")
def site(demo_data: Path) -> Iterator[str]:
    """A server of these stories' own, with its own counters."""
    with serving(demo_data, MORNING, "--only", "web") as address:
        yield address


Puts = Callable[..., Page]


@pytest.fixture(scope="module")
def host(demo_data: Path) -> Iterator[Puts]:
    """A site of somebody else's: 127.0.0.1, while ours is localhost. By its other name it is not listed."""
    held = {"html": "", "policy": ""}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", held["policy"])
            self.end_headers()
            self.wfile.write(held["html"].encode())

        def log_message(self, *_words: object) -> None:
            """Nothing: its log is of no interest."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    allow = f"from luotsi.contacts.embed_actions import *; allow_site({origin!r}, by=1)"
    subprocess.run(command("django", "shell", "-c", allow), env=environment(demo_data), check=True)

    def put(visitor: Visitor, attributes: str = "", *, listed: bool = True) -> Page:
        held["html"] = PAGE.format(site=visitor.site, area=AREA, attributes=attributes)
        held["policy"] = STRICT.format(site=visitor.site)
        name = "127.0.0.1" if listed else "localhost"
        visitor.page.goto(f"http://{name}:{server.server_port}/")
        return visitor.page

    yield put
    server.shutdown()


def panel(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_nothing_is_fetched_or_stored_before_it_is_opened(visit: Visits, host: Puts) -> None:
    visitor = visit(width=320, height=560)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = host(visitor, 'data-greeting="Voimmeko auttaa?"')
    expect(page.get_by_role("button", name="Avaa chat")).to_be_visible()
    expect(page.get_by_role("button", name="Voimmeko auttaa?")).to_be_visible()
    assert [one for one in asked if "paneeli" in one or "live" in one] == []
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert visitor.context.cookies() == []
    assert barriers(page) == []
    assert not is_too_wide(page)
    assert visitor.complaints == []
    assert page.evaluate("document.body.lastElementChild.lang") == "fi", "read with the right voice"


@pytest.fixture
def keeper(chromium: Browser, site: str, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody whose browser keeps what a frame stores, apart for each site that holds it."""
    profile = tmp_path / "Default" / "Preferences"
    profile.parent.mkdir()
    profile.write_text(json.dumps({"profile": {"cookie_controls_mode": 0}}))
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium_path(), args=ARGUMENTS
    )
    yield Visitor(context, site)
    context.close()


def test_a_conversation_goes_on_while_it_is_closed_and_over_a_change_of_page(
    visit: Visits, host: Puts, keeper: Visitor
) -> None:
    professional = Professional(visit(width=1280))
    page = host(keeper)
    page.get_by_role("button", name="Avaa chat").click()
    expect(page.get_by_role("dialog", name="Chat")).to_be_visible()
    expect(panel(page).locator("[data-unkept]")).to_be_hidden()
    panel(page).get_by_role("button", name="Aloita chat").click()
    expect(panel(page).locator(".l-chat")).to_be_visible()
    number = str(page.frames[1].evaluate("JSON.parse(sessionStorage.getItem('luotsi-chat')).id"))
    panel(page).get_by_role("textbox", name="Kirjoita viesti").fill("Hei paneelista")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text("Lähetetty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("Avaa chat"))).to_be_focused()
    professional.take(number)
    professional.say(number, "Vastaus")
    expect(page.get_by_role("button", name="Avaa chat, 1 uutta viestiä")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("1 uutta viestiä")
    page.reload()
    page.get_by_role("button", name=re.compile("Avaa chat")).click()
    expect(panel(page).get_by_text("Vastaus", exact=True)).to_be_visible()
    expect(panel(page).get_by_text("Hei paneelista")).to_be_visible()
    assert "Vastaus" not in page.locator("body").inner_text()
    professional.do(number, "end")
    professional.call("presence", {"state": "gone"})


def test_where_the_browser_lets_no_frame_remember_it_says_so_and_talks_all_the_same(
    visit: Visits, host: Puts
) -> None:
    """Chromium with cookies of third parties blocked denies a foreign frame every storage."""
    visitor = visit(width=1280)
    page = host(visitor)
    page.get_by_role("button", name="Avaa chat").click()
    own_tab = panel(page).get_by_role("link", name="Avaa chat omaan välilehteen")
    expect(own_tab).to_be_visible()
    panel(page).get_by_role("button", name="Aloita chat").click()
    panel(page).get_by_role("textbox", name="Kirjoita viesti").fill("Hei")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text("Lähetetty")).to_be_visible()
    assert barriers(page) == []


def test_the_interface_tells_counts_and_no_words(visit: Visits, host: Puts) -> None:
    page = host(visit(width=1280))
    page.evaluate(
        """() => {
            window.heard = []
            const events = ['open', 'close', 'unread']
            for (const name of events) Luotsi.on(name, detail => heard.push([name, detail]))
            window.raw = []
            addEventListener('message', event => raw.push(JSON.stringify(event.data)))
            Luotsi.open()
        }"""
    )
    expect(panel(page).get_by_role("button", name="Aloita chat")).to_be_visible()
    panel(page).get_by_role("button", name="Pienennä chat").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert [name for name, _detail in page.evaluate("heard")] == ["open", "close"]
    assert set(page.evaluate("raw")) <= {'{"luotsi":"ready"}', '{"luotsi":"close"}'}


def test_a_plain_link_opens_it_here_and_focus_comes_back_to_the_link(visit: Visits, host: Puts) -> None:
    page = host(visit(width=1280))
    link = page.get_by_role("link", name="Chat")
    link.focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=1)).to_be_visible()
    page.evaluate("Luotsi.close()")
    expect(link).to_be_focused()


def test_on_a_small_screen_it_makes_room_for_who_goes_on_behind_it(visit: Visits, host: Puts) -> None:
    """The panel covers all of the page there, and is no trap: focus behind it would be unseen."""
    page = host(visit(width=320, height=560))
    page.get_by_role("button", name="Avaa chat").click()
    expect(panel(page).get_by_role("heading", level=1)).to_be_visible()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (320, 560)
    behind = page.get_by_role("button", name="Muu nappi")
    behind.focus()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(behind).to_be_focused()


def test_where_the_frame_may_not_stand_a_link_leads_to_the_page(visit: Visits, host: Puts) -> None:
    """The host is not in the county's list: the browser refuses the frame; nobody is left with nothing."""
    page = host(visit(width=1280), listed=False)
    page.get_by_role("button", name="Avaa chat").click()
    link = page.get_by_role("alert").get_by_role("link", name="Avaa omalla sivulla")
    expect(link).to_be_visible(timeout=15_000)
    assert str(link.get_attribute("href")).endswith(f"/fi/chat/?area={AREA}")
    page.get_by_role("button", name="Sulje").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
