"""Turns documents into the arrays of an index: vocabulary, trigrams, postings, stored texts.

Array names begin with the language ("fi/starts") or with "documents". All counts that ranking needs
are worked out here, once, so that a search only reads and adds.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from luotsi.understanding.types import SearchDocument
from luotsi.understanding.words import clean, fold, split, title_key

FIELDS = ("title", "keywords", "utterances", "summary", "body")
FIELD_WEIGHTS = np.array([5.0, 4.0, 3.0, 1.2, 0.5], dtype=np.float32)
LENGTH_NORMALISATION = np.array([0.3, 0.0, 0.0, 0.3, 0.5], dtype=np.float32)
"""BM25F's b per field: how much a longer field makes each of its words count less."""
SATURATION = 1.2
"""BM25's k1: how soon more of the same word stops adding."""
WEIGHTS = (0.1, 3.0)
"""What a document's own weight is held between, so that no weight beats an exact title."""
LONGEST_BODY = 20_000
"""Characters of a body that are indexed and kept."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document's different words, how often each stands in each field, and what is kept to show."""

    words: np.ndarray  # numbers of the analyser's vocabulary, int64
    counts: np.ndarray  # (words, fields), float32
    stored: bytes  # JSON, compressed
    title: str


class Analyser:
    """Remembers documents between builds, so that a small change costs a small build."""

    def __init__(self) -> None:
        self._known: dict[SearchDocument, Analysed] = {}
        self.vocabulary: dict[str, int] = {}
        """Every word ever seen, numbered as it came."""

    def analyse(self, documents: Iterable[SearchDocument]) -> dict[SearchDocument, Analysed]:
        """Every document with its analysis; what is no longer there is forgotten."""
        known = self._known
        self._known = {document: known.get(document) or self._analysed(document) for document in documents}
        return self._known

    def _analysed(self, document: SearchDocument) -> Analysed:
        texts = {
            "title": clean(document.title),
            "keywords": [clean(word) for word in document.keywords],
            "utterances": [clean(sentence) for sentence in document.utterances],
            "summary": clean(document.summary),
            "body": clean(document.body[: 2 * LONGEST_BODY])[:LONGEST_BODY],
        }
        counts: dict[int, list[int]] = {}
        for place, name in enumerate(FIELDS):
            text = texts[name]
            whole = text if isinstance(text, str) else "\n".join(text)
            for word, times in Counter(split(fold(whole))).items():
                number = self.vocabulary.setdefault(word, len(self.vocabulary))
                counts.setdefault(number, [0] * len(FIELDS))[place] = times
        stored = {
            "kind": document.kind,
            "key": document.key,
            "language": document.language,
            "themes": document.themes,
        }
        return Analysed(
            words=np.array(list(counts), dtype=np.int64),
            counts=np.array(list(counts.values()), dtype=np.float32).reshape(len(counts), len(FIELDS)),
            stored=zlib.compress(json.dumps(stored | texts, ensure_ascii=False).encode()),
            title=texts["title"],
        )


def arrays_of(
    analysed: Mapping[SearchDocument, Analysed], vocabulary: Mapping[str, int]
) -> dict[str, np.ndarray]:
    """The arrays of an index over the documents; `vocabulary` is the analyser's, word → number.

    The same documents in any order give the same arrays.
    """
    unique: dict[tuple[str, str, str], SearchDocument] = {}
    for document in analysed:
        identity = (document.language, document.kind, document.key)
        if identity in unique:
            logger.warning("Two search documents call themselves %s/%s/%s; one is left out.", *identity)
        if identity not in unique or _order(document) < _order(unique[identity]):
            unique[identity] = document
    ordered = [unique[identity] for identity in sorted(unique)]
    kinds = sorted({document.kind for document in ordered})
    things = sorted({(document.kind, document.key) for document in ordered})
    thing_number = {thing: number for number, thing in enumerate(things)}
    stored = [analysed[document].stored for document in ordered]
    languages = sorted({document.language for document in ordered})
    arrays = {
        "documents/stored": _blob(stored),
        "documents/ends": _ends(stored, np.uint64),
        "documents/weights": np.clip(
            np.array([document.weight for document in ordered], dtype=np.float32), *WEIGHTS
        ),
        "documents/kinds": np.array([kinds.index(document.kind) for document in ordered], dtype=np.uint16),
        "documents/things": np.array(
            [thing_number[document.kind, document.key] for document in ordered], dtype=np.uint32
        ),
        "about": _blob([json.dumps({"languages": languages, "kinds": kinds}).encode()]),
    }
    words = np.array(list(vocabulary), dtype=object)
    first = 0
    for language in languages:
        part = [analysed[document] for document in ordered if document.language == language]
        for name, array in _section(part, words, first).items():
            arrays[f"{language}/{name}"] = array
        first += len(part)
    return arrays


