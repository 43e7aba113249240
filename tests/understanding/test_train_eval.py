"""An honest comparison on public data: what is learnt from, what is asked, and what is said beside it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from luotsi.config.cli import main
from luotsi.understanding import trial
from tests.shared_data import shared_data_folder

HEAD = "id\tpartition\tscenario\tintent\tutt"
SAID = {
    "light_on": (
        "sytytä valot olohuoneeseen",
        "laita lamppu päälle",
        "valot päälle keittiössä",
        "sytytä lamppu",
    ),
    "play_music": (
        "soita jotain iloista musiikkia",
        "musiikki soimaan",
        "soita lempikappaleeni",
        "laita levy soimaan",
    ),
}


def written(folder: Path, rows: list[str], name: str = "fi-FI.tsv", head: str = HEAD) -> Path:
    (folder / name).write_text("\n".join([head, *rows]), encoding="utf-8")
    return folder


def small(folder: Path) -> Path:
    rows = [
        f"{number}\ttrain\thome\t{intent}\t{text}"
        for intent, texts in SAID.items()
        for number, text in enumerate(texts)
    ]
    rows += ["8\tdev\thome\tlight_on\tsytyta valot", '9\tdev\thome\tplay_music\tsoita "musiikkia']
    return written(folder, [*rows, "10\ttest\thome\tlight_on\tmusiikkia musiikkia"])


def test_it_learns_from_train_asks_dev_and_leaves_test_alone(tmp_path: Path) -> None:
    read = trial.rows(small(tmp_path), "fi")
    assert len(read.train) == 8
    assert [text for text, _ in read.asked] == ["sytyta valot", 'soita "musiikkia']
    result = trial.measure("fi", read)
    assert result.clean == result.no_umlauts == 1.0
    assert result.always_commonest == 0.5
    assert result.interval[0] < 0.5, "two cases prove little, and the interval says so"


def test_the_report_names_what_was_asked_and_whom_it_is_compared_with(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["train-eval", "--massive", str(small(tmp_path)), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["trained_on"], told["asked"]) == ("train", "dev")
    assert told["published"][0]["accuracy"] == 0.855
    assert told["published"][0]["measured_on"] == "test"
    assert told["results"][0]["trained_on"] == 8
    words = CliRunner().invoke(main, ["train-eval", "--massive", str(tmp_path)]).stdout
    assert "dev partition" in words and "no pretrained weights" in words


def test_a_folder_without_the_data_is_told_as_such(tmp_path: Path) -> None:
    empty = CliRunner().invoke(main, ["train-eval", "--massive", str(tmp_path)])
    assert empty.exit_code == 1
    assert "fi-FI.tsv" in empty.output
    with pytest.raises(trial.NotMassive, match="no column 'utt'"):
        trial.rows(written(tmp_path, [], head="id\tpartition\tintent\ttext"), "fi")
    with pytest.raises(trial.NotMassive, match="partition 'dev'"):
        trial.rows(written(tmp_path, ["1\ttrain\thome\ta\tb"]), "fi")
    other = CliRunner().invoke(main, ["train-eval", "--massive", str(small(tmp_path)), "--language", "sv"])
    assert other.exit_code == 2


def test_a_typo_is_one_and_in_a_longer_word() -> None:
    source = random.Random(3)  # noqa: S311 - typing errors, not secrets
    text = "me soita musiikkia nyt"
    for _ in range(20):
        pairs = list(zip(text.split(), trial.one_typo(text, source).split(), strict=True))
        assert sum(one != other for one, other in pairs) <= 1
        assert pairs[0][0] == pairs[0][1] and pairs[3][0] == pairs[3][1]
    assert trial.one_typo("ok no", source) == "ok no"
    assert trial.without_umlauts("Äiti söi Åbossa") == "Aiti soi Abossa"


@pytest.mark.shared_data
def test_the_real_files_have_sixty_intents_and_the_same_sentences_in_three_languages() -> None:
    folder = shared_data_folder() / "massive"
    assert trial.languages_in(folder) == ("fi", "sv", "en")
    for language in trial.languages_in(folder):
        read = trial.rows(folder, language)
        assert (len(read.train), len(read.asked)) == (11_514, 2_033)
        assert len({intent for _, intent in read.train}) == 60
