"""National contacts that are packaged with Luotsi: numbers and services that are the same everywhere.

One file a contact in `national/`. They hold facts only, each with its source and the day it was written
down; `load_national_contacts` stores them, and the fallback to a person is read here when nothing is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from luotsi.catalogue.records import ContactPointRecord, Coverage
from luotsi.organisation.calendar import OpeningHours

MEDICAL_HELPLINE = "medical-helpline-116117"

_FOLDER = Path(__file__).parent / "national"
_CODEC = TypeAdapter(ContactPointRecord)


@cache
def packaged() -> Mapping[str, ContactPointRecord]:
    """Every packaged contact by its id, which is also the name of its file."""
    documents = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in _FOLDER.glob("*.json")}
    return MappingProxyType({key: _read(documents[key]) for key in sorted(documents)})


def _read(document: dict[str, Any]) -> ContactPointRecord:
    hours = OpeningHours(is_always_open=True) if document.pop("hours", None) == "always" else None
    coverage = Coverage(extent=document.pop("coverage"))
    return _CODEC.validate_python({**document, "hours": hours, "coverage": coverage})
