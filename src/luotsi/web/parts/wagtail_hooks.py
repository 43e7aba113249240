"""What the strict content security policy needs of Wagtail's interface (see `security.editor_policy`)."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def start_calendars() -> SafeString:
    """Starts date fields without an inline script."""
    return format_html('<script type="module" src="{}"></script>', static("parts/editor-dates.js"))
