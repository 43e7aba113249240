"""A PostgreSQL of the tests' own: made in a temporary folder, reached through a socket in it, then removed.

As a command it runs another command with such a server: `python -m tests.postgresql pytest tests/catalogue`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

URL = "TESTS_DATABASE_URL"
"""Where the tests' own ground looks for the address; a developer's DATABASE_URL never reaches a test."""

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
"""Nothing in this server outlives the tests, so nothing has to survive a loss of power."""


class NoServer(Exception):
    """PostgreSQL's server programs are not installed."""


def programs() -> Path:
    """The folder with `initdb` and `pg_ctl`, of the newest version. Raises NoServer."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name))
    if found := shutil.which("initdb"):
        folders.insert(0, Path(found).resolve().parent)
    for folder in reversed(folders):
        if (folder / "pg_ctl").exists():
            return folder
    raise NoServer("PostgreSQL's server is not installed (on Debian: apt install postgresql).")


@contextmanager
def server() -> Iterator[str]:
    """A running server; gives the address of an empty database in it. Raises NoServer."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="luotsi-pg-"))
    data = folder / "data"
    owner = _owner()
    if owner:
        shutil.chown(folder, owner, owner)

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [bin_folder / program, *arguments],
            user=owner,
            group=owner,
            extra_groups=[] if owner else None,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    try:
        call(
            "initdb",
            f"--pgdata={data}",
            "--username=luotsi",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        options = [f"unix_socket_directories={folder}", "listen_addresses=", *QUICK]
        # pg_ctl keeps what it has of our output open, and a pipe would be waited for.
        told = " ".join(f"-c {option}" for option in options)
        call("pg_ctl", "start", f"--pgdata={data}", "--wait", f"--log={folder / 'log'}", f"--options={told}")
        try:
            call("createdb", f"--host={folder}", "--username=luotsi", "luotsi")
            yield f"postgresql://luotsi@{quote(str(folder), safe='')}/luotsi"
        finally:
            call("pg_ctl", "stop", f"--pgdata={data}", "--mode=immediate", "--wait")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str | None:
    """The server refuses to run as root: then the user that Debian's package has made."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError as error:
        raise NoServer("There is no user 'postgres' to run the server as.") from error


def main(arguments: list[str]) -> int:
    """Run a command with a server. Where none is installed: say so, and fail in CI only."""
    try:
        with server() as url:
            return subprocess.run(arguments, env={**os.environ, URL: url}, check=False).returncode
    except NoServer as reason:
        print(f"SKIPPED: the tests on PostgreSQL. {reason}", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
