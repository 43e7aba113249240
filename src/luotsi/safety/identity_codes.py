"""Personal identity codes, as people write them: with any century mark or none, mistyped, spaced, in parts.

Since 2023 a Finnish code holds one of thirteen marks between the date of birth and the number within the day
(+ - U V W X Y A B C D E F; decree 128/2010 on the Population Information System). Whether the check character
is right matters only where a code would look like something else. Swedish codes are known too.
"""

from __future__ import annotations

import re

from luotsi.safety.reading import GAP, MASKED, Judge, Span, after, before, digits_of, is_measured

_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_WRAP = r"(?:[*_~'\"\[\]()]{1,2}|(?:</?[a-z]{1,6}>){1,2})?"
_MARK = (
    rf"(?P<mark>{_WRAP}{GAP}{{0,6}}(?:[A-FU-Ya-fu-y\u00ad]|[-+*_/=~'\"|\\#&()\[\]<>]{{1,4}}|[.,:;]"
    r"|(?:%2[0bBdDfF]){1,3}|(?i:viiva|väliviiva|miinus|minus|plus|streck|bindestreck|dash|hyphen))"
    rf"(?:{GAP}|{GAP}?[-+])?{_WRAP}{GAP}{{0,6}})"
)
_SERIAL = rf"(?P<serial>\d(?:{GAP}{{0,2}}\d){{2}})"
_DATE_BEGINS = r"\d(?<!\d\d)"
"""A lookbehind after the digit that it stands for: so a search leaps from digit to digit."""
_SPACED_DATE = rf"{_DATE_BEGINS}(?:{GAP}{{0,2}}\d){{5}}"
_GROUPED_DATE = (
    rf"{_DATE_BEGINS}(?<!\d[.,/]\d)\d?(?P<s>{GAP}?[./_\-]{GAP}?)\d{{1,2}}(?P=s)(?:\d{{4}}|\d{{2}})(?!\d)"
)
# A check character at the end of a word; or one that a word or a digit too many is glued to; or none.
_CHECK = (
    rf"(?:(?P<check>{GAP}{{0,2}}[^\W_])(?![^\W_])"
    r"|(?P<glued>[^\W\d_](?=[^\W_])|\d(?=[^\W\d_])|\d\d(?![^\W_]))|(?![^\W_]))"
)

