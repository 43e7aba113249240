"""Where the frame of every page leads."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luotsi.web.parts.types import Link, ShellLinks


def shell_links() -> ShellLinks:
    """Links of header and footer, in the language of the page."""
    return _links_in(get_language() or "")


@lru_cache(maxsize=16)
def _links_in(language: str) -> ShellLinks:
    """Made once a language: addresses and words change only with the program. It is the active one."""
    human = reverse("pages:people")
    return ShellLinks(
        home=reverse("pages:home"),
        human=human,
        footer=[
            Link(human, _("Contact a person")),
            Link(reverse("pages:search"), _("Search the pages")),
            Link(reverse("pages:accessibility"), _("Accessibility")),
            Link(reverse("pages:privacy"), _("Privacy")),
            Link(reverse("pages:about"), _("What Luotsi can and cannot do")),
        ],
    )
