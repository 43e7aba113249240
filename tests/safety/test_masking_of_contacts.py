"""Phone numbers, e-mail and street addresses as people write them; and what looks like them and stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luotsi.safety.masking import mask


@pytest.mark.parametrize(
    "number",
    [
        "040.123.4567",
        "040/1234567",
        "(040) 123 4567",
        "050-123 45 67",
        "0 4 0 1 2 3 4 5 6 7",
        "００４０１２３４５６７",
        "040\u200b1234567",
        "0400 123 456",
        "0457 123 4567",
        "358401234567",
        "00358 40 1234567",
        "+358.40.1234567",
        "soita0401234567",
        "puh. 40 123 4567",
        "073-123 45 67",
        "013 123 456",
    ],
)
def test_phone_numbers_in_many_forms_are_masked(number: str) -> None:
    assert not re.search(r"\d", mask(f"Numeroni: {number}, kiitos").text)
    assert "phone" in mask(f"Numeroni: {number}").found


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("0800 147 111 tai 040 1234567", "0800 147 111 tai [puhelinnumero peitetty]"),
        ("020 202 040 123 4567", "020 202 [puhelinnumero peitetty]"),
        ("112 0401234567", "112 [puhelinnumero peitetty]"),
        ("040 1234567 8-16", "[puhelinnumero peitetty] 8-16"),
        ("Koivukatu 5 A 040 1234567", "[osoite peitetty] [puhelinnumero peitetty]"),
    ],
)
def test_what_stands_beside_a_phone_number_stays(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize(
    "address",
    [
        "matti piste virtanen at gmail piste com",
        "matti.virtanen at gmail.com",
        "matti.virtanen(at)gmail(dot)com",
        "matti [at] gmail [dot] com",
        "matti @ gmail.com",
        "matti@gmail",
        "matti@gmail,com",
        "matti ät gmail piste com",
        "matti miukumauku gmail piste com",
        "matti＠gmail.com",
        "matti.v snabel-a gmail punkt com",
    ],
)
def test_spoken_and_mistyped_email_addresses_are_masked(address: str) -> None:
    assert mask(f"Se on {address}.", "en").text == "Se on [email hidden]."


@pytest.mark.parametrize(
    "address",
    [
        "Mannerheimintiellä 12 B 34",
        "mannerheimintiella 5",
        "Koivukuja 3:ssa",
        "Aleksis Kiven katu 12 A 5",
        "Iso Roobertinkatu 5",
        "Norra Esplanaden 3",
        "12 Mannerheimintie",
        "12 High Street",
        "Main Street 5",
        "koivukatu5",
        "Hämeentieltä 5",
        "Kauppatorilla 5",
        "Koivukatu nro 5",
        "PL 12, 00101 Helsinki",
        "P.O. Box 12, 00101 Helsinki",
    ],
)
def test_inflected_english_and_box_addresses_are_masked(address: str) -> None:
    masked = mask(f"käyn {address}, kiitos")
    assert masked.text == "käyn [osoite peitetty], kiitos"
    assert masked.found == ("address",)


@pytest.mark.parametrize(
    "text",
    [
        "Hb 134, RR 140/90 123, CRP 12, 37,8 astetta, 500 mg, 20 x 30 cm",
        "Y-tunnus 1234567-8, VN/12345/2025, 10.1000/182, versio 1.2.3",
        "00000000-1111-4222-8333-010190123456",
        "08-12 13-16 ja 0900-1200 1300-1600",
        "8-16 9-15 10-14 11-13",
        "01/2024-12/2024",
        "Perintökaari 12 luku, maakaari 2 luku 1 §, PL 19 §, laki 0812/2000",
        "Hoitopolku 3, elämänkaari 2",
        "Henkilötunnus muuttuu vuonna 2027, laki henkilötunnuksesta 661/2009",
        "I was at home. Look at this dot on my skin. Look at example.com!",
        "1.1.2020–2024, 24.12.2025-6.1.2026",
        "+5 astetta, -20 astetta, 1+1, 24/7",
    ],
)
def test_measures_registers_and_laws_stay(text: str) -> None:
    assert mask(text).text == text


def test_a_code_in_parts_is_masked_where_words_tell_what_it_is() -> None:
    assert (
        mask("syntynyt 1.1.1990, loppuosa 123A").text
        == "syntynyt 1.1.1990, loppuosa [henkilötunnus peitetty]"
    )
    assert mask("slutdelen är 1234", "sv").text == "slutdelen är [personbeteckning dold]"
    assert mask("Lasku 1234, huone 123A").text == "Lasku 1234, huone 123A"


@pytest.mark.parametrize("code", ["19900101-1234", "900101-1234", "900101+1234", "19900101-123A"])
def test_swedish_codes_are_masked(code: str) -> None:
    assert mask(f"Mitt nummer {code}.", "sv").text == "Mitt nummer [personbeteckning dold]."


_PIECES = (
    "0|1|12|040|0401234567|010190|-|A|123A| |,|.|/|\n|katu 5|@x.fi|hetu |loppuosa |€|[osoite peitetty]"
    "|\u200b|１|€ 1 200|8-16|0800 |(|)|piste|at"
)


@given(st.lists(st.sampled_from(_PIECES.split("|")), max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_twice_is_once_also_where_many_kinds_meet(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text
    assert mask(once.text).found == ()


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_may_come(text: str) -> None:
    mask(text, "sv")
    mask("\ud800" + text + "010190-123A")


@pytest.mark.parametrize(
    "piece", ["010190-", "1101901234-", "0401234567,", "1 0401234567-", "8-16 ", "1/2000 "]
)
def test_twice_is_once_for_long_chains_of_numbers(piece: str) -> None:
    once = mask(piece * 300).text
    assert mask(once).text == once
