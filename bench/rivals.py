"""What understanding is measured against: plain BM25, and nlp.js of npm (MIT) where node can be had.

All learn the same examples and answer with labels, best first.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "nlpjs"
MOST = 20
"""Labels in an answer."""
_WORD = re.compile(r"[^\W_]+")

Example = tuple[str, str, str]
"""Language, text, label."""
Question = tuple[str, str]
"""Language, text."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Labels for each question, best first; milliseconds of processor time of each; seconds of learning."""

    labels: list[list[str]]
    ms: list[float]
    seconds: float


class Unavailable(Exception):
    """The rival cannot be had here; the message says why."""


class Bm25:
    """BM25 as in the textbook (k1 1.2, b 0.75) over lower-case words; every example is a document."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._labels = [label for _, _, label in examples]
        documents = [_WORD.findall(text.lower()) for _, text, _ in examples]
        mean = sum(map(len, documents)) / max(len(documents), 1)
        frequency = Counter(word for words in documents for word in set(words))
        self._found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, words in enumerate(documents):
            length = 1.2 * (0.25 + 0.75 * len(words) / mean)
            for word, times in Counter(words).items():
                rare = math.log(1 + (len(documents) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                self._found[word].append((number, rare * times * 2.2 / (times + length)))

    def ask(self, text: str) -> list[str]:
        """Labels of the best examples, each label once."""
        scores: dict[int, float] = defaultdict(float)
        for word in set(_WORD.findall(text.lower())):
            for number, score in self._found.get(word, ()):
                scores[number] += score
        best: dict[str, float] = defaultdict(float)
        for number, score in scores.items():
            label = self._labels[number]
            best[label] = max(best[label], score)
        return sorted(best, key=lambda label: (-best[label], label))[:MOST]


def bm25(examples: Sequence[Example], questions: Sequence[Question]) -> Answers:
    """One BM25 for each language, which is told with the question."""
    started = time.process_time()
    languages = {language for language, _, _ in examples}
    parts = {language: Bm25([one for one in examples if one[0] == language]) for language in languages}
    seconds = time.process_time() - started
    return asked(lambda language, text: parts[language].ask(text), questions, seconds)


def asked(ask: Callable[[str, str], list[str]], questions: Sequence[Question], seconds: float) -> Answers:
    """Ask each question, after a few to get warm."""
    for language, text in questions[:50]:
        ask(language, text)
    labels, ms = [], []
    for language, text in questions:
        started = time.process_time()
        labels.append(ask(language, text))
        ms.append((time.process_time() - started) * 1000)
    return Answers(labels, ms, seconds)


def nlpjs(examples: Sequence[Example], questions: Sequence[Question], patience: float = 900) -> Answers:
    """nlp.js with its own language packages. Raises `Unavailable`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Unavailable("node and npm are not installed")
    if not (FOLDER / "node_modules").is_dir():
        _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "", 300, "npm ci failed")
    told = json.dumps({"train": examples, "ask": questions})
    answer = json.loads(_run([node, "ask.js"], told, patience, "nlp.js failed").splitlines()[-1])
    return Answers(answer["answers"], answer["ms"], answer["train_seconds"])


def _run(command: list[str], given: str, patience: float, failed: str) -> str:
    try:
        done = subprocess.run(
            command, input=given, cwd=FOLDER, capture_output=True, text=True, timeout=patience, check=True
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:]
        raise Unavailable(f"{failed}: {' '.join(last)}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{failed}: {error}") from error
    return done.stdout
