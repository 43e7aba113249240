"""How understanding grows with the content: part of `bench.understanding`, which has started Django."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

from django.conf import settings

from bench.rivals import Bm25
from luotsi.assistant import queries
from luotsi.assistant.types import Asked
from luotsi.flows.document import PathDocument
from luotsi.guidance import queries as guidance
from luotsi.understanding import artefact, learning, loading, registry
from luotsi.understanding import queries as understanding
from luotsi.understanding.building import Analyser, arrays_of
from luotsi.understanding.lexicon import Term
from luotsi.understanding.types import Meaning, SearchDocument

SERVICES = (100, 1_000, 10_000)
PATHS = (50, 200, 400)
UTTERANCES = 25
"""What a made-up path is called in each language."""
MOST_GROWTH = 6.0
"""How many times as long a turn may take with 400 paths and 10,000 services as with 50 and 100."""
AIMS = {"turn p50 ms": 3.0, "turn p99 ms": 10.0, "build s": 20.0, "artefact MB": 50.0, "memory MB": 300.0}
"""Told and not enforced here: they hold for a machine of one's own."""
CASES = Path(__file__).resolve().parent.parent / "evaluation" / "needs.dev.jsonl"
PATH = "path"


def measure() -> int:
    """Print all figures; 1 when a turn grows too fast."""
    source = random.Random(11)
    meanings, terms = registry.meanings(), registry.terms()
    texts = sorted({text for one in meanings for said in one.said.values() for text in said})
    documents = dict(guidance.published_documents())
    asked = questions()
    medians: list[float] = []
    figures: dict[str, float] = {}
    print()
    columns = (
        ("paths", 6),
        ("services", 10),
        ("build s", 9),
        ("of CPU", 8),
        ("MB", 7),
        ("turn p50", 10),
        ("p99", 8),
    )
    columns += (("search p50", 12), ("p99", 8), ("BM25 p50", 10))
    print("".join(f"{name:>{width}}" for name, width in columns))
    for paths, services in zip(PATHS, SERVICES, strict=True):
        grown, known = with_paths(meanings, documents, paths, source)
        offered = [*path_documents(grown), *made_services(texts, services, source)]
        seconds, worked, size = build(offered, grown, terms)
        with mock.patch.object(guidance, "published_documents", lambda known=known: known):
            turns = timed(lambda one: queries.turn(Asked(one[1], one[0])), asked)
        searches = timed(lambda one: understanding.search(one[1][:60], one[0]), asked)
        plain = Bm25([(one.language, f"{one.title} {one.summary} {one.body}", one.key) for one in offered])
        scans = timed(lambda one, plain=plain: plain.ask(one[1][:60]), asked[:200])
        medians.append(turns[0])
        figures = {"turn p50 ms": turns[0], "turn p99 ms": turns[1], "build s": seconds, "artefact MB": size}
        print(
            f"{paths:>6}{services:>10}{seconds:>9.1f}{worked:>8.1f}{size:>7.1f}{turns[0]:>10.2f}{turns[1]:>8.2f}"
            f"{searches[0]:>12.2f}{searches[1]:>8.2f}{scans[0]:>10.2f}"
        )
    figures["memory MB"] = memory()
    for name, figure in figures.items():
        word = "met" if figure <= AIMS[name] else "MISSED"
        print(f"{name:<14}{figure:>8.1f}  aim {AIMS[name]:>5.0f}  {word}")
    print(f"One turn of a loop that adds takes {pace():.0f} ns here: so fast is this machine at its best.")
    growth = medians[-1] / medians[0]
    print(
        f"A turn takes {growth:.1f} times as long in the largest as in the smallest (at most {MOST_GROWTH})."
    )
    return int(growth > MOST_GROWTH)


