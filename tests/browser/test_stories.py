"""Errands of residents, walked in a real browser on the demo county."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.chromium import is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]


def test_toothache_at_night(visit: Visits, site_at_night: str) -> None:
    """Half past two, a phone, a tooth: search, two taps, and a number that answers now."""
    visitor = visit(at=site_at_night)
    page = visitor.go("/")
    expect(page).to_have_url(f"{site_at_night}/fi/")
    page.get_by_label("Mihin tarvitset apua?").fill("hammas särkee ihan hirveesti")
    page.get_by_role("button", name="Kysy tai hae").click()
    expect(page).to_have_url(re.compile("/fi/avustaja/"))
    page.locator("a[href$='/toothache/']").click()
    page.get_by_label("Omistani").check()
    page.get_by_role("button", name="Jatka", exact=True).click()
    page.get_by_label("Haluan puhua ammattilaisen kanssa").check()
    page.get_by_role("button", name="Jatka", exact=True).click()
    page.get_by_label("Soitan", exact=True).check()
    page.get_by_role("button", name="Jatka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Soita")
    expect(page.get_by_text("Auki ympäri vuorokauden").first).to_be_visible()
    expect(
        page.get_by_role("link", name="Soita 116117")
        .or_(page.get_by_role("link", name="Soita 116 117"))
        .first
    ).to_be_visible()
    assert visitor.complaints == []
    assert visitor.elsewhere == []
    assert visitor.context.cookies() == []


def go_on(page: Page, words: str = "Jatka") -> None:
    """Press the button of a question, and wait for all of the page that comes: it may have no such button."""
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def test_a_swedish_speaking_mother(visit: Visits) -> None:
    """Her browser speaks Swedish; she wonders about her baby, and every word on the way is Swedish."""
    visitor = visit(locale="sv-FI")
    page = visitor.go("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hur kan vi hjälpa dig?")
    page.get_by_role("link", name=re.compile("Baby|barn", re.IGNORECASE)).first.click()
    page.locator("a[href*='/sv/rad/new-baby/']").click()
    page.wait_for_load_state()
    while page.get_by_role("button", name="Fortsätt", exact=True).count():
        page.locator("input[type=radio], input[type=checkbox]").first.check()
        go_on(page, "Fortsätt")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("heading", name="Var detta till hjälp?")).to_be_visible()
    for finnish in ("Jatka", "Takaisin", "Muuta", "Auki nyt", "Soita "):
        assert finnish not in page.locator("main").inner_text()


def test_the_son_of_a_78_year_old_looks_for_help_at_home_and_takes_it_along(visit: Visits) -> None:
    """He asks for his mother, changes an answer on the way, and prints what he found."""
    visitor = visit(width=1280)
    page = visitor.go("/fi/")
    page.get_by_role("button", name="äiti ei pärjää kotona").click()
    page.locator("a[href$='/older-person-needs-help/']").first.click()
    page.wait_for_load_state()
    answered = 0
    while page.get_by_role("button", name="Jatka", exact=True).count():
        page.locator("main input:not([type=hidden])").first.check()
        go_on(page)
        answered += 1
    assert answered >= 2
    before = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Muuta vastauksia").click()
    page.get_by_role("button", name="Jatka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)
    page.get_by_text("QR-koodi puhelimeen").click()
    expect(page.get_by_role("img", name=re.compile("QR"))).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Hätätilanne")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_victim_of_violence_leaves_at_once_and_nothing_stays(visit: Visits) -> None:
    """Two answers, three presses of Escape: no answer in address, history or storage, and no way back."""
    visitor = visit()
    page = visitor.go("/fi/")
    length = page.evaluate("history.length")
    page = visitor.go("/fi/ohje/violence-at-home/")
    question = page.get_by_role("heading", level=1).inner_text()
    page.locator("main input[type=radio]").first.check()
    page.get_by_role("button", name="Jatka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(question)
    expect(
        page.get_by_role("button", name="Poistu sivulta nopeasti")
        .or_(page.locator("[data-quick-exit]"))
        .first
    ).to_be_visible()
    expect(page.locator("input[name=_visit]").first).to_be_attached()
    assert urlsplit(page.url).query == ""
    assert page.evaluate("history.length") == length + 1
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.context.cookies() == []
    page.context.route(
        "https://**", lambda route: route.fulfill(body="<title>Sää</title>", content_type="text/html")
    )
    erased = []
    page.on("request", lambda request: request.method == "POST" and erased.append(request.post_data))
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://**")
    assert any("_exit=yes" in (sent or "") for sent in erased)
    page.go_back()
    assert "violence" not in page.url
    assert "väkival" not in page.locator("body").inner_text().lower()


def test_the_keyboard_alone_is_enough(visit: Visits) -> None:
    """Tab, space and enter from the front page to an outcome; the skip link first, focus always seen."""
    visitor = visit(width=1280)
    page = visitor.go("/fi/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Siirry sisältöön")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "text")
    page.keyboard.type("hammasta särkee")
    page.keyboard.press("Enter")
    page.wait_for_url("**/avustaja/**")
    tab_to(page, "a[href$='/toothache/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ohje/toothache/")
    for _step in range(6):
        if not page.get_by_role("button", name="Jatka", exact=True).count():
            break
        tab_to(page, "main input[type=radio]")
        page.keyboard.press("Space")
        tab_to(page, "main form button")
        address = page.url
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, address=address: url != address)
    expect(page.get_by_role("heading", name="Auttoiko tämä?")).to_be_visible()


def test_enter_answers_a_question_and_never_leads_back(visit: Visits) -> None:
    """Where answers travel in the body, going back is a button too; Enter on an answer presses "Jatka"."""
    page = visit().go("/fi/ohje/violence-at-home/")
    asked = []
    for _step in range(6):
        if not page.get_by_role("button", name="Jatka", exact=True).count():
            break
        asked.append(page.get_by_role("heading", level=1).inner_text())
        answer = page.locator("main input[type=radio], main input[type=checkbox]").first
        answer.check()
        answer.press("Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text(asked[-1])
    assert len(asked) > 1
    assert len(set(asked)) == len(asked)
    expect(page.get_by_role("heading", name="Auttoiko tämä?")).to_be_visible()


def tab_to(page: object, selector: str) -> None:
    """Press Tab until the focus is on what the selector names; the focus must be seen on the way."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"The keyboard does not reach {selector}.")


