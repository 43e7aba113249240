"""A backup that is not whole says so, and why; what cannot be relied on is not restored."""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from luotsi import __version__
from luotsi.config.backups import checking, taking, trial
from luotsi.config.backups.tables import LEFT_OUT
from luotsi.config.backups.types import MANIFEST, BackupError, TooNew
from tests.backups.installation import luotsi

Change = Callable[[dict[str, bytes]], None]
PICTURE = "media/images/kädet ja tee.jpg"


def changed(backup: Path, to: Path, change: Change) -> Path:
    """A copy of the backup with members changed."""
    with zipfile.ZipFile(backup) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in members.items():
            new.writestr(name, body)
    return to


def manifest(**values: Any) -> Change:
    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps({**json.loads(members[MANIFEST]), **values}).encode()

    return change


def rows(table: str, change_lines: Callable[[list[bytes]], list[bytes]]) -> Change:
    def change(members: dict[str, bytes]) -> None:
        name = f"tables/{table}.jsonl"
        members[name] = b"".join(change_lines(members[name].splitlines(keepends=True)))

    return change


def faults(file: Path) -> str:
    return " ".join(checking.verify(file).faults)


def test_a_backup_is_whole_and_only_its_owner_reads_it(backup: Path) -> None:
    checked = checking.verify(backup)
    assert checked.faults == ()
    assert checked.manifest is not None
    assert (checked.manifest.county, checked.manifest.version) == ("99", __version__)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_no_secret_and_nothing_of_the_moment_is_in_it(backup: Path, copied_from: Path) -> None:
    key = (copied_from / "secret-key").read_bytes().strip()
    with zipfile.ZipFile(backup) as archive:
        names = archive.namelist()
        assert all(key not in archive.read(name) for name in names)
    assert not {f"tables/{name}.jsonl" for name in LEFT_OUT} & set(names)
    assert not [name for name in names if "secret" in name or "keyring" in name]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda members: members.pop("tables/guidance_utterance.jsonl"), "guidance_utterance is missing"),
        (rows("accounts_user", lambda lines: lines[-1:] + lines[1:-1] + lines[:1]), "its hash differs"),
        (rows("catalogue_service", lambda lines: lines[1:]), "the manifest says"),
        (rows("catalogue_service", lambda lines: [b"[1]\n", *lines[1:]]), "too few or too many values"),
        (rows("catalogue_service", lambda lines: [*lines, b"{"]), "cannot be read after"),
        (lambda members: members.update({PICTURE: b"other"}), "not as it was written"),
        (lambda members: members.pop(PICTURE), "is missing"),
        (lambda members: members.update({"tables/extra.jsonl": b""}), "extra.jsonl is not in the manifest"),
        (lambda members: members.pop(MANIFEST), "no manifest"),
        (lambda members: members.update({MANIFEST: b"{"}), "cannot be read"),
        (manifest(tables=None), "not complete"),
        (manifest(format=2), "in format 2"),
        (manifest(version="99.0.0"), "made by Luotsi 99.0.0"),
        (manifest(migrations=[["guidance", "9999_to_come"]]), "guidance 9999_to_come"),
    ],
)
def test_what_is_wrong_is_said(backup: Path, tmp_path: Path, change: Change, says: str) -> None:
    assert says in faults(changed(backup, tmp_path / "changed.zip", change))


