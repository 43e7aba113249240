"""An administrator adds a person, gives roles and takes them away; a person looks after their own account."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from luotsi.accounts.models import PasswordLink, StaffSession, User
from luotsi.accounts.sessions import handle_of
from luotsi.accounts.types import Role
from luotsi.foundation.languages import pick
from luotsi.organisation import actions as organisation
from luotsi.organisation import queries as county_queries
from tests.accounts.makers import PASSWORD, make_person, signed_in

pytestmark = pytest.mark.django_db

DEMO_COUNTY = Path(settings.PACKAGE) / "config" / "demo" / "county.yaml"
NEW = {"first_name": "Helmi", "last_name": "Saari", "email": "Helmi.Saari@county.example", "language": "sv"}


@pytest.fixture
def boss() -> Client:
    return signed_in(make_person(Role.ADMINISTRATOR, name="boss"))


def english(browser: Client, path: str) -> str:
    User.objects.update(language="en")
    return browser.get(path).content.decode()


def link_in(page: str) -> str:
    return re.search(r"http://testserver(/staff/password/[\w-]+/)", page)[1]


def test_from_invitation_to_first_sign_in(boss: Client) -> None:
    shown = boss.post("/staff/people/add/", NEW)
    link = link_in(shown.content.decode())
    assert link.split("/")[-2] not in str(boss.session.items())

    theirs = Client()
    answer = theirs.get(link)
    assert answer["Location"] == "/staff/password/", "the token leaves the address"
    assert link.split("/")[-2] not in str(theirs.session.items()), "and is kept nowhere"
    assert "Helmi Saari" in theirs.get("/staff/password/").content.decode()
    short = theirs.post("/staff/password/", {"password": "lyhyt", "again": "lyhyt"})
    assert short.status_code == 200
    assert short.context["has_errors"]
    unlike = theirs.post("/staff/password/", {"password": PASSWORD, "again": PASSWORD + "!"})
    assert unlike.context["has_errors"]
    done = theirs.post("/staff/password/", {"password": PASSWORD, "again": PASSWORD})
    assert done["Location"] == "/staff/login/"

    assert theirs.get(link).status_code == 404, "used"
    answer = theirs.post("/staff/login/", {"login": "helmi.saari@county.example", "password": PASSWORD})
    assert answer["Location"] == "/staff/"
    assert theirs.get("/staff/")["Location"] == "/staff/second-step/"
    assert '<html lang="sv">' in theirs.get("/staff/second-step/").content.decode()


def test_opening_a_link_does_not_spend_it(boss: Client) -> None:
    link = link_in(boss.post("/staff/people/add/", NEW).content.decode())
    for _ in range(3):
        assert Client().get(link).status_code == 302
    assert PasswordLink.objects.count() == 1


def test_guessing_links_is_slowed_down() -> None:
    client = Client()
    answers = [client.get(f"/staff/password/guess-{number}/").status_code for number in range(12)]
    assert answers == [404] * 10 + [429] * 2


def test_the_same_address_twice_is_explained_and_nothing_typed_is_lost(boss: Client) -> None:
    boss.post("/staff/people/add/", NEW)
    User.objects.update(language="en")
    page = boss.post("/staff/people/add/", NEW).content.decode()
    assert "already an account" in page
    assert 'value="Helmi"' in page
    assert 'href="#id_email"' in page


def test_roles_are_given_and_withdrawn(boss: Client) -> None:
    helmi = make_person(name="helmi")
    place = f"/staff/people/{helmi.pk}/"
    boss.post(f"{place}grant/", {"role": "editor", "area": ""})
    boss.post(f"{place}grant/", {"role": "manager", "area": ""})
    assert {grant.role for grant in helmi.grants.all()} == {"editor", "manager"}
    assert "Editor" in english(boss, place)
    assert "write guidance paths" in english(signed_in(helmi), "/staff/")

    boss.post(f"{place}withdraw/", {"role": "editor", "area": ""})
    assert [grant.role for grant in helmi.grants.all()] == ["manager"]


@pytest.mark.parametrize("posted", [{}, {"role": "king", "area": ""}, {"role": "editor", "area": "nowhere"}])
def test_nonsense_gives_nothing(boss: Client, posted: dict[str, str]) -> None:
    helmi = make_person(name="helmi")
    assert boss.post(f"/staff/people/{helmi.pk}/grant/", posted).status_code == 302
    assert boss.post(f"/staff/people/{helmi.pk}/withdraw/", posted).status_code == 302
    assert not helmi.grants.exists()


def test_a_lost_phone_a_misused_and_a_closed_account(boss: Client) -> None:
    helmi = make_person(Role.EDITOR, name="helmi")
    theirs = signed_in(helmi)
    place = f"/staff/people/{helmi.pk}/"

    boss.post(f"{place}reset/")
    assert not Authenticator.objects.filter(user=helmi).exists()
    assert theirs.get("/staff/").status_code == 302

    signed_in(helmi)
    boss.post(f"{place}sign-out/")
    assert not StaffSession.objects.filter(user=helmi).exists()

    boss.post(f"{place}close/")
    helmi.refresh_from_db()
    assert not helmi.is_active
    assert "The account is closed" in english(boss, place)
    opened = boss.post(f"{place}open/").content.decode()
    assert link_in(opened)


def test_nobody_closes_their_own_account(boss: Client) -> None:
    own = User.objects.get(username="boss")
    boss.post(f"/staff/people/{own.pk}/close/")
    own.refresh_from_db()
    assert own.is_active


def test_the_list_says_what_is_missing_and_helps_when_nobody_is_found(boss: Client) -> None:
    make_person(name="helmi", has_second_step=False)
    page = english(boss, "/staff/people/")
    assert "No second step" in page
    assert "No role" in page
    assert "Nobody was found" in english(boss, "/staff/people/?q=xyz")
    assert boss.get("/staff/people/?q=%00&role=king").status_code == 200
    assert boss.get("/staff/people/99999/").status_code == 404


def test_a_name_with_marks_is_only_text(boss: Client) -> None:
    boss.post("/staff/people/add/", NEW | {"first_name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in english(boss, "/staff/people/")


def test_somebody_without_a_role_is_told_what_to_do() -> None:
    assert "You have no role yet" in english(signed_in(make_person()), "/staff/")


def test_a_person_changes_their_password_and_other_browsers_are_signed_out() -> None:
    user = make_person()
    here, elsewhere = signed_in(user), signed_in(user)
    new = "kuu nousee kuusen taakse"
    wrong = here.post("/staff/account/password/", {"present": "ei", "password": new, "again": new})
    assert wrong.status_code == 200
    common = "salasanasalasana"
    refused = here.post(
        "/staff/account/password/", {"present": PASSWORD, "password": common, "again": common}
    )
    assert refused.context["has_errors"]
    done = here.post("/staff/account/password/", {"present": PASSWORD, "password": new, "again": new})
    assert done["Location"] == "/staff/account/"
    assert here.get("/staff/account/").status_code == 200
    assert elsewhere.get("/staff/account/").status_code == 302


def test_a_person_sees_and_ends_their_other_sessions() -> None:
    user, stranger = make_person(), make_person(name="muu")
    here, phone, tablet, others = signed_in(user), signed_in(user), signed_in(user), signed_in(stranger)
    rows = here.get("/staff/account/sessions/").context["sessions"]
    assert len(rows) == 3
    assert sum(row.is_current for row in rows) == 1
    assert here.session.session_key not in here.get("/staff/account/sessions/").content.decode()

    of_phone = handle_of(phone.session.session_key)
    here.post("/staff/account/sessions/", {"handle": of_phone})
    assert phone.get("/staff/").status_code == 302
    assert tablet.get("/staff/").status_code == 200

    of_stranger = handle_of(others.session.session_key)
    here.post("/staff/account/sessions/", {"handle": of_stranger})
    assert others.get("/staff/").status_code == 200, "only one's own"

    here.post("/staff/account/sessions/", {"all": "yes"})
    assert tablet.get("/staff/").status_code == 302
    assert here.get("/staff/").status_code == 200


def test_the_language_is_chosen_before_and_after_signing_in() -> None:
    client = Client()
    assert (
        '<html lang="sv">' in client.get("/staff/login/", headers={"Accept-Language": "sv"}).content.decode()
    )
    client.post("/staff/language/", {"language": "en", "next": "/staff/login/"})
    page = client.get("/staff/login/", headers={"Accept-Language": "sv"}).content.decode()
    assert '<html lang="en">' in page

    user = make_person()
    browser = signed_in(user)
    answer = browser.post("/staff/language/", {"language": "sv", "next": "//evil.example"})
    assert answer["Location"] == "/staff/"
    user.refresh_from_db()
    assert user.language == "sv"
    browser.post("/staff/language/", {"language": "xx"})
    user.refresh_from_db()
    assert user.language == "sv"


def test_a_role_in_one_service_area_is_shown_by_its_name(boss: Client) -> None:
    organisation.load_county(DEMO_COUNTY)
    area = county_queries.county().service_areas[0]
    helmi = make_person(name="helmi")
    boss.post(f"/staff/people/{helmi.pk}/grant/", {"role": "editor", "area": area.code})
    assert [(grant.role, grant.area) for grant in helmi.grants.all()] == [("editor", area.code)]
    assert str(pick(area.names, "en")) in english(boss, f"/staff/people/{helmi.pk}/")

    boss.post(f"/staff/people/{helmi.pk}/grant/", {"role": "administrator", "area": area.code})
    assert "for the whole county only" in english(boss, f"/staff/people/{helmi.pk}/")
    assert helmi.grants.count() == 1


def test_a_name_and_an_address_are_corrected_and_sign_in_follows(boss: Client) -> None:
    invited = {"first_name": "Maija", "last_name": "Meri", "email": "maia@county.example", "language": "fi"}
    boss.post("/staff/people/add/", invited)
    maija = User.objects.get(email="maia@county.example")
    url = f"/staff/people/{maija.pk}/details/"
    assert 'value="Meri"' in english(boss, url)
    boss.post(url, {"first_name": "Maija", "last_name": "Lampi", "email": "Maija@county.example"})
    maija.refresh_from_db()
    assert (maija.get_full_name(), maija.email, maija.username) == (
        "Maija Lampi", "maija@county.example", "maija@county.example",
    )  # fmt: skip


def test_somebody_elses_address_is_refused_and_what_was_typed_stays(boss: Client) -> None:
    other = make_person(Role.EDITOR, name="other")
    url = f"/staff/people/{other.pk}/details/"
    taken = User.objects.exclude(pk=other.pk).first().email
    answer = boss.post(url, {"first_name": "Ode", "last_name": "Meri", "email": taken})
    assert 'value="Ode"' in answer.content.decode()
    other.refresh_from_db()
    assert other.email != taken
    assert boss.post(url, {"first_name": "Ode", "last_name": "Meri", "email": other.email}).status_code == 302


def test_errors_on_top_say_which_field_is_empty(boss: Client) -> None:
    page = boss.post("/staff/people/add/", {}, headers={"Accept-Language": "en"}).content.decode()
    summary = page[page.index("govuk-error-summary") : page.index("<h1")]
    for field in ("First name", "Last name", "Work e-mail"):
        assert f">{field}: " in summary


@pytest.mark.parametrize("role", list(Role))
def test_the_front_page_promises_only_what_has_a_page(role: Role) -> None:
    page = signed_in(make_person(role, name="somebody")).get("/staff/").content.decode()
    for promise in ("lukea palautetta", "nähdä lukuja", "viedä tietoja", "tuoda palvelutietoja"):
        assert promise not in page
    assert 'href="/"' in page
