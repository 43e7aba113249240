"""Tables of the room. Private to it and to `web.editor`, since Wagtail registers snippets by class."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from luotsi.content.fields import CodesField
from luotsi.content.preview import PreviewedInEachLanguage
from luotsi.content.types import DISRUPTION, INFO
from luotsi.foundation import clock
from luotsi.foundation.languages import DEFAULT_ORDER, pick
from luotsi.organisation import queries as organisation
from luotsi.organisation import taxonomy

LANGUAGES = DEFAULT_ORDER


def offered_municipalities() -> list[tuple[str, str]]:
    """The county's municipalities in the language of the screen; none before a county is loaded."""
    try:
        municipalities = organisation.county().municipalities
    except organisation.NoCounty:
        return []
    language = get_language() or "fi"
    return [(one.code, pick(one.names, language).text) for one in municipalities]


def offered_themes() -> list[tuple[str, str]]:
    """The themes that guidance can be about, in the language of the screen."""
    language = get_language() or "fi"
    return [(code, pick(theme.names, language).text) for code, theme in taxonomy.THEMES.items()]


class DisruptionNotice(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewedInEachLanguage, models.Model
):
    """Something that residents must know now: a closed unit, phones that do not work, a changed number.

    One row holds every language, so that a notice is published, compared and withdrawn as a whole.
    """

    severity = models.CharField(
        _("kind"),
        max_length=12,
        choices=[(DISRUPTION, _("Disruption: something does not work")), (INFO, _("Information"))],
        default=DISRUPTION,
    )
    title_fi = models.CharField(_("title in Finnish"), max_length=120, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=120, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    body_fi = models.TextField(_("text in Finnish"), max_length=1000, blank=True)
    body_sv = models.TextField(_("text in Swedish"), max_length=1000, blank=True)
    body_en = models.TextField(_("text in English"), max_length=1000, blank=True)
    shown_from = models.DateTimeField(_("shown from"), default=clock.now)
    shown_until = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Empty: until you take it down.")
    )
    municipalities = CodesField(
        _("municipalities"),
        offered=offered_municipalities,
        help_text=_("None chosen: the whole county."),
    )
    themes = CodesField(_("themes"), offered=offered_themes, help_text=_("None chosen: every theme."))

    # Without these a deleted notice would leave its history behind.
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="notice")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="notice",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("disruption notice")
        verbose_name_plural = _("disruption notices")
        ordering: ClassVar = ["-shown_from", "-pk"]
        indexes: ClassVar = [models.Index(fields=["live", "shown_from"], name="notice_in_force")]

    def __str__(self) -> str:
        return pick(self.titles, get_language() or "fi").text or str(_("disruption notice"))

    @property
    def titles(self) -> dict[str, str]:
        """Titles by language, only those that are written."""
        return self._texts("title")

    @property
    def bodies(self) -> dict[str, str]:
        """Texts by language, only those that are written."""
        return self._texts("body")

    def clean(self) -> None:
        """Required languages are written, every text has its title, the end comes after the start."""
        super().clean()
        faults: dict[str, str] = {}
        for language in LANGUAGES:
            is_required = language in organisation.required_languages()
            if not self.titles.get(language) and (is_required or self.bodies.get(language)):
                faults[f"title_{language}"] = _("Write the title in this language too.")
            if not self.bodies.get(language) and is_required and any(self.bodies.values()):
                faults[f"body_{language}"] = _("Write the text in this language too.")
        if self.shown_from and self.shown_until and self.shown_until <= self.shown_from:
            faults["shown_until"] = _("The end must be after the start.")
        if faults:
            raise ValidationError(faults)

    def _texts(self, field: str) -> dict[str, str]:
        texts = {language: getattr(self, f"{field}_{language}").strip() for language in LANGUAGES}
        return {language: text for language, text in texts.items() if text}
