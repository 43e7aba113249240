"""Masks personal data before anything is stored, logged or indexed.

Six kinds are masked: Finnish personal identity codes with any century mark (also mistyped or spaced
ones), phone numbers, e-mail addresses, street addresses (Finnish and Swedish), IBAN account numbers
and numbers that look like a bank card's. National service numbers (112, 116 117, 0800 …) stay,
because they name nobody.

Where a text is ambiguous it is masked: an unreadable number does less harm than a stored identity.
Every pattern is tried only where a word or a number begins and reads a bounded number of
characters from there, so the time grows linearly with the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

IDENTITY_CODE = "identity_code"
PHONE = "phone"
EMAIL = "email"
ADDRESS = "address"
ACCOUNT = "account"
CARD = "card"

TOKENS = {
    "fi": {
        EMAIL: "[sähköposti peitetty]",
        ACCOUNT: "[tilinumero peitetty]",
        CARD: "[korttinumero peitetty]",
        IDENTITY_CODE: "[henkilötunnus peitetty]",
        PHONE: "[puhelinnumero peitetty]",
        ADDRESS: "[osoite peitetty]",
    },
    "sv": {
        EMAIL: "[e-postadress dold]",
        ACCOUNT: "[kontonummer dolt]",
        CARD: "[kortnummer dolt]",
        IDENTITY_CODE: "[personbeteckning dold]",
        PHONE: "[telefonnummer dolt]",
        ADDRESS: "[adress dold]",
    },
    "en": {
        EMAIL: "[email hidden]",
        ACCOUNT: "[account number hidden]",
        CARD: "[card number hidden]",
        IDENTITY_CODE: "[personal identity code hidden]",
        PHONE: "[phone number hidden]",
        ADDRESS: "[address hidden]",
    },
}
"""What stands in the place of masked data. No token holds a digit, so masking twice changes nothing."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and which kinds of it were found (each once, in fixed order)."""

    text: str
    found: tuple[str, ...] = ()


def mask(text: str, language: str = "fi") -> Masked:
    """Replace what identifies a person by a readable token in `language` (fi, sv or en, else fi)."""
    tokens = TOKENS.get(language, TOKENS["fi"])
    found: list[str] = []
    for kind, pattern, is_personal in _PATTERNS:
        text, count = _replace(text, pattern, is_personal, tokens[kind])
        if count and kind not in found:
            found.append(kind)
    return Masked(text, tuple(found))


def _replace(
    text: str, pattern: re.Pattern[str], is_personal: Callable[[re.Match[str]], bool], token: str
) -> tuple[str, int]:
    """The text with every personal match replaced, and how many there were."""
    count = 0

    def one(match: re.Match[str]) -> str:
        nonlocal count
        if not is_personal(match):
            return match.group()
        count += 1
        return token

    return pattern.sub(one, text), count


_GAP = r"[ \u00a0\u2009\u202f]"
_DASH = r"[-\u2010-\u2015\u2212]"

# A dot in "matti(at)example.fi" style is common on public pages, so people write it too.
_EMAIL = re.compile(
    r"(?<![\w.%+\-])[\w.%+\-]{1,254}(?:@|\s?[(\[](?:at|ät)[)\]]\s?)(?:[\w\-]{1,63}\.){1,8}[^\W\d_]{2,24}",
    re.IGNORECASE,
)

_FINNISH_IBAN = re.compile(rf"(?<![^\W_])FI(?:{_GAP}|-)?\d\d(?:(?:{_GAP}|-)?\d){{14}}(?!\d)", re.IGNORECASE)
_FOREIGN_IBAN = re.compile(
    rf"(?<!\w)[A-Z]{{2}}\d\d(?:{_GAP}?[A-Z0-9]{{4}}){{2,7}}(?:{_GAP}?[A-Z0-9]{{1,3}})?(?!\w)"
)

_CARD = re.compile(rf"(?<!\d)(?<!\d[.,])\d(?:(?:{_GAP}|{_DASH})?\d){{12,18}}(?!\d)")

# Day, month and year, century mark, number within the day, check character.
_IDENTITY_CODE = re.compile(
    rf"(?<!\d)(?P<date>\d(?:(?:{_GAP}|\.)?\d){{5}})"
    rf"(?P<mark>{_GAP}{{0,2}}(?:{_DASH}|[+A-FU-Ya-fu-y]){_GAP}{{0,2}})"
    rf"\d(?:{_GAP}?\d){{2}}(?P<check>{_GAP}?[0-9A-Za-z])(?![0-9A-Za-z])"
)
_IDENTITY_CODE_WITHOUT_MARK = re.compile(
    rf"(?<!\d)(?P<date>\d{{6}})(?P<mark>{_GAP}?)\d{{3}}(?P<check>[A-Ya-y])(?![0-9A-Za-z])"
)

_PHONE = re.compile(
    rf"(?:(?<!\w)|(?<=puh)|(?<=tel)|(?<=nro))(?<!\d[.,:\-])(?:\+{_GAP}?\(?[1-9]|\(?0(?!00))"
    rf"(?:(?:{_GAP}|{_DASH}|[()/]){{0,3}}\d){{6,14}}(?!\d)",
    re.IGNORECASE,
)
_SERVICE_PREFIX = "0800"
"""Free-of-charge helplines: never a person's own number."""

