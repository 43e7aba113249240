"""The widget on somebody's page: one script tag, a button, and our panel in a frame.

Debian's Chromium blocks what third parties would store. Within one domain (`luotsi.county.example` on
`www.county.example`) that touches nobody. On a site of another domain it denies a frame every storage. There
the panel says so before anything is begun, asks before it is lost, and hands the conversation to a tab of its
own, which keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.answering import AREA, Professional, sign_in
from tests.browser.beginning import press_start
from tests.browser.conftest import Visitor
from tests.browser.hosting import OTHER_SITE, SAME_SITE, UNLISTED, Puts, browser_of_own, hosting, panel
from tests.browser.seeing import SHELF, open_to_everybody, take_pictures
from tests.chromium import barriers, is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]
DENIED = "try { return String(sessionStorage.length) } catch (error) { return error.name }"


@pytest.fixture(scope="module")
def host(untouched_demo_data: Path) -> Iterator[Puts]:
    with hosting(untouched_demo_data, OTHER_SITE, SAME_SITE) as put:
        yield put


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
    with browser_of_own(chromium, tmp_path, blocks_third_parties=False) as context:
        yield Visitor(context, site)


def test_a_conversation_goes_on_while_it_is_closed_and_over_a_change_of_page(
    visit: Visits, host: Puts, keeper: Visitor
) -> None:
    professional = Professional(visit(width=1280))
    page = host(keeper)
    page.get_by_role("button", name="Avaa chat").click()
    expect(page.get_by_role("dialog", name="Chat")).to_be_visible()
    expect(panel(page).locator("[data-unkept]")).to_be_hidden()
    press_start(panel(page))
    expect(panel(page).locator(".l-chat")).to_be_visible()
    number = str(page.frames[1].evaluate("JSON.parse(sessionStorage.getItem('luotsi-chat')).id"))
    panel(page).get_by_role("textbox", name="Kirjoita viesti").fill("Hei paneelista")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text("Lähetetty", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("Avaa chat"))).to_be_focused()
    professional.take(number)
    professional.say(number, "Vastaus")
    expect(page.get_by_role("button", name="Avaa chat, 1 uusi viesti")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("1 uusi viesti")
    page.reload()
    page.get_by_role("button", name=re.compile("Avaa chat")).click()
    expect(panel(page).get_by_text("Vastaus", exact=True)).to_be_visible()
    expect(panel(page).get_by_text("Hei paneelista")).to_be_visible()
    assert "Vastaus" not in page.locator("body").inner_text()
    professional.do(number, "end")
    professional.call("presence", {"state": "gone"})


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
    page = host(visit(width=1280), name=UNLISTED)
    page.get_by_role("button", name="Avaa chat").click()
    link = page.get_by_role("alert").get_by_role("link", name="Avaa omalla sivulla")
    expect(link).to_be_visible()
    assert str(link.get_attribute("href")).endswith(f"/fi/chat/?area={AREA}")
    page.get_by_role("button", name="Sulje").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.fixture
def blocker(chromium: Browser, site: str, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody whose browser blocks third parties."""
    with browser_of_own(chromium, tmp_path, blocks_third_parties=True) as context:
        yield Visitor(context, site)


def begin(page: Page, words: str) -> None:
    page.get_by_role("button", name="Avaa chat").click()
    press_start(panel(page))
    panel(page).get_by_role("textbox", name="Kirjoita viesti").fill(words)
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text("Lähetetty", exact=True)).to_be_visible()


def test_within_one_domain_a_conversation_goes_on_over_reload_and_change_of_page(
    host: Puts, blocker: Visitor
) -> None:
    page = host(blocker, name=SAME_SITE)
    begin(page, "Hei samalta verkkoalueelta")
    expect(panel(page).locator(".l-chat [data-unkept]")).to_be_hidden()
    page.reload()
    expect(panel(page).get_by_text("Hei samalta verkkoalueelta")).to_be_visible()
    page.get_by_role("link", name="Toinen sivu").click(force=True)
    page.wait_for_url("**/toinen")
    expect(panel(page).get_by_text("Hei samalta verkkoalueelta")).to_be_visible()
    assert blocker.context.cookies() == []


