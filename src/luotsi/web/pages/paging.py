"""Long lists in pieces: a topic may have hundreds of services, and a service hundreds of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.http import HttpRequest

from luotsi.web.parts.types import Page

PER_PAGE = 30

Item = TypeVar("Item")


def piece(request: HttpRequest, found: Sequence[Item]) -> tuple[Sequence[Item], Page]:
    """The part of a list that `?page=` asks for, and where it stands. Nonsense is the first page."""
    count = max(1, -(-len(found) // PER_PAGE))
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    number = min(max(number, 1), count)
    first = (number - 1) * PER_PAGE
    return found[first : first + PER_PAGE], Page(number, count, "?page={page}")
