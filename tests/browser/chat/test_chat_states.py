"""The chat's harder hours in real browsers: closing time, a full queue, transfer, hold, silence, sleep.

Each state is looked at with axe in both themes, at 400 % and without motion.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from luotsi.conversations.transport.service import HEARD_EVERY
from tests.browser.answering import AREA, Professional, sign_in
from tests.browser.beginning import press_start, when_live
from tests.browser.chat.test_chat import ADDRESS, OFFLINE, say, sound, start, texts, waits_in_line
from tests.browser.conftest import Visitor
from tests.browser.seeing import SMALLEST, Hours, open_to_everybody, passing, step_to
from tests.demo_server import command, environment, serving

pytestmark = pytest.mark.browser
Visits = Callable[..., Visitor]

SOON_CLOSING = "2026-11-25T14:46"
"""A Wednesday. Oral health care closes at three; the other services of these stories later."""

HEALTH, OFFICE, SMALL = "health-stations", "client-office", "family-centre"
ONE_PLACE = f"""
from luotsi.organisation.models import ServiceArea
ServiceArea.objects.filter(code={SMALL!r}).update(chat={{"queue_limit": 1}})
"""


@pytest.fixture(scope="module")
def site(untouched_demo_data: Path) -> Iterator[str]:
    """A server of these stories' own, a quarter before closing; one queue has one place."""
    subprocess.run(
        command("django", "shell", "-c", ONE_PLACE), env=environment(untouched_demo_data), check=True
    )
    with serving(untouched_demo_data, SOON_CLOSING, "--only", "web") as address:
        yield address


@pytest.fixture(scope="module")
def hours(untouched_demo_data: Path, site: str) -> Iterator[Hours]:
    del site
    with passing(untouched_demo_data) as found:
        yield found


@pytest.fixture
def anni(visit: Visits) -> Iterator[Professional]:
    made = Professional(visit(width=1280), HEALTH, AREA)
    yield made
    made.go_home()


def door(area: str) -> str:
    return f"/fi/chat/?area={area}"


def test_every_module_is_fetched_once_under_a_name_that_changes_with_it(visit: Visits, site: str) -> None:
    """So that an upgrade never mixes new modules with old ones out of the browser's cache."""
    page = visit().page
    fetched: list[Response] = []
    page.on("response", lambda one: fetched.append(one) if "/static/chat/" in one.url else None)
    page.goto(site + door(HEALTH))
    when_live(page)
    names = [one.url.rpartition("/")[2] for one in fetched]
    assert len(set(names)) == len(names) > 8
    for one in fetched:
        assert re.search(r"/[a-z]+\.[0-9a-f]{12}\.js$", one.url), one.url
        assert "immutable" in one.headers["cache-control"]


def test_at_closing_time_everybody_is_told_before_and_the_end_has_a_next_step(
    visit: Visits, hours: Hours
) -> None:
    visitor = visit()
    page = visitor.go(ADDRESS)
    expect(page.get_by_text("Chat sulkeutuu pian")).to_be_visible()
    open_to_everybody(page, "door-closing")
    start(page)
    waits_in_line(page)
    say(page, "Ehdittekö vielä?")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    hours.come("2026-11-25T14:50")
    expect(page.locator("[data-lines]").get_by_text("Palvelu sulkeutuu klo 15.00")).to_be_visible()
    expect(page.locator("[role=log]").get_by_text("Palvelu sulkeutuu klo 15.00")).to_have_count(1)
    open_to_everybody(page, "queue-closing")
    page.locator("[data-queue] summary").click()
    expect(page.locator("[data-queue] [data-ways]").get_by_role("link", name="020 000 0100")).to_be_visible()
    hours.come("2026-11-25T15:05")
    waits_in_line(page)
    hours.come("2026-11-25T15:11")
    expect(
        page.locator("[data-lines]").get_by_text("Keskustelu päättyi, koska palvelu sulkeutui.")
    ).to_be_visible()
    expect(page.locator("[data-after] [data-ways]").get_by_role("link", name="020 000 0100")).to_be_attached()
    open_to_everybody(page, "ended-by-closing")
    sound(visitor)