def questions() -> list[tuple[str, str]]:
    """Language and text of the development cases."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [(case["lang"], case["text"]) for case in map(json.loads, lines)]


def with_paths(
    meanings: Sequence[Meaning],
    documents: Mapping[str, PathDocument],
    count: int,
    source: random.Random,
) -> tuple[list[Meaning], dict[str, PathDocument]]:
    """As many paths as asked for: the library's first, then made ones; with everything that is no path."""
    real = [one for one in meanings if one.kind == PATH]
    paths = real[:count]
    for number in range(count - len(paths)):
        one, other = source.sample(real, 2)
        said = {
            language: tuple(dict.fromkeys(recombined(one.said[language], other.said[language], source)))
            for language in one.said
            if language in other.said
        }
        paths.append(Meaning(PATH, f"made-{number}", said, one.texts))
    template = documents[real[0].key]
    known = {
        one.key: documents.get(one.key) or template.model_copy(update={"code": one.key}) for one in paths
    }
    return [*paths, *(one for one in meanings if one.kind != PATH)], known


def recombined(one: Sequence[str], other: Sequence[str], source: random.Random) -> Iterator[str]:
    """The beginning of an utterance of one path with the end of one of another."""
    for _ in range(UTTERANCES):
        first, last = source.choice(one).split(), source.choice(other).split()
        yield " ".join([*first[: (len(first) + 1) // 2], *last[len(last) // 2 :]])


def path_documents(meanings: Sequence[Meaning]) -> Iterator[SearchDocument]:
    for one in meanings:
        if one.kind == PATH:
            for language, said in one.said.items():
                if said:
                    yield SearchDocument(PATH, one.key, language, said[0], utterances=said, weight=1.2)


def made_services(texts: Sequence[str], count: int, source: random.Random) -> Iterator[SearchDocument]:
    """Services whose words are the library's, as long as real ones, most of them in Finnish."""
    words = [word for text in texts for word in text.split()]
    for number in range(count):

        def text(length: int) -> str:
            return " ".join(source.choices(words, k=length))

        yield SearchDocument(
            kind="service",
            key=f"service-{number}",
            language=("fi", "fi", "fi", "sv", "en")[number % 5],
            title=text(3).capitalize(),
            summary=text(18),
            body=text(110),
            keywords=(text(1), text(1)),
        )


def build(
    documents: Sequence[SearchDocument], meanings: Sequence[Meaning], terms: Sequence[Term]
) -> tuple[float, float, float]:
    """A whole first build as the worker does it: seconds, those of the processor, megabytes."""
    started, worked = time.perf_counter(), time.process_time()
    analyser = Analyser()
    arrays = {
        **arrays_of(analyser.analyse(documents), analyser.vocabulary),
        **learning.learn(meanings, terms),
    }
    name = artefact.write(Path(settings.INDEX_DIR), arrays)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    loading.look_again()
    return seconds, worked, (Path(settings.INDEX_DIR) / name).stat().st_size / 1e6


def timed(call: Callable[[tuple[str, str]], object], asked: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Median and 99th percentile of the processor's milliseconds."""
    for one in asked[:40]:
        call(one)
    taken = []
    for one in asked:
        started = time.process_time()
        call(one)
        taken.append((time.process_time() - started) * 1000)
    quantiles = statistics.quantiles(taken, n=100)
    return quantiles[49], quantiles[98]


def pace() -> float:
    """Nanoseconds of the processor for one turn of a loop that adds: how fast this machine is at its best."""
    best = float("inf")
    for _ in range(20):
        started, total = time.process_time_ns(), 0
        for number in range(100_000):
            total += number
        best = min(best, (time.process_time_ns() - started) / 100_000)
    return best


def memory() -> float:
    """Resident megabytes of a fresh web process that has used the index and holds it twice."""
    script = """
import os, sys, gc
import luotsi.config.wsgi
from pathlib import Path
from django.conf import settings
from luotsi.understanding import artefact
from luotsi.understanding.index import Index
from luotsi.assistant import batch
batch.warm_up()
held = []
for _ in range(2):
    index = Index(artefact.read(Path(settings.INDEX_DIR)))
    for text in ("hammas särkee", "tandvärk", "äiti ei enää pärjää kotona yksin", "bill"):
        index.model.understand(text, "fi")
        for section in index.sections.values():
            section.find(tuple(text.split()))
    held.append(index)
gc.collect()
for line in open("/proc/self/status"):
    if line.startswith("VmRSS"):
        print(int(line.split()[1]) / 1000)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ, capture_output=True, text=True, check=True
    )
    return float(done.stdout.strip().splitlines()[-1])
