"""Frequent words of a log that nothing here knows: suggestions for the lexicon. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from os.path import commonprefix

from luotsi.assistant.replay_types import UnknownWord
from luotsi.understanding.vocabulary import Nearest
from luotsi.understanding.words import WORD, clean, fold, query_words

MOST_WORDS = 100
LEAST_PEOPLE = 3
"""People from which an unknown word is told: what one or two write may be a name."""
SHORTEST_WORD = 4
MOST_ASKED = 4_000
"""Words that are looked up, the commonest first."""
SHORTEST_STEM, LONGEST_ENDING = 5, 5


def unknown_words(
    usual: Counter[str], familiar: Collection[str], known: Callable[[str], Nearest]
) -> Iterator[UnknownWord]:
    """Frequent words that are not known, in their forms, those of most people first.

    `usual` says how many people wrote each word. `familiar` words are not asked about; `known` is the index.
    """
    asked = [
        word
        for word, people in sorted(usual.items(), key=lambda pair: (-pair[1], pair[0]))
        if people >= LEAST_PEOPLE and len(word) >= SHORTEST_WORD and word.isalpha() and word not in familiar
    ][:MOST_ASKED]
    near = {word: known(word) for word in asked}
    unknown = [word for word in asked if not near[word].is_found]
    told = [
        UnknownWord(forms[0], sum(usual[form] for form in forms), tuple(forms[1:]), near[forms[0]].word)
        for forms in _forms(unknown)
    ]
    return islice(sorted(told, key=lambda one: (-one.people, one.word)), MOST_WORDS)


def _forms(words: Sequence[str]) -> list[list[str]]:
    """Words that begin alike, as forms of the first (the commonest) of each list."""
    found: list[list[str]] = []
    by_start: dict[str, list[list[str]]] = {}
    for word in words:
        start = word[:SHORTEST_WORD]
        for forms in by_start.setdefault(start, []):
            stem = commonprefix([forms[0], word])  # noqa: RUF071 - of words, not of paths
            if len(stem) >= max(SHORTEST_STEM, len(forms[0]) - 2) and len(word) - len(stem) <= LONGEST_ENDING:
                forms.append(word)
                break
        else:
            by_start[start].append([word])
            found.append(by_start[start][-1])
    return found


def word_people(texts: Iterable[tuple[str, int]]) -> Counter[str]:
    """For each telling word how many people wrote it."""
    counts: Counter[str] = Counter()
    for text, people in texts:
        for word in query_words(text):
            counts[word] += people
    return counts


def written_forms(texts: Iterable[str]) -> dict[str, str]:
    """For each folded word how it is written where it stands first, in lower case."""
    found: dict[str, str] = {}
    for text in texts:
        for word in WORD.findall(clean(text).lower()):
            found.setdefault(fold(word), word)
    return found
