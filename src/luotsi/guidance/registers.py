"""The two registers beside the paths: sources and national facts, from file entry to value."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from luotsi.foundation.languages import DEFAULT_ORDER
from luotsi.guidance.types import Fact, Flaw, Source

Entry = Mapping[str, Any]

_REFERENCE = re.compile(r"\{fact:([^{}]*)\}")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UNKNOWN_FACT = "–"
_PROMISES = re.compile(
    r"""
    \d
    | \b(maksuto|maksutt|oikeu(s|tta|den|ksi)\b|kuluessa|viimeistään|prosent)
    | \b(avgiftsfri|kostnadsfri|gratis|rätt\s(till|att)\b|senast\b|procent)
    | \binom\s(\w+\s)?(dag|dyg|veck|mån|år\b)
    | \b(free\b|the\sright\b|a\sright\b|at\sthe\slatest|per\scent|within\s(\w+\s)?(day|week|month|year))
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words that promise something: a number, a right, a deadline, that something costs nothing."""


def source_of(key: str, entry: Entry) -> Source:
    """The source that a register entry describes.

    A page that nobody has seen is not linked: its address is then that of the authority's front page.
    """
    is_verified = entry.get("verified") is True
    addresses = texts(entry.get("address"))
    return Source(
        key=key,
        title=texts(entry.get("title")),
        authority=texts(entry.get("authority")),
        urls=addresses if is_verified else {code: front_page(url) for code, url in addresses.items()},
        seen=day(entry.get("seen")),
        is_verified=is_verified,
    )


def front_page(url: str) -> str:
    """The front page of the same site, in the same language where the address names one."""
    parts = urlsplit(url)
    first = parts.path.strip("/").partition("/")[0]
    return f"{parts.scheme}://{parts.netloc}" + (f"/{first}" if first in DEFAULT_ORDER else "")


def fact_of(code: str, entry: Entry) -> Fact:
    """The fact that a register entry describes: one value for every language, or a text in each.

    Nobody is promised a right, a deadline or an amount that has not been compared with its source: until
    then the fact says what `until_verified` says, which claims nothing and tells where to ask.
    """
    is_verified = entry.get("verified") is True
    text = entry.get("text") if is_verified else entry.get("until_verified") or entry.get("text")
    return Fact(
        code=code,
        what=texts(entry.get("what")),
        value=texts(text) if text else dict.fromkeys(DEFAULT_ORDER, str(entry.get("value") or "")),
        as_of=day(entry.get("as_of")),
        source=str(entry.get("source") or ""),
        is_verified=is_verified,
    )


def fill(text: str, language: str, facts: Mapping[str, Fact]) -> str:
    """`text` with every {fact:CODE} replaced by the fact's words in `language`, or else in any."""

    def words(match: re.Match[str]) -> str:
        fact = facts.get(match[1].strip())
        if fact is None:
            return UNKNOWN_FACT
        return fact.value.get(language) or next((v for v in fact.value.values() if v), UNKNOWN_FACT)

    return _REFERENCE.sub(words, text)


def faults(sources: Mapping[str, Entry], facts: Mapping[str, Entry]) -> list[tuple[str, Flaw]]:
    """What is wrong with entries of the registers, as (file name, flaw)."""
    found = [("sources.yaml", flaw) for key, entry in sources.items() for flaw in source_flaws(key, entry)]
    for code, entry in facts.items():
        found += [("facts.yaml", flaw) for flaw in fact_flaws(code, entry, sources)]
    return found


def source_flaws(key: str, entry: Entry) -> list[Flaw]:
    """What is wrong with one source."""
    flaws = [
        Flaw("source", key, f"The source has no {name} in Finnish.", f"Write {name}: {{fi: …}}.")
        for name in ("authority", "title")
        if not texts(entry.get(name)).get("fi")
    ]
    flaws += [
        Flaw("source", key, f"The address {url!r} does not begin with https://.")
        for url in texts(entry.get("address")).values()
        if not url.startswith("https://")
    ]
    if entry.get("verified") is True and not entry.get("seen"):
        flaws.append(Flaw("source", key, "Verified, but `seen` is empty.", "Write the day somebody read it."))
    return flaws


def fact_flaws(code: str, entry: Entry, sources: Container[str]) -> list[Flaw]:
    """What is wrong with one fact, when these are the keys of the sources."""
    flaws = []
    if not _CODE.fullmatch(code):
        flaws.append(Flaw("fact", code, "A fact's code has small letters, digits and hyphens only."))
    if ("value" in entry) == ("text" in entry):
        flaws.append(Flaw("fact", code, "A fact has either `value` or `text`."))
    if str(entry.get("source")) not in sources:
        flaws.append(
            Flaw("fact", code, f"The source {entry.get('source')!r} is not in sources.yaml.", "Add it there.")
        )
    if day(entry.get("as_of")) is None:
        flaws.append(Flaw("fact", code, "`as_of` is not a date.", "Write it as 2026-11-24."))
    return flaws + _promise_flaws(code, entry)


def _promise_flaws(code: str, entry: Entry) -> list[Flaw]:
    """Nobody is promised what has not been compared with its source: other words must stand ready."""
    text, meanwhile = texts(entry.get("text")), texts(entry.get("until_verified"))
    if entry.get("verified") is True:
        return []
    promise = promise_in(text)
    if promise and not meanwhile:
        return [
            Flaw(
                "fact",
                code,
                f"The text promises something ({promise!r}), and nobody has compared it with its source.",
                "Write until_verified: {fi: …}, which claims nothing and tells where to ask.",
            )
        ]
    missing = sorted(text.keys() - meanwhile.keys()) if meanwhile else []
    if missing:
        return [Flaw("fact", code, f"`until_verified` is missing in: {', '.join(missing)}.", "Write it.")]
    return []


def promise_in(text: Mapping[str, str]) -> str:
    """The first words that promise something, in any language; "" when none do."""
    return next((found[0] for words in text.values() if (found := _PROMISES.search(words))), "")


def said(entry: Entry) -> dict[str, Any]:
    """What an entry says, without who compared it and when: whether two say the same."""
    return {name: value for name, value in entry.items() if name not in {"verified", "as_of", "seen"}}


def texts(value: Any) -> dict[str, str]:
    """A part of an entry by language; what is the same in all of them stands under each."""
    if isinstance(value, Mapping):
        return {str(language): str(words) for language, words in value.items() if words}
    return dict.fromkeys(DEFAULT_ORDER, str(value)) if value else {}


def day(value: Any) -> date | None:
    """A day of an entry, as YAML or JSON gave it."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