def test_when_the_queue_is_full_nobody_is_left_without_a_next_step(visit: Visits) -> None:
    early, late = visit(), visit()
    page = late.go(door(SMALL))
    expect(page.get_by_role("button", name="Aloita chat")).to_be_visible()
    start(early.go(door(SMALL)))
    waits_in_line(early.page)
    press_start(page)
    expect(page.locator("#start [role=status]")).to_have_text(re.compile("Jono on juuri nyt täynnä"))
    expect(page.locator("#ways").get_by_role("link", name="020 000 0100")).to_be_visible()
    open_to_everybody(page, "refused-full")
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()
    expect(page.get_by_text("Jonossa on niin monta")).to_be_visible()
    expect(page.get_by_role("button", name="Aloita chat")).to_have_count(0)
    expect(page.locator("#ways").get_by_role("link", name="020 000 0100")).to_be_visible()
    open_to_everybody(page, "door-full")
    early.page.get_by_role("button", name="Päätä keskustelu").click()
    open_to_everybody(early.page, "asked-to-end")
    early.page.get_by_role("button", name="Päätä", exact=True).click()
    expect(early.page.get_by_text("Saitko vastauksen?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Aloita chat")).to_be_visible()


def test_a_hold_and_two_transfers_are_told_and_nothing_has_to_be_said_again(
    visit: Visits, anni: Professional
) -> None:
    visitor = visit()
    page = visitor.go(door(HEALTH))
    number = start(page)
    say(page, "Laskussa on virhe")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    anni.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    anni.do(number, "hold")
    expect(page.get_by_text("Anni, palaa pian")).to_be_visible()
    expect(page.locator("[role=log]").get_by_text("Ammattilainen selvittää asiaasi")).to_have_count(1)
    open_to_everybody(page, "on-hold")
    anni.do(number, "resume")
    expect(page.locator("[data-side]")).to_have_text("Anni")
    anni.do(number, "transfer", area=OFFICE, words="Lasku kahteen kertaan")
    expect(page.locator("[data-lines]").get_by_text("Keskustelu jatkuu toisessa palvelussa")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Asiakaspalvelu ja oikeudet")
    waits_in_line(page)
    open_to_everybody(page, "transferred")
    kaija = Professional(visit(width=1280), OFFICE, name="demo-coordinator")
    kaija.take(number)
    kaija.say(number, "Näen, mitä kirjoitit.")
    expect(page.locator(".l-bubble")).to_have_text(re.compile("Kaija.*Näen, mitä kirjoitit", re.S))
    assert "kahteen kertaan" not in page.locator("body").inner_text(), (
        "a colleague's words are not the client's"
    )
    anni.areas = (HEALTH, OFFICE)
    anni.is_at_work()
    kaija.do(number, "transfer", person=number_of(anni))
    expect(page.locator("[data-lines]").get_by_text(re.compile("Anni liittyi"))).to_have_count(2)
    anni.say(number, "Minä jatkan tästä.")
    expect(page.locator(".l-bubble").last).to_have_text(re.compile("Anni.*Minä jatkan", re.S))
    before = texts(page)
    page.reload()
    expect(page.locator("[data-lines] .l-words")).to_have_count(len(before))
    assert texts(page) == before
    anni.do(number, "end")
    kaija.go_home()
    sound(visitor)


def number_of(person: Professional) -> int:
    return int(person.page.evaluate("fetch('/live/v1/staff/desk').then(one => one.json())")["person"])


def test_silence_ends_nothing_without_a_warning_that_can_be_answered(
    visit: Visits, anni: Professional, hours: Hours
) -> None:
    """The hours are far from those of the server, whose clock goes on while a slow machine gets here."""
    page = visit().go(door(HEALTH))
    number = start(page)
    anni.take(number)
    anni.say(number, "Missä hampaassa särky on?")
    expect(page.locator(".l-bubble")).to_be_visible()
    hours.come("2026-11-25T15:20")
    asked = page.get_by_role("heading", name="Oletko vielä siellä?")
    expect(asked).to_be_visible()
    expect(page.locator("[role=log]").get_by_text("Keskustelu päättyy klo 15.25")).to_have_count(1)
    open_to_everybody(page, "silence")
    page.get_by_role("button", name="Olen täällä, jatketaan").click()
    expect(asked).to_be_hidden()
    expect(page.get_by_role("textbox", name="Kirjoita viesti")).to_be_focused()
    hours.come("2026-11-25T15:30")
    expect(asked).to_be_visible()
    say(page, "Takahampaassa")
    expect(asked).to_be_hidden()
    anni.say(number, "Kiitos. Soita huomenna klo 8.")
    expect(page.locator(".l-bubble")).to_have_count(2)
    hours.come("2026-11-25T15:40")
    expect(asked).to_be_visible()
    hours.come("2026-11-25T15:46")
    expect(page.locator("[data-lines]").get_by_text("koska kukaan ei ollut kirjoittanut")).to_be_visible()
    open_to_everybody(page, "ended-by-silence")


def test_a_tab_that_slept_hears_at_once_what_was_said_meanwhile(visit: Visits, anni: Professional) -> None:
    """A phone in a pocket: the tab is frozen, and its connection dies under it."""
    visitor = visit()
    page = visitor.go(door(HEALTH))
    number = start(page)
    anni.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    page.get_by_role("textbox", name="Kirjoita viesti").fill("Jäi kesken")
    sleep(visitor)
    anni.say(number, "Yksi")
    anni.say(number, "Kaksi")
    wake(visitor)
    expect(page.locator(".l-bubble")).to_have_count(2)
    assert texts(page) == ["Yksi", "Kaksi"]
    expect(page.get_by_role("textbox", name="Kirjoita viesti")).to_have_value("Jäi kesken")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    anni.do(number, "end")
    expect(page.get_by_text("Saitko vastauksen?")).to_be_visible()
    sound(visitor, without=(OFFLINE,))


def sleep(visitor: Visitor) -> None:
    visitor.context.set_offline(True)
    visitor.context.new_cdp_session(visitor.page).send("Page.setWebLifecycleState", {"state": "frozen"})


def wake(visitor: Visitor) -> None:
    visitor.context.set_offline(False)
    visitor.context.new_cdp_session(visitor.page).send("Page.setWebLifecycleState", {"state": "active"})


def test_what_was_not_sent_says_so_and_what_came_unseen_is_counted(visit: Visits, anni: Professional) -> None:
    page = visit().go(door(HEALTH))
    number = start(page)
    page.route("**/messages", lambda route: route.fulfill(status=413, json={"error": "too_large"}))
    say(page, "Kuuletko?")
    again = page.get_by_role("button", name="Lähetä uudelleen")
    expect(again).to_be_visible()
    expect(page.locator("[role=log]").get_by_text("Ei lähtenyt.")).to_have_count(1)
    open_to_everybody(page, "failed")
    page.unroute("**/messages")
    again.click()
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()
    anni.take(number)
    expect(page.locator("[data-side]")).to_have_text("Anni")
    looks_elsewhere(page, is_away=True)
    anni.say(number, "Kuulen.")
    expect(page).to_have_title(re.compile(r"^\(1\) Anni"))
    looks_elsewhere(page, is_away=False)
    expect(page).to_have_title(re.compile("^Anni"))
    anni.do(number, "end")


def looks_elsewhere(page: Page, *, is_away: bool) -> None:
    """Another tab is before this one, or no longer: headless browsers show every tab."""
    page.evaluate(
        """isAway => {
            Object.defineProperty(document, 'hidden', { value: isAway, configurable: true })
            document.dispatchEvent(new Event('visibilitychange'))
        }""",
        is_away,
    )


def test_a_swedish_speaker_is_told_in_swedish_of_hold_and_end(visit: Visits, anni: Professional) -> None:
    page = visit(locale="sv-FI").go(f"/sv/chatt/?area={HEALTH}")
    number = start(page, "Starta chatten")
    anni.take(number)
    anni.do(number, "hold")
    expect(page.get_by_text("Anni, kommer snart tillbaka")).to_be_visible()
    open_to_everybody(page, "swedish-on-hold")
    anni.do(number, "end")
    expect(page.get_by_role("heading", name="Vad händer nu?")).to_be_visible()
    open_to_everybody(page, "swedish-ended")


def test_a_whole_errand_on_both_sides_by_keyboard_alone(visit: Visits) -> None:
    """From the door to a wrapped-up contact nobody touches a mouse; the client's screen is at 400 %."""
    desk = sign_in(visit(width=1280), "demo-professional")
    page = visit(**SMALLEST).go(door(HEALTH))
    asks_by_keys(page)
    answers_by_keys(desk)
    expect(page.locator(".l-bubble")).to_have_text(re.compile("Anni.*Ei mitään", re.S))
    open_to_everybody(page, "talk")
    press(desk, "Laita pitoon")
    expect(page.get_by_text("Anni, palaa pian")).to_be_visible()
    expect(desk.get_by_role("button", name="Jatka keskustelua")).to_be_visible()
    open_to_everybody(desk, "desk-on-hold")
    press(desk, "Jatka keskustelua")
    expect(page.locator("[data-side]")).to_have_text("Anni")
    expect(desk.get_by_role("button", name="Laita pitoon")).to_be_visible()
    step_to(desk, desk.locator("summary", has_text="Siirrä"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Palveluun")).to_be_visible()
    open_to_everybody(desk, "desk-transfer")
    ends_by_keys(page)
    open_to_everybody(page, "thanks")
    wraps_up_by_keys(desk)


def asks_by_keys(page: Page) -> None:
    when_live(page)
    press(page, "Aloita chat")
    expect(page.locator(".l-chat h1")).to_be_focused()
    step_to(page, page.get_by_role("textbox", name="Kirjoita viesti"))
    page.keyboard.type("Paljonko käynti maksaa?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lähetetty", exact=True)).to_be_visible()


def answers_by_keys(desk: Page) -> None:
    step_to(desk, desk.get_by_role("link", name="Keskustelut"))
    desk.keyboard.press("Enter")
    expect(desk.locator(".l-ws--live").get_by_role("heading", name="Jonossa (1)")).to_be_visible()
    desk.keyboard.press("Alt+n")
    message = desk.get_by_label(re.compile("Viesti asiakkaalle"))
    expect(message).to_be_visible()
    desk.keyboard.press("Alt+m")
    expect(message).to_be_focused()
    desk.keyboard.type("Ei mitään.")
    desk.keyboard.press("Enter")


def ends_by_keys(page: Page) -> None:
    press(page, "Päätä keskustelu")
    press(page, "Päätä")
    expect(page.get_by_role("heading", name="Miten meni?")).to_be_focused()
    step_to(page, page.get_by_label("Kyllä"))
    page.keyboard.press("Space")
    press(page, "Lähetä palaute")
    expect(page.locator("[data-thanks]")).to_be_focused()


def wraps_up_by_keys(desk: Page) -> None:
    outcome = desk.get_by_label("Mikä oli lopputulos?")
    expect(outcome).to_be_visible()
    open_to_everybody(desk, "desk-wrap-up")
    step_to(desk, outcome)
    desk.keyboard.press("ArrowDown")
    step_to(desk, desk.get_by_role("checkbox", name="Luotsin oppaat"))
    desk.keyboard.press("Space")
    press(desk, "Kirjaa lopputulos")
    expect(desk.locator("#ws-told")).to_have_text("Lopputulos on kirjattu.")


def press(page: Page, name: str) -> None:
    """Go to a button by Tab and press it."""
    step_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def test_a_professional_who_vanishes_is_told_of_and_so_is_who_comes_back(
    visit: Visits, anni: Professional, hours: Hours
) -> None:
    """The last story of this file: whoever has somebody in hand loses them."""
    page = visit().go(door(HEALTH))
    number = start(page)
    anni.take(number)
    lines, heard = page.locator("[data-lines]"), page.locator("[role=log]")
    expect(lines.get_by_text("liittyi keskusteluun")).to_be_visible()
    hours.come("2026-11-25T15:25", has_people=False)
    expect(heard.get_by_text("Pidämme keskustelusi tallessa. Jos hän ei palaa klo 15.30")).to_have_count(1)
    expect(page.locator("[data-side]")).to_contain_text("yhteys katkesi")
    open_to_everybody(page, "professional-lost")
    # The clock jumped: one request still speaks for those that come so soon after it, and no event tells.
    page.wait_for_timeout(1000 * HEARD_EVERY)
    anni.is_at_work()
    expect(lines.get_by_text("on taas mukana keskustelussa")).to_be_visible()
    expect(page.locator("[data-side]")).not_to_contain_text("yhteys katkesi")
    hours.come("2026-11-25T15:28", has_people=False)
    expect(heard.get_by_text("klo 15.33 mennessä")).to_have_count(1)
    hours.come("2026-11-25T15:34", has_people=False)
    expect(lines.get_by_text("Ammattilainen ei palannut.")).to_be_visible()
    expect(page.locator("[data-queue]")).to_be_visible()
