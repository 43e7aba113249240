"""Taking data out of the house: whoever does so has proved lately who they are."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from luotsi.accounts import sessions


def need_export(request: HttpRequest) -> HttpResponse | None:
    """The way to prove again who one is; None for whoever has done so lately. Ask about rights first."""
    if sessions.was_proved_lately(request):
        return None
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{query}")
