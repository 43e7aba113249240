"""Ground that every test stands on: a data folder of its own, nothing left behind."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "LUOTSI_DATA" not in os.environ:
    _folder = tempfile.mkdtemp(prefix="luotsi-tests-")
    os.environ["LUOTSI_DATA"] = _folder
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