_CODE = re.compile(rf"(?P<date>{_SPACED_DATE}){_MARK}{_SERIAL}{_CHECK}")
_LONG_YEAR = re.compile(rf"(?P<date>{_DATE_BEGINS}\d{{3}}(?:18|19|20)\d\d){_MARK}{_SERIAL}{_CHECK}")
_GROUPED = re.compile(rf"(?P<date>{_GROUPED_DATE}){_MARK}{_SERIAL}{_CHECK}")
_UNMARKED = re.compile(
    rf"(?P<date>{_DATE_BEGINS}(?<!\d[.,/]\d)(?:(?:{GAP}{{0,2}}\d){{5}}"
    rf"|\d?(?P<s>{GAP}?[./_\-]{GAP}?)\d{{1,2}}(?P=s)(?:\d{{4}}|\d{{2}})))(?P<mark>{GAP}{{0,3}}){_SERIAL}"
    r"(?P<check>[ \n\u00ad]{0,2}[^\W\d_])(?:(?![^\W_])|(?<=\d[A-Z])(?=[a-zåäö]))"
)
_TEN_DIGITS = re.compile(
    rf"(?P<date>{_DATE_BEGINS}(?<!\d[.,]\d)(?:\d{{5}}|\d(?P<s>[./_\-])\d{{2}}(?P=s)\d{{2}}|(?:{GAP}\d){{5}}))(?P<mark>{GAP}{{0,2}})"
    rf"(?P<serial>\d{{4}}|\d(?:{GAP}\d){{3}})(?!\d|[-.,/]\d)"
)
_SPACED = re.compile(r"(?P<date>\d(?<!\d\d)(?<!\d \d)(?! 4|(?<=0) 5 0)(?: \d){5}) \d(?: \d){3}(?! ?\d)")
_AFTER_DIGITS = re.compile(
    r"\d(?<!\d\d)\d{0,3}?(?P<date>\d{6})(?P<mark>[-+A-FU-Ya-fu-y])(?P<serial>\d{3})(?P<check>[^\W\d_])(?![^\W_])"
)
_LOOKALIKES = re.compile(
    rf"(?P<date>[\dOoQIl|](?<![^\W_].)[\dOoQIl|]{{5}}){GAP}?(?P<mark>[-+A-FU-Ya-fu-y]?){GAP}?(?P<serial>[\dOoQIl|]{{3}})"
    rf"(?P<check>{GAP}?[^\W_])(?![^\W_])"
)
_SWEDISH = re.compile(
    r"(?P<year>[12](?<!\d\d)(?:(?<=1)[89]|(?<=2)0)\d\d)(?P<s>-?)(?P<month>\d\d)(?P=s)(?P<day>\d\d)"
    rf"(?P<mark>{GAP}?[-+A-FU-Ya-fu-y]?{GAP}?)(?P<last>\d{{3}}[^\W_])(?![^\W_])"
)
_PARTS = re.compile(
    rf"(?P<date>{_DATE_BEGINS}\d{{5}})[^\d{MASKED}]{{1,40}}?\d{{3}}(?P<check>[^\W_])(?![^\W_])"
)
_LAST_PART = re.compile(
    r"(?<![^\W_])(?<!\d[.,/])(?:[-+]|(?<=\w)-)?(?:(?P<mark>[A-FU-Ya-fu-y])?\d{3}(?P<check>[^\W_])|(?P<date>\d{6}))"
    r"(?![^\W_]|[/§]|\s§)"
)
_NAMED = re.compile(
    r"hetu|henkilö?\s?tunn|henkilotunn|\bsotu|sosiaaliturvatunn|loppuosa|tunnuksen\s+loppu|personbeteckning"
    r"|personnummer|personsignum|socialskyddssignum|slutdel|sista\s+fyra|identity\s+(?:code|number)"
    r"|personal\s+(?:id|code|number)|social\s+security|\bssn\b|last\s+(?:four|part)|neljä\s+viimei|viimeiset\s+neljä",
    re.IGNORECASE,
)
_END_OF_CODE = re.compile(r"loppuosa|slutdel|last\s+(?:four|part)|sista\s+fyra", re.IGNORECASE)
_NAMED_IN_SHORT = re.compile(
    r"(?:tunnu[sk]\w{0,8}|loppu\w{0,4}|slutet|\bid)[\s:=]{0,3}(?:(?:on|är|is)\s)?\Z", re.IGNORECASE
)
_RIGHT_AFTER_NAME = re.compile(
    rf"(?:{_NAMED.pattern}|hetun\s+loppu)\w{{0,12}}(?:\s(?:loppu|slutet)\w{{0,6}})?[^\w€]{{0,3}}"
    r"(?:(?:on|ovat|är|is|are)\b)?[^\w€]{0,3}\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_CLOCK = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d\Z")
_UNITS = "eghlmv"
_AS_DIGITS = str.maketrans("OoQIl|", "000111")


def is_date(date: str) -> bool:
    """Whether the first six digits of `date` may be a day and a month, whatever the year."""
    digits = digits_of(date)
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def may_be_ten_digits(text: str) -> bool:
    """Whether a number is written as a code without a mark: in one run, six and four, digit by digit."""
    groups = [len(group) for group in re.split(r"\D+", text)]
    return groups in ([10], [6, 4], [1] * 10) and is_date(text)


def _is_grouped_date(date: str) -> bool:
    parts = [int(part) for part in re.split(r"\D+", date)]
    return len(parts) == 3 and 1 <= parts[0] <= 31 and 1 <= parts[1] <= 12


def _is_right(date: str, serial: str, check: str) -> bool:
    """Whether the check character belongs to the nine digits (their remainder by 31)."""
    return _CHECKS[int(digits_of(date)[:6] + digits_of(serial)) % 31] == check.upper()


def _has_gap(text: str) -> bool:
    return bool(re.search(GAP, text))


