"""First figures: how often each path was opened, walked to its end, and found helpful."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luotsi.accounts.access import Action, may_somewhere
from luotsi.foundation import clock
from luotsi.foundation.languages import pick
from luotsi.guidance import queries as guidance
from luotsi.guidance.types import PathCard
from luotsi.journeys import queries
from luotsi.journeys.types import Counts, Event
from luotsi.web.editor.exporting import table_file
from luotsi.web.editor.permissions import may_themes

PERIODS = (7, 30, 90)
"""Days that a person can choose."""


@dataclass(frozen=True, slots=True)
class Row:
    """A path's figures."""

    title: str
    opened: int
    finished: int
    helped: int
    partly: int
    not_helped: int

    @property
    def cells(self) -> list[object]:
        """As a table's row."""
        return [self.title, self.opened, self.finished, self.helped, self.partly, self.not_helped]


@require_GET
def path_figures(request: HttpRequest) -> HttpResponse:
    """The paths of the person's areas, the most opened first; with `as=file` as a table."""
    if not may_somewhere(request.user, Action.SEE_FIGURES):
        raise PermissionDenied
    asked = request.GET.get("days", "30")
    days = int(asked) if asked in map(str, PERIODS) else 30
    counts = queries.counts_of_all("path", clock.today() - timedelta(days=days))
    cards = [
        card for card in guidance.all_paths() if may_themes(request.user, Action.SEE_FIGURES, card.themes)
    ]
    rows = sorted((_row(card, counts.get(card.code, Counts())) for card in cards), key=_most_opened)
    if request.GET.get("as") == "file":
        return _file(rows)
    context = {
        "rows": rows,
        "days": days,
        "periods": PERIODS,
        "is_empty": not any(row.opened for row in rows),
    }
    return TemplateResponse(request, "editor/figures.html", context)


def _row(card: PathCard, counts: Counts) -> Row:
    return Row(
        pick(card.title, get_language() or "fi").text,
        counts.of(Event.OPENED),
        counts.of(Event.FINISHED),
        counts.of(Event.HELPED),
        counts.of(Event.PARTLY),
        counts.of(Event.NOT_HELPED),
    )


def _most_opened(row: Row) -> tuple[int, str]:
    return (-row.opened, row.title.casefold())


def _file(rows: list[Row]) -> HttpResponse:
    headings = [_("Path"), _("Opened"), _("Got to the end"), _("Helped"), _("Partly"), _("Did not help")]
    return table_file(headings, [row.cells for row in rows], "ohjauspolut.csv")
