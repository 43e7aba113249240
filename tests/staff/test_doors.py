"""One door for staff and editors; none, and no cookie, for residents."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse

from luotsi.accounts import middleware
from luotsi.accounts.access import ACCESS, Action
from luotsi.accounts.types import Role
from tests.accounts.makers import make_person, signed_in

pytestmark = pytest.mark.django_db


def test_the_editors_own_doors_lead_to_staffs() -> None:
    client = Client()
    assert client.get("/editor/")["Location"] == "/staff/login/?next=/editor/"
    assert client.get("/editor/login/?next=/editor/")["Location"] == "/staff/login/?next=/editor/"
    assert client.get("/editor/password_reset/")["Location"] == "/staff/login/"
    assert client.post("/editor/login/", {"username": "x", "password": "y"})["Location"] == "/staff/login/"


@pytest.mark.parametrize("role", Role)
def test_the_editor_opens_to_those_whose_role_opens_it(role: Role) -> None:
    answer = signed_in(make_person(role)).get("/editor/")
    if role in ACCESS[Action.OPEN_EDITOR]:
        assert answer.status_code == 200
    else:
        assert answer["Location"] == "/staff/?refused=editor"


def test_signing_out_in_the_editor_signs_out() -> None:
    browser = signed_in(make_person(Role.EDITOR))
    assert browser.post(reverse("wagtailadmin_logout"))["Location"] == "/staff/login/"
    assert browser.get("/staff/").status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role in ACCESS[Action.OPEN_EDITOR]])
def test_wagtails_users_and_groups_are_closed_to_every_role(role: Role) -> None:
    browser = signed_in(make_person(role))
    group = Group.objects.first()
    for path in (
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_groups:index"),
        reverse("wagtailusers_groups:edit", args=[group.pk]),
    ):
        assert browser.get(path).status_code == 404, path
    page = browser.get("/editor/").content.decode()
    assert reverse("wagtailusers_users:index") not in page
    assert reverse("wagtailusers_groups:index") not in page


def test_the_editors_account_page_changes_neither_password_nor_address() -> None:
    page = signed_in(make_person(Role.EDITOR)).get(reverse("wagtailadmin_account")).content.decode()
    assert 'type="password"' not in page
    assert 'type="email"' not in page


@pytest.mark.parametrize("path", ["/", "/fi/", "/sv/", "/nowhere/", "/staffing/"])
def test_residents_get_no_cookie_even_in_a_staff_members_browser(path: str) -> None:
    for client in (Client(), signed_in(make_person(Role.EDITOR, name=f"n{len(path)}"))):
        before = {name: morsel.value for name, morsel in client.cookies.items()}
        response = client.get(path)
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()
        assert {name: morsel.value for name, morsel in client.cookies.items()} == before


def test_outside_staffs_pages_there_is_no_session_to_touch() -> None:
    seen = []

    def page(request: object) -> None:
        seen.append((hasattr(request, "session"), request.user.is_authenticated))

    request = RequestFactory().get("/fi/", headers={"Cookie": "luotsi_staff=abc"})
    for kind in (
        middleware.StaffMessageMiddleware,
        middleware.StaffAuthenticationMiddleware,
        middleware.StaffSessionMiddleware,
    ):
        page = kind(page)
    page(request)
    assert seen == [(False, False)]


def test_staffs_cookies_are_closed_to_scripts_and_other_sites() -> None:
    client = Client()
    client.get("/staff/login/")
    user = make_person()
    client.force_login(user)
    response = client.get("/staff/")
    for name, morsel in client.cookies.items():
        assert name.startswith("luotsi_staff")
        if response.cookies.get(name):
            assert morsel["httponly"]
            assert morsel["samesite"] == "Lax"


def test_staffs_forms_keep_their_origin() -> None:
    """Under "no-referrer" a browser sends `Origin: null` with a form, which is then refused."""
    assert Client().get("/staff/login/")["Referrer-Policy"] == "same-origin"
    assert signed_in(make_person(Role.EDITOR)).get("/editor/")["Referrer-Policy"] == "same-origin"
    assert Client().get("/fi/")["Referrer-Policy"] == "no-referrer"
