"""Ground that every test stands on. The data folder of the tests is made in `ground`."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from tests.chromium import chromium

__all__ = ["chromium"]


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings: LazySettings) -> None:
    """Pages in tests point at files of the package: nothing has been collected or compressed for them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
