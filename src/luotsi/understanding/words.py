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
MOST_QUERY_WORDS = 32
"""Different words that are looked up. Of a longer story its beginning and its end count."""
LEAST_LIKENESS = 0.55
"""Words less alike than this have nothing to do with each other."""

_WORD = re.compile(r"[^\W_]+")
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


def _folding_table() -> dict[int, str]:
    """Every Latin letter with a mark, upper or lower case, to its bare lower-case letter."""
    table = {ord("İ"): "i"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        lower = chr(code).lower()
        base = unicodedata.normalize("NFKD", lower)[0]
        table[code] = _SPECIAL.get(lower, base)
    return table


_FOLDING = _folding_table()


def clean(text: str) -> str:
    """The text in one Unicode form (NFKC), white space as one blank, without half characters."""
    whole = text.encode("utf-8", errors="ignore").decode("utf-8")
    return " ".join(unicodedata.normalize("NFKC", whole).split())


def fold(text: str) -> str:
    """Lower case without umlauts and accents; as long as the text (which should be `clean`)."""
    folded = text.translate(_FOLDING).lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text.translate(_FOLDING))


def split(folded: str) -> list[str]:
    """The words of a folded text in order; "e-pilleri" and "116 117" also written together."""
    found = [word[:LONGEST_WORD] for word in _WORD.findall(folded)]
    if "-" in folded:
        found += [(letter + word)[:LONGEST_WORD] for letter, word in _LETTER_AND_WORD.findall(folded)]
    if any(character.isdigit() for character in folded):
        found += [re.sub(r"\D", "", number)[:LONGEST_WORD] for number in _SPLIT_NUMBER.findall(folded)]
    return found


def title_key(text: str) -> str:
    """What two titles share when they are the same but for case, marks and punctuation."""
    return " ".join(_WORD.findall(fold(clean(text))))


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
    shorter, longer = sorted((asked, known), key=len)
    if len(shorter) < 3 or asked.isdigit() or known.isdigit():
        return 0.0
    return max(
        _bent_alike(shorter, longer),
        _part_of_compound(asked, known),
        _one_slip_apart(shorter, longer),
        _slipped_and_bent(shorter, longer) if dice > 0.4 else 0.0,
        dice * 0.9 if len(shorter) >= 6 else 0.0,
    )


def _bent_alike(shorter: str, longer: str) -> float:
    """The same beginning with different endings: särkee, särky; lasku, laskun, laskusta."""
    common = _common_beginning(shorter, longer)
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


def _part_of_compound(asked: str, known: str) -> float:
    """One word inside the other, or two compounds that begin with the same word.

    A known compound that holds the asked word is something more special and serves well; a known
    part of an asked compound is only something more general.
    """
    shorter, longer = sorted((asked, known), key=len)
    is_special = longer == known
    if len(shorter) >= 4 and len(longer) - len(shorter) >= 3:
        if longer.startswith(shorter):
            return 0.8 if is_special else 0.7
        if longer.endswith(shorter):
            return 0.75 if is_special else 0.65
        if len(shorter) >= 5 and shorter in longer:
            return 0.6
    common = _common_beginning(shorter, longer)
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
    shorter, longer = sorted((one, other), key=len)
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
