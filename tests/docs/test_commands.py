"""Every command that the documentation shows exists, with its options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from django.conf import LazySettings
from django.core.management import get_commands

from luotsi.config.cli import main
from luotsi.config.supervisor import SUPERVISED
from tests.docs.pages import ROOT, pages

LUOTSI = re.compile(r"(?:ExecStart=)?(?:\S*/)?luotsi +(?P<rest>[a-z-].*)")
MAKE = re.compile(r"make(?P<rest>(?: +[\w=]+)+)")
TARGET = re.compile(r"^([a-z]+):", re.M)
VARIABLE = re.compile(r"^([A-Z]+) \?=", re.M)


def shown(pattern: re.Pattern[str]) -> Iterator[tuple[str, list[str]]]:
    """The words after the program's name, with the page that shows them."""
    for read in pages():
        for line in read.command_lines():
            if found := pattern.fullmatch(line.partition(" #")[0].strip()):
                yield read.name, shlex.split(found["rest"])


def problem_of(words: list[str]) -> str:
    """What is wrong with a `luotsi` command; empty when it exists with its options."""
    command: click.Command = main
    for position, word in enumerate(words):
        if word == "django":
            known = words[position + 1] in get_commands()
            return "" if known else f"Django has no command {words[position + 1]}"
        if word.startswith("--"):
            if word.partition("=")[0] not in options_of(command):
                return f"{command.name} has no option {word}"
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return f"{command.name} has no command {word}"
            command = command.commands[word]
    return ""


def options_of(command: click.Command) -> set[str]:
    return {"--help", "--version"} | {name for one in command.params for name in one.opts}


def test_enough_is_shown_to_be_worth_checking() -> None:
    assert len(list(shown(LUOTSI))) > 20
    assert len(list(shown(MAKE))) > 8


def test_every_luotsi_command_exists() -> None:
    assert [(where, words) for where, words in shown(LUOTSI) if problem_of(words)] == []


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = {*TARGET.findall(makefile), *(f"{name}=" for name in VARIABLE.findall(makefile))}
    unknown = [
        (where, word)
        for where, words in shown(MAKE)
        for word in words
        if re.sub(r"(?<==).+", "", word) not in known
    ]
    assert unknown == []


def test_every_target_of_make_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = {word for _, words in shown(MAKE) for word in words}
    assert set(TARGET.findall(makefile)) - told <= {"browser", "help", "postgresql"}


def test_every_command_stands_under_a_heading_of_the_help() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert set(main.commands) == {name for names in main.headings.values() for name in names}


@pytest.mark.parametrize("only", ["web", "live", "worker", ""])
@pytest.mark.django_db
def test_an_unsafe_installation_is_refused_in_words(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, only: str
) -> None:
    """As docs/production.md promises; also a single process that a service manager starts."""
    settings.SITE_URL = "http://guide.county.example"
    monkeypatch.delenv(SUPERVISED, raising=False)
    started: list[str] = []
    for name in ("serve_web", "serve_worker", "supervise"):
        monkeypatch.setattr(
            f"luotsi.config.commands.serving.{name}", lambda *_, **__: started.append("started")
        )
    result = CliRunner().invoke(main, ["serve", *(["--only", only] if only else [])])
    assert (result.exit_code, started) == (1, [])
    assert "The address is not https" in result.output
    assert "Traceback" not in result.output
