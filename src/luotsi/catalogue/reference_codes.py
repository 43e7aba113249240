"""Reference codes of national general descriptions (SOTE-0066) by their PTV id.

Guidance paths name services by these codes, while a service refers to its description by id and PTV's
interface does not always tell the code. They are facts of the national list, packaged with the room.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("reference_codes.json")


def reference_code(general_description_id: str) -> str:
    """The code of a general description, or "" when the national list has none for it."""
    return _codes().get(general_description_id, "")


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    return codes
