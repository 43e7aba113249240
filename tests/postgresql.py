"""A PostgreSQL of the tests' own: made in a temporary folder, reached through a socket in it, then removed.

As a command it runs another command with such a server: `python -m tests.postgresql pytest tests/catalogue`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests import stopping

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


@dataclass(frozen=True)
class Server:
    """A PostgreSQL in a folder of its own."""

    programs: Path
    folder: Path
    owner: str | None

    @property
    def url(self) -> str:
        """The address of the database that is made with it."""
        return f"postgresql://luotsi@{quote(str(self.folder), safe='')}/luotsi"

    def create(self) -> None:
        """Make the files of an empty server."""
        options = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._call("initdb", f"--pgdata={self.folder / 'data'}", "--username=luotsi", *options)

    def start(self) -> None:
        options = [f"unix_socket_directories={self.folder}", "listen_addresses=", *QUICK]
        told = " ".join(f"-c {option}" for option in options)
        # Without a log of its own it would keep our pipe open, and that would be waited for.
        log = f"--log={self.folder / 'log'}"
        self._call("pg_ctl", "start", "--wait", f"--pgdata={self.folder / 'data'}", log, f"--options={told}")

    def create_database(self) -> None:
        self._call("createdb", f"--host={self.folder}", "--username=luotsi", "luotsi")

    def stop(self) -> None:
        """At once: whoever is connected is cut off."""
        self._call("pg_ctl", "stop", "--wait", f"--pgdata={self.folder / 'data'}", "--mode=immediate")

    def _call(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.owner,
            group=self.owner,
            extra_groups=[] if self.owner else None,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"


@contextmanager
def own_server() -> Iterator[Server]:
    """A running server with an empty database in it. Raises NoServer."""
    made = Server(programs(), Path(tempfile.mkdtemp(prefix="luotsi-pg-")), _owner())
    try:
        if made.owner:
            shutil.chown(made.folder, made.owner, made.owner)
        made.create()
        made.start()
        made.create_database()
        yield made
    finally:
        with contextlib.suppress(AssertionError):
            made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The same; gives the address of the database."""
    with own_server() as made:
        yield made.url


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
    stopping.heed()
    try:
        with server() as url:
            return stopping.run(arguments, {**os.environ, URL: url})
    except NoServer as reason:
        print(f"SKIPPED: the tests on PostgreSQL. {reason}", file=sys.stderr)
        return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
