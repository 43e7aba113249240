"""Small services to words on the page: numbers that hold together, long compounds that may break."""

from __future__ import annotations

import re
from pathlib import Path

SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACE = "\u00a0"

LONG = 14
"""Words up to this many letters fit on a line of the narrowest phone even as a heading."""


def soft(text: str, language: str) -> str:
    """The text with soft hyphens where a long compound may break, so that it fits a phone at 400 % zoom.

    Only words longer than LONG letters, only before a known last part of a compound, and never anything that
    holds a digit, a dot, a slash or an at sign: numbers and addresses must copy as they are. A soft hyphen is
    invisible unless the word breaks there; browsers' own search and screen readers pass over it.
    """
    parts = _PATTERNS.get(language)
    if parts is None or len(text) <= LONG:
        return text
    return re.sub(r"\S+", lambda found: _broken(found[0], parts), text)


def _broken(word: str, parts: re.Pattern[str]) -> str:
    if len(word) <= LONG or re.search(r"[\d./@:\u00ad]", word):
        return word
    return parts.sub(SOFT_HYPHEN, word)


def _pattern(language: str) -> re.Pattern[str]:
    parts = (Path(__file__).parent / "compounds" / f"{language}.txt").read_text(encoding="utf-8").split()
    longest_first = "|".join(sorted(parts, key=len, reverse=True))
    return re.compile(rf"(?<=\w{{4}})(?={longest_first})", re.IGNORECASE)


_PATTERNS = {language: _pattern(language) for language in ("fi", "sv")}


def phone(number: str) -> str:
    """A number as shown, with spaces at which no line breaks."""
    return NO_BREAK_SPACE.join(number.split())


def tel(number: str) -> str:
    """A number for a `tel:` link: digits and a leading plus only."""
    digits = re.sub(r"[^\d]", "", number)
    return f"tel:+{digits}" if number.strip().startswith("+") else f"tel:{digits}"


def paragraphs(text: str) -> list[str]:
    """Plain text → its paragraphs; an empty line parts them."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


_COUNTY_KINDS = ("hyvinvointialue", "välfärdsområde", "wellbeing services county")


def county_name(name: str, short: str) -> tuple[str, str]:
    """A county's name in two lines for the logo: "Rantamaa", "hyvinvointialue". The second may be empty."""
    for kind in _COUNTY_KINDS:
        if name.lower().endswith(kind) and len(name) > len(kind):
            own = short if short != name else name[: -len(kind)].strip()
            return own, name[-len(kind) :]
    return name, ""
