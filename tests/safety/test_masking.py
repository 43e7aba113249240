"""What people write about themselves never gets past the door."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.safety.masking import TOKENS, mask

CENTURY_MARKS = "+-UVWXYABCDEF"
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def kinds_of(text: str) -> tuple[str, ...]:
    return mask(text).found


@pytest.mark.parametrize("mark", CENTURY_MARKS)
def test_identity_codes_of_every_century_are_masked(mark: str) -> None:
    masked = mask(f"Äitini on 131052{mark}308T ja hän kaatui.")
    assert masked.text == "Äitini on [henkilötunnus peitetty] ja hän kaatui."
    assert masked.found == ("identity_code",)


@pytest.mark.parametrize(
    "code",
    [
        "010190 - 123 A",
        "01 01 90-123A",
        "0 1 0 1 9 0 - 1 2 3 A",
        "010190–123a",
        "010190a123b",
        "990199-9999",
        "070594Y9032 V",
        "131052-2885 kg",
        "010190 123A",
        "010190123A",
        "hetu010190-123A",
    ],
)
def test_spaced_mistyped_and_lower_case_codes_are_masked(code: str) -> None:
    masked = mask(f"Tunnus {code}, kiitos")
    assert "identity_code" in masked.found
    assert not re.search(r"\d", masked.text)


@pytest.mark.parametrize(
    "number",
    [
        "0401234567",
        "040 123 4567",
        "040-1234567",
        "(09) 123 4567",
        "018 12345",
        "+358 40 123 4567",
        "+358 (0)40 123 4567",
        "00358401234567",
        "+46 70 123 45 67",
        "puh.0401234567",
        "puh0401234567",
        "tel:050 1234567",
    ],
)
def test_phone_numbers_are_masked(number: str) -> None:
    masked = mask(f"Soittakaa {number} illalla")
    assert masked.found == ("phone",)
    assert not re.search(r"\d", masked.text)


def test_service_numbers_name_nobody_and_stay() -> None:
    text = "Soita 112, 116117, 116 117, 116 000, 116 006, 116 111, 116 123, 080 005 005 tai 0800 12345."
    assert mask(text).text == text


@pytest.mark.parametrize(
    "address",
    [
        "matti.meikalainen@example.fi",
        "maija+koti@posti.example.fi",
        "matti(at)example.fi",
        "a_b@sub.example.museum",
    ],
)
def test_email_addresses_are_masked(address: str) -> None:
    assert mask(f"Postini on {address}.").text == "Postini on [sähköposti peitetty]."


@pytest.mark.parametrize(
    "address",
    [
        "Koivukatu 5",
        "koivukatu 5 a 12",
        "Koivukadulla 5",
        "Mannerheimintie 5 A 12, 00100 Helsinki",
        "Mannerheimin tie 5",
        "Kauppatori 5",
        "Hiihtomäentie 12-14 as. 3",
        "Storgatan 12 B lgh 3",
        "Skolvägen 7",
        "björkstigen 3",
    ],
)
def test_street_addresses_are_masked_in_finnish_and_swedish(address: str) -> None:
    masked = mask(f"Hon bor {address}")
    assert masked.found == ("address",)
    assert masked.text == "Hon bor [osoite peitetty]"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FI21 1234 5600 0007 85", "account"),
        ("fi2112345600000785", "account"),
        ("DE89 3704 0044 0532 0130 00", "account"),
        ("4111 1111 1111 1111", "card"),
        ("4111111111111111", "card"),
    ],
)
def test_account_and_card_numbers_are_masked(text: str, kind: str) -> None:
    masked = mask(f"Maksoin: {text}")
    assert masked.found == (kind,)
    assert not re.search(r"\d", masked.text)


@pytest.mark.parametrize(
    "text",
    [
        "Äiti on 78-vuotias, lapset 3 ja 5 vuotta.",
        "Lasku on 1 234,56 € ja toinen 120 000 - 150 000 €.",
        "1 200 050 - 300 000 € tai +10 000 000 euroa",
        "Olen asunut täällä vuosina 1990-2000, 2020 2021 2022 2023.",
        "Avoinna 08-16, 0900-1500 ja 08.00-16.00.",
        "01.01.2026, 01/01/2026, 2026-01-01",
        "Valtatie 4 on poikki, riksväg 8 också.",
        "Uimaranta 5 km päässä",
        "Postinumero 00100 Helsinki",
        "Viite AB12 CDEF 3456 GHIJ",
        "pyyntö 7f3c9a01-88de-4f7a-9c1e-0242ac120002",
    ],
)
def test_years_money_times_and_public_roads_stay(text: str) -> None:
    assert mask(text).text == text


def test_the_token_is_in_the_readers_language() -> None:
    assert mask("0401234567", "sv").text == "[telefonnummer dolt]"
    assert mask("0401234567", "en").text == "[phone number hidden]"
    assert mask("0401234567", "se").text == "[puhelinnumero peitetty]"


def test_kinds_are_named_once() -> None:
    found = kinds_of("0401234567, 050 1234567, a@example.fi ja 010190-123A")
    assert found == ("email", "identity_code", "phone")


@given(
    st.integers(1, 31),
    st.integers(1, 12),
    st.integers(0, 99),
    st.sampled_from(CENTURY_MARKS),
    st.integers(0, 999),
    st.sampled_from(CHECK_CHARACTERS),
)
@settings(max_examples=60, deadline=None)
def test_no_identity_code_survives(
    day: int, month: int, year: int, mark: str, number: int, check: str
) -> None:
    code = f"{day:02}{month:02}{year:02}{mark}{number:03}{check}"
    for text in (code, f"Olen {code}.", f"({code.lower()})", f"{code}\n{code}", f"{code[:6]} {code[6:]}"):
        assert f"{number:03}" not in mask(text).text


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_masking_never_fails_and_twice_is_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzåäö ,.!?-", max_size=300))
@settings(max_examples=80, deadline=None)
def test_words_without_digits_or_at_signs_are_never_touched(text: str) -> None:
    assert mask(text).text == text


@given(st.integers(0, 999_999), st.sampled_from(["€", " €", " euroa", " e", " kr"]))
@settings(max_examples=60, deadline=None)
def test_sums_of_money_are_never_touched(amount: int, unit: str) -> None:
    grouped = f"{amount:,}".replace(",", " ")
    for text in (f"maksaa {amount}{unit}", f"maksaa {grouped}{unit}", f"{grouped},50{unit}"):
        assert mask(text).text == text


def test_tokens_hold_no_digits_and_cover_the_same_kinds() -> None:
    assert {frozenset(tokens) for tokens in TOKENS.values()} == {frozenset(TOKENS["fi"])}
    assert not any(re.search(r"[\d@]", token) for tokens in TOKENS.values() for token in tokens.values())


@pytest.mark.parametrize(
    "piece", ["0 ", "1-", "a@", "aaaaaaaaa ", "Akatu 1 ", "(0", "FI21 ", "010190-", "+1 ", "katu", "a."]
)
def test_time_grows_linearly(piece: str) -> None:
    """Ten times the text in at most twelve times the processor time; the best of some runs."""

    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        runs = []
        for _ in range(4):
            start = time.thread_time()
            mask(text)
            runs.append(time.thread_time() - start)
        return min(runs)

    ratios = []
    for _ in range(6):
        ratios.append(seconds(40_000) / seconds(4_000))
        if ratios[-1] <= 12:
            return
    pytest.fail(f"Ten times the text took {min(ratios):.1f} times the time")
