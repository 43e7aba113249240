"""Taking data out of the house as a table; whoever does so with answers has proved lately who they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse

from luotsi.accounts import sessions
from luotsi.accounts.middleware import to_reauthentication
from luotsi.foundation.tables import as_csv


def need_export(request: HttpRequest) -> HttpResponse | None:
    """The way to prove again who one is; None for whoever has done so lately. Ask about rights first."""
    return None if sessions.was_proved_lately(request) else to_reauthentication(request)


def table_file(headings: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A table that the browser keeps as a file of this name."""
    file = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    file.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return file
