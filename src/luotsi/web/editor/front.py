"""The first panel of the editor's front page: what waits for somebody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from luotsi.foundation import clock
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.panels import address


class FiguresPanel(Component):
    """Counts of paths, each a link to the list that it counts."""

    name = "guidance-figures"
    template_name = "editor/figures.html"
    order = 10

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        rows = GuidancePath.objects.all()
        counted = [
            (_("Published"), rows.filter(live=True), {"live": "true"}),
            (_("Waiting to be published"), rows.filter(has_unpublished_changes=True), {}),
            (_("Has faults"), rows.filter(fault_count__gt=0), {"faulty": "true"}),
            (_("Translations behind"), rows.filter(behind_count__gt=0), {"behind": "true"}),
            (_("Review is overdue"), rows.filter(review_by__lt=clock.today()), {"overdue": "true"}),
            (_("Upstream version waits"), rows.filter(upstream_waiting__isnull=False), {"upstream": "true"}),
        ]
        url = address("list")
        figures = [(words, found.count(), f"{url}?{urlencode(query)}") for words, found, query in counted]
        return {"figures": figures}
