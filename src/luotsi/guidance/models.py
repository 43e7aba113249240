"""Tables of guidance. Private to the room and to `web.editor`, since Wagtail registers snippets by class."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from luotsi.content.preview import PreviewedInEachLanguage
from luotsi.flows.document import PathDocument
from luotsi.flows.references import guide_references
from luotsi.foundation.facts import announce
from luotsi.foundation.languages import pick
from luotsi.guidance import advising, freshness, gate, translations
from luotsi.guidance.facts import PathPublished, PathUnpublished
from luotsi.guidance.faults import GateRefused
from luotsi.guidance.types import Checked, Flaw
from luotsi.organisation import queries as organisation
from luotsi.understanding.actions import request_rebuild

SCHEMA_VERSION = 1


class GuidancePath(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewedInEachLanguage, models.Model
):
    """One guidance path: the whole graph in every language is one document, and a revision a snapshot of it.

    `text` is the YAML as its author wrote it, comments and all, also when it cannot be read; `document` is
    what the text says, as JSON, since it could last be read. The columns that lists and filters need are
    derived from the document. What the row remembers about upstream, and the counts that lists show of the
    newest text, belong to the row and not to a revision: restoring an old revision leaves them alone.
    """

    code = models.SlugField(_("code"), max_length=80, unique=True)
    text = models.TextField(_("path as YAML"), blank=True)
    document = models.JSONField(default=dict, editable=False)
    schema_version = models.PositiveSmallIntegerField(default=SCHEMA_VERSION, editable=False)
    translation_marks = models.JSONField(default=dict, editable=False)

    kind = models.CharField(_("kind"), max_length=10, default="path", editable=False)
    title = models.CharField(_("title"), max_length=255, blank=True, editable=False)
    theme = models.CharField(_("theme"), max_length=60, blank=True, editable=False, db_index=True)
    review_by = models.DateField(_("review by"), null=True, blank=True, editable=False)
    approval = models.CharField(_("approval"), max_length=20, blank=True, editable=False)
    is_sensitive = models.BooleanField(_("sensitive"), default=False, editable=False)

    fault_count = models.PositiveIntegerField(_("faults"), default=0, editable=False)
    behind_count = models.PositiveIntegerField(_("translations behind"), default=0, editable=False)
    upstream_version = models.CharField(max_length=64, blank=True, editable=False)
    upstream_document = models.JSONField(null=True, blank=True, editable=False)
    upstream_waiting = models.ForeignKey(
        Revision, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    ROW_FIELDS: ClassVar[tuple[str, ...]] = (
        "code",
        "fault_count",
        "behind_count",
        "upstream_version",
        "upstream_document",
        "upstream_waiting_id",
    )
    """Belong to the row: kept when a revision is read."""

    class Meta:
        verbose_name = _("guidance path")
        verbose_name_plural = _("guidance paths")
        ordering: ClassVar = ["title", "code"]

    def __str__(self) -> str:
        return self.title or self.code

    def take_text(self, text: str) -> gate.Reading:
        """Keep `text` as written and, when it can be read, everything that is derived from it."""
        # Browsers send CR LF; files and comparisons have LF.
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        reading = gate.read(self.text, self.code)
        if reading.document is not None:
            before = self.document
            self.document = reading.document.to_json()
            self.translation_marks = translations.marks(before, self.translation_marks, self.document)
            self._derive(reading.document)
        return reading

    def checked(self) -> Checked:
        """What the gate says of this text among the paths that are published now."""
        reading = gate.read(self.text, self.code)
        if reading.document is None:
            return Checked(reading.flaws)
        shelf = shelf_around(self.code, gate.called(reading.document))
        return gate.with_lines(gate.check(reading.document, self.code, shelf), reading.document, self.text)

    def advice(self) -> tuple[Flaw, ...]:
        """What a second reader would say of this text; nothing when it cannot be read."""
        document = gate.read(self.text, self.code).document
        if document is None:
            return ()
        leads_to = guide_references(document)
        live = GuidancePath.objects.filter(live=True, kind="path", code__in=leads_to)
        paths = set(live.values_list("code", flat=True)) if leads_to else set()
        return (*gate.guides_to_nowhere(document, paths), *advising.of_document(document, self.text))

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a revision, and let the row tell lists how the newest text fares at the gate."""
        revision = super().save_revision(*args, **kwargs)
        late = translations.behind(self.document, self.translation_marks)
        self.fault_count = len(self.checked().flaws)
        self.behind_count = sum(map(len, late.values()))
        self._update_row(fault_count=self.fault_count, behind_count=self.behind_count)
        return revision

    def with_content_json(self, content: dict[str, Any]) -> GuidancePath:
        row: GuidancePath = super().with_content_json(content)
        for name in self.ROW_FIELDS:
            setattr(row, name, getattr(self, name))
        return row

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision if the gate lets it through: one door for screen, workflow, schedule, loading.

        Raises `GateRefused` with every fault listed; then nothing has changed. Who may publish is decided
        before this door (`web.editor.permissions`): Wagtail's own check here knows no service area.
        """
        kwargs["skip_permission_checks"] = True
        seen = PublishedState.now()
        self._pass_the_gate(revision)
        with transaction.atomic():
            if PublishedState.now() != seen:
                # Another published in between, perhaps a sub-path of this one; now nobody else can.
                self._pass_the_gate(revision)
            super().publish(revision, *args, **kwargs)
            self.refresh_from_db()
            if self.live and self.live_revision_id == revision.pk:
                self._went_live(revision, kwargs.get("user"))

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the path from residents. Raises `GateRefused` while published paths still call it."""
        with transaction.atomic():
            self.refuse_while_called()
            super().unpublish(*args, **kwargs)
            self.terms.all().delete()
            self.went_away(kwargs.get("user"))

    def _pass_the_gate(self, revision: Revision) -> None:
        checked = revision.as_object().checked()
        if not checked.is_publishable:
            raise GateRefused(self.code, checked.flaws)

    def _derive(self, document: PathDocument) -> None:
        self.schema_version = document.schema_version
        self.kind = document.kind
        self.title = pick(document.title, "fi").text[:255]
        self.theme = next(iter(document.themes), "")
        self.review_by = document.review_by
        self.approval = document.approval
        self.is_sensitive = document.sensitive

    def _went_live(self, revision: Revision, person: Any) -> None:
        self._update_row(upstream_waiting=None)
        self.terms.all().delete()
        document = PathDocument.from_json(self.document)
        PathTerm.objects.bulk_create(
            PathTerm(path=self, kind=kind, code=code, position=position)
            for kind, codes in gate.terms(document).items()
            for position, code in enumerate(dict.fromkeys(codes))
        )
        PublishedState.touch()
        fact = PathPublished(self.code, revision.pk, getattr(person, "pk", None))
        transaction.on_commit(lambda: announce(fact))

    def refuse_while_called(self) -> None:
        """Raise `GateRefused` when a published path calls this one, which residents have now."""
        callers = shelf_around(self.code, ()).callers_of(self.code) if self.live else ()
        if callers:
            raise GateRefused(
                self.code, [Flaw("caller", "", f"The path {name} calls it.") for name in callers]
            )

    def went_away(self, person: Any) -> None:
        """Residents no longer have the path: tell processes, search and listeners."""
        PublishedState.touch()
        fact = PathUnpublished(self.code, getattr(person, "pk", None))
        transaction.on_commit(lambda: announce(fact))

    def _update_row(self, **values: Any) -> None:
        type(self).objects.filter(pk=self.pk).update(**values)


