"""How much of understanding is the writers' style: the library's utterances asked with their wave left out.

    .venv/bin/python -m bench.style

The classifier learns from example utterances, and may learn how each path's writer writes instead of
what is meant. So each wave of writing (`bench.waves`) is left out and its lines are asked; then the same
lines are asked again where as many of each path and language were learnt, but of any wave, and once more
where they were of their own wave as far as there are any. What lies between is style. Then every path is
asked about when none of its own lines is learnt: its own texts, the lexicon and other paths of the same
reason must do. Beside them the development cases of needs, whose writers had not seen the library. The
classifier alone; needs the git history of the library and no database, and takes three minutes of one
processor.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
# Settings want a data folder; nothing is kept in it.
_folder = tempfile.TemporaryDirectory(prefix="luotsi-bench-")
os.environ.update(LUOTSI_DATA=_folder.name, LUOTSI_DEMO="yes")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")

import django  # noqa: E402

django.setup()

import numpy as np  # noqa: E402

from bench import waves  # noqa: E402
from bench.waves import Line, Trial  # noqa: E402
from luotsi.assistant import cases, measures, register  # noqa: E402
from luotsi.assistant.measures import Expected, Given, Outcomes, Ranked  # noqa: E402
from luotsi.content import lexicon  # noqa: E402
from luotsi.flows.document import PathDocument  # noqa: E402
from luotsi.guidance import folder, meanings, registers  # noqa: E402
from luotsi.understanding import learning, lemmas  # noqa: E402
from luotsi.understanding.learning import Example  # noqa: E402
from luotsi.understanding.lexicon import Lexicon  # noqa: E402
from luotsi.understanding.reading import enrich  # noqa: E402
from luotsi.understanding.slips import slip  # noqa: E402
from luotsi.understanding.types import Meaning  # noqa: E402

REPOSITORY = Path(__file__).resolve().parent.parent
CASES = REPOSITORY / "evaluation" / "needs.dev.jsonl"
SEED = 20_261_126
FEWEST = 100
"""Lines of a wave that is asked; smaller ones are corrections of words."""
LEAST_LEFT = 5
"""Lines of the same path and language that other waves must have, for a line to be asked."""
GROUPS, FOLDS = 6, 5
"""Turns in which paths are asked without any line of their own, and random folds beside them."""
AGAINST = learning.FEW_OPPONENTS
"""As when the sharpness is found: a third of a minute less for each of some forty learnings."""
SHOWN = ("reason_at_1", "reason_at_3")

Found = dict[int, Outcomes]
"""Outcomes by the place of a line."""


@dataclass(frozen=True, slots=True)
class Library:
    """What there is to learn. `lines` are all utterances of paths; `meanings` hold them, too."""

    lines: Sequence[Line]
    meanings: Sequence[Meaning]
    documents: Mapping[str, PathDocument]

    def reason(self, path: str) -> str:
        """The primary contact reason of a path."""
        return self.documents[path].contact_reasons[0]


class Learner:
    """Learns from all examples but some, many times over; features are found once.

    Typing errors are made in copies of utterances, as in the software itself; a copy goes with its utterance.
    """

    def __init__(self, library: Library, asked: Sequence[tuple[str, str]]) -> None:
        """`asked`: languages and texts that are never learnt."""
        self.library = library
        words = Lexicon.of(lexicon.packaged())
        bare = [Meaning(one.kind, one.key, {}, one.texts) for one in library.meanings]
        others = [one if one.kind != meanings.KIND else _silent(one) for one in library.meanings]
        labels = {one.key: at for at, one in enumerate(library.meanings) if one.kind == meanings.KIND}
        own, owners = _examples(library.lines, labels, words)
        never = [
            Example(_read(text, language, words), 0, language, 0.0, is_said=True) for language, text in asked
        ]
        told = learning.examples_of([_said(one) for one in others], words)
        told += learning.examples_of(bare, words)
        self._matrix = learning.matrix_of([*own, *told, *never])
        self._owners = np.concatenate([owners, np.full(len(told), -1), np.full(len(never), -2)])
        self._is_said = np.array([example.is_said for example in [*own, *told, *never]])
        self._paths = np.array(sorted(labels.values()))
        self._keys = [library.meanings[label].key for label in self._paths]

    def ask(self, trial: Trial) -> dict[int, Given]:
        """What is given for the lines asked, by place."""
        is_out = np.isin(self._owners, list(trial.left_out)) | (self._owners == -2)
        is_asked = np.isin(self._owners, list(trial.asked)) & self._is_said
        given = self._given(is_out, is_asked)
        return dict(zip(self._owners[is_asked].tolist(), given, strict=True))

    def ask_others(self) -> list[Given]:
        """What is given for the texts that are never learnt, when all lines are."""
        is_asked = self._owners == -2
        return self._given(is_asked, is_asked)

    def _given(self, is_out: np.ndarray, is_asked: np.ndarray) -> list[Given]:
        learnt, asked = learning.part(self._matrix, ~is_out), learning.part(self._matrix, is_asked)
        scores = learning.scored(learnt, asked, len(self.library.meanings), AGAINST)
        best = np.argsort(-scores[:, self._paths], axis=1, kind="stable")[:, : measures.DEPTH]
        return [self._shown([self._keys[at] for at in row]) for row in best.tolist()]

    def _shown(self, paths: Iterable[str]) -> Given:
        documents = (self.library.documents[path] for path in paths)
        return Given(
            "guide", tuple(Ranked(tuple(one.contact_reasons), tuple(one.themes)) for one in documents)
        )


def read_library() -> Library:
    """The packaged library with what else can be meant, as it is learnt by an installation of its own."""
    read = folder.read_folder(folder.PACKAGED_LIBRARY)
    facts = {code: registers.fact_of(code, entry) for code, entry in read.facts.items()}
    documents = {code: one for code, one in read.documents.items() if one.kind == meanings.KIND}
    found = [
        meanings.meaning_of(one, read.utterances.get(code, {}), facts) for code, one in documents.items()
    ]
    found += [one for source in register.SOURCES.values() for one in source()]
    found.sort(key=lambda one: (one.kind, one.key))
    when = waves.waves(waves.history(REPOSITORY))
    lines = [
        Line(one.key, language, text, when.get(text, ""))
        for one in found
        if one.kind == meanings.KIND
        for language, said in sorted(one.said.items())
        for text in said
    ]
    return Library(lines, found, documents)


def outcomes(library: Library, given: Mapping[int, Given]) -> Found:
    """Each line measured as a case whose right reason is its path's."""
    return {
        place: measures.outcomes(Expected("guide", library.reason(library.lines[place].path)), one)
        for place, one in given.items()
    }


