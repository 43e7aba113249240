"""Wagtail's admin cut down to what a content editor of a county uses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.front import BeginPanel, FiguresPanel, LatelyPanel, NoticesPanel
from luotsi.web.editor.permissions import PathPolicy
from luotsi.web.editor.viewsets import NoticeViewSet, PathViewSet

MENU = {"guidance-paths", "disruption-notices", "staff", "residents"}

register_snippet(PathViewSet)
register_snippet(NoticeViewSet)


@hooks.register("construct_main_menu")
def trim_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Pages, images, documents, reports and settings have no use here; people are managed in `/staff/`."""
    menu_items[:] = [item for item in menu_items if item.name in MENU]


@hooks.register("register_admin_menu_item")
def staff_pages() -> MenuItem:
    """The way back to one's own pages: account, people, roles."""
    return MenuItem(_("Your own pages"), reverse("staff:front"), name="staff", icon_name="user", order=900)


@hooks.register("register_admin_menu_item")
def residents_pages() -> MenuItem:
    """What residents see."""
    return MenuItem(_("Residents' pages"), "/?", name="residents", icon_name="site", order=910)


@hooks.register("construct_homepage_summary_items")
def no_pages(request: HttpRequest, summary_items: list[Any]) -> None:
    """The front page counts no pages, images or documents."""
    summary_items.clear()


@hooks.register("construct_homepage_panels")
def front_panels(request: HttpRequest, panels: list[Any]) -> None:
    """First what one can begin with, then what waits for this person, which is Wagtail's, then the rest."""
    panels.insert(0, BeginPanel())
    panels += [FiguresPanel(), NoticesPanel(), LatelyPanel()]


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


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    """The few rules of our own parts of the front page."""
    return format_html('<link rel="stylesheet" href="{}">', static("editor/desk.css"))
