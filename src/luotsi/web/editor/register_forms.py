"""The forms of a fact and of a source: their words in each language, and whether somebody compared them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from luotsi.foundation.languages import DEFAULT_ORDER, pick
from luotsi.guidance import queries, registers
from luotsi.guidance.kept import Kept
from luotsi.guidance.types import Register
from luotsi.organisation import queries as organisation
from luotsi.web.editor.panels import LANGUAGES

MAX_WORDS = 2_000
PARTS = {
    "value": _("The same in every language"),
    "text": _("Text"),
    "until_verified": _("Until somebody has compared it"),
    "title": _("Title"),
    "address": _("Address"),
    "source": _("Source"),
}
"""The parts of an entry that are shown and changed, in their order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One part of an entry in one language."""

    part: str
    label: str
    language: str
    """Tag; empty where the words are the same in all."""
    language_name: str
    words: str


def rows_of(entry: Mapping[str, Any]) -> list[Row]:
    """What an entry says, part by part and language by language."""
    found = []
    for part, label in PARTS.items():
        said = entry.get(part)
        if isinstance(said, Mapping):
            texts = registers.texts(said)
            found += [
                Row(part, str(label), tag, language_name(tag), texts[tag])
                for tag in languages_of(texts)
                if tag in texts
            ]
        elif said:
            found.append(Row(part, str(label), "", "", str(said)))
    return found


def language_name(tag: str) -> str:
    """The name of a language on the screen."""
    return str(LANGUAGES.get(tag, tag))


def languages_of(texts: Mapping[str, str]) -> list[str]:
    """The languages that a text may have, those of the law first."""
    return list(dict.fromkeys((*DEFAULT_ORDER, *texts)))


class EntryForm(forms.Form):
    """What both forms have: parts in each language, the state that was seen, the tick of comparing."""

    in_languages: tuple[str, ...] = ()
    seen = forms.CharField(widget=forms.HiddenInput)
    is_compared = forms.BooleanField(
        required=False,
        label=_("I compared this with its source today"),
        help_text=_("Without this, residents read the words that claim nothing."),
    )

    def __init__(self, *args: Any, kept: Kept, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.language = kept, language
        self.fields["seen"].initial = kept.version
        for part in self.in_languages:
            texts = registers.texts(kept.entry.get(part))
            for tag in languages_of(registers.texts(kept.entry.get(self.in_languages[0]))):
                self.fields[f"{part}-{tag}"] = self._field(part, tag, texts.get(tag, ""))
        self.order_fields([name for name in self.fields if name != "is_compared"] + ["is_compared"])

    def _field(self, part: str, tag: str, words: str) -> forms.Field:
        return forms.CharField(
            label=f"{PARTS[part]} ({language_name(tag)})",
            required=False,
            max_length=MAX_WORDS,
            initial=words,
            widget=forms.Textarea(attrs={"rows": 3, "lang": tag}),
        )

    def texts(self, part: str) -> dict[str, str]:
        """A part as it was written, by language; empty ones are left out."""
        before = f"{part}-"
        return {
            name.removeprefix(before): " ".join(words.split())
            for name, words in self.cleaned_data.items()
            if name.startswith(before) and words.strip()
        }

    def parts(self) -> dict[str, Any]:
        """The parts of the entry as the form has them."""
        return {part: self.texts(part) for part in self.in_languages}

    def need_languages(self, part: str) -> None:
        """The languages that the county requires are there."""
        written = self.texts(part)
        for tag in organisation.required_languages():
            if tag not in written:
                self.add_error(f"{part}-{tag}", _now("Your county requires this language."))


class FactForm(EntryForm):
    """A fact: one value or a text, what is said until it is compared, and the source."""

    source = forms.ChoiceField(label=_("Source"))

    def __init__(self, *args: Any, kept: Kept, language: str, **kwargs: Any) -> None:
        self.has_text = "text" in kept.entry
        self.in_languages = ("text", "until_verified") if self.has_text else ()
        super().__init__(*args, kept=kept, language=language, **kwargs)
        if not self.has_text:
            self.fields["value"] = forms.CharField(
                label=PARTS["value"], max_length=200, initial=str(kept.entry.get("value") or "")
            )
        self.fields["source"].choices = _sources(language)
        self.fields["source"].initial = kept.entry.get("source")
        first = [name for name in self.fields if name not in {"source", "is_compared"}]
        self.order_fields([*first, "source", "is_compared"])

    def clean(self) -> dict[str, Any]:
        """What promises something has words for as long as nobody has compared it."""
        given = super().clean() or self.cleaned_data
        if not self.has_text:
            return given
        self.need_languages("text")
        text, meanwhile = self.texts("text"), self.texts("until_verified")
        promise = registers.promise_in(text)
        if promise and not meanwhile and not given.get("is_compared"):
            said = _now(
                "The text promises something (%(words)s). Write what claims nothing and tells where to ask."
            )
            self.add_error(f"until_verified-{next(iter(text))}", said % {"words": promise})
        for tag in text.keys() - meanwhile.keys() if meanwhile else ():
            self.add_error(f"until_verified-{tag}", _now("Write this in the same languages as the text."))
        return given

    def parts(self) -> dict[str, Any]:
        own = {} if self.has_text else {"value": self.cleaned_data["value"].strip()}
        return {**super().parts(), **own, "source": self.cleaned_data["source"]}


class SourceForm(EntryForm):
    """A source: its title and its address in each language."""

    in_languages = ("title", "address")

    def _field(self, part: str, tag: str, words: str) -> forms.Field:
        if part == "title":
            return super()._field(part, tag, words)
        label = f"{PARTS[part]} ({language_name(tag)})"
        return forms.CharField(label=label, required=False, max_length=500, initial=words)

    def clean(self) -> dict[str, Any]:
        """Addresses are safe ones, and the title is there."""
        given = super().clean() or self.cleaned_data
        self.need_languages("title")
        for tag, url in self.texts("address").items():
            if not url.startswith("https://") or " " in url:
                self.add_error(f"address-{tag}", _now("Write the whole address. It begins with https://."))
        return given


def _sources(language: str) -> list[tuple[str, str]]:
    found = [
        (one.key, f"{pick(one.name, language).text} ({pick(one.authority, language).text})")
        for one in queries.kept_entries(Register.SOURCES)
    ]
    return sorted(found, key=lambda each: each[1].casefold())
