"""Every word of the interface exists in Finnish and Swedish; English is the source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from luotsi.config.translations import PACKAGE, message_files, messages_of, translated_in

ROOMS = sorted({file.parents[3] for file in message_files()})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def rooms_with_words() -> list[Path]:
    """Rooms (or screens of `web`) whose code or templates have something to translate."""
    screens = [folder for folder in (PACKAGE / "web").iterdir() if folder.is_dir()]
    rooms = [folder for folder in PACKAGE.iterdir() if folder.is_dir() and folder.name != "web"]
    return [folder for folder in (*rooms, *screens) if messages_of(folder)]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_nothing_is_left_in_english(language: str) -> None:
    missing = {
        str(room.relative_to(PACKAGE)): sorted(messages_of(room) - translated_in(room, language))
        for room in rooms_with_words()
    }
    assert {room: words for room, words in missing.items() if words} == {}


@pytest.mark.parametrize("file", message_files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_translations_keep_the_placeholders(file: Path) -> None:
    with file.open("rb") as opened:
        catalogue = read_po(opened)
    for message in catalogue:
        if not message.id or isinstance(message.id, tuple):
            continue
        assert sorted(PLACEHOLDER.findall(message.id)) == sorted(PLACEHOLDER.findall(message.string)), (
            message.id
        )


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_one_source_word_has_one_translation_in_the_house(language: str) -> None:
    """Django puts the rooms' words together: of two translations of a word all would get the first."""
    found: dict[str, set[str]] = {}
    for file in message_files():
        if file.parents[1].name == language:
            with file.open("rb") as opened:
                for message in read_po(opened):
                    found.setdefault(str(message.id), set()).add(str(message.string))
    assert {word: words for word, words in found.items() if word and len(words) > 1} == {}
