"""What Wagtail shows of guidance paths, disruption notices and stories."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from luotsi.content.models import DisruptionNotice, Story
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance.models import GuidancePath
from luotsi.organisation import taxonomy
from luotsi.web.editor.panels import edit_handler, notice_handler, story_handler
from luotsi.web.editor.permissions import NoticePolicy, PathPolicy, StoryPolicy, guard
from luotsi.web.editor.picture import picture_of_draft
from luotsi.web.editor.reading import (
    PlainIndexView,
    ReadersCompareView,
    ReadersHistoryView,
    ReadersInspectView,
    ReadersRevisionView,
    ReadersWorkflowDetailView,
    ReadersWorkflowView,
)
from luotsi.web.editor.views import (
    NoticeCreateView,
    NoticeEditView,
    PathCreateView,
    PathEditView,
    ReleaseView,
    RemoveView,
    StoryCreateView,
    StoryEditView,
    TakeDownView,
    check_text,
    explained,
    walk_draft,
)


def older_version(view: Any) -> str:
    """What stands above an older version that is open for taking back."""
    words = gettext("This is an older version, of %(at)s. It becomes the draft when you save it.")
    return words % {"at": moment(view.revision.created_at)}


WIDE = "luotsi-wide"
"""Columns that a phone leaves out."""


def theme_name(code: str) -> str:
    """A theme in the language of the screen; a code that is not in the list as it stands."""
    theme = taxonomy.ALL_THEMES.get(code)
    return pick(theme.names, get_language() or "fi").text if theme else code


def review_day(row: GuidancePath | Story) -> str:
    """The day of the next review, as a date: how long it is till then says less."""
    return date_format(row.review_by, "SHORT_DATE_FORMAT") if row.review_by else ""


def moment(at: datetime | None) -> str:
    """A day and time as people write it, past or to come; Wagtail would call what is to come "just now"."""
    return date_format(timezone.localtime(at), "j.n.Y H:i") if at else ""


def _themes() -> list[tuple[str, str]]:
    return [(code, theme_name(code)) for code in taxonomy.THEMES]


class PathFilter(WagtailFilterSet):
    """Filters of the list."""

    theme = django_filters.ChoiceFilter(label=_("Theme"), choices=_themes)
    live = django_filters.BooleanFilter(label=_("Published"))
    faulty = django_filters.BooleanFilter(label=_("Has faults"), method="filter_faulty")
    behind = django_filters.BooleanFilter(label=_("Translations behind"), method="filter_behind")
    overdue = django_filters.BooleanFilter(label=_("Review is overdue"), method="filter_overdue")
    waiting = django_filters.BooleanFilter(
        label=_("Waiting to be published"), field_name="has_unpublished_changes"
    )
    upstream = django_filters.BooleanFilter(label=_("Upstream version waits"), method="filter_upstream")

    class Meta:
        model = GuidancePath
        fields: ClassVar = ["theme", "live", "kind", "approval"]

    def filter_faulty(self, rows: QuerySet[GuidancePath], name: str, value: object) -> QuerySet[GuidancePath]:
        return rows.filter(fault_count__gt=0) if value else rows.filter(fault_count=0)

    def filter_behind(self, rows: QuerySet[GuidancePath], name: str, value: object) -> QuerySet[GuidancePath]:
        return rows.filter(behind_count__gt=0) if value else rows.filter(behind_count=0)

    def filter_overdue(
        self, rows: QuerySet[GuidancePath], name: str, value: object
    ) -> QuerySet[GuidancePath]:
        late = {"review_by__lt": clock.today()}
        return rows.filter(**late) if value else rows.exclude(**late)

    def filter_upstream(
        self, rows: QuerySet[GuidancePath], name: str, value: object
    ) -> QuerySet[GuidancePath]:
        return rows.filter(upstream_waiting__isnull=not value)


class StoryFilter(WagtailFilterSet):
    """Filters of the list of stories."""

    overdue = django_filters.BooleanFilter(label=_("Review is overdue"), method="filter_overdue")

    class Meta:
        model = Story
        fields: ClassVar = ["told_by", "live"]

    def filter_overdue(self, rows: QuerySet[Story], name: str, value: object) -> QuerySet[Story]:
        late = {"review_by__lt": clock.today()}
        return rows.filter(**late) if value else rows.exclude(**late)


class _ReadableViewSet(SnippetViewSet):
    """What all kinds share: whoever may read sees text, preview, versions and history."""

    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_template_name = "editor/inspect.html"
    search_backend_name = None
    list_per_page = 50
    index_view_class = PlainIndexView
    inspect_view_class = ReadersInspectView
    history_view_class = ReadersHistoryView
    unpublish_view_class = TakeDownView
    delete_view_class = RemoveView
    unlock_view_class = ReleaseView
    revisions_view_class = ReadersRevisionView
    revisions_compare_view_class = ReadersCompareView
    workflow_history_view_class = ReadersWorkflowView
    workflow_history_detail_view_class = ReadersWorkflowDetailView

    @property
    def revisions_revert_view_class(self) -> type[Any]:
        """Wagtail's, which takes for granted that a person has made every version; a loader has, too."""
        wagtails: type[Any] = super().revisions_revert_view_class
        return type("RevertView", (wagtails,), {"get_warning_message": older_version})


