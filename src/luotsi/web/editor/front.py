"""The editor's front page: where to begin, what waits, what residents are told now, what was done lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry

from luotsi.accounts.access import Action, may_somewhere
from luotsi.content.models import DisruptionNotice, LexiconTerm, Story
from luotsi.foundation import clock
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.approval import count_of_waiting
from luotsi.web.editor.feedback import count_of_unread
from luotsi.web.editor.panels import NOTICES, STORIES, address
from luotsi.web.editor.permissions import NoticePolicy, PathPolicy, Person, StoryPolicy, TermPolicy
from luotsi.web.editor.registers import count_of_uncompared, news_of_library
from luotsi.web.editor.to_do import count_of_work

LATELY = 10
"""How many of the latest changes are listed."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody did something to a path or notice."""

    what: str
    href: str
    did: str
    who: str
    at: datetime


class BeginPanel(Component):
    """Buttons for what the person may begin."""

    name = "begin"
    template_name = "editor/front_begin.html"
    order = 10

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        person: Person = parent_context["request"].user
        return {
            "name": person.first_name or str(person),
            "list_url": address("list"),
            "add_path_url": may_somewhere(person, Action.WRITE_CONTENT) and address("add"),
            "add_notice_url": may_somewhere(person, Action.WRITE_NOTICES) and reverse(f"{NOTICES}:add"),
        }


class FiguresPanel(Component):
    """Counts of paths, each a link to the list that it counts; what nobody waits for is left out."""

    name = "guidance-figures"
    template_name = "editor/front_figures.html"
    order = 910

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        rows = GuidancePath.objects.all()
        counted = [
            (_("Published"), rows.filter(live=True), {"live": "true"}),
            (_("Waiting to be published"), rows.filter(has_unpublished_changes=True), {"waiting": "true"}),
            (_("Has faults"), rows.filter(fault_count__gt=0), {"faulty": "true"}),
            (_("Translations behind"), rows.filter(behind_count__gt=0), {"behind": "true"}),
            (_("Review is overdue"), rows.filter(review_by__lt=clock.today()), {"overdue": "true"}),
            (_("Upstream version waits"), rows.filter(upstream_waiting__isnull=False), {"upstream": "true"}),
        ]
        url = address("list")
        figures = [(words, found.count(), f"{url}?{urlencode(query)}") for words, found, query in counted]
        person: Person = parent_context["request"].user
        figures.append((_("Wait for approval"), count_of_waiting(person), reverse("desk-approval")))
        late = Story.objects.filter(live=True, review_by__lt=clock.today()).count()
        figures.append((_("Stories to review"), late, f"{reverse(f'{STORIES}:list')}?live=true&overdue=true"))
        unread = f"{reverse('desk-feedback')}?only=unread"
        figures.append((_("Unread feedback"), count_of_unread(person), unread))
        figures.append((_("Service slots to look at"), count_of_work(), reverse("desk-slots")))
        registers = reverse("desk-registers")
        figures.append((_("Facts to compare"), count_of_uncompared(), f"{registers}?state=unverified"))
        for register, count in news_of_library().items():
            url = f"{registers}?what={register}&state=library"
            figures.append((_("New words of the library"), count, url))
        return {"figures": [figure for figure in figures if figure[1]]}


class NoticesPanel(Component):
    """The disruption notices that residents see now or will see."""

    name = "notices"
    template_name = "editor/front_notices.html"
    order = 920

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        now = clock.now()
        rows = DisruptionNotice.objects.filter(
            Q(shown_until__isnull=True) | Q(shown_until__gt=now), live=True
        )
        return {
            "notices": [(row, _link(NoticePolicy, row, parent_context["request"].user)) for row in rows],
            "now": now,
            "list_url": reverse(f"{NOTICES}:list"),
        }


class LatelyPanel(Component):
    """The latest changes by anybody."""

    name = "lately"
    template_name = "editor/front_lately.html"
    order = 930

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"changes": list(_changes(parent_context["request"].user))}


def _changes(person: Person) -> Iterator[Change]:
    policies = {
        GuidancePath: PathPolicy,
        DisruptionNotice: NoticePolicy,
        Story: StoryPolicy,
        LexiconTerm: TermPolicy,
    }
    kinds = ContentType.objects.get_for_models(*policies)
    entries = ModelLogEntry.objects.filter(content_type__in=kinds.values(), user__isnull=False)
    told: set[tuple[object, ...]] = set()
    for entry in entries.select_related("user", "content_type").order_by("-timestamp")[: LATELY * 10]:
        # Who saves a text ten times has edited it once.
        same = (entry.content_type_id, entry.object_id, entry.action, entry.user_id)
        if same in told or len(told) == LATELY:
            continue
        told.add(same)
        model = entry.content_type.model_class()
        row = model.objects.filter(pk=entry.object_id).first()
        link = _link(policies[model], row, person) if row else ""
        yield Change(entry.label or str(row), link, entry.message, entry.user_display_name, entry.timestamp)


def _link(
    policy: type[PathPolicy | NoticePolicy | TermPolicy],
    row: GuidancePath | DisruptionNotice | Story | LexiconTerm,
    person: Person,
) -> str:
    """Where a person goes to edit the row, or to read it."""
    may_edit = policy(type(row)).user_has_permission_for_instance(person, "change", row)
    return reverse(type(row).snippet_viewset.get_url_name("edit" if may_edit else "inspect"), args=[row.pk])