def _is_like_sum(match: re.Match[str], *, is_odd: bool) -> bool:
    """Whether digits are grouped as in a sum ("100 218–4 139 563") or in two numbers ("15 1012/1906")."""
    sizes = [[len(group) for group in re.split(r"\D+", match[part])] for part in ("date", "serial")]
    if sizes[0] in ([6], [8], [2, 2, 2], [1] * 6) and sizes[1] in ([3], [1] * 3):
        return False
    is_among_numbers = re.search(rf"\d{GAP}\Z", before(match, 2)) or re.match(rf"{GAP}\d", after(match, 2))
    is_untidy = sizes[0] != [6] and sizes[1] != [3]
    is_range = "-" in match["mark"] and (is_among_numbers is not None or is_untidy)
    return is_odd or is_range


def _is_tight(match: re.Match[str]) -> bool:
    """Whether a code is written just as in the register: then what follows is no unit ("…Y9032 V")."""
    date, mark, serial, check = match["date"], match["mark"], match["serial"], match["check"]
    is_plain = len(date + mark + serial + check) == 11
    return is_plain and (mark.isalpha() or _is_right(date, serial, check))


def _code(match: re.Match[str]) -> Span | None:
    """A mistyped code is masked too, unless its looseness makes it look like something else."""
    date, mark, check = match["date"], match["mark"], match["check"]
    plausible, is_odd = is_date(date), not re.fullmatch(rf"{GAP}*[-+A-FU-Ya-fu-y]{GAP}*", mark)
    if check is None:
        is_whole = plausible and not _has_gap(date + mark) and not is_odd
        is_more = re.match(rf"{GAP}?-?{GAP}?\d", after(match, 3))
        is_code = is_whole and (match["glued"] is not None or not (is_more or is_measured(match)))
    elif plausible:
        is_number = check.strip().isdigit()
        is_list = bool(set(mark) & set(".,:;")) and _has_gap(date + mark)
        is_like_unit = is_number or check.strip().lower() in _UNITS
        is_sum = is_number and _is_like_sum(match, is_odd=is_odd)
        is_amount = is_number and is_measured(match) and not _is_tight(match)
        is_code = not (is_sum or (is_list and is_like_unit) or is_amount)
    else:
        is_letter_apart = mark.strip().isalpha() and mark.strip() != mark
        is_loose = is_letter_apart or is_odd or _has_gap(date) or _has_gap(check)
        is_code = not is_loose and not is_measured(match)
    return match.span() if is_code else None


def _grouped(match: re.Match[str]) -> Span | None:
    """A date with dots and then a code's end; not the beginning of a span of years or of a price."""
    date, mark, check = match["date"], match["mark"], match["check"] or match["glued"]
    if check is None or not _is_grouped_date(date):
        return None
    has_long_year = len(re.split(r"\D+", date)[2]) == 4
    end = match["serial"] + check
    may_be_years = _YEAR.match(end) and "-" in mark and has_long_year and len(digits_of(date)) < 8
    if may_be_years and end >= date[-4:] and not _is_right(date, match["serial"], check):
        return None
    is_apart = _has_gap(check) and (has_long_year or check.strip().lower() in _UNITS)
    is_letter_apart = mark.strip().isalpha() and _has_gap(mark) and _has_gap(check)
    is_loose = set(mark) & set(".,:;/(") and (_has_gap(mark) or check.strip().isdigit())
    is_amount = check.strip().isdigit() and is_measured(match)
    return None if is_apart or is_letter_apart or is_loose or is_amount else match.span()


def _unmarked(match: re.Match[str]) -> Span | None:
    date, check = match["date"], match["check"].strip()
    is_spaced = re.fullmatch(_SPACED_DATE, date) is not None
    if not (is_date(date) if is_spaced else _is_grouped_date(date)):
        return None
    if not is_spaced and _has_gap(match["serial"]):
        return None
    if _is_right(date, match["serial"], check) or (match["mark"] == "" and not _has_gap(date)):
        return match.span()
    is_digit_by_digit = is_spaced and _has_gap(match["serial"]) and _has_gap(date[:2])
    is_like_unit = check in _UNITS or (check in _UNITS.upper() and _has_gap(match["check"]))
    is_price = is_like_unit and not is_digit_by_digit and (not is_spaced or _has_gap(match["check"]))
    return None if is_price else match.span()


