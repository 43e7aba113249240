"""Reads lists that come with the program. What people upload is read by stricter readers in their rooms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The C reader is ten times faster; the plain one is for machines where PyYAML came without it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path) -> Any:
    """What a packaged YAML file holds. Raises OSError or `yaml.YAMLError`, if the package is damaged."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - both are safe loaders
