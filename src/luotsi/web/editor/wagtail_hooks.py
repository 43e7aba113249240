"""Wagtail's admin cut down to what a content editor of a county uses."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.snippets.models import register_snippet

from luotsi.accounts.access import Action, may_somewhere
from luotsi.web.editor.buttons import Publish, Unpublish, arrange
from luotsi.web.editor.front import BeginPanel, FiguresPanel, LatelyPanel, NoticesPanel
from luotsi.web.editor.lexicon import TermViewSet
from luotsi.web.editor.viewsets import NoticeViewSet, PathViewSet, StoryViewSet

WAITING = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)
MENU = {
    "guidance-paths",
    "disruption-notices",
    "stories",
    "lexicon",
    "slots",
    "approval",
    "registers",
    "campaigns",
    "wishes",
    "feedback",
    "figures",
    "staff",
    "residents",
}

register_snippet(PathViewSet)
register_snippet(NoticeViewSet)
register_snippet(StoryViewSet)
register_snippet(TermViewSet)


@hooks.register("construct_main_menu")
def trim_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Pages, images, documents, reports and settings have no use here; people are managed in `/staff/`."""
    menu_items[:] = [item for item in menu_items if item.name in MENU]


@hooks.register("register_admin_menu_item")
def slots_page() -> MenuItem:
    """The to-do list of service slots."""
    return MenuItem(_("Service slots"), reverse("desk-slots"), name="slots", icon_name="link", order=30)


@hooks.register("register_admin_menu_item")
def approval_page() -> MenuItem:
    """Starter paths that wait for a professional."""
    url = reverse("desk-approval")
    return For(Action.PUBLISH_CONTENT, _("Approve paths"), url, name="approval", icon_name="check", order=40)


@hooks.register("register_admin_menu_item")
def registers_page() -> MenuItem:
    """Sources and national facts, and what nobody has compared yet."""
    url = reverse("desk-registers")
    return MenuItem(_("Sources and facts"), url, name="registers", icon_name="clipboard-list", order=45)


@hooks.register("register_admin_menu_item")
def campaigns_page() -> MenuItem:
    """Links, QR codes and invitations, and what came of them."""
    url = reverse("desk-campaigns")
    return MenuItem(_("Campaigns"), url, name="campaigns", icon_name="site", order=50)


@hooks.register("register_admin_menu_item")
def figures_page() -> MenuItem:
    """How often paths are opened and help."""
    url = reverse("desk-figures")
    return For(Action.SEE_FIGURES, _("Figures"), url, name="figures", icon_name="table", order=60)


@hooks.register("register_admin_menu_item")
def feedback_of_paths() -> MenuItem:
    """What people answered to "did this help?"."""
    url = reverse("desk-feedback")
    return For(Action.SEE_FEEDBACK, _("Did this help?"), url, name="feedback", icon_name="comment", order=70)


@hooks.register("register_admin_menu_item")
def wishes_page() -> MenuItem:
    """The survey of residents' wishes."""
    url = reverse("desk-wishes")
    return For(Action.SEE_FEEDBACK, _("Survey of wishes"), url, name="wishes", icon_name="form", order=80)


class For(MenuItem):
    """An item for those only who may do something somewhere."""

    def __init__(self, action: Action, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.action = action

    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, self.action)


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
    waiting = [panel for panel in panels if isinstance(panel, WAITING)]
    panels[:] = [BeginPanel(), *waiting, FiguresPanel(), NoticesPanel(), LatelyPanel()]


@hooks.register("register_snippet_action_menu_item")
def publish_button(model: type[Model]) -> Publish:
    """Publishing, by our own rights."""
    return Publish(order=30)


@hooks.register("register_snippet_action_menu_item")
def unpublish_button(model: type[Model]) -> Unpublish:
    """Unpublishing, by our own rights."""
    return Unpublish(order=20)


@hooks.register("construct_snippet_action_menu")
def arrange_buttons(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The buttons below a form."""
    arrange(menu_items, context)


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    """The few rules of our own parts of the front page."""
    return format_html('<link rel="stylesheet" href="{}">', static("editor/desk.css"))