@receiver(pre_delete, sender=GuidancePath)
def _may_be_deleted(instance: GuidancePath, **_signal: Any) -> None:
    """A signal rather than `delete()`, because deleting several rows at once calls no method of theirs."""
    instance.refuse_while_called()


@receiver(post_delete, sender=GuidancePath)
def _was_deleted(instance: GuidancePath, **_signal: Any) -> None:
    instance.went_away(None)


class PathTerm(models.Model):
    """One code under which a published path is found; rebuilt whenever the path is published."""

    path = models.ForeignKey(GuidancePath, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=20)
    """theme | contact_reason | life_situation | outcome_kind | service_class | source | fact | subpath"""
    code = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "kind", "code"], name="guidance_term_once")]
        indexes = [models.Index(fields=["kind", "code"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Utterance(models.Model):
    """What a person says when they need a path: a row of its own, so that adding one reopens no review."""

    path = models.ForeignKey(GuidancePath, on_delete=models.CASCADE, related_name="utterances")
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=500)
    is_upstream = models.BooleanField(default=False, editable=False)
    is_dropped = models.BooleanField(default=False, editable=False)
    """Taken out here although upstream has it: loading the library does not bring it back."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "language", "text"], name="guidance_utterance_once")
        ]

    def __str__(self) -> str:
        return self.text


class Register(models.Model):
    """What both registers share: a key and the entry in the form of the file, as residents have it.

    A row that the county has compared or changed is its own: loading the library leaves its entry alone
    and keeps beside it what the library says.
    """

    key = models.CharField(max_length=120, primary_key=True)
    entry = models.JSONField(default=dict)
    upstream = models.JSONField(null=True, blank=True, editable=False)
    """The library's entry of a row that is the county's own; None while the row follows the library."""
    upstream_waits = models.BooleanField(default=False, editable=False)
    """The library has said something else since the county last looked at the row."""
    compared_at = models.DateTimeField(null=True, editable=False)
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key)

    @property
    def version(self) -> str:
        """What tells this state of the row from another: whoever decides on it has seen this one."""
        state = json.dumps([self.entry, self.upstream], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(state.encode()).hexdigest()


class SourceRow(Register):
    """A source that paths refer to."""


class FactRow(Register):
    """A national fact that paths refer to as {fact:CODE}."""


class PublishedState(models.Model):
    """One row whose token changes with all that residents read: how processes see each other publish."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return str(self.token)

    @classmethod
    def now(cls) -> str:
        """The present token; empty before anything was published."""
        return cls.objects.filter(pk=1).values_list("token", flat=True).first() or ""

    @classmethod
    def touch(cls) -> None:
        """Residents read something else from now on: processes look again, and the search is rebuilt."""
        cls.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(16)})
        freshness.SNAPSHOT.is_stale()
        transaction.on_commit(freshness.SNAPSHOT.is_stale)
        transaction.on_commit(request_rebuild)


