"""Texts of content in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from luotsi.guidance import queries as guidance


def plain(texts: Mapping[str, str] | None, language: str) -> str:
    """The words themselves, national facts filled in; empty when there is no text."""
    return guidance.render(texts, language).text if texts else ""


def other_language(texts: Mapping[str, str] | None, language: str) -> str:
    """The language that the words really are in, when it is not the page's own; else empty."""
    if not texts:
        return ""
    words = guidance.render(texts, language)
    return words.language if words.is_fallback else ""