@pytest.mark.parametrize(
    "address", ["/fi/", "/fi/haku/?q=kuume", "/fi/ohje/toothache/", "/fi/ihminen/", "/fi/tietosuoja/"]
)
def test_at_400_per_cent_everything_is_still_in_one_column(visit: Visits, address: str) -> None:
    """A 1280 pixel screen magnified four times is 320 pixels wide."""
    page = visit(width=320, height=256).go(address)
    assert not is_too_wide(page)
    expect(page.get_by_role("heading", level=1)).to_be_attached()


def test_without_javascript_the_whole_errand_works(visit: Visits) -> None:
    visitor = visit(java_script_enabled=False)
    page = visitor.go("/fi/")
    page.get_by_label("Mihin tarvitset apua?").fill("rahat on loppu eikä ole ruokaa")
    page.get_by_role("button", name="Kysy tai hae").click()
    page.locator("a[href$='/food-aid/']").first.click()
    page.wait_for_load_state()
    while page.get_by_role("button", name="Jatka", exact=True).count():
        page.locator("main input[type=radio]").first.check()
        go_on(page)
    expect(page.get_by_role("heading", name="Auttoiko tämä?")).to_be_visible()
    page.get_by_role("button", name="Kyllä").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiitos, kun kerroit")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiitos")


def test_pressing_continue_too_early_says_what_to_do_and_where(visit: Visits) -> None:
    page = visit().go("/fi/ohje/toothache/")
    page.get_by_role("button", name="Jatka", exact=True).click()
    expect(page).to_have_title(re.compile("^Virhe: "))
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#who")).to_be_focused()
