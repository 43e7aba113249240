"""The forms of a campaign: what it is, and what is known of everybody who comes by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from luotsi.accounts.access import Action, may
from luotsi.flows.document import ChoiceQuestion, YesNoQuestion
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PublishedPath
from luotsi.journeys.rules import typed
from luotsi.journeys.types import Campaign, TargetKind
from luotsi.organisation import queries as organisation
from luotsi.organisation import taxonomy
from luotsi.web.editor.areas import area_names
from luotsi.web.editor.permissions import Person

Choices = list[tuple[str, Any]]

LANGUAGES = [("", _("The reader's own")), ("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]


class DayField(forms.DateInput):
    """The browser's own field for a date, which wants it as 2026-11-25."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CampaignForm(forms.Form):
    """What a campaign is called, what it opens and when."""

    name_fi = forms.CharField(label=_("Name in Finnish"), max_length=120)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Ends the link, and is what people type. It cannot be changed later."),
    )
    target = forms.ChoiceField(label=_("What it opens"))
    language = forms.ChoiceField(label=_("Language of the page"), choices=LANGUAGES, required=False)
    is_invitation = forms.BooleanField(
        label=_("It is an invitation"),
        required=False,
        help_text=_("People may type the code, and the page says by what they came."),
    )
    area = forms.ChoiceField(label=_("Service area"), required=False)
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayField)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayField)

    def __init__(self, *args: Any, person: Person, language: str, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = target_choices(language)
        areas = area_choices(person, language)
        self.fields["area"].choices = areas
        # Nothing chosen means the whole county: where that is not offered, Django would take it all the same.
        self.fields["area"].required = "" not in dict(areas)
        if not is_new:
            del self.fields["code"]

    def campaign(self, before: Campaign | None = None) -> Campaign:
        """The campaign of the form; it keeps code, state, and what is known on the same path."""
        given = self.cleaned_data
        kind, _colon, key = given["target"].partition(":")
        made = Campaign(
            code=before.code if before else typed(given["code"]),
            names={tag: given[f"name_{tag}"] for tag in ("fi", "sv", "en")},
            target=TargetKind(kind),
            target_key=key,
            language=given["language"],
            is_invitation=given["is_invitation"],
            area=given["area"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
        )
        if before is None:
            return made
        kept = replace(made, is_closed=before.is_closed, municipality=before.municipality)
        same = (before.target, before.target_key) == (made.target, made.target_key)
        return replace(kept, answers=before.answers) if same else kept


def initial(campaign: Campaign) -> dict[str, Any]:
    """The form's values of a campaign."""
    key = f":{campaign.target_key}" if campaign.target_key else ""
    return {
        **{f"name_{tag}": campaign.names.get(tag, "") for tag in ("fi", "sv", "en")},
        "target": f"{campaign.target}{key}",
        "language": campaign.language,
        "is_invitation": campaign.is_invitation,
        "area": campaign.area,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
    }


def target_choices(language: str) -> Choices:
    """Everything that a campaign can open, in groups."""
    paths = [(f"path:{card.code}", pick(card.title, language).text) for card in guidance.all_paths()]
    themes = [(f"theme:{code}", pick(theme.names, language).text) for code, theme in taxonomy.THEMES.items()]
    return [
        ("home", _now("The home page")),
        (_now("Guidance paths"), sorted(paths, key=lambda each: each[1].casefold())),
        (_now("Topics"), sorted(themes, key=lambda each: each[1].casefold())),
    ]


def area_choices(person: Person, language: str) -> Choices:
    """The service areas in which the person may write; the whole county for those who may there."""
    whole: Choices = [("", _now("The whole county"))] if may(person, Action.WRITE_CONTENT) else []
    return whole + [each for each in area_names(language) if may(person, Action.WRITE_CONTENT, each[0])]


class KnownForm(forms.Form):
    """What is known of everybody who comes by a campaign: answers of its path, and a municipality."""

    def __init__(
        self, *args: Any, path: PublishedPath, campaign: Campaign, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for key, node in path.flow.questions.items():
            choices = _choices(node.question, language)
            if choices:
                self.fields[f"answer-{key}"] = forms.ChoiceField(
                    label=pick(node.question.ask, language).text,
                    choices=[("", _now("Not known")), *choices],
                    required=False,
                    initial=next(iter(campaign.answers.get(key, ())), ""),
                )
        self.fields["municipality"] = forms.ChoiceField(
            label=_("Municipality"),
            choices=[("", _now("Not known")), *_municipalities(language)],
            required=False,
            initial=campaign.municipality,
        )

    def known(self, campaign: Campaign) -> Campaign:
        """The campaign with what was told."""
        given = self.cleaned_data
        answers = {
            name.removeprefix("answer-"): [value]
            for name, value in given.items()
            if name.startswith("answer-") and value
        }
        return replace(campaign, answers=answers, municipality=given["municipality"])


def _choices(question: object, language: str) -> Sequence[tuple[str, str]]:
    if isinstance(question, ChoiceQuestion):
        return [(code, pick(option.label, language).text) for code, option in question.options.items()]
    if isinstance(question, YesNoQuestion):
        return [("yes", _now("Yes")), ("no", _now("No"))]
    return []


def _municipalities(language: str) -> Sequence[tuple[str, str]]:
    try:
        rows = organisation.county().municipalities
    except organisation.NoCounty:
        return []
    return [(row.code, pick(row.names, language).text) for row in rows]
