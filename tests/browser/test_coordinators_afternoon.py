"""A pilot in an afternoon: a county with nothing but its name gets services, approved paths, a link, figures.

County IT works in a terminal, the coordinator in a browser, a resident comes by the link on a page of the
county's own.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from luotsi.accounts.demo import DEMO_PASSPHRASE
from luotsi.config.installing import DEMO_COUNTY
from luotsi.integrations.ptv.twin.server import Twin, serve
from tests.browser.conftest import Visitor
from tests.chromium import barriers, is_too_wide
from tests.demo_server import MORNING, command, environment, serving

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

NOTICED_WITHIN = 120
"""Seconds in which a page shows what another process has done: a few on a machine that is not busy."""


def run(data: Path, *arguments: str) -> str:
    """A command of county IT; what it says."""
    done = subprocess.run(
        command(*arguments), env=environment(data), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def ptv() -> Iterator[Twin]:
    """The service catalogue, with everything of Rantamaa in it."""
    with serve(DEMO_COUNTY / "ptv") as twin:
        yield twin


@pytest.fixture(scope="module")
def new_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of this morning: the county, its people and the starter library, and no service."""
    data = tmp_path_factory.mktemp("pilot")
    run(data, "prepare")
    run(data, "load-county", str(DEMO_COUNTY / "county.yaml"))
    run(data, "django", "shell", "-c", "from luotsi.accounts.demo import *; create_demo_people()")
    return data


@pytest.fixture(scope="module")
def pilot(new_county: Path) -> Iterator[str]:
    with serving(new_county, MORNING) as address:
        yield address


@pytest.fixture
def own_page() -> Iterator[Callable[[str], str]]:
    """A page of the county's old site: give it the HTML that stands on it, and get its address."""
    held = {"html": ""}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!doctype html><html lang="fi"><title>Rantamaa</title>{held["html"]}'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nothing: its log is of no interest."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()

    def put(html: str) -> str:
        held["html"] = html
        return f"http://127.0.0.1:{server.server_port}/"

    yield put
    server.shutdown()


def sign_in(page: Page) -> None:
    page.get_by_label(re.compile("Käyttäjätunnus|Sähköposti")).first.fill("demo-coordinator")
    page.locator("input[type=password]").fill(DEMO_PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")


def sound(page: Page) -> None:
    """No barrier, nothing cut off, on whatever page one is."""
    assert barriers(page) == []
    assert not is_too_wide(page)


def figure(page: Page, words: str) -> int:
    """A number of the desk's front page or list, by its label."""
    found = page.locator("dt", has_text=words).locator("xpath=following-sibling::dd")
    return int(found.first.inner_text())


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Load the page again until something holds, or the time is up; the caller says what should hold."""
    deadline = time.monotonic() + NOTICED_WITHIN
    while not holds() and time.monotonic() < deadline:
        time.sleep(1)
        page.reload()


def load_services(page: Page, data: Path, ptv: Twin) -> None:
    """One o'clock: nothing is known of the county's services. County IT loads the service catalogue."""
    assert figure(page, "Palvelua ei löydy") > 50
    sound(page)
    told = run(data, "import-ptv", "--from", ptv.v11)
    assert re.search(r"service\s+75\s+0\s+0\s+0\b", told), told
    again = run(data, "import-ptv", "--from", ptv.v11)
    assert re.search(r"service\s+0\s+0\s+0\s+75\b", again), "a second time changes nothing"


def give_a_slot_to_an_editor(page: Page) -> None:
    """Two o'clock: the list is short, and each slot has an owner and a next action."""
    wait_until(page, lambda: figure(page, "Palvelua ei löydy") < 15)
    assert figure(page, "Palvelua ei löydy") < 15
    expect(page.get_by_text("Vastuuhenkilö:").first).to_be_visible()
    page.get_by_role("link", name="Ruoka-apu").first.click()
    page.wait_for_url("**/food-aid/")
    sound(page)
    page.get_by_label("Kuka hoitaa").select_option(label="Sisko Sisällöntuottaja")
    page.get_by_label("Huomio työkavereille").fill("Kysytään seurakunnalta.")
    page.get_by_role("button", name="Tallenna").press("Enter")
    expect(page.get_by_text("Vastuuhenkilö: Sisko Sisällöntuottaja")).to_be_visible()


def approve_twenty_paths(page: Page) -> None:
    """Three o'clock: twenty paths are read and approved, with the keyboard alone."""
    sound(page)
    boxes = page.locator("input[name=path]")
    waiting = boxes.count()
    for number in range(20):
        boxes.nth(number).focus()
        page.keyboard.press("Space")
    page.get_by_label("Olen lukenut valitut polut").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Hyväksyttyjä polkuja: 20.")).to_be_visible(timeout=60_000)
    expect(boxes).to_have_count(waiting - 20)


def make_a_link(page: Page) -> str:
    """Half past three: a link for the county's own page; its HTML."""
    sound(page)
    page.get_by_label("Nimi suomeksi").fill("Etusivun nosto")
    page.get_by_label("Koodi").fill("nosto-1")
    page.get_by_label("Mitä se avaa").select_option("path:toothache")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_text("Kukaan ei ole vielä tullut tätä kautta.")).to_be_visible()
    sound(page)
    return page.get_by_label("HTML omalle sivulle").input_value()


