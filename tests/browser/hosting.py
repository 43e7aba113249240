"""A site of somebody else's, with our script tag on it, and browsers that block what others would store."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

from tests.browser.answering import AREA
from tests.browser.conftest import Visitor
from tests.chromium import ARGUMENTS, PATIENCE, chromium_path
from tests.demo_server import command, environment

STRICT = "default-src 'none'; script-src {site}; frame-src {site}; style-src 'none'; base-uri 'none'"
"""A host's policy that allows our script and our frame, and no style of anybody's."""

PAGE = """<!doctype html><html lang="fi"><title>Isäntä</title><main><h1>Isäntä</h1>
<p><a href="{site}/fi/chat/" data-luotsi>Chat</a></p><p><button>Muu nappi</button></p>
<p><a href="/toinen">Toinen sivu</a></p></main>
<script src="{site}/static/widget/luotsi-widget.js" data-area="{area}" data-language="fi" data-opens="chat"
{attributes}></script>"""

OTHER_SITE, SAME_SITE, UNLISTED = "127.0.0.1", "localhost", "elsewhere.localhost"
"""Names of the host. Ours is localhost: a browser takes names under one domain for one site."""

Puts = Callable[..., Page]
"""`host(visitor, attributes, name=…)`: go to the host's page."""


@contextmanager
def hosting(data: Path, *listed: str) -> Iterator[Puts]:
    """The site. Under its names that are `listed` it may show the panel."""
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
    addresses = [f"http://{name}:{server.server_port}" for name in listed]
    allow = f"from luotsi.contacts.embed_actions import *; [allow_site(one, by=1) for one in {addresses!r}]"
    subprocess.run(command("django", "shell", "-c", allow), env=environment(data), check=True)

    def put(visitor: Visitor, attributes: str = "", *, name: str = OTHER_SITE) -> Page:
        held["html"] = PAGE.format(site=visitor.site, area=AREA, attributes=attributes)
        held["policy"] = STRICT.format(site=visitor.site)
        visitor.page.goto(f"http://{name}:{server.server_port}/")
        return visitor.page

    yield put
    server.shutdown()


@contextmanager
def browser_of_own(
    chromium: Browser, folder: Path, *, blocks_third_parties: bool
) -> Iterator[BrowserContext]:
    """A browser with settings of its own. Debian's blocks third parties unless it is told otherwise."""
    preferences = folder / "Default" / "Preferences"
    preferences.parent.mkdir()
    mode = 1 if blocks_third_parties else 0
    preferences.write_text(json.dumps({"profile": {"cookie_controls_mode": mode}}))
    context = chromium.browser_type.launch_persistent_context(
        folder, executable_path=chromium_path(), args=ARGUMENTS, locale="fi-FI"
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def panel(page: Page) -> FrameLocator:
    """What stands in the frame."""
    return page.frame_locator("iframe")
