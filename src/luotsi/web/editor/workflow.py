"""The workflow that paths and stories have from the first day: one step, a second pair of eyes."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

from luotsi.content.models import Story
from luotsi.guidance.models import GuidancePath
from luotsi.web.editor.models import SecondReader

WORKFLOW_NAME = "Tarkistus ennen julkaisua"
TASK_NAME = "Toinen lukija"


def make_workflow(**_signal: Any) -> None:
    """Give paths and stories their workflow, unless the county has chosen one already. Repeatable."""
    for model in (GuidancePath, Story):
        content_type = ContentType.objects.get_for_model(model)
        if not WorkflowContentType.objects.filter(content_type=content_type).exists():
            WorkflowContentType.objects.create(content_type=content_type, workflow=_workflow())


def _workflow() -> Workflow:
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    task, _made = SecondReader.objects.get_or_create(name=TASK_NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    return workflow
