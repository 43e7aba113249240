"""Compiles the interface's translations without the system's gettext tools."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


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


def messages_of(room: Path) -> set[str]:
    """Every message (English) that the code and the templates of a room use. Plurals by their singular."""
    found: set[str] = set()
    for file in sorted(room.rglob("*")):
        if file.suffix in {".html", ".txt"} and "templates" in file.parts:
            source = templatize(file.read_text(encoding="utf-8"))
        elif file.suffix == ".py":
            source = file.read_text(encoding="utf-8")
        else:
            continue
        for _line, message, _comments, _context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            singular = message[0] if isinstance(message, tuple) else message
            if singular:
                found.add(singular)
    return found


def translated_in(room: Path, language: str) -> set[str]:
    """Every message of a room that has words in a language; fuzzy ones do not count."""
    file = room / "locale" / language / "LC_MESSAGES" / "django.po"
    if not file.exists():
        return set()
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language)
    return {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in catalogue
        if message.id
        and not message.fuzzy
        and all([message.string] if isinstance(message.string, str) else message.string)
    }
