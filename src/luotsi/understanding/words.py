"""How a text becomes words that can be compared, and how alike two words are.

Folding keeps the length of a text, so that a place in the folded text is the same place in the
original one. Likeness stands on three habits of Finnish, Swedish and English: words bend at their
end, compounds are written together, and a typo touches one or two letters.
"""

from __future__ import annotations

import re
import unicodedata

from luotsi.understanding.function_words import FUNCTION_WORDS

LONGEST_QUERY = 10_000
"""Bytes of UTF-8 that are read of a query; the rest is left out at a word's end."""
LONGEST_WORD = 60
"""Characters; what is longer is an address or a key, and is cut."""
MOST_QUERY_WORDS = 24
"""Different words that are looked up. Of a longer story its beginning and its end count."""
LEAST_LIKENESS = 0.55
"""Words less alike than this have nothing to do with each other."""

WORD = re.compile(r"[^\W_]+")
"""A word: letters and digits."""

_DIGIT = re.compile(r"\d")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTER_AND_WORD = re.compile(r"(?<![^\W_])([^\W\d_])-([^\W_]+)")
_SPLIT_NUMBER = re.compile(r"(?<!\d)\d{2,4}(?:[ \-]\d{2,4})+(?!\d)")
_SPECIAL = {
    "ß": "s",
    "æ": "a",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "þ": "t",
    "ŋ": "n",
    "ŧ": "t",
    "ı": "i",
}


