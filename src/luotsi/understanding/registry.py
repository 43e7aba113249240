"""Where rooms above register the documents they offer. This room knows no kind of content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from luotsi.understanding.types import SearchDocument

Source = Callable[[], Iterable[SearchDocument]]

_sources: dict[str, Source] = {}


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
