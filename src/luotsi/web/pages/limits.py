"""How often one reader may search, ask or send a form, and the page that asks them to wait.

Emergency numbers, the way to a person and everything that was sent stay on that page. Leaving quickly is
never limited.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from luotsi.foundation import clock
from luotsi.foundation.limits import Limit, client_key
from luotsi.safety import emergency
from luotsi.web.pages.people import person_card

WINDOW = timedelta(minutes=1)
searches = Limit(60, WINDOW)
turns = Limit(60, WINDOW)
forms = Limit(20, WINDOW)
"""Many readers may share an address: a library, an office, a whole mobile network."""


def may_search(request: HttpRequest) -> bool:
    """Whether this reader has a search left."""
    return searches.take(client_key(request))


def may_ask(request: HttpRequest) -> bool:
    """Whether this reader has a turn with the assistant left."""
    return turns.take(client_key(request))


def may_send(request: HttpRequest) -> bool:
    """Whether this reader has a form left."""
    return forms.take(client_key(request))


def wait(
    request: HttpRequest,
    fields: Sequence[tuple[str, str]],
    *,
    method: str = "post",
    asked: str = "",
    words: str = "",
    sensitive: bool = False,
    visit: str = "",
) -> HttpResponse:
    """The page that keeps what was sent: `fields` hidden, a search (`asked`) or `words` to be seen.

    What the words tell of an emergency is never limited.
    """
    context = {
        "method": method,
        "action": request.path,
        "fields": fields,
        "asked": asked,
        "words": words,
        "sensitive": sensitive,
        "visit": visit,
        "assessment": emergency.assess(asked or words),
        "person": person_card(get_language(), clock.now()),
    }
    response = render(request, "pages/wait.html", context, status=429)
    response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response
