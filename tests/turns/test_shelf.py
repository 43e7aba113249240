"""What a turn reads of the library is worked out once for each of its states."""

from __future__ import annotations

import pytest

from luotsi.assistant import shelf
from luotsi.guidance import queries as guidance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_county")]


def test_the_shelf_is_kept_until_the_library_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = shelf.current()
    assert shelf.current() is first
    published = dict(guidance.published_documents())
    code = next(iter(first.documents))
    del published[code]
    monkeypatch.setattr(guidance, "published_documents", lambda: published)
    assert code not in shelf.current().documents
    assert code not in shelf.current().reasons


def test_no_sub_path_stands_on_the_shelf() -> None:
    published = guidance.published_documents()
    parts = {code for code, document in published.items() if document.kind != "path"}
    assert parts
    assert shelf.current().documents.keys() == published.keys() - parts
    assert shelf.current().facets.keys() == shelf.current().documents.keys()