class PathViewSet(_ReadableViewSet):
    """Guidance paths."""

    model = GuidancePath
    icon = "list-ol"
    menu_label = _("Guidance paths")
    menu_name = "guidance-paths"
    menu_order = 10
    inspect_view_fields = ["code", "title", "text"]
    search_fields = ["code", "title", "text"]
    filterset_class = PathFilter
    list_display = [
        "__str__",
        Column(
            "theme",
            label=_("Theme"),
            accessor=lambda row: theme_name(row.theme),
            sort_key="theme",
            classname=WIDE,
        ),
        LiveStatusTagColumn(),
        Column("review_by", label=_("Review by"), accessor=review_day, sort_key="review_by", classname=WIDE),
        Column("fault_count", label=_("Faults"), sort_key="fault_count", classname=WIDE),
        Column("behind_count", label=_("Translations behind"), sort_key="behind_count", classname=WIDE),
    ]
    add_view_class = PathCreateView
    edit_view_class = PathEditView

    @property
    def permission_policy(self) -> PathPolicy:
        return PathPolicy(self.model)

    def get_edit_handler(self) -> Any:
        return edit_handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        own = [
            path("check/", check_text, name="check"),
            path(f"walk/<{self.pk_path_converter}:pk>/", walk_draft, name="walk"),
            path(f"draw/<{self.pk_path_converter}:pk>/", picture_of_draft, name="draw"),
        ]
        # Wagtail's menu leads to the first of these, which is the list.
        return guard(explained([*super().get_urlpatterns(), *own]), self.permission_policy)


class NoticeViewSet(_ReadableViewSet):
    """Disruption notices."""

    model = DisruptionNotice
    icon = "warning"
    menu_label = _("Disruption notices")
    menu_name = "disruption-notices"
    menu_order = 20
    inspect_view_fields = [
        "severity", "title_fi", "body_fi", "title_sv", "body_sv", "title_en", "body_en", "shown_from",
        "shown_until",
    ]  # fmt: skip
    list_filter: ClassVar = ["severity", "live"]
    list_display: ClassVar = [
        "__str__",
        Column(
            "severity",
            label=_("Kind"),
            accessor=lambda row: row.get_severity_display(),
            sort_key="severity",
            classname=WIDE,
        ),
        LiveStatusTagColumn(),
        Column(
            "shown_from",
            label=_("Shown from"),
            accessor=lambda row: moment(row.shown_from),
            sort_key="shown_from",
            classname=WIDE,
        ),
        Column(
            "shown_until",
            label=_("Shown until"),
            accessor=lambda row: moment(row.shown_until),
            sort_key="shown_until",
        ),
    ]
    search_fields: ClassVar = ["title_fi", "title_sv", "title_en", "body_fi", "body_sv", "body_en"]
    add_view_class = NoticeCreateView
    edit_view_class = NoticeEditView

    @property
    def permission_policy(self) -> NoticePolicy:
        return NoticePolicy(self.model)

    def get_edit_handler(self) -> Any:
        return notice_handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return guard(super().get_urlpatterns(), self.permission_policy)


class StoryViewSet(_ReadableViewSet):
    """Stories of how somebody got help."""

    model = Story
    icon = "openquote"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 25
    inspect_view_fields: ClassVar = [
        "code", "told_by", "title_fi", "body_fi", "quote_fi", "title_sv", "body_sv", "quote_sv", "title_en",
        "body_en", "quote_en", "consent_on", "consent_held_by", "review_by",
    ]  # fmt: skip
    filterset_class = StoryFilter
    list_display: ClassVar = [
        "__str__",
        Column(
            "told_by",
            label=_("Whose story"),
            accessor=lambda row: row.get_told_by_display(),
            sort_key="told_by",
            classname=WIDE,
        ),
        LiveStatusTagColumn(),
        Column("review_by", label=_("Review by"), accessor=review_day, sort_key="review_by", classname=WIDE),
    ]
    search_fields: ClassVar = ["code", "title_fi", "title_sv", "title_en", "body_fi", "body_sv", "body_en"]
    add_view_class = StoryCreateView
    edit_view_class = StoryEditView

    @property
    def permission_policy(self) -> StoryPolicy:
        return StoryPolicy(self.model)

    def get_edit_handler(self) -> Any:
        return story_handler.bind_to_model(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        return guard(super().get_urlpatterns(), self.permission_policy)
