"""The demo's people, and what a real installation refuses to start with."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from luotsi.accounts import checks, demo, queries
from luotsi.accounts.models import User
from luotsi.accounts.types import Role

pytestmark = pytest.mark.django_db

STRONG = "kJ8s_2mQ0xLZtR7vWn4pYb1cHd9eGf3aUo6iXj5kTlMq-rBwEyVz"


@pytest.fixture
def sound(settings: LazySettings) -> LazySettings:
    settings.DEMO, settings.DEBUG = False, False
    settings.SITE_URL, settings.SECRET_KEY = "https://luotsi.county.example", STRONG
    return settings


def ids() -> set[str]:
    return {fault.id for fault in checks.check_deployment()}


def test_a_sound_installation_has_no_fault(sound: LazySettings) -> None:
    assert ids() == set()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DEMO", True, "luotsi.E001"),
        ("DEBUG", True, "luotsi.E002"),
        ("SITE_URL", "http://luotsi.county.example", "luotsi.E003"),
        ("SECRET_KEY", "secret", "luotsi.E004"),
        ("SECRET_KEY", "a" * 80, "luotsi.E004"),
        ("SECRET_KEY", "django-insecure-" + STRONG, "luotsi.E004"),
    ],
)
def test_each_fault_is_found(sound: LazySettings, name: str, value: object, fault: str) -> None:
    setattr(sound, name, value)
    assert ids() == {fault}


def test_demo_people_are_made_in_a_demo_only_and_once(settings: LazySettings) -> None:
    with pytest.raises(demo.NotADemo):
        demo.create_demo_people()
    settings.DEMO = True
    demo.create_demo_people()
    demo.create_demo_people()
    people = queries.people()
    assert {person.grants[0].role for person in people} == set(Role)
    assert all(person.email.endswith("@rantamaa.example") for person in people)
    assert {person.name for person in people} >= {"Sisko Sisällöntuottaja", "Pia Pääkäyttäjä"}


def test_a_demo_person_signs_in_with_what_the_demo_prints(settings: LazySettings) -> None:
    settings.DEMO = True
    someone = demo.create_demo_people()[0]
    answer = Client().post("/staff/login/", {"login": someone.email, "password": someone.passphrase})
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")


def test_outside_a_demo_its_people_stop_the_start_and_cannot_sign_in(sound: LazySettings) -> None:
    sound.DEMO = True
    someone = demo.create_demo_people()[0]
    browser = Client()
    browser.force_login(User.objects.get(email=someone.email))
    sound.DEMO = False

    assert ids() == {"luotsi.E005"}
    assert browser.get("/staff/account/").status_code == 302
    answer = Client().post("/staff/login/", {"login": someone.email, "password": someone.passphrase})
    assert answer.status_code == 200
