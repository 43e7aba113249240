"""Writing the published library as a folder of files that can be loaded again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from luotsi.guidance.folder import UTTERANCES_SUFFIX
from luotsi.guidance.models import FactRow, GuidancePath, SourceRow


def write_library(folder: Path) -> int:
    """Write paths, utterances and registers below `folder`; returns how many files."""
    (folder / "paths").mkdir(parents=True, exist_ok=True)
    written = 0
    for row in GuidancePath.objects.filter(live=True).prefetch_related("utterances"):
        (folder / "paths" / f"{row.code}.yaml").write_text(row.text, encoding="utf-8")
        written += 1
        said: dict[str, list[str]] = {}
        for one in row.utterances.all():
            if not one.is_dropped:
                said.setdefault(one.language, []).append(one.text)
        if said:
            file = folder / "paths" / f"{row.code}{UTTERANCES_SUFFIX}"
            _write(file, {"schema": 1, "path": row.code, "utterances": said})
            written += 1
    _write(folder / "sources.yaml", {"schema": 1, "sources": _entries(SourceRow)})
    _write(folder / "facts.yaml", {"schema": 1, "facts": _entries(FactRow)})
    return written + 2


def _entries(model: type[SourceRow | FactRow]) -> dict[str, Any]:
    return dict(model.objects.order_by("key").values_list("key", "entry"))


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