class SensitiveVisitRow(models.Model):
    """A visit to a sensitive path. The row alone tells nothing: the answers are sealed with the key."""

    key_hash = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "a sensitive visit"


class SlotFollowUp(models.Model):
    """What the county does about a service slot that needs a look: who, in what words, or fine as it is."""

    path_code = models.CharField(max_length=80)
    slot = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)
    accepted = models.CharField(max_length=32, blank=True)
    """Fingerprint of the findings that are fine as they are; other findings wake the slot again."""
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path_code", "slot"], name="guidance_one_follow_up"),
        ]

    def __str__(self) -> str:
        return f"{self.path_code}/{self.slot}"


def shelf_around(code: str, called: Iterable[str]) -> gate.Shelf:
    """What a path is checked against now: the published documents that it calls and that call it, registers.

    Only those are read: a county's other hundreds of paths have no say in it.
    """
    calls = PathTerm.objects.filter(kind="subpath", path__live=True).values_list("path__code", "code")
    below: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    for caller, subpath in calls:
        below.setdefault(caller, set()).add(subpath)
        above.setdefault(subpath, set()).add(caller)
    callers = _reached({code}, above)
    near = _reached({code, *called} | callers, below)
    rows = GuidancePath.objects.filter(live=True, code__in=near).values_list("code", "document")
    documents = {name: PathDocument.from_json(document) for name, document in rows}
    return gate.Shelf(
        documents={**documents, **gate.companions()},
        sources=frozenset(SourceRow.objects.values_list("key", flat=True)),
        facts=frozenset(FactRow.objects.values_list("key", flat=True)),
        required_languages=organisation.required_languages(),
    )


def _reached(start: set[str], steps: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for code in steps.get(waiting.pop(), set()) - found:
            found.add(code)
            waiting.append(code)
    return found
