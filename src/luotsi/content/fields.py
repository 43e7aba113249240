"""A list of codes in one column, chosen from a list in a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db import models

Offered = Callable[[], Sequence[tuple[str, str]]]


class CodesField(models.JSONField):
    """Codes as a JSON list. `offered` gives (code, name) pairs for the form when it is shown."""

    def __init__(self, *args: Any, offered: Offered | None = None, **kwargs: Any) -> None:
        self.offered = offered
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Check boxes; a code that is no longer offered is left out when the form is saved."""
        for unfit in ("encoder", "decoder", "widget"):
            kwargs.pop(unfit, None)
        return forms.MultipleChoiceField(
            choices=self.offered or (),
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )
