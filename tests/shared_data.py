"""Where the real data set lies beside a checkout, for the tests that use it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_data_folder() -> Path:
    """The folder of real data, or a visible skip where a clone stands alone."""
    named = os.environ.get("LUOTSI_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The real data set is not beside this checkout (set LUOTSI_SHARED_DATA to its folder).")
    return folder
