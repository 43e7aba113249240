"""Ground that every test stands on: a data folder of its own, nothing left behind."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest
from django.conf import LazySettings

if "LUOTSI_DATA" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="luotsi-tests-")
    os.environ["LUOTSI_DATA"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings: LazySettings) -> None:
    """Pages in tests point at files of the package: nothing has been collected or compressed for them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
