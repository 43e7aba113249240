"""What a person chooses of the desk's looks. Name, address, language and password are on staff's pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import AccountView, ThemeSettingsPanel
from wagtail.users.models import UserProfile


class Appearance(AccountView):
    """Wagtail's account page with nothing but theme, contrast, density and keyboard shortcuts."""

    page_title = _("Looks of the editor")

    def get_panels(self) -> list[Any]:
        user = self.request.user
        return [ThemeSettingsPanel(self.request, user, UserProfile.get_for_user(user))]