@dataclass(frozen=True, slots=True)
class Waves:
    """The same lines in three ways: learnt were as many of any wave, most of their own, none of their own."""

    mixed: Found
    own: Found
    without: Found
    shares: tuple[float, float]
    """Of the lines learnt of a line's path and language, how many were of its own wave: mixed, most."""


def ask_waves(learner: Learner, tick: Callable[[str], None]) -> Waves:
    """Ask every wave of some size."""
    lines = learner.library.lines
    found: tuple[Found, Found, Found] = {}, {}, {}
    shares: tuple[list[float], list[float]] = [], []
    sizes = Counter(line.wave for line in lines if line.wave)
    for wave in sorted(wave for wave, size in sizes.items() if size >= FEWEST):
        tick(wave)
        trial = waves.without_wave(lines, wave, LEAST_LEFT)
        mixed = waves.with_own_style(lines, trial, SEED)
        own = waves.with_own_style(lines, trial, SEED, own_first=True)
        for into, trials in zip(found, (mixed, own, (trial,)), strict=True):
            into.update(_asked(learner, trials))
        for into, trials in zip(shares, (mixed, own), strict=True):
            into += [share for one in trials for share in waves.own_shares(lines, one)]
    return Waves(*found, (fmean(shares[0]), fmean(shares[1])))


def ask_own(learner: Learner) -> tuple[Found, Found]:
    """All lines asked where a random fifth is left out, and where all lines of their path are."""
    library = learner.library
    reasons = {path: library.reason(path) for path in library.documents}
    folds = waves.random_folds(library.lines, FOLDS, SEED)
    return _asked(learner, folds), _asked(learner, waves.without_own_lines(library.lines, reasons, GROUPS))


def groups(library: Library) -> dict[str, dict[str, list[int]]]:
    """Places of lines by language, by wave, and by whether their reason is that of other paths, too."""
    shared = Counter(library.reason(path) for path in library.documents)
    found: dict[str, dict[str, list[int]]] = {"language": {"all": []}, "wave": {}, "sharing": {}}
    for place, line in enumerate(library.lines):
        alone = shared[library.reason(line.path)] == 1
        found["language"]["all"].append(place)
        found["language"].setdefault(line.language, []).append(place)
        found["wave"].setdefault(line.wave, []).append(place)
        found["sharing"].setdefault(
            "reason of no other path" if alone else "reason of others, too", []
        ).append(place)
    return {name: dict(sorted(part.items())) for name, part in found.items()}


