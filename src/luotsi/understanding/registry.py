"""Where rooms above register the documents they offer. This room knows no kind of content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from luotsi.understanding.lexicon import Term
from luotsi.understanding.types import Meaning, SearchDocument

Source = Callable[[], Iterable[SearchDocument]]
_Thing = TypeVar("_Thing")
MeaningSource = Callable[[], Iterable[Meaning]]
TermSource = Callable[[], Iterable[Term]]

_sources: dict[str, Source] = {}
_meanings: dict[str, MeaningSource] = {}
_terms: dict[str, TermSource] = {}


class SourceError(Exception):
    """A source could not give its documents; `kind` says which. The index in use stays."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"The search documents of kind {kind!r} could not be read.")
        self.kind = kind


def register(kind: str, source: Source) -> None:
    """Offer documents of `kind`; `source` is called at every build. Call it in `AppConfig.ready`."""
    _sources[kind] = source


def kinds() -> tuple[str, ...]:
    """The kinds registered so far, in alphabetical order."""
    return tuple(sorted(_sources))


def documents() -> Iterator[SearchDocument]:
    """Every document of every source; raises `SourceError` as soon as one of them fails."""
    for kind in kinds():
        try:
            yield from _sources[kind]()
        except Exception as error:
            raise SourceError(kind) from error


def register_meanings(kind: str, source: MeaningSource) -> None:
    """Offer what a message can mean; like `register`."""
    _meanings[kind] = source


def register_terms(name: str, source: TermSource) -> None:
    """Offer terms of the lexicon; like `register`."""
    _terms[name] = source


def meanings() -> list[Meaning]:
    """Every meaning of every source, in a fixed order; raises `SourceError`."""
    found = [meaning for kind in sorted(_meanings) for meaning in _read(kind, _meanings[kind])]
    return sorted(found, key=lambda meaning: (meaning.kind, meaning.key))


def terms() -> list[Term]:
    """Every term of the lexicon; raises `SourceError`."""
    return [term for name in sorted(_terms) for term in _read(name, _terms[name])]


def _read(kind: str, source: Callable[[], Iterable[_Thing]]) -> list[_Thing]:
    try:
        return list(source())
    except Exception as error:
        raise SourceError(kind) from error
