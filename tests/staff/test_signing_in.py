"""Signing in: password and code, limits, sessions that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from luotsi.accounts import facts, sessions
from luotsi.accounts.models import StaffSession
from luotsi.accounts.sessions import handle_of
from luotsi.accounts.types import Role
from luotsi.foundation import clock
from tests.accounts.makers import PASSWORD, code_of, make_person, signed_in
from tests.listening import announced

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def give_password(client: Client, login: str = "aino", password: str = PASSWORD, **extra: str) -> object:
    return client.post("/staff/login/", {"login": login, "password": password}, **extra)


@pytest.mark.parametrize("login", ["aino", "AINO", "aino@county.example", " Aino@County.Example "])
def test_a_person_signs_in_with_password_and_code(login: str) -> None:
    user = make_person(Role.EDITOR)
    client = Client()
    with announced(facts.SignedIn) as heard:
        answer = give_password(client, login)
        assert answer["Location"] == "/staff/login/code/"
        assert client.get("/staff/").status_code == 302, "a password alone opens nothing"
        assert heard == []

        answer = client.post("/staff/login/code/", {"code": code_of(user)})
        assert answer["Location"] == "/staff/"
    assert [fact.person for fact in heard] == [user.pk]
    page = client.get("/staff/").content.decode()
    assert "Aino" in page


def test_a_code_works_once() -> None:
    user = make_person(Role.EDITOR)
    code = code_of(user)
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client)
    assert first.post("/staff/login/code/", {"code": code}).status_code == 302
    assert second.post("/staff/login/code/", {"code": code}).status_code == 200


def test_a_recovery_code_stands_in_once_for_a_lost_phone() -> None:
    user = make_person(Role.EDITOR)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    client = Client()
    give_password(client)
    assert client.post("/staff/login/code/", {"code": code}).status_code == 302
    again = Client()
    give_password(again)
    assert again.post("/staff/login/code/", {"code": code}).status_code == 200


def test_the_session_gets_a_new_id_at_signing_in() -> None:
    user = make_person()
    client = Client()
    give_password(client)
    before = client.session.session_key
    client.post("/staff/login/code/", {"code": code_of(user)})
    assert client.session.session_key != before
    assert not StaffSession.objects.filter(pk=before).exists()


def test_a_wrong_password_says_the_same_as_an_unknown_person() -> None:
    make_person()
    known = give_password(Client(), "aino", "väärä salasana mutta pitkä")
    unknown = give_password(Client(), "eikukaan", "väärä salasana mutta pitkä")
    strip = [
        part.content.decode().split("<main")[1].split("csrfmiddlewaretoken")[0] for part in (known, unknown)
    ]
    assert strip[0] == strip[1]
    assert 'role="alert"' in strip[0]


def test_a_sign_in_leads_back_to_staff_pages_only() -> None:
    user = make_person(Role.EDITOR)
    for wanted, reached in (
        ("/staff/account/", "/staff/account/"),
        ("https://evil.example/", "/staff/"),
        ("//evil.example/staff/", "/staff/"),
        ("/fi/", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
    ):
        cache.clear()
        client = Client()
        client.post("/staff/login/", {"login": "aino", "password": PASSWORD, "next": wanted})
        answer = client.post("/staff/login/code/", {"code": code_of(user)})
        assert answer["Location"] == reached, wanted


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour() -> None:
    make_person()
    noon = datetime(2026, 11, 25, 12, tzinfo=UTC)
    client = Client()
    with clock.frozen_at(noon), announced(facts.SignInFailed) as failures:
        for number in range(5):
            login = ("aino", "aino@county.example")[number % 2]
            assert give_password(client, login, "väärä salasana mutta pitkä").status_code == 200
        locked = give_password(client)
        assert locked.status_code == 429, "by its right password too, whichever name was used"
        assert give_password(Client(), "toinen").status_code == 200, "nobody else is locked"
    assert [failure.stage for failure in failures] == ["password"] * 6
    with clock.frozen_at(noon + timedelta(minutes=15)):
        assert give_password(client).status_code == 302


def test_wrong_codes_count_like_wrong_passwords() -> None:
    user = make_person()
    client = Client()
    give_password(client)
    for _ in range(5):
        assert client.post("/staff/login/code/", {"code": "000000"}).status_code == 200
    assert client.post("/staff/login/code/", {"code": code_of(user)}).status_code == 429
    assert give_password(Client()).status_code == 429, "starting again does not help"


def test_thirty_failures_a_minute_from_one_address() -> None:
    make_person()
    with clock.frozen_at(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        for number in range(30):
            assert give_password(Client(), f"nimi{number}", "x" * 20).status_code == 200
        assert give_password(Client(), REMOTE_ADDR="127.0.0.1").status_code == 429
        assert give_password(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302


def test_a_whole_office_signs_in_at_eight_from_one_address() -> None:
    make_person()
    with clock.frozen_at(datetime(2026, 11, 25, 6, tzinfo=UTC)):
        assert {give_password(Client()).status_code for _ in range(40)} == {302}


def test_no_address_is_kept_anywhere() -> None:
    user = make_person()
    client = Client(REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    give_password(client, password="väärä salasana mutta pitkä")
    give_password(client)
    client.post("/staff/login/code/", {"code": code_of(user)})
    client.post("/staff/confirm/", {"password": "väärä"})
    kept = [str(row.get_decoded()) for row in StaffSession.objects.all()]
    kept += [str(entry) for entry in (cache._cache | cache._expire_info).items()]
    assert kept
    assert not any("192.0.2.77" in text for text in kept)
    assert StaffSession.objects.filter(browser="Firefox, Windows").exists()
    assert not any("Mozilla" in text for text in kept)


def test_an_unused_session_ends_after_an_hour() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person())
    with clock.frozen_at(moment + timedelta(minutes=59)):
        assert browser.get("/staff/").status_code == 200
    with clock.frozen_at(moment + timedelta(minutes=118)):
        assert browser.get("/staff/").status_code == 200, "use begins the hour anew"
    with clock.frozen_at(moment + timedelta(minutes=178)):
        answer = browser.get("/staff/account/")
        assert answer["Location"] == "/staff/login/?ended=idle&next=%2Fstaff%2Faccount%2F"
        page = browser.get(answer["Location"], headers={"Accept-Language": "en"}).content.decode()
        assert "unused for an hour" in page


def test_a_page_that_asks_for_the_time_left_does_not_prolong_it() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person())
    for minutes in (20, 40, 59):
        with clock.frozen_at(moment + timedelta(minutes=minutes)):
            assert browser.get("/staff/session/").json()["seconds_left"] == (60 - minutes) * 60
    with clock.frozen_at(moment + timedelta(minutes=60)):
        assert browser.get("/staff/session/", headers={"Accept": "application/json"}).status_code == 401


def test_asking_to_stay_prolongs_the_session() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person())
    with clock.frozen_at(moment + timedelta(minutes=56)):
        assert browser.post("/staff/session/").json()["seconds_left"] == 3600
    with clock.frozen_at(moment + timedelta(minutes=90)):
        assert browser.get("/staff/").status_code == 200


def test_a_used_session_ends_after_ten_hours() -> None:
    moment = datetime(2026, 11, 25, 6, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person())
    for half_hours in range(1, 20):
        with clock.frozen_at(moment + timedelta(minutes=30 * half_hours)):
            assert browser.get("/staff/").status_code == 200
    with clock.frozen_at(moment + timedelta(hours=10)):
        assert "ended=absolute" in browser.get("/staff/")["Location"]
        assert browser.get("/staff/").status_code == 302


def test_what_was_posted_too_late_is_not_sent_on() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person())
    with clock.frozen_at(moment + timedelta(hours=2)):
        answer = browser.post("/staff/account/password/", {"present": PASSWORD})
    assert answer["Location"] == "/staff/login/?ended=idle"


def test_outside_a_demo_nothing_opens_without_a_second_step() -> None:
    browser = signed_in(make_person(Role.ADMINISTRATOR, has_second_step=False))
    for path in ("/staff/", "/staff/people/", "/staff/account/", "/editor/"):
        assert browser.get(path)["Location"] == "/staff/second-step/", path
    assert (
        browser.post("/staff/people/add/", {"email": "x@county.example"})["Location"] == "/staff/second-step/"
    )
    assert browser.get("/staff/second-step/").status_code == 200


def test_in_a_demo_one_may_go_on_without(settings: LazySettings) -> None:
    settings.DEMO = True
    browser = signed_in(make_person(has_second_step=False))
    assert browser.get("/staff/").status_code == 200


def test_the_first_authenticator_opens_the_house_and_gives_recovery_codes() -> None:
    user = make_person(Role.EDITOR, has_second_step=False)
    browser = signed_in(user)
    page = browser.get("/staff/second-step/app/")
    user.secret = page.context["form"].secret
    wrong = browser.post("/staff/second-step/app/", {"code": "000000"})
    assert wrong.status_code == 200
    answer = browser.post("/staff/second-step/app/", {"code": code_of(user)})
    assert answer["Location"] == "/staff/second-step/codes/"

    codes = browser.get("/staff/second-step/codes/").context["unused_codes"]
    assert len(codes) == 10
    again = browser.get("/staff/second-step/codes/").content.decode()
    assert not any(code in again for code in codes), "shown once"
    assert browser.get("/staff/").status_code == 200
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert user.secret not in stored, "sealed in the database"


def test_the_only_second_step_cannot_be_removed() -> None:
    user = make_person()
    browser = signed_in(user)
    browser.post("/staff/second-step/app/remove/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_what_is_sensitive_asks_again_who_it_is() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person(Role.ADMINISTRATOR))
        assert browser.get("/staff/people/").status_code == 200
    with clock.frozen_at(moment + sessions.PROOF_LASTS):
        answer = browser.get("/staff/people/")
        assert answer["Location"] == "/staff/confirm/?next=%2Fstaff%2Fpeople%2F"
        assert browser.get("/staff/second-step/codes/new/")["Location"].startswith("/staff/confirm/")

        wrong = browser.post(answer["Location"], {"password": "väärä", "next": "/staff/people/"})
        assert wrong.status_code == 200
        right = browser.post(answer["Location"], {"password": PASSWORD, "next": "/staff/people/"})
        assert right["Location"] == "/staff/people/"
        assert browser.get("/staff/people/").status_code == 200


def test_what_was_typed_is_not_kept_while_one_proves_who_one_is() -> None:
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    with clock.frozen_at(moment):
        browser = signed_in(make_person(Role.ADMINISTRATOR))
    with clock.frozen_at(moment + timedelta(minutes=20)):
        browser.post("/staff/people/add/", {"email": "salainen@county.example"})
        browser.post("/staff/second-step/codes/new/", {"a": "salainen"})
    assert "salainen" not in str(browser.session.items())


def test_signing_out_ends_the_session_and_needs_a_post() -> None:
    browser = signed_in(make_person())
    key = browser.session.session_key
    assert browser.get("/staff/logout/").status_code == 200
    assert browser.get("/staff/").status_code == 200
    assert browser.post("/staff/logout/")["Location"] == "/staff/login/"
    assert browser.get("/staff/").status_code == 302
    assert not StaffSession.objects.filter(pk=handle_of(key)).exists()


def test_the_database_does_not_hold_what_a_cookie_holds() -> None:
    browser = signed_in(make_person())
    rows = str(list(StaffSession.objects.values()))
    assert handle_of(browser.session.session_key) in rows
    assert browser.session.session_key not in rows
    stolen = Client()
    stolen.cookies["luotsi_staff"] = StaffSession.objects.get().pk
    assert stolen.get("/staff/account/").status_code == 302
    assert browser.get("/staff/account/").status_code == 200


def test_proving_again_and_again_is_slowed_down_on_a_page_of_ours() -> None:
    browser = signed_in(make_person())
    answers = [browser.post("/staff/confirm/", {"password": "väärä"}) for _ in range(11)]
    assert answers[-1].status_code == 429
    assert "staff/too_many.html" in {template.name for template in answers[-1].templates}
    assert answers[5].status_code == 429, "the account's own limit comes first"
    assert "staff/confirm.html" in {template.name for template in answers[5].templates}
