"""Reads the training messages, examples of the rules among them, and writes them as people mistype them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from luotsi.safety.classifier import CLASSES, SOFT
from luotsi.safety.rulebook import read_book

FOLDER = Path(__file__).parent
RULES = FOLDER.parent / "rules"
LIBRARY = FOLDER.parents[1] / "guidance" / "library" / "paths"

LANGUAGES = ("fi", "sv", "en")
KINDS = CLASSES[1:-1]
NEAR_MISS, ORDINARY, LIBRARY_LABEL = "near_miss", "ordinary", "library"
LABELS = (*KINDS, SOFT, NEAR_MISS, ORDINARY)
FILES = {**{label: label for label in LABELS}, "stories": ORDINARY}
"""The label of the messages of each file."""

_DOTLESS = str.maketrans("äöåÄÖÅ", "aoaAOA")
_LETTERS = "aeiouklmnrst"


@dataclass(frozen=True, slots=True)
class Message:
    """A message and what it is: a kind of emergency, soft, near_miss, ordinary or library."""

    text: str
    label: str
    language: str


def messages() -> list[Message]:
    """All training messages, then examples of the rules and utterances of the library, in fixed order."""
    found = [
        Message(text, label, language)
        for language in LANGUAGES
        for name, label in FILES.items()
        for text in _lines(FOLDER / language / f"{name}.txt")
    ]
    return [*found, *_examples(), *_utterances()]


def digest() -> str:
    """A fingerprint of the training messages and the rules: a classifier knows from what it was made."""
    total = hashlib.sha256()
    for folder in (FOLDER, RULES):
        for file in sorted(folder.rglob("*.txt")):
            total.update(file.relative_to(folder).as_posix().encode())
            total.update(file.read_bytes())
    return total.hexdigest()


def mistyped(text: str, dice: random.Random) -> str:
    """The text with a slip about every thirty letters, and half of the time without dots over letters."""
    letters = list(text.translate(_DOTLESS) if dice.random() < 0.5 else text)
    for _ in range(max(1, len(letters) // 30)):
        if len(letters) > 3:
            _slip(letters, dice.randrange(1, len(letters) - 1), dice)
    return "".join(letters)


def joined(pieces: list[str], dice: random.Random) -> str:
    """Several messages as one, as people write who tell much at once."""
    return dice.choice((" ", ". ", "\n", ", ")).join(pieces)


def _slip(letters: list[str], place: int, dice: random.Random) -> None:
    if not letters[place].isalpha():
        return
    way = dice.random()
    if way < 0.3:
        del letters[place]
    elif way < 0.5:
        letters.insert(place, letters[place])
    elif way < 0.75:
        letters[place - 1], letters[place] = letters[place], letters[place - 1]
    else:
        letters[place] = dice.choice(_LETTERS)


def _lines(file: Path) -> list[str]:
    if not file.exists():
        return []
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _examples() -> Iterator[Message]:
    """What each rule must find."""
    for rule in read_book().rules:
        for text in rule.yes:
            yield Message(text, rule.kind, rule.language)


def _utterances() -> Iterator[Message]:
    for file in sorted(LIBRARY.glob("*.utterances.yaml")):
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        for language in LANGUAGES:
            for text in document.get("utterances", {}).get(language, ()):
                yield Message(str(text), LIBRARY_LABEL, language)
