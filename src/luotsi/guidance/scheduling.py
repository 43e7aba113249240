"""Publishing and unpublishing by the clock.

Wagtail's own command stops at the first revision that cannot be published. Here one that the gate refuses
loses its schedule, is announced, and the next ones go on.
"""

from __future__ import annotations

import logging

from django.apps import apps
from django.utils import timezone
from wagtail.models import DraftStateMixin, Revision

from luotsi.foundation.facts import tell
from luotsi.guidance.facts import PublishingRefused
from luotsi.guidance.faults import GateRefused

logger = logging.getLogger(__name__)


def publish_due() -> int:
    """Do everything that is due now, of every kind of content that has a schedule; how much that was."""
    # Wagtail compares with Django's clock when it publishes, so this must be the same clock.
    moment = timezone.now()
    ended = 0
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin):
            for row in model._default_manager.filter(live=True, expire_at__lt=moment):
                _end(row)
                ended += 1
    due = Revision.objects.filter(approved_go_live_at__lt=moment).order_by("approved_go_live_at")
    for revision in due:
        _publish(revision)
    return ended + len(due)


def _end(row: DraftStateMixin) -> None:
    try:
        row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except GateRefused as error:
        logger.warning("%s stays published: paths that call it are published", error.path_code)
        type(row)._default_manager.filter(pk=row.pk).update(expire_at=None)


def _publish(revision: Revision) -> None:
    try:
        revision.publish(log_action="wagtail.publish.scheduled")
    except GateRefused as error:
        logger.warning("%s was not published on its day: the gate found faults", error.path_code)
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        tell(PublishingRefused(error.path_code, tuple(str(flaw) for flaw in error.flaws)))
