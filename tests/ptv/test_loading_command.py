"""`luotsi import-ptv`: from where, of which county, and what it tells at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import LazySettings

from luotsi.config.commands.importing import import_ptv
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import serve
from tests.ptv.ledger import a_service
from tests.ptv.makers import write


def run(*words: str) -> Result:
    return CliRunner().invoke(import_ptv, words)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "LUOTSI_PTV_URL"),
        (["--from", "folder", "--changed"], "a folder is always read whole"),
        (["--from", "https://ptv.example", "--complete"], "is always complete"),
        (["--from", "https://ptv.example", "--api-version", "13"], "'13' is not one of"),
        (["--from", "https://ptv.example", "--api-version", "12"], "LUOTSI_PTV_KEY"),
        (["--from", "/nowhere/at/all"], "There is no folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(words: list[str], says: str, settings: LazySettings) -> None:
    settings.PTV_URL = settings.PTV_KEY = ""
    done = run(*words)
    assert done.exit_code != 0
    assert says in done.output


@pytest.mark.django_db
def test_a_folder_ends_in_a_table_and_what_was_refused(tmp_path: Path) -> None:
    write(tmp_path, "all.json", [a_service("good"), a_service("broken", serviceNames=[])])

    done = run("--from", str(tmp_path))

    assert done.exit_code == 0
    assert "refused  all.json" in done.output
    assert "has no name in any language" in done.output
    table = {line.split("  ")[0]: line.split()[-4:] for line in done.output.splitlines() if "  " in line}
    assert table["service"] == ["1", "0", "0", "0"]
    assert "1 refused" in done.output
    assert "PTV:" not in done.output, "there is no bar where nobody looks"


@pytest.mark.django_db
def test_the_address_may_come_from_the_settings(settings: LazySettings) -> None:
    with serve(county(5, seed=1)) as twin:
        settings.PTV_URL = twin.v11
        assert run().output.count("together") == 1
        done = run("--changed")
    assert done.exit_code == 0
    assert "together                    0        0        0" in done.output


@pytest.mark.django_db
def test_a_county_that_is_none_is_told(tmp_path: Path) -> None:
    done = run("--from", str(tmp_path), "--county", "77")
    assert done.exit_code == 1
    assert "77" in done.output
