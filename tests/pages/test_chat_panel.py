"""The widget's panel: who may hold it in a frame, what it opens with, and how little it weighs."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import luotsi.web.pages
from luotsi.web.parts import framing
from tests.pages.chatting import AREA, Chatter, hidden, kept_words
from tests.pages.reading import words_of

pytestmark = pytest.mark.usefixtures("morning")
STATIC = Path(luotsi.web.pages.__file__).parent / "static"
PANEL = ["/fi/paneeli/chat/", "/fi/paneeli/avustaja/", "/fi/paneeli/?opens=search"]


@pytest.fixture(autouse=True)
def no_list() -> Iterator[None]:
    before, seen = list(framing._origins), list(framing._seen)
    framing._origins.clear()
    framing._seen.clear()
    yield
    framing._origins[:], framing._seen[:] = before, seen


def ancestors(page: object) -> str:
    return re.search(r"frame-ancestors ([^;]*)", page["Content-Security-Policy"])[1]


@pytest.mark.parametrize("address", PANEL)
def test_only_sites_of_the_list_may_hold_the_panel(reader: Client, address: str) -> None:
    assert ancestors(reader.get(address)) == "'self'"
    framing.register_origins(lambda: ["https://www.rantamaa.example", "https://x.example; script-src *", "*"])
    page = reader.get(address)
    assert ancestors(page) == "'self' https://www.rantamaa.example"
    assert "X-Frame-Options" not in page
    assert "script-src 'self';" in page["Content-Security-Policy"]
    assert page.cookies == {}


@pytest.mark.parametrize("address", ["/fi/chat/", "/fi/avustaja/", "/fi/", "/fi/haku/"])
def test_no_other_page_may_be_held(reader: Client, address: str) -> None:
    framing.register_origins(lambda: ["https://www.rantamaa.example"])
    assert ancestors(reader.get(address)) == "'none'"


def test_every_turn_in_the_panel_stays_in_it(reader: Client) -> None:
    client = Chatter(reader, "/fi/paneeli/chat/")
    page = client.start()
    assert ancestors(page) == "'self'"
    assert 'action="/fi/paneeli/chat/#newest"' in page.content.decode()
    page = reader.post("/fi/paneeli/avustaja/", {"text": "hammas särkee"})
    assert 'action="/fi/paneeli/avustaja/#newest"' in page.content.decode()
    assert 'formaction="/fi/paneeli/chat/"' in page.content.decode()


def test_a_conversation_moves_out_of_the_panel_with_its_key_in_no_address(reader: Client) -> None:
    client = Chatter(reader, "/fi/paneeli/chat/")
    page = client.start()
    sent = {name: hidden(page, name) for name in ("conversation", "capability")}
    moved = reader.post("/fi/chat/", {**sent, "do": "move", "text": "Jäi kesken"})
    text = moved.content.decode()
    assert "chat/moved.js" in text
    assert 'data-area="oral-health" data-live="/fi/chat/?area=oral-health"' in text
    assert hidden(moved, "capability") == sent["capability"]
    assert kept_words(moved) == "Jäi kesken"
    assert moved["Cache-Control"] == "no-store"
    assert "chat/moved.js" in page.content.decode(), "begun by the form, it goes on live where scripts run"
    assert "chat/moved.js" not in reader.post("/fi/chat/", {**sent, "do": "look"}).content.decode()
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert reader.post("/fi/chat/", {**sent, "do": "move"}, headers=from_elsewhere).status_code == 403


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        ("opens=chat&area=oral-health", "/fi/paneeli/chat/?area=oral-health"),
        ("opens=assistant&area=oral-health", "/fi/paneeli/avustaja/?area=oral-health"),
        ("opens=nonsense", "/fi/paneeli/avustaja/"),
    ],
)
def test_it_opens_with_what_the_site_wants(reader: Client, wish: str, leads_to: str) -> None:
    assert reader.get(f"/fi/paneeli/?{wish}")["Location"] == leads_to


def test_it_opens_with_a_path_or_the_search(reader: Client) -> None:
    assert "/fi/ohje/toothache/" in reader.get("/fi/paneeli/?opens=path&path=toothache").content.decode()
    page = reader.get("/fi/paneeli/", {"opens": "search", "area": AREA})
    assert 'action="/fi/haku/"' in page.content.decode()
    assert "Chat ammattilaisen kanssa" in words_of(page)


def gzipped(text: bytes) -> int:
    return len(gzip.compress(text, 9, mtime=0))


def test_the_loader_is_under_5_kb_and_the_panel_under_60(reader: Client) -> None:
    assert gzipped((STATIC / "widget/luotsi-widget.js").read_bytes()) < 5_000
    page = gzipped(reader.get("/fi/paneeli/chat/", {"area": AREA}).content)
    assert page <= 14_000
    scripts = sum(gzipped(file.read_bytes()) for file in (STATIC / "chat").glob("*.js"))
    parts = STATIC.parents[1] / "parts/static/parts"
    shared = gzipped((parts / "luotsi.js").read_bytes())
    screen = gzipped(reader.get("/fi/chat/ruutu/").content)
    assert page + scripts + shared + screen < 60_000


def test_the_panel_fetches_no_font(reader: Client) -> None:
    """It is a guest on another page: the system's letters will do."""
    page = reader.get("/fi/paneeli/chat/").content.decode()
    assert "preload" not in page.replace("modulepreload", "")
    assert re.search(r"\.l-panel\{--font:system-ui", page)


def test_the_screen_holds_every_word_and_no_script(reader: Client) -> None:
    for address in ("/fi/chat/ruutu/", "/sv/chatt/vy/", "/en/chat/screen/"):
        page = reader.get(address).content.decode()
        assert "<script" not in page
        assert " style=" not in page
        assert page.count("<template") == page.count("</template>") > 8