def _ten_digits(match: re.Match[str]) -> Span | None:
    date, mark, serial = match["date"], match["mark"], match["serial"]
    if not is_date(date) or is_measured(match):
        return None
    is_time = "." in date and mark and _CLOCK.match(serial) and "20" <= date[-2:] <= "35"
    is_list = match["s"] and ("\n" in mark or re.match(r"[.:/-]\d| \d\d", after(match, 3)))
    return match.span() if not (is_time or is_list) or _NAMED.search(before(match, 30)) else None


def _ten_digits_of_no_phone(match: re.Match[str]) -> Span | None:
    """Those that no phone number is written as."""
    is_like_phone = digits_of(match["date"]).startswith(("04", "050")) or (
        match["mark"] == "" and match["date"][0] == "0"
    )
    return None if is_like_phone else _ten_digits(match)


def _dated(match: re.Match[str]) -> Span | None:
    return match.span() if is_date(match["date"]) and not is_measured(match) else None


def _lookalikes(match: re.Match[str]) -> Span | None:
    """Letters written for digits: a code when most are digits and they make a date."""
    written = match["date"] + match["serial"]
    is_code = len(digits_of(written)) in range(4, 9) and is_date(match["date"].translate(_AS_DIGITS))
    return match.span() if is_code else None


def _swedish(match: re.Match[str]) -> Span | None:
    """Year first, as in Sweden. A day and a time of a file's name look alike: there the check digit tells."""
    day, last = int(match["day"]) % 60, match["last"]
    if not (1 <= int(match["month"]) <= 12 and 1 <= day <= 31):
        return None
    if not last.isdigit():
        return match.span() if last[-1].upper() in _CHECKS and match["mark"].strip() else None
    numbers = match["year"][2:] + match["month"] + match["day"] + last
    doubled = [sum(divmod(int(n) * (2 - place % 2), 10)) for place, n in enumerate(numbers)]
    is_right = sum(doubled) % 10 == 0
    may_be_time = "-" in match["mark"] and _CLOCK.match(last) and match["year"] > "2009"
    is_marked = match["mark"].strip() != "" and not may_be_time and not is_measured(match)
    return match.span() if is_marked or (is_right and match["s"] == "") else None


def _parts(match: re.Match[str]) -> Span | None:
    """ "010190 ja loppuosa 123A": two parts near a word that says what they are."""
    is_year = _YEAR.match(match.group()[-4:]) and not _END_OF_CODE.search(match.group())
    if is_year or is_measured(match) or not is_date(match["date"]):
        return None
    near = before(match, 40) + match.group() + after(match, 30)
    return match.span() if _NAMED.search(near) else None


def _last_part(match: re.Match[str]) -> Span | None:
    """The end or the beginning of a code right after a word that says so."""
    if is_measured(match):
        return None
    words = re.split(r"\d", before(match, 30))[-1]
    if match["date"]:
        is_range = re.match(r"-\d{4}", after(match, 5))
        return match.span() if is_date(match["date"]) and _NAMED.search(words) and not is_range else None
    is_number = match["check"].isdigit() and not match["mark"]
    if is_number and _YEAR.search(match.group()):
        return None
    if is_number:
        is_price = re.match(r"[.,:][\d-]|-\d", after(match, 2))
        return match.span() if _RIGHT_AFTER_NAME.search(words) and not is_price else None
    return match.span() if _NAMED.search(words) or _NAMED_IN_SHORT.search(words) else None


MARKED: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_CODE, _code),
    (_LONG_YEAR, _code),
    (_GROUPED, _grouped),
)
"""Codes with a mark between the date and the number, in the order in which they are tried."""

OTHERS: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_AFTER_DIGITS, _dated),
    (_UNMARKED, _unmarked),
    (_SPACED, _dated),
    (_SWEDISH, _swedish),
    (_TEN_DIGITS, _ten_digits_of_no_phone),
    (_LOOKALIKES, _lookalikes),
)
"""Codes without a mark, of Sweden, with letters for digits."""

REMAINS: tuple[tuple[re.Pattern[str], Judge], ...] = (
    (_TEN_DIGITS, _ten_digits),
    (_PARTS, _parts),
    (_LAST_PART, _last_part),
)
"""Ten digits that are no phone number and may be a code, and codes in parts: tried after phone numbers."""
