"""The panel that says how a path is written, with every code that may stand in one and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from luotsi.foundation.languages import pick
from luotsi.guidance import queries
from luotsi.organisation import taxonomy

Codes = list[tuple[str, str]]
"""Pairs of a code and its name in the language of the screen, by name."""


class GuidePanel(Panel):
    """Closed until it is opened."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "editor/help_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "lists": list(_lists(get_language() or "fi"))}


def _lists(language: str) -> Iterator[tuple[Any, str, Codes]]:
    """Heading, where the codes are written, and the codes."""
    yield _("Themes"), "themes", _named(taxonomy.THEMES.values(), language)
    yield _("Contact reasons"), "contact_reasons", _named(taxonomy.CONTACT_REASONS.values(), language)
    yield _("Life situations"), "life_situations", _named(taxonomy.LIFE_SITUATIONS.values(), language)
    sources = {key: source.title for key, source in queries.sources().items()}
    yield _("Sources"), "sources, read", _sorted(sources, language)
    facts = {code: fact.value for code, fact in queries.facts().items()}
    yield _("Facts"), "{fact:…}", _sorted(facts, language)


def _named(entries: Iterable[Any], language: str) -> Codes:
    return _sorted({entry.code: entry.names for entry in entries}, language)


def _sorted(texts: Mapping[str, Mapping[str, str]], language: str) -> Codes:
    named = [(code, pick(text, language).text) for code, text in texts.items()]
    return sorted(named, key=lambda pair: pair[1].casefold())