_NUMBER_AND_DOOR = (
    rf"{_GAP}{{1,2}}\d{{1,4}}(?:{_DASH}\d{{1,4}})?(?!\d)(?:[a-zåäö]\b)?"
    rf"(?:{_GAP}?(?:[A-Z]|[a-h])\b)?(?:{_GAP}?(?:as\.?|bst\.?|lgh|apt\.?)?{_GAP}?\d{{1,3}}\b)?"
    rf"(?:,?{_GAP}\d{{5}}{_GAP}[A-ZÅÄÖ][\w\-]{{1,30}})?"
)
_STREET_ENDINGS = (
    "katu|kadu(?:n|lla|lta|lle)|tie|tie(?:n|llä|ltä|lle)|kuja|kuja(?:n|lla|lta|lle)|polku|polu(?:n|lla|lta|lle)"
    "|kaari|kaare(?:n|lla|lta|lle)|raitti|raiti(?:n|lla|lta|lle)|rinne|rintee(?:n|llä|ltä|lle)"
    "|bulevardi|esplanadi|puistikko|tanhua|gatan|gata|vägen|väg|gränden|gränd|stigen|stig|esplanaden|allén|svängen"
)
_SURER_WITH_CAPITAL = "ranta|tori|puisto|mäki|portti|aukio|penger|väylä|torget|kajen|backen|bågen|stranden"
"""Endings of ordinary words too ("uimaranta 5 km"): an address only when written as a name."""

_ADDRESS = re.compile(
    rf"\b(?i:(?P<road>\w{{2,40}}?(?:{_STREET_ENDINGS}))){_NUMBER_AND_DOOR}"
    rf"|\b[A-ZÅÄÖ]\w{{1,40}}?(?:{_SURER_WITH_CAPITAL}){_NUMBER_AND_DOOR}"
    rf"|\b[A-ZÅÄÖ]\w{{1,40}}{_GAP}(?:katu|tie|kuja|polku|väg|gata|gränd){_NUMBER_AND_DOOR}"
)
_PUBLIC_ROADS = re.compile(
    r"(?:valta|kanta|seutu|moottori|maan|yhdys|rauta|laiva|motor|riks|lands|järn)(?:tie|väg)", re.IGNORECASE
)

_MONEY_OR_MEASURE = re.compile(
    r"\s?(?:€|%|(?:e|eur|euroa?|euron|euros?|mk|kr|sek|km|kpl|kg|min|h|v|vuotta|tuntia|kertaa|päivää)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\(?(?:0[1-9]|[12]\d|3[01])\D(?:0[1-9]|1[0-2])\D(?:19|20)\d\d")
_CLOCK_TIMES = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d\D{1,3}(?:[01]\d|2[0-4])[0-5]\d")

_ENDS_IN_NUMBER = re.compile(rf"\d{_GAP}$")


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _is_followed_by_measure(match: re.Match[str]) -> bool:
    return _MONEY_OR_MEASURE.match(match.string, match.end()) is not None


def _always(match: re.Match[str]) -> bool:
    return True


def _is_foreign_iban(match: re.Match[str]) -> bool:
    """ISO 13616: the first four characters moved last, letters as 10–35, remainder 1 by 97."""
    compact = re.sub(r"\s", "", match.group())
    moved = compact[4:] + compact[:4]
    number = "".join(str(int(character, 36)) for character in moved)
    return 15 <= len(compact) <= 34 and int(number) % 97 == 1


def _is_card(match: re.Match[str]) -> bool:
    """Four groups of four that are not all years, or a right check digit (ISO/IEC 7812, Luhn)."""
    if _is_followed_by_measure(match):
        return False
    groups = re.split(r"\D", match.group())
    if [len(group) for group in groups] == [4, 4, 4, 4]:
        return not all(group.startswith(("19", "20")) for group in groups)
    numbers = [int(character) for character in reversed(_digits(match.group()))]
    doubled = [n if place % 2 == 0 else sum(divmod(2 * n, 10)) for place, n in enumerate(numbers)]
    return sum(doubled) % 10 == 0


def _has_plausible_date(match: re.Match[str]) -> bool:
    date = _digits(match["date"])
    return 1 <= int(date[:2]) <= 31 and 1 <= int(date[2:4]) <= 12


def _is_identity_code(match: re.Match[str]) -> bool:
    """A mistyped code is masked too, unless its looseness makes it look like something else."""
    mark, check = match["mark"].strip(), match["check"].strip()
    if _has_plausible_date(match):
        return not (check.isdigit() and _is_followed_by_measure(match))
    is_loose = (mark.isalpha() and mark != match["mark"]) or check != match["check"]
    return not (is_loose or _is_followed_by_measure(match))


def _is_phone(match: re.Match[str]) -> bool:
    text, digits = match.group(), _digits(match.group())
    if digits.startswith(_SERVICE_PREFIX) or _DATE.fullmatch(text) or _CLOCK_TIMES.fullmatch(text):
        return False
    is_amount = _is_followed_by_measure(match)
    if text.startswith("+"):
        return len(digits) >= 8 and not is_amount
    # "1 200 050 - 300 000 €": the tail of a sum of money begins with a zero too.
    return not (is_amount and _ENDS_IN_NUMBER.search(match.string[: match.start()][-3:]))


def _is_address(match: re.Match[str]) -> bool:
    road = match["road"]
    is_public = road is not None and _PUBLIC_ROADS.fullmatch(road) is not None
    return not (is_public or _is_followed_by_measure(match))


# The order matters: an e-mail address may hold a phone number, an account number looks like a card's.
_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (EMAIL, _EMAIL, _always),
    (ACCOUNT, _FINNISH_IBAN, _always),
    (ACCOUNT, _FOREIGN_IBAN, _is_foreign_iban),
    (CARD, _CARD, _is_card),
    (IDENTITY_CODE, _IDENTITY_CODE, _is_identity_code),
    (IDENTITY_CODE, _IDENTITY_CODE_WITHOUT_MARK, _has_plausible_date),
    (PHONE, _PHONE, _is_phone),
    (ADDRESS, _ADDRESS, _is_address),
)
