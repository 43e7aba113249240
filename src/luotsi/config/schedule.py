"""Everything that happens by the clock, in one list. The worker process walks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from django.conf import settings
from django.utils.translation import gettext_noop

from luotsi.config import loading
from luotsi.config.backups import nightly
from luotsi.conversations import timing as conversations
from luotsi.foundation.jobs import actions as jobs_kept
from luotsi.foundation.jobs.types import At, Every, Job, Progress
from luotsi.guidance import actions as guidance
from luotsi.privacy import actions as privacy
from luotsi.understanding import actions as understanding

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def jobs() -> list[Job]:
    """The list itself. Each may run again at any time; times of day are Finland's."""
    return [
        Job(
            "search-index",
            gettext_noop("Rebuild the search index when content has changed"),
            Every(SECOND),
            quiet(understanding.worker_tick),
        ),
        Job(
            "forget-visits",
            gettext_noop("Forget sensitive visits that have ended"),
            Every(MINUTE),
            quiet(lambda: privacy.sweep("sensitive_visits")),
        ),
        *_of_chat(),
        Job(
            "publish-scheduled",
            gettext_noop("Publish and unpublish what is scheduled"),
            Every(MINUTE),
            quiet(guidance.publish_scheduled),
        ),
        Job(
            "erase-old",
            gettext_noop("Erase what has been kept long enough, also from the files"),
            Every(6 * HOUR),
            quiet(lambda: sum(privacy.sweep_all().values())),
        ),
        Job(
            "audit-head",
            gettext_noop("Write the end of the audit trail into the log"),
            At(time(3, 50)),
            quiet(lambda: privacy.log_head().number),
        ),
        Job(
            "erase-job-runs",
            gettext_noop("Erase the record of old jobs"),
            At(time(3, 40)),
            jobs_kept.forget_old,
        ),
        *(_from_ptv() if settings.PTV_URL else []),
        *(
            [
                Job(
                    "backup",
                    gettext_noop("Take a backup, check it, and delete old ones"),
                    At(time(2, 30)),
                    nightly.run,
                )
            ]
            if settings.BACKUP_DIR
            else []
        ),
    ]


def _of_chat() -> list[Job]:
    return [
        Job(
            "chat-clock",
            gettext_noop(
                "Warn before silence ends a chat, tell those who wait of closing time, and look after queues"
            ),
            Every(10 * SECOND),
            quiet(conversations.tick),
        ),
        Job(
            "forget-blocks",
            gettext_noop("Forget at midnight from where misuse was blocked"),
            At(time(0, 0)),
            quiet(lambda: privacy.sweep("blocks")),
        ),
    ]


def _from_ptv() -> list[Job]:
    """An hour between them: a full load has the night before Sunday, and of two at once one would fail."""
    return [
        Job(
            "ptv-changes",
            gettext_noop("Load what has changed in the service catalogue PTV"),
            At(time(2, 10)),
            loading.changed,
        ),
        Job(
            "ptv-everything",
            gettext_noop("Load everything from the service catalogue PTV"),
            At(time(0, 30), weekday=6),
            loading.everything,
        ),
    ]


def quiet(call: Callable[[], object]) -> Callable[[Progress], object]:
    """A job that is over so soon that it tells no progress."""
    return lambda _progress: call()
