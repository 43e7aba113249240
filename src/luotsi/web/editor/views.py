"""The views of guidance paths that differ from Wagtail's own, and two more: check a text, walk a draft."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.utils import get_latest_str
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, UnlockView, UnpublishView

from luotsi.guidance.fault_words import said
from luotsi.guidance.faults import GateRefused
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.drawing import draw_step
from luotsi.web.editor.panels import address, proof_context
from luotsi.web.editor.skeleton import with_code

MAX_TEXT = 1_000_000
"""Characters; a longer text is cut before it is read (security.md: YAML at most 1 MB)."""


AUTOSAVE = 3_000
"""Milliseconds from the last stroke to saving the draft by itself. Each saving proves the path."""


class OwnAreaView:
    """What creating and editing share: publishing asks for the right in this row's service area."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.autosave_interval = AUTOSAVE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # Wagtail shows the title as an h1 only when it is told so.
        return {**context, "title": context.get("header_title", "")}

    def get_side_panels(self) -> MediaContainer:
        """Without the panel that counts words and headings of a web page."""
        panels = super().get_side_panels()
        return MediaContainer([panel for panel in panels if not isinstance(panel, ChecksSidePanel)])

    def get_usage_url(self) -> None:
        """No other content of Wagtail's refers to ours; who calls a sub-path is told by the gate."""
        return

    def get_available_actions(self) -> list[str]:
        actions: list[str] = super().get_available_actions()
        row = getattr(self, "object", None)
        if row is not None and not self.permission_policy.user_has_permission_for_instance(
            self.request.user, "publish", row
        ):
            actions = [action for action in actions if action != "publish"]
        return actions


class _PathFormView(OwnAreaView):
    """A path's form knows whether it is to pass the gate; and the gate has the last word."""

    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        form = super().get_form(form_class)
        form.is_publishing = self.action == "publish"
        form.is_submitting = self.action == "submit"
        return form

    def run_action_method(self) -> HttpResponseBase | None:
        """The gate may still refuse here, when what the path stands on changed meanwhile."""
        try:
            return super().run_action_method()
        except GateRefused as error:
            return refused(self.request, error, self.object.pk)

    def get_success_message(self, instance: Any = None) -> str:
        """Wagtail says "updated" of everything; a reviewer wants to know what became of the text."""
        name = get_latest_str(instance or self.object)
        if self.action == "workflow-action" and self.workflow_action == "approve":
            is_live = not self.object.workflow_in_progress
            words = _("“%(name)s” is approved and published.") if is_live else _("“%(name)s” is approved.")
            return words % {"name": name}
        if self.action == "workflow-action":
            return _("Changes to “%(name)s” have been asked for.") % {"name": name}
        return str(super().get_success_message(instance))


class _Alone:
    """No other content of Wagtail's refers to ours, so nothing is counted before it is taken away."""

    def get_usage_url(self) -> None:
        return


class TakeDownView(_Alone, UnpublishView):
    """Taking something from residents."""


class RemoveView(_Alone, DeleteView):
    """Deleting for good."""


class ReleaseView(UnlockView):
    """Taking a lock off: one's own always, another's with the right to this very row.

    Wagtail asks whether the person may unlock anything, which a right in another area would answer.
    """

    def user_has_permission(self, permission: str) -> bool:
        person = self.request.user
        is_own = self.object.locked_by_id == person.pk
        return is_own or self.permission_policy.user_has_permission_for_instance(
            person, permission, self.object
        )


class PathCreateView(_PathFormView, CreateView):
    """Writing a new path."""


class PathEditView(_PathFormView, EditView):
    """Editing a path."""


class NoticeCreateView(OwnAreaView, CreateView):
    """Writing a new notice."""


class NoticeEditView(OwnAreaView, EditView):
    """Editing a notice."""


class StoryCreateView(OwnAreaView, CreateView):
    """Writing a new story."""


class StoryEditView(OwnAreaView, EditView):
    """Editing a story."""


def explained(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses; where the gate refuses (approving, unpublishing, deleting) one is told why."""
    told = list(patterns)
    for pattern in told:
        pattern.callback = _explained(pattern.callback)
    return told


def _explained(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except GateRefused as error:
            return refused(request, error, kwargs.get("pk"))

    return told


def refused(request: HttpRequest, error: GateRefused, pk: object | None) -> HttpResponse:
    """Say why the gate refused, and lead to the text."""
    messages.error(
        request,
        _("Not published. %(faults)s") % {"faults": " ".join(str(said(flaw)) for flaw in error.flaws)},
    )
    return redirect(address("edit", pk) if pk else address("list"))


@require_POST
def check_text(request: HttpRequest) -> HttpResponse:
    """The proof of a text that is being written, as the inside of the panel; saves nothing."""
    pk = request.POST.get("pk", "")
    row = GuidancePath.objects.filter(pk=pk).first() if pk.isdecimal() else None
    path = (
        row.get_latest_revision_as_object() if row else GuidancePath(code=request.POST.get("code", "")[:80])
    )
    path.take_text(with_code(request.POST.get("text", "")[:MAX_TEXT], path.code))
    return TemplateResponse(request, "editor/proof.html", proof_context(path))


@require_GET
def walk_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Walk the newest text with the answers of the address, as a resident would."""
    row = get_object_or_404(GuidancePath, pk=pk).get_latest_revision_as_object()
    return draw_step(row, request)
