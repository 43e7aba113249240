"""Wagtail's admin cut down to what a content editor of a county uses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.snippets.models import register_snippet

from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.front import FiguresPanel
from luotsi.web.editor.panels import address
from luotsi.web.editor.permissions import PathPolicy
from luotsi.web.editor.viewsets import NoticeViewSet, PathViewSet

MENU = {"guidance-paths", "disruption-notices", "settings", "staff"}
SETTINGS = {"workflows", "workflow-tasks"}

register_snippet(PathViewSet)
register_snippet(NoticeViewSet)


@hooks.register("construct_main_menu")
def trim_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Pages, images, documents and reports have no use here; people are managed in `/staff/`."""
    menu_items[:] = [item for item in menu_items if item.name in MENU]


@hooks.register("construct_settings_menu")
def trim_settings(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Of the settings the workflow stays."""
    menu_items[:] = [item for item in menu_items if item.name in SETTINGS]


@hooks.register("construct_homepage_summary_items")
def no_pages(request: HttpRequest, summary_items: list[Any]) -> None:
    """The front page counts no pages, images or documents."""
    summary_items.clear()


@hooks.register("construct_homepage_panels")
def path_figures(request: HttpRequest, panels: list[Any]) -> None:
    """What waits for an editor comes first."""
    panels.insert(0, FiguresPanel())


@hooks.register("construct_snippet_action_menu")
def trim_actions(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """No publish or unpublish button where the person may not publish in the path's service area."""
    instance = context.get("instance")
    if isinstance(instance, GuidancePath) and instance.pk:
        policy = PathPolicy(GuidancePath)
        if not policy.user_has_permission_for_instance(request.user, "publish", instance):
            menu_items[:] = [
                item for item in menu_items if item.name not in {"action-publish", "action-unpublish"}
            ]


@hooks.register("register_admin_search_area")
def search_paths() -> SearchArea:
    """The search of the side bar looks for paths."""
    return SearchArea(_("Guidance paths"), address("list"), order=1, name="paths")


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    """The few rules of our own parts of the front page."""
    return format_html('<link rel="stylesheet" href="{}">', static("editor/desk.css"))
