"""Phone numbers, accounts and cards; and the numbers that look like them and name nobody.

Kept by their series (Traficom's national numbering plan): service numbers (0100, 0200, 0300, 060x, 0700,
080x) and the national numbers of companies and offices (010, 020, 029, 030, 039, 071, 073, 075). Nobody has
one of them at home, and people ask about them. 112, 116xxx and the other short ones look like no phone number
at all. One that is written as an identity code without a mark may be (ten digits in one run, first a day and
a month) is masked all the same.
"""

from __future__ import annotations

import re

from luotsi.safety.identity_codes import may_be_ten_digits
from luotsi.safety.reading import BLANK, GAP, Judge, Span, before, digits_of, is_measured, whole

_JOIN = rf"(?:{BLANK}|[-()/]){{0,3}}"
_DOTTED = rf"(?:{BLANK}|[-()/._]){{0,3}}"
_COUNTRY = rf"{BLANK}?358{_DOTTED}(?:0{_DOTTED})?"
_FIVE_OR_FOUR = rf"(?:4{BLANK}?\d|5{BLANK}?0)"
_CLEAR = r"(?<!\d.)(?<!\d[.,:\-].)"
"""Stands behind a number's first character, so that a search can leap from one such character to the next."""
_ENDS = r"(?!\d|,\d{1,2}(?!\d))"
_NO_NEW_NUMBER = rf"(?!{BLANK}\(?(?:0(?:4\d|50)|\+358|00358)[ -]?\d{{2,}}[ -]?\d{{3}})"

_MOBILE = re.compile(
    rf"(?:\+{_CLEAR}{_COUNTRY}{_FIVE_OR_FOUR}|0{_CLEAR}0{_COUNTRY}{_FIVE_OR_FOUR}|3{_CLEAR}58{_DOTTED}{_FIVE_OR_FOUR}(?=(?:{_DOTTED}\d){{7}})"
    rf"|\({_CLEAR}0(?:4\d|50)|0{_CLEAR}(?:4\d|50|{BLANK}4{BLANK}\d|{BLANK}5{BLANK}0))"
    rf"(?:(?:{_DOTTED}\d){{7}}{_ENDS}|(?:{_DOTTED}\d){{4,8}}{_ENDS})"
)
_GLUED_BEFORE = r"(?:(?<!\w.)|(?<=puh.)|(?<=tel.)|(?<=nro.))"
_PHONE = re.compile(
    rf"(?:\+{_GLUED_BEFORE}{_CLEAR}{BLANK}?\(?[1-9]|\({_GLUED_BEFORE}{_CLEAR}0(?!00)|0{_GLUED_BEFORE}{_CLEAR}(?!00))"
    rf"(?:{_NO_NEW_NUMBER}{_JOIN}\d){{6,14}}{_ENDS}",
    re.IGNORECASE,
)
_NAMED_PHONE = re.compile(
    rf"\b(?:puh|puhelin\w{{0,12}}|tel|telefon\w{{0,8}}|gsm|phone|mobile|mobil\w{{0,8}}|kännykkä\w{{0,4}})"
    rf"[.:]?{BLANK}?(?:number|nummer|on|är|is|no)?[.:]?{BLANK}?(?P<number>[45]\d(?:{_JOIN}\d){{7}})(?![.,]?\d)",
    re.IGNORECASE,
)

_ABROAD = rf"{BLANK}?358{BLANK}?(?:\(0\){BLANK}?)?"
_NATIONAL = rf"(?:\+{_CLEAR}{_ABROAD}|0{_CLEAR}0{_ABROAD}|\({_CLEAR}0|0{_CLEAR})"
_SERVICE = re.compile(
    rf"{_NATIONAL}(?:10|20|29|30|39|60|700|71|73|75|80)"
    rf"(?:{_NO_NEW_NUMBER}[ ()\u00ad-]{{0,2}}\d){{4,7}}(?!\d)"
)
_KNOWN_LINE = re.compile(rf"{_NATIONAL}9\)?[ -]?(?:25{BLANK}?25{BLANK}?01{BLANK}?1\d|471{BLANK}?977)(?!\d)")
"""MIELI's crisis line in its languages; the Poison Information Centre's second number."""
_SWEDISH_MOBILE = re.compile(r"073-?\d{3} \d\d \d\d\Z|073-\d{7}\Z")

_TIME = r"[0-2]?\d(?:[.:]?[0-5]\d)?"
_HOURS_END = rf"{GAP}?-{GAP}?{_TIME}(?![\d-]|[.:]\d)"
_NO_MORE_GROUPS = rf"(?!{BLANK}\d{{1,4}}{BLANK}?\d|{BLANK}\d{{5}})"
_OPENING_HOURS = re.compile(
    rf"\d(?<!\d\d)(?<!\d[.,:/\-]\d)(?:(?<=[012])\d)?(?:[.:]?[0-5]\d)?(?:{GAP}-{GAP}{_TIME}(?![\d-]|[.:]\d)"
    rf"|{_HOURS_END}(?:{_NO_MORE_GROUPS}|(?={BLANK}{_TIME}{_HOURS_END}{_NO_MORE_GROUPS})))"
)
_FOUR_DIGIT_HOURS = re.compile(
    rf"[0-2](?<!\d\d)(?<!\d[.,:/\-]\d)\d(?!(?<=04)|(?<=05)0)[0-5]\d{GAP}?-{GAP}?[0-2]\d[0-5]\d(?![\d-])"
)
_SHORT_NUMBER = re.compile(rf"1(?<!\w.)16{BLANK}?\d{{3}}(?!\d)")
_LAW_OR_MONTH = re.compile(r"\d(?<!\d\d)(?<!\d/\d)(?!(?<=0)(?:4\d|50)/)\d{0,3}/(?:1[6-9]|20)\d\d(?!\d)")
_DATE = re.compile(
    r"\d(?<!\d\d)(?<!\d[./-]\d)(?:\d?([./-])\d\d?\1(?:19|20)\d\d|(?<=[12])\d{3}-\d\d-\d\d"
    r"|\d (?:0[1-9]|1[0-2]) (?:19|20)\d\d)(?!\d)"
)
_LONG_ID = re.compile(
    r"(?<!\w)(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=\w{0,40}[a-f])[0-9a-f]{24,64})(?!\w)", re.I
)
_GROUPED_SUM = r"\d{0,2}(?:[ .]\d{3}){1,4}(?:,\d{1,2})?"
_UNIT = r"\s?(?:€|e\b|eur|kr\b|mk\b|kpl\b)"
_AMOUNT = re.compile(
    rf"[1-9](?<!\w.){_GROUPED_SUM}(?!\d)(?={_UNIT}|{BLANK}?-{BLANK}?[1-9]{_GROUPED_SUM}{_UNIT})",
    re.IGNORECASE,
)