def come_by_the_link(resident: Visitor, address: str) -> None:
    """A resident with a phone that has no JavaScript comes by it, and is helped."""
    phone = resident.page
    phone.goto(address)
    phone.get_by_role("link", name="Etusivun nosto").click()
    for answer in ("Omistani", "Haluan puhua ammattilaisen kanssa", "Soitan"):
        phone.get_by_label(answer, exact=answer == "Soitan").check()
        phone.get_by_role("button", name="Jatka").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Soita")
    phone.get_by_role("button", name="Kyllä").click()
    assert resident.context.cookies() == []


def test_a_pilot_in_an_afternoon(
    visit: Visits, pilot: str, new_county: Path, ptv: Twin, own_page: Callable[[str], str]
) -> None:
    coordinator = visit(width=1280, at=pilot)
    page = coordinator.go("/staff/login/")
    sign_in(page)
    coordinator.go("/editor/slots/")
    load_services(page, new_county, ptv)
    give_a_slot_to_an_editor(page)
    coordinator.go("/editor/approval/")
    approve_twenty_paths(page)
    coordinator.go("/editor/campaigns/new/")
    snippet = make_a_link(page)
    come_by_the_link(visit(at=pilot, java_script_enabled=False), own_page(snippet))

    # Four o'clock: the first figures.
    wait_until(page, lambda: figure(page, "Sanoi, että auttoi") == 1)
    counted = [figure(page, words) for words in ("Avattu", "Pääsi loppuun", "Sanoi, että auttoi")]
    assert counted == [1, 1, 1]
    coordinator.go("/editor/figures/")
    sound(page)
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Hammassärky")
    assert first.locator("td").first.inner_text() == "1"
    assert [words for words in coordinator.complaints if "Failed to load resource" not in words] == []


def test_the_coordinators_pages_fit_a_phone_and_the_dark(visit: Visits, pilot: str) -> None:
    coordinator = visit(width=390, at=pilot, color_scheme="dark", locale="sv-FI")
    page = coordinator.go("/staff/login/")
    page.locator("input[name=login]").fill("demo-coordinator")
    page.locator("input[type=password]").fill(DEMO_PASSPHRASE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/")
    for address in (
        "/editor/slots/?show=all",
        "/editor/slots/money-has-run-out/food-aid/",
        "/editor/approval/",
        "/editor/campaigns/",
        "/editor/campaigns/new/",
        "/editor/figures/",
    ):
        coordinator.go(address)
        assert barriers(page) == [], address
        assert not is_too_wide(page), address
