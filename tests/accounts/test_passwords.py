"""Passwords: long, not common, nothing else."""

from __future__ import annotations

import string

import pytest
from django.conf import LazySettings, settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from luotsi.accounts.models import User
from luotsi.accounts.passwords import is_too_common


def codes_of(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "sumu hiipii laiturin alle",
        "correct horse battery staple",
        "kahvikuppi ratsastaa saaressa",
        "åkerbär mot månens baksida",
        "x7Qm2vKp9Zt4Rw1",
        "kesä talvi syksy kevät",
        "a" * 3 + "hjl qvx zbn mkw pdf",
    ],
)
def test_long_and_uncommon_is_enough(password: str) -> None:
    assert codes_of(password) == set()


@pytest.mark.parametrize("length", [0, 1, 14])
def test_short_is_refused(length: int) -> None:
    assert "password_too_short" in codes_of("x7Qm2vKp9Zt4Rw1"[:length])


def test_from_15_to_128_characters() -> None:
    longest = "aurinko laskee hitaasti metsän taakse " * 4
    assert codes_of("x7Qm2vKp9Zt4Rw1") == set()
    assert codes_of(longest[:128]) == set()
    assert codes_of(longest[:129]) == {"password_too_long"}


@pytest.mark.parametrize(
    "password",
    [
        "salasanasalasana",
        "Salasana-Salasana-2026!",
        "passwordpassword1",
        "lösenordlösenord",
        "qwertyuiopåasdfghjklö",
        "123456789012345",
        "aaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrst",
        "Luotsi hyvinvointialue 1",
        "kesäkuu2026kesäkuu2026",
        "ÄITIäitiÄITIäiti",
    ],
)
def test_common_words_are_refused_however_they_are_dressed(password: str) -> None:
    assert "password_too_common" in codes_of(password)


def test_ones_own_name_is_a_common_word() -> None:
    user = User(first_name="Wilhelmiina", last_name="Äyräpäänheimo", username="wilma.ay", email="w.ay@x.fi")
    assert "password_too_common" in codes_of("WilhelmiinaÄyräpäänheimo", user)
    assert codes_of("Wilhelmiina tanssii hiljaa kuussa", user) == set()


@hypothesis_settings(max_examples=60)
@given(
    strategies.text(strategies.sampled_from(string.ascii_letters + string.digits), min_size=24, max_size=40)
)
def test_judging_any_password_ends_with_an_answer(password: str) -> None:
    assert is_too_common(password) in {True, False}


def test_the_real_hash_is_argon2id(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = REAL_HASHERS
    assert make_password("sumu hiipii laiturin alle").startswith("argon2$argon2id$")


REAL_HASHERS = list(settings.PASSWORD_HASHERS)
