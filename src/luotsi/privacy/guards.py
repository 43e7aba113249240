"""What the database itself refuses: changing or deleting rows of the audit trail, or turning its head back.

A row may go only after two years, and only from the beginning: the head's `kept_from` is raised first, which
the database refuses while a younger row stands below it. Every statement may be run again.
"""

from __future__ import annotations

from typing import Any

YEARS_KEPT = 2

REFUSALS = {
    "audit_row_unchanged": "The audit trail is append-only: a row cannot be changed.",
    "audit_row_kept": "The audit trail is append-only: a row that is still to be kept cannot be deleted.",
    "audit_head_onward": "The audit trail is append-only: its head goes forward only.",
    "audit_head_kept": "The audit trail is append-only: its head cannot be deleted.",
}

_TOO_YOUNG = {
    "sqlite": f"at > datetime('now', '-{YEARS_KEPT} years')",
    "postgresql": f"at > now() - interval '{YEARS_KEPT} years'",
}
_BACKWARD = (
    "NEW.number < OLD.number OR NEW.kept_from < OLD.kept_from "
    "OR NEW.kept_from > NEW.number + 1 OR NEW.id <> OLD.id"
)
_YOUNG_BELOW = "EXISTS (SELECT 1 FROM privacy_auditrow WHERE number < NEW.kept_from AND {young})"
_STILL_KEPT = "OLD.number >= COALESCE((SELECT kept_from FROM privacy_audithead WHERE id = 1), 0)"


def _conditions(vendor: str) -> dict[str, tuple[str, str, str]]:
    """Each guard: its table, the verb that it watches, and when it refuses."""
    young = _YOUNG_BELOW.format(young=_TOO_YOUNG[vendor])
    return {
        "audit_row_unchanged": ("privacy_auditrow", "UPDATE", "TRUE"),
        "audit_row_kept": ("privacy_auditrow", "DELETE", _STILL_KEPT),
        "audit_head_onward": (
            "privacy_audithead",
            "UPDATE",
            f"{_BACKWARD} OR (NEW.kept_from > OLD.kept_from AND {young})",
        ),
        "audit_head_kept": ("privacy_audithead", "DELETE", "TRUE"),
    }


def _sqlite(name: str, table: str, verb: str, refused: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW WHEN {refused} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSALS[name]}'); END",
    ]


def _postgresql(name: str, table: str, verb: str, refused: str) -> list[str]:
    given_back = "OLD" if verb == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{REFUSALS[name]}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {given_back}; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _postgresql_emptying(table: str) -> list[str]:
    """TRUNCATE passes by what watches single rows."""
    name = f"{table}_not_emptied"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'The audit trail is append-only: it cannot be emptied.' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


TABLES = ("privacy_auditrow", "privacy_audithead")


def names(vendor: str) -> set[str]:
    """The triggers that must stand."""
    emptying = {f"{table}_not_emptied" for table in TABLES} if vendor == "postgresql" else set()
    return set(REFUSALS) | emptying


def install(connection: Any) -> None:
    """Put every guard up, anew where it stands already."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    statements = [
        statement
        for name, condition in _conditions(connection.vendor).items()
        for statement in make(name, *condition)
    ]
    if connection.vendor == "postgresql":
        statements += [statement for table in TABLES for statement in _postgresql_emptying(table)]
    _run(connection, statements)


def remove(connection: Any) -> None:
    """Take every guard down; for tests that empty their tables, and for undoing the migration."""
    if connection.vendor == "sqlite":
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in REFUSALS])
    else:
        _run(connection, [f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in names(connection.vendor)])


def missing(connection: Any) -> set[str]:
    """Guards that do not stand, or stand but were switched off."""
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        standing = {name for (name,) in cursor.fetchall()}
    return names(connection.vendor) - standing


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
