"""Writes a file that is either all there under its name or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

ORDINARY = 0o666
"""Before the umask, as for any file that a person makes."""


@contextmanager
def written_whole(path: Path, *, is_private: bool = False) -> Iterator[BinaryIO]:
    """A file to write in beside `path`; it takes that name when the block ends well, else it is removed.

    A private one can be read by its owner only, from its first moment. What is no ordinary file (a pipe,
    /dev/null) is written into and stays what it is; behind a link the file itself is replaced. Raises OSError
    when the folder is not there or cannot be written.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()
    handle, own = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        if not is_private:
            Path(own).chmod(path.stat().st_mode if path.exists() else ORDINARY & ~_umask())
        Path(own).replace(path)
    except BaseException:
        Path(own).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """This process's umask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