def trigram_codes(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """All trigrams of "<word>" for each word as (codes, word numbers), each pair once, sorted by code.

    A code packs three code points of 21 bits, so that two trigrams never share one.
    """
    if not words:
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint32)
    points = np.frombuffer(
        "".join(f"<{word}>" for word in words).encode("utf-32-le"), dtype=np.uint32
    ).astype(np.uint64)
    owners = np.repeat(np.arange(len(words), dtype=np.uint64), [len(word) + 2 for word in words])
    codes = points[:-2] << np.uint64(42) | points[1:-1] << np.uint64(21) | points[2:]
    inside = owners[:-2] == owners[2:]
    codes, numbers = codes[inside], owners[:-2][inside]
    order = np.lexsort((numbers, codes))
    codes, numbers = codes[order], numbers[order]
    is_new = np.ones(len(codes), dtype=bool)
    is_new[1:] = (codes[1:] != codes[:-1]) | (numbers[1:] != numbers[:-1])
    return codes[is_new], numbers[is_new].astype(np.uint32)


def title_code(title: str) -> int:
    """A number for a title's key, to look exact titles up by."""
    return int.from_bytes(hashlib.blake2b(title_key(title).encode(), digest_size=8).digest(), "little")


def _order(document: SearchDocument) -> tuple[str, str, str]:
    return document.title, document.summary, document.body


def _section(part: Sequence[Analysed], all_words: np.ndarray, first: int) -> dict[str, np.ndarray]:
    """The arrays of one language; `first` is the number of its first document among all."""
    used, words = np.unique(np.concatenate([one.words for one in part]), return_inverse=True)
    by_alphabet = np.argsort(all_words[used])
    vocabulary = all_words[used][by_alphabet].tolist()
    ranks = np.empty(len(used), dtype=np.int64)
    ranks[by_alphabet] = np.arange(len(used))
    words = ranks[words]
    documents = np.repeat(np.arange(len(part), dtype=np.uint32), [len(one.words) for one in part])
    strengths = _strengths(part)
    order = np.argsort(words, kind="stable")
    gram_codes, gram_words = trigram_codes(vocabulary)
    grams, gram_starts = np.unique(gram_codes, return_index=True)
    encoded = [word.encode() for word in vocabulary]
    titles = np.array([title_code(one.title) for one in part], dtype=np.uint64)
    by_title = np.argsort(titles, kind="stable")
    return {
        "first": np.array([first, len(part)], dtype=np.int64),
        "words": _blob(encoded),
        "word_ends": _ends(encoded, np.uint32),
        "grams": grams,
        "gram_starts": np.append(gram_starts, len(gram_codes)).astype(np.uint32),
        "gram_words": gram_words,
        "gram_counts": np.bincount(gram_words, minlength=len(vocabulary)).astype(np.float32),
        "starts": np.searchsorted(words[order], np.arange(len(vocabulary) + 1)).astype(np.uint32),
        "documents": documents[order].astype(np.min_scalar_type(len(part))),
        "strengths": strengths[order],
        "titles": titles[by_title],
        "title_documents": by_title.astype(np.uint32),
    }


def _strengths(part: Sequence[Analysed]) -> np.ndarray:
    """BM25F's share of each word of each document: 0–1, how strongly it speaks of the word. Float16."""
    lengths = np.array([one.counts.sum(axis=0) for one in part])
    average = np.maximum(lengths.mean(axis=0), 1.0)
    norms = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * lengths / average
    counts = np.concatenate([one.counts for one in part])
    times = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0)
    each_norm = np.repeat(norms, [len(one.words) for one in part], axis=0)
    weighted = (times * FIELD_WEIGHTS / each_norm).sum(axis=1)
    return (weighted / (weighted + SATURATION)).astype(np.float16)


def _blob(pieces: Sequence[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(pieces), dtype=np.uint8)


def _ends(pieces: Sequence[bytes], kind: type[np.unsignedinteger]) -> np.ndarray:
    """Where each piece of a blob ends, after a leading 0."""
    return np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(kind)
