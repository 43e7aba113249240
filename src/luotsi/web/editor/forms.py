"""The forms of the desk: a path's YAML, notices and stories, and what is said of a service slot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from luotsi.accounts.access import Action, reach_of
from luotsi.accounts.queries import people
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.actions import MAX_NOTE
from luotsi.guidance.fault_words import said
from luotsi.guidance.models import GuidancePath
from luotsi.guidance.types import Flaw
from luotsi.web.editor.permissions import areas_of, may_themes
from luotsi.web.editor.skeleton import SKELETON, with_code


def _told(flaw: Flaw) -> str:
    """A flaw in one line: where, what, what to do."""
    told = said(flaw)
    words = f"{told.message} {told.advice}".strip()
    return gettext("Line %(line)s: %(words)s") % {"line": told.line, "words": words} if told.line else words


class YamlText(forms.Textarea):
    """A wide field with line numbers; without JavaScript an ordinary field."""

    class Media:
        js = ("editor/yaml.js",)
        css = {"all": ("editor/yaml.css",)}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        given = {
            "class": "luotsi-yaml",
            "data-yaml": "",
            "rows": 32,
            "spellcheck": "false",
            "autocomplete": "off",
            "autocapitalize": "off",
        }
        super().__init__({**given, **(attrs or {})})


class PathForm(WagtailAdminModelForm):
    """Keeps whatever was written, also when it cannot be read; only publishing asks that it be right."""

    is_publishing = False
    is_submitting = False

    class Meta:
        model = GuidancePath
        fields = ["code", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # A path keeps its code for life: addresses, feedback and figures use it.
            self.fields["code"].disabled = True
        elif not self.initial.get("text"):
            self.initial["text"] = SKELETON
        # Blanks at the ends of a draft are the author's own.
        self.fields["text"].strip = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        code = cleaned.get("code") or self.instance.code
        if not code:
            return cleaned
        self.instance.code = code
        reading = self.instance.take_text(with_code(cleaned.get("text") or "", code))
        cleaned["text"] = self.instance.text
        if reading.document is not None and not may_themes(
            self.for_user, Action.WRITE_CONTENT, reading.document.themes
        ):
            self.add_error(
                "text", _("You may not write paths of this theme. Choose a theme of your service area.")
            )
        if self.is_publishing and (flaws := self.instance.checked().flaws):
            self.add_error("text", [_told(flaw) for flaw in flaws])
        if self.is_submitting and reading.flaws:
            self.add_error("text", [_told(flaw) for flaw in reading.flaws])
        return cleaned


class NoticeForm(WagtailAdminModelForm):
    """A notice for some themes needs the right in their service areas; one for everything, in the county."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not may_themes(self.for_user, Action.WRITE_NOTICES, tuple(cleaned.get("themes") or ())):
            self.add_error(
                "themes", _("Choose themes of your service area: you may not tell the whole county.")
            )
        return cleaned


class StoryForm(WagtailAdminModelForm):
    """A story needs the right in the areas of its themes, and of each path below whose advice it is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # It ends the story's address, which people keep.
            self.fields["code"].disabled = True
        language = get_language() or "fi"
        self.cards = {card.code: card for card in guidance.all_paths() if not card.sensitive}
        self.fields["paths"].choices = [
            (code, pick(card.title, language).text) for code, card in self.cards.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not may_themes(self.for_user, Action.WRITE_CONTENT, tuple(cleaned.get("themes") or ())):
            self.add_error("themes", _("Choose themes of your service area."))
        added = set(cleaned.get("paths") or ()) - set(self.instance.paths)
        if not all(
            may_themes(self.for_user, Action.WRITE_CONTENT, self.cards[code].themes) for code in added
        ):
            self.add_error("paths", _("Choose paths of your service area."))
        return cleaned


class SlotForm(forms.Form):
    """Who looks after a service slot, a note, and whether its findings are fine as they are."""

    owner = forms.ChoiceField(label=_("Who looks after it"), required=False)
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was agreed, with whom and when. No client's matters."),
    )
    is_accepted = forms.BooleanField(
        label=_("It is fine as it is"),
        required=False,
        help_text=_("The slot leaves the to-do list until something else is found wrong with it."),
    )

    def __init__(
        self, *args: Any, owners: Sequence[tuple[str, str]], may_assign: bool, is_faulty: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody yet")), *owners]
        if not may_assign:
            del self.fields["owner"]
        if not is_faulty:
            del self.fields["is_accepted"]

    def said(self, owner: int | None) -> dict[str, Any]:
        """What to keep; `owner` stays when this person may not choose one."""
        given = self.cleaned_data
        chosen = given.get("owner", owner)
        return {
            "owner": int(chosen) if chosen else None,
            "note": given["note"],
            "is_accepted": given.get("is_accepted", False),
        }


def owners_for(themes: Collection[str], present: int | None) -> list[tuple[str, str]]:
    """People who may write content of these themes, and the one who looks after it now, by name."""
    areas = areas_of(themes)
    found = []
    for person in people(limit=1_000):
        reached = reach_of(person.grants, Action.WRITE_CONTENT)
        if person.id == present or reached.everywhere or any(map(reached.covers, areas)):
            found.append((str(person.id), person.name))
    return found
