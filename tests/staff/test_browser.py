"""Signing in with a real Chromium: with an app, with a passkey, without JavaScript; and what axe finds."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event, Outcome
from tests.accounts.makers import PASSWORD, code_of, make_person
from tests.chromium import PATIENCE, barriers, is_too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHELF = os.environ.get("STAFF_PICTURES", "")
"""A folder for pictures of the pages, when somebody wants to look at them."""


@pytest.fixture
def context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=live_server.url.replace("127.0.0.1", "localhost"),
        locale="en-GB",
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.refused = []
    page.on("console", lambda message: message.type == "error" and page.refused.append(message.text))
    page.on("pageerror", lambda error: page.refused.append(str(error)))
    return page


def look(page: Page, name: str) -> None:
    """Nothing that axe calls a barrier, nothing wider than the screen, nothing refused by the policy."""
    if SHELF:
        page.screenshot(path=f"{SHELF}/{name}.png", full_page=True)
    assert barriers(page) == [], name
    assert not is_too_wide(page), name
    assert page.refused == [], name


def give_password(page: Page, user: User) -> None:
    page.goto("/staff/login/")
    page.get_by_label("Username or e-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_with_an_app_from_the_first_sign_in_to_the_second(page: Page) -> None:
    user = make_person(Role.EDITOR, has_second_step=False)
    page.goto("/staff/login/")
    look(page, "sign-in")
    give_password(page, user)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step of signing in")
    look(page, "second-steps-none")

    page.get_by_role("link", name="Set up an app").click()
    user.secret = page.locator("main b[translate=no]").inner_text().replace(" ", "")
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    look(page, "app-add")
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Take into use").click()
    expect(page.get_by_role("alert").filter(has_text="That did not work")).to_be_visible()
    look(page, "app-add-error")
    page.get_by_label("Code from the app").fill(code_of(user))
    page.get_by_role("button", name="Take into use").click()
    expect(page.locator("#codes li")).to_have_count(10)
    look(page, "recovery-codes")
    recovery = page.locator("#codes li").first.inner_text()
    page.get_by_role("link", name="I have kept the codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Aino")
    look(page, "front")

    page.get_by_role("button", name="Sign out").click()
    give_password(page, user)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    look(page, "second-step")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Aino")


def test_with_a_passkey_instead_of_everything(page: Page, context: BrowserContext) -> None:
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    user = make_person(Role.ADMINISTRATOR, has_second_step=False)
    give_password(page, user)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name of the passkey").fill("Work phone")
    look(page, "passkey-add")
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.locator("#codes li")).to_have_count(10)
    assert len(devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    page.get_by_role("link", name="I have kept the codes").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Aino")

    page.goto("/staff/second-step/")
    expect(page.get_by_role("rowheader", name="Work phone")).to_be_visible()
    look(page, "second-steps")
    page.goto("/staff/confirm/passkey/?next=/staff/people/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People and roles")

    page.get_by_role("button", name="Sign out").click()
    give_password(page, user)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Aino")


def test_a_device_that_does_not_know_its_user_is_refused(page: Page, context: BrowserContext) -> None:
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    user = make_person(Role.EDITOR, has_second_step=False)
    give_password(page, user)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.get_by_text("No passkey was made")).to_be_visible()


def test_an_administrator_adds_a_person_by_keyboard_and_eye(page: Page) -> None:
    boss = make_person(Role.ADMINISTRATOR, name="boss")
    give_password(page, boss)
    page.get_by_label("Code").fill(code_of(boss))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="People and roles").click()
    look(page, "people")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("First name").fill("Helmi")
    page.get_by_label("Last name").fill("Saari")
    page.get_by_label("Work e-mail").fill(boss.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="already an account")).to_be_focused()
    look(page, "person-add-error")
    page.get_by_label("Work e-mail").fill("helmi@county.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Link")).to_have_value(
        f"{page.url.split('/staff/')[0]}/staff/password/"
        + page.get_by_role("textbox", name="Link").input_value().split("/password/")[1]
    )
    look(page, "link")
    page.get_by_role("link", name="Go on to the person's roles").click()
    page.get_by_label("Role").select_option("Editor")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_role("rowheader", name="Editor")).to_be_visible()
    look(page, "person")
    for path in ("account/", "account/sessions/", "account/password/", "logout/"):
        page.goto(f"/staff/{path}")
        look(page, path.strip("/").replace("/", "-"))


def test_without_javascript_a_person_signs_in_and_out(chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context(
        base_url=live_server.url.replace("127.0.0.1", "localhost"),
        locale="en-GB",
        java_script_enabled=False,
        viewport={"width": 320, "height": 600},
    )
    page = context.new_page()
    user = make_person(Role.MANAGER)
    give_password(page, user)
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("Code").fill(code_of(user))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Aino")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    context.close()


def test_an_administrator_reads_the_audit_trail_on_a_phone_and_a_desk(page: Page) -> None:
    boss = make_person(Role.ADMINISTRATOR, name="boss")
    for number in range(60):
        record(Event("person.view", "person", str(number), outcome=Outcome.REFUSED, fields=("email",)))
    give_password(page, boss)
    page.get_by_label("Code").fill(code_of(boss))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Audit trail").click()
    expect(page.get_by_role("rowheader")).to_have_count(50)
    expect(page.get_by_role("cell", name="Person signed in")).to_be_visible()
    look(page, "audit")
    page.get_by_role("link", name="Older rows").click()
    expect(page.get_by_role("link", name="Newer rows")).to_be_visible()
    page.get_by_text("Search the trail").click()
    page.get_by_label("What", exact=True).select_option("Audit trail seen")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("cell", name="Audit trail seen").first).to_be_visible()
    page.get_by_text("How can one see that nothing was changed?").click()
    page.get_by_text("Row and ids").first.click()
    look(page, "audit-open")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Export these rows").click()
    assert kept.value.suggested_filename.endswith(".csv")
    page.set_viewport_size({"width": 1280, "height": 900})
    look(page, "audit-desk")
    page.get_by_role("link", name="What is kept how long").click()
    look(page, "retention-desk")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "retention")
