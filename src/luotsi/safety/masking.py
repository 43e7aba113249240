"""Masks personal data before anything is stored, logged or indexed.

Six kinds are masked: personal identity codes (`identity_codes`: Finnish ones with any century mark or none,
mistyped, spaced, in parts; Swedish ones), phone numbers, IBAN account numbers and bank cards (`numbers`),
e-mail and street addresses (`addresses`). What names nobody stays: service numbers and the national numbers
of offices (0800 …, 029 …), hours, dates, laws, sums.

Patterns see a text through its `reading`, so that full-width digits, dashes of every length and characters of
no width hide nothing. Where a text is ambiguous it is masked: an unreadable number does less harm than a
stored identity. Every pattern is tried only where a word or a number begins and reads a bounded number of
characters from there, so the time grows linearly with the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luotsi.safety.addresses import EMAILS, MAY_BE_EMAIL, STREETS
from luotsi.safety.identity_codes import MARKED, OTHERS, REMAINS
from luotsi.safety.numbers import ACCOUNTS, CARDS, LONG_IDS, NAMES_NOBODY, PHONES
from luotsi.safety.reading import KEPT, MASKED, Judge, Reading, Span, read

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


_STEPS: tuple[tuple[str, tuple[tuple[re.Pattern[str], Judge], ...]], ...] = (
    (EMAIL, EMAILS),
    (KEPT, LONG_IDS),
    (ACCOUNT, ACCOUNTS),
    (CARD, CARDS),
    (IDENTITY_CODE, MARKED),
    (IDENTITY_CODE, OTHERS),
    (ADDRESS, STREETS),
    (KEPT, NAMES_NOBODY),
    (PHONE, PHONES),
    (IDENTITY_CODE, REMAINS),
)
"""The order matters: an e-mail address may hold a phone number, an account number looks like a card's."""

_KINDS = tuple(dict.fromkeys(kind for kind, _patterns in _STEPS if kind != KEPT))
_MOST_ROUNDS, _ROUND_OF_CHAINS = 8, 4
_CHAIN = re.compile(rf"[\d\-.,:/{MASKED}]+")
_LINK = re.compile(rf"[^{MASKED}]*\d[^{MASKED}]*")
_ANY_TOKEN = re.compile("|".join(re.escape(token) for tokens in TOKENS.values() for token in tokens.values()))
_DIGIT = re.compile(r"\d")


def mask(text: str, language: str = "fi") -> Masked:
    """Replace what identifies a person by a readable token in `language` (fi, sv or en, else fi).

    Never raises for any string. Masking what is masked changes nothing.
    """
    reading = read(text)
    spans = _personal_spans(reading.text)
    if not spans:
        return Masked(text)
    found = set(spans.values())
    return Masked(_written(text, reading, spans, language), tuple(kind for kind in _KINDS if kind in found))


def _personal_spans(words: str) -> dict[Span, str]:
    """Where personal data stands in a reading, and of which kind.

    What was masked may show what stood beside it in another light, so the patterns are tried again until
    they find nothing: as if the masked text came in once more. A chain of numbers that would give way one
    by one is masked at once.
    """
    spans: dict[Span, str] = {}
    words = _ANY_TOKEN.sub(lambda match: MASKED * len(match.group()), words)
    for count in range(_MOST_ROUNDS):
        more = _spans_of_a_round(words)
        if not more:
            break
        words = _covered(words, sorted(more), MASKED)
        if count == _ROUND_OF_CHAINS:
            chained = _chained(words)
            words = _covered(words, chained, MASKED)
            more.update(dict.fromkeys(chained, PHONE))
        spans.update(more)
    return spans


def _chained(words: str) -> list[Span]:
    """The numbers that hang on what is masked, with nothing but marks between."""
    return [
        (chain.start() + link.start(), chain.start() + link.end())
        for chain in _CHAIN.finditer(words)
        if MASKED in chain.group()
        for link in _LINK.finditer(chain.group())
    ]


def _spans_of_a_round(words: str) -> dict[Span, str]:
    spans: dict[Span, str] = {}
    for kind, patterns in _STEPS:
        if not (MAY_BE_EMAIL if kind == EMAIL else _DIGIT).search(words):
            continue
        for pattern, judge in patterns:
            meant = [span for match in pattern.finditer(words) if (span := judge(match))]
            if kind != KEPT:
                spans.update(dict.fromkeys(meant, kind))
            words = _covered(words, meant, KEPT if kind == KEPT else MASKED)
    return spans


def _covered(words: str, spans: list[Span], cover: str) -> str:
    """The same length, with `cover` in the place of every character of the spans, which are in order."""
    if not spans:
        return words
    parts, place = [], 0
    for start, end in spans:
        parts += [words[place:start], cover * (end - start)]
        place = end
    return "".join([*parts, words[place:]])


def _written(text: str, reading: Reading, spans: dict[Span, str], language: str) -> str:
    """The text with a token in the place of each span."""
    tokens = TOKENS.get(language, TOKENS["fi"])
    parts, place = [], 0
    for start, end in sorted(spans):
        parts += [text[place : reading.place(start, len(text))], tokens[spans[start, end]]]
        place = reading.place(end, len(text))
    return "".join([*parts, text[place:]])
