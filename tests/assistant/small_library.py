"""A handful of the packaged paths, published and learnt: enough to understand and measure with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from luotsi.config import ready_to_answer
from luotsi.guidance.actions import load_library
from luotsi.guidance.folder import PACKAGED_LIBRARY
from luotsi.understanding import actions as understanding
from tests.ground import DATA

INDEX = Path(DATA, "small-library")
"""One for all modules: what has been learnt from the same paths is not learnt twice."""
PATHS = ("toothache", "bill-you-cannot-pay", "low-mood", "prescription-renewal", "home-care-for-parent")


@pytest.fixture(scope="module")
def small_library(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Loaded once for a module of tests, and gone after it."""
    folder = tmp_path_factory.mktemp("library")
    _copy(folder)
    with (
        django_db_blocker.unblock(),
        override_settings(INDEX_DIR=INDEX),
        transaction.atomic(),
    ):
        report = load_library(folder)
        assert not report.refused
        understanding.build_index()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def at_hand(small_library: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands answer with the small library instead of looking for an installation."""
    monkeypatch.setattr(ready_to_answer, "choose_installation", lambda _say: None)


def _copy(folder: Path) -> None:
    (folder / "paths").mkdir()
    for register in PACKAGED_LIBRARY.glob("*.yaml"):
        shutil.copy(register, folder)
    for file in (PACKAGED_LIBRARY / "paths").glob("*.yaml"):
        is_called = "\nkind: subpath\n" in file.read_text(encoding="utf-8")
        if file.name.partition(".")[0] in PATHS or is_called:
            shutil.copy(file, folder / "paths")
