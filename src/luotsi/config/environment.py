"""Reads settings from environment variables, with errors that a person can act on."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from datetime import datetime
from pathlib import Path

from luotsi.foundation.clock import HELSINKI


class SettingError(Exception):
    """A setting is missing or cannot be used; the message says what to do."""


class Environment:
    """Typed reading of `os.environ`."""

    def text(self, name: str, default: str) -> str:
        return os.environ.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, "yes" if default else "no").lower()
        if raw not in {"yes", "no", "true", "false", "1", "0"}:
            raise SettingError(f"{name} must be yes or no, not {raw!r}.")
        return raw in {"yes", "true", "1"}

    def number(self, name: str, default: int) -> int:
        """A whole number, zero or more."""
        raw = self.text(name, str(default))
        if not raw.isdecimal():
            raise SettingError(f"{name} must be a whole number, not {raw!r}.")
        return int(raw)

    def one_of(self, name: str, choices: list[str], default: str) -> str:
        """One of a few words, in capitals or not."""
        given = self.text(name, default).upper()
        if given not in choices:
            raise SettingError(f"{name} must be one of {', '.join(choices)}, not {given!r}.")
        return given

    def moment(self, name: str) -> datetime | None:
        """A moment such as 2026-11-25T23:30, in Finland's time when it names no zone; None when not set."""
        given = self.text(name, "")
        if not given:
            return None
        try:
            moment = datetime.fromisoformat(given)
        except ValueError as error:
            raise SettingError(f"{name} must be a moment such as 2026-11-25T23:30, not {given!r}.") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)

    def words(self, name: str, default: list[str]) -> list[str]:
        """Words separated by commas or blanks."""
        return self.text(name, "").replace(",", " ").split() or default

    def folder(self, name: str, default: str) -> Path:
        """An absolute folder, made when it is not there."""
        path = Path(self.text(name, default)).resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError(f"{name}: the folder {path} cannot be made ({error.strerror}).") from error
        return path

    def existing_folder(self, name: str) -> Path | None:
        """An absolute folder that somebody has made on purpose, or None when not set."""
        given = self.text(name, "")
        if not given:
            return None
        path = Path(given).resolve()
        if not path.is_dir():
            raise SettingError(f"{name} must be a folder that exists, and {path} is none.")
        return path

    def file(self, name: str, otherwise: Path) -> Path:
        """The absolute path of a file, which need not be there yet."""
        return Path(self.text(name, str(otherwise))).resolve()

    def secret_key(self, name: str, kept_in: Path) -> str:
        """The key from the environment, or one made once and kept in a file only its owner may read."""
        if given := self.text(name, ""):
            return given
        if not kept_in.exists():
            _write_once(kept_in, secrets.token_urlsafe(64))
        return kept_in.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Make the file unless another process does so at the same moment: nobody sees it half written."""
    handle, own = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(own, path)
    Path(own).unlink()
