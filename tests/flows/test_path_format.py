"""The guide for hand-writing and the published schema tell the truth."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from luotsi.flows import (
    OutcomeNode,
    PathDocument,
    check_words,
    dump_document,
    json_schema,
    link,
    missing_texts,
    prove,
    read_document,
    replay,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "path-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def examples() -> dict[str, PathDocument]:
    documents = [read_document(text, "path-format.md") for text in EXAMPLES]
    return {document.code: document for document in documents}


def test_the_guides_example_is_a_proved_path_within_the_boundary(examples: dict[str, PathDocument]) -> None:
    document = examples["help-at-home"]
    proof = prove(link(document, examples), date(2026, 11, 24))
    assert proof.holds, proof
    assert check_words(document) == ()
    assert missing_texts(document, ["fi", "sv"]) == {"fi": (), "sv": ()}


def test_an_editor_can_walk_the_example(examples: dict[str, PathDocument]) -> None:
    answers = {
        "who": ["self"], "age": ["82"], "needs": ["meals", "washing"], "home": ["001"],
        "since": ["2026-12-01"], "reach.channel": ["phone"],
    }  # fmt: skip
    visit = replay(link(examples["help-at-home"], examples), answers, date(2026, 11, 24))
    assert isinstance(visit.position, OutcomeNode)
    assert visit.position.key == "out_phone"


def test_the_example_is_written_as_the_dump_writes(examples: dict[str, PathDocument]) -> None:
    for text, document in zip(EXAMPLES, examples.values(), strict=True):
        assert yaml.safe_load(dump_document(document)) == {"sensitive": False, **yaml.safe_load(text)}


@pytest.mark.parametrize(
    "part", ["several", "computed", "calls", "municipality", "days_until", "on_behalf", "hint"]
)
def test_the_example_shows_every_part(part: str) -> None:
    assert part in EXAMPLES[0]


def test_every_field_of_the_format_is_in_the_guide() -> None:
    for name, definition in [("", json_schema()), *json_schema()["$defs"].items()]:
        for field in definition.get("properties", {}):
            assert re.search(rf"\b{field}\b", GUIDE), f"{name}.{field} is not described"


def test_the_published_schema_is_current() -> None:
    published = json.loads((DOCS / "path-document.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(), "write json_schema() to docs/path-document.schema.json"


def test_the_schema_accepts_the_example_and_refuses_a_slip() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    value = json.loads(json.dumps(yaml.safe_load(EXAMPLES[0]), default=str))
    assert not list(validator.iter_errors(value))
    value["questions"]["who"]["opsions"] = value["questions"]["who"].pop("options")
    assert list(validator.iter_errors(value))
