"""Whether this process can serve residents now, for a load balancer: /ready.

/health (web.pages) says only that the process answers: restarting it would not bring a database back.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from luotsi.config.backups import marker
from luotsi.config.backups.types import BackupError
from luotsi.understanding import queries as understanding


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 with "ready", or 503 with a line for everything that is missing. Tells no secret and no value."""
    missing = list(lacking())
    if missing:
        return HttpResponse("".join(f"{line}\n" for line in missing), "text/plain", status=503)
    return HttpResponse("ready\n", "text/plain")


def lacking() -> Iterator[str]:
    """What keeps this installation from serving, in words."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        yield "The database does not answer."
        return
    try:
        marker.refuse_half_done()
        if waiting := migrations_waiting():
            yield f"The database waits for {waiting} migrations: run 'luotsi prepare'."
    except BackupError as error:
        yield str(error)
    except (DatabaseError, MigrationSchemaMissing):
        yield "The database cannot be read."
    if not understanding.is_ready():
        yield "There is no search index to read: the worker builds it."


_is_up_to_date = False


def migrations_waiting() -> int:
    """How many migrations the database lacks. Zero is remembered: this process never takes one back."""
    global _is_up_to_date  # noqa: PLW0603 - asked every few seconds, and the answer takes a tenth of one
    if _is_up_to_date:
        return 0
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _is_up_to_date = not waiting
    return waiting
