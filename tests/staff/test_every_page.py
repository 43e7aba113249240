"""Every address of staff's pages × every role. An address that is not in the table fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from luotsi.accounts.models import User
from luotsi.accounts.types import Role
from luotsi.web.staff import urls
from tests.accounts.makers import make_person, signed_in

pytestmark = pytest.mark.django_db

ANYBODY = "anybody"
SIGNED_IN = "whoever is signed in"
ADMINISTRATORS = "administrators"

PAGES = {
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_inactive": ANYBODY,
    "mfa_authenticate": ANYBODY,
    "mfa_login_webauthn": ANYBODY,
    "staff:language": ANYBODY,
    "staff:session": ANYBODY,
    "staff:password_link": ANYBODY,
    "staff:password_set": ANYBODY,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "staff:front": SIGNED_IN,
    "staff:account": SIGNED_IN,
    "staff:password_change": SIGNED_IN,
    "staff:sessions": SIGNED_IN,
    "staff:jobs": ADMINISTRATORS,
    "staff:jobs_now": ADMINISTRATORS,
    "staff:run_job": ADMINISTRATORS,
    "staff:retention": SIGNED_IN,
    "staff:audit": ADMINISTRATORS,
    "staff:audit_export": ADMINISTRATORS,
    "staff:embeds": ADMINISTRATORS,
    "staff:embed_allow": ADMINISTRATORS,
    "staff:embed_forbid": ADMINISTRATORS,
    "staff:embed_preview": ADMINISTRATORS,
    "staff:people": ADMINISTRATORS,
    "staff:person_add": ADMINISTRATORS,
    "staff:person": ADMINISTRATORS,
    "staff:person_edit": ADMINISTRATORS,
    "staff:grant_role": ADMINISTRATORS,
    "staff:withdraw_role": ADMINISTRATORS,
    "staff:new_link": ADMINISTRATORS,
    "staff:close_account": ADMINISTRATORS,
    "staff:open_account": ADMINISTRATORS,
    "staff:reset_second_step": ADMINISTRATORS,
    "staff:end_sessions": ADMINISTRATORS,
}
CHANGES = [
    "staff:person_edit",
    "staff:grant_role",
    "staff:withdraw_role",
    "staff:new_link",
    "staff:close_account",
    "staff:open_account",
    "staff:reset_second_step",
    "staff:end_sessions",
    "staff:run_job",
    "staff:embed_allow",
    "staff:embed_forbid",
]
FOR_ADMINISTRATORS = [name for name, who in PAGES.items() if who == ADMINISTRATORS]


PIECES = {"staff:jobs_now"}
"""Parts of a page, which the page asks for."""


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield prefix + str(pattern.name)


def address(name: str, person: User) -> str:
    for arguments in ([], [person.pk], ["a-token"]):
        try:
            return reverse(name, args=arguments)
        except Exception:  # noqa: BLE001, S112 - looking for the right arguments
            continue
    raise AssertionError(name)


def leads_to_sign_in(response: object) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/staff/login/")


def test_the_table_lists_every_address() -> None:
    assert sorted(names(urls.urlpatterns)) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_strangers_see_only_the_ways_in(name: str) -> None:
    person = make_person()
    client = Client()
    response = client.get(address(name, person))
    if PAGES[name] == ANYBODY:
        assert response.status_code in {200, 302, 401, 404}
        assert b"Aino" not in response.content
    else:
        assert leads_to_sign_in(response)
        assert leads_to_sign_in(client.post(address(name, person)))


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_sees_its_pages(role: Role | None) -> None:
    other = make_person(name="other")
    browser = signed_in(make_person(role))
    for name, who in PAGES.items():
        if who == ANYBODY:
            continue
        status = browser.get(address(name, other)).status_code
        if who == ADMINISTRATORS:
            assert (status == 403) == (role is not Role.ADMINISTRATOR), (name, status)
        else:
            assert status in {200, 302, 404}, (name, status)


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMINISTRATOR)])
def test_no_other_role_changes_anything(role: Role | None) -> None:
    other = make_person(Role.EDITOR, name="other")
    before = list(User.objects.filter(pk=other.pk).values())
    browser = signed_in(make_person(role))
    for name in CHANGES:
        assert browser.post(address(name, other), {"role": "manager", "area": ""}).status_code == 403, name
    assert list(User.objects.filter(pk=other.pk).values()) == before
    assert [grant.role for grant in other.grants.all()] == ["editor"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_our_own_in_three_languages_and_never_kept(name: str) -> None:
    user = make_person(Role.ADMINISTRATOR)
    other = make_person(name="other")
    anonymous = PAGES[name] == ANYBODY
    for language in ("fi", "sv", "en"):
        user.language = language
        user.save()
        client = Client() if anonymous else signed_in(user)
        response = client.get(address(name, other), headers={"Accept-Language": language})
        assert "no-store" in response["Cache-Control"]
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            is_whole = f'<html lang="{language}">' in response.content.decode()
            assert is_whole != (name in PIECES)
            used = {template.name for template in response.templates if template.name}
            assert {one for one in used if not one.startswith(("staff/", "parts/", "django/forms/"))} == set()


def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    user = make_person(Role.ADMINISTRATOR)
    client.force_login(user)
    answer = client.post(reverse("staff:person_add"), {"email": "x@y.fi"})
    assert answer.status_code == 403
    assert "staff/form_refused.html" in {template.name for template in answer.templates}
    assert not User.objects.filter(email="x@y.fi").exists()


def test_there_is_no_way_to_make_ones_own_account() -> None:
    for path in ("signup/", "accounts/signup/", "register/", "password/reset/", "email/"):
        assert Client().get(f"/staff/{path}").status_code in {404, 302}
    assert not User.objects.exists()
