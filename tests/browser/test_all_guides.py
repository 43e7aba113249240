"""Somebody looks for a guide by the alphabet: with the keyboard, without JavaScript, on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_every_page import FIRST_WINDOW, transferred
from tests.chromium import barriers, is_too_wide

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

LISTS = [
    "/fi/kaikki-ohjeet/",
    "/sv/alla-rad/?page=2",
    "/en/all-guides/?theme=mental_health_substance&situation=youth",
    "/fi/kaikki-ohjeet/?situation=helping",
    "/fi/aiheet/health_centre/",
    "/sv/situation/ill_or_hurt/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", LISTS)
def test_a_long_list_is_open_to_everybody(visit: Visits, address: str, scheme: str) -> None:
    visitor = visit(width=320, color_scheme=scheme)
    page = visitor.go(address)
    for fold in page.locator("main summary").all():
        fold.click()
    assert barriers(page) == []
    assert not is_too_wide(page)
    assert visitor.complaints == visitor.elsewhere == visitor.context.cookies() == []


@pytest.mark.parametrize("address", LISTS)
def test_a_long_list_arrives_in_the_first_round_trip(site: str, address: str) -> None:
    assert transferred(site + address) <= FIRST_WINDOW


@pytest.mark.parametrize("address", LISTS[:3])
def test_wide_spacing_breaks_no_list(visit: Visits, address: str) -> None:
    page = visit(width=320, bypass_csp=True).go(address)
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}"
    )
    assert not is_too_wide(page)


def test_titles_and_letters_are_large_enough_to_press(visit: Visits) -> None:
    page = visit(width=390).go("/fi/kaikki-ohjeet/")
    for link in [*page.locator(".l-areas a").all()[:8], *page.locator(".l-pages a").all()]:
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_the_keyboard_goes_from_home_by_a_letter_to_a_guide(visit: Visits) -> None:
    page = visit(width=1280).go("/fi/")
    tab_to(page, "main a[href='/fi/kaikki-ohjeet/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kaikki ohjeet A–Ö")
    page.wait_for_load_state()
    tab_to(page, "a[href$='#letter-H']")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    title = page.evaluate("document.activeElement.textContent.replaceAll('\\u00ad', '')")
    assert title.startswith("H"), "the keyboard goes on from the letter"
    page.keyboard.press("Enter")
    page.wait_for_url("**/ohje/**")


def test_without_javascript_a_daughter_narrows_the_list_to_her_matter(visit: Visits) -> None:
    page = visit(java_script_enabled=False).go("/sv/alla-rad/")
    page.get_by_text("Avgränsa enligt ämne eller situation").click()
    page.get_by_label("Ämne").select_option(label="Närståendevård")
    page.get_by_label("Situation").select_option(label="Jag hjälper en närstående")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"3 råd: Närståendevård · Jag hjälper"))
    assert page.get_by_label("Ämne").input_value() == "informal_care"
    page.get_by_role("link", name="Visa alla råd").click()
    expect(page.get_by_role("navigation", name="Bokstäver")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"The keyboard does not reach {selector}.")
