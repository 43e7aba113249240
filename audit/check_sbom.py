"""Holds a bill of materials against the schema of CycloneDX 1.6. Runs in the environment of audits."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text(encoding="utf-8"))
if fault:
    print(fault)
sys.exit(1 if fault else 0)