def _folding_table() -> dict[str, str]:
    """Every lower-case Latin letter with a mark to its bare letter."""
    letters = (chr(code).lower() for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    return {letter: _SPECIAL.get(letter, unicodedata.normalize("NFKD", letter)[0]) for letter in letters}


_FOLDING = _folding_table()


def clean(text: str) -> str:
    """The text in one Unicode form (NFKC), white space as one blank, without half characters."""
    whole = text.encode("utf-8", errors="ignore").decode("utf-8")
    return " ".join(unicodedata.normalize("NFKC", whole).split())


def fold(text: str) -> str:
    """Lower case without umlauts and accents; as long as the text (which should be `clean`)."""
    low = text.lower()
    if len(low) != len(text):  # the Turkish İ becomes two characters
        low = "".join(letter.lower()[0] for letter in text)
    # The usual letters first: many times faster than looking up every character.
    low = low.replace("ä", "a").replace("ö", "o").replace("å", "a")
    return low if low.isascii() else _NOT_ASCII.sub(lambda found: _FOLDING.get(found[0], found[0]), low)


def split(folded: str) -> list[str]:
    """The words of a folded text in order; "e-pilleri" and "116 117" also written together."""
    found = [word[:LONGEST_WORD] for word in WORD.findall(folded)]
    if "-" in folded:
        found += [(letter + word)[:LONGEST_WORD] for letter, word in _LETTER_AND_WORD.findall(folded)]
    if _DIGIT.search(folded):
        found += [re.sub(r"\D", "", number)[:LONGEST_WORD] for number in _SPLIT_NUMBER.findall(folded)]
    return found


def title_key(text: str) -> str:
    """What two titles share when they are the same but for case, marks and punctuation."""
    return " ".join(WORD.findall(fold(clean(text))))


def cut(query: str) -> str:
    """The first 10 kB of a query, ending with a whole word where there is one."""
    raw = query.encode("utf-8", errors="ignore")
    if len(raw) <= LONGEST_QUERY:
        return raw.decode("utf-8")
    text = raw[:LONGEST_QUERY].decode("utf-8", errors="ignore")
    return text.rsplit(maxsplit=1)[0] if " " in text else text


def query_words(query: str) -> tuple[str, ...]:
    """The different words of a query that carry meaning, in order; none if it only binds words."""
    everything = dict.fromkeys(split(fold(clean(query))))
    telling = [word for word in everything if word not in FUNCTION_WORDS and not _is_letter(word)]
    if len(telling) > MOST_QUERY_WORDS:
        ending = MOST_QUERY_WORDS // 4
        telling = telling[: MOST_QUERY_WORDS - ending] + telling[-ending:]
    return tuple(telling)


def _is_letter(word: str) -> bool:
    return len(word) == 1 and not word.isdigit()


def likeness(asked: str, known: str, dice: float) -> float:
    """How surely two folded words mean the same, 0–1. `dice` is their share of common trigrams."""
    if asked == known:
        return 1.0
    shorter, longer = (asked, known) if len(asked) <= len(known) else (known, asked)
    if len(shorter) < 3 or asked.isdigit() or known.isdigit():
        return 0.0
    common = _common_beginning(shorter, longer)
    best = max(
        _bent_alike(shorter, longer, common),
        _part_of_compound(asked, known, common),
        dice * 0.9 if len(shorter) >= 6 else 0.0,
    )
    if best < 0.8 and len(longer) - len(shorter) <= 1:
        best = max(best, _one_slip_apart(shorter, longer))
    if best < 0.7 and dice > 0.4:
        best = max(best, _slipped_and_bent(shorter, longer))
    return best


def _bent_alike(shorter: str, longer: str, common: int) -> float:
    """The same beginning with different endings: särkee, särky; lasku, laskun, laskusta."""
    rest_short, rest_long = len(shorter) - common, len(longer) - common
    if common < 3 or rest_short > 4 or rest_long > 5:
        return 0.0
    if common == 3:
        return 0.75 if rest_short == 0 and rest_long <= 2 else 0.0
    if rest_short == 0 and rest_long <= 3:
        return 0.95 if rest_long <= 2 else 0.85
    if common >= 5 and rest_long <= 2:
        return 0.8
    return 0.2 + 0.75 * common / len(longer)


def _part_of_compound(asked: str, known: str, common: int) -> float:
    """One word inside the other, or two compounds that begin with the same word.

    A known compound that holds the asked word is something more special and serves well; a known
    part of an asked compound is only something more general.
    """
    is_special = len(known) > len(asked)
    shorter, longer = (asked, known) if is_special else (known, asked)
    if len(shorter) >= 4 and len(longer) - len(shorter) >= 3:
        if longer.startswith(shorter):
            return 0.8 if is_special else 0.7
        if longer.endswith(shorter):
            return 0.75 if is_special else 0.65
        if len(shorter) >= 5 and shorter in longer:
            return 0.6
    return 0.6 if common >= 6 and common >= 0.45 * len(asked) else 0.0


def _one_slip_apart(shorter: str, longer: str) -> float:
    """One letter missing, added, changed or swapped with its neighbour. The first letter is seldom wrong."""
    if len(shorter) < 4 or not _is_one_slip(shorter, longer):
        return 0.0
    if shorter[0] != longer[0]:
        return 0.6
    return 0.8 if len(shorter) >= 6 else 0.75


def _slipped_and_bent(shorter: str, longer: str) -> float:
    """A slip in the stem of a word whose ending differs too: hamashoito, hammashoidon."""
    if len(shorter) < 8 or len(longer) - len(shorter) > 5:
        return 0.0
    stem = shorter[:-3]
    return 0.7 if any(_is_one_slip(stem, longer[: len(stem) + more]) for more in (-1, 0, 1)) else 0.0


def _is_one_slip(one: str, other: str) -> bool:
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    if len(longer) - len(shorter) > 1:
        return False
    start = _common_beginning(shorter, longer)
    rest_short, rest_long = shorter[start:], longer[start:]
    end = _common_beginning(rest_short[::-1], rest_long[::-1])
    left_short, left_long = rest_short[: len(rest_short) - end], rest_long[: len(rest_long) - end]
    is_swap = len(left_short) == 2 and left_short == left_long[::-1]
    return is_swap or (len(left_short) <= 1 and len(left_long) <= 1)


def _common_beginning(one: str, other: str) -> int:
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))
