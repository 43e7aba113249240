"""The parts in a real Chromium: as seen, as touched, as heard, and as left in a hurry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.chromium import PATIENCE, barriers

pytestmark = pytest.mark.browser

PAGES = ("", "home/", "question/?error", "outcome/", "sensitive/", "staff/")

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.closest('p, td, .l-facts, h2, h3'))
  .filter(e => !e.matches('.govuk-skip-link, .govuk-error-summary a'))
  .map(e => ({ what: e.outerHTML.slice(0, 90), box: e.getBoundingClientRect(),
               after: parseFloat(getComputedStyle(e, '::after').height) || 0 }))
  .filter(({ box, after }) => Math.max(box.height, after) < 43.5)
  .map(({ what, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${what}`)"""

TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`)
  document.adoptedStyleSheets = [sheet]
}"""

OVERFLOWING = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && !e.closest('svg, .l-hero > svg, .govuk-visually-hidden, .l-table'))
  .filter(e => !e.matches('.govuk-skip-link'))
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@dataclass
class Opened:
    """One page of the gallery, opened once for several looks at it."""

    page: Page
    path: str
    complaints: list[str]
    asked: list[str]


@pytest.fixture(scope="module", params=PAGES)
def opened(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Opened]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    opened = Opened(context.new_page(), request.param, [], [])
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("request", lambda asked: opened.asked.append(asked.url))
    opened.page.goto(f"{site}/fi/parts/{opened.path}", wait_until="networkidle")
    yield opened
    context.close()


def test_no_page_breaks_its_own_policy_or_asks_others(opened: Opened, site: str) -> None:
    assert opened.complaints == []
    assert all(url.startswith((site, "data:")) for url in opened.asked)
    assert opened.page.evaluate("document.fonts.check('16px \"Nunito Sans\"')")


def test_targets_are_large_enough_for_a_thumb(opened: Opened) -> None:
    assert opened.page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(opened: Opened, theme: Any) -> None:
    opened.page.emulate_media(color_scheme=theme)
    assert barriers(opened.page) == []


def test_nothing_overflows_at_320_pixels_even_with_wide_spacing(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 320, "height": 640})
    assert opened.page.evaluate(OVERFLOWING) == []
    opened.page.evaluate(TEXT_SPACING)
    assert opened.page.evaluate(OVERFLOWING) == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_frame_fits_320_pixels_in_other_languages(page: Page, site: str, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/{language}/parts/question/")
    assert page.evaluate(OVERFLOWING) == []
    strip = page.locator(".l-emergency").bounding_box()
    assert strip is not None
    assert strip["height"] <= 56


def test_answer_rows_are_tall_and_all_of_a_row_answers(page: Page, site: str) -> None:
    page.goto(f"{site}/fi/parts/question/")
    row = page.locator(".govuk-radios__item").first
    box = row.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6)
    expect(row.locator("input")).to_be_checked()


def test_the_keyboard_shows_where_it_is(page: Page, site: str) -> None:
    page.goto(f"{site}/fi/parts/question/")
    page.keyboard.press("Tab")
    skip = page.locator(".govuk-skip-link")
    expect(skip).to_be_focused()
    assert page.evaluate("document.activeElement.getBoundingClientRect().height") > 30
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "radio"
    row = page.locator(".govuk-radios__item", has=page.locator(":focus"))
    assert "rgb(255, 211, 78)" in row.evaluate("e => getComputedStyle(e).boxShadow")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "change"


def test_forced_colours_keep_borders_and_words(page: Page, site: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"{site}/fi/parts/")
    for selector in (".l-kind", ".l-open", ".l-notice", ".l-care", ".l-card", ".govuk-button", ".l-chip"):
        style = page.locator(selector).first.evaluate("e => getComputedStyle(e).borderTopWidth")
        assert float(style.removesuffix("px")) >= 1, selector
    assert not page.locator(".l-wave").is_visible()


def test_more_contrast_darkens_lines_and_muted_words(page: Page, site: str) -> None:
    page.emulate_media(contrast="more", color_scheme="light")
    page.goto(f"{site}/fi/parts/question/")
    root = "getComputedStyle(document.documentElement).getPropertyValue"
    assert page.evaluate(f"{root}('--muted')") in {"#1f2a2e", "var(--text)"}
    assert page.locator(".govuk-hint").first.evaluate("e => getComputedStyle(e).color") == "rgb(31, 42, 46)"


def test_less_motion_means_none(page: Page, site: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/fi/parts/")
    assert page.locator(".govuk-button").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def test_paper_has_the_numbers_and_opened_details_but_no_strip(page: Page, site: str) -> None:
    page.goto(f"{site}/fi/parts/outcome/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".l-emergency")).to_be_hidden()
    expect(page.locator(".l-feedback")).to_be_hidden()
    expect(page.get_by_text("020 000 0110").first).to_be_visible()
    expect(page.get_by_text("ma–to")).to_be_visible()


def test_an_error_is_heard_first(page: Page, site: str) -> None:
    page.goto(f"{site}/fi/parts/question/?error")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Valitse yksi vaihtoehto").click()
    expect(page.locator("#help")).to_be_focused()


def test_buttons_that_need_scripts_are_there_only_with_scripts(
    chromium: Browser, page: Page, site: str
) -> None:
    page.goto(f"{site}/fi/parts/outcome/")
    expect(page.get_by_role("button", name="Tulosta")).to_be_visible()
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{site}/fi/parts/outcome/")
    expect(plain.get_by_text("QR-koodi puhelimeen")).to_be_visible()
    expect(plain.get_by_role("button", name="Tulosta")).to_have_count(0)
    plain.context.close()


def test_the_link_is_copied_where_it_cannot_be_shared(context: BrowserContext, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'share', { value: undefined })")
    page.goto(f"{site}/fi/parts/outcome/")
    page.get_by_role("button", name="Jaa linkki").click()
    expect(page.locator("[data-share-status]")).to_have_text("Linkki kopioitu")
    assert page.evaluate("navigator.clipboard.readText()") == "https://rantamaa.example/fi/ohje/hammassarky"


def neutral_site(page: Page) -> None:
    """Stands in for the weather: tests never leave the machine."""
    page.route(
        "https://www.ilmatieteenlaitos.fi/**",
        lambda route: route.fulfill(body="<title>Sää</title>", content_type="text/html"),
    )


def test_a_sensitive_answer_leaves_no_trace(page: Page, site: str) -> None:
    page.goto(f"{site}/fi/parts/home/")
    page.goto(f"{site}/fi/parts/sensitive/")
    entries = page.evaluate("history.length")
    page.get_by_label("Minulla on särkyä").check()
    page.get_by_role("button", name="Jatka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Soita Nollalinjalle")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Valitsit: pain")).to_be_visible()
    page.get_by_role("link", name="Muuta vastausta").click()
    expect(page.get_by_role("button", name="Jatka")).to_be_visible()
    assert page.url == f"{site}/fi/parts/sensitive/"
    assert page.evaluate("history.length") == entries
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Miten voimme auttaa?")


def test_a_sensitive_path_works_without_scripts(chromium: Browser, site: str) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/fi/parts/sensitive/")
    page.get_by_label("Minulla on särkyä").check()
    page.get_by_role("button", name="Jatka").click()
    expect(page.get_by_text("Valitsit: pain")).to_be_visible()
    assert "pain" not in page.url
    expect(page.get_by_role("button", name="Poistu")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leaving_quickly_puts_the_weather_in_place_of_the_page(page: Page, site: str, way: str) -> None:
    neutral_site(page)
    page.goto(f"{site}/fi/parts/home/")
    page.goto(f"{site}/fi/parts/sensitive/")
    if way == "button":
        page.get_by_role("link", name="Poistu").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url("https://www.ilmatieteenlaitos.fi/")
    page.go_back()
    assert page.url == f"{site}/fi/parts/home/"


def test_leaving_quickly_also_erases_the_visit_on_the_server(page: Page, site: str) -> None:
    neutral_site(page)
    page.goto(f"{site}/fi/parts/sensitive/")
    page.get_by_role("button", name="Jatka").click()
    leave = page.get_by_role("button", name="Poistu")
    # The answer may be on its way, too.
    with page.expect_request(lambda request: "_exit=yes" in (request.post_data or "")) as erased:
        leave.click()
    assert "_visit=gallery" in (erased.value.post_data or "")
    page.wait_for_url("https://www.ilmatieteenlaitos.fi/")


def test_an_answer_on_its_way_that_gets_lost_brings_nobody_back(page: Page, site: str) -> None:
    """Both the answer and the weather are slow; the answer is the first to fail."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held and route.request.method == "POST":
            route.continue_()
        else:
            held.append(route)

    page.goto(f"{site}/fi/parts/sensitive/")
    page.route("**/parts/sensitive/", hold)
    page.route("https://www.ilmatieteenlaitos.fi/**", hold)
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_role("button", name="Jatka").click()
    with page.expect_request("https://www.ilmatieteenlaitos.fi/"):
        for _ in range(3):
            page.keyboard.press("Escape")
    with page.expect_event("requestfailed"):
        held[0].abort()
    held[1].fulfill(body="<title>Sää</title>", content_type="text/html")
    page.wait_for_url("https://www.ilmatieteenlaitos.fi/")


def test_two_escapes_are_not_enough(page: Page, site: str) -> None:
    neutral_site(page)
    page.goto(f"{site}/fi/parts/sensitive/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert page.url.endswith("/sensitive/")


def test_an_impatient_second_press_sends_nothing(page: Page, site: str) -> None:
    page.goto(f"{site}/fi/parts/sensitive/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("button", name="Jatka").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Soita Nollalinjalle")
    assert sent.count("POST") == 1


def test_what_is_planted_in_a_page_does_not_run(page: Page, site: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{site}/fi/planted/")
    assert page.title() == "x"
    assert page.locator("h1").evaluate("e => getComputedStyle(e).color") != "rgb(1, 2, 3)"
    assert page.locator("p").evaluate("e => getComputedStyle(e).color") != "rgb(1, 2, 3)"
    assert sum("Content Security Policy" in complaint for complaint in complaints) >= 4
