"""Settings from the environment: read with words that a person can act on."""

from __future__ import annotations

import stat
import threading
from datetime import datetime
from pathlib import Path

import pytest

from luotsi.config.environment import Environment, SettingError
from luotsi.foundation.clock import HELSINKI

env = Environment()


@pytest.mark.parametrize(
    ("raw", "value"), [("yes", True), ("TRUE", True), ("0", False), (" no ", False), ("", True)]
)
def test_a_flag_is_yes_or_no(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("SOME_SETTING", raw)
    assert env.flag("SOME_SETTING", default=True) is value


@pytest.mark.parametrize(
    ("read", "raw", "says"),
    [
        (lambda: env.flag("SOME_SETTING", default=False), "maybe", "yes or no, not 'maybe'"),
        (lambda: env.number("SOME_SETTING", 1), "-1", "whole number"),
        (lambda: env.number("SOME_SETTING", 1), "½", "whole number"),
        (lambda: env.one_of("SOME_SETTING", ["A", "B"], "A"), "c", "one of A, B"),
        (lambda: env.moment("SOME_SETTING"), "tomorrow", "such as 2026-11-25T23:30"),
        (lambda: env.folder("SOME_SETTING", "data"), "/proc/no/such", "cannot be made"),
    ],
)
def test_what_cannot_be_read_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, read: object, raw: str, says: str
) -> None:
    monkeypatch.setenv("SOME_SETTING", raw)
    with pytest.raises(SettingError, match=says) as caught:
        read()
    assert str(caught.value).startswith("SOME_SETTING")


def test_a_moment_without_a_zone_is_finlands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.moment("SOME_SETTING") is None
    monkeypatch.setenv("SOME_SETTING", "2026-11-25T23:30")
    assert env.moment("SOME_SETTING") == datetime(2026, 11, 25, 23, 30, tzinfo=HELSINKI)


def test_the_key_is_made_once_whoever_comes_first_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """Pages and worker start at the same moment, each in a process of its own."""
    file = tmp_path / "secret-key"
    keys: list[str] = []
    starts = threading.Barrier(8)

    def start() -> None:
        starts.wait()
        keys.append(env.secret_key("LUOTSI_SECRET_KEY", file))

    processes = [threading.Thread(target=start) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(keys) == 8
    assert set(keys) == {file.read_text()}
    assert len(keys[0]) >= 80
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_key_that_is_given_makes_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LUOTSI_SECRET_KEY", "given")
    assert env.secret_key("LUOTSI_SECRET_KEY", tmp_path / "secret-key") == "given"
    assert not list(tmp_path.iterdir())
