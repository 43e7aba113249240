"""The keyring: a file with one key for each month's bodies, apart from the database and its backups.

A month's key dies with the longest time for which its bodies are kept: then they are unreadable in every
old backup, too. Whoever has the database without this file reads nothing; whoever loses the file has lost
the bodies. The file is readable by its owner only (mode 0400) and is replaced as a whole, never edited.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings

from luotsi.foundation import clock
from luotsi.privacy.keys import Purpose, derive

MODE = 0o400
SCHEMA = 1
_KEY_BYTES = 32
_MOST_KEYS = 65_535
"""A key is named by two bytes in what it has sealed."""

_LOOK_AGAIN = 1.0
"""Seconds between looks at the file: another process may have destroyed a key or made one."""


class KeyringFault(Exception):
    """The keyring cannot be used; the message says what to do."""


class NoKey(LookupError):
    """No key has this number: what it sealed cannot be opened with this keyring."""


class KeyDestroyed(NoKey):
    """The key was destroyed on purpose: what it sealed is gone for good."""


@dataclass(frozen=True, slots=True)
class MonthKey:
    """One key. `secret` is empty once it is destroyed; its number is never used again."""

    number: int
    month: str
    """Such as 2026-11."""
    made_at: str
    secret: str = field(default="", repr=False)
    destroyed_at: str = ""


@dataclass(frozen=True, slots=True)
class KeyView:
    """What may be shown of a key."""

    number: int
    month: str
    made_at: str
    destroyed_at: str


@dataclass(frozen=True, slots=True)
class Ring:
    """What the file holds."""

    own: str = field(repr=False)
    """The secret for keys of the whole installation, such as the pepper."""
    keys: tuple[MonthKey, ...] = ()

    def key(self, number: int) -> MonthKey:
        """The key of this number, living or destroyed. Raises `NoKey`."""
        for key in self.keys:
            if key.number == number:
                return key
        raise NoKey(number)

    def newest(self, month: str) -> MonthKey | None:
        """The living key with which this month's bodies are sealed."""
        living = [key for key in self.keys if key.month == month and key.secret]
        return living[-1] if living else None


def path() -> Path:
    """Where the file is."""
    return Path(settings.KEYRING)


def ensure() -> None:
    """Make the file with a first key when there is none, and refuse one that others can read.

    Raises `KeyringFault`.
    """
    current()


def listed() -> tuple[KeyView, ...]:
    """Every key that was ever made, the oldest first. Raises `KeyringFault`."""
    return tuple(_view(key) for key in _ring().keys)


def current() -> tuple[int, bytes]:
    """Number and key for bodies that are sealed now; a new month gets a new key. Raises `KeyringFault`."""
    held, now = _look(), clock.now()
    if held.present is not None and held.present[0] == (now.year, now.month):
        return held.present[1], held.present[2]
    month = f"{now:%Y-%m}"
    key = held.ring.newest(month)
    if key is None:
        key = _change(lambda ring: ring if ring.newest(month) else _with_new(ring, month)).newest(month)
    assert key is not None  # noqa: S101 - it was made in the line above
    held.present = ((now.year, now.month), key.number, body_key(key.number))
    return held.present[1], held.present[2]


def body_key(number: int) -> bytes:
    """The key for bodies behind a number. Raises `NoKey`, `KeyDestroyed`, `KeyringFault`."""
    derived = _look().derived
    if (known := derived.get(number)) is None:
        known = derived[number] = derive(_bytes(living(number).secret), Purpose.BODY)
    return known


def pepper() -> bytes:
    """What goes into the hash of a secret that a person types: the database alone cannot be guessed at."""
    return derive(_bytes(_ring().own), Purpose.CASE_SECRET_PEPPER)


def sent_body_key() -> bytes:
    """The key for digests of what was sent: from the database alone nobody can guess what they stand for."""
    return derive(_bytes(_ring().own), Purpose.SENT_BODY)


def new_key() -> KeyView:
    """Another key for this month, when the present one may have become known; older bodies keep theirs."""
    month = f"{clock.now():%Y-%m}"
    made = _change(lambda ring: _with_new(ring, month)).keys[-1]
    return _view(made)


def living(number: int) -> MonthKey:
    """The key of this number. Raises `NoKey`, `KeyDestroyed`, `KeyringFault`."""
    key = _ring().key(number)
    if not key.secret:
        raise KeyDestroyed(number)
    return key


def destroy(number: int) -> KeyView:
    """Destroy a key for good, with everything that it sealed. Raises `NoKey`, `KeyDestroyed`."""
    gone = replace(living(number), secret="", destroyed_at=clock.now().isoformat(timespec="seconds"))
    _change(
        lambda ring: replace(ring, keys=tuple(gone if key.number == number else key for key in ring.keys))
    )
    return _view(gone)


@dataclass(slots=True)
class _Held:
    """What a process remembers of the file, and what it has made of it."""

    file: object
    mark: tuple[int, int]
    ring: Ring
    looked_at: float
    derived: dict[int, bytes] = field(default_factory=dict, repr=False)
    present: tuple[tuple[int, int], int, bytes] | None = field(default=None, repr=False)
    """Year and month, number and key for what is sealed now."""


