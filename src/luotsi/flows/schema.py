"""The JSON Schema of path documents, for editors' completion and other programs."""

from __future__ import annotations

from typing import Any

from luotsi.flows.document import LANGUAGE_PATTERN, PathDocument

SCHEMA_ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of one document as written in YAML (JSON Schema 2020-12)."""
    schema = PathDocument.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    text_map = {
        "type": "object",
        "title": "Text by language",
        "minProperties": 1,
        "propertyNames": {"pattern": LANGUAGE_PATTERN},
        "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 10_000},
    }
    definitions["TextByLanguage"] = text_map
    full_option = definitions["Option"]
    definitions["Option"] = {
        "title": "Option",
        "description": "A text map, or a label with a hint.",
        "anyOf": [{"$ref": "#/$defs/TextByLanguage"}, full_option],
    }
    shortened: dict[str, Any] = _with_references(schema, text_map)
    shortened["$defs"]["TextByLanguage"] = text_map
    return {"$schema": SCHEMA_ADDRESS, **shortened, "title": "Guidance path"}


def _with_references(part: Any, text_map: dict[str, Any]) -> Any:
    """The schema with every text map replaced by a reference to the one definition."""
    if isinstance(part, list):
        return [_with_references(each, text_map) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("title") == text_map["title"]:
        return {"$ref": "#/$defs/TextByLanguage"}
    return {name: _with_references(each, text_map) for name, each in part.items()}
