"""Which tables a backup holds, as the migrations applied to the database made them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import AutoField, BigAutoField, Field, SmallAutoField

from luotsi.config.backups.types import BackupError, Column, TooNew
from luotsi.config.backups.values import kind_of

LEFT_OUT = {
    "django_session": "sessions end with a restore",
    "accounts_staffsession": "sessions end with a restore",
    "accounts_passwordlink": "a used link must not work again",
    "account_emailconfirmation": "a used link must not work again",
    "guidance_sensitivevisitrow": "answers of sensitive paths live for half an hour and nowhere else",
    "wagtailadmin_editingsession": "who edits at this moment",
    "wagtailadmin_formstate": "forms open at this moment",
    "wagtailcore_uploadedfile": "uploads in progress",
    "django_tasks_database_dbtaskresult": "jobs that waited must not run twice",
    "jobs_jobworker": "workers at this moment",
    "jobs_jobstate": "jobs held by those workers",
    "conversations_identityrow": "a used ticket must not work again",
    "understanding_indexstate": "the search index is built anew",
    "contacts_blockdayrow": "a block ends with its day",
    "contacts_blockednamerow": "a block ends with its day",
}
"""Tables whose rows no backup holds, with the reason. Everything else is kept, also tables to come."""

Migration = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is kept: its columns, and the column by which its rows are ordered."""

    name: str
    columns: tuple[Column, ...]
    key: Column
    gives_numbers: bool


def applied(connection: BaseDatabaseWrapper) -> tuple[Migration, ...]:
    """Migrations that this database has had, in order of name. Raises TooNew when one is unknown here."""
    loader = MigrationLoader(connection)
    return known(loader, loader.applied_migrations)


def known(loader: MigrationLoader, migrations: Iterable[Migration]) -> tuple[Migration, ...]:
    """The same migrations, when this program has them all."""
    wanted = sorted((str(app), str(name)) for app, name in migrations)
    unknown = [one for one in wanted if one not in loader.disk_migrations]
    if unknown:
        app, name = unknown[0]
        raise TooNew(
            f"The data has had changes that this version of Luotsi does not know ({app} {name}"
            f"{f' and {len(unknown) - 1} more' if len(unknown) > 1 else ''}). Install the newer version."
        )
    return tuple(wanted)


def apps_at(loader: MigrationLoader, migrations: Iterable[Migration]) -> Apps:
    """The models as they were after these migrations."""
    return loader.project_state(last_of(loader, migrations), at_end=True).apps


def last_of(loader: MigrationLoader, migrations: Iterable[Migration]) -> list[Migration]:
    """Those of the migrations on which no other of them builds; what a squashed one replaces left out."""
    nodes = {one for one in migrations if one in loader.graph.nodes}
    return sorted(
        one for one in nodes if not any(child.key in nodes for child in loader.graph.node_map[one].children)
    )


def kept(apps: Apps) -> list[Table]:
    """Every table that a backup holds, in order of name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and options.db_table not in LEFT_OUT:
            found[options.db_table] = _table(options.db_table, options.local_concrete_fields, options.pk)
    return [found[name] for name in sorted(found)]


def _table(name: str, fields: Iterable[Field[Any, Any]], key: Any) -> Table:
    columns = tuple(Column(field.column, kind_of(field)) for field in fields)
    by_name = {column.name: column for column in columns}
    if getattr(key, "column", None) not in by_name:
        raise BackupError(f"The table {name} has no single key by which its rows could be ordered.")
    is_counted = isinstance(key, AutoField | BigAutoField | SmallAutoField)
    return Table(name, columns, by_name[key.column], is_counted)
