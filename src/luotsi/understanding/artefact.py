"""One read-only file of arrays, named by its content, and the pointer that says which one is in use.

The file: the magic words, the length of a JSON directory (8 bytes, little-endian), the directory
(name → type, shape, offset from the first array), then the arrays, each at a multiple of 64 bytes.
It is mapped into memory, so that every web process shares the same pages. The pointer is a small
file with the artefact's name; it is replaced in one step, so that a reader sees the old or the new.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

Arrays = Mapping[str, np.ndarray]

POINTER = "current"
_MAGIC = b"luotsi-index-3\n\n"
_SUFFIX = ".index"
_KEPT = 2
"""The artefact in use and the one before it, which a slow reader may be about to open."""


class ArtefactError(Exception):
    """No artefact can be read; the message says which file and why."""


class NoArtefactError(ArtefactError):
    """Nothing has been built yet."""


def write(folder: Path, arrays: Arrays) -> str:
    """Write the arrays, point to them, remove what is no longer used; the artefact's name.

    The same arrays give the same name. A file already there is replaced all the same, because it
    may be damaged; whoever has it mapped keeps the old one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = _packed(arrays)
    name = hashlib.sha256(data).hexdigest()[:32] + _SUFFIX
    _replace(folder / name, data)
    _replace(folder / POINTER, name.encode())
    _remove_old(folder, name)
    return name


def current_name(folder: Path) -> str:
    """The name the pointer holds; raises `NoArtefactError` when there is none."""
    try:
        name = (folder / POINTER).read_bytes().decode("ascii").strip()
    except FileNotFoundError as error:
        raise NoArtefactError(f"No search index has been built in {folder}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ArtefactError(f"The pointer in {folder} cannot be read: {error}.") from error
    if not name.endswith(_SUFFIX) or Path(name).name != name:
        raise ArtefactError(f"The pointer in {folder} does not name a search index.")
    return name


def read(folder: Path) -> dict[str, np.ndarray]:
    """The arrays in use, mapped read-only; raises `ArtefactError` if the file is not what it was."""
    path = folder / current_name(folder)
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise ArtefactError(f"The search index {path} cannot be read: {error}.") from error
    if hashlib.sha256(mapped).hexdigest()[:32] + _SUFFIX != path.name:
        raise ArtefactError(f"The search index {path} is damaged: its content does not fit its name.")
    if hasattr(mmap, "MADV_DONTNEED"):
        # Checking has read every page; only those that questions need shall count as this process's memory.
        mapped.madvise(mmap.MADV_DONTNEED)
    try:
        return _unpacked(mapped)
    except (ValueError, KeyError, TypeError) as error:
        raise ArtefactError(
            f"The search index {path} is of a version that is not known here: {error}."
        ) from error


def signature(folder: Path) -> tuple[int, int] | None:
    """Changes whenever the pointer is replaced; None without one. Costs one `stat`."""
    try:
        status = (folder / POINTER).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def _padded(length: int) -> int:
    return (length + 63) // 64 * 64


def _packed(arrays: Arrays) -> bytes:
    directory: dict[str, tuple[str, list[int], int]] = {}
    offset = 0
    for name in sorted(arrays):
        array = arrays[name]
        directory[name] = (array.dtype.str, list(array.shape), offset)
        offset = _padded(offset + array.nbytes)
    head = json.dumps(directory, sort_keys=True).encode()
    start = _padded(len(_MAGIC) + 8 + len(head))
    whole = bytearray(start + offset)
    whole[: len(_MAGIC)] = _MAGIC
    whole[len(_MAGIC) : len(_MAGIC) + 8] = len(head).to_bytes(8, "little")
    whole[len(_MAGIC) + 8 : len(_MAGIC) + 8 + len(head)] = head
    for name, (_, _, place) in directory.items():
        array = np.ascontiguousarray(arrays[name])
        whole[start + place : start + place + array.nbytes] = array.tobytes()
    return bytes(whole)


def _unpacked(mapped: mmap.mmap) -> dict[str, np.ndarray]:
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise ValueError("other magic words")
    length = int.from_bytes(mapped[len(_MAGIC) : len(_MAGIC) + 8], "little")
    directory = json.loads(mapped[len(_MAGIC) + 8 : len(_MAGIC) + 8 + length])
    start = _padded(len(_MAGIC) + 8 + length)
    arrays = {}
    for name, (kind, shape, offset) in directory.items():
        count = int(np.prod(shape, dtype=np.int64))
        whole = (
            np.frombuffer(mapped, dtype=np.dtype(kind), count=count, offset=start + offset) if count else None
        )
        arrays[name] = np.empty(shape, dtype=np.dtype(kind)) if whole is None else whole.reshape(shape)
    return arrays


def _replace(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step, safely on disk before its name changes."""
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _remove_old(folder: Path, in_use: str) -> None:
    """Remove all but the newest artefacts, and what a crash left.

    A process that has one mapped keeps it (POSIX).
    """
    others = [path for path in folder.glob(f"*{_SUFFIX}") if path.name != in_use]
    others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    hour_ago = time.time() - 3600
    left = [path for path in folder.glob(".new-*") if path.stat().st_mtime < hour_ago]
    for path in [*others[_KEPT - 1 :], *left]:
        with contextlib.suppress(OSError):
            path.unlink()
