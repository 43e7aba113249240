"""Programs are tested on the same demo county as pages."""

from tests.pages.conftest import demo_county, morning
from tests.pages.scripted import script

__all__ = ["demo_county", "morning", "script"]
