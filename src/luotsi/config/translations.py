"""Compiles the interface's translations without the system's gettext tools."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

PACKAGE = Path(__file__).resolve().parent.parent


class CatalogueError(Exception):
    """A translation file cannot be read; the message names the file and the line."""


def message_files() -> list[Path]:
    """Every `.po` file of the package, in a stable order."""
    return sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"))


def compile_file(source: Path) -> bool:
    """Write the `.mo` beside `source` unless it is newer already; tells whether it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    language = source.parents[1].name
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except PoFileError as error:
        raise CatalogueError(f"{source}: {error}") from error
    temporary = target.with_suffix(".mo.new")
    with temporary.open("wb") as file:
        write_mo(file, catalogue)
    temporary.replace(target)
    return True


def compile_all() -> int:
    """Compile what has changed; returns how many files were written."""
    return sum(compile_file(source) for source in message_files())