def test_a_file_that_is_cut_off_or_something_else_is_no_backup(backup: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(backup.read_bytes()[:-1000])
    assert "its end is missing" in faults(cut)
    assert "There is no file" in faults(tmp_path / "absent.zip")
    (tmp_path / "text.zip").write_text("a letter")
    assert "no backup" in faults(tmp_path / "text.zip")


def test_a_flipped_bit_in_any_member_is_found(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    with zipfile.ZipFile(backup) as archive:
        members = [member for member in archive.infolist() if member.compress_size > 500][::3]
    assert len(members) > 5
    for member in members:
        broken = bytearray(whole)
        broken[member.header_offset + 30 + len(member.filename.encode()) + member.compress_size // 2] ^= 0x10
        file = tmp_path / "broken.zip"
        file.write_bytes(broken)
        assert not checking.verify(file).is_whole, member.filename


def test_a_newer_backup_is_refused_before_anything_is_touched(backup: Path, tmp_path: Path) -> None:
    newer = changed(backup, tmp_path / "newer.zip", manifest(version="99.0.0"))
    with checking.opened(newer) as archive, pytest.raises(TooNew, match="Install the newer version"):
        checking.refuse_newer(checking.manifest_of(archive))
    done = luotsi(tmp_path / "data", "restore", str(newer))
    assert done.returncode == 1
    assert "Install the newer version" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data" / "luotsi.sqlite3").exists()


def test_a_damaged_backup_is_not_restored(backup: Path, tmp_path: Path) -> None:
    def lose(members: dict[str, bytes]) -> None:
        members.pop("tables/guidance_utterance.jsonl")

    damaged = changed(backup, tmp_path / "damaged.zip", lose)
    done = luotsi(tmp_path / "data", "restore", str(damaged))
    assert done.returncode == 1
    assert "Nothing was restored" in done.stderr
    again = luotsi(tmp_path / "data", "verify-backup", str(damaged))
    assert again.returncode == 1
    assert "cannot be relied on" in again.stderr


def test_a_name_that_leads_out_of_the_folder_is_refused(backup: Path, tmp_path: Path) -> None:
    copy = tmp_path / "b.zip"
    shutil.copy(backup, copy)

    def escape(members: dict[str, bytes]) -> None:
        told = json.loads(members[MANIFEST])
        (picture,) = told["media"]
        members["media/../../escaped"] = members.pop(f"media/{picture['name']}")
        picture["name"] = "../../escaped"
        members[MANIFEST] = json.dumps(told).encode()

    done = luotsi(tmp_path / "data", "restore", str(changed(backup, tmp_path / "out.zip", escape)))
    assert done.returncode == 1
    assert "Nothing was restored" in done.stderr
    assert "outside the media folder" in done.stderr
    assert not (tmp_path / "data" / "luotsi.sqlite3").exists()
    assert not list(tmp_path.rglob("escaped"))


def test_a_column_that_the_migrations_do_not_know_is_refused(backup: Path, tmp_path: Path) -> None:
    def rename(members: dict[str, bytes]) -> None:
        told = json.loads(members[MANIFEST])
        columns = told["tables"][0]["columns"]
        columns['id" = 1; --'] = columns.pop("id")
        members[MANIFEST] = json.dumps(told).encode()

    done = luotsi(tmp_path / "data", "restore", str(changed(backup, tmp_path / "columns.zip", rename)))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_folder_that_knows_no_second_names_gets_its_backup_and_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    partial, to = tmp_path / "b.partial", tmp_path / "b.zip"
    partial.write_text("new")
    taking._give_name(partial, to)
    assert to.read_text() == "new"
    partial.write_text("newer")
    with pytest.raises(FileExistsError):
        taking._give_name(partial, to)
    assert to.read_text() == "new"


def test_two_trials_in_one_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    with trial._alone(tmp_path) as scratch:
        with pytest.raises(BackupError, match="Another trial"), trial._alone(tmp_path):
            pass
        assert scratch.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_trial_restores_all_of_it_and_leaves_nothing(backup: Path, copied_from: Path) -> None:
    before = set(backup.parent.iterdir())
    done = luotsi(copied_from, "verify-backup", "--trial", str(backup))
    assert done.returncode == 0, done.stderr
    assert "Restored for trial" in done.stdout
    assert set(backup.parent.iterdir()) == before


def test_a_trial_with_a_keyring_of_another_installation_fails(
    backup: Path, copied_from: Path, tmp_path: Path
) -> None:
    other = {"LUOTSI_KEYRING": str(tmp_path / "keyring")}
    make = "from luotsi.privacy import keyring; keyring.current()"
    made = luotsi(copied_from, "django", "shell", "-c", make, **other)
    assert made.returncode == 0, made.stderr
    done = luotsi(copied_from, "verify-backup", "--trial", str(backup), **other)
    assert done.returncode == 1
    assert "It cannot be restored" in done.stderr
