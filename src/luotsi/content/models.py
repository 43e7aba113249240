"""Tables of the room. Private to it and to `web.editor`, since Wagtail registers snippets by class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin, WorkflowMixin

from luotsi.content import lexicon_rules
from luotsi.content.fields import CodesField
from luotsi.content.preview import PreviewedInEachLanguage
from luotsi.content.types import DISRUPTION, INFO, INVENTED, MANY, OWN
from luotsi.foundation import clock
from luotsi.foundation.languages import DEFAULT_ORDER, pick
from luotsi.organisation import queries as organisation
from luotsi.organisation import taxonomy
from luotsi.safety.masking import mask
from luotsi.understanding.actions import request_rebuild

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


class _WrittenInEachLanguage(PreviewedInEachLanguage):
    """One row holds every language: `title_fi`, `title_sv` and so on."""

    def _texts(self, field: str) -> dict[str, str]:
        # Browsers send CR LF.
        texts = {
            language: getattr(self, f"{field}_{language}").replace("\r\n", "\n").strip()
            for language in LANGUAGES
        }
        return {language: text for language, text in texts.items() if text}


class DisruptionNotice(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, _WrittenInEachLanguage, models.Model
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


class Story(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, _WrittenInEachLanguage, models.Model
):
    """How somebody got help, told so that others recognise themselves. Never a name, never a promise.

    One row holds every language. Its code is its address and stays for life.
    """

    code = models.SlugField(
        _("code"), max_length=60, unique=True, help_text=_("Ends the story's address. It stays for its life.")
    )
    title_fi = models.CharField(_("title in Finnish"), max_length=120, blank=True)
    title_sv = models.CharField(_("title in Swedish"), max_length=120, blank=True)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    body_fi = models.TextField(_("story in Finnish"), max_length=4000, blank=True)
    body_sv = models.TextField(_("story in Swedish"), max_length=4000, blank=True)
    body_en = models.TextField(_("story in English"), max_length=4000, blank=True)
    quote_fi = models.CharField(_("quote in Finnish"), max_length=240, blank=True)
    quote_sv = models.CharField(_("quote in Swedish"), max_length=240, blank=True)
    quote_en = models.CharField(_("quote in English"), max_length=240, blank=True)
    told_by = models.CharField(
        _("whose story it is"),
        max_length=10,
        choices=[
            (OWN, _("A client’s own, with consent")),
            (MANY, _("Written from many clients’ stories")),
            (INVENTED, _("An invented example")),
        ],
        help_text=_("Readers are told which."),
    )
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    consent_held_by = models.CharField(
        _("who holds the consent"),
        max_length=120,
        blank=True,
        help_text=_("A role or unit, such as “head nurse of oral health”. Never the client’s name."),
    )
    themes = CodesField(_("themes"), offered=offered_themes, blank=False)
    paths = CodesField(
        _("guidance paths"),
        help_text=_("Shown below the advice of these, but never on a sensitive path."),
    )
    review_by = models.DateField(_("review by"))

    # Without these a deleted story would leave its history behind, also after a consent is taken back.
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="story")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="story",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering: ClassVar = ["-first_published_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["live"], name="story_is_live")]

    def __str__(self) -> str:
        return pick(self.titles, get_language() or "fi").text or self.code or str(_("story"))

    @property
    def titles(self) -> dict[str, str]:
        """Titles by language, only those that are written."""
        return self._texts("title")

    @property
    def bodies(self) -> dict[str, str]:
        """Stories by language, only those that are written."""
        return self._texts("body")

    @property
    def quotes(self) -> dict[str, str]:
        """Quotes by language, only those that are written."""
        return self._texts("quote")

    def clean(self) -> None:
        """Whole in every language that is begun or required, with its consent, without personal data."""
        super().clean()
        faults = dict([*self._unwritten(), *self._without_consent(), *self._personal()])
        if faults:
            raise ValidationError(faults)

    def _unwritten(self) -> Iterator[tuple[str, Any]]:
        for language in LANGUAGES:
            is_begun = any(language in texts for texts in (self.titles, self.bodies, self.quotes))
            if not (is_begun or language in organisation.required_languages()):
                continue
            if language not in self.titles:
                yield f"title_{language}", _("Write the title in this language too.")
            if language not in self.bodies:
                yield f"body_{language}", _("Write the story in this language too.")

    def _without_consent(self) -> Iterator[tuple[str, Any]]:
        if self.consent_on and self.consent_on > clock.today():
            yield "consent_on", _("The day is still to come.")
        if self.told_by == OWN and not self.consent_on:
            yield "consent_on", _("A client’s own story needs a consent: write its day.")
        if self.told_by == OWN and not self.consent_held_by.strip():
            yield "consent_held_by", _("Write who holds the consent.")

    def _personal(self) -> Iterator[tuple[str, Any]]:
        fields = [f"{field}_{language}" for field in ("title", "body", "quote") for language in LANGUAGES]
        for name in (*fields, "consent_held_by"):
            if mask(getattr(self, name)).found:
                told = _("Take out the identity code, number, address or account: a story tells of nobody.")
                yield name, told

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision. Who may is decided before this (`web.editor.permissions`), by service area."""
        kwargs["skip_permission_checks"] = True
        super().publish(revision, *args, **kwargs)
        transaction.on_commit(request_rebuild)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the story from residents, and from the search."""
        super().unpublish(*args, **kwargs)
        transaction.on_commit(request_rebuild)


@receiver(post_delete, sender=Story)
def _story_went(**_signal: Any) -> None:
    """A signal rather than `delete()`, because deleting several rows at once calls no method of theirs."""
    transaction.on_commit(request_rebuild)


class LexiconTerm(models.Model):
    """Words that people here use, and what they mean; of the same word it overrides the packaged lexicon.

    In force as soon as it is saved. Without a meaning it switches a packaged word off.
    """

    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))],
        default="fi",
    )
    say = models.TextField(
        _("what people say"),
        max_length=2_000,
        help_text=_(
            "Lay, spoken, old or local words, with commas or on lines of their own. Basic forms are enough: "
            "Luotsi knows their endings. Example: terkkari, terveyskeskus."
        ),
    )
    means = models.TextField(
        _("what they mean"),
        max_length=2_000,
        blank=True,
        help_text=_(
            "Words that your services and paths use. Example: terveysasema. Leave it empty to switch off a "
            "meaning that comes with Luotsi and is wrong here."
        ),
    )
    note = models.CharField(
        _("note"), max_length=240, blank=True, help_text=_("For colleagues: where the word comes from.")
    )
    is_in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("Take the mark away to try without these words.")
    )

    class Meta:
        verbose_name = _("word of the lexicon")
        verbose_name_plural = _("words of the lexicon")
        ordering: ClassVar = ["language", "say", "pk"]

    def __str__(self) -> str:
        said = ", ".join(self.says)
        return said if len(said) <= _LONGEST_NAME else f"{said[:_LONGEST_NAME].rpartition(',')[0]} …"

    @property
    def says(self) -> tuple[str, ...]:
        """What people say, each word or phrase by itself."""
        return lexicon_rules.phrases(self.say)

    @property
    def meanings(self) -> tuple[str, ...]:
        """What they mean, each word or phrase by itself."""
        return lexicon_rules.phrases(self.means)

    def clean(self) -> None:
        """Every word can be told from others and is of nobody; one word has one row."""
        super().clean()
        faults = {"say": [*self._unfit_words()], "means": [*self._unfit_meanings()], "note": []}
        for field, told in faults.items():
            if mask(getattr(self, field)).found:
                told.append(_("Take out the identity code, number, address or account."))
        if any(faults.values()):
            raise ValidationError({field: told for field, told in faults.items() if told})
        self.say, self.means = "\n".join(self.says), "\n".join(self.meanings)

    def _unfit_words(self) -> Iterator[str]:
        if not self.says:
            yield _("Write at least one word.")
        yield from _too_many(self.says)
        others = LexiconTerm.objects.filter(language=self.language).exclude(pk=self.pk)
        taken = {lexicon_rules.key(phrase): phrase for row in others for phrase in row.says}
        for code, phrase in lexicon_rules.faults(self.says, taken):
            yield _FAULTS_OF_WORDS[code] % {"word": phrase[: lexicon_rules.LONGEST]}

    def _unfit_meanings(self) -> Iterator[str]:
        yield from _too_many(self.meanings)
        for code, phrase in lexicon_rules.faults_of_meaning(self.meanings):
            yield _FAULTS_OF_WORDS[code] % {"word": phrase[: lexicon_rules.LONGEST]}


_LONGEST_NAME = 80

_FAULTS_OF_WORDS = {
    lexicon_rules.NO_LETTERS: _("“%(word)s” has no letter or number in it."),
    lexicon_rules.ONE_LETTER: _("“%(word)s” is a single letter: it would be found everywhere. Write a word."),
    lexicon_rules.TOO_LONG: _("“%(word)s …” is too long. A word or a few words are enough."),
    lexicon_rules.BINDS: _("“%(word)s” stands in nearly every message and tells nothing of its matter."),
    lexicon_rules.TWICE: _("“%(word)s” is here twice."),
    lexicon_rules.ELSEWHERE: _(
        "“%(word)s” is already in the lexicon of the county. Change that row instead."
    ),
}


def _too_many(phrases: tuple[str, ...]) -> Iterator[str]:
    if len(phrases) > lexicon_rules.MOST:
        yield _("These are too many words for one row. Put some of them in another one.")


@receiver([post_save, post_delete], sender=LexiconTerm)
def _lexicon_changed(**_signal: Any) -> None:
    transaction.on_commit(request_rebuild)
