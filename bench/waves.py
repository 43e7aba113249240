"""Who wrote an example utterance with whom: waves of writing, read from the history of the library's files.

A wave is what was committed without a long pause, and of that either the lines that came with a new path or
those that were added to paths already there: a path's first lines have one writer, later ones another. A line
belongs to the wave in which its words first stood anywhere in the library, wherever it has moved since.
"""

from __future__ import annotations

import random
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

FILES = "src/luotsi/guidance/library/paths/*.utterances.yaml"
PAUSE = 30 * 60
"""Seconds without a commit of utterances that part two waves."""
FIRST, MORE = "new paths", "more lines"


@dataclass(frozen=True, slots=True)
class Line:
    """An example utterance of a path; `wave` is "" where the history does not know it."""

    path: str
    language: str
    text: str
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a file of utterances held after a commit. `when`: seconds since 1970; `is_new`: it began here."""

    when: int
    is_new: bool
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trial:
    """Places of lines: those that are asked, and all that are not learnt (the asked ones among them)."""

    asked: frozenset[int]
    left_out: frozenset[int]


def history(repository: Path) -> Iterator[Change]:
    """Every change of a file of utterances, oldest first. Raises CalledProcessError where git cannot tell."""
    told = _git(
        repository, "log", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--format=@%ct", "--", FILES
    )
    found: list[tuple[int, bool, str]] = []
    when = 0
    for row in told.decode().splitlines():
        if row.startswith("@"):
            when = int(row[1:])
        elif row.startswith(":"):
            _, _, _, blob, status = row.split("\t")[0].split()
            if status != "D":
                found.append((when, status == "A", blob))
    blobs = _blobs(repository, [blob for _, _, blob in found])
    for when, is_new, blob in found:
        yield Change(when, is_new, texts_of(blobs[blob]))


def texts_of(file: bytes) -> frozenset[str]:
    """The utterances in a file, spaces tidied as the library's reader does; none where it cannot be read."""
    try:
        said = yaml.load(file, Loader=yaml.CSafeLoader)["utterances"]
        return frozenset(" ".join(str(text).split()) for texts in said.values() for text in texts or ())
    except (yaml.YAMLError, KeyError, TypeError, AttributeError):
        return frozenset()


def waves(changes: Iterable[Change]) -> dict[str, str]:
    """The wave in which each text first stood in the library, named by when it began (UTC)."""
    found: dict[str, str] = {}
    began = last = None
    for change in sorted(changes, key=lambda one: one.when):
        if began is None or last is None or change.when - last > PAUSE:
            began = change.when
        last = change.when
        start = datetime.fromtimestamp(began, UTC)
        name = f"{start:%Y-%m-%d %H:%M} {FIRST if change.is_new else MORE}"
        for text in change.texts:
            found.setdefault(text, name)
    return found


def without_wave(lines: Sequence[Line], wave: str, least: int) -> Trial:
    """A whole wave left out. A line is asked where `least` others of its path and language can be learnt."""
    left_out = frozenset(place for place, line in enumerate(lines) if line.wave == wave)
    asked = frozenset(
        place
        for places in _by_path(lines).values()
        if len(places) - len(left_out.intersection(places)) >= least
        for place in left_out.intersection(places)
    )
    return Trial(asked, left_out)


def with_own_style(
    lines: Sequence[Line], without: Trial, seed: int, *, own_first: bool = False
) -> tuple[Trial, Trial]:
    """The same lines asked in two halves; as many lines learnt of each path and language, but of any wave.

    `own_first`: as many of them as there are from the wave of those that are asked.
    """
    groups, chance = _by_path(lines), random.Random(seed)
    halves: tuple[set[int], set[int]] = set(), set()
    for places in groups.values():
        asked = sorted(without.asked.intersection(places))
        chance.shuffle(asked)
        halves[0].update(asked[::2])
        halves[1].update(asked[1::2])

    def half(asked: set[int]) -> Trial:
        kept: set[int] = set()
        for places in groups.values():
            others = [place for place in places if place not in asked]
            chance.shuffle(others)
            if own_first:
                others.sort(key=lambda place: place not in without.left_out)
            kept.update(others[: sum(place not in without.left_out for place in places)])
        return Trial(frozenset(asked), frozenset(range(len(lines))) - kept)

    return half(halves[0]), half(halves[1])


def own_shares(lines: Sequence[Line], trial: Trial) -> list[float]:
    """For each line that is asked, which share of what is learnt of its path and language is of its wave."""
    groups = _by_path(lines)
    learnt = {
        key: Counter(lines[place].wave for place in places if place not in trial.left_out)
        for key, places in groups.items()
    }
    asked = [lines[place] for place in sorted(trial.asked)]
    known = [(line.wave, learnt[line.path, line.language]) for line in asked]
    return [waves[wave] / waves.total() for wave, waves in known if waves]


def random_folds(lines: Sequence[Line], count: int, seed: int) -> list[Trial]:
    """Every line is asked once, and a share of all lines left out each time."""
    places = list(range(len(lines)))
    random.Random(seed).shuffle(places)
    folds = (frozenset(places[start::count]) for start in range(count))
    return [Trial(fold, fold) for fold in folds]


def without_own_lines(lines: Sequence[Line], reasons: Mapping[str, str], count: int) -> list[Trial]:
    """Every line is asked once, when nothing of its path is learnt, in any language.

    `reasons`: contact reason by path. Paths of one reason are left out at different times, so that others
    keep speaking for it, unless there are more of them than `count`.
    """
    paths = sorted({line.path for line in lines}, key=lambda path: (reasons[path], path))
    turn = {path: number % count for number, path in enumerate(paths)}
    groups: dict[int, set[int]] = defaultdict(set)
    for place, line in enumerate(lines):
        groups[turn[line.path]].add(place)
    return [Trial(frozenset(group), frozenset(group)) for group in groups.values()]


def _by_path(lines: Sequence[Line]) -> dict[tuple[str, str], list[int]]:
    """Places of lines by path and language."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        found[line.path, line.language].append(place)
    return found


def _git(repository: Path, *arguments: str, told: bytes = b"") -> bytes:
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments], input=told, capture_output=True, check=True
    )
    return done.stdout


def _blobs(repository: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Contents of files by git's name for them."""
    unique = list(dict.fromkeys(names))
    answer = _git(repository, "cat-file", "--batch", told="\n".join(unique).encode() + b"\n")
    found, at = {}, 0
    for name in unique:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        found[name] = answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found