def compared(title: str, parts: Mapping[str, Iterable[int]], before: Found, after: Found) -> Iterator[str]:
    """Rows of two ways of asking the same lines: shares in per cent with their 95 % intervals."""
    heads = ("1st, kept in", "left out", "first 3, kept in", "left out")
    yield f"\n{title:<30}{'lines':>7}" + "".join(f"{head:>19}" for head in heads)
    for name, places in parts.items():
        old = {str(place): before[place] for place in places if place in before and place in after}
        new = {place: after[int(place)] for place in old}
        if not old:
            continue
        values = [measures.summary(old.values()), measures.summary(new.values())]
        cells = "".join(f"{_cell(one[code])}" for code in SHOWN for one in values)
        p = {one.code: one.p for one in measures.differences(old, new)}
        yield f"{name:<30}{len(old):>7}{cells}   p " + " ".join(f"{p[code]:.3f}" for code in SHOWN)


def of_cases(labelled: Sequence[cases.Case], given: Sequence[Given]) -> Iterator[str]:
    """Rows of the development cases of needs, all lines learnt."""
    yield f"\n{CASES.name:<30}{'cases':>7}{'1st':>19}{'first 3':>19}"
    languages = sorted({case.language for case in labelled})
    for name in ("all", *languages):
        values = measures.summary(
            measures.outcomes(case.expected, one)
            for case, one in zip(labelled, given, strict=True)
            if name in ("all", case.language)
        )
        yield f"{name:<30}{values[SHOWN[0]].count:>7}" + "".join(_cell(values[code]) for code in SHOWN)


def main() -> int:
    """Ask, and print tables."""
    library = read_library()
    labelled = [case for case in cases.read_cases([CASES]) if case.expected.kind == "guide"]
    learner = Learner(library, [(case.language, case.text) for case in labelled])
    places = groups(library)
    unknown = len(places["wave"].pop("", []))
    print(f"{len(library.lines)} lines of {len(library.documents)} paths; of {unknown} the wave is not known")
    asked = ask_waves(learner, lambda wave: print(f"  {wave}", file=sys.stderr, flush=True))
    parts = places["language"] | places["wave"]
    print("Learnt of a line's path are lines of its wave: {:.0%}, at most {:.0%}".format(*asked.shares))
    print("\n".join(compared("Wave of writing", parts, asked.mixed, asked.without)))
    print("\n".join(compared("Wave, beside most of its own", parts, asked.own, asked.without)))
    found = ask_own(learner)
    print("\n".join(compared("All lines of the path", places["language"] | places["sharing"], *found)))
    floor = measures.constant_floor([Expected("guide", library.reason(line.path)) for line in library.lines])
    print("The commonest reasons for every line: " + " ".join(f"{100 * floor[code]:.1f}" for code in SHOWN))
    print("\n".join(of_cases(labelled, learner.ask_others())))
    return 0


def _asked(learner: Learner, trials: Iterable[Trial]) -> Found:
    found: Found = {}
    for trial in trials:
        found.update(outcomes(learner.library, learner.ask(trial)))
    return found


def _examples(
    lines: Sequence[Line], labels: Mapping[str, int], words: Lexicon
) -> tuple[list[Example], np.ndarray]:
    """Examples of lines and of copies with typing errors, and the place of the line of each."""
    source = random.Random(SEED)
    examples, owners = [], []
    for place, line in enumerate(lines):
        label = labels[line.path]
        made = [Example(_read(line.text, line.language, words), label, line.language, 1.0, is_said=True)]
        if place % learning.SLIP_EVERY == 0:
            wrong = _read(slip(line.text, source), line.language, words)
            made.append(Example(wrong, label, line.language, learning.SLIP_WEIGHT, is_said=False))
        examples += made
        owners += [place] * len(made)
    return examples, np.array(owners)


def _read(text: str, language: str, words: Lexicon) -> learning.Text:
    return enrich(text, language, words, with_lemmas=lemmas.is_available())


def _silent(one: Meaning) -> Meaning:
    """The same class without anything said of it, so that classes keep their numbers."""
    return Meaning(one.kind, one.key, {}, {})


def _said(one: Meaning) -> Meaning:
    return Meaning(one.kind, one.key, one.said, {})


def _cell(value: measures.Value) -> str:
    cell = f"{100 * value.value:.1f} ({100 * value.low:.1f}–{100 * value.high:.1f})"
    return f"{cell:>19}"


if __name__ == "__main__":
    sys.exit(main())
