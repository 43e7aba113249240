"""The step of a workflow in which a second person reads a path before it is published."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from luotsi.web.editor.permissions import may_review


class SecondReader(Task):
    """Approved by anybody who may review in one of the path's service areas, except who wrote the text."""

    class Meta:
        verbose_name = _("second reader")
        verbose_name_plural = _("second readers")

    def user_can_access_editor(self, obj: Model, user: Any) -> bool:
        return may_review(user, obj)

    def locked_for_user(self, obj: Model, user: Any) -> bool:
        return not may_review(user, obj)

    def get_actions(self, obj: Model, user: Any) -> list[tuple[str, str, bool]]:
        if not may_review(user, obj):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        able = [state.pk for state in waiting if may_review(user, state.revision.content_object)]
        return waiting.filter(pk__in=able)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody else who may review in the path's service area approves this step"))
