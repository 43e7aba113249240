"""A stranger writes personal data into everything that can be written into and sends it in every header; then
every byte of the disk, every line of the log and the backup are searched for it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.demo_server import MORNING, command, environment, free_port, wait_for

PERSONAL = {
    "identity code": "131052-308T",
    "phone": "+358 40 7654321",
    "e-mail": "aino.kanaria@kanaria.example",
    "address": "Kanariankatu 13 B 7",
    "account": "FI21 1234 5600 0007 85",
}
"""Invented; each may be anywhere only as its mask."""

SECRET = "kanaria-salasana-jota-kukaan-ei-arvaa"
AGENT = "KanariaSelain/77.1"
READER = "192.0.2.113"
CODE = "KANARIAKOODI"
KEPT_ON_PURPOSE = "kanarialintu lauloi"
"""Harmless words of feedback are kept: found, they prove that the search can find."""


@dataclass(frozen=True)
class Installation:
    """A county's machine: where it answers, what it wrote to its log, what lies on its disk."""

    address: str
    data: Path
    log: Path

    def send(self, path: str, fields: dict[str, str] | None = None, cookie: str = "") -> tuple[int, str, str]:
        """As a browser would, with something to remember in every header; status, page, cookies."""
        body = urllib.parse.urlencode(fields).encode() if fields is not None else None
        told = {
            "User-Agent": AGENT,
            "X-Forwarded-For": READER,
            "Referer": f"{self.address}{path}?{CODE}",
            "Cookie": f"kanaria={CODE}; {cookie}",
            "Authorization": f"Bearer {CODE}",
            "Sec-Fetch-Site": "same-origin",
        }
        asked = urllib.request.Request(f"{self.address}{path}", body, told)
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.status, answer.read().decode(), answer.headers.get("Set-Cookie", "")
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode(), ""

    def hidden(self, page: str, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]+)"', page)
        assert found, f"no {name} on the page"
        return found[1]

    def fail_to_sign_in(self, login: str) -> str:
        """A real attempt, token and all; the page that comes of it."""
        _status, page, cookie = self.send("/staff/login/")
        fields = {
            "csrfmiddlewaretoken": self.hidden(page, "csrfmiddlewaretoken"),
            "login": login,
            "password": SECRET,
        }
        return self.send("/staff/login/", fields, cookie.partition(";")[0])[1]

    def give_feedback(self, words: str) -> None:
        """A verdict, and words after it."""
        answer = {"kind": "path", "key": "toothache", "revision": "1", "step": "", "verdict": "no"}
        _status, page, _cookie = self.send("/fi/palaute/", answer)
        more = {"receipt": self.hidden(page, "receipt"), "verdict": "no", "words": words}
        assert self.send("/fi/palaute/", more)[0] == 200


@contextmanager
def running(data: Path, log: Path) -> Iterator[Installation]:
    """The demo county's pages and worker, behind one trusted proxy, with the most talkative log."""
    port = free_port()
    own = {"LUOTSI_TRUSTED_PROXIES": "1", "LUOTSI_LOG_LEVEL": "DEBUG", "LUOTSI_LOG_FORMAT": "json"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command("serve", "--port", str(port)),
            env={**environment(data, port, MORNING), **own},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        address = f"http://localhost:{port}"
        try:
            wait_for(address, process)
            yield Installation(address, data, log)
        finally:
            process.terminate()
            process.wait(60)


def write_everywhere(place: Installation) -> None:
    """Every field that a stranger can reach, and every address below which something can stand."""
    place.give_feedback(" ".join([KEPT_ON_PURPOSE, *PERSONAL.values()]))
    for words in PERSONAL.values():
        asked = urllib.parse.quote(words)
        place.send(f"/fi/haku/?q={asked}")
        place.send(f"/fi/ohje/toothache/?who={asked}&{asked}=x")
        place.send(f"/fi/palvelu/{asked}/")
        place.send(f"/k/{asked}")
        place.send(f"/fi/kutsu/?koodi={asked}&code={asked}&c={asked}")
        place.send(f"/{asked}")
        place.send("/fi/ohje/violence-at-home/", {"who": words, "_m": words, "_visit": words, words: words})
        place.send("/fi/toiveet/", {"words": words, "channel": words, "hours": words})
        place.send(f"/staff/password/{asked}/")
    assert "ei ole oikein" in place.fail_to_sign_in("aino.kanaria@kanaria.example")
    place.fail_to_sign_in(PERSONAL["identity code"])


@pytest.fixture(scope="module")
def lived_in(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What is left: all of the disk (database, write-ahead log, index, backup unpacked), and the log."""
    folder = tmp_path_factory.mktemp("canaries")
    data, log = folder / "data", folder / "log.txt"
    shutil.copytree(demo_data, data)
    with running(data, log) as place:
        write_everywhere(place)
        own = {**environment(data), "LUOTSI_LOG_LEVEL": "DEBUG"}
        done = subprocess.run(
            command("backup", "--to", str(data / "kept.zip")), env=own, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        shutil.copytree(data, folder / "disk", ignore=shutil.ignore_patterns("static"))
    with zipfile.ZipFile(data / "kept.zip") as backup:
        backup.extractall(folder / "disk" / "backup")
    return folder / "disk", log


def holding(folder: Path, words: str) -> list[str]:
    """Files that hold these words, as they are or as an address writes them."""
    wanted = {words.encode(), urllib.parse.quote(words).encode(), urllib.parse.quote_plus(words).encode()}
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return [file.name for file in files if any(one in file.read_bytes() for one in wanted)]


def test_the_search_finds_what_is_kept_on_purpose(lived_in: tuple[Path, Path]) -> None:
    disk, _log = lived_in
    assert any("sqlite3" in name for name in holding(disk, KEPT_ON_PURPOSE))
    assert holding(disk / "backup", KEPT_ON_PURPOSE)


@pytest.mark.parametrize("kind", PERSONAL)
def test_personal_data_is_nowhere_on_the_disk_and_in_no_backup(
    kind: str, lived_in: tuple[Path, Path]
) -> None:
    disk, _log = lived_in
    assert holding(disk, PERSONAL[kind]) == []


@pytest.mark.parametrize("words", [*PERSONAL.values(), SECRET, AGENT, READER, CODE, KEPT_ON_PURPOSE])
def test_nothing_that_was_sent_is_in_the_log(words: str, lived_in: tuple[Path, Path]) -> None:
    _disk, log = lived_in
    told = log.read_text(encoding="utf-8")
    assert told.count("pages:search") >= len(PERSONAL), "the log tells of the requests"
    assert words not in told
    assert urllib.parse.quote(words) not in told
    assert urllib.parse.quote_plus(words) not in told


@pytest.mark.parametrize("words", [SECRET, AGENT, CODE])
def test_no_secret_and_nothing_of_the_browser_is_kept(words: str, lived_in: tuple[Path, Path]) -> None:
    disk, _log = lived_in
    assert holding(disk, words) == []


def test_a_readers_address_is_kept_of_failed_sign_ins_only(lived_in: tuple[Path, Path]) -> None:
    """The audit trail keeps it of staff's pages, as its page says; of residents nothing is kept."""
    disk, _log = lived_in
    assert {name for name in holding(disk, READER) if "sqlite3" not in name} <= {"privacy_auditrow.jsonl"}


def test_the_demo_was_not_touched(demo_data: Path) -> None:
    assert holding(demo_data, KEPT_ON_PURPOSE) == []
    assert os.environ.get("LUOTSI_DATA") != str(demo_data)
