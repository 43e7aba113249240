"""Checks of what stands still: settings, secrets, files and folders, versions, disk, clock."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.db import connection

import luotsi
from luotsi.config.doctor.types import Finding, error, note, ok, warning
from luotsi.foundation import clock

LITTLE_SPACE = 1 << 30
NO_SPACE = 200 << 20
OTHERS = stat.S_IRWXG | stat.S_IRWXO
NETWORK_DISKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "glusterfs", "ceph"}
OLDEST_SQLITE = (3, 35, 0)


def safety() -> Iterator[Finding]:
    """What `luotsi serve` would refuse to start with."""
    if settings.DEMO:
        yield note("settings", "This is a demo: its passphrases are public.", "Never put real data into it.")
        return
    faults = [
        fault
        for fault in run_checks(tags=[Tags.security], include_deployment_checks=True)
        if fault.level >= ERROR and str(fault.id).startswith("luotsi.")
    ]
    for fault in faults:
        yield error("settings", fault.msg, fault.hint or "")
    if not faults:
        yield ok("settings", "HTTPS, keys and people are as a real installation needs them.")


def addresses() -> Iterator[Finding]:
    """The site's address, its host names and the proxy in front."""
    if settings.DEMO:
        return
    host = urlsplit(settings.SITE_URL).hostname or ""
    if "*" not in settings.ALLOWED_HOSTS and host not in settings.ALLOWED_HOSTS:
        yield error(
            "settings",
            f"The site's address is {settings.SITE_URL}, but requests for {host} are refused.",
            f"Add {host} to LUOTSI_HOSTS.",
        )
    if settings.IS_SECURE and not settings.TRUSTED_PROXY_COUNT:
        yield warning(
            "settings",
            "No proxy is trusted: limits take all residents for one reader, and HTTPS is not noticed.",
            "Set LUOTSI_TRUSTED_PROXIES to the number of your proxies in front.",
        )
    if settings.LOG_LEVEL == "DEBUG":
        yield warning("settings", "The log tells more than is needed.", "Set LUOTSI_LOG_LEVEL=INFO.")


def files() -> Iterator[Finding]:
    """Who can read what is kept."""
    data = Path(settings.DATA_DIR)
    kept = [data / "secret-key", *_database_files()]
    if os.geteuid() == 0 and not settings.DEMO:
        yield warning("files", "This runs as root.", "Run Luotsi as a user of its own, this command too.")
    exposed = [file for file in kept if file.is_file() and file.stat().st_mode & OTHERS]
    is_open = bool(data.stat().st_mode & OTHERS)
    if is_open and exposed:
        names = ", ".join(file.name for file in exposed)
        advice = f"chmod 0700 {data}, and chmod 0600 for the files; UMask=0077 keeps new ones so."
        found = warning if settings.DEMO else error
        yield found("files", f"Other users can read in {data}: {names}.", advice)
    elif is_open:
        yield warning("files", f"Other users can look into {data}.", f"chmod 0700 {data}")
    else:
        yield ok("files", f"Only its owner reads {data}.")
    strange = [file for file in kept if file.is_file() and file.stat().st_uid != data.stat().st_uid]
    for file in strange:
        yield warning("files", f"{file} belongs to another user than its folder.", f"chown it: {file}")


def _database_files() -> list[Path]:
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    return [Path(name + end) for end in ("", "-wal", "-shm")]


def disk() -> Iterator[Finding]:
    """Room on the disk, and which kind of disk it is."""
    data = Path(settings.DATA_DIR)
    free = shutil.disk_usage(data).free
    words = f"{free / (1 << 30):.1f} GB are free where {data} lies."
    if free < NO_SPACE:
        yield error("disk", words, "Make room now: a full disk stops every change.")
    elif free < LITTLE_SPACE:
        yield warning("disk", words, "Make room, or move the folder to a larger disk.")
    else:
        yield ok("disk", words)
    kind = disk_kind(data)
    if connection.vendor == "sqlite" and kind in NETWORK_DISKS:
        yield error(
            "disk",
            f"The database lies on a network disk ({kind}), where SQLite can lose data.",
            "Use a local disk, or PostgreSQL (DATABASE_URL).",
        )


def disk_kind(folder: Path) -> str:
    """The kind of file system that a folder lies on; empty where it cannot be told."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    above = {str(folder.resolve()), *(str(parent) for parent in folder.resolve().parents)}
    found = [(place, kind) for place, kind in mounts if place in above]
    return max(found, key=lambda mount: len(mount[0]), default=("", ""))[1]


def versions() -> Iterator[Finding]:
    """Of Luotsi, Python and the database."""
    yield ok("versions", f"Luotsi {luotsi.__version__}, Python {platform.python_version()}.")
    if connection.vendor == "sqlite":
        found = f"SQLite {sqlite3.sqlite_version}"
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            yield error("versions", f"{found} is too old.", "Use a Python that brings SQLite 3.35 or newer.")
        else:
            yield ok("versions", f"{found}.")
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    oldest = connection.features.minimum_database_version[0]
    if int(server.partition(".")[0].split()[0]) < oldest:
        yield error("versions", f"PostgreSQL {server} is too old.", f"Use PostgreSQL {oldest} or newer.")
    else:
        yield ok("versions", f"PostgreSQL {server}.")


def time() -> Iterator[Finding]:
    """Whether the clock can be right."""
    installed = datetime.fromtimestamp(Path(luotsi.__file__).stat().st_mtime, UTC)
    now = datetime.now(UTC)
    if now < installed:
        yield error(
            "clock",
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, before this program was installed.",
            "Set the clock, and let it be kept right (systemd-timesyncd, chrony).",
        )
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            (there,) = cursor.fetchone()
        apart = abs((there - datetime.now(UTC)).total_seconds())
        if apart > 5:
            yield warning(
                "clock",
                f"The clocks of this machine and of the database are {apart:.0f} s apart.",
                "Let both be kept right (systemd-timesyncd, chrony).",
            )
            return
    local = now.astimezone(clock.HELSINKI)
    yield ok("clock", f"It is {local:%H:%M} in Finland by this machine's clock.")


def static_files() -> Iterator[Finding]:
    """Style sheets and scripts, as `prepare` collects them."""
    if settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield ok("files", "Style sheets and scripts are collected.")
    else:
        yield error("files", "Style sheets and scripts are not collected.", "Run 'luotsi prepare'.")


def keys_apart() -> Iterator[Finding]:
    """Copies of the keys must lie elsewhere than what they open."""
    folder = settings.BACKUP_DIR
    found = [name for name in ("secret-key", "keyring") if folder and (folder / name).exists()]
    if found:
        yield warning(
            "secrets",
            f"{' and '.join(found)} lie beside the backups in {folder}.",
            "Keep copies of keys apart from backups: whoever finds both can read everything.",
        )
    yield note(
        "secrets",
        "Backups hold neither the secret key nor the keyring.",
        "Keep a copy of both in a safe place of its own, renewed each month, when the keyring gets a key.",
    )


CHECKS = (safety, addresses, files, disk, versions, time, static_files, keys_apart)
