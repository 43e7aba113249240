"""Telephone numbers, web addresses and e-mail as they are dialled, opened and shown."""

from __future__ import annotations

from typing import Any

import pytest

from luotsi.integrations.ptv import shapes, values
from luotsi.integrations.ptv.values import Notes, shown_number, web_address
from tests.ptv.makers import number, said


def phones(*given: dict[str, Any]) -> tuple[Any, list[str]]:
    notes = Notes()
    shaped = [shapes.PhoneShape.model_validate(one) for one in given]
    return values.phones("phoneNumbers", shaped, notes), notes.reasons


@pytest.mark.parametrize(
    ("dialled", "shown"),
    [
        ("+358447943552", "044 794 3552"),
        ("+358200000101", "020 000 0101"),
        ("+358925250111", "09 2525 0111"),
        ("+358800147111", "0800 147 111"),
        ("116117", "116117"),
        ("112", "112"),
        ("+4681234567", "+4681234567"),
        ("0800147111", "0800 147 111"),
    ],
)
def test_numbers_are_shown_as_people_read_them(dialled: str, shown: str) -> None:
    assert shown_number(dialled) == shown


def test_a_short_number_has_no_country_prefix() -> None:
    (one,), _ = phones(
        number("116117", "+358", isFinnishServiceNumber=True, serviceChargeType="FreeOfCharge")
    )
    assert (one.number, one.display, one.charge_kind, one.is_service_number) == (
        "116117",
        "116117",
        "free",
        True,
    )
    (other,), _ = phones(number("116117", None))
    assert other.number == "116117"


def test_a_number_listed_for_two_languages_stands_once_with_both_of_their_texts() -> None:
    found, _ = phones(
        number(chargeDescription="pvm", additionalInformation="Ajanvaraus"),
        number(language="sv", chargeDescription="lna", additionalInformation="Tidsbokning"),
    )
    assert len(found) == 1
    assert found[0].languages == ("fi", "sv")
    assert found[0].charge == {"fi": "pvm", "sv": "lna"}
    assert found[0].label == {"fi": "Ajanvaraus", "sv": "Tidsbokning"}


def test_a_number_listed_for_two_purposes_stays_two() -> None:
    found, _ = phones(number(additionalInformation="Ajanvaraus"), number(additionalInformation="Neuvonta"))
    assert [one.label["fi"] for one in found] == ["Ajanvaraus", "Neuvonta"]


def test_spaces_and_a_leading_zero_do_not_matter() -> None:
    (one,), _ = phones(number("020 000-0101"))
    assert one.number == "+358200000101"


def test_what_is_not_a_number_is_left_out_with_its_reason() -> None:
    found, reasons = phones(number("soita meille"), number("1" * 40), number(""), number("200000102"))
    assert [one.number for one in found] == ["+358200000102"]
    assert len(reasons) == 2
    assert "not a telephone number" in reasons[0]


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " data:text/html,x",
        "ftp://rantamaa.example",
        "https://",
        "https://user@rantamaa.example",
        "https://rantamaa.example/ a",
        'https://rantamaa.example/"onclick',
        "https://[broken",
        "https://rantamaa.example/" + "x" * 3000,
        "//rantamaa.example",
        "ei ole",
        None,
    ],
)
def test_only_http_and_https_are_web_addresses(bad: str | None) -> None:
    assert web_address(bad) == ""


def test_a_web_address_without_its_scheme_is_helped() -> None:
    assert web_address("www.rantamaa.example") == "https://www.rantamaa.example"
    assert web_address(" http://rantamaa.example/ä?q=1#x ") == "http://rantamaa.example/ä?q=1#x"


def test_a_link_in_two_languages_stands_once_with_both_names() -> None:
    url = "https://rantamaa.example"
    pages = [
        shapes.WebPage(url=url, value="Sivut", language="fi"),
        shapes.WebPage(url=url, value="Sidor", language="sv"),
    ]
    (link,) = values.links("webPages", pages, Notes())
    assert (link.names, link.languages) == ({"fi": "Sivut", "sv": "Sidor"}, ("fi", "sv"))


def test_e_mail_is_checked() -> None:
    notes = Notes()
    given = [
        said("a@rantamaa.example"),
        said("ei osoite"),
        said("<x>@y.z"),
        said("a@rantamaa.example", None, "sv"),
    ]
    (one,) = values.emails("emails", [shapes.LocalText.model_validate(x) for x in given], notes)
    assert (one.address, one.languages) == ("a@rantamaa.example", ("fi", "sv"))
    assert len(notes.reasons) == 2
