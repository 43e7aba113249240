"""Where a page stands: by itself, or in the panel that another site holds in a frame."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

_PANEL = "panel-"


@dataclass(frozen=True, slots=True)
class Layout:
    """`address` is the page's own, `base` the template that it extends."""

    address: str
    base: str
    is_panel: bool


def layout_of(request: HttpRequest, name: str) -> Layout:
    """The layout of the page `name` ("chat", "assistant"): the panel's when it was asked for there."""
    match = request.resolver_match
    if match is not None and match.url_name == _PANEL + name:
        return Layout(reverse(f"pages:{_PANEL}{name}"), "pages/panel.html", is_panel=True)
    return Layout(reverse(f"pages:{name}"), "parts/base.html", is_panel=False)