_FINNISH_IBAN = re.compile(rf"F(?<![^\W_].)I(?:{GAP}|-)?\d\d(?:(?:{GAP}|-)?\d){{14}}(?!\d)", re.IGNORECASE)
_FOREIGN_IBAN = re.compile(r"[A-Z](?<!\w.)[A-Z]\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(rf"\d(?<!\d\d)(?<!\d[.,]\d)(?:(?:{BLANK}|-)?\d){{12,18}}(?!\d)")
_TIME_OR_YEAR = re.compile(r"(?:19|20)\d\d|(?:[01]\d|2[0-4])[0-5]\d")
_ENDS_IN_NUMBER = re.compile(rf"\d{BLANK}$")


def _is_foreign_iban(match: re.Match[str]) -> Span | None:
    """ISO 13616: the first four characters moved last, letters as 10–35, remainder 1 by 97."""
    compact = match.group().replace(" ", "")
    moved = compact[4:] + compact[:4]
    number = "".join(str(int(character, 36)) for character in moved)
    return match.span() if 15 <= len(compact) <= 34 and int(number) % 97 == 1 else None


def _card(match: re.Match[str]) -> Span | None:
    """Written as cards are: four groups of four, or any known grouping with a right check digit (Luhn)."""
    if is_measured(match):
        return None
    groups = re.split(r"\D+", match.group())
    sizes = [len(group) for group in groups]
    if sizes[:4] == [4, 4, 4, 4] and len(sizes) <= 5:
        return None if all(_TIME_OR_YEAR.fullmatch(group) for group in groups[:4]) else match.span()
    if not (len(sizes) == 1 or set(sizes) == {1} or sizes in ([4, 6, 5], [4, 6, 4], [6, 13])):
        return None
    numbers = [int(character) for character in reversed(digits_of(match.group()))]
    doubled = [n if place % 2 == 0 else sum(divmod(2 * n, 10)) for place, n in enumerate(numbers)]
    return match.span() if sum(doubled) % 10 == 0 else None


def _phone(match: re.Match[str]) -> Span | None:
    text = match.group()
    is_amount = is_measured(match)
    if text.startswith("+"):
        return match.span() if len(digits_of(text)) >= 8 and not is_amount else None
    if _is_count(text):
        return None
    # "1 200 050 - 300 000 €": the tail of a sum of money begins with a zero too.
    return None if is_amount and _ENDS_IN_NUMBER.search(before(match, 3)) else match.span()


def _is_count(text: str) -> bool:
    """Whether numbers of two digits only grow, as hours or a numbering do ("08 09 10 11")."""
    groups = re.findall(r"\d+", text)
    return all(len(group) == 2 for group in groups) and groups == sorted(set(groups))


def _mobile(match: re.Match[str]) -> Span | None:
    text = match.group()
    is_tail = is_measured(match) and _ENDS_IN_NUMBER.search(before(match, 3))
    return None if is_tail or re.fullmatch(r"\d{3}\.\d{3}\.\d{3}", text) else match.span()


def _service(match: re.Match[str]) -> Span | None:
    """A service number, unless it may as well be an identity code or a Swedish mobile phone."""
    text = match.group()
    if may_be_ten_digits(text) and not text.startswith(("+", "00", "(")):
        return None
    return None if _SWEDISH_MOBILE.match(text) else match.span()


def _named_phone(match: re.Match[str]) -> Span | None:
    return match.span("number")


LONG_IDS: tuple[tuple[re.Pattern[str], Judge], ...] = ((_LONG_ID, whole),)
"""Random ids of machines, in which any number may stand."""

ACCOUNTS: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_FINNISH_IBAN, whole),
    (_FOREIGN_IBAN, _is_foreign_iban),
)

CARDS: tuple[tuple[re.Pattern[str], Judge], ...] = ((_CARD, _card),)

NAMES_NOBODY: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_SHORT_NUMBER, whole),
    (_FOUR_DIGIT_HOURS, whole),
    (_KNOWN_LINE, whole),
    (_SERVICE, _service),
    (_DATE, whole),
    (_LAW_OR_MONTH, whole),
    (_OPENING_HOURS, whole),
    (_AMOUNT, whole),
)
"""Service numbers, dates, laws, hours and sums, which are kept before phone numbers are looked for."""

PHONES: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_MOBILE, _mobile),
    (_PHONE, _phone),
    (_NAMED_PHONE, _named_phone),
)
