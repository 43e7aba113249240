"""The pages for whoever may read: list, text, history, versions. They offer editing only to those who may."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.snippets.views.snippets import (
    HistoryView,
    IndexView,
    InspectView,
    PreviewRevisionView,
    RevisionsCompareView,
    WorkflowHistoryDetailView,
    WorkflowHistoryView,
)

from luotsi.web.editor.panels import address


class Paginator(WagtailPaginator):
    """Says how many there are; a name beside a number would have to be inflected."""

    @cached_property
    def items_count_label(self) -> str:
        return _("%(count)s in all") % {"count": self.count}


class PlainIndexView(IndexView):
    """The list. Deleting many at once is left out: each deletion asks about rights and callers."""

    paginator_class = Paginator

    @cached_property
    def columns(self) -> list[Any]:
        return super().columns[1:]


class ReadersView:
    """For a page that every reader of the desk sees: links to editing only for those who may edit the row."""

    def may(self, right: str, row: Any) -> bool:
        """Whether the person of this request has the right to the row."""
        return bool(self.permission_policy.user_has_permission_for_instance(self.request.user, right, row))


class _ReadersHistory(ReadersView):
    """What pages of history share: no link to editing or taking back for those who may not."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may("change", self.object):
            self.edit_url_name = self.revisions_revert_url_name = None
        return super().dispatch(request, *args, **kwargs)


class ReadersHistoryView(_ReadersHistory, HistoryView):
    """Who did what, and every version; for whoever may read."""

    paginator_class = Paginator
    any_permission_required: ClassVar = ["view", "add", "change", "delete"]

    @cached_property
    def header_buttons(self) -> list[Any]:
        return super().header_buttons if self.edit_url_name else []

    def user_can_unschedule(self) -> bool:
        return self.may("publish", self.object)

    def get_base_queryset(self) -> QuerySet[Any]:
        """Saving by itself writes a line each time; of those of one version the last says it all."""
        entries = super().get_base_queryset()
        last = entries.order_by().values("revision", "action").annotate(last=Max("pk")).values("last")
        return entries.filter(Q(revision__isnull=True) | Q(pk__in=last))


class ReadersRevisionView(PreviewRevisionView):
    """A version as a resident would have met it."""

    permission_required = "view"


class ReadersCompareView(ReadersView, RevisionsCompareView):
    """What changed between two versions."""

    permission_required = "view"

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.may("change", self.object) else None


class ReadersWorkflowView(_ReadersHistory, WorkflowHistoryView):
    """The rounds of review of one row."""

    permission_required = "view"


class ReadersWorkflowDetailView(_ReadersHistory, WorkflowHistoryDetailView):
    """One round of review."""

    permission_required = "view"


class ReadersInspectView(ReadersView, InspectView):
    """A row for those who may read it: its text with line numbers, its preview and its history."""

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.may("change", self.object) else None

    def get_delete_url(self) -> None:
        """Taking away begins in the editing view, where one sees what is taken."""
        return

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.object.get_latest_revision_as_object()
        space = self.edit_url_name.rpartition(":")[0]
        return super().get_context_data(**kwargs) | {
            "newest": newest,
            "preview_url": reverse(f"{space}:revisions_view", args=(self.pk, self.object.latest_revision_id))
            if self.object.latest_revision_id
            else "",
            "history_url": reverse(f"{space}:history", args=(self.pk,)),
            "walk_url": address("walk", self.pk) if getattr(newest, "document", None) else "",
            "draw_url": address("draw", self.pk) if getattr(newest, "document", None) else "",
        }