_held: _Held | None = None


def _ring() -> Ring:
    return _look().ring


def _look() -> _Held:
    """The keyring as the file has it now; the file is looked at once a second."""
    global _held  # noqa: PLW0603 - what a process remembers of the file
    held, moment = _held, time.monotonic()
    is_ours = held is not None and held.file is settings.KEYRING
    if held is not None and is_ours and moment - held.looked_at < _LOOK_AGAIN:
        return held
    if not path().exists():
        _change(lambda ring: ring)
    mark = _mark(path())
    if held is not None and is_ours and held.mark == mark:
        held.looked_at = moment
        return held
    _held = held = _Held(settings.KEYRING, mark, _read(path()), moment)
    return held


def _mark(file: Path) -> tuple[int, int]:
    """Another one when the file was replaced, or when others were let read it."""
    status = file.lstat()
    return status.st_ino, status.st_ctime_ns


def forget() -> None:
    """Look at the file again at the next use; after a change of it here, and for tests."""
    global _held  # noqa: PLW0603 - as above
    _held = None


def _read(file: Path) -> Ring:
    _refuse_open_file(file)
    try:
        document = json.loads(file.read_text(encoding="ascii"))
        if document["schema"] != SCHEMA:
            raise KeyringFault(f"{file} was written by a newer version of Luotsi.")
        return Ring(document["own"], tuple(MonthKey(**key) for key in document["keys"]))
    except (ValueError, KeyError, TypeError) as error:
        raise KeyringFault(
            f"{file} is not a keyring. Put your copy of it back; without it sealed bodies cannot be opened."
        ) from error
    except PermissionError as error:
        raise KeyringFault(f"{file} cannot be read by this user. Run the command as its owner.") from error


def _refuse_open_file(file: Path) -> None:
    """A key that others can read or change protects nothing, so nothing is sealed with it."""
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise KeyringFault(f"{file} must be a file of its own, not a link or a folder.")
    mode = stat.S_IMODE(status.st_mode)
    if mode != MODE:
        raise KeyringFault(
            f"{file} has the permissions {mode:04o}; only its owner may read it and nobody write: "
            f"chmod 0400 {file}. If others could read it, make a new key (luotsi keyring new)."
        )
    if status.st_uid != os.geteuid() and os.geteuid() != 0:
        raise KeyringFault(f"{file} belongs to another user. Give it to the one Luotsi runs as: chown.")


def _with_new(ring: Ring, month: str) -> Ring:
    number = max((key.number for key in ring.keys), default=0) + 1
    if number > _MOST_KEYS:
        raise KeyringFault(f"A keyring holds at most {_MOST_KEYS} keys.")
    made = MonthKey(number, month, _stamp(clock.now()), secrets.token_hex(_KEY_BYTES))
    return replace(ring, keys=(*ring.keys, made))


def _view(key: MonthKey) -> KeyView:
    return KeyView(key.number, key.month, key.made_at, key.destroyed_at)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _bytes(secret: str) -> bytes:
    return bytes.fromhex(secret)


def _change(changed: Callable[[Ring], Ring]) -> Ring:
    """Replace the file by what `changed` makes of it, one process at a time; its ring afterwards."""
    file = path()
    with _one_at_a_time(file):
        before = _read(file) if file.exists() else None
        ring = changed(before or Ring(secrets.token_hex(_KEY_BYTES)))
        if ring != before:
            _write(file, ring)
    forget()
    return ring


@contextlib.contextmanager
def _one_at_a_time(file: Path) -> Iterator[None]:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(file.with_name(f".{file.name}.lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise KeyringFault(
            f"The keyring cannot be kept in {file.parent} ({error.strerror}). "
            "Set LUOTSI_KEYRING to a file in a folder that Luotsi may write."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(file: Path, ring: Ring) -> None:
    """The new file is complete on disk before it takes the place of the old one, which is overwritten."""
    document = {"schema": SCHEMA, "own": ring.own, "keys": [asdict(key) for key in ring.keys]}
    handle, made = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    with os.fdopen(handle, "w", encoding="ascii") as written:
        json.dump(document, written, indent=1)
        written.flush()
        os.fchmod(written.fileno(), MODE)
        if file.exists() and os.geteuid() == 0:
            owner = file.stat()
            os.fchown(written.fileno(), owner.st_uid, owner.st_gid)
        os.fsync(written.fileno())
    old = file.with_name(f".{file.name}.old")
    with contextlib.suppress(FileNotFoundError):
        old.unlink()
    with contextlib.suppress(FileNotFoundError):
        os.link(file, old)
    Path(made).replace(file)
    _sync_folder(file.parent)
    _overwrite(old)


def _overwrite(old: Path) -> None:
    """Zeros over what a destroyed key was. Copying file systems and flash may keep it: docs/production.md."""
    if not old.exists():
        return
    old.chmod(0o600)
    with old.open("r+b") as opened:
        opened.write(b"\0" * old.stat().st_size)
        opened.flush()
        os.fsync(opened.fileno())
    old.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
