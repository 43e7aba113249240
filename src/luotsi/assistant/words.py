"""The assistant's own words that belong to a reply's content: questions and options in three languages."""

from __future__ import annotations

from types import MappingProxyType

from luotsi.assistant.types import Option, TextMap

DONT_KNOW = Option(
    "dont_know", MappingProxyType({"fi": "En tiedä", "sv": "Jag vet inte", "en": "I don't know"})
)

WHICH: TextMap = MappingProxyType(
    {"fi": "Kumpaa tarkoitit?", "sv": "Vilket menade du?", "en": "Which did you mean?"}
)
