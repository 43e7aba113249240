"""Which translations are behind their Finnish, from the document alone (pure rules).

A document is JSON in which a text is a map from language tag to words. The source of every text is its
Finnish; each translation keeps the hash of the source that it was made from, its *mark*. A translation is
behind when the source's hash is another one by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

Marks = dict[str, dict[str, str]]
"""Place in the document -> language -> short hash of the source text that the translation renders."""

SOURCE_LANGUAGE = "fi"
LANGUAGE_TAGS = frozenset({"fi", "sv", "en", "se", "smn", "sms", "fi-x-plain", "sv-x-plain"})


def texts(document: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text of a document with its place, such as `("questions/who/ask", {"fi": …})`."""
    if isinstance(document, Mapping):
        if _is_text(document):
            yield place, document
            return
        for key, value in document.items():
            yield from texts(value, f"{place}/{key}" if place else str(key))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            # An ordered map is stored as pairs; its keys keep their places when one is put between them.
            key, inside = value if _is_pair(value) else (number, value)
            yield from texts(inside, f"{place}/{key}")


def marks(before: Mapping[str, Any], known: Marks, document: Mapping[str, Any]) -> Marks:
    """The marks of `document`, which replaces `before` whose marks were `known`.

    A translation that is new or was changed renders today's source. One that stayed as it was keeps its
    mark, whatever happened to the source.
    """
    old = dict(texts(before))
    return {
        place: {
            language: _mark(place, language, text, old.get(place, {}), known)
            for language in text
            if language != SOURCE_LANGUAGE
        }
        for place, text in texts(document)
        if SOURCE_LANGUAGE in text
    }


def behind(document: Mapping[str, Any], known: Marks) -> dict[str, list[str]]:
    """Language -> places whose translation renders an older source."""
    late: dict[str, list[str]] = {}
    for place, text in texts(document):
        source = _hash(text.get(SOURCE_LANGUAGE, ""))
        for language, mark in known.get(place, {}).items():
            if language in text and mark != source:
                late.setdefault(language, []).append(place)
    return late


def confirmed(document: Mapping[str, Any], known: Marks, language: str) -> Marks:
    """The marks after somebody has read every translation into `language` and found it right."""
    fresh = {place: dict(entry) for place, entry in known.items()}
    for place, text in texts(document):
        if language in text and SOURCE_LANGUAGE in text and language != SOURCE_LANGUAGE:
            fresh.setdefault(place, {})[language] = _hash(text[SOURCE_LANGUAGE])
    return fresh


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)


def _is_text(value: Mapping[str, Any]) -> bool:
    if not value or not LANGUAGE_TAGS.issuperset(value):
        return False
    return all(isinstance(words, str) for words in value.values())


def _mark(place: str, language: str, text: Mapping[str, str], old: Mapping[str, str], known: Marks) -> str:
    kept = known.get(place, {}).get(language)
    if kept is not None and old.get(language) == text[language]:
        return kept
    return _hash(text[SOURCE_LANGUAGE])


def _hash(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:12]