def test_on_another_domain_it_says_so_before_and_moves_to_a_tab_that_keeps_it(
    host: Puts, blocker: Visitor, professional: Professional
) -> None:
    page = host(blocker)
    page.get_by_role("button", name="Avaa chat").click()
    expect(panel(page).get_by_text("Selaimesi ei anna tämän ikkunan muistaa")).to_be_visible()
    expect(panel(page).get_by_text("tämä välilehti muistaa keskustelun")).to_be_hidden()
    expect(panel(page).get_by_role("link", name="Avaa chat omaan välilehteen")).to_be_visible()
    assert page.frames[1].evaluate(f"() => {{ {DENIED} }}") == "SecurityError"
    fills_its_dialog(page)
    assert barriers(page) == []
    look_at(page, "unkept-door")
    press_start(panel(page))
    panel(page).get_by_role("textbox", name="Kirjoita viesti").fill("Hei paneelista")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_text("Lähetetty", exact=True)).to_be_visible()
    stays_when_asked(page)
    panel(page).get_by_role("textbox", name="Kirjoita viesti").fill("Jäi kesken")
    expect(panel(page).get_by_text("Selaimesi ei anna tämän ikkunan muistaa").last).to_be_visible()
    look_at(page, "unkept-talk")
    with blocker.context.expect_page() as opened:
        panel(page).get_by_role("button", name="Jatka omassa välilehdessä").click()
    tab = opened.value
    expect(tab.locator("[data-lines]").get_by_text("Hei paneelista")).to_be_visible()
    expect(tab.get_by_role("textbox", name="Kirjoita viesti")).to_have_value("Jäi kesken")
    kept = tab.evaluate("JSON.parse(sessionStorage.getItem('luotsi-chat'))")
    assert kept["capability"] not in tab.url
    assert kept["id"] not in tab.url
    expect(panel(page).get_by_text("auki myös omassa välilehdessä").first).to_be_visible()
    look_at(page, "moved")
    professional.take(kept["id"])
    professional.say(kept["id"], "Kuulen sinua")
    for place in (tab, panel(page)):
        expect(place.locator(".l-bubble")).to_have_text(re.compile("Kuulen sinua"))
    page.get_by_role("link", name="Toinen sivu").click(force=True)
    page.wait_for_url("**/toinen")
    expect(panel(page).get_by_role("button", name="Aloita chat")).to_be_visible()
    tab.reload()
    expect(tab.locator(".l-bubble")).to_have_text(re.compile("Kuulen sinua"))
    assert blocker.context.cookies() == []
    professional.do(kept["id"], "end")
    expect(tab.get_by_text("Saitko vastauksen?")).to_be_visible()


def test_an_administrator_makes_the_piece_and_sees_it_on_a_sample_page(visit: Visits) -> None:
    """The piece is what the sample page has; who may show the chat is a list; nobody sees who opened it."""
    page = sign_in(visit(width=1280, height=900), "demo-administrator")
    page.goto(page.url + "embeds/")
    open_to_everybody(page, "embeds")
    page.get_by_label("Palvelu", exact=True).select_option("oral-health")
    page.get_by_label("Painikkeen paikka").select_option("left")
    page.get_by_label("Avautuu tällä").select_option("chat")
    page.get_by_label("Tervehdys painikkeen vieressä").fill('Hei "ystävä" <3')
    page.get_by_role("button", name="Tee upotuskoodi").click()
    piece = page.get_by_label("Kopioi tämä sivun loppuun")
    expect(piece).to_have_value(
        re.compile(r'/static/widget/luotsi-widget\.js" async data-area="oral-health"')
    )
    expect(page.get_by_role("img", name="Chatin QR-koodi")).to_be_visible()
    open_to_everybody(page, "embeds-made")
    page.get_by_label("Sivuston osoite").fill("https://www.uusi.example/etusivu?a=1")
    page.get_by_role("button", name="Salli sivusto").click()
    expect(page.get_by_text("https://www.uusi.example saa näyttää chatin.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Katso esimerkkisivulla").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Esimerkkisivu jollakin toisella sivustolla")
    page.get_by_role("button", name='Hei "ystävä" <3').click()
    expect(panel(page).get_by_role("heading", level=1)).to_have_text(re.compile("Suun"))
    left = page.get_by_role("dialog").bounding_box()
    assert left is not None
    assert left["x"] < 100
    fills_its_dialog(page)
    look_at(page, "embeds-preview")
    assert barriers(page) == []


def fills_its_dialog(page: Page) -> None:
    expect(page.get_by_role("dialog").get_by_role("button", name="Sulje")).to_be_hidden()
    frame, dialog = page.locator("iframe").bounding_box(), page.get_by_role("dialog").bounding_box()
    assert frame is not None
    assert dialog is not None
    assert frame["height"] > dialog["height"] - 5


def stays_when_asked(page: Page) -> None:
    """The browser asks before the page goes; who answers "stay" has lost nothing."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.assign('/toinen'))")
    assert asked == ["beforeunload"]
    expect(panel(page).get_by_text("Hei paneelista")).to_be_visible()


def look_at(page: Page, name: str) -> None:
    size = page.viewport_size
    if SHELF and size:
        take_pictures(page, name)
        page.set_viewport_size(size)
