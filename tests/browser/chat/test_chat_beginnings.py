"""How a chat begins: from a guide, before the page's script is there, and where the screen never comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.answering import Professional
from tests.browser.chat.test_chat import ADDRESS, number_on, say
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

SCREEN = "**/chat/ruutu/"


def test_who_is_faster_than_the_script_talks_live_all_the_same(visit: Visits) -> None:
    """The form opens the chat by itself; the page that answers it goes on live in this tab."""
    visitor = visit()
    page = visitor.page
    page.route(SCREEN, lambda route: route.abort())
    visitor.go(ADDRESS)
    page.unroute(SCREEN)
    page.get_by_role("button", name="Aloita chat").click()
    expect(page.locator(".l-chat")).to_be_visible()
    say(page, "Hammas lohkesi")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    page.get_by_role("button", name="Päätä keskustelu").click()
    page.get_by_role("button", name="Päätä", exact=True).click()
    expect(page.get_by_role("heading", name="Miten meni?")).to_be_visible()


@pytest.mark.parametrize(("answer", "reason"), [("Aloita ja anna", "dental_acute"), ("Aloita antamatta", "")])
def test_why_somebody_came_goes_along_with_what_a_guide_learnt_or_not_at_all(
    visit: Visits, professional: Professional, answer: str, reason: str
) -> None:
    page = visit().go("/fi/ohje/toothache/?who=self&wish=checkup")
    page.get_by_role("button", name="Jatka chatissa ammattilaisen kanssa").click()
    page.get_by_role("button", name=answer).click()
    number = number_on(page)
    desk = professional.page.evaluate("fetch('/live/v1/staff/desk').then(one => one.json())")
    assert [one["reason"] for one in desk["queue"] if one["id"] == number] == [reason]


def test_where_the_screen_never_comes_the_forms_go_on_with_the_conversation(visit: Visits) -> None:
    visitor = visit()
    page = visitor.page
    page.route(SCREEN, lambda route: route.abort())
    visitor.go(ADDRESS)
    with page.expect_request(lambda one: one.method == "POST" and "do=look" in (one.post_data or "")):
        page.get_by_role("button", name="Aloita chat").click()
    page.get_by_role("textbox", name="Kirjoita viesti").fill("Hammas lohkesi")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_text("Hammas lohkesi")).to_be_visible()
    expect(page.get_by_role("button", name="Katso uudet viestit")).to_be_visible()
