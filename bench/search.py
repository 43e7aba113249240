"""Search on 6,000 generated documents: milliseconds a query, and the ratio to a naive scan in the same run.

The naive scan counts which of the query's words stand somewhere in each document's folded text. It is
given every advantage (texts folded beforehand, no ranking, no typos); the ratio is the result, not the
milliseconds, which depend on the machine.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import accumulate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luotsi.config.settings")
_folder = tempfile.TemporaryDirectory(prefix="luotsi-bench-")
os.environ["LUOTSI_DATA"] = _folder.name

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from luotsi.understanding import artefact, loading, queries  # noqa: E402
from luotsi.understanding.building import Analyser, arrays_of  # noqa: E402
from luotsi.understanding.types import SearchDocument  # noqa: E402
from luotsi.understanding.words import clean, fold, query_words  # noqa: E402

DOCUMENTS = 6_000
VOCABULARY = 40_000
"""Different words; real county catalogues of this size have about as many."""
QUERIES = 400
LEAST_RATIO = 2.0
"""The index must be at least this much faster than the scan, at the median."""

STEMS = """
hammas lääkäri koti hoito perhe lapsi nuori vanhus terveys sosiaali neuvonta palvelu päivystys ajanvaraus
kuntoutus mielen päihde vamma tuki asuminen ruoka raha lasku vuokra työ koulu opiskelu äiti isä omainen
rokotus seulonta sairaala poliklinikka vastaanotto apteekki lääke resepti haava murtuma särky kuume yskä
allergia iho silmä korva sydän veri selkä niska polvi jalka käsi uni väsymys pelko suru ero väkivalta turva
koti matka kyyti taksi apu väline pyörätuoli kuulo näkö puhe muisti kerho ryhmä vertais järjestö ilmoitus
hakemus päätös valitus maksu katto etuus eläke tulkki kieli maahan muutto asia mies potilas edunvalvonta
""".split()  # noqa: SIM905 - easier to read and to add to
ENDINGS = ["", "", "", "n", "ssa", "sta", "lle", "t", "ja", "na", "tta", "kin"]


def generated(random_source: random.Random) -> list[SearchDocument]:
    """Documents like those of a county: a title, a summary, a page of text, half of them with utterances."""

    def word() -> str:
        parts = random_source.choices(STEMS, k=random_source.choice([1, 1, 2, 2, 3]))
        return "".join(parts) + random_source.choice(ENDINGS)

    vocabulary = list(dict.fromkeys(word() for _ in range(2 * VOCABULARY)))[:VOCABULARY]
    # Few words are common and most are rare (Zipf), as in any language.
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))

    def text(words: int) -> str:
        return " ".join(random_source.choices(vocabulary, cum_weights=weights, k=words))

    return [
        SearchDocument(
            kind=("path", "service", "contact_point")[number % 3],
            key=f"d{number}",
            language=("fi", "fi", "fi", "sv", "en")[number % 5],
            title=text(random_source.randint(1, 4)).capitalize(),
            summary=text(15),
            body=text(120),
            keywords=tuple(text(1) for _ in range(4)),
            utterances=tuple(text(5) for _ in range(30)) if number % 6 == 0 else (),
        )
        for number in range(DOCUMENTS)
    ]


def with_a_slip(text: str, random_source: random.Random) -> str:
    """The text with two neighbouring letters swapped."""
    place = random_source.randrange(1, max(2, len(text) - 2))
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def timed(call: Callable[[str], object], texts: list[str]) -> list[float]:
    """Milliseconds of processor time of each call, so that a busy machine does not blur the ratio."""
    taken = []
    for text in texts:
        start = time.process_time()
        call(text)
        taken.append((time.process_time() - start) * 1000)
    return taken


def told(name: str, taken: list[float]) -> float:
    """Print a line and give the median."""
    percentiles = statistics.quantiles(taken, n=100)
    print(f"{name:34s} p50 {percentiles[49]:7.2f} ms   p99 {percentiles[98]:7.2f} ms")
    return percentiles[49]


def built(documents: list[SearchDocument]) -> None:
    """Build the index and say how long it took, at first and after a small change."""
    analyser = Analyser()
    for name in ("first build", "build after one change"):
        start = time.process_time()
        arrays = arrays_of(analyser.analyse(documents), analyser.vocabulary)
        artefact.write(settings.INDEX_DIR, arrays)
        size = sum(array.nbytes for array in arrays.values()) / 1e6
        print(f"{name:34s} {time.process_time() - start:7.2f} s    {size:7.1f} MB")
        documents[0] = SearchDocument("path", "changed", "fi", "Muutettu ohje")
    loading.look_again()


def main() -> int:
    """Run it; 1 when the index is not fast enough beside the scan."""
    random_source = random.Random(7)
    documents = generated(random_source)
    built(documents)
    folded = [
        fold(clean(" ".join([one.title, one.summary, one.body, *one.keywords, *one.utterances])))
        for one in documents
    ]

    def scan(text: str) -> list[int]:
        words = query_words(text)
        counts = [sum(word in document for word in words) for document in folded]
        return sorted(range(len(counts)), key=counts.__getitem__, reverse=True)[:20]

    asked = random_source.sample(documents[1:], QUERIES)
    short = [with_a_slip(one.title, random_source) for one in asked]
    stories = [one.body[:600] for one in asked[: QUERIES // 4]]
    queries.search("lämmittely", "fi")
    searched = told("search, title with a slip", timed(lambda text: queries.search(text, "fi"), short))
    scanned = told("naive scan, the same", timed(scan, short[: QUERIES // 8]))
    told("search, a story of 600 characters", timed(lambda text: queries.search(text, "fi"), stories))
    told("naive scan, the same", timed(scan, stories[: QUERIES // 16]))
    found = sum(
        one.key in [hit.key for hit in queries.search(text, one.language).hits[:3]]
        for one, text in zip(asked, short, strict=True)
    )
    print(f"found in the first three           {found / len(asked):7.1%}")
    print(
        f"the scan takes                     {scanned / searched:7.1f} times as long (at least {LEAST_RATIO})"
    )
    return 0 if scanned / searched >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
