"""What is published, as a turn reads it: worked out once for each state of the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luotsi.assistant.deciding import PATH
from luotsi.flows.document import PathDocument
from luotsi.guidance import queries as guidance

Documents = Mapping[str, PathDocument]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The paths that a client can be led to, by code; sub-paths are not among them."""

    documents: Documents
    reasons: Mapping[str, str]
    """The primary contact reason of each path, "" where it has none."""
    facets: Mapping[str, Mapping[str, tuple[str, ...]]]
    """What each path fills in: facet -> options that fit."""

    @classmethod
    def of(cls, published: Documents) -> Shelf:
        """The shelf of all published documents."""
        documents = {code: document for code, document in published.items() if document.kind == PATH}
        return cls(
            documents,
            {code: next(iter(document.contact_reasons), "") for code, document in documents.items()},
            {code: document.facets for code, document in documents.items()},
        )


# The last state of the library and its shelf, swapped together, so that threads may share them.
_last: tuple[Documents, Shelf] | None = None


def current() -> Shelf:
    """The shelf of what is published now."""
    global _last  # noqa: PLW0603 - one library per process; it is another mapping whenever something changes
    published = guidance.published_documents()
    last = _last
    if last is None or last[0] is not published:
        last = _last = (published, Shelf.of(published))
    return last[1]
