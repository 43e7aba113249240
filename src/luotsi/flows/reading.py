"""Reading a document from YAML: everything that is wrong is told at once, with its line."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ValidationError

from luotsi.flows import document as shapes
from luotsi.flows.checking import Finding, findings
from luotsi.flows.complaints import LineAt, Place, faults_of, where
from luotsi.flows.document import PathDocument
from luotsi.flows.salvaging import findings_in_the_rest
from luotsi.flows.types import DocumentErrors, DocumentFault
from luotsi.flows.yaml_tree import read_tree


def read_document(text: str, name: str) -> PathDocument:
    """The document that the YAML `text` says; `name` is the file's, for the faults.

    Raises DocumentErrors with every fault found, in line order: of values, and of what the parts say
    about each other. Only when the YAML itself cannot be read are its faults told alone.
    """
    tree = read_tree(text, name)

    def line_at(place: Place) -> int:
        return tree.nearest(place).line

    if not isinstance(tree.value, dict):
        advice = "Begin with “schema: 1”; docs/path-format.md shows the form."
        raise DocumentErrors([DocumentFault(name, tree.line, "", "This is not a path document.", advice)])
    try:
        document = PathDocument.model_validate(tree.plain())
    except ValidationError as error:
        faults = faults_of(error, name, line_at, _fields_at)
        faults += [_fault(name, line, finding) for line, finding in findings_in_the_rest(tree)]
        raise DocumentErrors(sorted(faults, key=lambda fault: fault.line)) from None
    check_document(document, name, line_at)
    return document


def _fault(name: str, line: int, finding: Finding) -> DocumentFault:
    place, message, advice = finding
    return DocumentFault(name, line, where(place), message, advice)


def check_document(document: PathDocument, name: str = "", line_at: LineAt = lambda _: 0) -> None:
    """Raise DocumentErrors where the parts of a document do not fit each other."""
    faults = [_fault(name or document.code, line_at(finding[0]), finding) for finding in findings(document)]
    if faults:
        raise DocumentErrors(sorted(faults, key=lambda fault: fault.line))


_QUESTIONS: tuple[type[BaseModel], ...] = (
    shapes.ChoiceQuestion,
    shapes.NumberQuestion,
    shapes.YesNoQuestion,
)
_GROUPS: dict[str, type[BaseModel]] = {
    "options": shapes.Option,
    "outcomes": shapes.Outcome,
    "slots": shapes.Slot,
    "calls": shapes.Call,
}


def _fields_at(place: Place) -> Iterable[str]:
    """The names that are possible at a place, for near misses."""
    if not place:
        return _field_names(shapes.PathDocument)
    last, before = place[-1], place[-2] if len(place) > 1 else None
    if before == "questions":
        return dict.fromkeys(name for kind in _QUESTIONS for name in _field_names(kind))
    if isinstance(before, str) and before in _GROUPS:
        return _field_names(_GROUPS[before])
    if before == "steps":
        return ["do", "contact", "e_service", "read", "guide", "say", "sign_in", "on_behalf"]
    if before == "next":
        return ["when", "to", "otherwise"]
    single: dict[str, type[BaseModel]] = {"emergency": shapes.Emergency, "self_care": shapes.SelfCare}
    return _field_names(single[str(last)]) if last in single else ()


def _field_names(shape: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in shape.model_fields.items()]
