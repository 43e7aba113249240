"""Ten thousand identity codes in every form that people write, and ten thousand texts that hold no secret."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from luotsi.safety.masking import TOKENS, mask

MARKS = "+-YXWVUABCDEF"
CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
HOW_MANY = 10_000
HIDDEN = TOKENS["fi"]["identity_code"]

FORMS: dict[str, Callable[[str, str, str], str]] = {
    "as issued": lambda date, mark, end: date + mark + end,
    "lower case": lambda date, mark, end: (date + mark + end).lower(),
    "space around the mark": lambda date, mark, end: f"{date} {mark} {end}",
    "digit by digit": lambda date, mark, end: " ".join(date + mark + end),
    "date with dots": lambda date, mark, end: f"{date[:2]}.{date[2:4]}.{date[4:]}{mark}{end}",
    "whole year": lambda date, mark, end: f"{date[:2]}.{date[2:4]}.19{date[4:]}{mark}{end}",
    "slash": lambda date, _mark, end: f"{date}/{end}",
    "no mark": lambda date, _mark, end: date + end,
    "space for the mark": lambda date, _mark, end: f"{date} {end}",
    "another dash": lambda date, _mark, end: date + "‐‑‒–—−－\u00ad"[int(date) % 8] + end,
    "full width": lambda date, mark, end: "".join(chr(ord(one) + 0xFEE0) for one in date + mark + end),
    "no width between": lambda date, mark, end: "\u200b".join(date + mark + end),
    "over a line's end": lambda date, mark, end: f"{date}{mark}\r\n{end}",
    "hard spaces": lambda date, mark, end: f"{date}\u00a0{mark}\u202f{end[:3]}\u2009{end[3]}",
    "glued to a word": lambda date, mark, end: f"hetuni{date}{mark}{end}",
    "glued before an ending": lambda date, mark, end: f"{date}{mark}{end}on",
    "in brackets": lambda date, mark, end: f"({date}{mark}{end})",
    "in an address": lambda date, mark, end: f"https://haku.example/?q={date}{mark}{end}&s=1",
    "in bold": lambda date, mark, end: f"**{date}**{mark}**{end}**",
    "underscores": lambda date, _mark, end: f"_{date}_{end}_",
    "letters for digits": lambda date, mark, end: (date + mark + end[:3]).replace("0", "O") + end[3],
    "in two parts": lambda date, _mark, end: f"syntymäaika {date} ja loppuosa {end}",
    "the mark as a word": lambda date, _mark, end: f"{date} viiva {end}",
    "percent-encoded": lambda date, _mark, end: f"{date}%2B{end}",
}
SENTENCES = (
    "{}",
    "Hei, hetuni on {}, kiitos!",
    "Äitini {} kaatui eilen.",
    "Min personbeteckning är {}. Tack!",
    "my code {} please help",
)


@pytest.mark.parametrize("form", FORMS)
def test_identity_codes_of_every_written_form_are_masked(form: str) -> None:
    """Ten thousand codes with right and wrong check characters, spread over the forms."""
    draw = random.Random(form)  # noqa: S311
    for _ in range(HOW_MANY // len(FORMS) + 1):
        date = f"{draw.randint(1, 31):02}{draw.randint(1, 12):02}{draw.randint(0, 99):02}"
        number = f"{draw.randint(2, 899):03}"
        check = CHECKS[int(date + number) % 31] if draw.random() < 0.5 else draw.choice(CHECKS)
        written = FORMS[form](date, draw.choice(MARKS), number + check)
        masked = mask(draw.choice(SENTENCES).format(written))
        readable = re.sub(r"\W", "", masked.text.replace("s=1", ""))
        assert masked.found, written
        assert not re.search(r"\d", readable), (written, masked.text)


def test_ten_thousand_codes_in_one_long_text_are_masked() -> None:
    draw = random.Random("long")  # noqa: S311
    codes = [
        f"{draw.randint(1, 31):02}{draw.randint(1, 12):02}{draw.randint(0, 99):02}{draw.choice(MARKS)}"
        f"{draw.randint(2, 899):03}{draw.choice(CHECKS)}"
        for _ in range(HOW_MANY)
    ]
    masked = mask(" ja ".join(codes))
    assert masked.text == " ja ".join([HIDDEN] * HOW_MANY)


def _price(draw: random.Random) -> str:
    whole = draw.choice([draw.randint(1, 99), draw.randint(100, 9_999), draw.randint(10_000, 9_999_999)])
    unit = draw.choice(["€", " €", " euroa", " eur", "\u00a0€", " e", "€/kk", " kr"])
    grouped = f"{whole:,}".replace(",", draw.choice([" ", "\u00a0"]))
    forms = [
        f"{whole}",
        grouped,
        f"{whole},{draw.randint(0, 99):02}",
        f"{grouped},50",
        f"{whole}–{whole + 9}",
    ]
    return draw.choice(forms) + unit


def _hours(draw: random.Random) -> str:
    form = draw.choice(["{}.{:02}", "{:02}.{:02}", "{:02}:{:02}", "{}", "{:02}", "{:02}{:02}"])
    dash = draw.choice(["-", "–", " - ", " – "])
    minute = draw.choice([0, 15, 30, 45])
    span = form.format(draw.randint(6, 12), minute) + dash + form.format(draw.randint(13, 22), minute)
    return draw.choice(
        ["ma–pe {0}", "klo {0}", "{0}", "ma {0} ti {0} ke {0}", "må–fre {0}", "{0}, {0}"]
    ).format(span)


def _date(draw: random.Random) -> str:
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1940, 2030)
    forms = [
        "{0}.{1}.{2}",
        "{0:02}.{1:02}.{2}",
        "{2}-{1:02}-{0:02}",
        "{0}.{1}.–{0}.{1}.{2}",
        "{2}–{3}",
        "{1:02}/{2}",
    ]
    more = [
        "{0}.{1}.{2} klo 8–15.30",
        "{0}.{1}.{2}-{0}.{1}.{3}",
        "{2}-{1:02}-{0:02} 08:30:15",
        "viikko {0}/{2}",
    ]
    return draw.choice(forms + more).format(day, month, year, year + 1)


def _law(draw: random.Random) -> str:
    forms = [
        "laki {0}/{1}",
        "({0}/{1})",
        "{2} luku {3} §",
        "perintökaari {0}/{1}",
        "{2} kap. {3} § lag {0}/{1}",
    ]
    more = ["asetus (EU) {1}/{0}", "{0}/{1}, {3}/{1}", "STM/{0}/{1}", "PL {3} §", "{3} §:n {2} momentti"]
    return draw.choice(forms + more).format(
        draw.randint(1, 1600), draw.randint(1889, 2026), draw.randint(1, 30), draw.randint(1, 99)
    )


def _service_number(draw: random.Random) -> str:
    forms = [
        "112",
        "116117",
        "116 117",
        "116 111",
        "0800 147 111",
        "0800147111",
        "09 2525 0111",
        "080 005 005",
    ]
    more = [
        "0295 ### ###",
        "029 ### ####",
        "0295######",
        "020 ### ####",
        "0200 #####",
        "0600 #####",
        "0800 #####",
    ]
    last = [
        "010 ### ####",
        "030 ### ####",
        "071 ### ####",
        "+358 29 ### ####",
        "020 000 0###",
        "0206 ### ###",
    ]
    return re.sub("#", lambda _hash: str(draw.randint(0, 9)), draw.choice(forms + more + last))


ORDINARY = {
    "prices": _price,
    "hours": _hours,
    "dates": _date,
    "laws": _law,
    "service numbers": _service_number,
}


@pytest.mark.parametrize("what", ORDINARY)
def test_ordinary_numbers_are_never_touched(what: str) -> None:
    draw = random.Random(what)  # noqa: S311
    for _ in range(HOW_MANY // len(ORDINARY)):
        one, other = ORDINARY[what](draw), ORDINARY[draw.choice(list(ORDINARY))](draw)
        frames = ["{0}", "Hei, {0} kiitos", "Onko {0}?", "({0})", "{0}; {1}.", "Maksaako {0} vai {1}?"]
        text = draw.choice(frames).format(one, other)
        assert mask(text).text == text
