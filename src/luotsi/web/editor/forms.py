"""The form in which a path's YAML is written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from luotsi.accounts.access import Action
from luotsi.guidance.fault_words import said
from luotsi.guidance.models import GuidancePath
from luotsi.guidance.types import Flaw
from luotsi.web.editor.permissions import may_themes
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
